"""Stretches of speech with their labels, and how they follow each other. numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FRAME = 320  # samples
UNKNOWN = -1  # a frame without a label

Audio = NDArray[np.float32]
Frames = NDArray[np.int64]


@dataclass
class Stretch:
    audio: Audio  # 16 kHz, -1..1
    labels: list[int]
    frames: Frames  # the label of each 20 ms, or UNKNOWN


def fitted(frames: Frames, count: int) -> Frames:
    """Frame labels stretched or shrunk to `count` frames."""
    return frames[np.minimum(np.arange(count) * len(frames) // max(1, count), len(frames) - 1)]


def joint(parts: list[Stretch], chance: np.random.Generator) -> Stretch:
    """Stretches one after the other, each faded into the next within 8 to 30 ms, now and then with a pause."""
    audio = np.zeros(int(chance.integers(800, 4_800)), np.float32)
    frames: list[Frames] = []
    labels: list[int] = []
    counted = 0  # frames so far: kept in step with the audio, so that rounding does not add up
    for part in parts:
        if chance.random() < 0.06:
            audio = np.concatenate([audio, np.zeros(int(chance.integers(800, 8_000)), np.float32)])
        fade = min(int(chance.uniform(0.008, 0.03) * RATE), len(part.audio) // 3, len(audio))
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        start = len(audio) - fade
        frames.append(np.zeros(max(0, start // FRAME - counted), np.int64))
        counted += len(frames[-1])
        middle = audio[start:] * (1 - ramp) + part.audio[:fade] * ramp
        audio = np.concatenate([audio[:start], middle, part.audio[fade:]])
        frames.append(fitted(part.frames, len(audio) // FRAME - counted))
        counted += len(frames[-1])
        labels += part.labels
    hush = np.zeros(int(chance.integers(800, 4_800)), np.float32)
    audio = np.concatenate([audio, hush])
    frames.append(np.zeros(len(audio) // FRAME - counted, np.int64))
    return Stretch(audio, labels, np.concatenate(frames))
