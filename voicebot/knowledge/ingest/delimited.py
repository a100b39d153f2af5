"""CSV and its kin: the first row with more than a title names the columns."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from ...errors import DocumentError
from . import tables
from .blocks import Parsed, Part, characters
from .decode import clean, decode, line

_DELIMITERS = ",;\t|"


def parse(data: bytes) -> Parsed:
    text, encoding = decode(data)
    cleaned = clean(text)
    try:
        rows = [[line(cell) for cell in row] for row in csv.reader(io.StringIO(cleaned, newline=""), delimiter=_delimiter(cleaned), strict=True)]
    except csv.Error as error:
        raise DocumentError("its quotation marks do not close", "document_damaged") from error
    grid = tables.grid(rows)
    blocks = tables.blocks([_named(row) if number == _first_names(grid) else row for number, row in enumerate(grid)])
    return Parsed("", tuple(blocks), (Part(f"{len(rows)} rows", characters(blocks)),), encoding)


def _delimiter(text: str) -> str:
    """The one that cuts the first lines into equally many pieces, and into the most."""
    sample = [row for row in text.split("\n")[:20] if row.strip()]

    def score(delimiter: str) -> tuple[int, int]:
        counts = [row.count(delimiter) for row in sample]
        return sum(count == counts[-1] for count in counts) if counts and counts[-1] else 0, max(counts, default=0)

    return max(_DELIMITERS, key=score)


def _first_names(grid: list[tables.Row]) -> int:
    """In a file of this kind the names are known: the first row of several texts."""
    return next((number for number, row in enumerate(grid) if sum(bool(cell.text) for cell in row) > 1), -1)


def _named(row: tables.Row) -> tables.Row:
    return tuple(replace(cell, header=True) for cell in row)
