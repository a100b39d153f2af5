"""How a caller feels, from three witnesses: the words, the voice against its own baseline, the head.

The rule is made for what follows from it. A wrong "angry" brings an apology nobody asked for and the offer of a
person, so the head, which never heard Cantonese, may not say it alone: it needs words, or the head together with a
voice well above the caller's own baseline. Words that say it outright are enough, because typed and calmly said anger
is anger too. Where witnesses contradict each other, or none says enough, the label is "unsure", which changes nothing.
Nothing here reaches what the desk answers, charges or allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..events import Felt, Transcript
from . import prosody, words
from .baseline import Baseline
from .head import Head

Label = Literal["calm", "happy", "angry", "sad", "unsure"]

_OUTRIGHT, _LEANING = 2.0, 1.0  # weights of words.tsv
_HIGH, _VERY_HIGH, _LOW = 0.8, 0.9, 0.35  # arousal: shares of the caller's turns below
_LIKELY, _SURE = 0.5, 0.7  # probabilities of the head
_KNOWN = 2  # turns before the baseline is the caller's own
_FAINT = 0.4  # confidence below which the label is "unsure"


class Witnesses(NamedTuple):
    said: words.Said
    arousal: float
    turns: int  # in the baseline, before this one
    head: Mapping[str, float] | None  # None where there is no head or it heard nothing

    @property
    def known(self) -> bool:
        return self.turns >= _KNOWN

    def sounds(self, label: str, least: float) -> bool:
        return self.head is not None and self.head[label] >= least


def label_of(seen: Witnesses) -> Label:
    """The label that the witnesses agree on."""
    angry, sad, happy = (_says(seen, label) for label in ("angry", "sad", "happy"))
    if angry + sad + happy > 1:
        return "unsure"
    if angry:
        return "unsure" if seen.said.thanks >= _LEANING and seen.said.angry < _OUTRIGHT else "angry"
    if sad or happy:
        return "sad" if sad else "happy"
    return "calm" if _calm(seen) else "unsure"


def _says(seen: Witnesses, label: str) -> bool:
    """Whether there is enough for a feeling: outright words, or leaning words that the voice bears out, or the voice
    alone where the head is sure and the caller's own baseline says the same."""
    weight = getattr(seen.said, label)
    moved = seen.arousal >= _HIGH if label != "sad" else seen.arousal <= 1 - _HIGH
    far = seen.arousal >= _VERY_HIGH if label != "sad" else seen.arousal <= 1 - _VERY_HIGH
    if weight >= _OUTRIGHT:
        return True
    if weight >= _LEANING:
        return seen.sounds(label, _LIKELY) or (seen.known and moved)
    return seen.known and far and seen.sounds(label, _SURE)


def _calm(seen: Witnesses) -> bool:
    """Nothing said against it, the voice not above its own usual, and the head not sure of something else."""
    if seen.said.angry >= _LEANING or seen.said.sad >= _LEANING or seen.arousal >= _HIGH:
        return False
    if any(seen.sounds(label, _SURE) for label in ("angry", "sad", "happy")):
        return False
    return seen.said.thanks >= _LEANING or seen.known or seen.sounds("calm", _LIKELY)


def confidence_of(label: Label, seen: Witnesses) -> float:
    """Noisy-or of the witnesses for the label (Pearl 1988): each may be wrong on its own account.

    The head counts half, for another language; the voice counts by how much of the baseline is the caller's own.
    """
    if label == "unsure":
        return 0.0
    weight = seen.said.thanks if label == "calm" else getattr(seen.said, label)
    own = seen.turns / (1 + seen.turns)
    voice = {"sad": 1 - 2 * seen.arousal, "calm": 1 - abs(2 * seen.arousal - 1)}.get(label, 2 * seen.arousal - 1)
    doubts = (
        1 - weight / (1 + weight),
        1 - 0.5 * (seen.head[label] if seen.head is not None else 0.0),
        1 - 0.5 * own * max(0.0, voice),
    )
    return 1 - float(np.prod(doubts))


class EmbeddedFeeling:
    """`engines.Feeling`; shared by all calls. Without a head it judges by words and baseline."""

    def __init__(self, head: Head | None) -> None:
        self._head = head

    def stream(self) -> EmbeddedFeelingStream:
        return EmbeddedFeelingStream(self._head)


class EmbeddedFeelingStream:
    """One caller (`engines.FeelingStream`): keeps what is usual for them, and nothing that they said."""

    def __init__(self, head: Head | None) -> None:
        self._head = head
        self._baseline = Baseline()
        self._before = self._baseline  # as it was before the newest turn
        self._turn = 0

    def judge(self, turn_id: int, pcm: NDArray[np.int16], transcript: Transcript, traits: NDArray[np.float32] | None) -> Felt:
        """How the turn was meant. `pcm`: int16, 16 kHz mono, empty where it was typed; `traits`: the recogniser's,
        or None. The same turn judged again replaces itself in the baseline."""
        if not transcript.text:  # noise and coughs say nothing, and must not move the baseline
            return Felt(turn_id, "unsure", 0.5, 0.0)
        if turn_id != self._turn:
            self._turn, self._before = turn_id, self._baseline
        heard = prosody.measure(pcm, transcript)
        shares = self._head.probabilities(traits) if self._head is not None and traits is not None else None
        seen = Witnesses(words.read(transcript), self._before.arousal(heard), self._before.turns, shares)
        self._baseline = self._before.after(heard)
        label = label_of(seen)
        confidence = confidence_of(label, seen)
        return Felt(turn_id, "unsure" if confidence < _FAINT else label, seen.arousal, confidence)
