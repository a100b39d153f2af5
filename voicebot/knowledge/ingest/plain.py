"""Plain text: paragraphs between empty lines; short numbered or bracketed lines of their own are headings."""

from __future__ import annotations

import re

from .blocks import Block, Parsed, Part, characters
from .decode import clean, decode, line

_NUMBERED = re.compile(r"(?:第[一二三四五六七八九十百\d]+[章節部條]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+(?:\.\d+)*[.、)]?\s|【.+】$|[A-Z]\.\s)")
_ITEM = re.compile(r"(?:[-*•·●○▪■◆–]\s*|\(?\d{1,2}[.)、]\s*)(?=\S)")
_BULLET = re.compile(r"[-*•·●○▪■◆–]\s*(?=\S)")
_ENDS = "。！？；：，、.!?;:,"
_LONGEST_HEADING = 40


def parse(data: bytes) -> Parsed:
    text, encoding = decode(data)
    blocks = of_text(clean(text))
    return Parsed("", tuple(blocks), (Part("text", characters(blocks)),), encoding)


def of_text(text: str) -> list[Block]:
    """The blocks of text that `clean` has seen. The lines of a paragraph are joined: where a line ends means nothing."""
    out: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [stripped for raw in paragraph.split("\n") if (stripped := line(raw))]
        if len(lines) == 1 and is_heading(lines[0]):
            out.append(Block("heading", lines[0].strip("【】"), 1))
            continue
        run: list[str] = []
        for text_line in lines:
            if _ITEM.match(text_line) or (run and _ends_sentence(run[-1])):
                out += _joined(run)
                run = []
            run.append(text_line)
        out += _joined(run)
    return out


def is_heading(text: str) -> bool:
    """A numbered or bracketed line that is short and no sentence."""
    return len(text) <= _LONGEST_HEADING and text[-1] not in _ENDS and bool(_NUMBERED.match(text))


def join(lines: list[str]) -> str:
    """Lines of one paragraph as one: with a space between Latin words, and none between characters."""
    out = ""
    for text in lines:
        out += (" " if out and out[-1].isascii() and text[:1].isascii() else "") + text
    return out


def item(text: str) -> str:
    """An item's text without its bullet; a number stays, as people name items by it."""
    return _BULLET.sub("", text, count=1)


def is_item(text: str) -> bool:
    return bool(_ITEM.match(text))


def _ends_sentence(text: str) -> bool:
    return text[-1] in "。！？：；"


def _joined(lines: list[str]) -> list[Block]:
    if not lines:
        return []
    return [Block("item", item(join(lines))) if _ITEM.match(lines[0]) else Block("text", join(lines))]
