from pathlib import Path

import numpy as np
import pytest

from tests.speech import FOLDER
from voicebot.asr import evaluate
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.errors import AudioError, InputError


@pytest.mark.parametrize(
    ("left", "right", "wanted"), [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("我哋", "我地", 1)]
)
def test_distance(left: str, right: str, wanted: int) -> None:
    assert evaluate.distance(left, right) == evaluate.distance(right, left) == wanted


def test_only_characters_count_and_spellings_are_made_equal() -> None:
    assert evaluate.characters("我讀K2，噉好啊！") == "我讀咁好呀"
    assert evaluate.syllables("你我") == [("l", "ei"), ("", "o")]


def test_two_clips(recognizer: EmbeddedRecognizer, tmp_path: Path) -> None:
    manifest = tmp_path / "m.tsv"
    rows = [(FOLDER / "00011-01.opus", "我唔明白"), (FOLDER / "00011-04a.flac", "之後我哋坐火車")]
    manifest.write_text("file\ttext\n" + "".join(f"{f}\t{t}\n" for f, t in rows), encoding="utf-8")
    result = evaluate.evaluate(recognizer, manifest)
    assert (result["clips"], result["n"], result["n_syllables"]) == (2, 11, 11)
    assert result["cer"] == pytest.approx(100 * 2 / 11, abs=0.01)  # 船 for 火車: two edits
    low, high = result["ci95"]
    assert low <= result["cer"] <= high and 0 < result["rtf"] < 1


def test_an_interval_of_equal_clips_has_no_width() -> None:
    assert evaluate._interval([1, 1, 1], [10, 10, 10]) == [10.0, 10.0]


@pytest.mark.parametrize("content", [b"", b"file\ttext\n", b"name\ttext\na\tb\n", b"\xff\xfe\x00\x01"])
def test_a_manifest_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.tsv").write_bytes(content)
    with pytest.raises(InputError, match="m.tsv"):
        evaluate.rows(tmp_path / "m.tsv")


def test_a_missing_recording_is_named(recognizer: EmbeddedRecognizer, tmp_path: Path) -> None:
    (tmp_path / "m.tsv").write_text("file\ttext\ngone.wav\t好\n", encoding="utf-8")
    with pytest.raises(AudioError, match="gone.wav"):
        evaluate.evaluate(recognizer, tmp_path / "m.tsv")


def test_the_clips_of_the_tests_stay_below_their_error_rate(recognizer: EmbeddedRecognizer) -> None:
    result = evaluate.evaluate(recognizer, FOLDER / "manifest.tsv")
    assert result["clips"] == 9 and result["cer"] < 9 and result["ser"] < 6
    assert np.isfinite(result["rtf"])
