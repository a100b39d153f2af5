"""The counting of errors, with a judge that hears what it is told to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicebot.engines import Expect, Speech
from voicebot.errors import InputError
from voicebot.events import Syllable, Transcript
from voicebot.tts.evaluate import evaluate


class _Voice:
    name = "told"

    def speak(self, text: str, style: str = "warm", rate: float = 1.0):  # type: ignore[no-untyped-def]
        yield Speech(np.zeros(24_000, np.int16), text, (), ("nei5", "hou2", "ngo5", "aa3"))


class _Stream:
    def feed(self, pcm: np.ndarray) -> None:
        assert len(pcm) == 16_000

    def partial(self) -> None:
        return None

    def final(self) -> Transcript:
        heard = ("lei5", "hou3", "o5")
        return Transcript("x", (), tuple(Syllable(((s, 1.0),), 0.0, 0.1) for s in heard))


class _Judge:
    name = "judge"

    def stream(self, expect: Expect = Expect()) -> _Stream:
        return _Stream()


def test_merged_sounds_are_no_error_and_a_missing_syllable_is_one(tmp_path: Path) -> None:
    manifest = tmp_path / "m.tsv"
    manifest.write_text("text\n你好我呀\n", encoding="utf-8")
    result = evaluate(_Voice(), _Judge(), manifest)
    assert (result["ser"], result["ser_tonal"], result["n"], result["sentences"]) == (25.0, 50.0, 4, 1)
    assert "recogniser" in result["judge"]


def test_a_manifest_without_text_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "m.tsv"
    manifest.write_text("words\nx\n", encoding="utf-8")
    with pytest.raises(InputError):
        evaluate(_Voice(), _Judge(), manifest)
