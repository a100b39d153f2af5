"""What a line or a room does to speech, for measuring: the same recording always becomes the same samples."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..audio import g711
from ..audio.resample import resample
from ..errors import InputError
from ..events import IN_RATE

Audio = NDArray[np.int16]
Change = Callable[[Audio], Audio]
_DECAY_S = 0.5  # in which the room's sound falls by 60 dB
_DIRECT_DB = 3.0  # the direct sound above all of its reverberation
_LEAST_DB, _MOST_DB = -20.0, 60.0


def channel(name: str) -> Change:
    """`phone`: 8 kHz and G.711 µ-law; `noise:DB`: pink noise so many dB below the recording's mean level; `room`: an
    exponentially decaying reverberation of .5 s; "" nothing. 16 kHz in and out. Raises InputError for another name."""
    kind, _, value = name.partition(":")
    if name in _FIXED:
        return _FIXED[name]
    try:
        level = float(value)
    except ValueError:
        level = float("nan")
    if kind != "noise" or not _LEAST_DB <= level <= _MOST_DB:
        raise InputError(f"there is no channel {name}; there are phone, room and noise:DB with {_LEAST_DB:g} to {_MOST_DB:g} dB")
    return lambda audio: _noisy(audio, level)


def _phone(audio: Audio) -> Audio:
    narrow = resample(audio, IN_RATE, g711.RATE)
    return resample(g711.decode(g711.encode(narrow, "ulaw"), "ulaw"), g711.RATE, IN_RATE)


def _noisy(audio: Audio, below_db: float) -> Audio:
    if not len(audio):
        return audio
    spectrum = np.fft.rfft(_draw(audio).normal(size=len(audio)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), len(audio))
    level = np.sqrt(np.mean(audio.astype(np.float64) ** 2)) * 10 ** (-below_db / 20)
    return _whole(audio + noise * level / max(1e-9, float(np.sqrt(np.mean(noise**2)))))


def _room(audio: Audio) -> Audio:
    if not len(audio):
        return audio
    time = np.arange(int(_DECAY_S * IN_RATE)) / IN_RATE
    tail = _draw(audio).normal(size=len(time)) * 10 ** (-3 * time / _DECAY_S)
    tail[: IN_RATE // 200] = 0.0  # the first reflection comes after 5 ms
    tail *= 10 ** (-_DIRECT_DB / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    size = len(audio) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(audio, size) * np.fft.rfft(tail, size), size)[: len(audio)]
    return _whole(wet * min(1.0, 32_767 / max(1.0, float(np.abs(wet).max()))))


def _draw(audio: Audio) -> np.random.Generator:
    """Of its own for every recording, and the same on every run."""
    return np.random.default_rng(zlib.crc32(audio.tobytes()))


def _whole(audio: NDArray[np.float64]) -> Audio:
    return np.clip(np.rint(audio), -32768, 32767).astype(np.int16)


def _same(audio: Audio) -> Audio:
    return audio


_FIXED: dict[str, Change] = {"": _same, "phone": _phone, "room": _room}
