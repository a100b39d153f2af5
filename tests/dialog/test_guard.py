import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bank import BANK
from voicebot.dialog.guard import supported, verbatim

PASSAGES = BANK.passages

FEES = "經分行辦理電匯，每次收費二百二十元。個人客戶使用轉數快轉賬免費。定期存款不可提早提取。查詢請聯絡陳大文先生。"


@pytest.mark.parametrize(
    "sentence",
    ["經分行辦理電匯，每次收費二百二十元。", "喺分行辦理電匯，每次收費二百二十蚊。", "分行辦理電匯，每次收費HK$220。", "定期存款唔可以提早提取。"],
)
def test_supported(sentence):
    assert supported(sentence, FEES)


@pytest.mark.parametrize(
    "sentence",
    [
        "經分行辦理電匯，每次收費二百三十元。",  # another amount
        "經分行辦理電匯，每次收費二百二十萬元。",  # another magnitude
        "經分行辦理電匯，每次收費百分之二百二十。",  # another unit
        "經分行辦理電匯，每次唔使收費二百二十元。",  # a negation added
        "定期存款可以提早提取。",  # a negation dropped
        "查詢請聯絡李小龍先生。",  # another name
        "個人客戶使用PayMe轉賬免費。",  # another product
        "分行星期六辦理電匯。",  # a day that is not there
    ],
)
def test_unsupported(sentence):
    assert not supported(sentence, FEES)


def cases(name):
    """Rows of (verdict, kind, sentence, evidence); the evidence is a passage of the bank's documents or a text."""
    with (Path(__file__).parent / name).open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        found = PASSAGES.get(row["evidence"])
        row["evidence"] = found.text if found else row["evidence"]
    return rows


# The first set was written before the guard's claims and used to build them; the second afterwards, and left alone.
@pytest.mark.parametrize("name, spoken", [("guard_cases.tsv", 33), ("guard_cases_later.tsv", 10)])
def test_no_attack_passes_and_faithful_drafts_often_do(name, spoken):
    rows = cases(name)
    passed = [row["sentence"] for row in rows if row["verdict"] == "no" and supported(row["sentence"], row["evidence"])]
    assert passed == []
    assert sum(supported(row["sentence"], row["evidence"]) for row in rows if row["verdict"] == "yes") >= spoken


@pytest.mark.parametrize("passage", PASSAGES.values(), ids=lambda p: p.source)
def test_a_whole_passage_supports_itself(passage):
    assert supported("".join(s for s in passage.sentences if "？" not in s), passage.text.replace("借定唔借？", ""))


CHANGES = [
    ("不", ""), ("最高", "最低"), ("最低", "最高"), ("上午", "下午"), ("下午", "上午"), ("以上", "以下"), ("以下", "以上"), ("前", "後"), ("後", "前"),
    ("免費", "收費"), ("豁免", ""), ("無須", "須"), ("勿", ""), ("每次", "每月"), ("每日", "每月"), ("元", "美元"), ("個月", "年"), ("工作天", "小時"),
    ("可能", ""), ("一般", "一定"), ("其他", ""), ("個人", ""), ("部分", "所有"), ("港元", "日圓"), ("本行", "其他銀行"), ("星期", "每月"), ("上限", "下限"),
    ("二", "三"), ("五", "六"), ("百", "千"), ("十", "百"), ("萬", "億"), ("百分之", ""),
]  # fmt: skip


def test_every_mechanical_change_is_noticed():
    """Each change, at each place where it can be made in the bank's documents."""
    tried = 0
    for passage in PASSAGES.values():
        for sentence in passage.sentences:
            for old, new in CHANGES:
                places = [at for at in range(len(sentence)) if sentence.startswith(old, at)]
                for at in places:
                    changed = sentence[:at] + new + sentence[at + len(old) :]
                    tried += 1
                    assert not supported(changed, passage.text), changed
    assert tried > 390


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text):
    assert supported(text, FEES) in (True, False)


def test_verbatim_takes_whole_pieces_only():
    pieces = ["好，我再講一次。", "唔收費。", "收二十蚊。"]
    assert verbatim("好，我再講一次。唔收費。", pieces)
    assert not verbatim("好，我再講一次。收費。", pieces)
    assert not verbatim("好，我再講一次。收三十蚊。", pieces)
