"""What the desk says when it has not understood: other words, a choice of two, the keypad, a person. Pure.

Each step is another way of asking, and no question is asked a third time in a call: who was told twice that it was not
understood goes one step further. The customer may leave this path at any turn by being understood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..engines import Question
from ..events import Reply
from ..knowledge.pack import Pack
from .compose import Composer
from .router import Decision

ASKED_AT_MOST = 2  # times in a call
CHOSEN = 2  # steps that are behind who was offered a choice and wants neither
SURE_HEARD = 0.6  # mean confidence of the words above which "say it again" would not help
KEYPAD = {"phone": "keypad_phone"}  # phrases by channel; `keypad` elsewhere, where numbers are typed


def menu(channel: str) -> str:
    """The phrase that offers numbers."""
    return KEYPAD.get(channel, "keypad")


def ask_back(question: Question, decision: Decision, pack: Pack, compose: Composer, usable: frozenset[str], english: bool) -> Reply:
    """The next step after `question.misunderstood` turns in a row that were not understood."""
    steps: tuple[Callable[[], Reply | None], ...] = (
        lambda: _other_words(question, decision, compose, english),
        lambda: _choice(question, decision, pack, compose, english),
        lambda: _keypad(question, pack, compose, usable, english),
    )
    for step in steps[question.misunderstood :]:
        reply = step()
        if reply is not None and _times_asked(question, reply.spoken) < ASKED_AT_MOST:
            return reply
    return compose.phrase("not_understood_3", "person", english, hand_over=True)


def _other_words(question: Question, decision: Decision, compose: Composer, english: bool) -> Reply:
    if decision.near:
        return replace(compose.choice(decision.candidates, english), expect="choice")
    if question.transcript.text.strip() and _sure(question):
        return compose.phrase("no_evidence", "none", english, offer_person=True)
    return compose.phrase("not_understood_1", "none", english)


def _choice(question: Question, decision: Decision, pack: Pack, compose: Composer, english: bool) -> Reply | None:
    """The two likeliest topics; where fewer are likely, the pack's most usual ones."""
    likely = (*decision.candidates, *pack.phrases["choice"].answers)
    two = tuple(id_ for id_ in dict.fromkeys(likely) if compose.title(id_))[:2]
    if len(two) < 2:
        return compose.phrase("not_understood_2", "none", english, offer_person=True)
    return replace(compose.choice(two, english), offer_person=True, expect="choice")


def _keypad(question: Question, pack: Pack, compose: Composer, usable: frozenset[str], english: bool) -> Reply | None:
    """The menu, as long as each of its numbers leads somewhere."""
    key = menu(question.channel)
    if key not in pack.phrases or not set(pack.phrases[key].answers) <= usable:
        return None
    titles = tuple(compose.title(id_) for id_ in pack.phrases[key].answers)
    return replace(compose.phrase(key, "none", english, offer_person=True), expect="choice", options=titles)


def _times_asked(question: Question, spoken: str) -> int:
    """How often the customer has heard this, or most of it."""
    return sum(who == "desk" and bool(text) and (spoken in text or (len(text) > len(spoken) // 2 and spoken.startswith(text))) for who, text in question.history)


def _sure(question: Question) -> bool:
    """Typed words are certain; heard words are as certain as the recogniser says."""
    return not question.transcript.words or question.transcript.confidence >= SURE_HEARD
