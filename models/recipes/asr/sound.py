"""What happens to a voice between a mouth and the desk: augmentation of float32 audio, 16 kHz, -1..1.

Everything draws from the `numpy.random.Generator` it is given. Order in `spoil`: room or far microphone, tilt, noise,
telephone, level: as in life, the line comes last.
"""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from voicebot.asr.features import Mel
from voicebot.audio import g711

RATE = 16_000
LEVEL = 0.05  # root mean square

Audio = NDArray[np.float32]
Chance = np.random.Generator


def level(audio: Audio, rms: float = LEVEL) -> Audio:
    return audio * np.float32(rms / np.sqrt(np.mean(audio**2) + 1e-9))


def speed(audio: Audio, factor: float) -> Audio:
    """Faster and higher by `factor`: resampled."""
    return soxr.resample(audio, factor * RATE, RATE, "LQ").astype(np.float32)


def noise(length: int, chance: Chance) -> Audio:
    """Coloured noise, half of the time swelling as traffic and talk do; of the usual level."""
    hiss = lfilter([1], [1, -chance.uniform(0, 0.97)], chance.standard_normal(length).astype(np.float32))
    if chance.random() < 0.5:
        points = max(2, length // int(chance.integers(1_000, 8_000)))
        swell = np.exp(chance.normal(0, 0.8, points))
        hiss = hiss * np.interp(np.arange(length), np.linspace(0, length, points), swell)
    return level(hiss.astype(np.float32))


def room(audio: Audio, chance: Chance, far: bool) -> Audio:
    """Exponentially dying noise as an impulse response. A `far` microphone hears more room than mouth, and duller."""
    decay = chance.uniform(0.25, 0.7) if far else chance.uniform(0.1, 0.5)
    length = int(decay * RATE)
    tail = chance.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail[: int(0.002 * RATE)] = 0
    tail *= (chance.uniform(0.8, 1.6) if far else chance.uniform(0.2, 1.0)) / np.sqrt((tail**2).sum())
    tail[0] = 1
    heard = fftconvolve(audio, tail.astype(np.float32))[: len(audio)]
    if far:
        heard = sosfilt(butter(1, chance.uniform(2_500, 6_000), fs=RATE, output="sos"), heard)
    return heard.astype(np.float32)


def telephone(audio: Audio, chance: Chance) -> Audio:
    """Band of a telephone, 8 kHz, G.711 (either law) at a random level, sometimes with lost packets of 20 ms."""
    narrow = soxr.resample(audio, RATE, 8_000, "MQ").astype(np.float32)
    if chance.random() < 0.8:
        edges = [chance.uniform(150, 350), chance.uniform(3_100, 3_800)]
        narrow = sosfilt(butter(3, edges, "band", fs=8_000, output="sos"), narrow).astype(np.float32)
    loudest = chance.uniform(0.1, 0.9) * 32_767
    whole = np.rint(narrow * (loudest / (np.abs(narrow).max() + 1e-6))).astype(np.int16)
    law: g711.Law = "ulaw" if chance.random() < 0.5 else "alaw"
    heard = g711.decode(g711.encode(whole, law), law).astype(np.float32)
    if chance.random() < 0.2:
        for at in np.flatnonzero(chance.random(len(heard) // 160) < chance.uniform(0.005, 0.03)):
            heard[160 * at : 160 * (at + 1)] = 0
    return soxr.resample(heard / 32_768, 8_000, RATE, "MQ").astype(np.float32)


def spoil(audio: Audio, chance: Chance) -> Audio:
    """The same words at the usual level ± 12 dB, as they may reach the desk. Keeps the length within a sample."""
    far = chance.random() < 0.08
    if far or chance.random() < 0.2:
        audio = room(audio, chance, far)
    if chance.random() < 0.5:
        audio = lfilter([1, -chance.uniform(-0.5, 0.5)], [1], audio).astype(np.float32)
    if far or chance.random() < 0.55:
        audio = level(audio) + noise(len(audio), chance) * np.float32(10 ** (-chance.uniform(5, 35) / 20))
    if chance.random() < 0.3:
        audio = telephone(audio, chance)
    audio = level(audio) * np.float32(10 ** chance.uniform(-0.6, 0.6))
    return np.clip(audio, -1, 1).astype(np.float32)


def mask(mel: Mel, chance: Chance) -> Mel:
    """SpecAugment (Park et al. 2019) in place on a normalised log-mel: two bands, and a time every 2 s."""
    value = mel.min() if chance.random() < 0.5 else mel.mean()
    for _ in range(2):
        width = int(chance.integers(0, 16))
        first = int(chance.integers(0, mel.shape[0] - width))
        mel[first : first + width] = value
    for _ in range(max(1, mel.shape[1] // 200)):
        width = int(chance.integers(0, 20))
        first = int(chance.integers(0, max(1, mel.shape[1] - width)))
        mel[:, first : first + width] = value
    return mel
