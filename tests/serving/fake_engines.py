"""Deterministic engines for the server's tests: each answer carries what its own caller sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from voicebot.errors import InputError
from voicebot.events import OUT_RATE, Word
from voicebot.fakes import LOUD
from voicebot.serving.catalogue import Loader
from voicebot.serving.shapes import Engine, Heard, Line, Load, Message, Page, Part, Served, Speed, Stage

PRIVATE = "A123456(3)"  # must come out nowhere


class Transcriber:
    """Hears "第<number>位" in a loud constant, as `voicebot.fakes` does. `hold`: waits for the event before it answers."""

    name, device, languages = "fake", "cpu", ("yue", "zh", "en")

    def __init__(self, hold: threading.Event | None = None) -> None:
        self.hold = hold
        self.calls: list[int] = []
        self.hints: tuple[str, ...] = ()
        self._inside = threading.Lock()

    def transcribe(self, pcm: NDArray[np.int16], language: str, hints: tuple[str, ...] = ()) -> Heard:
        self.hints = hints
        assert self._inside.acquire(blocking=False), "two inferences at once"
        try:
            if self.hold is not None:
                assert self.hold.wait(20)
            loud = pcm[np.abs(pcm) >= LOUD]
            if not len(loud):
                return Heard("中文", language)  # what the self-test's canary sounds like to it
            number = int(np.median(loud)) - LOUD
            self.calls.append(number)
            text = f"第{number}位"
            end = len(pcm) / 16_000
            others = ((text, 0.75), (text.replace("位", "胃"), 0.25))
            return Heard(text, language, (Word(text, 0.0, end, 0.8),), (Part(0.0, end, text, others, -0.2, 0.1),))
        finally:
            self._inside.release()


class Synthesizer:
    """100 ms a character, of samples whose value is the number of characters times 100."""

    name, device, voices = "fake", "cpu", ("default", "other")

    def synthesize(self, text: str, voice: str, speed: float) -> NDArray[np.int16]:
        return np.full(int(OUT_RATE * 0.1 * len(text) / speed), 100 * len(text), np.int16)


class Classifier:
    name, device, labels = "fake", "cpu", ("calm", "angry")

    def probabilities(self, pcm: NDArray[np.int16]) -> Mapping[str, float]:
        angry = float(np.abs(pcm).max(initial=0) > LOUD)
        return {"calm": 1 - angry, "angry": angry}


class Reader:
    name, device = "fake", "cpu"

    def read(self, image: bytes) -> Page:
        if image.startswith(b"bad"):
            raise InputError("the picture cannot be read; PNG and JPEG can", code="image_unsupported")
        return Page((Line(image[-4:].hex(), 0.9, ((0, 0), (9, 0), (9, 5), (0, 5))),), 9, 5)


class Chat:
    """Repeats what the last message says, a character every `pause_s` seconds."""

    name, device = "fake", "cpu"

    def __init__(self, pause_s: float = 0.0) -> None:
        self.pause_s = pause_s
        self.stopped_early = threading.Event()

    def reply(self, messages: tuple[Message, ...], limit: int, temperature: float, stopped: Callable[[], bool]) -> Iterator[str]:
        for piece in messages[-1].content[:limit]:
            if stopped():
                self.stopped_early.set()
                return
            yield piece
            time.sleep(self.pause_s)


class Broken:
    """Fails in every call, with a text that quotes its input, as libraries do."""

    name, device, languages, voices, labels = "broken", "cpu", ("yue",), ("default",), ("calm",)

    def _fail(self, *_: object) -> None:
        raise ValueError(f"cannot digest {PRIVATE}")

    def transcribe(self, pcm: NDArray[np.int16], language: str, hints: tuple[str, ...] = ()) -> Heard:
        self._fail()
        raise AssertionError

    def reply(self, messages: tuple[Message, ...], limit: int, temperature: float, stopped: Callable[[], bool]) -> Iterator[str]:
        yield "一"
        self._fail()


def served(stage: Stage, engine: Engine) -> Served:
    return Served(stage, engine, "fake-model", Speed(2.5, "seconds of audio a second"))


def _refuse(_: Load) -> Engine:
    raise ImportError("no module named faster_whisper")


def _spoilt(_: Load) -> Engine:
    raise RuntimeError(f"bad magic in {PRIVATE}")


ENGINES: Mapping[Stage, Mapping[str, Loader]] = {
    "asr": {"fake": lambda _: Transcriber(), "absent": _refuse, "spoilt": _spoilt, "broken": lambda _: Broken()},
    "tts": {"fake": lambda _: Synthesizer()},
    "emotion": {"fake": lambda _: Classifier()},
    "ocr": {"fake": lambda _: Reader()},
    "llm": {"fake": lambda _: Chat()},
}
