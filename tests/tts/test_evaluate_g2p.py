"""Measuring readings against people's own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from voicebot.errors import InputError
from voicebot.tts.evaluate_g2p import evaluate
from voicebot.tts.pronounce import Pronouncer


def _manifest(folder: Path, text: str) -> Path:
    path = folder / "manifest.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_syllables_are_compared_character_by_character(tmp_path: Path) -> None:
    rows = "a\t你好，OK。\tnei5 hou3 _ _ _ _\na\t你\tlei5\nb\t銀行\tngan4 hong4|hang4\n"
    result = evaluate(_manifest(tmp_path, "conversation\ttext\tjyutping\n" + rows), Pronouncer())
    assert (result["n"], result["accuracy"], result["accuracy_merged"], result["conversations"]) == (5, 0.6, 0.8, 2)
    assert result["missed"] == ["好 hou2 for hou3: 1", "你 nei5 for lei5: 1"] and result["unknown"] == 0
    low, high = result["interval"]
    assert low == pytest.approx(1 / 3, abs=1e-3) and high == 1.0


def test_listed_sentences_need_their_syllables_in_a_row(tmp_path: Path) -> None:
    rows = "name\t任先生\tjam4 sin1 // jam6 sin1\nnumber\t$12\tsap6 ji6 man1\nname\t任先生\tjam4 saang1\n"
    result = evaluate(_manifest(tmp_path, "area\ttext\treadings\n" + rows), Pronouncer())
    assert result["accuracy"] == pytest.approx(2 / 3, abs=1e-3) and result["areas"] == {"name": [1, 2], "number": [1, 1]}
    assert result["missed"] == ["任先生: jam4 saang1"]


@pytest.mark.parametrize("text", ["", "text\n你好\n", "conversation\ttext\tjyutping\na\t你好\tnei5\n"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        evaluate(_manifest(tmp_path, text), Pronouncer())


@pytest.mark.parametrize(("name", "n", "floor"), [("readings.tsv", 424, 415), ("readings_later.tsv", 174, 170), ("readings_third.tsv", 157, 154)])
def test_the_lists_of_names_numbers_and_polyphones(name: str, n: int, floor: int) -> None:
    path = Path(__file__).with_name(name)
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert len(rows) == n and all(len(choice.split()) > 1 for row in rows for choice in row["readings"].split("//"))
    result = evaluate(path, Pronouncer())
    assert result["accuracy"] * result["n"] >= floor - 0.5 and result["unknown"] == 0, result["missed"]


def test_polyphones_of_an_author_who_taught_nothing() -> None:
    """One marked character a sentence, as companies and customers write; 189 before the model learned from labelled sentences, 194 at first sight after."""
    result = evaluate(Path(__file__).with_name("readings_fourth.tsv"), Pronouncer())
    assert result["n"] == 200 and result["accuracy"] >= 0.97 and result["unknown"] == 0


def test_labelled_sentences_are_those_that_taught() -> None:
    with Path(__file__).with_name("readings_labelled.tsv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["author"] for row in rows} == {"a", "b"} and len(rows) == len({(row["author"], row["text"]) for row in rows}) == 3783
    assert all(row["text"].count("【") == 1 and row["text"][row["text"].index("【") + 2] == "】" and row["readings"] for row in rows)
