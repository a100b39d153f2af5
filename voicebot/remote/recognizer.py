"""A recogniser behind `POST /audio/transcriptions` (OpenAI's shape, `verbose_json`)."""

from __future__ import annotations

import io
import re
import wave
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.pcm import pcm as to_bytes
from ..characters import HAN, hong_kong
from ..engines import Expect
from ..errors import EngineError
from ..events import IN_RATE, Transcript, Word
from .endpoint import Endpoint

TIMEOUT_S = 4.0
LANGUAGE = "yue"
_FOREIGN = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u1100-\u11ff\uac00-\ud7af\u0e00-\u0e7f\u0400-\u04ff\u0600-\u06ff]")
_GAP = re.compile(rf"(?<=[{HAN}，。？！])\s+(?=[{HAN}])")
_MARKS = {",": "，", "?": "？", "!": "！", ";": "；"}
_MARK = re.compile(rf"(?<=[{HAN}])\s*([,?!;])")


class RemoteStream:
    """One customer turn (`engines.RecognitionStream`). There are no captions: a server hears whole turns."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._audio: list[NDArray[np.int16]] = []
        self._last: tuple[int, Transcript] | None = None  # (samples, transcript) of the last final

    def feed(self, pcm: NDArray[np.int16]) -> None:
        self._audio.append(np.array(pcm, dtype=np.int16))

    def partial(self) -> Transcript | None:
        return None

    def final(self) -> Transcript:
        """Asking again for the same audio costs nothing. Raises EngineError where the server fails."""
        audio = np.concatenate(self._audio) if self._audio else np.zeros(0, np.int16)
        if self._last is None or self._last[0] != len(audio):
            self._last = (len(audio), self._ask(audio) if len(audio) else Transcript(""))
        return self._last[1]

    def traits(self) -> NDArray[np.float32] | None:
        """None: a server gives words only."""
        return None

    def _ask(self, audio: NDArray[np.int16]) -> Transcript:
        fields = {"model": self._endpoint.place.model, "language": LANGUAGE, "response_format": "verbose_json"}
        file = ("turn.wav", _wav(audio), "audio/wav")
        answer = self._endpoint.post("audio/transcriptions", data=fields, files={"file": file}).json()
        return _transcript(answer, len(audio) / IN_RATE)


class RemoteRecognizer:
    """`engines.Recognizer`; thread-safe."""

    name = "remote"

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def stream(self, expect: Expect = Expect()) -> RemoteStream:
        return RemoteStream(self._endpoint)


def written(text: str) -> str:
    """Whatever a server writes, in Hong Kong's characters and with Chinese punctuation between them."""
    return hong_kong(_GAP.sub("", _MARK.sub(lambda mark: _MARKS[mark[1]], text.strip())))


def _transcript(answer: dict[str, Any], seconds: float) -> Transcript:
    """An empty one for kana, Hangul and the like: what a model writes over noise, or in a language that nobody spoke."""
    text = answer.get("text")
    if not isinstance(text, str):
        raise EngineError("the engine server answered without a text")
    if not text.strip() or _FOREIGN.search(text):
        return Transcript("")
    shown = written(text)
    try:
        words = tuple(
            Word(written(word["word"]), float(word["start"]), float(word["end"]), min(1.0, max(0.0, float(word.get("probability", 0.5)))))
            for word in answer.get("words") or ()
        )
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise EngineError("the engine server answered with words that cannot be read") from error
    # A server that times no words says nothing about its confidence: neither sure nor unsure.
    return Transcript(shown, words or (Word(shown, 0.0, seconds, 0.5),))


def _wav(audio: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(IN_RATE)
        out.writeframes(to_bytes(audio))
    return file.getvalue()
