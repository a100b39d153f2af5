"""What a moment of speech is to this recipe: WORLD's pitch, envelope and aperiodicity every 5 ms (24 kHz).

Envelope: CheapTrick's power spectrum averaged over 80 triangles, equally spaced on the mel scale from 0 to 12 kHz, as
natural logarithms; the vocoder in `voicebot.tts.synth` reads the same points. Pitch: Harvest, refined by StoneMask.
(Morise, Yokomori & Ozawa 2016; Morise 2015, 2016, 2017.)
"""

from __future__ import annotations

import numpy as np
import pyworld
from numpy.typing import NDArray

RATE, STEP_S, BANDS, FFT = 24_000, 0.005, 80, 1024
LOWEST, HIGHEST = 60.0, 520.0  # Hz, of any voice at all
REACH = 13.0  # semitones round a speaker's median; what lies beyond is an octave error
FLOOR = 71.0  # Hz; CheapTrick's longest window must fit into FFT

Floats = NDArray[np.float32]


def triangles() -> NDArray[np.float64]:
    """[80, 513], each row sums to 1."""
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + RATE / 2 / 700), BANDS + 2) / 2595) - 1)
    bins, width = np.arange(FFT // 2 + 1) * RATE / FFT, RATE / FFT
    low = np.minimum(edges[:-2], edges[1:-1] - width)[:, None]
    high = np.maximum(edges[2:], edges[1:-1] + width)[:, None]
    middle = edges[1:-1, None]
    table = np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))
    return table / table.sum(1, keepdims=True)


_TRIANGLES = triangles()


def rough_pitch(audio: NDArray[np.float64]) -> Floats:
    """F0 of any voice in Hz every 20 ms, 0 where unvoiced; quick, to find a speaker's range."""
    f0, _ = pyworld.dio(audio, RATE, f0_floor=LOWEST, f0_ceil=HIGHEST, frame_period=20.0)
    return f0.astype(np.float32)


def pitch(audio: NDArray[np.float64], median: float, quick: bool = False) -> Floats:
    """F0 in Hz every 5 ms, 0 where unvoiced or an octave wrong; `median` is the speaker's. `quick` takes DIO instead of
    Harvest: a tenth of the time, less sure in creak and noise."""
    low, high = median * 2 ** (-REACH / 12), median * 2 ** (REACH / 12)
    estimate = pyworld.dio if quick else pyworld.harvest
    f0, times = estimate(audio, RATE, f0_floor=low, f0_ceil=high, frame_period=1000 * STEP_S)
    refined = pyworld.stonemask(audio, f0, times, RATE)
    return np.where((refined > low) & (refined < high), refined, 0).astype(np.float32)


def envelope(audio: NDArray[np.float64], f0: Floats) -> tuple[Floats, Floats]:
    """Log envelope [T, 80] and aperiodicity in dB of the three bands round 3, 6 and 9 kHz [T, 3]."""
    times, f0 = np.arange(len(f0)) * STEP_S, f0.astype(np.float64)
    power = pyworld.cheaptrick(audio, f0, times, RATE, fft_size=FFT, f0_floor=FLOOR)
    rough = pyworld.code_aperiodicity(pyworld.d4c(audio, f0, times, RATE, threshold=0.5, fft_size=FFT), RATE)
    return np.log(power @ _TRIANGLES.T + 1e-12).astype(np.float32), rough[:, :3].astype(np.float32)
