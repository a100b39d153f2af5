"""The measurement of a voice, with a judge that hears what it is told to, and sounds whose figures are known."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.speech import FOLDER, clip, texts
from voicebot.asr.acoustic import Posteriors
from voicebot.asr.sounds import Sound, folded, greedy
from voicebot.engines import Expect, Speech
from voicebot.errors import InputError, ModelError
from voicebot.events import Phone, Transcript
from voicebot.tts import evaluate_sound as sound
from voicebot.tts.embedded import EmbeddedVoice
from voicebot.tts.evaluate import Aids, by_telephone, evaluate
from voicebot.tts.evaluate_heard import Judge, Writer, matched, score, share
from voicebot.tts.evaluate_text import right
from voicebot.tts.pronounce import Pronouncer

CLIP = "00011-08.opus"
SOUNDS = st.lists(st.sampled_from(folded(["nei5", "hou2", "ngo5", "aa3", "si6"])), max_size=7)


class _Voice:
    name = "told"

    def speak(self, text: str, style: str = "warm", rate: float = 1.0) -> Iterator[Speech]:
        tone = (3_000 * np.sin(2 * np.pi * 200 * np.arange(24_000) / 24_000)).astype(np.int16)
        phones = tuple(Phone("r_aa", 3, 200 * n, 200 * n + 200, n) for n in range(4))
        yield Speech(tone, text, phones, ("nei5", "hou2", "ngo5", "aa3"))


class _Judge(Judge):
    def __init__(self) -> None:
        self.name, self.note, self.units = "judge", "told", ("<b>", "r_aa")
        self.asked: list[int] = []

    def posteriors(self, pcm: np.ndarray) -> Posteriors:
        return Posteriors(np.zeros((len(pcm) // 320, 2), np.float32), np.zeros((len(pcm) // 320, 6), np.float32))

    def sounds(self, pcm: np.ndarray) -> list[Sound]:
        self.asked.append(len(pcm))
        return folded(["lei5", "hou3", "o5"])


def _manifest(folder: Path, text: str) -> Path:
    path = folder / "m.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_merged_sounds_are_no_error_and_a_missing_syllable_is_one(tmp_path: Path) -> None:
    judge = _Judge()
    result = evaluate(_Voice(), judge, _manifest(tmp_path, "kind\ttext\nservice\t你好我呀\n"))
    assert (result["ser"], result["ser_tonal"], result["n"], result["sentences"]) == (25.0, 50.0, 4, 1)
    figures = result["systems"]["told"]["recording"]
    assert [figures[name][0] for name in ("onset", "rime", "tone")] == [75.0, 75.0, 50.0]
    assert figures["by_kind"]["service"]["n"] == 4 and set(judge.asked) == {16_000}


def test_what_was_not_to_be_had_is_absent_and_not_zero(tmp_path: Path) -> None:
    result = evaluate(_Voice(), _Judge(), _manifest(tmp_path, "text\n你好我呀\n"))
    assert len(result["absent"]) == 6 and result["strings"] is None and result["text"] is None
    told = result["systems"]["told"]["telephone"]
    assert told["second"] is None and told["opinion"] is None


def test_a_manifest_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        evaluate(_Voice(), _Judge(), _manifest(tmp_path, "words\nx\n"))
    with pytest.raises(InputError, match="kinds other"):
        evaluate(_Voice(), _Judge(), _manifest(tmp_path, "text\n你好\n"), Aids(strings=_manifest(tmp_path, "kind\ttext\nother\t你好\n")))


def test_strings_are_right_as_a_whole_or_wrong(tmp_path: Path) -> None:
    strings = tmp_path / "s.tsv"
    strings.write_text("kind\ttext\ndigits\t一二\n", encoding="utf-8")
    result = evaluate(_Voice(), _Judge(), _manifest(tmp_path, "text\n你好我呀\n"), Aids(strings=strings))
    told = result["strings"]["told"]["all"]
    assert (told["n"], told["syllables"], told["right"][0], told["ser"][0]) == (1, 4, 0.0, 25.0)


def test_natural_recordings_stand_beside(tmp_path: Path) -> None:
    shutil.copy(FOLDER / CLIP, tmp_path / CLIP)
    rows = f"file\ttext\tsplit\tkind\treader\n{CLIP}\t{texts()[CLIP]}\tdev\tpage\tA\nno.wav\t你好\ttrain\tpage\tB\nno.wav\t你好\tdev\ttitle\tB\n"
    natural = tmp_path / "n.tsv"
    natural.write_text(rows, encoding="utf-8")
    result = evaluate(_Voice(), _Judge(), _manifest(tmp_path, "text\n你好我呀\n"), Aids(natural=natural))
    assert result["systems"]["natural"]["recording"]["sentences"] == 1
    assert result["prosody"]["natural"]["f0_sd"] > 1 > result["prosody"]["told"]["f0_sd"]


@given(SOUNDS, SOUNDS)
def test_matching_keeps_every_wanted_sound_in_order(wanted: list[Sound], heard: list[Sound]) -> None:
    pairs = matched(wanted, heard)
    assert [w for w, _ in pairs] == wanted
    places = iter(heard)
    assert all(any(h == p for p in places) for _, h in pairs if h is not None)  # heard ones in their order too
    assert matched(wanted, wanted) == [(w, w) for w in wanted]


def test_greedy_pairs_an_onset_with_the_rime_after_it() -> None:
    units = ("<b>", *(f"o_{n}" for n in "b p m f d t l g k h gw kw w z c s j".split()), "r_ei", "r_ou")
    path = ["<b>", "o_l", "o_l", "r_ei", "<b>", "r_ou", "<b>", "o_h"]
    rows = np.full((len(path), len(units)), -9.0, np.float32)
    for t, name in enumerate(path):
        rows[t, units.index(name)] = 0
    tones = np.full((len(path), 6), -5.0, np.float32)
    tones[3, 4] = tones[5, 1] = 0
    assert greedy(Posteriors(rows, tones), units) == [("l", "ei", 5), ("", "ou", 2)]


def test_an_interval_holds_its_value_and_none_is_made_of_nothing() -> None:
    value, low, high = share([1, 0, 0, 1], [2, 2, 2, 2])
    assert value == 25.0 and low < value < high
    assert share([], []) == [] and score([])["n"] == 0


class _Recognizer:
    name = "writes"

    def stream(self, expect: Expect = Expect()) -> _Recognizer:
        return self

    def feed(self, pcm: np.ndarray) -> None:
        pass

    def final(self) -> Transcript:
        return Transcript("你好")


def test_a_writers_text_is_read_back() -> None:
    listener = Writer(_Recognizer(), "writes", Pronouncer().syllables)  # type: ignore[arg-type]
    assert listener.sounds(np.zeros(160, np.int16)) == folded(["nei5", "hou2"])


def test_a_judge_is_a_folder_of_two_files(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="best.int8.onnx"):
        Judge(tmp_path)
    (tmp_path / "best.int8.onnx").write_bytes(b"no graph")
    (tmp_path / "units.txt").write_text("<b>\n", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        Judge(tmp_path)


def test_the_shipped_recogniser_hears_a_reader_and_says_that_it_is_not_independent() -> None:
    judge = Judge()
    wanted = folded(Pronouncer().syllables(texts()[CLIP]))
    assert score([(wanted, judge.sounds(clip(CLIP)))])["ser"][0] < 15
    assert "not independent" in judge.note
    assert judge.sounds(np.zeros(0, np.int16)) == []
    with pytest.raises(InputError, match="28 s"):
        judge.sounds(np.zeros(16_000 * 29, np.int16))


def _tone(hz: float, seconds: float) -> np.ndarray:
    t = np.arange(int(16_000 * seconds)) / 16_000
    return sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 12)) * 4_000


def test_pitch_pace_and_pauses_of_made_sound() -> None:
    silence = np.zeros(int(0.4 * 16_000))
    pcm = np.concatenate([_tone(200, 1.0), silence, _tone(200 * 2 ** (6 / 12), 1.0)]).astype(np.int16)
    found = sound.prosody([pcm], [8], ["a"])
    assert abs(found["f0_range"] - 6) < 0.2 and abs(found["f0_sd"] - 3) < 0.2
    assert abs(found["rate"][0] - 4.0) < 0.1 and abs(found["rate_overall"][0] - 8 / 2.4) < 0.1
    assert found["pauses"][0] == 1 and abs(found["pause_ms"] - 400) <= 20
    assert sound.prosody([np.zeros(16_000, np.int16)], [1], ["a"])["f0_sd"] is None


def test_an_opinion_s_windows_repeat_nothing_and_mix_no_speakers() -> None:
    size = int(9.01 * 16_000)
    clips = [np.full(size // 2 + 10, n, np.int16) for n in range(4)]
    told = sound.windows(clips, ["a", "b", "a", "a"])
    assert [len(w) for w in told] == [size, size // 2 + 10]
    assert set(told[0].tolist()) == {0, 2} and (told[0] == 0).sum() == size // 2 + 10 and set(told[1].tolist()) == {1}
    assert [len(w) for w in sound.windows([np.zeros(2 * size, np.int16)], ["a"])] == [size, size]


def test_a_jump_is_larger_where_the_sound_changes() -> None:
    pcm = np.concatenate([_tone(120, 0.3), _tone(430, 0.3)]).astype(np.int16)
    at, inside = sound.jumps(pcm, [0.0, 0.3])
    assert min(at) > 3 * max(inside)


def test_an_edge_away_from_zero_is_found() -> None:
    quiet = np.zeros(2_400, np.int16)
    loud = quiet.copy()
    loud[-1] = 16_384
    assert sound.edge_dbfs([quiet]) < -90 and abs(sound.edge_dbfs([quiet, loud]) + 6) < 0.1
    edges = sound.edge_dbfs([p.pcm for p in EmbeddedVoice().speak("多謝你，再見。")])
    assert edges is not None and edges < -40


def test_the_telephone_takes_away_what_is_above_4_khz() -> None:
    high = (8_000 * np.sin(2 * np.pi * 5_500 * np.arange(16_000) / 16_000)).astype(np.int16)
    out = by_telephone(high)
    assert np.abs(out[1_000:-1_000]).max() < 200 and len(out) == len(high)


@pytest.mark.parametrize(
    ("written", "expected", "holds"),
    [
        ("$20", "二十蚊", True), ("$20", "二十元 // 二十蚊", True), ("$20", "三十蚊", False), ("行長", "{hong4 zoeng2}", True),
        ("$20", "二十蚊(note)", True),
    ],
)  # fmt: skip
def test_cases_of_writing(written: str, expected: str, holds: bool) -> None:
    assert right(written, expected, Pronouncer()) is holds
