"""coqui-tts: a voice trained with it (VITS, Kim et al. 2021, and others), from a local folder.

The folder holds config.json and model.pth, of which the library reads weights only. What the model speaks at its own rate
leaves at 24 kHz. A model without a length scale speaks at its own pace, whatever speed is asked for.
"""

from __future__ import annotations

import logging

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
        self._scale = getattr(self._tts.synthesizer.tts_model, "length_scale", None)
        logging.getLogger("TTS").setLevel(logging.ERROR)  # its warnings quote what it was asked to say

    def synthesize(self, text: str, voice: str, speed: float) -> NDArray[np.int16]:
        if self._scale is not None:
            self._tts.synthesizer.tts_model.length_scale = self._scale / speed  # one call at a time: no other sees it
        sound = self._tts.tts(text=text, speaker=voice if self._speakers else None, split_sentences=False)
        wave = np.asarray(sound, np.float32).reshape(-1)
        return resample(np.clip(np.rint(wave * 32767), -32768, 32767).astype(np.int16), self._rate, OUT_RATE)
