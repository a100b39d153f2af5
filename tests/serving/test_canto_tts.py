"""The adapter of canto-tts, on a stand-in for the package: no weights of it are to be had here."""

from __future__ import annotations

import sys
import tempfile
import types
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicebot.errors import ConfigError, EngineError, ModelError
from voicebot.serving.canto_tts import FILES, CantoVoice
from voicebot.serving.shapes import Load


class _Package:
    """What canto_tts 0.1.4 offers: a model by folder, and a file for a text."""

    made: tuple = ()
    fails = False

    def __init__(self, checkpoint: str, *, backend: str, thread_count: int) -> None:
        type(self).made = (checkpoint, backend, thread_count)

    def synthesize(self, text: str, out_path: str) -> str:
        if self.fails:
            raise RuntimeError("broken graph")
        if text:
            soundfile.write(out_path, np.full((4_800 * len(text), 2), [0.2, 0.4], np.float32), 48_000)
        return out_path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(sys.modules, "canto_tts", types.SimpleNamespace(CantoTTS=_Package))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    model = tmp_path / "canto"
    model.mkdir()
    for name in FILES:
        (model / name).write_text("{}", encoding="utf-8")
    return model


def test_both_channels_become_one_at_24_khz_and_no_file_stays(folder: Path) -> None:
    voice = CantoVoice(Load(folder, threads=3))
    sound = voice.synthesize("你好", "default", 1.0)
    assert _Package.made == (str(folder), "onnx", 3)
    assert sound.dtype == np.int16 and abs(len(sound) - 4_800) < 20 and abs(int(np.median(sound)) - 9_830) < 10
    assert list((folder.parent / "tmp").iterdir()) == []


def test_a_failure_leaves_no_file_either(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = CantoVoice(Load(folder))
    with pytest.raises(EngineError):
        voice.synthesize("", "default", 1.0)
    monkeypatch.setattr(_Package, "fails", True)
    with pytest.raises(RuntimeError):
        voice.synthesize("你好", "default", 1.0)
    assert list((folder.parent / "tmp").iterdir()) == []


@pytest.mark.parametrize("name", FILES)
def test_a_folder_without_its_files_is_no_model(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        CantoVoice(Load(folder))


def test_it_does_not_pretend_to_use_a_graphics_card(folder: Path) -> None:
    with pytest.raises(ConfigError):
        CantoVoice(Load(folder, device="cuda"))
