"""A voice behind `POST /audio/speech` (OpenAI's shape, raw 24 kHz PCM). Phone times for the face are found by ear.

The next phrase is asked for while one is spoken, so that the server's own time makes no gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from ..audio.pcm import samples
from ..engines import Speech
from ..errors import EngineError, InputError
from ..events import OUT_RATE, Style
from ..tts.phrases import UNMARKED, Phrase, phrases
from ..tts.pronounce import Pronouncer
from ..tts.ssml import Marked
from .endpoint import Answer, Endpoint
from .respell import Respeller
from .timing import Ear, phones

TIMEOUT_S = 4.0
_AUDIO = ("audio/", "application/octet-stream")
_SLOWEST_S, _EDGES_S = 1.5, 3.0  # a syllable, and silence around a phrase: more is no speech of this text


class RemoteVoice:
    """`engines.Voice`; thread-safe. The style is the server's own: OpenAI's shape has no word for it. `words` are a pack's own
    readings (word → Jyutping): they go out as other characters that sound so, and stand in the pieces as they are said."""

    name = "remote"

    def __init__(self, endpoint: Endpoint, ear: Ear | None = None, marked: Marked = UNMARKED, words: Mapping[str, str] = {}) -> None:
        self._endpoint = endpoint
        self._pronouncer = Pronouncer(words)
        self._respelt = Respeller(words)
        self._ear = ear
        self._marked = marked

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        """Phrase by phrase. The pieces' texts, joined, are `text`, or what it shows where it is SSML, of which the server gets
        the words alone. Raises InputError for SSML that cannot be used, EngineError where the server fails."""
        if not 0.5 <= rate <= 2.0:
            raise InputError("the rate of speech must be from 0.5 to 2")
        asker = ThreadPoolExecutor(1, "voice-ahead")  # one request at a time, one phrase ahead
        waiting: tuple[Phrase, Future[NDArray[np.int16]]] | None = None
        try:
            for phrase in phrases(text, self._pronouncer, self._marked):
                asked = (phrase, asker.submit(self._ask, phrase, rate))
                if waiting is not None:
                    yield self._piece(*waiting)
                waiting = asked
            if waiting is not None:
                yield self._piece(*waiting)
        finally:  # also where the listener has gone
            asker.shutdown(wait=False, cancel_futures=True)

    def _piece(self, phrase: Phrase, asked: Future[NDArray[np.int16]]) -> Speech:
        pcm = asked.result()
        return Speech(pcm, phrase.text, phones(pcm, phrase.syllables, self._ear), phrase.syllables)

    def _ask(self, phrase: Phrase, rate: float) -> NDArray[np.int16]:
        place = self._endpoint.place
        # Numbers go out in words: most voices read digits in another way, or in another language.
        body = {"model": place.model, "voice": place.voice, "input": self._respelt(phrase.said), "response_format": "pcm", "speed": rate}
        return _speech(self._endpoint.post("audio/speech", json=body), len(phrase.syllables), rate)


def _speech(answer: Answer, syllables: int, rate: float) -> NDArray[np.int16]:
    if not answer.media_type.startswith(_AUDIO) or len(answer.body) % 2:
        raise EngineError("the engine server answered with something other than 16-bit audio")
    pcm = samples(answer.body)
    if not pcm.any():
        raise EngineError("the engine server answered with silence")
    if len(pcm) > (syllables * _SLOWEST_S / rate + _EDGES_S) * OUT_RATE:
        raise EngineError("the engine server answered with more audio than the text can take")
    return pcm
