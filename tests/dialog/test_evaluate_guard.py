from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.dialog.evaluate_guard import changed, evaluate
from voicebot.errors import InputError


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_shares_with_intervals(tmp_path: Path) -> None:
    pairs = written(tmp_path, "pairs.tsv", "# ours\nwritten\tspoken\tkind\n他們不收。\t佢哋唔收！ // 佢哋唔要。\tconvert\n今天休息。\t今日放假。\tconvert\n的士\t的士\tkeep\n是的\t係嘅\tkeep\n")
    clean = written(tmp_path, "clean.txt", "我搭的士去。\n佢哋去咗。\n他們走了。\n")
    result = evaluate(pairs, clean)
    assert (result["exact"], result["n"], result["unmarked"], result["kept"], result["n_keep"]) == (0.5, 2, 1.0, 1.0, 2)
    assert (result["changed"], result["n_triggered"], result["changed_of_all"], result["n_clean"]) == (0.5, 2, 0.3333, 3)
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
