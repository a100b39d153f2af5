"""PDF by PDFium: lines with their size and place, then paragraphs, headings and table rows; every page is accounted for.

A paragraph that runs over a page's end is joined and belongs to the page where it begins: a sentence must never lose
its condition to a page break. Running heads and page numbers are left out, and the account says so.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from ...errors import DocumentError
from . import plain, tables
from .blocks import Block, Parsed, Part, Progress
from .decode import line as clean_line
from .glyphs import Char, chars, rules
from .ruled import Ruled
from .ruled import tables as ruled_tables

NO_TEXT = "no text (a picture?)"
_BLANK = "blank"
_GAP = 1.5  # in letters, between two cells of a row without lines around them
_LARGER = 1.15  # times the size of most text, for a heading
_LONGEST_HEADING = 40
_RUNNING = 3  # pages on which the same line stands at the same place
_END, _TAIL = b"%%EOF", 4_096  # a whole file's mark, and how many bytes at the end may hold it
_PICTURE_DPI = 200  # fine enough for print of 8 points
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_FILLED = re.compile(rf"(?<={_HAN}) (?={_HAN})")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Line:
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
class _Table:
    """A table with lines around its cells, where it stands among the page's lines. `hidden` is text that nobody sees in it."""

    grid: tuple[tables.Row, ...]
    xs: tuple[float, ...]
    hidden: tuple[str, ...]
    page: int

    def goes_on_from(self, before: _Table) -> bool:
        """Whether the table of the page before has the same columns."""
        near = len(self.xs) == len(before.xs) and all(abs(a - b) < 3 for a, b in zip(self.xs, before.xs, strict=True))
        return near and self.page == before.page + 1

    @property
    def characters(self) -> int:
        return sum(len(cell.text) for i, row in enumerate(self.grid) for j, cell in enumerate(row) if cell.origin == (i, j))


_Piece = _Line | _Table


def parse(data: bytes, progress: Progress) -> Parsed:
    import pypdfium2 as pdfium

    if _END not in data[-_TAIL:]:  # PDFium would mend it, and give the pages that are left without a word
        raise DocumentError("it is cut off, or no PDF", "document_damaged")
    try:
        book = pdfium.PdfDocument(data)
        count = len(book)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError("it is protected by a password", "document_encrypted") from error
        raise DocumentError("it is not a whole PDF", "document_damaged") from error
    if count == 0:
        raise DocumentError("it has no page", "document_damaged")
    pages: list[list[_Piece]] = []
    empty: dict[int, str] = {}
    for number in range(1, count + 1):
        try:
            page = book[number - 1]
            pages.append(_pieces(page, number))
            if not pages[-1]:
                empty[number] = NO_TEXT if any(True for _ in page.get_objects(max_depth=1)) else _BLANK
            page.close()
        except pdfium.PdfiumError:
            pages.append([])
            empty[number] = "cannot be read"
        progress(number, count)
    running = _running(pages)
    kept = [[piece for piece in pieces if piece not in running] for pieces in pages]
    parts = [_part(number, before, after, empty) for number, (before, after) in enumerate(zip(pages, kept, strict=True), 1)]
    return Parsed("", tuple(_blocks([piece for pieces in kept for piece in pieces])), tuple(parts))


def picture(data: bytes, page: int) -> bytes:
    """One page, from 1, as PNG."""
    import pypdfium2 as pdfium

    out = io.BytesIO()
    pdfium.PdfDocument(data)[page - 1].render(scale=_PICTURE_DPI / 72).to_pil().save(out, "PNG")
    return out.getvalue()


def _part(number: int, before: Sequence[_Piece], after: Sequence[_Piece], empty: dict[int, str]) -> Part:
    left_out = len(before) - len(after)
    note = empty.get(number, f"{left_out} running lines left out" if left_out else "")
    count = sum(len(piece.text) if isinstance(piece, _Line) else piece.characters for piece in after)
    return Part(f"page {number}", count, note)


