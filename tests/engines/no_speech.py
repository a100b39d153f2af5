"""Sounds in which nobody speaks, made from a seed: silence, noise of several colours, hum, clicks, rings, music."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
SECONDS = 3
N = RATE * SECONDS


def sounds() -> Iterator[tuple[str, NDArray[np.int16]]]:
    """66 of them, each with its kind."""
    rng = np.random.default_rng(7)
    for level in (0, 1, 2, 4, 8, 16):
        yield "silence", _pcm(rng.normal(0, level, N))
    for level in (30, 100, 300, 1000, 3000):
        for slope in (0.0, 0.5, 1.0):  # white, pink, brown
            yield "noise", _pcm(level * _coloured(rng, slope))
    for low, high in ((100, 400), (200, 800), (300, 3400), (1000, 2000)):
        for level in (200, 1000, 3000):
            yield "band", _pcm(level * _band(rng, low, high))
    for base in (50, 100, 120, 400, 440):
        yield "hum", _pcm(2000 * sum(np.sin(2 * np.pi * base * k * _time()) / k for k in (1, 2, 3)))
    for count in (1, 2, 5, 12):
        clicks = np.zeros(N)
        for at in rng.integers(0, N - 320, count):
            clicks[at : at + 320] = 8000 * np.exp(-np.arange(320) / 60) * rng.choice([-1, 1])
        yield "clicks", _pcm(clicks)
    for on, off in ((0.4, 0.2), (1.0, 0.5), (0.1, 0.1), (0.25, 0.25)):
        yield "ring", _pcm(4000 * np.sin(2 * np.pi * 440 * _time()) * ((_time() % (on + off)) < on))
    for number in range(20):
        yield "music", _pcm(_music(rng, number))


def _time() -> NDArray[np.float64]:
    return np.arange(N) / RATE


def _pcm(wave: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.clip(wave, -32768, 32767).astype(np.int16)


def _coloured(rng: np.random.Generator, slope: float) -> NDArray[np.float64]:
    """Noise whose power falls with frequency to the power of 2 × slope; root mean square 1."""
    spectrum = np.fft.rfft(rng.normal(size=N))
    spectrum /= np.maximum(1, np.arange(len(spectrum))) ** slope
    wave = np.fft.irfft(spectrum, N)
    return wave / np.sqrt((wave**2).mean())


def _band(rng: np.random.Generator, low: float, high: float) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(rng.normal(size=N))
    at = np.fft.rfftfreq(N, 1 / RATE)
    wave = np.fft.irfft(np.where((at >= low) & (at <= high), spectrum, 0), N)
    return wave / np.sqrt((wave**2).mean())


def _music(rng: np.random.Generator, number: int) -> NDArray[np.float64]:
    """Chords of a pentatonic scale with overtones and decay, one to four a second."""
    wave, step = np.zeros(N), RATE // (1 + number % 4)
    for at in range(0, N, step):
        length = min(step, N - at)
        t = np.arange(length) / RATE
        for degree in rng.choice([0, 2, 4, 7, 9, 12, 14], 3, replace=False):
            pitch = 220 * 2 ** (degree / 12) * (1 + number % 3)
            for overtone in (1, 2, 3, 4):
                wave[at : at + length] += 900 / overtone * np.sin(2 * np.pi * pitch * overtone * t) * np.exp(-t * (1 + number % 5))
    return wave
