"""PDF by PDFium: every page is accounted for. Running heads and page numbers are left out, and the account says so."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from ...errors import DocumentError
from . import layout
from .blocks import Parsed, Part, Progress
from .pieces import Line, Piece, pieces

NO_TEXT = "no text (a picture?)"
_BLANK = "blank"
_PICTURE = "picture"
_LITTLE = 50  # characters beside a picture that fills the page
_RUNNING = 3  # pages on which the same line stands at the same place
_END, _TAIL = b"%%EOF", 4_096  # a whole file's mark, and how many bytes at the end may hold it
_PICTURE_DPI = 200  # fine enough for print of 8 points
_NUMBER = re.compile(r"\d+")


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
    pages: list[list[Piece]] = []
    looks: list[str] = []  # of the pages: what there is beside text
    for number in range(1, count + 1):
        try:
            page = book[number - 1]
            pages.append(pieces(page, number))
            looks.append(_look(page))
            page.close()
        except pdfium.PdfiumError:
            pages.append([])
            looks.append("cannot be read")
        progress(number, count)
    running = _running(pages)
    kept = [[piece for piece in found if piece not in running] for found in pages]
    parts = [_part(number, *found) for number, found in enumerate(zip(pages, kept, looks, strict=True), 1)]
    return Parsed("", tuple(layout.blocks([piece for found in kept for piece in found])), tuple(parts))


def picture(data: bytes, page: int) -> bytes:
    """One page, from 1, as PNG."""
    import pypdfium2 as pdfium

    out = io.BytesIO()
    pdfium.PdfDocument(data)[page - 1].render(scale=_PICTURE_DPI / 72).to_pil().save(out, "PNG")
    return out.getvalue()


def _look(page: Any) -> str:
    """What a page without text is: blank, or something that may be a picture of text; and "picture" where one fills it."""
    import pypdfium2.raw as raw

    found = list(page.get_objects(max_depth=2))
    boxes = [o.get_bounds() for o in found if o.type == raw.FPDF_PAGEOBJ_IMAGE]
    largest = max(((right - left) * (top - bottom) for left, bottom, right, top in boxes), default=0.0)
    if largest > 0.5 * page.get_width() * page.get_height():
        return _PICTURE
    return NO_TEXT if found else _BLANK


def _part(number: int, before: Sequence[Piece], after: Sequence[Piece], look: str) -> Part:
    count = sum(len(piece.text) if isinstance(piece, Line) else piece.characters for piece in after)
    notes = [f"{len(before) - len(after)} running lines left out"] if len(after) < len(before) else []
    if not after:
        notes = [NO_TEXT if look == _PICTURE else look]
    elif look == _PICTURE and count < _LITTLE:
        notes.append("mostly a picture, which is not read")
    return Part(f"page {number}", count, "; ".join(notes))


# What stands at the same place on page after page


def _running(pages: Sequence[Sequence[Piece]]) -> set[Piece]:
    """Running heads and page numbers: at the edge of many pages, at the same height, saying the same but for the page's number."""
    places: dict[tuple[object, ...], list[Piece]] = {}
    for page in pages:
        for piece in {*page[:2], *page[-2:]}:
            if isinstance(piece, Line) and piece.text[-1] not in "。，、；：？！":
                places.setdefault((_NUMBER.sub("#", piece.text), _beyond_page(piece), round(piece.bottom / 2)), []).append(piece)
    least = max(_RUNNING, len(pages) // 3)
    return {piece for found in places.values() if len(found) >= least for piece in found}


def _beyond_page(line: Line) -> tuple[int, ...]:
    """The line's numbers; one that grows with the pages is the same on all of them."""
    return tuple(int(digits) - line.page for digits in _NUMBER.findall(line.text) if len(digits) < 6)
