"""PDF by PDFium: lines with their size and place, then paragraphs, headings and table rows; every page is accounted for.

A paragraph that runs over a page's end is joined and belongs to the page where it begins: a sentence must never lose
its condition to a page break. Running heads and page numbers are left out, and the account says so.
"""

from __future__ import annotations

import ctypes
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

NO_TEXT = "no text (a picture?)"
_BLANK = "blank"
_GAP = 1.5  # in letters, between two cells of a row
_SMALLEST = 2.5  # points of height that a person can see
_LARGER = 1.15  # times the size of most text, for a heading
_BOLD = 600
_LONGEST_HEADING = 40
_RUNNING = 3  # pages on which the same line stands at the same edge
_PICTURE_DPI = 200  # fine enough for print of 8 points
_INVISIBLE = 3  # PDF's text rendering mode
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    hidden: bool


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


def parse(data: bytes, progress: Progress) -> Parsed:
    import pypdfium2 as pdfium

    try:
        book = pdfium.PdfDocument(data)
        count = len(book)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError("it is protected by a password", "document_encrypted") from error
        raise DocumentError("it is not a whole PDF", "document_damaged") from error
    if count == 0:
        raise DocumentError("it has no page", "document_damaged")
    pages: list[list[_Line]] = []
    empty: dict[int, str] = {}
    for number in range(1, count + 1):
        try:
            page = book[number - 1]
            lines = _lines(page, number)
            if not any(line.text for line in lines):
                empty[number] = NO_TEXT if _is_painted(page) else _BLANK
            page.close()
        except pdfium.PdfiumError:
            lines, empty[number] = [], "cannot be read"
        pages.append(lines)
        progress(number, count)
    running = _running(pages)
    kept = [[line for line in lines if _edge_key(line, lines) not in running] for lines in pages]
    parts = [_part(number, before, after, empty) for number, (before, after) in enumerate(zip(pages, kept, strict=True), 1)]
    return Parsed("", tuple(_blocks([line for lines in kept for line in lines])), tuple(parts))


def picture(data: bytes, page: int) -> bytes:
    """One page, from 1, as PNG."""
    import pypdfium2 as pdfium

    out = io.BytesIO()
    pdfium.PdfDocument(data)[page - 1].render(scale=_PICTURE_DPI / 72).to_pil().save(out, "PNG")
    return out.getvalue()


def _part(number: int, before: Sequence[_Line], after: Sequence[_Line], empty: dict[int, str]) -> Part:
    left_out = len(before) - len(after)
    note = empty.get(number, f"{left_out} running lines left out" if left_out else "")
    return Part(f"page {number}", sum(len(line.text) for line in after), note)


def _is_painted(page: Any) -> bool:
    """Whether there is anything at all on a page without text."""
    return any(True for _ in page.get_objects(max_depth=1))


# Characters and lines


def _lines(page: Any, number: int) -> list[_Line]:
    textpage = page.get_textpage()
    try:
        rows: list[list[_Char]] = [[]]
        for char in _chars(page, textpage):
            if char.text == "\n":
                rows.append([])
            else:
                rows[-1].append(char)
    finally:
        textpage.close()
    found = [line for row in rows for piece in _seen_and_hidden(row) if (line := _line(piece, number)) is not None]
    return found


def _chars(page: Any, textpage: Any) -> Iterator[_Char]:
    import pypdfium2.raw as raw

    looks = _Looks(page)
    box = raw.FS_RECTF()
    waiting = 0  # the first half of a character beyond U+FFFF
    for i in range(textpage.count_chars()):
        number = raw.FPDFText_GetUnicode(textpage, i)
        if number in (0x0D, 0xFFFE, 0):
            continue
        if number == 0x0A:
            yield _Char("\n", 0, 0, 0, 0, 0, False, False)
            continue
        if 0xD800 <= number < 0xDC00:
            waiting = number
            continue
        if 0xDC00 <= number < 0xE000:
            number = 0x10000 + ((waiting - 0xD800) << 10) + (number - 0xDC00) if waiting else 0xFFFD
            waiting = 0
        raw.FPDFText_GetLooseCharBox(textpage, i, ctypes.byref(box))
        upright = abs(box.top - box.bottom), abs(box.right - box.left)
        turned = abs(raw.FPDFText_GetCharAngle(textpage, i) % 3.14159 - 1.5708) < 0.3
        size = upright[1] if turned else upright[0]
        bold = raw.FPDFText_GetFontWeight(textpage, i) >= _BOLD
        hidden = 0 < size < _SMALLEST or looks.hide(textpage, i, box)
        yield _Char(chr(number), box.left, box.right, box.bottom, box.top, size, bold, hidden)


