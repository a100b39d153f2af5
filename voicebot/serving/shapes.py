"""What an engine server can offer, a Protocol a stage, and the values that travel.

Engines are synchronous; the server calls them from one thread, one call at a time. Audio is int16 mono in arrays, 16 kHz
towards an engine and 24 kHz from it. An engine raises DeskError for input that it must refuse; any other exception is a
fault of the engine and is told as `engine_failed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..events import Word

Stage = Literal["asr", "tts", "emotion", "ocr", "llm"]
Device = Literal["auto", "cpu", "cuda"]


@dataclass(frozen=True, slots=True)
class Load:
    """How to load an engine: weights on this machine, never anything to fetch."""

    model: Path  # a folder; `models.located` makes one of a name
    device: Device = "auto"  # "cuda" must be had, or the engine does not start
    language: str = "yue"
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of speech that was heard in one piece. Times in seconds from the start of the audio."""

    start: float
    end: float
    text: str
    others: tuple[tuple[str, float], ...] = ()  # the likeliest texts, `text` first, with probabilities that add up to 1
    avg_logprob: float | None = None  # of `text`, natural logarithm, mean a token
    no_speech_prob: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    text: str  # "" where there was no evidence of speech
    language: str  # the one that was really used, e.g. "zh" by a model that has no "yue"
    words: tuple[Word, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    confidence: float  # 0..1
    box: tuple[tuple[int, int], ...]  # four corners, clockwise from the top left, in pixels


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


class Transcriber(Protocol):
    name: str
    device: str
    languages: tuple[str, ...]  # that a request may name

    def transcribe(self, pcm: NDArray[np.int16], language: str, hints: tuple[str, ...] = ()) -> Heard:
        """`hints`: terms that are likely, best first. An engine that can't lean towards them leaves them out."""
        ...


class Synthesizer(Protocol):
    name: str
    device: str
    voices: tuple[str, ...]  # "default" where the model has one

    def synthesize(self, text: str, voice: str, speed: float) -> NDArray[np.int16]: ...


class EmotionClassifier(Protocol):
    name: str
    device: str
    labels: tuple[str, ...]

    def probabilities(self, pcm: NDArray[np.int16]) -> Mapping[str, float]: ...


class PageReader(Protocol):
    name: str
    device: str

    def read(self, image: bytes) -> Page:
        """The lines of a picture (PNG or JPEG), top to bottom. Raises InputError for what is no usable picture."""
        ...


class ChatModel(Protocol):
    name: str
    device: str

    def reply(self, messages: tuple[Message, ...], limit: int, temperature: float, stopped: Callable[[], bool]) -> Iterator[str]:
        """Pieces of the reply as they come, at most `limit` tokens; ends soon after `stopped()` turns True."""
        ...


Engine: TypeAlias = Transcriber | Synthesizer | EmotionClassifier | PageReader | ChatModel


@dataclass(frozen=True, slots=True)
class Speed:
    """Measured at the start, on the device that is really used."""

    value: float
    unit: str  # "seconds of audio a second", "tokens a second", "pictures a second"


@dataclass(frozen=True, slots=True)
class Served:
    """A loaded engine that has passed its self-test."""

    stage: Stage
    engine: Engine
    model: str  # the folder's name
    speed: Speed
