"""Between the telephone's 8 kHz and the desk's rates, live: linear-phase FIR filters that hold back 1.5 and 3 ms.

soxr's streams are better filters and give audio in bursts of up to 115 ms, which a call cannot afford. Here the taps
and so the sums are whole numbers, which float64 holds exactly in any order of adding: the output depends on the samples
alone, not on how they were cut, nor on the machine.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

_ONE = 15  # taps are fractions of 2 ** 15
_KAISER = 6.0  # beta: -63 dB beside the pass band


def _low_pass(taps: int, cutoff: float, gain: int) -> NDArray[np.float64]:
    """A windowed sinc; `cutoff` is its -6 dB point as a fraction of the sample rate."""
    n = np.arange(taps) - (taps - 1) / 2
    taps_ = np.sinc(2 * cutoff * n) * np.kaiser(taps, _KAISER)
    return np.rint(taps_ / taps_.sum() * gain * 2**_ONE)


def _whole(sums: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.clip(np.rint(sums / 2**_ONE), -32768, 32767).astype(np.int16)


class Interpolator:
    """8 to 16 kHz, int16 mono [n] to [2 n], any number at a time; 1.5 ms late."""

    _TAPS = _low_pass(48, 0.25, gain=2)

    def __init__(self) -> None:
        self._past = np.zeros(len(self._TAPS) // 2 - 1, np.float64)

    def push(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        if not len(samples):
            return samples
        line = np.concatenate([self._past, samples])
        self._past = line[len(samples) :]
        sums = np.stack([np.convolve(line, self._TAPS[phase::2], "valid") for phase in (0, 1)], axis=1)
        return _whole(sums.reshape(-1))


class Decimator:
    """24 (`factor` 3) or 16 (2) to 8 kHz, int16 mono, any number at a time; 3 ms late. Passes 0 to 3.3 kHz."""

    def __init__(self, factor: int) -> None:
        self._factor = factor
        self._taps = _low_pass(48 * factor, 0.45 / factor, gain=1)[::-1].copy()
        self._line = np.zeros(len(self._taps) - 1, np.float64)

    def push(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """The samples that are complete now; up to `factor` - 1 of the input wait."""
        self._line = np.concatenate([self._line, samples])
        count = max(0, len(self._line) - len(self._taps)) // self._factor + (len(self._line) >= len(self._taps))
        if not count:
            return np.zeros(0, np.int16)
        windows = sliding_window_view(self._line, len(self._taps))[:: self._factor]
        self._line = self._line[count * self._factor :]
        return _whole(windows @ self._taps)
