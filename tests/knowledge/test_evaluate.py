from pathlib import Path

import pytest

from tests.bank import BANK
from voicebot.dialog.router import Router
from voicebot.engines import Question
from voicebot.errors import InputError
from voicebot.knowledge import evaluate as measured
from voicebot.knowledge.evaluate import evaluate, read_manifest
from voicebot.knowledge.library import Library, Snapshot

DATA = Path(__file__).parents[1] / "data"
VIEW = Library(BANK).snapshot()


def built(view: Snapshot) -> measured.Finder:
    router = Router(view)
    return lambda heard: [reading.id for reading in router.read(router.query(Question(heard)), heard.text)]


@pytest.mark.parametrize("name", ["questions", "questions_dev", "terms", "terms_dev"])
def test_questions_are_paraphrases(name: str) -> None:
    rows = read_manifest(DATA / f"retrieval_{name}.tsv", BANK.passages)
    shared = [measured._overlap(question, [BANK.passages[id_] for id_ in ids]) for question, ids in rows]
    assert max(shared) <= 0.4


@pytest.mark.parametrize("name", ["questions", "terms"])
def test_dev_and_test_share_no_question(name: str) -> None:
    dev, held = (read_manifest(DATA / f"retrieval_{name}{part}.tsv", BANK.passages) for part in ("_dev", ""))
    assert not {question for question, _ in dev} & {question for question, _ in held}
    assert len(held) > len(dev)


def test_figures_are_reported_for_both_at_every_share_of_errors(tmp_path: Path) -> None:
    manifest, distractors = tmp_path / "m.tsv", tmp_path / "d.txt"
    manifest.write_text("question\tpassages\n信用卡唔見咗\tcards.html#lost\n幾點開門\tbranches.html#hours|branches.html#booking\n", "utf-8")
    distractors.write_text("今日天氣好好\n\n大家食咗飯未\n", "utf-8")
    result = evaluate(VIEW, manifest, built, distractors)
    assert (result["n"], result["passages"], result["distractors"]) == (2, len(BANK.passages), 2)
    for share in ("0%", "20%", "40%"):
        for who in ("search", "passages", "bm25"):
            figures = result[share][who]
            assert 0 <= figures["recall1"] <= figures["recall3"] <= 1
            assert figures["recall1"] <= figures["mrr"] <= 1
            low, high = figures["recall3_ci95"]
            assert low <= figures["recall3"] <= high
    assert result["0%"]["search"]["recall1"] == 1
    assert result == evaluate(VIEW, manifest, built, distractors) | {key: result[key] for key in ("search_ms",)}


def test_the_targets_hold_for_customers_who_know_the_terms() -> None:
    """Held out; with everyday sentences for distractors, as the Wikipedia ones are not in the repository."""
    result = evaluate(VIEW, DATA / "retrieval_terms.tsv", built, DATA / "everyday_sentences.txt")
    for who in ("search", "passages"):
        assert all(result[share][who]["recall3"] >= least for share, least in (("0%", 0.95), ("20%", 0.9), ("40%", 0.8)))
        assert result["40%"][who]["lead"] >= 0.05


@pytest.mark.parametrize("rows", ["", "question\tpassages\n幾點\t\n", "question\tpassages\n幾點\tcards.html#nowhere\n", "text\tanswer\na\tb\n"])
def test_a_manifest_that_cannot_be_used_is_refused(rows: str, tmp_path: Path) -> None:
    (tmp_path / "m.tsv").write_text(rows, "utf-8")
    with pytest.raises(InputError):
        evaluate(VIEW, tmp_path / "m.tsv", built)


def test_distractors_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "d.txt.xz").write_bytes(b"no xz")
    with pytest.raises(InputError):
        evaluate(VIEW, DATA / "retrieval_questions_dev.tsv", built, tmp_path / "d.txt.xz")
