"""The running text of a turn while the customer speaks.

Only the last syllables are decoded again as audio comes in; what lies further back is settled and never changes, so
that a caption does not flicker and a long turn costs no more than a short one. A new word is shown at once where its
sound is sure, else when the next update says it again (local agreement, Liu et al. 2020).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..events import Syllable, Transcript, Word
from . import lattice
from .acoustic import FRAME_S, Posteriors
from .bias import Bias
from .decoder import Decoder
from .foreign import joined

OPEN = 8  # syllables at the end that may still change
FULL = 16  # open syllables at which the front ones are settled
SURE = 0.8  # confidence of a word that is shown at once


class Captions:
    def __init__(self, decoder: Decoder, bias: Bias = Bias()) -> None:
        self._decoder, self._bias = decoder, bias
        self._words: tuple[Word, ...] = ()  # settled
        self._syllables: tuple[Syllable, ...] = ()
        self._first = 0  # frame at which the open part begins
        self._open: list[Posteriors] = []
        self._last: tuple[Word, ...] = ()  # the hypothesis before
        self._shown: tuple[Word, ...] = ()

    def push(self, new: list[Posteriors]) -> Transcript:
        """The text to show so far, after these further frames."""
        heard = Posteriors.join([*self._open, *new])
        slots = lattice.build(heard, self._first)
        rest = self._decoder.decode(slots, [w.text for w in self._words], ended=False, bias=self._bias)
        words, syllables = (*self._words, *rest.words), (*self._syllables, *rest.syllables)
        self._open = [heard]
        if len(slots) >= FULL:
            self._settle(heard, slots, words, syllables)
        self._shown = self._steady(words)
        end = self._shown[-1].end if self._shown else 0.0
        return Transcript(joined(w.text for w in self._shown), self._shown, tuple(s for s in syllables if s.start < end))

    def _steady(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The front of the hypothesis that is settled, was there before or is sure; what is shown stays while it agrees
        with that."""
        agreed = max(_alike(words, self._last), len(self._words))
        self._last = words
        while agreed < len(words) and words[agreed].confidence >= SURE:
            agreed += 1
        kept = len(self._shown) if agreed <= len(self._shown) and _alike(words[:agreed], self._shown) == agreed else 0
        return self._shown[:kept] if kept else words[:agreed]

    def _settle(
        self, heard: Posteriors, slots: lattice.Lattice, words: tuple[Word, ...], syllables: tuple[Syllable, ...]
    ) -> None:
        keep = len(slots) - OPEN
        cut = int(slots.end[keep - 1] + slots.start[keep]) // 2
        settled = sum(word.start < cut * FRAME_S for word in words)
        self._words, self._syllables = words[:settled], tuple(s for s in syllables if s.start < cut * FRAME_S)
        self._open = [heard[cut - self._first :]]
        self._first = cut


def _alike(left: Sequence[Word], right: Sequence[Word]) -> int:
    """How many words at the front are the same."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one.text != other.text:
            break
        count += 1
    return count
