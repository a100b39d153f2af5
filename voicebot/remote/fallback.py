"""A server first, the embedded engine where it fails: a circuit breaker (Nygard, Release It!, 2007) and its users."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
import structlog
from numpy.typing import NDArray

from ..engines import Expect, RecognitionStream, Recognizer, Speech, Voice
from ..errors import EngineError
from ..events import Style, Transcript
from ..tts import ssml

T = TypeVar("T")
FAILURES = 3  # in a row, after which the server is left alone
PAUSE_S = 30.0  # for so long; then one call tries it again
log = structlog.get_logger()


class Circuit:
    """Lets calls through to a server while it answers. Thread-safe; `now` gives seconds on a clock that never turns back."""

    def __init__(self, stage: str, now: Callable[[], float] = time.monotonic) -> None:
        self._stage, self._now = stage, now
        self._lock = threading.Lock()
        self._failures = 0
        self._shut_until = 0.0

    def call(self, work: Callable[[], T]) -> T:
        """`work()`. Raises EngineError where it fails, or at once where the server is being left alone."""
        self._enter()
        try:
            result = work()
        except EngineError as error:
            self._failed(error)
            raise
        self._succeeded()
        return result

    def _enter(self) -> None:
        with self._lock:
            if self._failures < FAILURES:
                return
            if self._now() < self._shut_until:
                raise EngineError("the engine server is left alone for a while")
            self._shut_until = self._now() + PAUSE_S  # this call tries, the others go on without

    def _failed(self, error: EngineError) -> None:
        with self._lock:
            self._failures += 1
            first = self._failures == 1
            self._shut_until = self._now() + PAUSE_S
        if first:
            log.warning("engine server fails; the embedded engine takes over", stage=self._stage, reason=error.text)

    def _succeeded(self) -> None:
        with self._lock:
            again, self._failures = self._failures > 0, 0
        if again:
            log.info("engine server answers again", stage=self._stage)


class FallbackStream:
    """Captions by the backup, which is near; the turn's text by the primary, or the backup where that fails."""

    def __init__(self, primary: RecognitionStream, backup: RecognitionStream, circuit: Circuit) -> None:
        self._primary, self._backup, self._circuit = primary, backup, circuit

    def feed(self, pcm: NDArray[np.int16]) -> None:
        self._primary.feed(pcm)
        self._backup.feed(pcm)

    def partial(self) -> Transcript | None:
        return self._backup.partial()

    def final(self) -> Transcript:
        try:
            return self._circuit.call(self._primary.final)
        except EngineError:  # told by the circuit
            return self._backup.final()

    def traits(self) -> NDArray[np.float32] | None:
        """Of the engine that heard the turn; None where that was the server."""
        return self._backup.traits()


class FallbackRecognizer:
    """`engines.Recognizer`."""

    def __init__(self, primary: Recognizer, backup: Recognizer, circuit: Circuit) -> None:
        self.name = f"{primary.name}, else {backup.name}"
        self._primary, self._backup, self._circuit = primary, backup, circuit

    def stream(self, expect: Expect = Expect()) -> FallbackStream:
        return FallbackStream(self._primary.stream(expect), self._backup.stream(expect), self._circuit)


class FallbackVoice:
    """`engines.Voice`. A reply that breaks off is spoken on by the backup from the phrase that failed."""

    def __init__(self, primary: Voice, backup: Voice, circuit: Circuit) -> None:
        self.name = f"{primary.name}, else {backup.name}"
        self._primary, self._backup, self._circuit = primary, backup, circuit

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        pieces = self._primary.speak(text, style, rate)
        spoken = 0
        while True:
            try:
                piece = self._circuit.call(lambda: next(pieces, None))
            except EngineError:  # told by the circuit
                rest = ssml.plain(text)[spoken:] if spoken else text
                yield from self._backup.speak(rest, style, rate)
                return
            if piece is None:
                return
            spoken += len(piece.text)  # the pieces' texts, joined, are the text that is shown
            yield piece
