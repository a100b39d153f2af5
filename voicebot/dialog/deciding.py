"""One customer turn decided, with what the desk knows at that moment. Pure.

Order: a secret given away, a script, orders to a machine (which get nothing), a client's function, what the last turn left
open (a choice, a menu, an offer), a question that names no matter but goes on about the last one, a standing request, a flow, an
approved answer or small talk, a passage's own sentences, and else a question back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from itertools import dropwhile

from ..engines import Question
from ..events import Reply, Transcript
from ..knowledge.documents import sentences_of
from ..knowledge.library import Snapshot
from ..knowledge.machine import speaks_to_machine
from ..knowledge.text import normalise
from ..privacy.asks import volunteers_secret
from . import following, requests, scripts, unclear
from .compose import GONE, Composer, as_spoken, last_heard
from .router import NOTHING_KNOWN, Decision, Router
from .slots import SURE, read
from .tools import choose

HEED = 0.6  # coverage from which a request goes before an open flow
_TAKES_OR_NOT = ("好呀", "唔使")  # what may be tapped where a person is offered
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
_PASSES = re.compile(r"^轉")  # 轉啦: to the offer of a person, a yes
_FIRST = re.compile(r"第一|頭嗰|前面|前者|\bfirst\b|^[一1]$")
_SECOND = re.compile(r"第二|後面|後者|尾嗰|\bsecond\b|^[二2]$")
_NEITHER = re.compile(
    r"^[啊呀哦唉嗯噢]*(?:(?:呢|嗰)?(?:兩[個樣])?都唔(?:係|啱|中)(?:(?:呢|嗰)?兩?[個樣])?|唔係(?:(?:呢|嗰)(?:兩[個樣])?)?|冇[一邊]?[個樣](?:係|啱|中)|以上皆非"
    r"|neither|none of (?:them|those))[㗎喎啊呀囉啦喇噃吖添]*$"
)
_NUMBER = re.compile(r"^(?:撳|按|打|揀|選)?\s*([0-9零一二三四五六七八九])(?:號)?[啦呀。.#]*$")
_DIGITS = "零一二三四五六七八九"
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z]+")
_SHORT = 8  # characters or English words: a longer turn is a question of its own, not a yes or a no
_MERE = 2  # characters
_NAMING = 12  # characters of a turn that names one of two
HEARD = 40  # turns that are looked back at
SPOKEN_OF = 3  # of the desk's turns, in which what a bare question is about is looked for
SCRIPT_BEGUN = 12  # characters by which a script is known again
DANGER = ("crisis", "crisis_other", "scam", "scammed")
UNDECIDED = Decision("unclear", "", 0.0)


@dataclass(frozen=True, slots=True)
class Known:
    """One version of the knowledge, made ready to be asked."""

    view: Snapshot
    router: Router


class Turn:
    """`reply` and `heeded` compute; nothing is kept of it."""

    def __init__(self, question: Question, known: Known) -> None:
        pack = known.view.pack
        question = replace(question, history=tuple((who, as_spoken(text, pack) if who == "desk" else text) for who, text in question.history[-HEARD:]))
        self.question = question
        self.decision = UNDECIDED
        self._pack = pack
        self._router = known.router
        self._passage = known.view.passage
        self._usable = known.view.usable(question.today, question.channel)
        self.compose = self._compose = Composer(known.view, self._usable)
        self.english = _english(question)
        self.lead = ""  # what the reply says before an answer that is said again
        self.whole = False  # the answer was asked for in full
        self._said = normalise(question.transcript.text).strip()
        self._last = requests.bare(last_heard(question), self._pack.phrases)

    def reply(self) -> Reply:
        question = self.question
        if not question.transcript.text.strip():
            return self._unclear()
        if volunteers_secret(question.transcript.text):
            return self._compose.phrase("privacy_notice", english=self.english)
        query = self._router.query(question)
        self.decision = self._router.route(query, self._usable, question.transcript.text)
        if (fixed := self._script()) is not None:
            return fixed
        if speaks_to_machine(question.transcript.text):
            self.decision = UNDECIDED
            return self._unclear()
        best = self.decision.coverage if self.decision.kind != "unclear" else 0.0
        call = choose(question, query, self._router.index, self._router.glossary, best)
        if call:
            return Reply("", "", "tool", tool=call)
        return self._left_open() or self._gone_on() or self._decided()

    def heeded(self) -> Reply | None:
        """The reply where this turn goes before an open flow, else None."""
        if not self.question.transcript.text.strip() or volunteers_secret(self.question.transcript.text):
            return None
        self.decision = self._router.route(self._router.query(self.question), self._usable, self.question.transcript.text)
        if (fixed := self._script()) is not None:
            return fixed
        decision = self.decision
        asked = decision.kind == "phrase" and self._pack.phrases[decision.target].action in requests.HEEDED
        return self._phrase(decision.target) if asked and decision.coverage >= HEED else None

    # ---- scripts -------------------------------------------------------------------------------------------------
    def _script(self) -> Reply | None:
        """Fixed words and the offer of a person. Who has heard a warning and goes on gets the person."""
        cue = scripts.cue(self.question.transcript)
        if cue is None and self._warned(("scam",)) and scripts.paid(self.question.transcript.text):
            cue = "scammed"
        key = f"script_{cue}"
        if cue is None or key not in self._pack.phrases:
            return None
        phrase = self._pack.phrases[key]
        decided, self.decision = self.decision, replace(self.decision, target=key)
        heard_before = self._warned((cue,))
        if cue in ("crisis", "crisis_other", "scam", "others"):
            if heard_before:
                return self._compose.phrase("hand_over", "person", self.english, hand_over=True)
            return self._offering(self._citing(self._compose.phrase(key, "script", self.english), phrase.answers))
        if heard_before:
            self.decision = decided
            return None
        answer = self._follow_up(decided, phrase.answers)
        lead = self._compose.phrase(key, "script", self.english)
        return self._offering(lead if answer is None else _joined(lead, answer, self.english))

    def _warned(self, cues: tuple[str, ...]) -> bool:
        """Whether the customer has heard one of these scripts in this call."""
        begun = [self._pack.phrases[key].spoken[:SCRIPT_BEGUN] for key in map("script_{}".format, cues) if key in self._pack.phrases]
        return any(who == "desk" and words in text for who, text in self.question.history for words in begun)

    def _follow_up(self, decided: Decision, answers: tuple[str, ...]) -> Reply | None:
        """The answer that was asked for, or the one that goes with the script."""
        ids = (decided.target, *answers) if decided.kind == "answer" else answers
        return next((self._answer(id_) for id_ in ids if id_ in self._usable), None)

    def _citing(self, reply: Reply, answers: tuple[str, ...]) -> Reply:
        cited = tuple(c for id_ in answers if id_ in self._usable for c in self._compose.answer(id_).citations)
        return replace(reply, citations=cited)

    def _offering(self, reply: Reply) -> Reply:
        offer = self._compose.phrase("offer_person", english=self.english)
        return replace(_joined(reply, offer, self.english), offer_person=True, expect="yes_no", options=_TAKES_OR_NOT)

    # ---- what the desk has left open -----------------------------------------------------------------------------
    def _left_open(self) -> Reply | None:
        """A short answer to what the desk has just offered."""
        return self._chosen() or self._pressed() or self._accepted()

    def _chosen(self) -> Reply | None:
        offered = self._compose.offered(self._last)
        if offered and _NEITHER.search(self._said):
            self.decision = UNDECIDED
            return self._unclear(after=unclear.CHOSEN)
        if tapped := next((id_ for id_ in offered if normalise(self._compose.title(id_)) == self._said), ""):
            return self._taken(tapped)
        if offered and _FIRST.search(self._said):
            return self._taken(offered[0])
        if len(offered) > 1 and _SECOND.search(self._said):
            return self._taken(offered[1])
        named = self._named(offered) if len(self._said) <= _NAMING else ""
        return self._taken(named) if named else None

    def _named(self, offered: tuple[str, ...]) -> str:
        """The passage of a choice whose name the turn says more of than of the other's. An answer's name leads to it anyway."""
        shared = sorted(((_shared(self._said, normalise(self._compose.title(id_))), id_) for id_ in offered), reverse=True)
        best, after = (*shared, (0, ""), (0, ""))[:2]
        return best[1] if best[0] >= _MERE and best[0] > after[0] and best[1] not in self._pack.answers else ""

    def _taken(self, id_: str) -> Reply:
        """What a choice offered: an answer, or what a passage says to the question that the choice was asked about."""
        if id_ in self._pack.answers:
            return self._answer(id_)
        before = dropwhile(lambda entry: entry[0] != "desk", reversed(self.question.history))
        read = self._router.read_in(id_, next((text for who, text in before if who == "customer"), ""))
        if read is None:
            return self._compose.phrase(GONE, english=self.english, offer_person=True)
        self.decision = read
        return self._compose.passage(id_, read.sentence) or self._unclear()

    def _pressed(self) -> Reply | None:
        """A number of the menu, by key, typed or said."""
        phrase = self._pack.phrases.get(unclear.menu(self.question.channel))
        match = _NUMBER.match(self._said)
        if phrase is None or match is None or self._last != phrase.spoken:
            return None
        number = _DIGITS.find(match[1]) if match[1] in _DIGITS else int(match[1])
        if number == 0:
            return self._compose.phrase("hand_over", "person", self.english, hand_over=True)
        ids = phrase.answers[number - 1 : number]
        return self._answer(ids[0]) if ids and ids[0] in self._usable else None

    def _accepted(self) -> Reply | None:
        """A yes or a no to the offer of a person, or of the whole answer."""
        heard, phrases = last_heard(self.question), self._pack.phrases
        if len(_WORD.findall(self._said)) > _SHORT:
            return None
        no, yes = self._agreement()
        if heard.endswith(phrases["offer_person"].spoken) and (no or yes):
            if no:
                return self._compose.phrase("anything_else", english=self.english)
            return self._compose.phrase("hand_over", "person", self.english, hand_over=True)
        if requests.MORE in phrases and "fuller" in phrases and heard.endswith(phrases[requests.MORE].spoken) and (no or yes):
            return self._compose.phrase("anything_else", english=self.english) if no else self._request("fuller", "fuller")
        return None

    def _agreement(self) -> tuple[bool, bool]:
        """Whether the turn denies, and whether it agrees. 好煩呀 begins like a yes and is none."""
        answer = read("yes_no", self.question.transcript, datetime.min)  # which no time of day changes
        if answer is None:
            return False, bool(_PASSES.match(self._said))
        return answer.value == "no" and answer.confidence >= SURE, answer.value == "yes"

    # ---- what was asked ------------------------------------------------------------------------------------------
    def _gone_on(self) -> Reply | None:
        """A question that names no matter of its own, asked of what was heard last: that once more where it tells, else another
        answer to its matter, else nothing, for what only shares such words is about something else."""
        text, alone = self.question.transcript.text, self.decision
        bare = following.goes_on(text)
        if alone.kind == "flow" or alone.kind == "phrase" and alone.target != NOTHING_KNOWN or not (bare or alone.kind == "unclear"):
            return None
        last = self._matter()
        heard = self._sentences(last)
        if not heard or not (bare or following.speaks_of(text, "".join(heard))):
            return None
        if following.tells(text, heard):
            return self._said_of(last)
        whole = f"{self._compose.title(last)}，{text}"
        decision = self._router.route(self._router.query(replace(self.question, transcript=Transcript(whole))), self._usable, whole)
        if decision.kind == "answer" and (following.wants_nothing(text) or decision.target != last and following.tells(text, self._sentences(decision.target))):
            self.decision = decision
            return self._answer(decision.target)
        if not bare:
            return None
        self.decision = UNDECIDED
        return self._unclear()

    def _matter(self) -> str:
        """What the desk spoke of last: by its citation, else the answer among its last few words; "" of nothing."""
        if self.question.cited:
            return self.question.cited[-1][0]
        words = [text for who, text in self.question.history if who == "desk"][-SPOKEN_OF:]
        return next((answer.id for text in reversed(words) for answer in self._pack.answers.values() if answer.id in self._usable and answer.spoken in text), "")

    def _sentences(self, id_: str) -> tuple[str, ...]:
        """Of an answer in force or a passage; none of what is gone."""
        if id_ in self._usable:
            return tuple(sentences_of(self._pack.answers[id_].spoken))
        passage = self._passage(id_)
        return tuple(passage.sentences) if passage is not None else ()

    def _said_of(self, id_: str) -> Reply | None:
        """What was heard last, to another question: an answer as it is, of an ingested passage what tells most of it. The runner-up
        is what the turn would have got by itself."""
        if id_ in self._usable:
            self.decision = Decision("answer", id_, 0.0, runner_up=f"{self.decision.kind}:{self.decision.target}")
            return self._answer(id_)
        read = self._router.read_in(id_, self.question.transcript.text)
        if read is None or (reply := self._compose.passage(id_, read.sentence)) is None:
            return None
        self.decision = read
        return reply

    def _decided(self) -> Reply:
        decision = self.decision
        if decision.kind == "answer":
            return self._answer(decision.target)
        if decision.kind == "flow":
            return self._flow(decision)
        if decision.kind == "passage":
            return self._compose.passage(decision.target, decision.sentence) or self._unclear()
        if decision.kind == "phrase":
            return self._phrase(decision.target)
        return self._unclear()

    def _answer(self, id_: str) -> Reply:
        return self._compose.answer(id_, self.english, self.question)

    def _flow(self, decision: Decision) -> Reply:
        """Begins a flow. Its words are what is said where none can be run, as in one request over HTTP: how to do it, or
        a person."""
        known = next((id_ for id_ in decision.candidates if id_ in self._usable), None)
        told = self._answer(known) if known else self._compose.phrase("offer_person", english=self.english, offer_person=True)
        return replace(told, route="flow", flow=decision.target)

    def _phrase(self, key: str) -> Reply:
        if key == "no_evidence" or (key == "understood" and self._owes_more()):  # known as nothing for this desk, or no answer
            self.decision = UNDECIDED
            return self._unclear()
        action = self._pack.phrases[key].action
        if not action:
            return self._compose.phrase(key, english=self.english)
        if action == "end":
            return replace(self._compose.phrase(key, english=self.english), ends=True)
        if action == "person":
            return self._compose.phrase(key, "person", self.english, hand_over=True)
        return self._request(key, action)

    def _owes_more(self) -> bool:
        """Whether the turn is a mere 係 or 嗯 while a question is open that is no small talk: a flow's, which asks again."""
        small = any(self._last.endswith(phrase.spoken) for phrase in self._pack.phrases.values())
        return len(self._said) <= _MERE and self._last.endswith(("？", "?")) and not small

    def _request(self, key: str, action: str) -> Reply:
        """The last words again, as the customer wants them from now on."""
        if action == "usual" and "quicker" in self._pack.phrases and requests.hurries(self.question.transcript.text, self.question.standing):
            key = action = "quicker"
        standing = requests.after(self.question.standing, action)
        if not self._last:
            return replace(self._compose.phrase("nothing_to_repeat", "request", self.english), standing=standing)
        self.lead, self.whole = self._pack.phrases[key].spoken, action == "fuller"
        return replace(self._compose.again(self.question, key, self.english), standing=standing)

    def _unclear(self, after: int = 0) -> Reply:
        """`after`: steps of asking back that are behind at least. Who may be in danger is asked nothing back."""
        if self._warned(DANGER):
            return self._compose.phrase("hand_over", "person", self.english, hand_over=True)
        question = replace(self.question, misunderstood=max(self.question.misunderstood, after))
        return unclear.ask_back(question, self.decision, self._pack, self._compose, self._usable, self.english)


def _shared(said: str, name: str) -> int:
    """The length of the longest run of characters that both have."""
    return SequenceMatcher(None, said, name, autojunk=False).find_longest_match().size


def _joined(first: Reply, second: Reply, english: bool) -> Reply:
    """Both, one after the other; the route and the manner are the first's."""
    gap = " " if english else ""
    return replace(first, spoken=first.spoken + second.spoken, written=first.written + gap + second.written, citations=first.citations + second.citations)


def _english(question: Question) -> bool:
    """Whether to show English: asked for, or typed in English."""
    text = normalise(question.transcript.text)
    return question.language == "en" or (bool(_LATIN.search(text)) and not _HAN.search(text))
