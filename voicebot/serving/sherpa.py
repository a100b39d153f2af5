"""sherpa-onnx: recognisers of the k2 project, from a local folder: SenseVoice, and WeNet CTC such as WenetSpeech-Yue.

The folder holds `tokens.txt` and `model.int8.onnx` or `model.onnx`; which kind of model that is stands in the file's own
metadata. Neither kind leans towards hints, and neither tells how sure it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..asr.evidence import credible, stripped
from ..errors import ConfigError, ModelError
from ..events import IN_RATE, Word
from ..vad.silero import SileroVad
from .cuts import joined, spoken
from .shapes import Heard, Load, Part

MOST_S = 24.0  # of speech in one piece; both kinds were trained on 30 s at most
_UNSURE = 0.5  # confidence of a word, for want of one
_LANGUAGES = ("yue", "zh", "en", "ja", "ko")  # of SenseVoice, by the names in its metadata
Kind = Literal["sense_voice", "wenet_ctc"]


@dataclass(frozen=True, slots=True)
class Layout:
    kind: Kind
    model: Path
    tokens: Path
    languages: tuple[str, ...]


class SherpaOnnx:
    """Raises ModelError for a folder that is none, ConfigError for a device not to be had."""

    name = "sherpa-onnx"
    device = "cpu"

    def __init__(self, load: Load) -> None:
        import sherpa_onnx

        if load.device == "cuda":
            raise ConfigError("the device cuda was asked for, and the wheels of sherpa-onnx have none")
        self._layout = layout(load.model)
        self._load, self._make, self._vad = load, sherpa_onnx.OfflineRecognizer, SileroVad()
        self.languages = self._layout.languages
        self._by_language: dict[str, Any] = {}
        self._recognizer("yue" if "yue" in self.languages else self.languages[0])

    def transcribe(self, pcm: NDArray[np.int16], language: str, hints: tuple[str, ...] = ()) -> Heard:
        recognizer = self._recognizer(language)
        parts, words = [], []
        for begin, end in joined(spoken(pcm, self._vad), int(MOST_S * IN_RATE)):
            stream = recognizer.create_stream()
            stream.accept_waveform(IN_RATE, pcm[begin:end].astype(np.float32) / 32768)
            recognizer.decode_stream(stream)
            text = stripped(stream.result.text)
            if credible(text, (end - begin) / IN_RATE):
                parts.append(Part(begin / IN_RATE, end / IN_RATE, text))
                words += _words(stream.result.tokens, stream.result.timestamps, begin / IN_RATE, end / IN_RATE)
        return Heard(" ".join(part.text for part in parts), language, tuple(words), tuple(parts))

    def _recognizer(self, language: str) -> Any:
        """One a language, because the library sets it when it loads; the desk only ever asks for one."""
        key = language if self._layout.kind == "sense_voice" else ""
        if key not in self._by_language:
            files = {"model": str(self._layout.model), "tokens": str(self._layout.tokens), "num_threads": self._load.threads}
            if self._layout.kind == "sense_voice":
                # Its own writing of numbers is Mandarin's; ours comes after it.
                made = self._make.from_sense_voice(**files, language=language, use_itn=False)
            else:
                made = self._make.from_wenet_ctc(**files)
            self._by_language = {key: made}  # not two: they are large
        return self._by_language[key]


def layout(folder: Path) -> Layout:
    """What the folder holds. Raises ModelError that says what is missing or not known."""
    model = next((folder / name for name in ("model.int8.onnx", "model.onnx") if (folder / name).is_file()), None)
    if model is None:
        raise ModelError(f"the folder {folder.name} has neither model.int8.onnx nor model.onnx")
    tokens = folder / "tokens.txt"
    if not tokens.is_file():
        raise ModelError(f"the folder {folder.name} has no tokens.txt")
    told = metadata(model)
    if "sense_voice" in told.get("model_type", "") and "neg_mean" in told:
        known = tuple(language for language in _LANGUAGES if f"lang_{language}" in told)
        if "yue" not in known:
            raise ModelError(f"the model {folder.name} does not know Cantonese", code="language_unsupported")
        return Layout("sense_voice", model, tokens, known)
    if {"subsampling_factor", "vocab_size"} <= told.keys() and "zipformer" not in told.get("model_type", ""):
        return Layout("wenet_ctc", model, tokens, ("yue", "zh", "en"))
    raise ModelError(f"the model {folder.name} is neither SenseVoice nor WeNet CTC by its metadata")


def metadata(model: Path) -> dict[str, str]:
    """The `metadata_props` of an ONNX file (field 14 of ModelProto), without loading its weights. Raises ModelError."""
    found: dict[str, str] = {}
    try:
        with model.open("rb") as stream:
            end = model.stat().st_size
            while stream.tell() < end:
                tag = _varint(stream)
                if tag & 7 == 0:
                    _varint(stream)
                    continue
                if tag & 7 != 2:
                    raise ValueError(tag)
                size = _varint(stream)
                if size > end - stream.tell():
                    raise ValueError(size)
                if tag >> 3 == 14:
                    pair = _pair(stream.read(size))
                    found[pair.get(1, "")] = pair.get(2, "")
                else:
                    stream.seek(size, 1)
            if stream.tell() != end:
                raise ValueError(end)
    except (ValueError, IndexError, EOFError) as error:
        raise ModelError(f"{model.name} is no ONNX file, or is cut short") from error
    return found


def _pair(data: bytes) -> dict[int, str]:
    """The texts of a StringStringEntryProto by field number."""
    stream, out = io.BytesIO(data), {}
    while stream.tell() < len(data):
        tag, size = _varint(stream), _varint(stream)
        if size > len(data):
            raise ValueError(size)
        out[tag >> 3] = stream.read(size).decode()
    return out


def _varint(stream: IO[bytes]) -> int:
    value = shift = 0
    while True:
        (byte,) = stream.read(1) or _ended()
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7
        if shift > 63:
            raise ValueError("no varint")


def _ended() -> bytes:
    raise EOFError


def _words(tokens: list[str], starts: list[float], begin: float, end: float) -> list[Word]:
    """Tokens with their times; pieces of one Latin word (the first begins with ▁) become one."""
    words: list[Word] = []
    for token, start in zip(tokens, starts, strict=False):
        text, first = token.removeprefix("▁"), token.startswith("▁")
        at = round(min(end, begin + start), 3)
        if words:
            last = words[-1]
            if text.isascii() and last.text.isascii() and not first:
                words[-1] = Word(last.text + text, last.start, at, _UNSURE)
                continue
            words[-1] = Word(last.text, last.start, max(last.start, at), _UNSURE)
        if stripped(text):
            words.append(Word(text, at, round(min(end, at + 0.2), 3), _UNSURE))
    return words
