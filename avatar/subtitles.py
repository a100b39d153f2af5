"""Spoken pieces with times → subtitles of at most two lines, and their picture. Breaking is pure.

A line holds 16 full-width characters, the usual measure of Hong Kong's television subtitles; a letter, a digit or a space
counts half. A line ends at punctuation where it can, and never with punctuation left alone on the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

LINE = 16.0  # full-width characters
LINES = 2
MOST = LINE * LINES - 0.5  # of one cue: a full-width character may leave half a place at the end of its first line
_STOP = "。！？!?；;…\n"
_BREAK = re.compile(rf"(?<=[，、：{_STOP}])|(?<=[,.](?=\s))")
_DROPPED = "，。、；：,.;:　 \n"  # not shown at a line's end; a question keeps its mark
_FACES = ("Noto Sans CJK HK", "Noto Sans HK", "Source Han Sans HK", "Noto Sans CJK TC", "Noto Sans TC", "PingFang HK", "WenQuanYi Micro Hei")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/System/Library/Fonts", "/Library/Fonts")
_FILES = re.compile(r"(NotoSans(CJK|HK|TC)|SourceHanSans|PingFang|wqy-microhei)[^/]*\.(ttc|otf|ttf)$")


class FontMissing(Exception):
    """No font of this machine has Hong Kong's characters."""


@dataclass(frozen=True, slots=True)
class Cue:
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def width(text: str) -> float:
    """In full-width characters."""
    return sum(0.5 if ord(c) < 0x300 else 1.0 for c in text)


def cues(pieces: Iterable[tuple[str, int, int]]) -> list[Cue]:
    """Subtitles for `(text, start_ms, end_ms)` in order. A cue ends with its sentence, or where a clause would have to break."""
    found: list[Cue] = []
    held: list[tuple[str, int, int]] = []
    for clause in _clauses(pieces):
        if held and (held[-1][0][-1:] in _STOP or not _whole([*(c[0] for c in held), clause[0]])):
            found.append(_cue(held))
            held = []
        held.append(clause)
    return [*found, _cue(held)] if held else found


def _cue(clauses: Sequence[tuple[str, int, int]]) -> Cue:
    return Cue(clauses[0][1], clauses[-1][2], tuple(lines([c[0] for c in clauses])))


