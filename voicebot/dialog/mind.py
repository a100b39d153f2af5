"""The pack's own mind: it says approved answers word for word, reads out passages, and otherwise says so.

Order: a warning to who says a secret, what the last turn left open (a choice, an offer), a client's function, a
standing request, an approved answer or small talk, a passage's own sentences, a choice of two, a person. Nothing is
generated, so nothing can be made up; `guard.verbatim` holds this for every reply.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from ..engines import OpenedPassage, Question
from ..events import Reply
from ..knowledge.pack import Pack
from ..knowledge.text import normalise
from ..privacy.consent import PrivacyNotice, notice_for
from ..privacy.asks import volunteers_secret
from .compose import Composer
from .guard import verbatim
from .router import Decision, Router
from .temper import temper
from .tools import choose

EVIDENCE = 4  # passages that a writer is given
SLOW = 0.85  # rate of speech after 講慢啲
SURE_HEARD = 0.6  # mean confidence of the words above which "say it again" would not help
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
_YES = re.compile(r"^(好|係|要|可以|得|唔該|麻煩|轉|yes|ok|okay|sure|please)")
_NO = re.compile(r"^(唔使|唔要|唔好|唔係|不用|不要|冇|no\b)")
_FIRST = re.compile(r"第一|頭嗰|前面|前者|\bfirst\b|^[一1]$")
_SECOND = re.compile(r"第二|後面|後者|尾嗰|\bsecond\b|^[二2]$")
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z]+")
_SHORT = 8  # characters or English words: a longer turn is a question of its own, not a yes or a no


class PackMind:
    """A Mind over one pack. Immutable, so all calls share it."""

    def __init__(self, pack: Pack, today: date | None = None) -> None:
        """`today` leaves out answers that are not valid on that day; None takes all."""
        usable = frozenset(a.id for a in pack.answers.values() if today is None or a.valid(today))
        self.pack = pack
        self._router = Router(pack, usable)
        self._compose = Composer(pack, usable)

    def answer(self, question: Question) -> Reply:
        reply = self._tempered(question, self._answer(question))
        allowed = self._compose.pieces | {_last(question)}
        if reply.tool is None and not verbatim(reply.spoken, allowed):
            return self._compose.phrase("no_evidence", "none", offer_person=True)
        return reply

    def evidence(self, question: Question) -> tuple[OpenedPassage, ...]:
        sources = self._router.passages(self._router.query(question))
        return tuple(opened for source in sources[:EVIDENCE] if (opened := self.passage(source)) is not None)

    def _tempered(self, question: Question, reply: Reply) -> Reply:
        """Said to suit how the caller feels. Small talk, requests and the way to a person have their own wording."""
        if reply.route not in ("answer", "passage", "none"):
            return reply
        return temper(reply, question.feeling, question.angry_turns, self.pack, _english(question))

    def phrase(self, key: str) -> Reply:
        return self._compose.phrase(key)

    def notice(self, channel: str, records: bool) -> PrivacyNotice:
        return notice_for(self.pack, channel, records)

    def passage(self, citation_id: str) -> OpenedPassage | None:
        """What a citation opens: the section behind an answer's or a passage's id; None for an unknown id."""
        answer = self.pack.answers.get(citation_id)
        found = self.pack.passages.get(answer.source if answer is not None else citation_id)
        return None if found is None else OpenedPassage(citation_id, f"{found.document}：{found.heading}", found.source, found.text)

    def _answer(self, question: Question) -> Reply:
        if not question.transcript.text.strip():
            return self._unclear(question, Decision("unclear", "", 0.0))
        if volunteers_secret(question.transcript.text):
            return self._compose.phrase("privacy_notice", english=_english(question))
        query = self._router.query(question)
        decision = self._router.route(query, question.channel)
        best = decision.coverage if decision.kind != "unclear" else 0.0
        call = choose(question, query, self._router.index, self._router.glossary, best)
        if call:
            return Reply("", "", "tool", tool=call)
        return self._left_open(question) or self._decided(question, decision)

    def _left_open(self, question: Question) -> Reply | None:
        """A short answer to what the desk has just offered."""
        last, said = _last(question), normalise(question.transcript.text).strip()
        english = _english(question)
        if offered := self._compose.offered(last):
            if _FIRST.search(said):
                return self._compose.answer(offered[0], english)
            if _SECOND.search(said) and len(offered) > 1:
                return self._compose.answer(offered[1], english)
        if last.endswith(self.pack.phrases["offer_person"].spoken) and len(_WORD.findall(said)) <= _SHORT:
            if _NO.match(said):
                return self._compose.phrase("anything_else", english=english)
            if _YES.match(said):
                return self._compose.phrase("hand_over", "person", english, hand_over=True)
        return None

    def _decided(self, question: Question, decision: Decision) -> Reply:
        english = _english(question)
        if decision.kind == "answer":
            return self._compose.answer(decision.target, english)
        if decision.kind == "passage":
            return self._compose.passage(decision.target, decision.sentence)
        if decision.kind == "phrase":
            return self._phrase(question, decision.target, english)
        return self._unclear(question, decision)

    def _phrase(self, question: Question, key: str, english: bool) -> Reply:
        if key == "no_evidence":  # known by its examples as nothing for this desk
            return self._unclear(question, Decision("unclear", "", 0.0))
        action = self.pack.phrases[key].action
        if not action:
            return self._compose.phrase(key, english=english)
        if action == "end":
            return replace(self._compose.phrase(key, english=english), ends=True)
        if action == "person":
            return self._compose.phrase(key, "person", english, hand_over=True)
        if not _last(question):
            return self._compose.phrase("nothing_to_repeat", "request", english)
        return self._compose.again(_last(question), key, SLOW if action == "slower" else 1.0, english)

    def _unclear(self, question: Question, decision: Decision) -> Reply:
        """No evidence: say so, then offer two choices, then a person."""
        english = _english(question)
        if question.misunderstood >= 2:
            return self._compose.phrase("not_understood_3", "person", english, hand_over=True)
        close = len(decision.candidates) >= 2 and (question.misunderstood == 1 or decision.near)
        if close:
            return replace(self._compose.choice(decision.candidates, english), offer_person=question.misunderstood == 1)
        if question.misunderstood == 1:
            return self._compose.phrase("not_understood_2", "none", english, offer_person=True)
        if question.transcript.text.strip() and _sure(question):
            return self._compose.phrase("no_evidence", "none", english, offer_person=True)
        return self._compose.phrase("not_understood_1", "none", english)


def _last(question: Question) -> str:
    """What the customer last heard from the desk."""
    return next((text.strip() for who, text in reversed(question.history) if who == "desk"), "")


def _english(question: Question) -> bool:
    """Whether to show English: asked for, or typed in English."""
    text = normalise(question.transcript.text)
    return question.language == "en" or (bool(_LATIN.search(text)) and not _HAN.search(text))


def _sure(question: Question) -> bool:
    """Typed words are certain; heard words are as certain as the recogniser says."""
    return not question.transcript.words or question.transcript.confidence >= SURE_HEARD
