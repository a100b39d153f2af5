"""Puts replies together from the organisation's approved words. Nothing here writes a word of its own.

An answer is said word for word; of a passage, the sentences that belong together, in spoken form. What is not in force
any more is never said: not as an answer, not as a choice, not when the customer asks for it again.
"""

from __future__ import annotations

import re
from datetime import date

from ..engines import Question
from ..events import Citation, Reply, Route
from ..knowledge.documents import Passage, sentences_of
from ..knowledge.library import Snapshot
from ..knowledge.opening import Signals
from ..knowledge.pack import Answer, Pack, Phrase
from ..knowledge.signals import in_force
from . import hours
from .extract import supporting
from .guard import verbatim
from .naming import name_of, passage_named
from .requests import MORE, bare
from .spoken import spoken, written_markers
from .temper import OFFER

GONE = "no_longer_valid"  # phrase of the pack
_SLOT = re.compile(r"\{first\}|\{second\}")
_ENDS = tuple("。！？：；，.!?:;,")


class Composer:
    """Of one turn: cheap to make."""

    def __init__(self, knowledge: Snapshot, usable: frozenset[str]) -> None:
        """`usable`: ids of the answers in force now, on the customer's channel."""
        self._knowledge = knowledge
        self._pack = knowledge.pack
        self._usable = usable
        self._names = (knowledge.pack.title,)  # are said as they are written

    # ---- what is said --------------------------------------------------------------------------------------------
    def phrase(
        self, key: str, route: Route = "smalltalk", english: bool = False, offer_person: bool = False, hand_over: bool = False
    ) -> Reply:
        phrase = self._pack.phrases[key]
        shown = _shown(phrase, english)
        return Reply(phrase.spoken, shown, route, style=phrase.style, offer_person=offer_person, hand_over=hand_over)

    def answer(self, id_: str, english: bool = False, asked: Question | None = None) -> Reply:
        """An approved answer, word for word, with its source; where it is no longer in force, that. An answer about
        opening hours that is `asked` for one day tells that day, and during a storm what the storm does."""
        if id_ not in self._usable:
            return self.phrase(GONE, english=english, offer_person=True)
        answer = self._pack.answers[id_]
        source = title_of(self._pack.passages[answer.source])
        spoken, shown = answer.spoken, _shown(answer, english)
        if asked is not None and (told := self._opening(answer, asked)) is not None:
            whole = answer.hours and not self._day(asked)  # nobody asked for today
            spoken = told.spoken + spoken if whole else told.spoken
            shown = f"{told.english} {shown}" if english and whole else told.english if english else told.written + shown if whole else told.written
        cited = Citation(answer.id, source, answer.source, answer.written, version=answer.version, said=spoken)
        return Reply(spoken, shown, "answer", (cited,))

    def signals(self, asked: Question) -> Signals | None:
        """The storm signals that are known at the time of the question; None without a time."""
        if asked.now is None or asked.signals is not None:
            return asked.signals
        return in_force(self._knowledge.posted, asked.now)

    def _opening(self, answer: Answer, asked: Question) -> hours.Sentence | None:
        """What stands before or in place of an answer about opening hours."""
        now, signals, service = asked.now, self.signals(asked), self._pack.hours.get(answer.hours or answer.storms)
        if now is None or signals is None or service is None:
            return None
        day = self._day(asked) if answer.hours else None
        if day is None or day == now.date():
            return hours.sentence(service, now, signals) if day or hours.stormy(service, now, signals) else None
        return hours.sentence_of(service, day, now)

    @staticmethod
    def _day(asked: Question) -> date | None:
        return hours.asked_day(asked.transcript.text, asked.now) if asked.now is not None else None

    def passage(self, id_: str, sentence: int) -> Reply | None:
        """The sentence that answers, with all that limits it, after a lead-in, in spoken form; None where this is too much
        to be read out, cannot be put into spoken form, or is gone."""
        passage = self._knowledge.passage(id_)
        chosen = supporting(passage, sentence) if passage is not None else None
        if passage is None or chosen is None:
            return None
        quoted = [passage.sentences[n] for n in chosen]
        said, lead = "".join(map(self._aloud, quoted)), self._pack.phrases["lead_in"]
        if written_markers(said, self._names):
            return None
        cited = Citation(id_, title_of(passage), passage.source, _joined(quoted), version=passage.version, said=said)
        return Reply(lead.spoken + said, lead.written + _joined(quoted), "passage", (cited,), style=lead.style)

    def choice(self, ids: tuple[str, ...], english: bool = False) -> Reply:
        """Offers two, answers in force by their titles, passages of documents by their headings."""
        titles = [title for title in dict.fromkeys(map(self.title, ids)) if title]
        if len(titles) < 2:
            return self.phrase("no_evidence", "none", english, offer_person=True)
        (first, second), phrase = titles[:2], self._pack.phrases["choice"]
        return Reply(
            phrase.spoken.format(first=first, second=second),
            _shown(phrase, english).format(first=first, second=second),
            "none",
            options=(first, second),
        )

    def title(self, id_: str) -> str:
        """What an answer in force, or a passage of a document, is called in a choice; "" of what is neither, or has no name."""
        return self._pack.answers[id_].title if id_ in self._usable else name_of(id_, self._knowledge)

    def offered(self, spoken: str) -> tuple[str, ...]:
        """The ids that a `choice` offered, in order; an answer's also where it was taken back since, "" of a passage that is gone;
        () where `spoken` was none."""
        return tuple(self._titled(name) for name in self._names_in(spoken))

    def _names_in(self, spoken: str) -> list[str]:
        """Of a choice that was cut off, those that were said whole."""
        opening, between, end = _SLOT.split(self._pack.phrases["choice"].spoken)
        if not opening or not spoken.startswith(opening):
            return []
        first, cut, rest = spoken.removeprefix(opening).partition(between)
        second, ended, _ = rest.partition(end)
        return [first, second] if ended else [first] if cut else []

    def _titled(self, name: str) -> str:
        titles = {answer.title: answer.id for answer in self._pack.answers.values()}
        return titles.get(name) or passage_named(name, self._knowledge)

    def again(self, question: Question, key: str, english: bool = False) -> Reply:
        """Says the desk's last words again after the phrase `key`; an answer that was cut off is said whole. What was
        taken back or replaced since is not said again, but that it was."""
        last = bare(last_heard(question), self._pack.phrases)
        if self._stale(last, question):
            return self.phrase(GONE, "request", english, offer_person=True)
        lead = self._pack.phrases[key]
        id_ = self._begun(last)
        whole = self.answer(id_, english) if id_ else Reply(last, last, "request", self._cited(question))
        shown = f"{_shown(lead, english)}{' ' if english else ''}{whole.written}"
        choice = tuple(self._names_in(last))
        return Reply(lead.spoken + whole.spoken, shown, "request", whole.citations, lead.style, options=choice if len(choice) > 1 else ())

    # ---- what may be said ----------------------------------------------------------------------------------------
    def allows(self, reply: Reply, question: Question) -> bool:
        """Whether a reply is nothing but phrases, answers in force and their titles, sentences of what it cites, and what
        the customer has just heard, if that still holds."""
        titles = [name for name in self._names_in(reply.spoken) if self._titled(name)]
        last, pieces = last_heard(question), [*self.pieces, *titles, *self._sources(reply), *self._openings(reply, question)]
        alone = bare(last, self._pack.phrases)
        return verbatim(reply.spoken, pieces if self._stale(alone, question) else [*pieces, last, alone])

    @property
    def pieces(self) -> frozenset[str]:
        """Everything that may be said without a citation being looked up, as whole pieces."""
        answers = [self._pack.answers[id_] for id_ in self._usable]
        return frozenset(
            [phrase.spoken for phrase in self._pack.phrases.values()]
            + _SLOT.split(self._pack.phrases["choice"].spoken)
            + [text for answer in answers for text in (answer.spoken, answer.title)]
        )

    def _sources(self, reply: Reply) -> list[str]:
        """Every sentence of what the reply cites, as it is spoken."""
        found: list[str] = []
        for cited in reply.citations:
            if cited.id in self._usable:
                found += sentences_of(self._pack.answers[cited.id].spoken)
            elif (passage := self._knowledge.passage(cited.id)) is not None:
                found += map(self._aloud, passage.sentences)
        return found

    def _openings(self, reply: Reply, question: Question) -> list[str]:
        """What may be said of the hours of the services that the reply is about."""
        cited = [self._pack.answers[c.id] for c in reply.citations if c.id in self._usable]
        return [told.spoken for answer in cited if (told := self._opening(answer, question)) is not None]

    def _aloud(self, sentence: str) -> str:
        """A passage's sentence as it is read out; a line of a list or table ends like a sentence."""
        said = spoken(sentence, self._names).text
        return said if said.endswith(_ENDS) else f"{said}。"

    def _stale(self, last: str, question: Question) -> bool:
        """Whether what the desk said last rests on something that is no longer so: by what it cited, else by its words."""
        if any(not self._version(id_) for id_ in self.offered(last)):
            return True
        if question.cited:
            return any(self._version(id_) != version for id_, version in question.cited if version)
        start = last.removesuffix(self._pack.phrases[OFFER].spoken)
        taken_back = (answer.spoken for answer in self._pack.answers.values() if answer.id not in self._usable)
        return bool(start) and any(spoken.startswith(start) for spoken in taken_back)

    def _version(self, id_: str) -> str:
        """Of an answer in force or a passage; "" of what is neither."""
        if id_ in self._usable:
            return self._pack.answers[id_].version
        passage = self._knowledge.passage(id_)
        return passage.version if passage is not None else ""

    def _cited(self, question: Question) -> tuple[Citation, ...]:
        """What the desk's last words cited: passages, and answers about opening hours, which were not said word for word."""
        out: list[Citation] = []
        for id_, _ in question.cited:
            if id_ in self._usable:
                out += self.answer(id_).citations
            elif (p := self._knowledge.passage(id_)) is not None:
                out.append(Citation(id_, title_of(p), p.source, p.text, version=p.version))
        return tuple(out)

    def _begun(self, last: str) -> str | None:
        """The answer in force that the desk's last words began."""
        start = last.removesuffix(self._pack.phrases[OFFER].spoken)
        return next((id_ for id_ in self._usable if start and self._pack.answers[id_].spoken.startswith(start)), None)


