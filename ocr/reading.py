"""A form's sheet → its fields, each read in its own alphabet and checked by its own rule."""

from __future__ import annotations

import math
from functools import cache

from . import ctc, fields, forms, page
from .forms import Field
from .image import Rgb
from .ink import Grey, even_light, ink_mask, line_of
from .recognise import DIGITS, ENGLISH, HKID, LineReader
from .results import FieldRead, FormRead, Reading

_CELL_GAP = 0.25  # of the line's height, between characters written one to a cell
_INSET_MM = 0.5  # the printed outline itself
_LEAST_SIGNATURE = 0.002  # share of the box that is ink
_ADDRESS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/-()., "
_N_BEST = 24


def read_form(pixels: Rgb, wanted: str | None, reader: LineReader) -> FormRead:
    """Every field of the form in the picture. Raises ReadError (form_unknown) where it is another form than `wanted`.

    With `wanted` None any form that we know is read.
    """
    names = forms.names() if wanted is None else (wanted,)
    sheet = page.straighten(pixels, [forms.load(name) for name in names])
    grey = even_light(sheet.pixels)
    found = tuple(_read_field(crop(grey, field), field, reader) for field in sheet.template.fields)
    problem = "" if all(field.ok for field in found) else "incomplete"
    return FormRead(sheet.template.name, found, sheet.quality, problem)


def crop(grey: Grey, field: Field) -> Grey:
    """The field's inside on the straightened sheet."""
    left, top, width, height = (side * page.PIXELS_PER_MM for side in field.box)
    inset = _INSET_MM * page.PIXELS_PER_MM
    return grey[round(top + inset) : round(top + height - inset), round(left + inset) : round(left + width - inset)]


def _read_field(box: Grey, field: Field, reader: LineReader) -> FieldRead:
    if field.kind == "signature":
        parsed = _signature(box)
    elif (line := line_of(box, _CELL_GAP if field.cells else 0.0)) is None:
        parsed = fields.Parsed("", False, "empty", 0.0)
    elif field.kind == "district":
        parsed = _district(line, reader)
    else:
        parsed = fields.PARSERS[field.kind](reader.read(line, alphabet(field.kind, reader), _N_BEST))
    return FieldRead(
        field.name, field.label, field.kind, parsed.text, round(parsed.confidence, 4), parsed.ok, parsed.problem,
        parsed.alternatives, field.box,
    )  # fmt: skip


def alphabet(kind: str, reader: LineReader) -> tuple[int, ...]:
    """The symbols that a field of this kind can hold."""
    return _alphabets(reader)[kind]


@cache
def _alphabets(reader: LineReader) -> dict[str, tuple[int, ...]]:
    digits = reader.symbols(DIGITS)
    return {
        "phone": digits,
        "date": digits,
        "hkid": reader.symbols(HKID),
        "english_name": reader.symbols(ENGLISH),
        "chinese_name": reader.han,
        "district": reader.han,
        "address": (*reader.han, *reader.symbols(_ADDRESS)),
    }


def _signature(box: Grey) -> fields.Parsed:
    """Only whether there is one: "簽署" or nothing."""
    there = float(ink_mask(box).mean()) >= _LEAST_SIGNATURE
    return fields.Parsed("有" if there else "", there, "" if there else "empty", 1.0 if there else 0.0)


def _district(line: Grey, reader: LineReader) -> fields.Parsed:
    """Which known place the line says: each is scored as a whole, against what the line says freely."""
    posteriors = reader.posteriors(line)
    part = ctc.restrict(posteriors, reader.han)
    back = {symbol: i + 1 for i, symbol in enumerate(reader.han)}
    places = [name for name in fields.districts() if all(s in back for s in reader.symbols(name)) and len(reader.symbols(name)) == len(name)]
    scores = {name: ctc.log_probability(part, [back[s] for s in reader.symbols(name)]) for name in places}
    free = reader.read(line, reader.han, 4)
    best = max(scores.values())
    # A place that is a millionth as likely as what stands there is not what stands there.
    if not free or best < math.log(max(free[0].probability, 1e-30)) - 14.0:
        return fields.parse_district(free)
    weights = [Reading(name, math.exp(score - best)) for name, score in sorted(scores.items(), key=lambda row: -row[1])[:8]]
    return fields.parse_district(weights)

