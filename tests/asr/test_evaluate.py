import json
from pathlib import Path

import numpy as np
import pytest

from tests.speech import FOLDER
from voicebot.asr import evaluate
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.engines import Expect
from voicebot.errors import AudioError, InputError
from voicebot.fakes import FakeRecognizer, FakeStream


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
    assert result["ser"] <= result["tone"] and result["channel"] == ""
    assert sum(n for _, _, n in result["reliability"]) == 10 and 0 <= result["ece"] <= 1
    assert result["updates"] >= 1 and 0 <= result["flicker"] <= 100
    assert result["with_partial"] >= 1 and 0 < result["first_partial_s"][0] < 3 and result["final_ms"][0] > 0


def test_the_confusions_are_saved_in_the_form_that_misheard_reads(recognizer: EmbeddedRecognizer, tmp_path: Path) -> None:
    manifest = tmp_path / "m.tsv"
    manifest.write_text(f"file\ttext\n{FOLDER / '00011-01.opus'}\t我唔明八\n", encoding="utf-8")
    result = evaluate.evaluate(recognizer, manifest, "phone", tmp_path / "c.json")
    saved = json.loads((tmp_path / "c.json").read_text("utf-8"))
    assert saved["events"] == {"right": 3, "replaced": 1} and result["channel"] == "phone"
    assert result["worst"]["rime"] == [("aat", "aak", 1)] and result["worst"]["onset"] == []


def test_what_is_asked_for_goes_to_the_recogniser(tmp_path: Path) -> None:
    asked: list[str] = []

    class Ears(FakeRecognizer):
        def stream(self, expect: Expect = Expect()) -> FakeStream:
            asked.append(expect.kind)
            return super().stream(expect)

    (tmp_path / "m.tsv").write_text(f"file\ttext\texpect\n{FOLDER / '00011-01.opus'}\t好\tphone\n", encoding="utf-8")
    evaluate.evaluate(Ears(), tmp_path / "m.tsv")
    assert asked == ["phone", "phone"]


def test_calibration() -> None:
    found = evaluate.calibration([0.95, 0.95, 0.55, 0.55], [True, True, True, False])
    assert found == {"ece": 0.05, "reliability": [[0.55, 0.5, 2], [0.95, 1.0, 2]]}
    assert evaluate.calibration([], []) == {"ece": 0.0, "reliability": []}


def test_an_interval_of_equal_clips_has_no_width() -> None:
    assert evaluate.interval([1, 1, 1], [10, 10, 10]) == [10.0, 10.0]


@pytest.mark.parametrize("content", [b"", b"file\ttext\n", b"name\ttext\na\tb\n", b"\xff\xfe\x00\x01"])
def test_a_manifest_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.tsv").write_bytes(content)
    with pytest.raises(InputError, match="m.tsv"):
        evaluate.table(tmp_path / "m.tsv", "text")


def test_a_missing_recording_is_named(recognizer: EmbeddedRecognizer, tmp_path: Path) -> None:
    (tmp_path / "m.tsv").write_text("file\ttext\ngone.wav\t好\n", encoding="utf-8")
    with pytest.raises(AudioError, match="gone.wav"):
        evaluate.evaluate(recognizer, tmp_path / "m.tsv")


def test_the_clips_of_the_tests_stay_below_their_error_rate(recognizer: EmbeddedRecognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "_EVERY", 100_000)  # running texts cost the most, and have no part in these figures
    result = evaluate.evaluate(recognizer, FOLDER / "manifest.tsv")
    assert result["clips"] == 9 and result["cer"] < 9 and result["ser"] < 6
    assert np.isfinite(result["rtf"])
