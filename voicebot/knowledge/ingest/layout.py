"""Pieces of pages to blocks: paragraphs, headings, items and the rows of tables.

A paragraph that runs over a page's end is joined and belongs to the page where it begins: a sentence must never lose
its condition to a page break. In doubt a line goes on with the one before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from . import plain, tables
from .blocks import Block
from .pieces import Line, Piece, Table

_LARGER = 1.15  # times the size of most text, for a heading
_LONGEST_HEADING = 40


def blocks(pieces: list[Piece]) -> Iterator[Block]:
    shown = [piece for piece in pieces if isinstance(piece, Line) and not piece.hidden]
    levels = _levels(shown)
    right = _margins(shown)
    run: list[Line] = []
    names: tuple[str, ...] = ()  # of the last table's columns
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, Line) and piece.hidden:
            yield Block("text", piece.text, page=piece.page, hidden=True)
            at += 1
            continue
        rows = [] if isinstance(piece, Table) else _table_at(pieces, at)
        heading = levels.get(_look(piece)) if isinstance(piece, Line) and not rows and _may_head(piece) else None
        if run and (isinstance(piece, Table) or rows or heading is not None or _begins(run[-1], piece, right)):
            yield _paragraph(run)
            run = []
        if isinstance(piece, Table):
            before = pieces[at - 1] if at else None
            names = names if isinstance(before, Table) and piece.goes_on_from(before) else ()
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


def _look(line: Line) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.bold


def _may_head(line: Line) -> bool:
    return len(line.cells) == 1 and len(line.text) <= _LONGEST_HEADING and line.text[-1] not in "。，、；,;" and any(c.isalpha() for c in line.text)


def _levels(lines: Sequence[Line]) -> dict[tuple[float, bool], int]:
    """Looks that are larger or bolder than most text → the level of a heading, the largest first."""
    weight: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        weight[_look(line)] += len(line.text)
    if not weight:
        return {}
    (body, bold), _ = weight.most_common(1)[0]
    larger = {look for look in weight if look[0] >= body * _LARGER or (look[1] and not bold and look[0] >= body)}
    return {look: level for level, look in enumerate(sorted(larger, reverse=True), 1)}


def _margins(lines: Sequence[Line]) -> dict[Line, float]:
    """The right edge of the text around each line: of the lines close above and below it, or of the page where it stands alone."""
    out: dict[Line, float] = {}
    pages: dict[int, float] = {}
    for line in lines:
        pages[line.page] = max(pages.get(line.page, 0.0), line.right)
    run: list[Line] = []
    for at, line in enumerate(lines):
        run.append(line)
        after = lines[at + 1] if at + 1 < len(lines) else None
        if after is None or not _is_below(line, after):
            edge = max(one.right for one in run) if len(run) > 1 else pages[line.page]
            out |= {one: edge for one in run}
            run = []
    return out


def _is_below(line: Line, after: Line) -> bool:
    """Whether `after` is the next line of the same column."""
    return after.page == line.page and -line.size < line.bottom - after.top <= line.size and abs(after.left - line.left) < 3 * line.size


def _begins(before: Line, line: Line, right: dict[Line, float]) -> bool:
    """Whether `line` begins a paragraph. In doubt it goes on: a sentence is never cut in half."""
    if plain.is_item(line.text) or before.bold != line.bold:
        return True
    if before.text[-1] in "，、；：（「,;:(":
        return False
    full = before.right >= right[before] - 2.5 * before.size
    apart = line.page == before.page and before.bottom - line.top > before.size
    ended = before.text[-1] in "。！？.!?" and (line.page != before.page or line.left > before.left + before.size)
    return not full or apart or ended


def _paragraph(lines: list[Line]) -> Block:
    text = plain.join([line.text for line in lines])
    kind = plain.is_item(text)
    return Block("item" if kind else "text", plain.item(text) if kind else text, page=lines[0].page)


# Tables without lines around their cells


def _table_at(pieces: list[Piece], at: int) -> list[Line]:
    """The lines from `at` on that belong to one table: two or more with several cells, and what goes on within a cell."""
    rows: list[Line] = []
    for line in pieces[at:]:
        if isinstance(line, Table) or line.hidden or line.page != pieces[at].page or (rows and rows[-1].bottom - line.top > 2 * line.size):
            break
        if len(line.cells) < 2 and not (rows and _goes_on(rows, line)):
            break
        rows.append(line)
    return rows if sum(len(line.cells) > 1 for line in rows) > 1 else []


def _goes_on(rows: list[Line], line: Line) -> bool:
    """A single cell that begins where one behind the first column does."""
    return any(abs(left - line.left) < line.size for row in rows for left, _, _ in row.cells[1:])


def _rows(lines: list[Line]) -> Iterator[Block]:
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


def _in_columns(line: Line, columns: Sequence[tuple[float, float, str]]) -> list[str]:
    row = [""] * len(columns)
    for left, right, text in line.cells:
        best = min(range(len(columns)), key=lambda c: (-_overlap(columns[c], left, right), abs(columns[c][0] + columns[c][1] - left - right)))
        row[best] = f"{row[best]} {text}".strip()
    return row


def _overlap(column: tuple[float, float, str], left: float, right: float) -> float:
    return max(0.0, min(column[1], right) - max(column[0], left))
