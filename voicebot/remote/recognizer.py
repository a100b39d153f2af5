"""A recogniser behind `POST /audio/transcriptions` (OpenAI's shape)."""

from __future__ import annotations

import io
import threading
import wave

import numpy as np
import structlog
from numpy.typing import NDArray

from ..audio.pcm import pcm as to_bytes
from ..engines import Expect
from ..errors import EngineError
from ..events import IN_RATE, Transcript
from .agreement import Agreement
from .endpoint import Endpoint, Refused
from .transcript import transcript

TIMEOUT_S = 4.0
CAPTION_EVERY_S = 0.96  # of new audio; each is a request with all of the turn so far
CAPTIONS_S = 20.0  # of a turn, after which it is heard only at its end: asking again costs more each time
HINT_CHARACTERS = 120  # of the prompt, marks included
# How servers are asked, best first: OpenAI's own know neither `yue` nor, some of them, `verbose_json`. What works is kept.
MANNERS = (("yue", "verbose_json"), ("zh", "verbose_json"), ("yue", "json"), ("zh", "json"))
_NOT_UNDERSTOOD = (400, 422)  # the request, not the server, is at fault
log = structlog.get_logger()


class RemoteStream:
    """One customer turn (`engines.RecognitionStream`). Without `captions` a server hears whole turns only."""

    def __init__(self, recognizer: RemoteRecognizer, hints: tuple[str, ...]) -> None:
        self._recognizer, self._hints = recognizer, hints
        self._audio: list[NDArray[np.int16]] = []
        self._agreement = Agreement()
        self._shown = 0  # samples of the last caption
        self._last: tuple[int, Transcript] | None = None  # (samples, transcript) of the last final

    def feed(self, pcm: NDArray[np.int16]) -> None:
        self._audio.append(np.array(pcm, dtype=np.int16))

    def partial(self) -> Transcript | None:
        """What two hypotheses in a row agree on; None where not enough is new. Raises EngineError."""
        audio = self._heard()
        new = len(audio) - self._shown
        if not self._recognizer.captions or new < CAPTION_EVERY_S * IN_RATE or len(audio) > CAPTIONS_S * IN_RATE:
            return None
        self._shown = len(audio)
        return self._agreement.push(self._recognizer.hear(audio, self._hints))

    def final(self) -> Transcript:
        """Asking again for the same audio costs nothing. Raises EngineError where the server fails."""
        audio = self._heard()
        if self._last is None or self._last[0] != len(audio):
            self._last = (len(audio), self._recognizer.hear(audio, self._hints) if len(audio) else Transcript(""))
        return self._last[1]

    def traits(self) -> NDArray[np.float32] | None:
        """None: a server gives words only."""
        return None

    def _heard(self) -> NDArray[np.int16]:
        return np.concatenate(self._audio) if self._audio else np.zeros(0, np.int16)


class RemoteRecognizer:
    """`engines.Recognizer`; thread-safe. `terms`: likely words, best first, such as a pack's own; `captions`: the server
    is quick enough to be asked while the customer speaks."""

    name = "remote"

    def __init__(self, endpoint: Endpoint, terms: tuple[str, ...] = (), captions: bool = False) -> None:
        self._endpoint, self._terms = endpoint, terms
        self.captions = captions
        wanted = endpoint.place.language
        self._manners = tuple((language, shape) for language, shape in MANNERS if not wanted or language == "yue")
        if wanted:
            self._manners = tuple((wanted, shape) for _, shape in self._manners)
        self._lock = threading.Lock()
        self._first = 0  # of the manners, that the server understands

    def stream(self, expect: Expect = Expect()) -> RemoteStream:
        return RemoteStream(self, _fitting((*expect.phrases, *self._terms)))

    def described(self) -> str:
        """What answers there, as far as it says: "faster-whisper whisper-base on cpu", or the model that is asked for."""
        try:
            told = self._endpoint.health()
            return f"{told['engine']} {told['model']} on {told['device']}"
        except (EngineError, KeyError):
            return self._endpoint.place.model

    def hear(self, audio: NDArray[np.int16], hints: tuple[str, ...] = ()) -> Transcript:
        """`audio` (16 kHz) as a whole. Raises EngineError."""
        wav = _wav(audio)
        for number in range(self._first, len(self._manners)):
            try:
                heard = self._ask(wav, self._manners[number], hints)
            except Refused as refused:
                if refused.http_status not in _NOT_UNDERSTOOD or number + 1 == len(self._manners):
                    raise
                continue
            self._settle(number)
            return transcript(heard, len(audio) / IN_RATE, hints)
        raise AssertionError("the last manner returns or raises")

    def _ask(self, wav: bytes, manner: tuple[str, str], hints: tuple[str, ...]) -> dict[str, object]:
        language, shape = manner
        fields: dict[str, object] = {"model": self._endpoint.place.model, "language": language, "response_format": shape}
        if hints:
            fields["prompt"] = "、".join(hints)
        if shape == "verbose_json":
            fields["timestamp_granularities[]"] = ["word", "segment"]
        return self._endpoint.post("audio/transcriptions", data=fields, files={"file": ("turn.wav", wav, "audio/wav")}).json()

    def _settle(self, number: int) -> None:
        with self._lock:
            if number <= self._first:
                return
            self._first = number
        language, shape = self._manners[number]
        log.warning("engine server is asked in another manner", stage="asr", language=language, response_format=shape)


def _fitting(terms: tuple[str, ...]) -> tuple[str, ...]:
    """As many of the terms, from the first, as a prompt has room for; each once."""
    kept: list[str] = []
    room = HINT_CHARACTERS
    for term in dict.fromkeys(terms):
        room -= len(term) + 1
        if room < 0:
            break
        kept.append(term)
    return tuple(kept)


def _wav(audio: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(IN_RATE)
        out.writeframes(to_bytes(audio))
    return file.getvalue()
