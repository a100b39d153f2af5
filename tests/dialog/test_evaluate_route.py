from pathlib import Path

import pytest

from tests.bank import FLOWING
from voicebot.dialog.evaluate_route import evaluate, went
from voicebot.errors import InputError
from voicebot.events import Citation, Reply, Trace

DATA = Path(__file__).parent.parent / "data"


class Scripted:
    """Goes where the text says."""

    def answer(self, question):
        route, _, target = question.transcript.text.partition(" ")
        cited = (Citation(target, "t", "a", "q"),) if route == "answer" else ()
        return Reply("x", "x", route, cited, flow=target if route == "flow" else "", trace=Trace(target=target))


def manifest(tmp_path, *rows):
    path = tmp_path / "m.tsv"
    path.write_text("\n".join(["text\troute\ttarget", *("\t".join(row) for row in rows)]), "utf-8")
    return path


def test_figures_are_those_of_a_confusion_counted_by_hand(tmp_path):
    rows = (
        ("flow a", "flow", "a"), ("answer b", "flow", "a"), ("answer b", "knowledge", "b"), ("answer c", "knowledge", "b"),
        ("person p", "request", "p"), ("none x", "none", ""), ("smalltalk s", "none", ""),
    )  # fmt: skip
    found = evaluate(Scripted(), manifest(tmp_path, *rows))
    # flow: 1 of 2, nothing besides: 2/3. knowledge: 2 right, 1 besides: 4/5. request 1. none: 1 of 2: 2/3.
    assert found["macro_f1"] == pytest.approx((2 / 3 + 4 / 5 + 1 + 2 / 3) / 4, abs=1e-4)
    assert found["confusion"] == {"flow": {"flow": 1, "knowledge": 1}, "knowledge": {"knowledge": 2}, "request": {"request": 1}, "none": {"smalltalk": 1, "none": 1}}
    assert found["right_target"] == pytest.approx(4 / 7, abs=1e-4)
    assert found["n"] == 7 and found["ci95"][0] <= found["macro_f1"] <= found["ci95"][1]


def test_phrases_that_were_held_out_go_where_they_should():
    found = evaluate(FLOWING, DATA / "route_phrases.tsv")
    assert found["n"] >= 200 and min(row["n"] for row in found["by_route"].values()) >= 20
    assert found["macro_f1"] >= 0.9


def test_an_unknown_route_is_told(tmp_path):
    with pytest.raises(InputError, match="there is no route soup"):
        evaluate(Scripted(), manifest(tmp_path, ("x", "soup", "")))


def test_a_choice_and_a_misunderstanding_went_nowhere():
    assert went(Reply("x", "x", "none", trace=Trace(target="y"))) == ("none", "")
