"""Passages as the index sees them, and as it finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from . import everyday
from .documents import Passage
from .index import Doc, Hit
from .text import Glossary, Query, tokens_of

BOOST = 0.8  # of a passage's sentence, against an answer's examples
CITED = 0.6  # of an answer's score, for its source
LENGTH = 50.0  # tokens of the usual sentence with its heading


def passage_docs(id_: str, passage: Passage, glossary: Glossary) -> Iterator[Doc]:
    """One document a sentence, each with the heading, in the passage's order."""
    for sentence in passage.sentences:
        yield sentence_doc(id_, tokens_of(f"{passage.heading} {sentence}", glossary))


def about(passage: Passage) -> str:
    """What a sentence of an ingested document is about, beside its own words: customers name the thing (停車場), which only the
    title does. A pack's documents are short of titles that say more than their headings, and keep to these."""
    return f"{passage.document} {passage.heading}" if passage.heading != passage.document else passage.heading


def headed(passage: Passage) -> str:
    """What stands over a passage's sentences when their meaning is read."""
    return " ".join([*passage.path, passage.heading])


def searched(passage: Passage, sentence: str) -> str:
    """What a sentence of an ingested document is found by: what it is about, itself, and the written words of what it says in
    others. A pack's own passages do without these: beside 93 of them and their answers they cost 2 points of recall."""
    text = f"{about(passage)} {sentence}"
    return f"{text} {everyday.beside(text)}".rstrip()


def sentence_doc(id_: str, tokens: Query) -> Doc:
    return Doc(id_, tokens, BOOST, usual=LENGTH)


def places(hits: Iterable[Hit], sources: Mapping[str, str]) -> dict[str, float]:
    """Passages and their scores, best first, from hits on "passage:" and "answer:" ids; `sources`: answer → its passage.

    A passage scores by its own words or by the best answer that cites it, whichever is better: the questions that
    customers ask of an answer are known, those of its source are the same. An answer scores by examples and a profile
    together, so it counts by CITED, or passages that no answer cites would never be found.
    """
    own: dict[str, float] = {}
    cited: dict[str, float] = {}
    for hit in hits:
        kind, _, id_ = hit.id.partition(":")
        if kind == "passage":
            own[id_] = hit.score
        elif kind == "answer":
            cited[sources[id_]] = max(cited.get(sources[id_], 0.0), hit.score)
    total = {id_: max(own.get(id_, 0.0), CITED * cited.get(id_, 0.0)) for id_ in own | cited}
    return dict(sorted(total.items(), key=lambda item: -item[1]))
