"""A client's bytes to the desk's 20 ms frames at 16 kHz."""

from __future__ import annotations

from collections.abc import Iterator

from ..events import FRAME_BYTES, IN_RATE
from .pcm import Cutter, pcm, samples
from .resample import Resampler
from .telephone import Interpolator

TELEPHONE_RATE = 8_000


class _Doubler:
    """8 to 16 kHz in bytes, as `Resampler` would, without its bursts of 115 ms."""

    def __init__(self) -> None:
        self._interpolator = Interpolator()

    def push(self, chunk: bytes) -> bytes:
        return pcm(self._interpolator.push(samples(chunk)))

    def flush(self) -> bytes:
        self._interpolator = Interpolator()  # 1.5 ms are let go
        return b""


class Framer:
    """16-bit little-endian mono PCM at `rate` (Hz) in chunks of any length → frames of exactly 640 bytes.

    Cutting the same bytes elsewhere gives the same frames.
    """

    def __init__(self, rate: int = 24_000) -> None:
        self.rate = rate
        self._cutter = Cutter()
        self._resampler: Resampler | _Doubler = _Doubler() if rate == TELEPHONE_RATE else Resampler(rate, IN_RATE)
        self._rest = bytearray()

    def push(self, chunk: bytes) -> list[bytes]:
        """The frames that are complete now."""
        self._rest += self._resampler.push(self._cutter.push(chunk))
        return list(self._take())

    def flush(self) -> list[bytes]:
        """The frames still held, the last one filled with silence; a half sample is dropped."""
        self._cutter.clear()
        self._rest += self._resampler.flush()
        if short := -len(self._rest) % FRAME_BYTES:
            self._rest += bytes(short)
        return list(self._take())

    def _take(self) -> Iterator[bytes]:
        whole = len(self._rest) - len(self._rest) % FRAME_BYTES
        for start in range(0, whole, FRAME_BYTES):
            yield bytes(self._rest[start : start + FRAME_BYTES])
        del self._rest[:whole]
