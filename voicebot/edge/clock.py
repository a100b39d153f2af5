"""The media clock of one caller: audio that arrives by network time becomes 20 ms frames on one clock.

Frames are numbered from the first; frame n ends at (n + 1) * 20 ms. Where audio is missing for more than
`LATE_S`, frames of silence stand in, so that every later stage sees a clock that never stops, also for a muted
microphone. The clock also notices a stream whose bytes do not come at the rate it declares: two seconds in a row
more than 30 % too fast, or three in a row more than 20 % too slow while chunks keep coming.

Pure: `now` is monotonic time in seconds, given by the caller.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from ..events import FRAME_BYTES, FRAME_S, Audio

LATE_S = 0.2  # audio later than this is replaced by silence
LEAD_S = 120.0  # a file may be sent at once, up to this much
_FAST, _SLOW = 1.3, 0.8
_SILENCE = bytes(FRAME_BYTES)


@dataclass(slots=True)
class MediaClock:
    started: float
    frames: int = 0
    _window_at: float = 0.0
    _window_audio: float = 0.0
    _window_chunks: int = 0
    _rates: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=3))

    def __post_init__(self) -> None:
        self._window_at = self.started

    @property
    def at(self) -> float:
        return self.frames * FRAME_S

    def push(self, frames: list[bytes], now: float) -> list[Audio]:
        """Frames of real audio that arrived at `now`."""
        self._window_audio += len(frames) * FRAME_S
        self._window_chunks += 1
        self._roll(now)
        return [self._frame(pcm, filled=False) for pcm in frames]

    def tick(self, now: float) -> list[Audio]:
        """The silence that is due at `now`; call at least every 100 ms. Fills at most one second at a time."""
        self._roll(now)
        missing = int((now - self.started - LATE_S - self.at) / FRAME_S)
        return [self._frame(_SILENCE, filled=True) for _ in range(max(0, min(missing, 50)))]

    def fault(self, now: float) -> str | None:
        """"fast", "slow" or None: whether the bytes keep to the declared rate."""
        if self.at - (now - self.started) > LEAD_S:
            return "fast"
        rates = list(self._rates)
        if len(rates) >= 2 and all(rate > _FAST and chunks >= 5 for rate, chunks in rates[-2:]):
            return "fast"
        if len(rates) == 3 and all(0.3 < rate < _SLOW and chunks >= 5 for rate, chunks in rates):
            return "slow"
        return None

    def forgive(self) -> None:
        """Start the rate check anew, after the fault was told."""
        self._rates.clear()

    def _frame(self, pcm: bytes, filled: bool) -> Audio:
        self.frames += 1
        return Audio(self.at, pcm, filled)

    def _roll(self, now: float) -> None:
        span = now - self._window_at
        if span >= 1.0:
            self._rates.append((self._window_audio / span, self._window_chunks))
            self._window_at, self._window_audio, self._window_chunks = now, 0.0, 0
