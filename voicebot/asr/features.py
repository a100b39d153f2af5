"""Whisper's log-mel spectrogram (Radford et al. 2022), computed as the audio comes in.

16 kHz, 25 ms Hann windows every 10 ms, 80 Slaney mel bands, centred frames. One column is 10 ms; two columns make one
20 ms frame of the recogniser.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..events import IN_RATE

WINDOW = 400  # samples, 25 ms
HOP = 160  # samples, 10 ms
BANDS = 80
_HALF = WINDOW // 2
_RANGE = 8.0  # decades below the loudest band that are kept
_BLOCK = 512  # columns transformed at a time, so that long turns need little memory

Mel = NDArray[np.float32]


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's mel scale: linear below 1 kHz, logarithmic above."""
    return np.where(mel < 15.0, mel * 200 / 3, 1000 * np.exp((mel - 15.0) * np.log(6.4) / 27))


def _filters() -> Mel:
    """Triangular mel filters of equal area, [80, 201]."""
    top = 15.0 + 27 * np.log(IN_RATE / 2 / 1000) / np.log(6.4)
    edges = _hertz(np.linspace(0.0, top, BANDS + 2))
    bins = np.arange(_HALF + 1) * IN_RATE / WINDOW
    low, mid, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.maximum(0.0, np.minimum((bins - low) / (mid - low), (high - bins) / (high - mid)))
    return (triangles * 2 / (high - low)).astype(np.float32)


_FILTERS = _filters()
_HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


def _columns(audio: NDArray[np.float32]) -> Mel:
    """log10 mel power [80, n] of every whole window in `audio` (float, -1..1)."""
    windows = np.lib.stride_tricks.sliding_window_view(audio, WINDOW)[::HOP]
    parts = []
    for start in range(0, len(windows), _BLOCK):
        spectrum = np.fft.rfft(windows[start : start + _BLOCK] * _HANN, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        parts.append(np.log10(np.maximum(_FILTERS @ power.T, np.float32(1e-10))))
    return np.concatenate(parts, axis=1)


def normalise(columns: Mel, loudest: float) -> Mel:
    """Whisper's scaling: floor at `loudest` - 8 (log10), then about -1..1."""
    return ((np.maximum(columns, np.float32(loudest - _RANGE)) + 4) / 4).astype(np.float32)


class LogMel:
    """Raw log10 mel columns of a growing recording. Cutting the audio elsewhere gives the same columns."""

    def __init__(self) -> None:
        self._audio = np.zeros(0, dtype=np.float32)  # not yet used up, from sample 160 * count - 200 on
        self._store = np.empty((BANDS, 1024), dtype=np.float32)
        self._count = 0
        self.samples = 0  # taken so far

    @property
    def columns(self) -> Mel:
        """The columns whose windows are complete, [80, n]."""
        return self._store[:, : self._count]

    def push(self, pcm: NDArray[np.int16]) -> None:
        """Append audio (int16, 16 kHz, any length) and compute the columns that became complete."""
        self._audio = np.concatenate([self._audio, pcm.astype(np.float32) / 32768])
        self.samples += len(pcm)
        if self._count == 0:
            if self.samples <= WINDOW:
                return
            self._audio = np.concatenate([self._audio[_HALF:0:-1], self._audio])  # the start is mirrored
        ready = (len(self._audio) - WINDOW) // HOP + 1
        if ready > 0:
            self._append(_columns(self._audio[: (ready - 1) * HOP + WINDOW]))
            self._audio = self._audio[ready * HOP :]

    def _append(self, new: Mel) -> None:
        end = self._count + new.shape[1]
        if end > self._store.shape[1]:
            grown = np.empty((BANDS, 2 * end), dtype=np.float32)
            grown[:, : self._count] = self.columns
            self._store = grown
        self._store[:, self._count : end] = new
        self._count = end

    def whole(self) -> Mel:
        """All columns, as if the recording ended here (its end mirrored, as Whisper does): [80, samples // 160]."""
        total = self.samples // HOP
        if self._count == 0 or total <= self._count:
            return self.columns[:, :total]
        mirrored = np.concatenate([self._audio, self._audio[-2 : -_HALF - 2 : -1]])
        need = (total - self._count - 1) * HOP + WINDOW
        return np.concatenate([self.columns, _columns(mirrored[:need])], axis=1)
