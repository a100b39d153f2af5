from pathlib import Path

import numpy as np
import pytest

from voicebot.asr import lexicon
from voicebot.asr.ngram import NGrams
from voicebot.errors import ModelError


UNITS = lexicon.units()
Other = tuple[tuple[str, ...], lexicon.Lexicon, NGrams]


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
    words, model = lexicon.load(UNITS)
    assert len(model.first) == len(words.chars)
    assert {("轉", 2), ("轉", 3), ("專", 1)} <= _said(words, UNITS, "o_z", "r_yun") and words.sounds[words.chars.index("好")]


def test_another_inventory_has_the_same_readings_but_for_what_it_cannot_write(other: Other) -> None:
    units, words, _ = other
    assert _said(words, units, "o_z", "r_yun") == _said(lexicon.load(UNITS)[0], UNITS, "o_z", "r_yun")
    named = [sorted(_named(*each)) for each in ((lexicon.load(UNITS)[0], UNITS), (words, units))]
    assert named[1] == [row for row in named[0] if row[1].split()[1] in units] and 10_000 < len(named[1]) < len(named[0])


def test_rimes_after_those_of_the_file_have_no_character() -> None:
    words, _ = lexicon.load((*UNITS, "r_new"))
    assert not _said(words, (*UNITS, "r_new"), "o_z", "r_new") and _said(words, (*UNITS, "r_new"), "o_z", "r_yun")


def _said(words: lexicon.Lexicon, units: tuple[str, ...], onset: str, rime: str) -> set[tuple[str, int]]:
    rows = words.rows(units.index(onset), units.index(rime))
    return {(words.chars[c], t + 1) for c, t in zip(words.char[rows].tolist(), words.tone[rows].tolist(), strict=True)}


def _named(words: lexicon.Lexicon, units: tuple[str, ...]) -> list[tuple[str, str, int]]:
    return [(words.chars[c], f"{units[o]} {units[r]}", tone) for c, sounds in words.sounds.items() for o, r, tone in sounds]


def test_a_spoilt_file_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asr").mkdir()
    monkeypatch.setattr("voicebot.weights.roots", lambda: [tmp_path])
    with pytest.raises(ModelError, match="missing"):
        lexicon.load(UNITS)
    (tmp_path / "asr" / "decoder.npz").write_bytes(b"spoilt")
    with pytest.raises(ModelError, match="asr/decoder.npz is damaged"):
        lexicon.load(UNITS)
    np.savez(tmp_path / "asr" / "decoder.npz", chars=np.zeros(3))
    with pytest.raises(ModelError, match="asr/decoder.npz is damaged"):
        lexicon.load(UNITS)
