"""Does a voice speak Cantonese? One sentence is said and heard; a voice of another language is not let in.

Most Chinese voices are Mandarin's, and one set by mistake would answer every customer in the wrong language, fluently.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np

from ..asr.evaluate import distance
from ..asr.sounds import folded, greedy
from ..audio.resample import resample
from ..engines import Speech, Voice
from ..errors import ConfigError, EngineError
from ..events import IN_RATE, OUT_RATE, Style
from .timing import Ear

SENTENCE = "唔好意思，我哋嘅分行而家已經收咗工，請你聽日朝早九點之後再打嚟。"
MOST_WRONG = 0.75  # of the syllables' onsets and rimes; models/LOG.md has the measurement
_LONGEST_S = 25


def wrong(voice: Voice, ear: Ear) -> float:
    """The share of the sentence's syllables that were not heard as meant, 0..1 or more. Raises EngineError."""
    pieces = list(voice.speak(SENTENCE))
    wanted = [s[:2] for piece in pieces for s in folded(piece.syllables)]
    pcm = np.concatenate([piece.pcm for piece in pieces])[: _LONGEST_S * OUT_RATE]
    heard = [s[:2] for s in greedy(ear.posteriors(resample(pcm, OUT_RATE, IN_RATE)), ear.units)]
    return distance(wanted, heard) / max(1, len(wanted))


class ProvenVoice:
    """`engines.Voice` that says nothing before it was heard to speak Cantonese. Thread-safe."""

    def __init__(self, voice: Voice, ear: Ear) -> None:
        self.name = voice.name
        self._voice, self._ear = voice, ear
        self._lock = threading.Lock()
        self._proven: bool | None = None

    def prove(self) -> None:
        """Raises ConfigError (voice_language) where it speaks something else, EngineError where it does not speak now."""
        with self._lock:
            if self._proven is None:
                self._proven = wrong(self._voice, self._ear) <= MOST_WRONG
        if not self._proven:
            raise ConfigError("the voice at tts_url does not speak Cantonese; choose another voice or model there", code="voice_language")

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        """As the voice itself. Raises EngineError also where it speaks another language."""
        try:
            self.prove()
        except ConfigError as error:  # found out only now, because the server was not there at the start
            raise EngineError(error.text) from error
        yield from self._voice.speak(text, style, rate)
