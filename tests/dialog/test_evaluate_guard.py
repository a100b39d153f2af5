from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.dialog.evaluate_guard import changed, evaluate, utterances
from voicebot.errors import InputError


DATA = Path(__file__).parent.parent / "data"


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_shares_with_intervals(tmp_path: Path) -> None:
    pairs = written(tmp_path, "pairs.tsv", "# ours\nwritten\tspoken\tkind\n他們不收。\t佢哋唔收！ // 佢哋唔要。\tconvert\n今天休息。\t今日放假。\tconvert\n的士\t的士\tkeep\n是的\t係嘅\tkeep\n")
    clean = written(tmp_path, "clean.txt", "我搭的士去。\n佢哋嚟咗。\n他們走了。\n")
    result = evaluate(pairs, clean)
    assert (result["exact"], result["n"], result["unmarked"], result["kept"], result["n_keep"]) == (0.5, 2, 1.0, 1.0, 2)
    assert [(result[name], result[f"{name}_n"]) for name in ("changed", "changed_written", "changed_of_all")] == [(0.5, 2), (0.5, 2), (0.3333, 3)]
    assert result["ci95"][0] < 0.5 < result["ci95"][1]
    assert "changed" not in evaluate(pairs)


def test_what_changes_is_shown() -> None:
    assert changed(["佢去咗。", "他們走了。"]) == [("他們走了。", "佢哋走喇。")]


@pytest.mark.parametrize("text", ["", "written\tspoken\n他\t佢\n", "written\tspoken\tkind\n他\t佢\tmaybe\n", "written\tspoken\tkind\n他\t\tkeep\n"])
def test_a_table_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        evaluate(written(tmp_path, "pairs.tsv", text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none.tsv"):
        evaluate(tmp_path / "none.tsv")


def test_transcripts_are_read_as_they_were_said(tmp_path: Path) -> None:
    written(tmp_path, "a.cha", "@Begin\n*XXA:\t我 聽 朋友 講 話 去 , 誒 , Orlando 嗰個\n\t迪士尼 .\n%mor:\tr|ngo5\n\tv|teng1\n*XXB:\t係 咩 ?\n@End\n")
    assert utterances(tmp_path) == ["我聽朋友講話去，誒， Orlando 嗰個迪士尼。", "係咩？"]
    with pytest.raises(InputError):
        utterances(written(tmp_path, "x", "").parent.joinpath("none"))


def test_the_pairs() -> None:
    """The first file was there while the rules were made, the second was written after them."""
    assert evaluate(DATA / "guard_pairs.tsv")["exact"] == evaluate(DATA / "guard_pairs.tsv")["kept"] == 1.0
    later = evaluate(DATA / "guard_pairs_later.tsv")
    assert later["exact"] >= 0.9 and later["unmarked"] >= 0.95 and later["kept"] >= 0.95


def test_talk_with_a_character_of_written_chinese_passes() -> None:
    """Common Voice 中文（香港） sentences (CC0): those that hold one, and that canto-filter 1.1.4 takes for Cantonese."""
    result = evaluate(DATA / "guard_pairs_later.tsv", DATA / "common_voice_talk.txt")
    assert result["changed_written_n"] == 232
    assert result["changed_written"] < 0.01
