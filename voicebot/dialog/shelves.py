"""The ingested collections beside the pack: which of their passages may answer a question, and how near in meaning they are. Pure.

A small collection is looked at whole; of a larger one those passages that share words with a question as it is said, as it would be
written, or with where documents deal with it, and those that are nearest in meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..knowledge import everyday, meaning
from ..knowledge.documents import Passage
from ..knowledge.index import Index
from ..knowledge.machine import speaks_to_machine
from ..knowledge.text import Glossary, tokens_of
from . import questions, subject

SMALL = 60  # passages of a collection that is looked at whole
LEADS = 12  # of a larger one, looked at for each reading of a question, and for its meaning
# What kind of thing is asked for, not of what.
ASKING = re.compile(f"{questions.WORDS}|{questions.CHOICES}|{questions.ENGLISH}|使|要|收費|費用|每|how much")


class Shelf(Protocol):
    """An ingested collection (`knowledge.collection.Collection`): its index has one document a sentence."""

    @property
    def passages(self) -> Mapping[str, Passage]: ...
    @property
    def index(self) -> Index: ...
    @property
    def first(self) -> Mapping[str, int]: ...  # a passage's id → its first sentence in the index
    @property
    def meanings(self) -> NDArray[np.int8]: ...  # of each sentence (`knowledge.meaning`)


class Shelves:
    """All collections of one version of the knowledge."""

    def __init__(self, shelves: tuple[Shelf, ...], glossary: Glossary, encode: Callable[[str], meaning.Floats], before: Shelves | None = None) -> None:
        """`encode` reads a question; `before`: another version, of which what has not changed is taken over."""
        self.all = shelves
        self._glossary = glossary
        self._encode = encode
        known: dict[Same, frozenset[str]] = before._unread if before is not None else {}
        self._unread: dict[Same, frozenset[str]] = {shelf: known[shelf] if shelf in known else unread(shelf.of.passages) for shelf in map(Same, shelves)}

    def moved(self, shelves: tuple[Shelf, ...]) -> Shelves:
        """The same for another version of the knowledge."""
        return Shelves(shelves, self._glossary, self._encode, self)

    def silent(self, id_: str) -> bool:
        """Whether a passage speaks to machines: that is never read out."""
        return any(id_ in ids for ids in self._unread.values())

    def passage(self, id_: str) -> Passage | None:
        return next((shelf.passages[id_] for shelf in self.all if id_ in shelf.passages), None)

    def near(self, text: str) -> list[meaning.Floats]:
        """By collection: the cosine of a question with each sentence."""
        asked = self._encode(text)
        return [meaning.nearness(asked, shelf.meanings) for shelf in self.all]

    def leads(self, said: str, near: Sequence[meaning.Floats]) -> Iterator[tuple[str, Passage]]:
        """The passages that may answer. `said`: normalised; `near`: as of `near`, empty where meaning is not looked at."""
        readings = dict.fromkeys((ASKING.sub(" ", said), ASKING.sub(" ", everyday.written(said)), subject.leads(said)))
        queries = [tokens_of(reading, self._glossary) for reading in readings]
        for shelf, cosines in zip_longest(self.all, near):
            if len(shelf.passages) <= SMALL:
                yield from shelf.passages.items()
            else:
                found = dict.fromkeys(hit.id.partition(":")[2] for query in queries for hit in shelf.index.search(query, LEADS))
                found |= dict.fromkeys(_nearest(shelf, cosines) if cosines is not None else ())
                yield from ((id_, shelf.passages[id_]) for id_ in found)

    def cosines(self, passages: Mapping[str, Passage], near: Sequence[meaning.Floats]) -> dict[str, tuple[float, ...]]:
        """Of each passage its sentences' cosines; of none where `near` is empty."""
        out: dict[str, tuple[float, ...]] = {}
        for shelf, cosines in zip(self.all, near, strict=False):
            for id_ in passages.keys() & shelf.first.keys():
                out[id_] = tuple(map(float, cosines[shelf.first[id_] : shelf.first[id_] + len(passages[id_].sentences)]))
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A collection as a key: it is the same while it is the same object."""

    of: Shelf

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.of is other.of


def unread(passages: Mapping[str, Passage]) -> frozenset[str]:
    """The ids of those that speak to machines."""
    return frozenset(id_ for id_, p in passages.items() if speaks_to_machine(f"{p.document}\n{p.heading}\n{p.text}"))


def _nearest(shelf: Shelf, cosines: meaning.Floats) -> Iterable[str]:
    """The passages of the sentences that are nearest."""
    places, ids = np.fromiter(shelf.first.values(), np.int64), list(shelf.first)
    order = np.argsort(places)
    rows = np.argsort(-cosines, kind="stable")[:LEADS]
    return [ids[order[n]] for n in np.searchsorted(places[order], rows, side="right") - 1]
