"""What sections of documents are called where the desk asks which of two is meant, and which section such a name is of. Pure.

A section is called by its heading, as a Hong Kong person would read it out; by its document's title as well where another section, or
an answer, has the same. What has no short name is not offered.
"""

from __future__ import annotations

import re

from ..knowledge.documents import Passage
from ..knowledge.library import Snapshot
from .spoken import spoken, written_markers

LONGEST = 24  # characters
ALIKE = 0.5  # share of a heading's characters without which a name is not its own: whatever is written is not put into speech
_NUMBERED = re.compile(r"^(?:第?[\d一二三四五六七八九十]+[、.．)）章節]|[(（][\d一二三四五六七八九十a-zA-Z]+[)）])\s*")
_MARKS = "？?。：:！! 　"
_OF = "嘅"


def name_of(id_: str, knowledge: Snapshot) -> str:
    """The name of an ingested passage; "" where it has none, or another passage has the same."""
    passage = knowledge.passage(id_)
    if passage is None:
        return ""
    plain, headings = _plain(passage), [_plain(other) for c in knowledge.collections for other in c.passages.values()]
    alone = headings.count(plain) == 1 and all(answer.title != plain for answer in knowledge.pack.answers.values())
    return _spoken(plain if alone else f"{passage.document}{_OF}{plain}", knowledge)


def passage_named(name: str, knowledge: Snapshot) -> str:
    """The id of the passage that is called so; "" where none is any more."""
    letters = set(name)
    found = (id_ for c in knowledge.collections for id_, passage in c.passages.items() if _may_be(passage, letters))
    return next((id_ for id_ in found if name and name_of(id_, knowledge) == name), "")


def _plain(passage: Passage) -> str:
    return _NUMBERED.sub("", passage.heading or passage.document).strip(_MARKS)


def _spoken(name: str, knowledge: Snapshot) -> str:
    said = spoken(name, (knowledge.pack.title,)).text.strip(_MARKS)
    return said if len(said) <= LONGEST and not written_markers(said, (knowledge.pack.title,)) else ""


def _may_be(passage: Passage, letters: set[str]) -> bool:
    own = set(_plain(passage))
    return len(own & letters) >= ALIKE * len(own)
