"""Requests that hold in every state, and those that last for the call: slower, quicker, louder, simpler. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..events import Reply
from ..knowledge.pack import Phrase
from .guard import supported
from .temper import APOLOGY

LASTING = ("slower", "quicker", "louder", "simpler")  # actions of the pack's phrases; `usual` takes them all back
HEEDED = frozenset((*LASTING, "repeat", "fuller", "usual", "person"))  # what goes before an open flow
_OPPOSITE = {"slower": "quicker", "quicker": "slower"}
_QUICK = re.compile(r"快|趕|fast|quick|hurry|slow", re.IGNORECASE)
SLOW = 0.85  # rate of speech after 講慢啲
MORE = "simpler_more"  # the phrase that offers the whole after a short reply
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_LEAST = 8  # characters that can be a reply: 可以。 alone is none


def after(standing: tuple[str, ...], action: str) -> tuple[str, ...]:
    """The requests in force once `action` was asked for."""
    if action == "usual":
        return ()
    left = tuple(request for request in standing if request != _OPPOSITE.get(action))
    return tuple(dict.fromkeys((*left, action))) if action in LASTING else left


def hurries(said: str, standing: tuple[str, ...]) -> bool:
    """Whether 講快啲 asks for more than the usual: nothing is in force that it could take back."""
    return not standing and _QUICK.search(said) is not None


def kept(reply: Reply, standing: tuple[str, ...]) -> Reply:
    """A reply, of whatever part of the desk, said as the customer has asked for. How loud it is, is the speaker's to read
    from `standing`."""
    rate = min(reply.rate, SLOW) if "slower" in standing else reply.rate
    style = "brisk" if "quicker" in standing and reply.style == "warm" else reply.style
    return replace(reply, rate=rate, style=style, standing=standing)


def shortened(text: str) -> str:
    """The first sentences that say something true without the rest; all of it where none do."""
    sentences = _SENTENCE.findall(text)
    for count in range(1, len(sentences)):
        head = "".join(sentences[:count])
        if len(head) >= _LEAST and supported(head, text):
            return head
    return text


def simpler(reply: Reply, lead: str, more: Phrase | None, english: bool) -> Reply:
    """Short, and with the offer of the whole where something was left out. `lead` is what stands before the answer."""
    spoken = lead + shortened(reply.spoken.removeprefix(lead))
    if spoken == reply.spoken or more is None:
        return reply
    shown = shortened(reply.written) if not english else reply.written
    return replace(reply, spoken=spoken + more.spoken, written=f"{shown} {more.english}" if english else shown + more.written)


def bare(spoken: str, phrases: Mapping[str, Phrase]) -> str:
    """What the desk said, without what it put before and after it for the customer's ease."""
    for phrase in phrases.values():
        if phrase.action in HEEDED or phrase.key == APOLOGY:
            spoken = spoken.removeprefix(phrase.spoken)
    return spoken.removesuffix(phrases[MORE].spoken).strip() if MORE in phrases else spoken.strip()
