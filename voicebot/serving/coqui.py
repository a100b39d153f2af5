"""coqui-tts: a voice trained with it (VITS, Kim et al. 2021, and others), from a local folder.

The folder holds config.json and model.pth, which the library unpickles: load only a file that you trust. What the model
speaks at its own rate leaves at 24 kHz.
"""

from __future__ import annotations

import contextlib
import io

import numpy as np
from numpy.typing import NDArray

from ..audio.resample import resample
from ..errors import ModelError
from ..events import OUT_RATE
from .devices import torch_device
from .shapes import Load


class CoquiVoice:
    """Raises ModelError where a file is missing, ConfigError for a device not to be had."""

    name = "coqui-tts"

    def __init__(self, load: Load) -> None:
        import torch
        from TTS.api import TTS

        torch.set_num_threads(load.threads)
        self.device = torch_device(load.device)
        weights, config = load.model / "model.pth", load.model / "config.json"
        for path in (weights, config):
            if not path.is_file():
                raise ModelError(f"the model {load.model.name} lacks {path.name}")
        self._tts = TTS(model_path=str(weights), config_path=str(config), progress_bar=False).to(self.device)
        self._rate = int(self._tts.synthesizer.output_sample_rate)
        self._speakers = tuple(self._tts.speakers or ())
        self.voices = self._speakers or ("default",)

    def synthesize(self, text: str, voice: str, speed: float) -> NDArray[np.int16]:
        with contextlib.redirect_stdout(io.StringIO()):  # the library prints the customer's text
            sound = self._tts.tts(text=text, speaker=voice if self._speakers else None, speed=speed, split_sentences=False)
        wave = np.asarray(sound, np.float32).reshape(-1)
        return resample(np.clip(np.rint(wave * 32767), -32768, 32767).astype(np.int16), self._rate, OUT_RATE)
