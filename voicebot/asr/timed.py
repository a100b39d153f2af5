"""A recogniser that counts what it is fed and how long its callers wait for texts: for measuring servers."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..engines import Expect, RecognitionStream, Recognizer
from ..events import IN_RATE, Transcript


class Timed:
    """`engines.Recognizer`. One thread."""

    def __init__(self, recognizer: Recognizer, now: Callable[[], float] = time.perf_counter) -> None:
        self.name, self._recognizer, self.now = recognizer.name, recognizer, now
        self.fed_s = self.waited_s = 0.0

    def stream(self, expect: Expect = Expect()) -> TimedStream:
        return TimedStream(self, self._recognizer.stream(expect))


class TimedStream:
    def __init__(self, timed: Timed, stream: RecognitionStream) -> None:
        self._timed, self._stream = timed, stream
        self.partial, self.traits = stream.partial, stream.traits

    def feed(self, pcm: NDArray[np.int16]) -> None:
        self._timed.fed_s += len(pcm) / IN_RATE
        self._stream.feed(pcm)

    def final(self) -> Transcript:
        began = self._timed.now()
        try:
            return self._stream.final()
        finally:
            self._timed.waited_s += self._timed.now() - began
