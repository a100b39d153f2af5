"""The shipped encoder: everyday questions lie near the written sentences that answer them, however they are read together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicebot.errors import ModelError
from voicebot.knowledge import meaning
from voicebot.knowledge.meaning import STEP, WIDTH, Encoder, nearness, shipped

SENTENCES = (
    ("退票", "已購買的門票如因身體不適未能出席，須於三天內連同醫生證明辦理退款。"),
    ("惡劣天氣", "懸掛八號或以上熱帶氣旋警告信號時，所有活動取消。"),
    ("攜帶動物", "除導盲犬外，任何動物不得進入場內。"),
    ("年齡限制", "未滿六歲的兒童須由成人陪同方可入場。"),
)
QUESTIONS = ("病咗去唔到，可唔可以攞返錢", "打大風仲玩唔玩", "我隻貓可唔可以一齊嚟", "個女五歲自己入去得唔得")


def test_everyday_questions_find_written_sentences() -> None:
    kept = shipped().sentences(SENTENCES)
    first = [int(nearness(shipped().question(question), kept).argmax()) for question in QUESTIONS]
    assert first == [0, 1, 2, 3]


def test_a_sentence_is_read_the_same_alone_and_beside_longer_ones() -> None:
    together = shipped().sentences([*SENTENCES, ("", "長" * 400)])
    for n, text in enumerate(SENTENCES):
        alone = shipped().sentences([text])[0].astype(np.float32) / STEP
        assert float(alone @ together[n].astype(np.float32) / STEP) > 0.99


def test_kept_vectors_are_of_length_one_and_never_cut_off() -> None:
    kept = shipped().sentences(SENTENCES).astype(np.float32) / STEP
    assert kept.shape == (len(SENTENCES), WIDTH)
    assert np.linalg.norm(kept, axis=1) == pytest.approx(1.0, abs=0.02)
    assert abs(kept).max() < 120 / STEP


@pytest.mark.parametrize("text", ["", "   ", "\0\x01", "🙂" * 300, "x" * 5000])
def test_odd_questions_are_read_too(text: str) -> None:
    assert np.isfinite(shipped().question(text)).all()


def test_no_sentences_are_none() -> None:
    assert shipped().sentences([]).shape == (0, WIDTH)


def test_a_damaged_table_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meaning").mkdir()
    (tmp_path / "meaning" / "pieces.npz").write_bytes(b"PK damaged")
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="meaning/pieces.npz"):
        Encoder()


def test_other_weights_have_another_version() -> None:
    assert meaning.version() == meaning.version() and len(meaning.version()) == 17
