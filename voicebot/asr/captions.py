"""The running text of a turn while the customer speaks.

Only the last syllables are decoded again as audio comes in; what lies further back is settled and never changes, so
that a caption does not flicker and a long turn costs no more than a short one.
"""

from __future__ import annotations

from ..events import Syllable, Transcript, Word
from . import lattice
from .acoustic import FRAME_S, Posteriors
from .decoder import Decoder, Lean

OPEN = 8  # syllables at the end that may still change
FULL = 16  # open syllables at which the front ones are settled


class Captions:
    def __init__(self, decoder: Decoder, lean: Lean | None = None) -> None:
        self._decoder, self._lean = decoder, lean
        self._words: tuple[Word, ...] = ()  # settled
        self._syllables: tuple[Syllable, ...] = ()
        self._first = 0  # frame at which the open part begins
        self._open: list[Posteriors] = []

    def push(self, new: list[Posteriors]) -> Transcript:
        """The text so far, after these further frames."""
        heard = Posteriors.join([*self._open, *new])
        slots = lattice.build(heard, self._first)
        rest = self._decoder.decode(slots, "".join(w.text for w in self._words), ended=False, lean=self._lean)
        words, syllables = (*self._words, *rest.words), (*self._syllables, *rest.syllables)
        self._open = [heard]
        if len(slots) >= FULL:
            self._settle(heard, slots, words, syllables)
        return Transcript("".join(w.text for w in words), words, syllables)

    def _settle(
        self, heard: Posteriors, slots: lattice.Lattice, words: tuple[Word, ...], syllables: tuple[Syllable, ...]
    ) -> None:
        keep = len(slots) - OPEN
        cut = int(slots.end[keep - 1] + slots.start[keep]) // 2
        settled = sum(word.start < cut * FRAME_S for word in words)
        self._words, self._syllables = words[:settled], syllables[:settled]
        self._open = [heard[cut - self._first :]]
        self._first = cut
