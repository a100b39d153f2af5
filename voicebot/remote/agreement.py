"""Captions from an engine that hears whole stretches only: what two hypotheses in a row agree on stands.

LocalAgreement-2 (Liu et al. 2020; Macháček, Dabre and Bojar 2023 for Whisper). What was shown is never taken back.
"""

from __future__ import annotations

from ..events import Syllable, Transcript, Word


class Agreement:
    """One turn. Hypotheses are of all audio so far."""

    def __init__(self) -> None:
        self._before: tuple[Word, ...] = ()
        self._shown: tuple[Word, ...] = ()

    def push(self, heard: Transcript) -> Transcript:
        """The words that stand, after one more hypothesis: those shown, and behind them what is new and agreed."""
        agreed = 0
        for old, new in zip(self._before, heard.words, strict=False):
            if old.text != new.text:
                break
            agreed += 1
        self._before = heard.words
        if agreed > len(self._shown):
            self._shown = (*self._shown, *heard.words[len(self._shown) : agreed])
        text = _text(self._shown)
        sounds: tuple[Syllable, ...] = heard.syllables if len(heard.syllables) == len(heard.words) else ()
        return Transcript(text, self._shown, sounds[: len(self._shown)])


def _text(words: tuple[Word, ...]) -> str:
    """Latin words keep a space between them."""
    out = ""
    for word in words:
        out += " " + word.text if out and out[-1].isascii() and word.text[0].isascii() else word.text
    return out