def as_spoken(text: str, pack: Pack) -> str:
    """The desk's words as they were spoken, where a client gives back what it was shown, as over HTTP: so that a yes to an
    offer is understood there too. Other words stay as they are."""
    for key in (OFFER, MORE):
        phrase = pack.phrases.get(key)
        for shown in (phrase.written, phrase.english) if phrase is not None else ():
            if phrase is not None and shown and text.endswith(shown):
                return as_spoken(text.removesuffix(shown).rstrip(), pack) + phrase.spoken
    choice = pack.phrases["choice"]
    for shown in filter(None, (choice.written, choice.english)):
        if match := re.fullmatch(_SLOT.sub("(.+?)", re.sub(r"[.?*+()|]", r"\\\g<0>", shown)), text):
            return choice.spoken.format(first=match[1], second=match[2])
    entries: tuple[Answer | Phrase, ...] = (*pack.answers.values(), *pack.phrases.values())
    return next((entry.spoken for entry in entries if text and text in (entry.written, entry.english)), text)


def last_heard(question: Question) -> str:
    """What the customer last heard from the desk."""
    return next((text.strip() for who, text in reversed(question.history) if who == "desk"), "")


def title_of(passage: Passage) -> str:
    """Of a passage, as a citation shows it."""
    named = f"{passage.document}：{passage.heading}" if passage.heading and passage.heading != passage.document else passage.document
    return f"{named}（第 {passage.page} 頁）" if passage.page else named


def _joined(sentences: list[str]) -> str:
    """A passage's own words; lines that end without a mark stay lines."""
    return "".join(s if s.endswith(_ENDS) else f"{s}\n" for s in sentences).rstrip("\n")


def _shown(entry: Answer | Phrase, english: bool) -> str:
    return entry.english if english and entry.english else entry.written
