"""A grid to lines that can be understood one by one: every row carries its own name and the names of its columns.

    計劃 | 月費 | 合約期            計劃：A；月費：$98；合約期：24個月
    A    | $98  | 24個月      →    計劃：B；月費：$128；合約期：24個月
    B    | $128 | (merged)

A merged cell has its value in every place that it covers. An empty cell is empty, whatever stands beside it. A line
across the whole table is a heading and not a row of names. A row is one sentence, as a sentence is what is read out,
and a fee must not lose the condition in the next cell: full stops inside become semicolons. Only a cell that is a text
of its own is given sentence by sentence, each with its row's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .blocks import Block

CAPTION_LEVEL = 7  # below every heading that a document has
_SENTENCES = re.compile(r"[^。！？]+[。！？]?")
_INNER_STOP = re.compile("。(?=.)")
_LONGEST_CELL = 120  # characters that are no text of their own
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/年]|$)")
_VALUE = re.compile(r"[^\w\s]*\s*(?:[A-Z]{0,3}\$|港[元幣]|人民幣|[€£¥])?\s*\d")  # 「$98」, 「24個月」, 「(1,000)」
_LONGEST_NAME = 12  # characters of a column's name, in a table of two columns that marks none


@dataclass(frozen=True, slots=True)
class Cell:
    """`origin` tells which cell this place belongs to: all places that a merged cell covers have the same."""

    text: str
    origin: tuple[int, int]
    header: bool = False  # marked so by the author


Row = tuple[Cell, ...]
Grid = Sequence[Row]
_WIDEST_SPAN = 200


@dataclass(frozen=True, slots=True)
class Span:
    """A cell as it is written down, with the columns and rows that it covers."""

    text: str
    columns: int = 1
    rows: int = 1
    header: bool = False


def grid(rows: Sequence[Sequence[str]]) -> list[Row]:
    """Texts without any merged cell as a grid; short rows are filled up with empty cells."""
    width = max((len(row) for row in rows), default=0)
    return [tuple(Cell(text, (i, j)) for j, text in enumerate([*row, *[""] * (width - len(row))])) for i, row in enumerate(rows)]


def spanned(rows: Sequence[Sequence[Span]]) -> list[Row]:
    """Rows of spans as a grid (the algorithm of HTML's tables): a span pushes what comes after it to the right."""
    places: dict[tuple[int, int], Cell] = {}
    for i, row in enumerate(rows):
        j = 0
        for span in row:
            while (i, j) in places:
                j += 1
            columns = max(1, min(span.columns, _WIDEST_SPAN))
            for down in range(max(1, min(span.rows, len(rows) - i))):
                for right in range(columns):
                    places.setdefault((i + down, j + right), Cell(span.text, (i, j), span.header))
            j += columns
    width = max((column + 1 for _, column in places), default=0)
    return [tuple(places.get((i, j), Cell("", (i, j))) for j in range(width)) for i in range(len(rows))]


def blocks(table: Grid, page: int = 0, names: tuple[str, ...] = ()) -> list[Block]:
    """The table's headings and rows, in its order. A row without a single text separates two tables.

    `names` of the columns are given where the table goes on from another page: then its first row is a row like others.
    """
    out: list[Block] = []
    known = names
    for piece in _parts(table):
        found, known = _table(piece, known, goes_on=bool(names) and not out)
        out += found
    return [replace(block, page=page) for block in out]


def names_of(table: Grid, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The columns' names at the table's end, as `blocks` uses them."""
    known = before
    for number, piece in enumerate(_parts(table)):
        _, known = _table(piece, known, goes_on=bool(before) and number == 0)
    return known


def _parts(table: Grid) -> Iterator[list[Row]]:
    piece: list[Row] = []
    for row in [*table, ()]:
        if any(cell.text for cell in row):
            piece.append(row)
        elif piece:
            yield piece
            piece = []


def _table(rows: list[Row], before: tuple[str, ...], goes_on: bool) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks of one table, and its columns' names; without names of its own it goes on under those `before`."""
    out: list[Block] = []
    if len(before) != len(rows[0]):
        before, goes_on = (), False
    while not goes_on and len(rows) > 1 and _is_caption(rows[0]):
        out.append(_caption(rows[0]))
        rows = rows[1:]
    depth = _header_rows(rows)
    if goes_on and _names(rows[:depth]) == before:  # said again at the top of a page
        rows, depth = rows[depth:], 0
    depth = 0 if goes_on else depth
    names = _names(rows[:depth]) if depth else before
    for row in rows[depth:]:
        if _spans_all(row):
            out.append(_caption(row))
        else:
            out += [Block("row", text) for text in _lines(row, names)]
    return [*out, *_unused(rows[:depth], out)], names


def _unused(header: list[Row], told: list[Block]) -> Iterator[Block]:
    """Names that stand over nothing: they are said once, as nothing is lost."""
    said = "\n".join(block.text for block in told)
    for row in header:
        if left := dict.fromkeys(cell.text for cell in row if cell.text and cell.text not in said):
            yield Block("row", "；".join(left))


def _caption(row: Row) -> Block:
    return Block("heading", next(cell.text for cell in row if cell.text), CAPTION_LEVEL)


def _is_caption(row: Row) -> bool:
    """A first row whose only text stands first, in a table of several columns."""
    return len(row) > 1 and bool(row[0].text) and len({cell.origin for cell in row if cell.text}) == 1


def _spans_all(row: Row) -> bool:
    return len(row) > 1 and len({cell.origin for cell in row}) == 1


def _header_rows(rows: list[Row]) -> int:
    """How many of the first rows hold the columns' names."""
    marked = 0
    while marked < len(rows) and all(cell.header or not cell.text for cell in rows[marked]):
        marked += 1
    if marked or len(rows) < 2 or len(rows[0]) < 2 or _holds_values(rows[0]) or _in_pairs(rows):
        return marked
    depth = 1
    while depth < len(rows) and _reaches_down(rows[depth - 1], rows[depth]) and not _holds_values(rows[depth]):
        depth += 1
    return depth


def _holds_values(row: Row) -> bool:
    """Half or more of what stands behind the first cell are figures, other than years."""
    texts = [cell.text for cell in row[1:] if cell.text]
    return bool(texts) and 2 * sum(_is_value(text) for text in texts) >= len(texts)


def _is_value(text: str) -> bool:
    return bool(_VALUE.match(text)) and not _YEAR.match(text)


def _in_pairs(rows: list[Row]) -> bool:
    """The first column names and the second tells, from the first row on: 「客戶熱線 | 見網頁」, 「月費 | $98」.

    Where two columns mark no names, the first row is taken for names only over figures: wrong names would be wrong facts.
    """
    if any(row[0].header for row in rows):
        return not rows[0][1].header
    if len(rows[0]) > 2:
        return False
    told = [row[1].text for row in rows[1:] if row[1].text]
    return any(len(cell.text) > _LONGEST_NAME for cell in rows[0]) or not all(map(_is_value, told))


def _reaches_down(row: Row, below: Row) -> bool:
    """The names go on in the next row: one of them covers several columns, or both rows."""
    origins = [cell.origin for cell in row if cell.text]
    return len(set(origins)) < len(origins) or any(a.origin == b.origin for a, b in zip(row, below, strict=True) if a.text)


def _names(rows: list[Row]) -> tuple[str, ...]:
    columns = zip(*rows, strict=True)
    return tuple("／".join(dict.fromkeys(cell.text for cell in column if cell.text)) for column in columns)


def _lines(row: Row, names: tuple[str, ...]) -> list[str]:
    """The row as one line, and one more for each sentence of a cell that is a text of its own."""
    fields = _fields(row, names)
    if len(fields) == 2 and not any(name for name, _ in fields):  # the first cell names the second
        fields = [(fields[0][1], fields[1][1])]
    short = ["" if _is_long(value) else _field(name, _INNER_STOP.sub("；", value.rstrip("。"))) for name, value in fields]
    lines = ["；".join(filter(None, short))]
    for (name, value), told in zip(fields, short, strict=True):
        if not told:
            head = [short[0]] if short[0] else []
            lines += ["；".join([*head, _field(name, sentence.strip())]) for sentence in _SENTENCES.findall(value)]
    if len(lines) > 1 and lines[0] == short[0]:  # says nothing that the others do not say
        lines = lines[1:]
    return lines


def _is_long(value: str) -> bool:
    return len(value) > _LONGEST_CELL and len(_SENTENCES.findall(value)) > 1


def _fields(row: Row, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """(column's name, value) of every cell with a text; a cell over several columns once, under all their names."""
    found: dict[tuple[int, int], tuple[list[str], str]] = {}
    for column, cell in enumerate(row):
        if cell.text:
            name = names[column] if column < len(names) else ""
            found.setdefault(cell.origin, ([], cell.text))[0].append(name)
    return [("、".join(dict.fromkeys(filter(None, under))), text) for under, text in found.values()]


def _field(name: str, value: str) -> str:
    return f"{name}：{value}" if name and name != value else value
