"""What sections of documents are called where the desk asks which of two is meant, and which section such a name is of. Pure.

A section is called by its heading, as a Hong Kong person would read it out; by its document's title as well where another section, or
an answer, has the same. What has no short name of its own is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from heapq import nlargest

from ..knowledge.documents import Passage
from ..knowledge.library import Snapshot
from .shelves import Same
from .spoken import spoken, written_markers

LONGEST = 24  # characters
CLOSEST = 8  # headings and documents whose names are made to see whether one is meant: putting all into speech would take seconds
_NUMBERED = re.compile(r"^(?:第?[\d一二三四五六七八九十]+[、.．)）章節]|[(（][\d一二三四五六七八九十a-zA-Z]+[)）])\s*")
_NUMBER = re.compile(r"\d+")
_MARKS = "？?。：:！! 　"
_OF = "嘅"


def name_of(id_: str, knowledge: Snapshot) -> str:
    """The name of an ingested passage; "" where it has none of its own."""
    passage = knowledge.passage(id_)
    if passage is None:
        return ""
    plain = _plain(passage)
    same = [other for shelf in knowledge.collections for other in _headings(Same(shelf)).get(plain, ())]
    if len(same) <= 1 and all(answer.title != plain for answer in knowledge.pack.answers.values()):
        return _spoken(plain, knowledge.pack.title)
    alone = sum(other.document == passage.document for other in same) <= 1
    return _spoken(f"{passage.document}{_OF}{plain}", knowledge.pack.title) if alone else ""


def passage_named(name: str, knowledge: Snapshot) -> str:
    """The id of the passage that is called so; "" where none is any more."""
    for shelf in knowledge.collections if name else ():
        headings = _headings(Same(shelf))
        for plain in _closest(name, headings):
            by_document = {passage.document: passage.source for passage in headings[plain]}
            for document in _closest(name, by_document):
                if name_of(by_document[document], knowledge) == name:
                    return by_document[document]
    return ""


@lru_cache(8)  # of what was ingested, never what a customer said
def _headings(shelf: Same) -> dict[str, list[Passage]]:
    """A collection's passages by their headings."""
    out: dict[str, list[Passage]] = {}
    for passage in shelf.of.passages.values():
        out.setdefault(_plain(passage), []).append(passage)
    return out


def _closest(name: str, texts: Iterable[str]) -> list[str]:
    """Those whose numbers a name has, and of whose characters the greatest share, the longest first: what is put into speech stays
    mostly what it was, and numbers stay."""
    letters, numbers = set(name), set(_NUMBER.findall(name))

    def shared(text: str) -> tuple[bool, float, int]:
        share = sum(character in letters for character in text) / max(1, len(text))
        return numbers.issuperset(_NUMBER.findall(text)), share, len(text)

    return nlargest(CLOSEST, texts, key=shared)


def _plain(passage: Passage) -> str:
    return _NUMBERED.sub("", passage.heading or passage.document).strip(_MARKS)


def _spoken(name: str, title: str) -> str:
    said = spoken(name, (title,)).text.strip(_MARKS)
    return said if len(said) <= LONGEST and not written_markers(said, (title,)) else ""
