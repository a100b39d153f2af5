"""Blocks to sections: what stands under one heading, cut where a paragraph ends, small enough to be quoted.

A section is what becomes a passage: it has the headings above it, and it begins on one page. No text is left out: a
heading with nothing below it is a section of its own. What is hidden in a document, or speaks to a machine, becomes a
section that is withheld from customers.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..machine import speaks_to_machine
from .blocks import Block, Parsed

LONGEST = 600  # characters of a section, where its sentences allow
HIDDEN, SPEAKS = "is hidden in the document", "speaks to a machine"
_BETWEEN = re.compile(r"(?<=[。！？])(?![。！？」』”])")  # sentences


@dataclass(frozen=True, slots=True)
class Section:
    """`lines` as in a passage: items begin with "- ". `withheld` says why customers never hear it; "" where they may."""

    heading: str
    path: tuple[str, ...]  # the headings above, outermost first
    lines: tuple[str, ...]
    page: int
    anchor: str
    withheld: str = ""


def title_of(parsed: Parsed, name: str) -> str:
    """The document's own title, else its first heading where that stands at the very top, else the file's name."""
    if parsed.title:
        return parsed.title
    first = next((block for block in parsed.blocks if not block.hidden), None)
    top = first is not None and first.kind == "heading" and not any(
        block.kind == "heading" and block.level <= first.level for block in parsed.blocks[1:] if not block.hidden
    )  # fmt: skip
    return first.text if first is not None and top else name


def sections(parsed: Parsed, title: str) -> tuple[Section, ...]:
    """Every block of the document once, in order; what is hidden comes before what stands around it. Anchors are unique in it."""
    cutter = _Cutter(title)
    rough = list(cutter.cut(parsed.blocks))
    seen: Counter[str] = Counter()
    out = []
    for section in rough:
        anchor = section.anchor or _digest(section)
        seen[anchor] += 1
        anchor = anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"
        out.append(Section(section.heading, section.path, section.lines, section.page, anchor, _reason(section, title)))
    return tuple(out)


def _digest(section: Section) -> str:
    """A name made of what the section says: it never comes to mean another text."""
    text = "\0".join([*section.path, section.heading, *section.lines])
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _reason(section: Section, title: str) -> str:
    text = "\n".join([title, *section.path, section.heading, *section.lines])
    return " and ".join(filter(None, (section.withheld, SPEAKS if speaks_to_machine(text) else "")))


@dataclass(slots=True)
class _Cutter:
    title: str
    _headings: list[Block] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _page: int = 0
    _fresh: bool = False  # the innermost heading has nothing below it yet

    def cut(self, blocks: tuple[Block, ...]) -> Iterator[Section]:
        for block in blocks:
            if block.hidden:
                yield Section(self._heading(), self._path(), (block.text,), block.page, "", HIDDEN)
            elif block.kind == "heading":
                yield from self._flush()
                if self._fresh and block.level <= self._headings[-1].level:
                    yield self._bare()
                self._open(block)
            else:
                yield from self._add(block)
        yield from self._flush()
        if self._fresh:
            yield self._bare()

    def _open(self, heading: Block) -> None:
        while self._headings and self._headings[-1].level >= heading.level:
            self._headings.pop()
        self._headings.append(heading)
        self._fresh = heading.text != self.title

    def _add(self, block: Block) -> Iterator[Section]:
        self._fresh = False
        mark = "- " if block.kind == "item" else ""
        for line in _pieces(block.text):
            full = self._lines and sum(map(len, self._lines)) + len(line) > LONGEST
            if full or (self._lines and block.page != self._page):
                yield from self._flush()
            if not self._lines:
                self._page = block.page
            self._lines.append(mark + line)

    def _flush(self) -> Iterator[Section]:
        if self._lines:
            anchor = self._headings[-1].anchor if self._headings else ""
            yield Section(self._heading(), self._path(), tuple(self._lines), self._page, anchor)
            self._lines = []

    def _bare(self) -> Section:
        heading = self._headings[-1]
        return Section(heading.text, self._path(), (heading.text,), heading.page, heading.anchor)

    def _heading(self) -> str:
        return self._headings[-1].text if self._headings else self.title

    def _path(self) -> tuple[str, ...]:
        above = [heading.text for heading in self._headings[:-1]]
        return tuple(above[1:] if above[:1] == [self.title] else above)


def _pieces(text: str) -> Iterator[str]:
    """A paragraph as one line, or as several where it is too long: cut between sentences only."""
    if len(text) <= LONGEST:
        yield text
        return
    piece = ""
    for sentence in _BETWEEN.split(text):
        if piece and len(piece) + len(sentence) > LONGEST:
            yield piece
            piece = ""
        piece += sentence
    if piece:
        yield piece
