"""Shipped weights: all there, as the manifest says, each with a card; what is missing or broken is told by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicebot import weights
from voicebot.building import build_engines
from voicebot.config import Settings
from voicebot.errors import ModelError

SHIPPED = Path(__file__).parents[1] / "models" / "shipped"


def test_every_shipped_weight_is_in_the_manifest_and_is_itself() -> None:
    listed = weights.manifest()
    there = {str(p.relative_to(SHIPPED)) for p in SHIPPED.rglob("*") if p.suffix in (".onnx", ".npz")}
    assert there <= set(listed) and all(weights.verify(w) for w in listed.values())


def test_sizes_keep_to_the_limits_and_every_folder_has_a_card_and_metrics() -> None:
    listed = weights.manifest().values()
    assert sum(w.bytes for w in listed) < 250e6 and max(w.bytes for w in listed) < 90e6
    for folder in {w.name.split("/")[0] for w in listed}:
        assert (SHIPPED / folder / "card.md").is_file() and (SHIPPED / folder / "metrics.json").is_file()


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ModelError, match="asr/nothing.onnx"):
        weights.find("asr/nothing.onnx")


def test_a_changed_file_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "enc.onnx").write_bytes(b"broken")
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    assert not weights.verify(weights.manifest()["voice/enc.onnx"])


def test_an_unreadable_manifest_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.toml").write_text("file = 3")
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="manifest"):
        weights.manifest()


@pytest.mark.parametrize("name", ["voice/enc.onnx", "asr/best.int8.onnx", "asr/decoder.npz", "vad/silero_vad.onnx", "voice/voice_woman.json"])
def test_a_damaged_weight_is_named_by_the_engine_that_needs_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_bytes(b"damaged")
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match=name):
        build_engines(Settings())
