"""Customers' judgements as an evaluation set."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.bank import MIND
from voicebot.dialog.evaluate import evaluate, read_manifest
from voicebot.knowledge.feedback import COLUMNS, Judgement, manifest

VERDICTS = st.sampled_from(["helpful", "wrong"])


def judged(question: str, id_: str = "fps-fee", verdict: str = "helpful", item: str = "i") -> Judgement:
    return Judgement(item, verdict, question, ((id_, "v1"), ("other", "v2")), "web")  # type: ignore[arg-type]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_what_was_helpful_is_expected_and_what_was_wrong_must_not_come() -> None:
    made = rows(manifest([judged("轉數快收唔收費"), judged("分行幾點開門", verdict="wrong")]))
    assert [(r["text"], r["answer"], r["verdict"], r["version"]) for r in made] == [
        ("轉數快收唔收費", "fps-fee", "helpful", "v1"), ("分行幾點開門", "!fps-fee", "wrong", "v1"),
    ]  # fmt: skip


def test_the_same_is_told_once_and_what_was_judged_both_ways_is_left_to_a_person() -> None:
    assert len(rows(manifest([judged("轉數快", item="1"), judged("轉數快", item="2")]))) == 1
    assert rows(manifest([judged("轉數快"), judged("轉數快", verdict="wrong")])) == []
    assert manifest([]).split() == list(COLUMNS)


@given(st.lists(st.tuples(st.text(max_size=12), st.sampled_from(["a", "b"]), VERDICTS), max_size=5))
def test_whatever_was_asked_the_evaluation_reads_it_back(tmp_path_factory, said: list[tuple[str, str, str]]) -> None:
    path: Path = tmp_path_factory.mktemp("m") / "m.tsv"
    made = manifest([judged(text, id_, verdict) for text, id_, verdict in said])
    if len(rows(made)) > 0:
        path.write_text(made, "utf-8")
        read = read_manifest(path)
        assert {text for text, _ in read} <= {" ".join(text.split()).lstrip("#") for text, _, _ in said}
        assert len(read) == len(rows(made))


def test_the_evaluation_tells_what_is_still_answered_wrongly(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    path.write_text(manifest([judged("轉數快收唔收手續費"), judged("我唔見咗張信用卡", "card-lost", "wrong"), judged("分行幾點開門", "card-lost", "wrong")]), "utf-8")
    found = evaluate(MIND, path)
    assert (found["n"], found["top1"], found["n_marked_wrong"], found["still_wrong"]) == (1, 1.0, 2, 0.5)
