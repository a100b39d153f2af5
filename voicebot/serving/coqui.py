"""coqui-tts: a voice trained with it (VITS, Kim et al. 2021; XTTS, Casanova et al. 2024; others), from a local folder.

The folder holds config.json and model.pth, of which the library reads weights only; XTTS also vocab.json, and speaker.wav (a
few seconds of who may be sounded like, with their consent) or speakers_xtts.pth. What the model speaks at its own rate
leaves at 24 kHz. A model that knows neither a length scale nor a speed speaks at its own pace, whatever is asked for.

The library's XTTS reads Chinese as Mandarin (by Pinyin) and knows no Cantonese: it is refused where yue is asked for.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.resample import resample
from ..errors import ModelError
from ..events import OUT_RATE
from .devices import torch_device
from .shapes import Load

REFERENCE = "speaker.wav"


class CoquiVoice:
    """Raises ModelError where a file is missing, or a model of several languages lacks the one that is asked for
    (language_unsupported); ConfigError for a device not to be had."""

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
        self._xtts = _kind(config) == "xtts"
        self._tts = TTS(model_path=str(weights), config_path=str(config), progress_bar=False).to(self.device)
        self._rate = int(self._tts.synthesizer.output_sample_rate)
        self._speakers = tuple(self._tts.speakers or ())
        self._language = _language(tuple(self._tts.languages or ()), load) if self._tts.is_multi_lingual else None
        self._reference = str(load.model / REFERENCE) if (load.model / REFERENCE).is_file() else None
        if self._xtts and not self._speakers and self._reference is None:
            raise ModelError(f"the model {load.model.name} lacks {REFERENCE}, whose voice it would take")
        named = self._xtts and self._reference is not None
        self.voices = (*(("default",) if named else ()), *self._speakers) or ("default",)
        self._scale = getattr(self._tts.synthesizer.tts_model, "length_scale", None)
        logging.getLogger("TTS").setLevel(logging.ERROR)  # its warnings quote what it was asked to say

    def synthesize(self, text: str, voice: str, speed: float) -> NDArray[np.int16]:
        if self._scale is not None:
            self._tts.synthesizer.tts_model.length_scale = self._scale / speed  # one call at a time: no other sees it
        sound = self._tts.tts(text=text, split_sentences=False, **self._who(voice), **({"speed": speed} if self._xtts else {}))
        wave = np.asarray(sound, np.float32).reshape(-1)
        return resample(np.clip(np.rint(wave * 32767), -32768, 32767).astype(np.int16), self._rate, OUT_RATE)

    def _who(self, voice: str) -> dict[str, Any]:
        """Speaker and language as the library wants them; a reference without a name, which it would keep on disk."""
        speaker = voice if voice in self._speakers else None
        who: dict[str, Any] = {"speaker": speaker}
        if self._language is not None:
            who["language"] = self._language
        if self._xtts and speaker is None:
            who["speaker_wav"] = self._reference
        return who


def _kind(config: Path) -> str:
    try:
        kind = json.loads(config.read_text(encoding="utf-8")).get("model", "")
    except (ValueError, AttributeError) as error:
        raise ModelError(f"{config.name} is no configuration of a model") from error
    return str(kind)


def _language(known: tuple[str, ...], load: Load) -> str:
    if load.language not in known:
        names = ", ".join(known[:20])
        raise ModelError(
            f"the model {load.model.name} does not know the language {load.language}; it knows {names} (--language)", code="language_unsupported"
        )
    return load.language
