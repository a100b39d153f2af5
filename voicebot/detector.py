"""From 20 ms frames to speech onsets and offsets: windows of 512 samples, the detector's probability, hysteresis."""

from __future__ import annotations

import numpy as np

from .compute import Executor, Stage
from .engines import VAD_SAMPLES, Vad
from .events import IN_RATE, Audio, SpeechOff, SpeechOn
from .vad.segmenter import Segmenter


class Detector:
    """One caller's. `threshold` (0..1) may change during a call."""

    def __init__(self, vad: Vad, executor: Executor) -> None:
        self._stream = vad.stream()
        self._executor = executor
        self._segmenter = Segmenter()
        self._rest = np.zeros(0, np.int16)

    def set_threshold(self, threshold: float) -> None:
        self._segmenter.set_threshold(threshold)

    async def detect(self, frames: list[Audio]) -> list[SpeechOn | SpeechOff]:
        """The onsets and offsets in consecutive frames. What the edge filled in is silence and costs nothing."""
        samples = np.concatenate([self._rest, np.frombuffer(b"".join(f.pcm for f in frames), dtype="<i2")])
        count = len(samples) // VAD_SAMPLES
        windows = samples[: count * VAD_SAMPLES].reshape(count, VAD_SAMPLES)
        self._rest = samples[count * VAD_SAMPLES :]
        if not count:
            return []
        probabilities = [0.0] * count
        if not all(f.filled for f in frames):
            probabilities = await self._executor.run(Stage.VAD, lambda: [self._stream.probability(w) for w in windows])
        end = frames[-1].at - len(self._rest) / IN_RATE
        found: list[SpeechOn | SpeechOff] = []
        for i, probability in enumerate(probabilities):
            found += self._segmenter.push(end - (count - 1 - i) * VAD_SAMPLES / IN_RATE, probability)
        return found
