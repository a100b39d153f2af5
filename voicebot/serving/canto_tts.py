"""canto-tts: a Cantonese voice of 0.1 billion weights on a CPU (Apache-2.0; MOSS-TTS-Nano fed with Jyutping), from a local folder.

The folder is its own export: browser_poc_manifest.json, tokenizer.model, added_tokens.json and the graphs they name. One
voice, at its own pace, whatever speed is asked for. It draws at random: the same text does not sound the same twice.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ..audio.resample import resample
from ..errors import ConfigError, EngineError, ModelError
from ..events import OUT_RATE
from .shapes import Load

FILES = ("browser_poc_manifest.json", "tokenizer.model", "added_tokens.json")


class CantoVoice:
    """Raises ModelError where a file is missing, ConfigError for a device that it does not compute on."""

    name = "canto-tts"
    device = "cpu"
    voices: tuple[str, ...] = ("default",)

    def __init__(self, load: Load) -> None:
        from canto_tts import CantoTTS

        if load.device == "cuda":
            raise ConfigError("canto-tts computes on the processor; ask for --device cpu or auto")
        for name in FILES:
            if not (load.model / name).is_file():
                raise ModelError(f"the model {load.model.name} lacks {name}")
        self._tts = CantoTTS(str(load.model), backend="onnx", thread_count=load.threads)

    def synthesize(self, text: str, voice: str, speed: float) -> NDArray[np.int16]:
        with tempfile.TemporaryDirectory(prefix="voicebot-") as place:  # it only writes files; gone at once, also after a failure
            path = Path(place) / "said.wav"
            self._tts.synthesize(text, str(path))
            try:
                sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
            except (OSError, soundfile.LibsndfileError) as error:
                raise EngineError("canto-tts wrote no sound") from error
        mono = np.clip(np.rint(sound.mean(axis=1) * 32767), -32768, 32767).astype(np.int16)
        return resample(mono, rate, OUT_RATE)
