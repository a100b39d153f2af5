"""faster-whisper: Whisper models (Radford et al. 2022) run by CTranslate2, from a local folder.

The folder holds model.bin, config.json, tokenizer.json and vocabulary.*; see the CTranslate2 Whisper converter. A model
older than large-v3 has no token for Cantonese: `yue` is then heard as `zh`, and the answer says so.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError, ModelError
from ..events import Word
from .shapes import Heard, Load

_SILENT = 0.6  # no_speech_prob above which, with a low log probability, a segment is no speech (Whisper's own rule)
_UNLIKELY = -1.0  # mean log probability
_LOOPING = 2.4  # compression ratio above which the text repeats itself


class FasterWhisper:
    """Raises ModelError for a model that knows neither Cantonese nor Chinese, ConfigError for a device not to be had."""

    name = "faster-whisper"

    def __init__(self, load: Load) -> None:
        import ctranslate2
        from faster_whisper import WhisperModel

        gpus = ctranslate2.get_cuda_device_count()
        if load.device == "cuda" and not gpus:
            raise ConfigError("the device cuda was asked for, and CTranslate2 finds none")
        self.device = "cuda" if gpus and load.device != "cpu" else "cpu"
        compute = "int8" if self.device == "cpu" else "float16"
        self._model = WhisperModel(
            str(load.model), device=self.device, compute_type=compute, cpu_threads=load.threads, local_files_only=True
        )
        known = set(self._model.supported_languages) if self._model.model.is_multilingual else {"en"}
        if not known & {"yue", "zh"}:
            raise ModelError(f"the model {load.model.name} knows neither yue nor zh", code="language_unsupported")
        # Chinese first, because messages name the first few.
        self.languages = ("yue", "zh", *sorted(known - {"yue", "zh"}))
        self._cantonese = "yue" if _has_token(self._model, "yue") else "zh"

    def transcribe(self, pcm: NDArray[np.int16], language: str) -> Heard:
        spoken = self._cantonese if language == "yue" else language
        segments, _ = self._model.transcribe(
            pcm.astype(np.float32) / 32768, language=spoken, beam_size=5, temperature=0.0, word_timestamps=True,
            vad_filter=True, condition_on_previous_text=False, without_timestamps=False,
        )  # fmt: skip
        kept = [s for s in segments if _evident(s.no_speech_prob, s.avg_logprob, s.compression_ratio)]
        words = tuple(
            Word(w.word.strip(), round(float(w.start), 3), round(float(w.end), 3), round(float(w.probability), 4))
            for s in kept
            for w in s.words or ()
            if w.word.strip()
        )
        return Heard("".join(s.text for s in kept).strip(), spoken, words)


def _evident(no_speech: float, log_probability: float, compression: float) -> bool:
    """False for what Whisper makes up over noise and silence."""
    quiet = no_speech > _SILENT and log_probability < _UNLIKELY
    return not quiet and compression <= _LOOPING and math.isfinite(log_probability)


def _has_token(model: object, language: str) -> bool:
    """Whether the vocabulary has the language's own token: `supported_languages` is a list of the library, not of the model."""
    return model.hf_tokenizer.token_to_id(f"<|{language}|>") is not None  # type: ignore[attr-defined]
