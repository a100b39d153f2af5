"""The adapter of coqui-tts on a stand-in for the library; `make engines` has the library itself."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from voicebot.errors import ModelError
from voicebot.serving import coqui
from voicebot.serving.coqui import CoquiVoice
from voicebot.serving.shapes import Load


class _Library:
    """TTS.api.TTS of coqui-tts 0.28, as far as it is used; writes down how it was asked."""

    speakers: list[str] | None = None
    languages: list[str] | None = None
    asked: list[dict[str, Any]] = []
    scale = True

    def __init__(self, **places: object) -> None:
        model = types.SimpleNamespace(**({"length_scale": 1.0} if self.scale else {}))
        self.synthesizer = types.SimpleNamespace(output_sample_rate=12_000, tts_model=model)

    @property
    def is_multi_lingual(self) -> bool:
        return self.languages is not None

    def to(self, device: str) -> _Library:
        return self

    def tts(self, **asked: Any) -> list[float]:
        if self.is_multi_lingual is not (asked.get("language") is not None):
            raise ValueError("as the library does")
        self.asked.append(asked)
        return [0.5] * 1_200


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (("speakers", None), ("languages", None), ("asked", []), ("scale", True)):
        monkeypatch.setattr(_Library, name, value)
    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(set_num_threads=lambda n: None))
    monkeypatch.setitem(sys.modules, "TTS", types.SimpleNamespace())
    monkeypatch.setitem(sys.modules, "TTS.api", types.SimpleNamespace(TTS=_Library))
    monkeypatch.setattr(coqui, "torch_device", lambda wanted: "cpu")
    (tmp_path / "model.pth").write_bytes(b"")
    return tmp_path


def _configured(folder: Path, kind: str) -> Path:
    (folder / "config.json").write_text(json.dumps({"model": kind}), encoding="utf-8")
    return folder


def test_a_voice_of_one_speaker(folder: Path) -> None:
    voice = CoquiVoice(Load(_configured(folder, "vits")))
    sound = voice.synthesize("你好", "default", 2.0)
    assert voice.voices == ("default",) and abs(len(sound) - 2_400) < 10
    assert _Library.asked == [{"text": "你好", "split_sentences": False, "speaker": None}]


def test_xtts_takes_the_folders_speaker_and_the_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Library, "languages", ["en", "yue"])
    monkeypatch.setattr(_Library, "scale", False)
    (folder / "speaker.wav").write_bytes(b"")
    voice = CoquiVoice(Load(_configured(folder, "xtts")))
    voice.synthesize("你好", "default", 1.5)
    (asked,) = _Library.asked
    assert voice.voices == ("default",) and asked["language"] == "yue" and asked["speed"] == 1.5
    assert asked["speaker"] is None and asked["speaker_wav"] == str(folder / "speaker.wav")


def test_xtts_with_named_speakers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Library, "languages", ["yue"])
    monkeypatch.setattr(_Library, "speakers", ["Ana", "Bo"])
    voice = CoquiVoice(Load(_configured(folder, "xtts")))
    voice.synthesize("你好", "Bo", 1.0)
    assert voice.voices == ("Ana", "Bo") and _Library.asked[0]["speaker"] == "Bo" and "speaker_wav" not in _Library.asked[0]


@pytest.mark.parametrize(("languages", "code", "words"), [(["yue"], "model_missing", "lacks speaker.wav"), (["en", "zh-cn"], "language_unsupported", "it knows en, zh-cn")])
def test_xtts_without_a_voice_or_without_the_language(
    folder: Path, monkeypatch: pytest.MonkeyPatch, languages: list[str], code: str, words: str
) -> None:
    monkeypatch.setattr(_Library, "languages", languages)
    with pytest.raises(ModelError, match=words) as refused:
        CoquiVoice(Load(_configured(folder, "xtts")))
    assert refused.value.code == code


def test_a_configuration_that_is_none(folder: Path) -> None:
    (folder / "config.json").write_text("[1", encoding="utf-8")
    with pytest.raises(ModelError, match="config.json"):
        CoquiVoice(Load(folder))
