from pathlib import Path

import numpy as np
import pytest

from voicebot.asr import lexicon
from voicebot.errors import ModelError


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("nei5", "lei5"), ("ngo5", "o5"), ("ng5", "m5"), ("hng6", "hm6"), ("aa3", "aa3"), ("K", "K")],
)
def test_fold_merges_what_is_no_longer_told_apart(given: str, wanted: str) -> None:
    assert lexicon.fold(given) == wanted
    assert lexicon.fold(wanted) == wanted


@pytest.mark.parametrize("text", ["", "nei", "nei7", "5", "NEI5", "zng1", "nei5 hou2"])
def test_no_jyutping_has_no_parts(text: str) -> None:
    assert lexicon.parts(text) is None


def test_readings_are_grouped_by_syllable() -> None:
    words, model = lexicon.load()
    units = Path(lexicon.weights.find("asr/units.txt")).read_text(encoding="utf-8").split()
    rows = words.rows(units.index("o_z"), units.index("r_yun"))
    found = {(words.chars[c], t + 1) for c, t in zip(words.char[rows], words.tone[rows], strict=True)}
    assert {("轉", 2), ("轉", 3), ("專", 1)} <= found
    assert words.sounds[words.chars.index("好")] and len(model.first) == len(words.chars)


def test_a_spoilt_file_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asr").mkdir()
    monkeypatch.setattr("voicebot.weights.roots", lambda: [tmp_path])
    with pytest.raises(ModelError, match="missing"):
        lexicon.load()
    (tmp_path / "asr" / "decoder.npz").write_bytes(b"spoilt")
    with pytest.raises(ModelError, match="asr/decoder.npz is damaged"):
        lexicon.load()
    np.savez(tmp_path / "asr" / "decoder.npz", chars=np.zeros(3))
    with pytest.raises(ModelError, match="asr/decoder.npz is damaged"):
        lexicon.load()
