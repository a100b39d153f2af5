from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.bank import BANK
from voicebot.asr.channels import channel
from voicebot.engines import Expect
from voicebot.errors import InputError
from voicebot.events import Transcript
from voicebot.fakes import FakeStream
from voicebot.knowledge.hear import evaluate

PAGES = ["今日雞先生同鴨想出市區玩", "水由一隻杯流入第二隻杯", "有啲雀仔喺樹上面唱歌"]
HEARD = {1: "雞先生同鴨", 2: "流入第二隻杯", 3: "", 4: "點樣掛失信用卡"}  # by the clip's length in tenths of a second


class Stream(FakeStream):
    def final(self) -> Transcript:
        return Transcript(HEARD[round(len(np.concatenate(self._pcm)) / 1_600)])


class Ears:
    name = "by length"

    def stream(self, expect: Expect = Expect()) -> Stream:
        return Stream()


def manifest(folder: Path, *rows: tuple[int, str]) -> Path:
    lines = ["file\tpassage"]
    for tenths, passage in rows:
        soundfile.write(folder / f"{tenths}.wav", np.full(1_600 * tenths, 1_000, dtype=np.int16), 16_000)
        lines.append(f"{tenths}.wav\t{passage}")
    (folder / "m.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "m.tsv"


def test_pages_are_found_among_distractors(tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_text("香港天文台發出酷熱天氣警告\n維多利亞港喺香港島同九龍之間\n", encoding="utf-8")
    rows = manifest(tmp_path, (1, PAGES[0]), (2, PAGES[1]), (3, PAGES[2]))
    result = evaluate(Ears(), BANK, lambda heard: [], rows, channel(""), tmp_path / "noise.txt")
    assert (result["pages"]["n"], result["silent"], result["distractors"]) == (3, 1, 2)
    assert result["pages"]["recall1"] == pytest.approx(66.7) and "answers" not in result


def test_answers_are_those_of_the_finder(tmp_path: Path) -> None:
    wanted, other = list(BANK.answers)[:2]
    rows = manifest(tmp_path, (4, wanted))
    first = evaluate(Ears(), BANK, lambda heard: [wanted, other], rows, channel(""))
    second = evaluate(Ears(), BANK, lambda heard: [other, wanted], rows, channel(""))
    assert (first["answers"]["recall1"], second["answers"]["recall1"], second["answers"]["recall3"]) == (100, 0, 100)


def test_a_manifest_without_passages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.tsv").write_text("file\ttext\na.wav\t好\n", encoding="utf-8")
    with pytest.raises(InputError, match="passage"):
        evaluate(Ears(), BANK, lambda heard: [], tmp_path / "m.tsv", channel(""))
