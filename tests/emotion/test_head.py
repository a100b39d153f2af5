from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicebot import weights
from voicebot.building import build_engines, build_feeling
from voicebot.config import Settings
from voicebot.emotion.head import LABELS, NAME, Head, usable
from voicebot.errors import ModelError


def test_probabilities_of_any_traits() -> None:
    shares = Head("demo").probabilities(np.random.default_rng(0).normal(0, 100, 1024).astype(np.float32))
    assert tuple(shares) == LABELS and sum(shares.values()) == pytest.approx(1) and min(shares.values()) >= 0


def test_production_refuses_what_is_not_for_any_use() -> None:
    assert weights.manifest()[NAME].use == "noncommercial"
    assert usable("demo") and not usable("production")
    with pytest.raises(ModelError, match=f"production.*{NAME} is noncommercial"):
        Head("production")


def test_production_goes_on_with_words_and_baseline() -> None:
    feeling = build_feeling(Settings(profile="production"))
    assert feeling is not None and feeling._head is None  # type: ignore[attr-defined]
    build_engines(Settings(profile="production"))


def test_it_can_be_turned_off() -> None:
    assert build_feeling(Settings(emotion=False)) is None
    assert build_feeling(Settings())._head is not None  # type: ignore[union-attr]


@pytest.mark.parametrize("content", [b"damaged", None])
def test_a_damaged_or_misshapen_file_is_named(content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    if content is None:
        with path.open("wb") as stream:
            np.savez(stream, mean=np.zeros(3), scale=np.ones(3), weight=np.zeros((4, 3)), bias=np.zeros(4))
    else:
        path.write_bytes(content)
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match=NAME):
        Head("demo")
