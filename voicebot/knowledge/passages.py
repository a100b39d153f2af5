"""Passages as the index sees them."""

from __future__ import annotations

from collections.abc import Iterator

from .documents import Passage
from .index import Doc
from .text import Glossary, tokens_of

BOOST = 0.8  # of a passage's sentence, against an answer's examples


def passage_docs(id_: str, passage: Passage, glossary: Glossary) -> Iterator[Doc]:
    """One document a sentence, each with the heading, in the passage's order."""
    for sentence in passage.sentences:
        yield Doc(id_, tokens_of(f"{passage.heading} {sentence}", glossary), BOOST)
