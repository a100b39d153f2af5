"""Puts replies together from a pack's approved words. Nothing here writes a word of its own."""

from __future__ import annotations

import re
from ..events import Citation, Reply, Route
from ..knowledge.documents import Passage
from ..knowledge.pack import Answer, Pack, Phrase
from .temper import APOLOGY, OFFER

READ_OUT = 2  # sentences of a passage at most
_SLOT = re.compile(r"\{first\}|\{second\}")


class Composer:
    def __init__(self, pack: Pack, usable: frozenset[str]) -> None:
        self._pack = pack
        self.titles = {pack.answers[id_].title: id_ for id_ in usable}
        self._by_spoken = {pack.answers[id_].spoken: id_ for id_ in usable}
        self.pieces = self._pieces()

    def _pieces(self) -> frozenset[str]:
        """Everything that may be spoken, as whole pieces."""
        pack = self._pack
        return frozenset(
            [phrase.spoken for phrase in pack.phrases.values()]
            + _SLOT.split(pack.phrases["choice"].spoken)
            + [sentence for passage in pack.passages.values() for sentence in passage.sentences]
            + [*self._by_spoken, *self.titles]
        )

    def phrase(
        self, key: str, route: Route = "smalltalk", english: bool = False, offer_person: bool = False, hand_over: bool = False
    ) -> Reply:
        phrase = self._pack.phrases[key]
        shown = _shown(phrase, english)
        return Reply(phrase.spoken, shown, route, style=phrase.style, offer_person=offer_person, hand_over=hand_over)

    def answer(self, id_: str, english: bool = False) -> Reply:
        """An approved answer, word for word, with its source."""
        answer = self._pack.answers[id_]
        passage = self._pack.passages[answer.source]
        title = f"{passage.document}：{passage.heading}"
        cited = Citation(answer.id, title, answer.source, answer.written)
        return Reply(answer.spoken, _shown(answer, english), "answer", (cited,))

    def passage(self, passage: Passage, sentence: int) -> Reply:
        """The sentence that answers, and the next where it is short, read out after a lead-in."""
        quote = "".join(passage.sentences[sentence : sentence + READ_OUT])
        lead = self._pack.phrases["lead_in"]
        cited = Citation(passage.source, f"{passage.document}：{passage.heading}", passage.source, quote)
        return Reply(lead.spoken + quote, lead.written + quote, "passage", (cited,), style=lead.style)

    def choice(self, ids: tuple[str, ...], english: bool = False) -> Reply:
        """Offers two answers by their titles."""
        first, second = (self._pack.answers[id_].title for id_ in ids[:2])
        phrase = self._pack.phrases["choice"]
        return Reply(
            phrase.spoken.format(first=first, second=second),
            _shown(phrase, english).format(first=first, second=second),
            "none",
        )

    def offered(self, spoken: str) -> tuple[str, ...]:
        """The ids that a `choice` offered, in order; () where `spoken` was none."""
        opening = _SLOT.split(self._pack.phrases["choice"].spoken)[0]
        if not opening or not spoken.startswith(opening):
            return ()
        found = [(spoken.find(title), -len(title), id_) for title, id_ in self.titles.items() if title in spoken]
        return tuple(id_ for _, _, id_ in _without_overlap(sorted(found)))

    def again(self, spoken: str, key: str, rate: float, english: bool = False) -> Reply:
        """Says the desk's last words again after the phrase `key`; an answer that was cut off is said whole."""
        lead = self._pack.phrases[key]
        last = self._bare(spoken)
        start = last.removesuffix(self._pack.phrases[OFFER].spoken)
        id_ = next((id_ for said, id_ in self._by_spoken.items() if start and said.startswith(start)), None)
        whole = self.answer(id_, english) if id_ else Reply(last, last, "request")
        shown = f"{_shown(lead, english)}{' ' if english else ''}{whole.written}"
        return Reply(lead.spoken + whole.spoken, shown, "request", whole.citations, lead.style, rate)

    def _bare(self, spoken: str) -> str:
        """`spoken` without the lead of an earlier repetition or apology."""
        for key in ("repeat", "slower", "louder", APOLOGY):
            if key in self._pack.phrases:
                spoken = spoken.removeprefix(self._pack.phrases[key].spoken)
        return spoken.strip()


def _shown(entry: Answer | Phrase, english: bool) -> str:
    return entry.english if english and entry.english else entry.written


def _without_overlap(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The longest title at each place; one that lies inside another is dropped."""
    out: list[tuple[int, int, str]] = []
    end = -1
    for at, minus_length, id_ in found:
        if at >= end:
            out.append((at, minus_length, id_))
            end = at - minus_length
    return out
