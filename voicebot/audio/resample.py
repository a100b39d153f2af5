"""Streaming change of sample rate; the only place that resamples."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from .pcm import pcm, samples

_QUALITY = "HQ"
_BLOCKS_PER_S = 100  # soxr is fed 10 ms at a time, because its rounding depends on how much comes at once


def _whole(audio: NDArray[np.float32]) -> NDArray[np.int16]:
    """Rounded and clipped; soxr's own 16-bit output is dithered, so that two runs would differ."""
    return np.clip(np.rint(audio), -32768, 32767).astype(np.int16)


class Resampler:
    """16-bit mono PCM at `rate_in` to `rate_out` (Hz), chunk by chunk, by soxr.

    The output depends on the bytes only, not on how they were cut. Up to 10 ms of input wait for a whole block, and
    soxr holds some 10-20 ms back until `flush`.
    """

    def __init__(self, rate_in: int, rate_out: int) -> None:
        self.rate_in, self.rate_out = rate_in, rate_out
        self._block = 2 * max(1, rate_in // _BLOCKS_PER_S)  # bytes
        self._rest = b""
        self._stream = None if rate_in == rate_out else self._fresh()

    def _fresh(self) -> soxr.ResampleStream:
        return soxr.ResampleStream(self.rate_in, self.rate_out, 1, dtype="float32", quality=_QUALITY)

    def push(self, chunk: bytes) -> bytes:
        """Take whole samples (an even number of bytes; `pcm.Cutter` makes them), give what is ready."""
        if self._stream is None:
            return chunk
        data = self._rest + chunk
        whole = len(data) - len(data) % self._block
        self._rest = data[whole:]
        starts = range(0, whole, self._block)
        return b"".join(self._run(self._stream, data[start : start + self._block]) for start in starts)

    def flush(self) -> bytes:
        """The rest; afterwards the resampler is as new."""
        if self._stream is None:
            return b""
        rest = self._run(self._stream, self._rest, last=True)
        self._rest, self._stream = b"", self._fresh()
        return rest

    @staticmethod
    def _run(stream: soxr.ResampleStream, data: bytes, last: bool = False) -> bytes:
        return pcm(_whole(stream.resample_chunk(samples(data).astype(np.float32), last=last)))


def resample(audio: NDArray[np.int16], rate_in: int, rate_out: int) -> NDArray[np.int16]:
    """A whole recording at once: int16 mono [n] to int16 mono [n * rate_out / rate_in]."""
    if rate_in == rate_out:
        return audio
    return _whole(soxr.resample(audio.astype(np.float32), rate_in, rate_out, quality=_QUALITY))
