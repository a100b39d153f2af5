"""Form templates: where a form's fields are and what they hold. Pure; `drawing` draws them, `reading` reads them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import ReadError
from .results import Box

KINDS = ("chinese_name", "english_name", "hkid", "phone", "date", "district", "address", "signature")
MARKER_MM = 12.0
MARKER_INSET_MM = 10.0  # from the page's edge: printers leave out less than 6 mm
_FOLDER = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    english: str
    kind: str  # one of KINDS
    box: Box  # millimetres from the page's top left
    cells: int = 0  # one character each; 0 for a plain box


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    title: str
    english: str
    issuer: str
    hint: str
    page: tuple[float, float]  # width, height in millimetres
    first_marker: int
    fields: tuple[Field, ...]

    def markers(self) -> dict[int, tuple[float, float]]:
        """Top left corner of each mark in millimetres, by number, clockwise from the page's top left."""
        width, height = self.page
        near, right, low = MARKER_INSET_MM, width - MARKER_INSET_MM - MARKER_MM, height - MARKER_INSET_MM - MARKER_MM
        places = ((near, near), (right, near), (right, low), (near, low))
        return {self.first_marker + i: place for i, place in enumerate(places)}


def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load(name: str) -> Template:
    """The template of a form that we know. Raises ReadError (form_unknown) for any other name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name not in names():
        raise ReadError("form_unknown", f"there is no such form; forms are {', '.join(names())}")
    return parse(name, (_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Template:
    """A template from TOML. Raises ValueError where a field has no known kind or leaves the page."""
    row = tomllib.loads(text)
    width, height = map(float, row["page"])
    fields = tuple(
        Field(f["name"], f["label"], f["english"], f["kind"], _box(f["box"]), int(f.get("cells", 0))) for f in row["fields"]
    )
    for field in fields:
        left, top, wide, high = field.box
        if field.kind not in KINDS:
            raise ValueError(f"field {field.name} of form {name} has no known kind")
        if not (0 <= left < left + wide <= width and 0 <= top < top + high <= height):
            raise ValueError(f"field {field.name} of form {name} leaves the page")
    if len({field.name for field in fields}) < len(fields):
        raise ValueError(f"form {name} names a field twice")
    return Template(name, row["title"], row["english"], row["issuer"], row["hint"], (width, height), int(row["first_marker"]), fields)


def _box(values: list[float]) -> Box:
    left, top, width, height = values
    return float(left), float(top), float(width), float(height)
