"""Identifiers are masked however they are written or spoken; amounts, dates and everyday talk are left alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.privacy.folding import fold
from voicebot.privacy.mask import find, hkid_check, luhn, mask, published

EVERYDAY = (Path(__file__).parents[1] / "data" / "everyday_sentences.txt").read_text("utf-8").splitlines()[1:]
HAN = str.maketrans("0123456789", "零一二三四五六七八九")
WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我張身份證係A123456(3)", "我張身份證係A●●●●●●(●)"),
        ("a123456 (3)", "A●●●●●●(●)"),
        ("Ａ１２３４５６（３）", "A●●●●●●(●)"),
        ("WX123456(7)呀", "WX●●●●●●(●)呀"),
        ("A1234563", "A●●●●●●(●)"),
        ("一A1234563一張", "一A●●●●●●(●)一張"),
        ("A一二三四五六括弧三", "A●●●●●●(●)"),
        ("A一二三,四五六,括弧三", "A●●●●●●(●)"),
        ("A 一二三四五六 三", "A●●●●●●(●)"),
        ("A一二三四五六三一個", "A●●●●●●(●)一個"),
        ("一二三四五六括號A", "●●●●●●(●)"),
        ("我電話九一二三四五六七", "我電話●●●●四五六七"),
        ("六一二三呀跟住四五六七", "●●●●四五六七"),
        ("孖九一二三四五六", "●●●●三四五六"),
        ("五六七三條九零一", "●●●●●●零一"),
        ("孖九孖九孖九孖九", "●●●●孖九孖九"),
        ("打畀我61234567元朗嗰間", "打畀我●●●●4567元朗嗰間"),
        ("+852 6123 4567", "+●●●●●●●4567"),
        ("(852) 6123-4567", "(852) ●●●●4567"),
        ("+44 20 7946 0958", "+●●●●●●●●0958"),
        ("9 1 2 3 4 5 6 7", "●●●●4 5 6 7"),
        ("91 23 45 67", "●●●●45 67"),
        ("打91234567ok?", "打●●●●4567ok?"),
        ("Tel91234567", "Tel●●●●4567"),
        ("9123\u200b4567", "●●●●4567"),
        ("電話2019-2020", "電話●●●●2020"),
        ("4111 1111 1111 1111", "●●●●●●●●●●●●1111"),
        ("戶口012-345-678901", "戶口●●●●●●●●8901"),
        ("證件K12345678", "證件K●●●●5678"),
        ("我個密碼係1234", "我個密碼係●●●●"),
        ("驗證碼 一二三四五六", "驗證碼 ●●●●●●"),
        ("卡背面嘅三個數字係123", "卡背面嘅三個數字係●●●"),
        ("寄去 chan.tai-man+x@mail.example.com.hk", "寄去 ●●●@●●●"),
    ],
)
def test_what_is_masked_and_what_stays_visible(text: str, shown: str) -> None:
    assert mask(text) == shown
    assert mask(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "上限一百萬，每日八千", "HK$23456789", "23456789蚊", "12,345,678元", "2345.67891234", "三點一四一五九二六五三五",
        "2026-10-08 10:33", "8/10/2026", "20261008", "20261008103355", "二零二六年十月八號下晝三點", "2019-2020", "一九九七、二零零三、二零零八",
        "一八二二二", "熱線18222", "密碼輸錯五次", "驗證碼五分鐘內有效", "我住彌敦道688號12樓B室", "尾四個字四五六七",
        "六合彩3 12 23 34 45 49", "2-1 3-2 0-0 1-1", "一、二、三、四、五、六、七、八、九、十", "sess_3f91234567ab", "item_12345678901234567890",
        "3f2a1b34-2345-6789-9abc-123456789012", "參考編號K-7302", "ab1234567", "pkg@1.2.3", "p00017-01.opus", "23456789 bytes", "20261008T103355Z", "",
    ],
)  # fmt: skip
def test_what_says_nothing_about_a_person_stays(text: str) -> None:
    assert mask(text) == text


def test_everyday_talk_is_left_alone() -> None:
    assert len(EVERYDAY) == 300
    assert [text for text in EVERYDAY if find(text)] == []


def test_published_numbers_stay() -> None:
    public = published(["熱線：2345 6789（或 +852 2888 0000），警方 18222"])
    assert public == {"23456789", "28880000", "18222"}
    assert mask("打 2345-6789 或者 二八八八零零零零", public) == "打 2345-6789 或者 二八八八零零零零"
    assert mask("打 +852 2345 6789", public) == "打 +852 2345 6789"
    assert mask("打 2345-6780", public) == "打 ●●●●6780"


def test_check_digits() -> None:
    assert [hkid_check(*pair) for pair in (("A", "123456"), ("G", "123456"), ("AB", "987654"))] == ["3", "A", "3"]
    assert luhn("4111111111111111") and not luhn("4111111111111112")


# ---- whatever the number, the sentence and the way of saying it ----------------------------------------------------
bodies = st.text("0123456789", min_size=6, max_size=6)
letters = st.text("ABCDEFGHJKLMNPRSTUVWXYZ", min_size=1, max_size=2)
phones = st.builds(str.__add__, st.sampled_from("235679"), st.text("0123456789", min_size=7, max_size=7)).filter(
    lambda d: not (d.startswith("20") and 19 <= int(d[4:6]) <= 20) and not (d.startswith("20") and d[4] in "01")
)
cards = st.text("0123456789", min_size=15, max_size=15).map(lambda d: next(d + c for c in "0123456789" if luhn(d + c)))
sentences = st.sampled_from(EVERYDAY)


def grouped(digits: str, gap: str) -> str:
    return gap.join(digits[i : i + 4] for i in range(0, len(digits), 4))


WAYS = {
    "plain": lambda d: d,
    "grouped": lambda d: grouped(d, " "),
    "hyphens": lambda d: grouped(d, "-"),
    "wide": lambda d: d.translate(WIDE),
    "spoken": lambda d: d.translate(HAN),
    "pauses": lambda d: grouped(d.translate(HAN), "，"),
    "pauses, ASCII": lambda d: grouped(d.translate(HAN), ","),
    "spelled": lambda d: " ".join(d),
    "mixed": lambda d: d[:4] + d[4:].translate(HAN),
    "〇": lambda d: d.translate(HAN).replace("零", "〇"),
}


def digits_of(text: str) -> str:
    return "".join(c for c in fold(text).chars if c.isdigit())


@given(number=st.one_of(phones, cards), way=st.sampled_from(list(WAYS)), sentence=sentences, where=st.floats(0, 1))
def test_a_number_never_shows_more_than_its_end(number: str, way: str, sentence: str, where: float) -> None:
    at = round(where * len(sentence))
    masked = mask(f"{sentence[:at]}係{WAYS[way](number)}{sentence[at:]}")
    assert number[:-4] not in digits_of(masked)
    assert masked.startswith(sentence[:at]) and "●" * (len(number) - 4) in masked
    assert mask(masked) == masked


@pytest.mark.parametrize("around", ["係{}一、二、三", "1、2、3係{}", "係{}，四，五"])
def test_what_touches_a_number_that_is_spelled_does_not_save_it(around: str) -> None:
    assert mask(around.format("4 0 0 0 1 2 3 4 5 6 7 8 9 0 1 0")).count("●") >= 12


def test_counting_is_no_number() -> None:
    assert mask("1 2 3 4 5 6 7 8 9 10、11") == "1 2 3 4 5 6 7 8 9 10、11"


@pytest.mark.parametrize("number", ["0000 0000 1900 1908", "1900-1908-0000-0000", "4000 1999 2001 0008"])
def test_groups_of_a_card_are_no_years(number: str) -> None:
    assert mask(f"卡號係{number}") == "卡號係" + "●" * 12 + number[-4:]


@given(prefix=letters, body=bodies, way=st.sampled_from(["A123456(3)", "A1234563", "A一二三四五六括弧三", "A一二三四五六三", "ａ１２３４５６（３）"]),
       sentence=sentences, where=st.floats(0, 1))  # fmt: skip
def test_an_identity_card_number_never_shows(prefix: str, body: str, way: str, sentence: str, where: float) -> None:
    check, at = hkid_check(prefix, body), round(where * len(sentence))
    spoken = body.translate(HAN), check.translate(HAN)
    number = {
        "A123456(3)": f"{prefix}{body}({check})",
        "A1234563": f"{prefix}{body}{check}",
        "A一二三四五六括弧三": f"{prefix}{spoken[0]}括弧{spoken[1]}",
        "A一二三四五六三": f"{prefix}{''.join(spoken)}",
        "ａ１２３４５６（３）": f"{prefix.lower()}{body}({check})".translate(WIDE),
    }[way]
    masked = mask(f"{sentence[:at]}係{number}，{sentence[at:]}")
    assert masked == f"{sentence[:at]}係{prefix}●●●●●●(●)，{sentence[at:]}"


@given(st.lists(st.one_of(sentences, phones, st.just("A123456(3)"), st.just("密碼係1234")), max_size=6))
def test_sentences_can_be_masked_one_by_one(parts: list[str]) -> None:
    assert mask("。".join(parts)) == "。".join(map(mask, parts))


@given(st.text(st.sampled_from("0123456789九孖條一 -,.()（A@電話元。●\n") | st.characters(), max_size=60))
def test_any_text_can_be_masked_and_masking_is_final(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    spans = [(found.start, found.end) for found in find(text)]
    assert all(a < b for a, b in spans) and all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))


LONG = ["1", "九", "A123456(3)", "A1", "1 ", "1-", "a@1", "91234567，", "1999-2000，", "1.", "1,", "a1@b.hk ", "密碼123 ", "1、", "$1", "九呀", "孖九", "三條九"]


@pytest.mark.parametrize("piece", [*LONG, "1" * 9_999 + "@", "a" * 9_990 + "123@"])
def test_ten_thousand_characters_of_digits_cost_a_fraction_of_a_second(piece: str) -> None:
    """What a customer types is masked between two frames of everybody else's sound."""
    text = (piece * 10_000)[:10_000]
    began = time.process_time()
    mask(text)
    assert time.process_time() - began < 0.6
