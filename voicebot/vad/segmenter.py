"""From probabilities of speech to the moments when speech begins and ends.

Pure: `at` is the media clock. The end of a turn is not decided here; a short gap already ends a stretch of speech,
and the turn machine waits from there, so that the reply can be prepared while it waits.
"""

from __future__ import annotations

from ..engines import VAD_SAMPLES
from ..events import IN_RATE, SpeechOff, SpeechOn

WINDOW_S = VAD_SAMPLES / IN_RATE  # 0.032 s
_EPSILON_S = 1e-6  # the clock adds up binary fractions


class Segmenter:
    """Hysteresis on Silero's probabilities: on at `threshold`, off below `threshold - 0.15`.

    `on_ms`: so much speech in a row before SpeechOn (a click is shorter); `off_ms`: so much non-speech in a row
    before SpeechOff. Between the two thresholds a window counts as speech where speech is on, else as none.
    """

    def __init__(self, threshold: float = 0.5, on_ms: int = 64, off_ms: int = 96) -> None:
        self.set_threshold(threshold)
        self._on_s = on_ms / 1000
        self._off_s = off_ms / 1000
        self._speaking = False
        self._onset: float | None = None  # start of the running stretch of voiced windows, while off
        self._voiced = 0.0  # end of the last voiced window, while on

    def set_threshold(self, threshold: float) -> None:
        """From now on; speech that is on goes on."""
        self._on_level = threshold
        self._off_level = max(0.01, threshold - 0.15)

    @property
    def speaking(self) -> bool:
        return self._speaking

    def push(self, at: float, probability: float) -> list[SpeechOn | SpeechOff]:
        """Take the probability of the 32 ms window that ends at `at` (seconds); at most one event comes back."""
        return self._while_on(at, probability) if self._speaking else self._while_off(at, probability)

    def _while_off(self, at: float, probability: float) -> list[SpeechOn | SpeechOff]:
        if probability < self._on_level:
            self._onset = None
            return []
        if self._onset is None:
            self._onset = at - WINDOW_S
        if at - self._onset < self._on_s - _EPSILON_S:
            return []
        onset, self._onset = self._onset, None
        self._speaking, self._voiced = True, at
        return [SpeechOn(onset)]

    def _while_on(self, at: float, probability: float) -> list[SpeechOn | SpeechOff]:
        if probability >= self._off_level:
            self._voiced = at
            return []
        if at - self._voiced < self._off_s - _EPSILON_S:
            return []
        self._speaking = False
        return [SpeechOff(self._voiced)]
