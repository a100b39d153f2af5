"""Deterministic engines for tests and for trying a client without weights. Not for customers.

The fake caller "speaks" by loudness: a frame with samples louder than `LOUD` is speech, and the value of its first
loud sample says which sentence it is. So two callers can be told apart by what they send.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .engines import Engines, Expect, OpenedPassage, Question, Speech
from .events import OUT_RATE, Citation, Felt, Phone, Reply, Style, Syllable, Transcript, Word
from .knowledge.documents import Document, Passage
from .privacy.consent import PrivacyNotice

LOUD = 1000
MS_PER_CHARACTER = 150


def utterance(number: int, seconds: float, rate: int = 24_000) -> bytes:
    """PCM that the fakes hear as the sentence "第<number>位": samples of the constant LOUD + number."""
    return np.full(int(seconds * rate), LOUD + number, "<i2").tobytes()


class FakeVad:
    """Speech is what is loud."""

    def stream(self) -> FakeVad:
        return self

    def probability(self, window: NDArray[np.int16]) -> float:
        return 0.95 if np.abs(window).max(initial=0) >= LOUD else 0.02


class FakeRecognizer:
    name = "fake"

    def stream(self, expect: Expect = Expect()) -> FakeStream:
        return FakeStream()


class FakeStream:
    def __init__(self) -> None:
        self._pcm: list[NDArray[np.int16]] = []

    def feed(self, pcm: NDArray[np.int16]) -> None:
        self._pcm.append(pcm)

    def partial(self) -> Transcript | None:
        return self.final()

    def final(self) -> Transcript:
        pcm = np.concatenate(self._pcm) if self._pcm else np.zeros(0, np.int16)
        loud = pcm[np.abs(pcm) >= LOUD]
        if not len(loud):
            return Transcript("")
        text = f"第{int(np.median(loud)) - LOUD}位"
        end = len(pcm) / 16_000
        return Transcript(text, (Word(text, 0.0, end, 0.9),), (Syllable((("dai6", 0.9),), 0.0, end),))

    def traits(self) -> NDArray[np.float32] | None:
        return None


class FakeVoice:
    name = "fake"

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        for piece in text.replace("。", "。|").split("|"):
            if not piece:
                continue
            ms = int(len(piece) * MS_PER_CHARACTER / rate)
            pcm = np.full(OUT_RATE * ms // 1000, 500, np.int16)
            phones = tuple(
                Phone("r_aa", 1, i * ms // len(piece), (i + 1) * ms // len(piece), i) for i in range(len(piece))
            )
            yield Speech(pcm, piece, phones, tuple("aa1" for _ in piece))


class FakeMind:
    """Answers every sentence with itself, cited, so that a mix-up of callers shows."""

    def answer(self, question: Question) -> Reply:
        text = question.transcript.text
        if not text:
            return self.phrase("not_understood")
        said = f"你講{text}。多謝你打嚟。"
        return Reply(said, said, "answer", (Citation(f"id-{text}", "試", "t.html#a", text),))

    def heeds(self, question: Question) -> Reply | None:
        return None

    def evidence(self, question: Question) -> tuple[OpenedPassage, ...]:
        return ()

    def phrase(self, key: str) -> Reply:
        return Reply(f"句子{key}。", f"句子{key}。", "smalltalk")

    def notice(self, channel: str, records: bool) -> PrivacyNotice:
        return PrivacyNotice(f"greeting_{channel}", "句子greeting。", "句子greeting。", "告示", "notice", "0" * 12, records)

    def passage(self, citation_id: str) -> OpenedPassage | None:
        known = citation_id.startswith("id-")
        return OpenedPassage(citation_id, "試", "t.html#a", citation_id.removeprefix("id-")) if known else None

    def document(self, page: str) -> Document | None:
        return Document(page, "試", (Passage("t.html#a", "試", "段", ("字。",)),)) if page == "t.html" else None


class FakeFeeling:
    """Angry is who shouts: twice `LOUD` and more, or in letters, with an exclamation mark."""

    def stream(self) -> FakeFeeling:
        return self

    def judge(self, turn_id: int, pcm: NDArray[np.int16], transcript: Transcript, traits: NDArray[np.float32] | None) -> Felt:
        if not transcript.text:
            return Felt(turn_id, "unsure", 0.5, 0.0)
        angry = int(np.abs(pcm.astype(np.int32)).max(initial=0)) >= 2 * LOUD or "！" in transcript.text
        return Felt(turn_id, "angry" if angry else "calm", 0.9 if angry else 0.5, 0.9)


def engines() -> Engines:
    return Engines(FakeVad(), FakeRecognizer(), FakeVoice(), FakeMind())
