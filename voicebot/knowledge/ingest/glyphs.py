"""What PDFium knows of a page: its characters with their places, sizes and whether they can be seen, and its ruled lines."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

from .ruled import Rule

_SMALLEST = 2.5  # points; nobody reads smaller letters
_BOLD = 600
_INVISIBLE = 3  # PDF's text rendering mode
_WHITE = 250  # of 255, from which a colour may not be seen on paper
_CONTRAST = 12  # of 255, below which nothing stands out
_SCALE = 2  # pixels a point, where it must be looked at
_THIN = 3.0  # points; a filled rectangle as thin as that is a line
_MOST_SEGMENTS = 4_000


@dataclass(frozen=True, slots=True)
class Char:
    """A character; "\\n" stands between two lines and has no place. Points from the page's lower left."""

    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    size: float = 0.0
    bold: bool = False
    hidden: bool = False


def chars(page: Any, textpage: Any) -> Iterator[Char]:
    import pypdfium2.raw as raw

    looks = _Looks(page)
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    waiting = 0  # the first half of a character beyond U+FFFF
    for i in range(textpage.count_chars()):
        number = raw.FPDFText_GetUnicode(textpage, i)
        if number == 0x0A:
            yield Char("\n")
        if number in (0, 0x0A, 0x0D, 0xFFFE):
            continue
        if 0xD800 <= number < 0xDC00:
            waiting = number
            continue
        if 0xDC00 <= number < 0xE000:
            number = 0x10000 + ((waiting - 0xD800) << 10) + (number - 0xDC00) if waiting else 0xFFFD
            waiting = 0
        raw.FPDFText_GetLooseCharBox(textpage, i, ctypes.byref(box))
        size = raw.FPDFText_GetFontSize(textpage, i)
        if raw.FPDFText_GetMatrix(textpage, i, ctypes.byref(matrix)):  # writers scale letters there, too
            size *= hypot(matrix.c, matrix.d)
        bold = raw.FPDFText_GetFontWeight(textpage, i) >= _BOLD
        seen = chr(number).isspace() or not (0 < size < _SMALLEST or looks.hide(textpage, i, box))
        yield Char(chr(number), box.left, box.right, box.bottom, box.top, size, bold, not seen)


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
        return min(red.value, green.value, blue.value) >= _WHITE and self._is_one_colour(box)

    def _has_picture(self) -> bool:
        import pypdfium2.raw as raw

        if self._pictured is None:
            self._pictured = any(o.type == raw.FPDF_PAGEOBJ_IMAGE for o in self._page.get_objects(max_depth=3))
        return self._pictured

    def _is_one_colour(self, box: Any) -> bool:
        if self._pixels is None:
            self._pixels = self._page.render(scale=_SCALE).to_numpy()
        height = self._page.get_height()
        top, bottom = int((height - box.top) * _SCALE), int((height - box.bottom) * _SCALE) + 1
        seen = self._pixels[max(top, 0) : max(bottom, 0), max(int(box.left * _SCALE), 0) : max(int(box.right * _SCALE) + 1, 0)]
        return seen.size == 0 or int(seen.max()) - int(seen.min()) < _CONTRAST


def rules(page: Any) -> Iterator[Rule]:
    """Lines along x and y, drawn as such, as the sides of a box, or as thin filled rectangles."""
    import pypdfium2.raw as raw

    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = found.get_bounds()
        if min(right - left, top - bottom) <= _THIN:
            lies = right - left >= top - bottom
            yield Rule(left, (bottom + top) / 2, right, (bottom + top) / 2) if lies else Rule((left + right) / 2, bottom, (left + right) / 2, top)
        elif _is_stroked(found.raw):
            yield from _sides(found.raw)


def _is_stroked(path: Any) -> bool:
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)) and stroke.value)


def _sides(path: Any) -> Iterator[Rule]:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    at: tuple[float, float] | None = None
    began = (0.0, 0.0)
    for i in range(min(raw.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        to = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            began = to
        elif kind == raw.FPDF_SEGMENT_LINETO and at is not None:
            yield from _rule(at, to)
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _rule(to, began)
        at = to


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if min(x1 - x0, y1 - y0) < 1:
        yield Rule(x0, y0, x1, y1)
