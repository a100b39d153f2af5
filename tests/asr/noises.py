"""Sounds that are no speech, made from a seed: what lines, rooms and machines put into a microphone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Floats = NDArray[np.float64]
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)


def _coloured(draw: np.random.Generator, size: int, power: float) -> Floats:
    """Noise whose spectrum falls as f ** -power; peak 1."""
    spectrum = np.fft.rfft(draw.normal(size=size))
    noise = np.fft.irfft(spectrum / np.maximum(1, np.arange(len(spectrum))) ** power, size)
    return noise / np.abs(noise).max()


def _band(draw: np.random.Generator, size: int, low: float, high: float) -> Floats:
    spectrum = np.fft.rfft(draw.normal(size=size))
    hertz = np.arange(len(spectrum)) * RATE / size
    noise = np.fft.irfft(np.where((hertz > low) & (hertz < high), spectrum, 0), size)
    return noise / np.abs(noise).max()


def _bursts(draw: np.random.Generator, size: int, times: int, length_s: float) -> Floats:
    """An envelope of some short rises and slower falls."""
    out = np.zeros(size)
    length = int(length_s * RATE)
    shape = np.exp(-5 * np.arange(length) / length) * np.minimum(1, np.arange(length) / (0.1 * length))
    for start in draw.integers(0, max(1, size - length), times):
        out[start : start + length] = np.maximum(out[start : start + length], shape[: size - start])
    return out


def _tones(time: Floats, hertz: list[float]) -> Floats:
    return np.sum([np.sin(2 * np.pi * f * time) for f in hertz], axis=0) / len(hertz)


def _keys(draw: np.random.Generator, time: Floats) -> Floats:
    out = np.zeros(len(time))
    for number in range(int(time[-1] / 0.3)):
        at = (time >= 0.3 * number) & (time < 0.3 * number + 0.12)
        out[at] = _tones(time[at], [float(draw.choice(_ROWS)), float(draw.choice(_COLUMNS))])
    return out


def _music(draw: np.random.Generator, time: Floats) -> Floats:
    """Notes of a scale with overtones and a slow tremble."""
    out = np.zeros(len(time))
    for number in range(int(time[-1] / 0.4) + 1):
        at = (time >= 0.4 * number) & (time < 0.4 * (number + 1))
        note = 220 * 2 ** (float(draw.choice([0, 2, 4, 5, 7, 9, 11, 12])) / 12)
        for overtone in range(1, 5):
            out[at] += np.sin(2 * np.pi * note * overtone * time[at] + 0.3 * np.sin(2 * np.pi * 5 * time[at])) / overtone**1.5
        out[at] *= np.exp(-3 * (time[at] - 0.4 * number))
    return out / 2


def _siren(draw: np.random.Generator, time: Floats) -> Floats:
    sweep = 700 + 300 * np.sin(2 * np.pi * draw.uniform(0.3, 2) * time)
    return np.sin(2 * np.pi * np.cumsum(sweep) / RATE)


KINDS: dict[str, Callable[[np.random.Generator, Floats], Floats]] = {
    "silence": lambda draw, t: np.zeros(len(t)),
    "white": lambda draw, t: draw.normal(size=len(t)) / 4,
    "pink": lambda draw, t: _coloured(draw, len(t), 0.5),
    "brown": lambda draw, t: _coloured(draw, len(t), 1.0),
    "fan": lambda draw, t: _band(draw, len(t), 200, 800) * (1 + 0.3 * np.sin(2 * np.pi * draw.uniform(5, 30) * t)),
    "hiss": lambda draw, t: _band(draw, len(t), 3_000, 7_900),
    "hum": lambda draw, t: _tones(t, [50.0 * k for k in (1, 2, 3, 5, 7)]),
    "engine": lambda draw, t: _coloured(draw, len(t), 0.8) * (1 + np.sin(2 * np.pi * draw.uniform(20, 60) * t)) / 2,
    "click": lambda draw, t: draw.normal(size=len(t)) * (np.abs(t - draw.uniform(0.2, 1.5)) < 0.01),
    "clicks": lambda draw, t: (draw.random(len(t)) < 0.0005) * 1.0,
    "typing": lambda draw, t: draw.normal(size=len(t)) * _bursts(draw, len(t), 8, 0.04),
    "knocks": lambda draw, t: _band(draw, len(t), 80, 600) * _bursts(draw, len(t), 4, 0.12),
    "breath": lambda draw, t: _band(draw, len(t), 400, 3_500) * _bursts(draw, len(t), 2, 0.7),
    "cough": lambda draw, t: _band(draw, len(t), 250, 2_500) * _bursts(draw, len(t), 2, 0.25),
    "rain": lambda draw, t: _band(draw, len(t), 800, 7_000) * (0.6 + 0.4 * _bursts(draw, len(t), 40, 0.03)),
    "wind": lambda draw, t: _coloured(draw, len(t), 1.2) * (1.2 + np.sin(2 * np.pi * 0.7 * t)) / 2,
    "crackle": lambda draw, t: draw.normal(size=len(t)) * (draw.random(len(t)) < 0.01),
    "keys": _keys,
    "ringing": lambda draw, t: _tones(t, [440.0, 480.0]) * (t % 1.2 < 0.4),
    "engaged": lambda draw, t: _tones(t, [480.0, 620.0]) * (t % 1.0 < 0.5),
    "fax": lambda draw, t: np.sin(2 * np.pi * 2_100 * t),
    "beep": lambda draw, t: np.sin(2 * np.pi * draw.uniform(300, 2_000) * t) * (t % 0.7 < 0.15),
    "music": _music,
    "chord": lambda draw, t: _tones(t, [261.6, 329.6, 392.0]) * np.exp(-4 * (t % 0.5)),
    "siren": _siren,
    "buzz": lambda draw, t: np.sign(np.sin(2 * np.pi * draw.uniform(80, 250) * t)) * (t % 0.9 < 0.4),
}


def noise(kind: str, seed: int, seconds: float = 2.0) -> NDArray[np.int16]:
    """One clip at a level between 1 and 30 % of full scale."""
    draw = np.random.default_rng(seed)
    audio = KINDS[kind](draw, np.arange(int(seconds * RATE)) / RATE)
    return np.clip(audio * draw.uniform(300, 10_000), -32768, 32767).astype(np.int16)
