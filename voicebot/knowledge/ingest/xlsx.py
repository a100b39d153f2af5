"""XLSX by openpyxl: every sheet is a section; values are written as the sheet shows them (2.5 %, not 0.025)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from ...errors import DocumentError
from . import tables
from .blocks import Block, Parsed, Part, Progress, characters
from .decode import line
from .shown import shown

_MOST_CELLS = 2_000_000


def parse(data: bytes, progress: Progress) -> Parsed:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError) as error:
        raise DocumentError("it is not a whole Excel workbook", "document_damaged") from error
    blocks: list[Block] = []
    parts: list[Part] = []
    progress(0, len(book.worksheets))
    formulas = _formulas(data, book)
    for number, sheet in enumerate(book.worksheets, 1):
        found = _sheet(sheet)
        title = line(sheet.title)
        heading = [Block("heading", title, 1)] if len(book.worksheets) > 1 and found else []
        blocks += [*heading, *found]
        parts.append(Part(f"sheet {title}", characters(found), _note(sheet, found, formulas.get(sheet.title, ()))))
        progress(number, len(book.worksheets))
    return Parsed(line(book.properties.title or ""), tuple(blocks), tuple(parts))


def _sheet(sheet: Any) -> list[Block]:
    """The tables of a sheet. What the author hid (a sheet, rows, columns, white letters) comes after them, marked so."""
    if sheet.max_row * sheet.max_column > _MOST_CELLS:
        raise DocumentError("a sheet has too many cells; save only what is used", "document_too_large")
    reader = _Cells(sheet)
    columns, away = reader.columns(hidden=False), reader.columns(hidden=True)
    seen = [reader.row(number, columns) for number in range(1, sheet.max_row + 1) if not sheet.row_dimensions[number].hidden]
    unseen = [reader.row(number, columns) for number in range(1, sheet.max_row + 1) if sheet.row_dimensions[number].hidden]
    aside = [reader.row(number, away) for number in range(1, sheet.max_row + 1)] if away else []
    found = tables.blocks(seen)
    hidden = [*tables.blocks(unseen), *tables.blocks(aside), *(Block("text", text) for text in reader.white)]
    if sheet.sheet_state != "visible":
        found, hidden = [], found + hidden
    return found + [Block("text", block.text, hidden=True) for block in hidden]


class _Cells:
    """A sheet's cells as a table reads them; `white` collects what is written white on white."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._bold = _bold_row(sheet)
        self._origins = {
            (row, column): (area.min_row, area.min_col)
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        self.white: list[str] = []

    def columns(self, hidden: bool) -> list[int]:
        away: set[int] = set()
        for dimension in self._sheet.column_dimensions.values():
            if dimension.hidden:
                away |= set(range(dimension.min or 0, (dimension.max or 0) + 1))
        return [column for column in range(1, self._sheet.max_column + 1) if (column in away) == hidden]

    def row(self, number: int, columns: Sequence[int]) -> tables.Row:
        return tuple(self._cell(self._origins.get((number, column), (number, column)), number == self._bold) for column in columns)

    def _cell(self, origin: tuple[int, int], header: bool) -> tables.Cell:
        cell = self._sheet.cell(*origin)
        text = line(shown(cell.value, cell.number_format))
        if text and _is_white(cell):
            self.white.append(text)
            text = ""
        return tables.Cell(text, origin, header)


def _is_white(cell: Any) -> bool:
    colour = cell.font.color
    white = colour is not None and (colour.theme == 0 if colour.type == "theme" else colour.rgb in ("FFFFFFFF", "00FFFFFF"))
    return white and cell.fill.fill_type is None


def _bold_row(sheet: Any) -> int:
    """The first row of bold texts over one that is not bold holds a table's names; 0 where there is none."""
    for number in range(1, min(sheet.max_row, 20)):
        cells = [cell for cell in sheet[number] if cell.value is not None]
        below = [cell for cell in sheet[number + 1] if cell.value is not None]
        if len(cells) > 1 and all(cell.font.b for cell in cells):
            return number if below and not all(cell.font.b for cell in below) else 0
    return 0


def _formulas(data: bytes, known: Any) -> dict[str, list[str]]:
    """Sheet → cells whose formula was never worked out, so that the file holds no value for them."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not any(name.startswith("xl/worksheets/") and b"<f" in archive.read(name) for name in archive.namelist()):
            return {}
    written = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [c.coordinate for row in sheet for c in row if c.data_type == "f" and known[sheet.title][c.coordinate].value is None]
        for sheet in written.worksheets
    }


def _note(sheet: Any, blocks: list[Block], formulas: Sequence[str]) -> str:
    notes = []
    if not blocks:
        notes.append("no text")
    if sheet.sheet_state != "visible":
        notes.append("a hidden sheet")
    if formulas:
        notes.append(f"formulas without a value: {', '.join(formulas[:5])}{' …' if len(formulas) > 5 else ''}")
    if getattr(sheet, "_images", None):
        notes.append("pictures, which are not read")
    return "; ".join(notes)
