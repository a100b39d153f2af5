"""A recogniser's graph on whole recordings: for aligning and measuring.

Any ONNX file with the inputs and outputs of `models/shipped/asr/best.int8.onnx`. Desk's environment, no torch.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from voicebot.asr.acoustic import AHEAD, CHUNK, AcousticStream
from voicebot.asr.features import LogMel, Mel, normalise

WHOLE = 1_400  # frames (28 s): longer recordings are heard in windows, the table of positions ends at 30 s
WINDOW = 1_000  # frames (20 s)
FRAME = 320  # samples
LAP = 100  # frames of context on either side of a window

Floats = NDArray[np.float32]


def columns(audio: NDArray[np.int16]) -> Mel:
    """Raw log10 mel columns of a recording, 16 kHz, an even number of them: [80, 2 n]."""
    log_mel = LogMel()
    log_mel.push(audio)
    whole = log_mel.whole()
    return whole[:, : whole.shape[1] // 2 * 2]


def session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


class Ears:
    def __init__(self, graph: Path) -> None:
        self._session = session(graph)

    def hear(self, audio: NDArray[np.int16]) -> tuple[Floats, Floats]:
        """Log-probabilities of units [frames, units] and tones [frames, 6], 20 ms a frame."""
        mel = columns(audio)
        total = mel.shape[1] // 2
        if total <= WHOLE:
            return self._run(mel)
        parts = []
        for start in range(0, total, WINDOW):
            first, end = max(0, start - LAP), min(total, start + WINDOW)
            units, tones = self._run(mel[:, 2 * first : 2 * (end + LAP)])
            parts.append((units[start - first : end - first], tones[start - first : end - first]))
        return np.concatenate([u for u, _ in parts]), np.concatenate([t for _, t in parts])

    def _run(self, mel: Mel) -> tuple[Floats, Floats]:
        units, tones = self._session.run(["units", "tone"], {"mel": normalise(mel, float(mel.max()))[None]})
        return units[0], tones[0]


class Streamed:
    """The streaming graph as the desk runs it: chunks of .64 s with .32 s of look-ahead, 8 s of the past."""

    def __init__(self, graph: Path) -> None:
        self._session = session(graph)

    def hear(self, audio: NDArray[np.int16]) -> tuple[Floats, Floats]:
        """As Ears.hear; silence follows the recording, so that its end is emitted, too."""
        mel = columns(np.concatenate([audio, np.zeros(FRAME * (CHUNK + AHEAD + 2), np.int16)]))
        parts = AcousticStream(self._session).advance(mel)
        return np.concatenate([p.units for p in parts]), np.concatenate([p.tones for p in parts])
