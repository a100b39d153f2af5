"""A passage's sentences that belong together are read out together, or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bank import BANK
from voicebot.dialog.extract import MOST, supporting
from voicebot.knowledge.documents import Passage


def passage(*lines: str) -> Passage:
    return Passage("x.html#a", "文件", "標題", lines)


def chosen(at: int, *lines: str) -> list[str] | None:
    found = supporting(passage(*lines), at)
    return None if found is None else [passage(*lines).sentences[n] for n in found]


LONG = "本行的綜合理財戶口客戶可透過手機理財、網上理財、電話理財、分行櫃位或自助服務機辦理有關手續，全日二十四小時運作。"


@pytest.mark.parametrize(
    "limit",
    [
        "但戶口結餘不足一萬元者除外。", "惟須於三個月內辦理。", "上述優惠只適用於新客戶。", "如客戶為長者，可獲豁免。", "除非另有協議，否則須收費。",
        "只限網上申請。", "此服務不適用於聯名戶口。", "另收手續費五十元。", "上一年簽賬滿二萬元可獲豁免。", "每次最低收費一百元。", "客戶不可轉讓。",
    ],
)  # fmt: skip
def test_a_rule_is_never_read_without_what_limits_it(limit: str) -> None:
    assert chosen(0, LONG + limit) == [LONG, limit]


@pytest.mark.parametrize("limit", ["但戶口結餘不足一萬元者除外。", "惟須於三個月內辦理。", "上述優惠只適用於新客戶。", "上一年簽賬滿二萬元可獲豁免。", "該優惠有效期一年。"])
def test_a_limit_is_never_read_without_its_rule(limit: str) -> None:
    assert chosen(1, LONG + limit) == [LONG, limit]
    assert chosen(1, LONG, limit) == [LONG, limit]  # also where the document begins a new paragraph between them


def test_limits_of_limits_come_along() -> None:
    lines = (LONG + "但首年免費。惟中途取消須補繳。", "分行逢星期日休息。")
    assert chosen(0, *lines) == [LONG, "但首年免費。", "惟中途取消須補繳。"]
    assert chosen(2, *lines) == [LONG, "但首年免費。", "惟中途取消須補繳。"]


def test_a_list_goes_with_its_head_and_whole() -> None:
    lines = ("以下客戶豁免收費：", "- 長者", "- 學生", "- 殘疾人士", "其他客戶每月二十元。")
    for at in (0, 1, 3):
        assert chosen(at, *lines)[:4] == ["以下客戶豁免收費：", "長者", "學生", "殘疾人士"]


def test_rows_of_a_table_stand_alone() -> None:
    lines = ("- 計劃甲：月費 88 元", "- 計劃乙：月費 98 元", "- 計劃丙：月費 108 元")
    assert [chosen(at, *lines) for at in range(3)] == [[line[2:]] for line in lines]


def test_a_note_goes_with_everything_above_it() -> None:
    lines = ("- 計劃甲：月費 88 元", "- 計劃乙：月費 98 元", "註：另加增值服務費。")
    assert chosen(0, *lines)[-1] == chosen(1, *lines)[-1] == "註：另加增值服務費。"


def test_what_is_too_long_with_its_conditions_is_refused_whole() -> None:
    conditions = [f"但第{n}類客戶須另行遞交由本行指定格式之書面申請及證明文件。" for n in "一二三四五六七八"]
    assert chosen(0, LONG + "".join(conditions)) is None
    assert chosen(4, LONG + "".join(conditions)) is None
    assert chosen(0, "字" * (MOST + 1) + "。") is None


def test_the_rest_of_the_paragraph_is_read_and_the_next_is_not() -> None:
    assert chosen(0, "網上理財免費。全日運作。", "分行逢星期日休息。") == ["網上理財免費。", "全日運作。"]
    assert chosen(2, LONG + LONG + "全日運作。", "分行逢星期日休息。") == ["全日運作。"]


def test_a_short_paragraph_is_read_from_its_beginning() -> None:
    fine = "逾期還書每本每日罰款一元五角。罰款超過五十元者暫停借閱權利。"
    assert chosen(1, fine, "遺失照價賠償。") == ["逾期還書每本每日罰款一元五角。", "罰款超過五十元者暫停借閱權利。"]


@pytest.mark.parametrize("at", [-1, 1, 99])
def test_no_such_sentence(at: int) -> None:
    assert supporting(passage("一句。"), at) is None


PARTS = st.sampled_from(["網上免費。", "但須預約。", "註：另收費。", "包括：", "上述只限新客戶。", LONG, "如遺失，收費五十元。", "", "，。", "*不適用於聯名戶口。"])
LINES = st.lists(st.tuples(st.booleans(), st.lists(PARTS, min_size=1, max_size=4)).map(lambda row: ("- " if row[0] else "") + "".join(row[1])), max_size=6)


@settings(max_examples=300, deadline=None)
@given(LINES, st.integers(-1, 20))
def test_what_is_chosen_holds_the_sentence_in_order_within_the_limit(lines: list[str], at: int) -> None:
    found = supporting(passage(*lines), at)
    sentences = passage(*lines).sentences
    if found is not None:
        assert at in found and list(found) == sorted(set(found)) and found[-1] < len(sentences)
        assert sum(len(sentences[n]) for n in found) <= MOST


def test_every_sentence_of_the_bank_can_be_read_out() -> None:
    for one in BANK.passages.values():
        for at in range(len(one.sentences)):
            assert supporting(one, at) is not None, (one.source, at)


@pytest.mark.parametrize("name", ["extract_cases.tsv", "extract_cases_later.tsv"])
def test_conditions_of_leaflets_come_along(name: str) -> None:
    """The files' heads say how they came about and what the first scores were."""
    lost, asked = [], 0
    with (Path(__file__).parent.parent / "data" / name).open(encoding="utf-8") as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
            needed = {int(n) for n in (row["needs"] or "").split(",") if n}
            found = supporting(passage(*row["passage"].split(" / ")), int(row["at"]))
            asked += 1
            if found is not None and not needed <= set(found):
                lost.append((row["passage"], row["at"]))
    assert asked >= 20 and len(lost) <= 1, lost
