"""How a turn was spoken, in three measures: level, pitch, rate. Pure.

Pitch by YIN (de Cheveigné & Kawahara 2002), steps 1-5 without the last search, on frames that are loud enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..events import IN_RATE, Transcript

_STEP = 2  # YIN on every second sample: 8 kHz holds all of a voice's pitch
_RATE = IN_RATE // _STEP
_LAGS = (_RATE // 500, _RATE // 60)  # 500 Hz down to 60 Hz
_WIDTH = 256  # samples compared at a time, 32 ms: two periods of the lowest usual voice
_FRAME = _WIDTH + _LAGS[1] + 1
_FRAMES = 200  # at most, spread evenly over the turn
_VOICED = 0.15  # YIN's absolute threshold on the normalised difference
_BELOW_DB = 20.0  # under the loud frames, still speech
_TRACKED_DB = 30.0  # the same for a track, which follows a sentence to its faint end
_LEAST_VOICED = 5  # frames
_LEAST_SYLLABLES = 4  # for a rate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prosody:
    """Measures of one turn; None where it gave no evidence of one."""

    level_db: float | None  # root mean square of the spoken frames, dB re full scale
    pitch_octaves: float | None  # median, log2 of Hz
    rate: float | None  # syllables a second, pauses included


def measure(pcm: NDArray[np.int16], transcript: Transcript) -> Prosody:
    """`pcm`: the turn at 16 kHz mono; `transcript`: its syllables with times."""
    frames = _frames(pcm)
    power = (frames**2).mean(axis=1)
    if not len(power) or power.max() <= 0:
        return Prosody(None, None, _rate(transcript))
    loud = power > np.percentile(power, 95) * 10 ** (-_BELOW_DB / 10)
    level = 10 * float(np.log10(power[loud].mean()))
    return Prosody(level, _median_pitch(frames[loud]), _rate(transcript))


def track(pcm: NDArray[np.int16]) -> Floats:
    """The pitch every 10 ms, Hz, NaN where nothing is voiced, of 16 kHz mono. Runs of less than 30 ms are left out."""
    whole = _halved(pcm)
    if len(whole) < _FRAME:
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(whole, _FRAME)[:: _RATE // 100]
    frames = windows - windows.mean(axis=1, keepdims=True)
    power = (frames**2).mean(axis=1)
    hz = np.full(len(frames), np.nan)
    low, high = _LAGS
    for start in range(0, len(frames), _FRAMES):
        inside = _difference(frames[start : start + _FRAMES])[:, low : high + 1]
        below = inside < _VOICED
        for n in np.flatnonzero(below.any(axis=1)):
            hz[start + n] = _RATE / (low + _bottom(inside[n], int(below[n].argmax())))
    hz[power <= np.percentile(power, 95) * 10 ** (-_TRACKED_DB / 10)] = np.nan
    voiced = np.r_[False, ~np.isnan(hz), False]
    edges = np.flatnonzero(np.diff(voiced.astype(int)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if last - first < 3:
            hz[first:last] = np.nan
    return hz


def _halved(pcm: NDArray[np.int16]) -> Floats:
    """At 8 kHz, -1..1; the mean keeps the worst aliases out."""
    return pcm[: len(pcm) // _STEP * _STEP].reshape(-1, _STEP).mean(axis=1) / 32768


def _frames(pcm: NDArray[np.int16]) -> Floats:
    """Up to 200 frames [n, 390] at 8 kHz, -1..1, evenly spaced, halves overlapping where the turn is short."""
    whole = _halved(pcm)
    if len(whole) < _FRAME:
        return np.zeros((0, _FRAME))
    windows = np.lib.stride_tricks.sliding_window_view(whole, _FRAME)
    count = min(_FRAMES, 1 + 2 * len(windows) // _FRAME)
    starts = np.linspace(0, len(windows) - 1, count).astype(int)
    return windows[starts] - windows[starts].mean(axis=1, keepdims=True)


def _median_pitch(frames: Floats) -> float | None:
    """log2 Hz of the voiced frames' median; None where hardly any is voiced."""
    normalised = _difference(frames)
    low, high = _LAGS
    inside = normalised[:, low : high + 1]
    below = inside < _VOICED
    voiced = below.any(axis=1)
    if int(voiced.sum()) < _LEAST_VOICED:
        return None
    lags = [low + _bottom(row, int(start)) for row, start in zip(inside[voiced], below[voiced].argmax(axis=1), strict=True)]
    return float(np.median(np.log2(_RATE / np.array(lags))))


def _bottom(row: Floats, start: int) -> float:
    """From the first lag under the threshold down to the dip's bottom, refined by a parabola; counted from row[0]."""
    at = start
    while at + 1 < len(row) and row[at + 1] < row[at]:
        at += 1
    if not 0 < at < len(row) - 1:
        return float(at)
    left, middle, right = row[at - 1 : at + 2]
    curve = left - 2 * middle + right
    return at + (0.5 * float(left - right) / float(curve) if curve > 0 else 0.0)


def _difference(frames: Floats) -> Floats:
    """YIN's cumulative mean normalised difference, [n, lags + 1], through one Fourier transform a frame."""
    lags = _LAGS[1] + 1
    size = 1024  # ≥ _FRAME + _WIDTH, so that nothing wraps round
    head = np.fft.rfft(frames[:, :_WIDTH], size, axis=1)
    whole = np.fft.rfft(frames, size, axis=1)
    product = np.fft.irfft(np.conj(head) * whole, size, axis=1)[:, : lags + 1]
    squares = np.concatenate([np.zeros((len(frames), 1)), np.cumsum(frames**2, axis=1)], axis=1)
    energy = squares[:, _WIDTH : _WIDTH + lags + 1] - squares[:, : lags + 1]
    difference = np.maximum(0.0, energy[:, :1] + energy[:, : product.shape[1]] - 2 * product)
    difference = difference[:, : lags + 1]
    mean = np.cumsum(difference[:, 1:], axis=1) / np.arange(1, difference.shape[1])
    out = np.ones_like(difference)
    out[:, 1:] = difference[:, 1:] / np.maximum(mean, 1e-12)
    return out


def _rate(transcript: Transcript) -> float | None:
    sounds = transcript.syllables
    if len(sounds) < _LEAST_SYLLABLES:
        return None
    seconds = sounds[-1].end - sounds[0].start
    return len(sounds) / seconds if seconds > 0 else None
