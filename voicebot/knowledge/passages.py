"""Passages as the index sees them, and as it finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .documents import Passage
from .index import Doc, Hit
from .text import Glossary, Query, tokens_of

BOOST = 0.8  # of a passage's sentence, against an answer's examples
LENGTH = 50.0  # tokens of the usual sentence with its heading


def passage_docs(id_: str, passage: Passage, glossary: Glossary) -> Iterator[Doc]:
    """One document a sentence, each with the heading, in the passage's order."""
    for sentence in passage.sentences:
        yield sentence_doc(id_, tokens_of(f"{passage.heading} {sentence}", glossary))


def sentence_doc(id_: str, tokens: Query) -> Doc:
    return Doc(id_, tokens, BOOST, usual=LENGTH)


def places(hits: Iterable[Hit], sources: Mapping[str, str]) -> dict[str, float]:
    """Passages and their scores, best first, from hits on "passage:" and "answer:" ids; `sources`: answer → its passage.

    A passage scores by its own words and by the best answer that cites it: the questions that customers ask of an answer
    are known, those of its source are the same.
    """
    own: dict[str, float] = {}
    cited: dict[str, float] = {}
    for hit in hits:
        kind, _, id_ = hit.id.partition(":")
        if kind == "passage":
            own[id_] = hit.score
        elif kind == "answer":
            cited[sources[id_]] = max(cited.get(sources[id_], 0.0), hit.score)
    total = {id_: own.get(id_, 0.0) + cited.get(id_, 0.0) for id_ in own | cited}
    return dict(sorted(total.items(), key=lambda item: -item[1]))
