"""A page's characters to its pieces, in reading order: lines of text, and tables with lines around their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from . import plain, tables
from .decode import line as clean_line
from .glyphs import Char, chars, rules
from .ruled import Ruled
from .ruled import tables as ruled_tables

_GAP = 1.5  # in letters, between two cells of a row without lines around them
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_FILLED = re.compile(rf"(?<={_HAN}) (?={_HAN})")


@dataclass(frozen=True, slots=True)
class Line:
    """Places are in points from the page's lower left. `cells` are pieces of the line with wide gaps between them."""

    text: str
    cells: tuple[tuple[float, float, str], ...]  # left, right, text
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    hidden: bool
    page: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with lines around its cells, where it stands among the page's lines. `hidden` is text that nobody sees in it."""

    grid: tuple[tables.Row, ...]
    xs: tuple[float, ...]
    hidden: tuple[str, ...]
    page: int

    def goes_on_from(self, before: Table) -> bool:
        """Whether the table of the page before has the same columns."""
        near = len(self.xs) == len(before.xs) and all(abs(a - b) < 3 for a, b in zip(self.xs, before.xs, strict=True))
        return near and self.page == before.page + 1

    @property
    def characters(self) -> int:
        return sum(len(cell.text) for i, row in enumerate(self.grid) for j, cell in enumerate(row) if cell.origin == (i, j))


Piece = Line | Table


def pieces(page: Any, number: int) -> list[Piece]:
    textpage = page.get_textpage()
    try:
        found = list(chars(page, textpage))
    finally:
        textpage.close()
    ruled = ruled_tables(rules(page)) if found else []
    cells: list[dict[tuple[int, int], list[Char]]] = [{} for _ in ruled]
    order: list[int | list[Char]] = [[]]  # a table's number, or a line
    for char in found:
        inside = _inside(char, ruled)
        if inside is not None:
            table, place = inside
            if not cells[table]:
                order += [table, []]
            cells[table].setdefault(place, []).append(char)
        elif char.text == "\n":
            order.append([])
        elif isinstance(row := order[-1], list):
            row.append(char)
    out: list[Piece] = []
    for item in order:
        if isinstance(item, int):
            out.append(_ruled(ruled[item], cells[item], number))
        else:
            out += [line for piece in _seen_and_hidden(item) if (line := _line(piece, number)) is not None]
    return out


def _inside(char: Char, ruled: Sequence[Ruled]) -> tuple[int, tuple[int, int]] | None:
    """Which table and which of its cells a character stands in."""
    if not char.text.isspace():
        for number, table in enumerate(ruled):
            if (place := table.place((char.left + char.right) / 2, (char.bottom + char.top) / 2)) is not None:
                return number, place
    return None


def _ruled(table: Ruled, cells: dict[tuple[int, int], list[Char]], page: int) -> Table:
    first = [place for place in cells if place[0] == 0]
    header = any(not all(c.bold for c in cells[place]) for place in cells if place[0]) and all(c.bold for place in first for c in cells[place])
    seen = {place: _cell_text([c for c in found if not c.hidden]) for place, found in cells.items()}
    grid = tuple(tuple(tables.Cell(seen.get(origin, ""), origin, header and origin[0] == 0) for origin in row) for row in table.origins)
    hidden = tuple(text for found in cells.values() if (text := _cell_text([c for c in found if c.hidden])))
    return Table(grid, table.xs, hidden, page)


def _cell_text(found: list[Char]) -> str:
    """A cell's lines, joined. Spaces between words are not among its characters: they show by their width."""
    rows: list[list[Char]] = []
    for char in found:
        last = rows[-1][-1] if rows else None
        if last is None or abs(char.bottom - last.bottom) > 0.6 * max(char.size, last.size):
            rows.append([char])
        else:
            spaced = char.left - last.right > 0.15 * char.size and char.text.isascii() and last.text.isascii()
            rows[-1] += [replace(char, text=" "), char] if spaced else [char]
    return plain.join([text for row in rows if (text := _words(row))])


def _seen_and_hidden(row: list[Char]) -> tuple[list[Char], list[Char]]:
    return [c for c in row if not c.hidden], [c for c in row if c.hidden]


def _line(row: list[Char], page: int) -> Line | None:
    marks = [char for char in row if not char.text.isspace()]
    if not marks:
        return None
    size = median(char.size for char in marks)
    pieces: list[list[Char]] = [[]]
    for char in row:
        last = next((c for c in reversed(pieces[-1]) if not c.text.isspace()), None)
        if last is not None and not char.text.isspace() and char.left - last.right > _GAP * size:
            pieces.append([])
        pieces[-1].append(char)
    cells = tuple((min(c.left for c in p), max(c.right for c in p), text) for p in pieces if (text := _words(p)))
    if not cells:
        return None
    bold = all(char.bold for char in marks)
    return Line(
        " ".join(text for _, _, text in cells), cells, min(c.left for c in marks), max(c.right for c in marks),
        min(c.bottom for c in marks), max(c.top for c in marks), size, bold, marks[0].hidden, page,
    )  # fmt: skip


def _words(found: list[Char]) -> str:
    """The text of one piece. A space between two Chinese characters is how a line was filled, and no space."""
    text = clean_line("".join(char.text for char in found))
    return _FILLED.sub("", text)