def _clauses(pieces: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Pieces cut at punctuation, and where one alone would fill more than a cue; a cut's time goes by width."""
    for text, start, end in pieces:
        whole = max(width(text), 0.5)
        at = 0.0
        for part in _cuts(text):
            share = width(part)
            if part.strip(_DROPPED):
                yield part.strip(), round(start + (end - start) * at / whole), round(start + (end - start) * (at + share) / whole)
            at += share


def _cuts(text: str) -> Iterator[str]:
    for part in filter(None, _BREAK.split(text)):
        while width(part) > MOST:
            cut = _fitting(part, MOST)
            yield part[:cut]
            part = part[cut:]
        yield part


def lines(clauses: Sequence[str]) -> list[str]:
    """The clauses on lines: whole clauses where they fit, else broken, into two of about one length if that is enough."""
    if (whole := _whole(clauses)) is not None:
        return whole
    text, broken = _joined(clauses), []
    while width(_shown(text)) > LINE:
        half = width(text) / 2
        cut = _fitting(text, half if LINE / 2 < half <= LINE else LINE)
        broken.append(_shown(text[:cut]))
        text = text[cut:]
    found = [*broken, _shown(text)] if _shown(text) else broken
    return found if len(found) <= LINES else _torn(_joined(clauses))


def _torn(text: str) -> list[str]:
    """Two full lines, although a word or number is torn: its length leaves no other way."""
    cut = _filled(text, LINE)
    return [_shown(text[:cut]), _shown(text[cut:])]


def _whole(clauses: Sequence[str]) -> list[str] | None:
    """One line, or two that part between clauses; None where neither fits."""
    text = _joined(clauses)
    if width(_shown(text)) <= LINE:
        return [_shown(text)]
    ends = [len(_joined(clauses[:n])) for n in range(1, len(clauses))]
    fitting = [at for at in ends if max(width(_shown(text[:at])), width(_shown(text[at:]))) <= LINE]
    if not fitting:
        return None
    at = min(fitting, key=lambda end: abs(width(text[:end]) - width(text[end:])))
    return [_shown(text[:at]), _shown(text[at:])]


def _joined(clauses: Sequence[str]) -> str:
    """Latin clauses need a space between them, Chinese ones do not."""
    joined = ""
    for clause in clauses:
        joined += (" " if joined and joined[-1] in ",.;:!?" else "") + clause
    return joined


def _shown(text: str) -> str:
    return text.strip().rstrip(_DROPPED)


def _fitting(text: str, room: float) -> int:
    """Where to cut so that what stands before is at most `room` wide: not inside a word or number, not before punctuation."""
    cut = best = max(1, _filled(text, room))
    while cut > 1 and cut < len(text) and (_tied(text[cut - 1], text[cut]) or text[cut] in _DROPPED + "！？!?"):
        cut -= 1
    return cut if cut > 1 else best


def _filled(text: str, room: float) -> int:
    """How many characters are at most `room` wide together."""
    cut, used = 0, 0.0
    while cut < len(text) and used + width(text[cut]) <= room:
        used += width(text[cut])
        cut += 1
    return cut


def _tied(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and not before.isspace() and not after.isspace()


@cache
def find_font(bold: bool = False) -> tuple[str, int]:
    """File and face index of the best font here: Hong Kong's forms first. Raises FontMissing."""
    from PIL import ImageFont

    found: dict[str, tuple[str, int]] = {}
    files = [p for folder in _FOLDERS for p in sorted(Path(folder).expanduser().rglob("*")) if _FILES.search(p.name)]
    for path in sorted(files, key=lambda p: ("Bold" in p.name) != bold):
        for index in range(10 if path.suffix == ".ttc" else 1):
            try:
                family = ImageFont.truetype(str(path), 10, index).getname()[0]
            except OSError:  # past the collection's last face
                break
            if family:
                found.setdefault(family, (str(path), index))
    for face in _FACES:
        if face in found:
            return found[face]
    raise FontMissing("no font with Hong Kong characters was found; install fonts-noto-cjk")


@cache
def font(size: int, bold: bool = False) -> FreeTypeFont:
    from PIL import ImageFont

    file, index = find_font(bold)
    return ImageFont.truetype(file, size, index)


def picture(rows: Sequence[str], height: int) -> Image:
    """The lines of a cue, centred, white on a dark rounded plate, RGBA; for a frame `height` pixels high."""
    size = round(height * 0.054)
    return _plate(rows, size, round(size * 1.36), (8, 30, 36, 178), size)


def label(text: str, height: int) -> Image:
    """A small plate for a corner, RGBA: what the law and good manners want said throughout."""
    size = max(11, round(height * 0.033))
    return _plate((text,), size, round(size * 1.3), (8, 30, 36, 150), round(size * 0.8))


def _plate(rows: Sequence[str], size: int, pitch: int, colour: tuple[int, int, int, int], pad: int) -> Image:
    from PIL import Image, ImageDraw

    face = font(size, bold=True)
    wide = max(round(face.getlength(row)) for row in rows)
    box = (wide + 2 * pad, pitch * len(rows) + round(pad * 0.8))
    sharp = 4  # the plate's round corners are drawn larger and reduced
    plate = Image.new("L", (box[0] * sharp, box[1] * sharp), 0)
    ImageDraw.Draw(plate).rounded_rectangle((0, 0, box[0] * sharp - 1, box[1] * sharp - 1), radius=round(size * 0.4) * sharp, fill=colour[3])
    image = Image.merge("RGBA", [*(Image.new("L", box, c) for c in colour[:3]), plate.reduce(sharp)])
    draw = ImageDraw.Draw(image)
    for n, row in enumerate(rows):
        draw.text((box[0] / 2, round(pad * 0.4) + pitch * (n + 0.5)), row, (255, 255, 255, 255), font=face, anchor="mm")
    return image