class _Looks:
    """Whether a character of one page can be seen. The page is drawn only where something on it is white."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._pixels: Any = None
        self._pictured: bool | None = None

    def hide(self, textpage: Any, index: int, box: Any) -> bool:
        import pypdfium2.raw as raw

        holder = raw.FPDFText_GetTextObject(textpage, index)
        if holder and raw.FPDFTextObj_GetTextRenderMode(holder) == _INVISIBLE:
            return not self._has_picture()  # over a picture it is what a reading machine found there
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not raw.FPDFText_GetFillColor(textpage, index, *map(ctypes.byref, (red, green, blue, alpha))):
            return False
        return min(red.value, green.value, blue.value) >= 250 and self._is_one_colour(box)

    def _has_picture(self) -> bool:
        import pypdfium2.raw as raw

        if self._pictured is None:
            self._pictured = any(o.type == raw.FPDF_PAGEOBJ_IMAGE for o in self._page.get_objects(max_depth=3))
        return self._pictured

    def _is_one_colour(self, box: Any) -> bool:
        if self._pixels is None:
            self._pixels = self._page.render(scale=2).to_numpy()
        height = self._page.get_height()
        top, bottom = int((height - box.top) * 2), int((height - box.bottom) * 2) + 1
        seen = self._pixels[max(top, 0) : bottom, max(int(box.left * 2), 0) : int(box.right * 2) + 1]
        return seen.size == 0 or int(seen.max()) - int(seen.min()) < 12


def _seen_and_hidden(row: list[_Char]) -> tuple[list[_Char], list[_Char]]:
    return [c for c in row if not c.hidden], [c for c in row if c.hidden]


def _line(row: list[_Char], page: int) -> _Line | None:
    marks = [char for char in row if not char.text.isspace()]
    if not marks:
        return None
    size = median(char.size for char in marks)
    pieces: list[list[_Char]] = [[]]
    for char in row:
        last = next((c for c in reversed(pieces[-1]) if not c.text.isspace()), None)
        if last is not None and not char.text.isspace() and char.left - last.right > _GAP * size:
            pieces.append([])
        pieces[-1].append(char)
    cells = tuple((min(c.left for c in p), max(c.right for c in p), text) for p in pieces if (text := _words(p, size)))
    if not cells:
        return None
    bold = all(char.bold for char in marks)
    return _Line(
        " ".join(text for _, _, text in cells), cells, min(c.left for c in marks), max(c.right for c in marks),
        min(c.bottom for c in marks), max(c.top for c in marks), size, bold, marks[0].hidden, page,
    )  # fmt: skip


def _words(chars: list[_Char], size: float) -> str:
    """The text of one piece. A space between two Chinese characters is how a line was filled, and no space."""
    text = clean_line("".join(char.text for char in chars))
    return re.sub(rf"(?<={_HAN.pattern}) (?={_HAN.pattern})", "", text)


# What stands at the edge of page after page


def _edge_key(line: _Line, lines: Sequence[_Line]) -> tuple[str, str]:
    """A page's first and last lines, with their figures away: the same on many pages, they are no text."""
    edge = "top" if line in lines[:2] else "bottom" if line in lines[-2:] else ""
    return edge, re.sub(r"[\dⅠ-ⅿⅰ-ⅹ]+|\b[ivxl]+\b", "#", line.text) if edge else ""


def _running(pages: Sequence[Sequence[_Line]]) -> set[tuple[str, str]]:
    counts = Counter(key for lines in pages for key in {_edge_key(line, lines) for line in lines} if key[0])
    least = max(_RUNNING, len(pages) // 3)
    return {key for key, count in counts.items() if count >= least}


# Lines to blocks


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    shown = [line for line in lines if not line.hidden]
    levels = _levels(shown)
    right = {page: max(line.right for line in shown if line.page == page) for page in {line.page for line in shown}}
    run: list[_Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.hidden:
            yield Block("text", line.text, page=line.page, hidden=True)
            at += 1
            continue
        rows = _table_at(lines, at)
        heading = levels.get(_look(line)) if _may_head(line) else None
        if run and (rows or heading is not None or _begins(run[-1], line, right)):
            yield _paragraph(run)
            run = []
        if rows:
            yield from _rows(rows)
            at += len(rows)
            continue
        if heading is not None:
            yield Block("heading", line.text, heading, line.page)
        else:
            run.append(line)
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


# Tables


def _table_at(lines: list[_Line], at: int) -> list[_Line]:
    """The lines from `at` on that belong to one table: two or more with several cells, and what goes on within a cell."""
    rows: list[_Line] = []
    for line in lines[at:]:
        if line.hidden or line.page != lines[at].page or (rows and rows[-1].bottom - line.top > 2 * line.size):
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
