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
from .endpoint import Refused
from .transcript import with_sounds

T = TypeVar("T")
BUSY = (429, 503)  # a server that says so is alive: no failure, the next turn may find it free
FAILURES = 3  # in a row, after which the server is left alone
PAUSE_S = 30.0  # for so long; then one call tries it again
WAIT_S = 1.6  # a caller waits for a better text at the end of a turn
RETRY = 4  # turns that go without before a slow server is asked again
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
        except Refused as error:
            if error.http_status not in BUSY:
                self._failed(error)
            raise
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


class Pressure:
    """Whether a server has time for one more turn: how long the last ones took, and how many wait now. Thread-safe."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._inside = 0
        self._usual = 0.0  # seconds a turn took lately
        self._skipped = 0  # turns in a row that went without

    def call(self, work: Callable[[], T]) -> T | None:
        """`work()`, or None at once where it would take longer than a caller waits."""
        with self._lock:
            # Now and then one is let through though the last ones were slow: nothing else tells that it has got better.
            if self._usual * (self._inside + 1) > WAIT_S and self._skipped < RETRY:
                self._skipped += 1
                return None
            self._skipped = 0
            self._inside += 1
        began = self._now()
        try:
            return work()
        finally:
            took = self._now() - began
            with self._lock:
                # A turn among others waited for them too; what one costs alone is its share.
                share = took / self._inside
                self._inside -= 1
                self._usual = share if not self._usual else 0.7 * self._usual + 0.3 * share


class FallbackStream:
    """The turn's text by the primary; by the backup, which is near, where that fails, is too slow or heard nothing.

    Captions are the backup's unless the primary gives its own. The backup hears every turn: its sounds stand beside the
    primary's words, and how the turn sounded (`traits`) is known whoever wrote it.
    """

    def __init__(self, primary: RecognitionStream, backup: RecognitionStream, circuit: Circuit, pressure: Pressure, captions: bool) -> None:
        self._primary, self._backup, self._circuit, self._pressure = primary, backup, circuit, pressure
        self._captions = captions

    def feed(self, pcm: NDArray[np.int16]) -> None:
        self._primary.feed(pcm)
        self._backup.feed(pcm)

    def partial(self) -> Transcript | None:
        if self._captions:
            try:
                return self._circuit.call(self._primary.partial)
            except EngineError:  # told by the circuit
                self._captions = False  # for this turn: two engines in turns would flicker
        return self._backup.partial()

    def final(self) -> Transcript:
        near = self._backup.final()
        try:
            heard = self._pressure.call(lambda: self._circuit.call(self._primary.final))
        except EngineError:  # told by the circuit
            return near
        return with_sounds(heard, near.syllables) if heard is not None and heard.text else near

    def traits(self) -> NDArray[np.float32] | None:
        return self._backup.traits()


class FallbackRecognizer:
    """`engines.Recognizer`. `captions`: the primary is quick enough to write while the customer speaks."""

    def __init__(self, primary: Recognizer, backup: Recognizer, circuit: Circuit, captions: bool = False, pressure: Pressure | None = None) -> None:
        self.name = f"{primary.name}, else {backup.name}"
        self._primary, self._backup, self._circuit = primary, backup, circuit
        self._pressure, self._captions = pressure or Pressure(), captions

    def stream(self, expect: Expect = Expect()) -> FallbackStream:
        streams = self._primary.stream(expect), self._backup.stream(expect)
        return FallbackStream(*streams, self._circuit, self._pressure, self._captions)


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
