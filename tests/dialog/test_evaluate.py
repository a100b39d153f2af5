from pathlib import Path

import pytest

from tests.bank import MIND
from tests.dialog.homophones import confuse
from voicebot.dialog.evaluate import evaluate, given, read_manifest, wilson
from voicebot.engines import Question
from voicebot.errors import InputError
from voicebot.events import Transcript

DATA = Path(__file__).parent.parent / "data"
ROWS = read_manifest(DATA / "bank_questions.tsv")


def test_paraphrased_questions_find_their_answers_and_others_are_refused():
    found = evaluate(MIND, DATA / "bank_questions.tsv")
    assert found["n"] >= 60 and found["n_off_topic"] >= 15
    assert found["top1"] >= 0.9
    assert found["answered_wrongly"] <= 0.05
    assert found["rejected_correctly"] >= 0.9
    assert found["ci95"][0] < found["top1"] < found["ci95"][1]


def test_everyday_talk_is_not_answered():
    lines = [line for line in (DATA / "everyday_sentences.txt").read_text("utf-8").splitlines() if line[:1] != "#"]
    said = [given(MIND.answer(Question(Transcript(line)))) for line in lines]
    assert len(lines) == 300
    assert sum(got != "none" for got in said) / len(said) <= 0.05


def test_homophones_do_not_hide_the_question():
    rows = [(confuse(text, 0.15, seed=0), expected) for text, expected in ROWS if expected != "none"]
    assert sum(a != b for (a, _), (b, _) in zip(rows, ROWS, strict=False)) > 70
    right = sum(given(MIND.answer(Question(Transcript(text)))) == expected for text, expected in rows)
    assert right / len(rows) >= 0.8


def test_wilson_interval():
    assert wilson(50, 100) == pytest.approx((0.4038, 0.5962), abs=1e-3)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("content", ["", "text\tanswer\n", "a\tb\n1\t2\n", "text\tanswer\n問\t\n"])
def test_a_manifest_that_cannot_be_used(tmp_path, content):
    path = tmp_path / "m.tsv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match="m.tsv"):
        evaluate(MIND, path)


def test_a_missing_manifest(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        evaluate(MIND, tmp_path / "none.tsv")
