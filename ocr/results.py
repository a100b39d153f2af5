"""What reading gives. Boxes are (left, top, width, height); confidences are 0..1.

What was on a page is left out of every `repr`, so that no log line or traceback shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a line, with the recogniser's probability."""

    text: str = field(repr=False)
    probability: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; `box` in pixels of the upright picture."""

    text: str = field(repr=False)
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class PageRead:
    lines: tuple[Line, ...]
    width: int  # pixels of the upright picture
    height: int
    unreadable: tuple[str, ...] = ()  # Cantonese characters that the reader does not know: they come out as others

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> PageRead:
        lines = tuple(Line(r["text"], r["confidence"], _box(r["box"])) for r in row["lines"])
        return cls(lines, row["width"], row["height"], tuple(row["unreadable"]))


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One field. `text` is its checked value where `ok`, else what could be read of it; `problem` says why it is not
    ok: empty, shape, check_digit, unlikely, unsure. `box` in millimetres of the form."""

    name: str
    label: str
    kind: str
    text: str = field(repr=False)
    confidence: float
    ok: bool
    problem: str
    alternatives: tuple[Reading, ...] = field(repr=False)
    box: Box


@dataclass(frozen=True, slots=True)
class FormRead:
    """`quality` is 0..1, the sharpness of the marks; `problem` is "" or "incomplete" where a field is not ok."""

    form: str
    fields: tuple[FieldRead, ...]
    quality: float
    problem: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> FormRead:
        return cls(row["form"], tuple(map(_field, row["fields"])), row["quality"], row["problem"])


def _field(row: Mapping[str, Any]) -> FieldRead:
    others = tuple(Reading(r["text"], r["probability"]) for r in row["alternatives"])
    return FieldRead(**{**row, "alternatives": others, "box": _box(row["box"])})


def _box(values: Any) -> Box:
    left, top, width, height = values
    return float(left), float(top), float(width), float(height)
