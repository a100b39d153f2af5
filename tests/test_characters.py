"""Hong Kong's characters. The pairs W4 and S5 come from reported failures of other projects."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.characters import folded, hong_kong, unradical


@pytest.mark.parametrize(
    ("simplified", "shown"),
    [
        ("汇丰银行", "滙豐銀行"), ("东涌线", "東涌綫"), ("东涌", "東涌"), ("鲗鱼涌", "鰂魚涌"), ("发展", "發展"), ("头发", "頭髮"),
        ("后面", "後面"), ("里面", "裏面"), ("关系", "關係"), ("干净", "乾淨"), ("户口什么时候开", "戶口什麼時候開"),
        ("我听唔到", "我聽唔到"), ("无线电视同有线电视", "無綫電視同有線電視"), ("三家里嘅东西", "三家里嘅東西"),
        ("讲一吓点样去东涌，影晒相，郁手", "講一吓點樣去東涌，影晒相，郁手"),
    ],
)  # fmt: skip
def test_simplified_text_is_written_as_hong_kong_writes_it(simplified: str, shown: str) -> None:
    assert hong_kong(simplified) == shown


@pytest.mark.parametrize(
    "text",
    [
        "皇后", "公里", "一吓", "晒相", "東涌", "葵涌道", "看著", "滙豐", "匯豐", "無綫新聞", "裡面", "恒生銀行", "范小姐", "余先生", "岩岩好",
        "几上", "戶口", "説明", "佢郁咗", "佢響度等", "咸魚", "仆街", "厘印費", "台灣同臺北", "𨋢口", "我系香港人", "粵語", "Southern Stations 和牛",
    ],
)  # fmt: skip
def test_text_of_hong_kong_is_left_alone(text: str) -> None:
    assert hong_kong(text) == text


def test_latin_digits_and_addresses_stay_byte_for_byte() -> None:
    text = "汇丰SKU-12 ＦＰＳ https://example.hk/a?b=C%20d 1,234.50"
    assert hong_kong(text) == "滙豐SKU-12 ＦＰＳ https://example.hk/a?b=C%20d 1,234.50"


@given(st.text(alphabet=st.characters(max_codepoint=0x33FF)))
def test_nothing_but_han_is_ever_changed(text: str) -> None:
    assert hong_kong(f"银行{text}户口").removeprefix("銀行").removesuffix("戶口") == text


@pytest.mark.parametrize(("radical", "character"), [("⽇", "日"), ("⾦", "金"), ("⺟", "母"), ("⻑", "長"), ("⻄", "西"), ("⻩", "黄")])
def test_radicals_of_both_blocks_become_characters(radical: str, character: str) -> None:
    assert unradical(f"a{radical}１") == f"a{character}１"


def test_no_radical_is_left() -> None:
    blocks = [chr(c) for c in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if unicodedata.name(chr(c), "")]
    left = [c for c in blocks if unradical(c) == c]
    assert left == ["\u2e80"]  # CJK RADICAL REPEAT stands for no character


@pytest.mark.parametrize("pair", ["涌湧", "滙匯", "綫線", "裏裡", "臺台", "戶户", "説說", "羣群", "衞衛", "啟啓"])
def test_spellings_of_one_word_are_equal_when_compared(pair: str) -> None:
    assert len({folded(c) for c in pair}) == 1


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