# Characters to lines and tables


def _pieces(page: Any, number: int) -> list[_Piece]:
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
    out: list[_Piece] = []
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


def _ruled(table: Ruled, cells: dict[tuple[int, int], list[Char]], page: int) -> _Table:
    first = [place for place in cells if place[0] == 0]
    header = any(not all(c.bold for c in cells[place]) for place in cells if place[0]) and all(c.bold for place in first for c in cells[place])
    seen = {place: _cell_text([c for c in found if not c.hidden]) for place, found in cells.items()}
    grid = tuple(tuple(tables.Cell(seen.get(origin, ""), origin, header and origin[0] == 0) for origin in row) for row in table.origins)
    hidden = tuple(text for found in cells.values() if (text := _cell_text([c for c in found if c.hidden])))
    return _Table(grid, table.xs, hidden, page)


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


def _line(row: list[Char], page: int) -> _Line | None:
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
    return _Line(
        " ".join(text for _, _, text in cells), cells, min(c.left for c in marks), max(c.right for c in marks),
        min(c.bottom for c in marks), max(c.top for c in marks), size, bold, marks[0].hidden, page,
    )  # fmt: skip


def _words(found: list[Char]) -> str:
    """The text of one piece. A space between two Chinese characters is how a line was filled, and no space."""
    text = clean_line("".join(char.text for char in found))
    return _FILLED.sub("", text)


# What stands at the same place on page after page


def _running(pages: Sequence[Sequence[_Piece]]) -> set[_Piece]:
    """Running heads and page numbers: at the edge of many pages, at the same height, saying the same but for the page's number."""
    places: dict[tuple[object, ...], list[_Piece]] = {}
    for pieces in pages:
        for piece in {*pieces[:2], *pieces[-2:]}:
            if isinstance(piece, _Line) and piece.text[-1] not in "。，、；：？！":
                places.setdefault((_NUMBER.sub("#", piece.text), _beyond_page(piece), round(piece.bottom / 2)), []).append(piece)
    least = max(_RUNNING, len(pages) // 3)
    return {piece for found in places.values() if len(found) >= least for piece in found}


def _beyond_page(line: _Line) -> tuple[int, ...]:
    """The line's numbers; one that grows with the pages is the same on all of them."""
    return tuple(int(digits) - line.page for digits in _NUMBER.findall(line.text) if len(digits) < 6)


# Lines to blocks


def _blocks(pieces: list[_Piece]) -> Iterator[Block]:
    shown = [piece for piece in pieces if isinstance(piece, _Line) and not piece.hidden]
    levels = _levels(shown)
    right = {page: max(line.right for line in shown if line.page == page) for page in {line.page for line in shown}}
    run: list[_Line] = []
    names: tuple[str, ...] = ()  # of the last table's columns
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, _Line) and piece.hidden:
            yield Block("text", piece.text, page=piece.page, hidden=True)
            at += 1
            continue
        rows = [] if isinstance(piece, _Table) else _table_at(pieces, at)
        heading = levels.get(_look(piece)) if isinstance(piece, _Line) and not rows and _may_head(piece) else None
        if run and (isinstance(piece, _Table) or rows or heading is not None or _begins(run[-1], piece, right)):
            yield _paragraph(run)
            run = []
        if isinstance(piece, _Table):
            before = pieces[at - 1] if at else None
            names = names if isinstance(before, _Table) and piece.goes_on_from(before) else ()
            yield from tables.blocks(piece.grid, piece.page, names)
            yield from (Block("text", text, page=piece.page, hidden=True) for text in piece.hidden)
            names = tables.names_of(piece.grid, names)
        elif rows:
            yield from _rows(rows)
            at += len(rows) - 1
        elif heading is not None:
            yield Block("heading", piece.text, heading, piece.page)
        else:
            run.append(piece)
        at += 1
    if run:
        yield _paragraph(run)


