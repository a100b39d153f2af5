"""Bytes of 16-bit little-endian PCM, cut anywhere, back into whole samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LE16 = np.dtype("<i2")


class Cutter:
    """Joins chunks that were cut inside a sample: what comes out is bit-identical to what was sent."""

    def __init__(self) -> None:
        self._half = b""

    @property
    def pending(self) -> int:
        """Bytes (0 or 1) of a sample whose other half has not come yet."""
        return len(self._half)

    def push(self, chunk: bytes) -> bytes:
        """The whole samples that are complete now; an odd last byte waits for the next chunk."""
        data = self._half + chunk
        whole = len(data) & ~1
        self._half = data[whole:]
        return data[:whole]

    def clear(self) -> None:
        self._half = b""


def samples(pcm: bytes) -> NDArray[np.int16]:
    """Whole samples of 16-bit little-endian PCM as an array (read-only, no copy). ValueError at an odd length."""
    return np.frombuffer(pcm, dtype=_LE16)


def pcm(samples_: NDArray[np.int16]) -> bytes:
    """An int16 array as 16-bit little-endian PCM."""
    return samples_.astype(_LE16, copy=False).tobytes()
