"""How a reply is said to somebody who is angry, sad or worried. Pure; what is said stays the same.

Only the wording around an approved answer, the style and the rate change, and in the end a person is offered: never
the evidence, the route, a tool or an amount.
"""

from __future__ import annotations

from dataclasses import replace

from ..events import Reply
from ..knowledge.pack import Pack

APOLOGY, OFFER = "apology_lead", "offer_person"  # phrases of the pack
UPSET = frozenset(("angry", "sad"))  # feelings that are counted: anger, worry and grief
PATIENCE = 2  # turns of anger or distress in a row from which a person is offered
SLOWER = 0.93  # rate of speech


def temper(reply: Reply, label: str, angry_turns: int, pack: Pack, english: bool = False) -> Reply:
    """The reply for a caller who feels `label` (`events.Felt`), after `angry_turns` turns of anger or distress in a row,
    this one included. `english` shows the added phrases in English. Added phrases are spoken as the pack has them."""
    if label == "sad":
        return _offering(replace(reply, style="calm"), pack, english) if angry_turns >= PATIENCE else replace(reply, style="calm")
    if label != "angry":
        return reply
    calmer = replace(reply, style="apologetic" if reply.style == "apologetic" or angry_turns < PATIENCE else "calm", rate=min(reply.rate, SLOWER))
    if angry_turns < PATIENCE:
        return _apologising(calmer, reply, pack, english)
    return _offering(calmer, pack, english)


def _apologising(calmer: Reply, reply: Reply, pack: Pack, english: bool) -> Reply:
    """A short apology before an answer, unless the reply apologises already or the pack has no such phrase.

    A question back stays as it is: an offered choice is known again by its first words.
    """
    lead = pack.phrases.get(APOLOGY)
    if lead is None or not reply.citations or reply.style == "apologetic":
        return calmer
    shown = f"{lead.english} " if english else lead.written
    return replace(calmer, spoken=lead.spoken + calmer.spoken, written=shown + calmer.written)


def _offering(calmer: Reply, pack: Pack, english: bool) -> Reply:
    """The offer of a person last, where a yes is understood as taking it, unless the reply ends with it already."""
    offer = pack.phrases[OFFER]
    if calmer.spoken.endswith(offer.spoken):
        return replace(calmer, offer_person=True)
    shown = f" {offer.english}" if english else offer.written
    return replace(calmer, spoken=calmer.spoken + offer.spoken, written=calmer.written + shown, offer_person=True)


def influence(plain: Reply, tempered: Reply) -> str:
    """What the feeling changed, for the record; "" for nothing."""
    if tempered.spoken != plain.spoken:
        return "offer" if tempered.offer_person else "apology"
    return tempered.style if (tempered.style, tempered.rate) != (plain.style, plain.rate) else ""
