"""Choosing, loading and trying an engine before anything listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.serving import fake_engines as fakes
from voicebot.errors import DeskError
from voicebot.serving.catalogue import ENGINES, load
from voicebot.serving.shapes import Load


@pytest.mark.parametrize("stage", ["asr", "tts", "emotion", "ocr", "llm"])
def test_an_engine_is_tried_and_its_speed_measured(stage: str, tmp_path: Path) -> None:
    served = load(stage, "fake", Load(tmp_path), fakes.ENGINES)
    assert (served.stage, served.engine.name, served.model) == (stage, "fake", tmp_path.name)
    assert served.speed.value > 0 and served.speed.unit.endswith(" a second")


@pytest.mark.parametrize(
    ("stage", "name", "language", "code", "words"),
    [
        ("smell", "fake", "yue", "config_invalid", "stages are asr, tts, emotion, ocr, llm"),
        ("asr", "siri", "yue", "config_invalid", "there is fake, absent"),
        ("asr", "absent", "yue", "config_invalid", "run `make engines`"),
        ("asr", "spoilt", "yue", "model_missing", "cannot be loaded by spoilt (RuntimeError)"),
        ("asr", "broken", "yue", "engine_failed", "broke in its self-test (ValueError)"),
        ("asr", "fake", "ja", "language_unsupported", "does not know the language ja"),
    ],
)
def test_what_cannot_be_served_is_told_before_the_port_opens(
    tmp_path: Path, stage: str, name: str, language: str, code: str, words: str
) -> None:
    with pytest.raises(DeskError) as caught:
        load(stage, name, Load(tmp_path, language=language), fakes.ENGINES)
    assert caught.value.code == code and words in caught.value.text
    assert fakes.PRIVATE not in caught.value.text


def test_a_model_is_a_folder_here_and_never_a_name_to_fetch() -> None:
    with pytest.raises(DeskError, match="there is no model folder large-v3"):
        load("asr", "fake", Load(Path("large-v3")), fakes.ENGINES)


def test_the_engines_are_those_of_the_card() -> None:
    assert {name for by_name in ENGINES.values() for name in by_name} == {
        "faster-whisper", "sherpa-onnx", "coqui-tts", "canto-tts", "speechbrain", "paddleocr", "transformers",
    }  # fmt: skip


@pytest.mark.parametrize(("stage", "name"), [(stage, name) for stage, by_name in ENGINES.items() for name in by_name])
def test_without_their_packages_engines_say_where_to_get_them(stage: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="packages of .* are not installed here; run `make engines`"):
        load(stage, name, Load(tmp_path))