def _look(line: _Line) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.bold


def _may_head(line: _Line) -> bool:
    return len(line.cells) == 1 and len(line.text) <= _LONGEST_HEADING and line.text[-1] not in "。，、；,;" and any(c.isalpha() for c in line.text)


def _levels(lines: Sequence[_Line]) -> dict[tuple[float, bool], int]:
    """Looks that are larger or bolder than most text → the level of a heading, the largest first."""
    weight: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        weight[_look(line)] += len(line.text)
    if not weight:
        return {}
    (body, bold), _ = weight.most_common(1)[0]
    larger = {look for look in weight if look[0] >= body * _LARGER or (look[1] and not bold and look[0] >= body)}
    return {look: level for level, look in enumerate(sorted(larger, reverse=True), 1)}


def _begins(before: _Line, line: _Line, right: dict[int, float]) -> bool:
    """Whether `line` begins a paragraph. In doubt it goes on: a sentence is never cut in half."""
    if plain.is_item(line.text) or before.bold != line.bold:
        return True
    if before.text[-1] in "，、；：（「,;:(":
        return False
    full = before.right >= right[before.page] - 2.5 * before.size
    if before.text[-1] in "。！？.!?":
        return not full or line.page != before.page or line.left > before.left + before.size
    return not full or (line.page == before.page and before.bottom - line.top > before.size)


def _paragraph(lines: list[_Line]) -> Block:
    text = plain.join([line.text for line in lines])
    kind = plain.is_item(text)
    return Block("item" if kind else "text", plain.item(text) if kind else text, page=lines[0].page)


# Tables without lines around their cells


def _table_at(pieces: list[_Piece], at: int) -> list[_Line]:
    """The lines from `at` on that belong to one table: two or more with several cells, and what goes on within a cell."""
    rows: list[_Line] = []
    for line in pieces[at:]:
        if isinstance(line, _Table) or line.hidden or line.page != pieces[at].page or (rows and rows[-1].bottom - line.top > 2 * line.size):
            break
        if len(line.cells) < 2 and not (rows and _goes_on(rows, line)):
            break
        rows.append(line)
    return rows if sum(len(line.cells) > 1 for line in rows) > 1 else []


def _goes_on(rows: list[_Line], line: _Line) -> bool:
    """A single cell that begins where one behind the first column does."""
    return any(abs(left - line.left) < line.size for row in rows for left, _, _ in row.cells[1:])


def _rows(lines: list[_Line]) -> Iterator[Block]:
    """Cells go to the column of the fullest line that they overlap or lie nearest to.

    Where several rows share one name, nothing on the page but drawn lines tells which: then the table is one line, so
    that no row is read out under another's name.
    """
    columns = max((line.cells for line in lines), key=len)
    rows: list[list[str]] = []
    for line in lines:
        row = _in_columns(line, columns)
        if not row[0] and rows and sum(map(bool, row)) < len(row) - 1:
            rows[-1] = [plain.join([text for text in pair if text]) for pair in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    if any(not row[0] for row in rows[1:]):
        yield Block("row", "；".join(" ".join(filter(None, row)) for row in rows), page=lines[0].page)
        return
    grid = tables.grid(rows)
    if lines[0].bold and not all(line.bold for line in lines):
        grid[0] = tuple(replace(cell, header=True) for cell in grid[0])
    for block in tables.blocks(grid):
        yield replace(block, page=lines[0].page)


def _in_columns(line: _Line, columns: Sequence[tuple[float, float, str]]) -> list[str]:
    row = [""] * len(columns)
    for left, right, text in line.cells:
        best = min(range(len(columns)), key=lambda c: (-_overlap(columns[c], left, right), abs(columns[c][0] + columns[c][1] - left - right)))
        row[best] = f"{row[best]} {text}".strip()
    return row


def _overlap(column: tuple[float, float, str], left: float, right: float) -> float:
    return max(0.0, min(column[1], right) - max(column[0], left))
