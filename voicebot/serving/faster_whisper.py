"""faster-whisper: Whisper models (Radford et al. 2022) run by CTranslate2, from a local folder.

The folder holds model.bin, config.json, tokenizer.json and vocabulary.*; see the CTranslate2 Whisper converter. A model
older than large-v3 has no token for Cantonese: `yue` is then heard as `zh`, and the answer says so.

The library's own `transcribe` pads every piece to the 30 s that Whisper was trained on. A turn of 3 s costs as much as
one of 30 s then. Here a piece is heard with `ROOM_S` of silence behind it, and once more with all the padding where
that gave nothing credible. Decoding is greedy in temperature: the same audio gives the same text.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..asr.evidence import credible, doubled, stripped
from ..errors import ConfigError, ModelError
from ..events import IN_RATE, Word
from .cuts import joined
from .shapes import Heard, Load, Part

MOST_S = 24.0  # of speech in one piece
ROOM_S = 2.5  # of silence behind a piece; with 1 s Whisper base gets 8 points of CER worse (models/LOG.md)
_WINDOW = 3000  # frames of 10 ms that Whisper was trained on
_HOP = IN_RATE // 100
_BEAM = 5
_TOKENS_S = 20  # at most, for a second of audio: a loop ends there
_HINT_TOKENS = 100  # of the prompt; the model has 448 for prompt and text
_SILENT = 0.6  # no_speech_prob above which, with a low log probability, a piece is no speech (Whisper's own rule)
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

    def transcribe(self, pcm: NDArray[np.int16], language: str, hints: tuple[str, ...] = ()) -> Heard:
        from faster_whisper.tokenizer import Tokenizer

        spoken = self._cantonese if language == "yue" else language
        tokenizer = Tokenizer(self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=spoken)
        audio = pcm.astype(np.float32) / np.float32(32768)
        parts, words = [], []
        for begin, end in joined(_speech(audio), int(MOST_S * IN_RATE)):
            heard = self._piece(audio[begin:end], tokenizer, hints)
            if heard is not None:
                parts.append(heard.part(begin, end))
                words += heard.words(begin, end)
        return Heard(" ".join(part.text for part in parts), spoken, tuple(words), tuple(parts))

    def _piece(self, audio: NDArray[np.float32], tokenizer: Any, hints: tuple[str, ...]) -> _Heard | None:
        """What was said in one piece, or None where nothing was. The whole window has the last word, on what is said twice too:
        with little room behind a piece the decoder may begin anew."""
        short = min(_WINDOW, int(len(audio) / _HOP + ROOM_S * 100))
        for frames in dict.fromkeys((short + short % 2, _WINDOW)):  # the encoder halves the number of frames
            heard = self._decode(audio, frames, tokenizer, hints)
            last = frames == _WINDOW
            if heard.evident and credible(heard.text, len(audio) / IN_RATE, hints) and (last or not doubled(heard.text)):
                return heard
        return None

    def _decode(self, audio: NDArray[np.float32], frames: int, tokenizer: Any, hints: tuple[str, ...]) -> _Heard:
        model = self._model
        features = model.feature_extractor(audio, padding=max(0, frames * _HOP - len(audio)))[:, :frames]
        encoded = model.encode(np.ascontiguousarray(features))
        primed = tokenizer.encode(" " + "、".join(hints))[:_HINT_TOKENS] if hints else []
        prompt = model.get_prompt(tokenizer, primed, without_timestamps=True)
        room = 16 + int(_TOKENS_S * len(audio) / IN_RATE)
        result = model.model.generate(
            encoded, [prompt], beam_size=_BEAM, num_hypotheses=3, max_length=min(model.max_length, len(prompt) + room),
            return_scores=True, return_no_speech_prob=True, suppress_blank=True, suppress_tokens=[-1],
        )[0]  # fmt: skip
        rows = [[token for token in ids if token < tokenizer.eot] for ids in result.sequences_ids]
        texts = [stripped(tokenizer.decode(row)) for row in rows]
        sums = [score * max(1, len(row)) for score, row in zip(result.scores, rows, strict=True)]
        timed = model.find_alignment(tokenizer, [rows[0]], encoded, frames)[0] if texts[0] else []
        return _Heard(texts, sums, sums[0] / (len(rows[0]) + 1), float(result.no_speech_prob), timed)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The hypotheses of one piece, best first."""

    texts: list[str]
    sums: list[float]  # log probabilities
    mean: float  # of the best, a token
    no_speech: float
    timed: list[dict[str, Any]]  # words as the library aligns them, in seconds from the piece's start

    @property
    def text(self) -> str:
        return self.texts[0]

    @property
    def evident(self) -> bool:
        """False for what Whisper makes up over noise and silence."""
        if not self.text or not math.isfinite(self.mean):
            return False
        quiet = self.no_speech > _SILENT and self.mean < _UNLIKELY
        raw = self.text.encode()
        return not quiet and len(raw) / len(zlib.compress(raw)) <= _LOOPING

    def part(self, begin: int, end: int) -> Part:
        weights = np.exp(np.array(self.sums) - max(self.sums))
        shares: dict[str, float] = {}
        for text, share in zip(self.texts, weights / weights.sum(), strict=True):
            shares[text] = round(shares.get(text, 0.0) + float(share), 4)
        return Part(begin / IN_RATE, end / IN_RATE, self.text, tuple(shares.items()), round(self.mean, 4), round(self.no_speech, 4))

    def words(self, begin: int, end: int) -> list[Word]:
        """Their times are inside the piece, whatever the alignment found in the silence behind it."""
        at, most = begin / IN_RATE, end / IN_RATE
        rows = [(str(w["word"]).strip(), w) for w in self.timed]
        return [
            Word(
                text, round(min(most, at + float(w["start"])), 3), round(min(most, at + float(w["end"])), 3), round(float(w["probability"]), 4)
            )
            for text, w in rows
            if stripped(text)
        ]


def _speech(audio: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Where somebody speaks, in samples, with a little around it."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    found = get_speech_timestamps(audio, VadOptions(min_silence_duration_ms=300, speech_pad_ms=200))
    return [(span["start"], span["end"]) for span in found]


def _has_token(model: object, language: str) -> bool:
    """Whether the vocabulary has the language's own token: `supported_languages` is a list of the library, not of the model."""
    return model.hf_tokenizer.token_to_id(f"<|{language}|>") is not None  # type: ignore[attr-defined]
