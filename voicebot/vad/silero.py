"""Silero VAD on ONNX Runtime: one window of 512 samples in, the probability of speech out."""

from __future__ import annotations

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ..engines import VAD_SAMPLES
from ..errors import InputError
from ..onnx import open_session

CONTEXT = 64  # samples of the window before that the network wants in front of each window
_RATE = np.array(16_000, dtype=np.int64)


class SileroStream:
    """One caller's detector; keeps the network's state. Not thread-safe: it belongs to one call."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._input = np.zeros((1, CONTEXT + VAD_SAMPLES), dtype=np.float32)

    def probability(self, window: NDArray[np.int16]) -> float:
        """Probability of speech, 0..1, in the next 512 samples (int16, 16 kHz). InputError for another length."""
        if window.shape != (VAD_SAMPLES,):
            raise InputError(f"a window of {VAD_SAMPLES} samples was expected")
        self._input[0, :CONTEXT] = self._input[0, -CONTEXT:]
        self._input[0, CONTEXT:] = window / np.float32(32768)
        feeds = {"input": self._input, "state": self._state, "sr": _RATE}
        output, self._state = self._session.run(None, feeds)
        return float(output[0, 0])


class SileroVad:
    """The network, shared by all calls (`engines.Vad`); thread-safe."""

    name = "silero"

    def __init__(self) -> None:
        """Raises ModelError where the file is missing."""
        self._session = open_session("vad/silero_vad.onnx")

    def stream(self) -> SileroStream:
        return SileroStream(self._session)
