"""An amount of Hong Kong dollars: 三萬二, 廿蚊, 千二蚊, 蚊半, 十二個半, 兩個七, 五毫子, 一嚿水, HK$1,234.50.

Canonical: "1200.00". An amount in another currency is not taken: the desk moves Hong Kong dollars only, and a figure
that loses its currency would be another amount. Slang (嚿水 100, 撇 1,000, 皮 10,000, 球 1,000,000) is taken with
less confidence, so that it is read back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ...tts.numbers import money
from ..numbers import DIGITS, FIGURES, NUMERAL, exact, without_look_alikes
from . import number
from .amount_told import reckoned
from .number import in_figures
from .value import LOOSE, OPEN, Found, only

WORDS = "零一二兩三四五六七八九十百千萬億廿卅點半個幾蚊毫子元仙嚿水撇皮"
_FOREIGN = re.compile(
    r"美金|美元|us\$|\busd?\b|人民幣|人仔|\brmb\b|\bcny\b|日圓|日元|\byen\b|\bjpy\b|歐羅|歐元|\beur|英鎊|\bgbp\b|澳元|澳紙|澳幣|加元|加紙|加幣"
    r"|台幣|韓圜|韓元|泰銖|坡紙|新加坡元|法郎|里拉|披索|盧比|盧布|令吉|馬幣|葡幣|馬克|越南盾|[¥€£]",
    re.ASCII,  # so that a word ends before a Han character
)
_SLANG = {
    "草": 10, "嚿": 100, "舊": 100, "撇": 1000, "棟": 1000, "皮": 10_000, "餅": 10_000, "球": 1_000_000, "盤": 10_000, "紅衫魚": 100, "紅底": 100, "大牛": 500, "金牛": 1000,
}  # fmt: skip
_SLANG_TRUST = {"嚿": 0.9, "舊": 0.8}
_NOTE = "[隻條張]?(?:紅衫魚|紅底|大牛|金牛)"
_TOKEN = re.compile(
    rf"(?P<mark>hk\$|\$|hkd\b|港幣(?=\s*[\d{DIGITS}])|港紙(?=\s*[\d{DIGITS}]))|(?P<n>{NUMERAL})|(?P<dollar>蚊雞?|雞(?![腳髀翼湯飯扒肉蛋尾煲粥泡精胸])|個?銀錢|銀(?![行聯包紙碼器色])|港元|港幣|港紙|大?元|圓|塊錢|hkd\b|dollars?|文(?![件字化章具]))"
    rf"|(?P<note>{_NOTE})|(?P<piece>個)|(?P<dime>[毫角]子?)|(?P<cent>仙|分(?![鐘行之]))|(?P<half>半(?![夜個鐘年日島山]))|(?P<kilo>k\b|m\b)"
    r"|(?P<slang>嚿水|嚿(?=[半呀啊啦喇囉囖㗎咋啫嘅,，。.\s]|$|[一二三四五六七八九](?:$|[呀啊啦喇囉㗎嘅,，。]))|舊水|(?<=[一二兩三四五六七八九十])舊(?=[一二三四五六七八九](?:$|[呀啊啦喇囉㗎嘅,，。]))|舊(?=半水)|盤水|[草撇棟皮餅球](?:水|嘢|野|紙|雞)?)|(?P<space>\s+)|(?P<other>.)",
    re.ASCII,
)
_NOT_ONE = re.compile("[蚊元毫仙]都(?:[冇未無]|唔(?:收|使|要|俾|畀))")
_IN_DOUBT = re.compile("唔知(?:道)?.{0,3}夠唔夠|唔知(?:道)?(?:係咪|有冇|夠|得唔得)")
_LARGE = 100  # dollars; a bare number below it beside an amount counts something else
# Behind a bare number these count something else: 三張, 五號, 兩點, 三個月.
_OTHER_MEASURE = frozenset("張月日號點次年歲樓室期條位人份件間本分鐘星禮%")
_OF_OTHERS = re.compile("(?:一兩|兩三|三四|四五|五六|六七|七八|八九|十幾|幾)[日年月次歲人個](?![半一二三四五六七八九])")  # vague, but no money
_NOTES = re.compile(rf"{NUMERAL}[張份](?:{NUMERAL}|金牛)[蚊元]")  # 兩張五百蚊: notes, or their sum
_RANGE = re.compile(rf"{NUMERAL}[蚊元]?(?:到|至|~|乘){NUMERAL}")
_WEEKDAYS = re.compile("(?:禮拜|星期)?[一二三四五六](?:至|到)[一二三四五六日](?=都|就|[,，])")  # 一至五都係三十蚊
_ENDS = frozenset("呀啊吖啦喇嘞囉喎㗎架噃咯咋啫嘅度囖嚹,，、。.!！?？")
_PAID = frozenset("係要畀俾收賣爭差")
_POINTING = frozenset("嗰呢每第邊幾")
# 三百蚊係利息, behind the sum: what a part of it is for. Beside 本金, 另外 or the like it may be none of it.
_PART = re.compile(rf"[,，](?:其中|入面|裏面|裡面)?嗰?{NUMERAL}[蚊元](?:就|嗰啲)?係(?:利息|手續費|運費|貼士|小費|按金|訂金|罰款|雜費)[呀啊喇啦㗎]*(?=$|[,，。])")
_BESIDES = re.compile("本金|另外|再加|仲有|加埋|未計|未連")
_MINUS = re.compile(rf"(?:負|減|minus|-)\s*(?:hk)?\$?(?={NUMERAL})")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int = 0


# 我戶口得返三百，轉二百啦: told beside the sum that is meant.
_BESIDE = re.compile(rf"[^,，。]*(?:得返|淨返|剩返|剩低|留返?|留低|結餘|手續費|收(?:咗)?我|每人|一個人|每個月人工|出糧){NUMERAL}[^,，。]*|[^,，。]*(?:電話|(?<![找俾畀交還])尾數|號碼)[^,，。]*|[^,，。]*{NUMERAL}[蚊元](?:一|每)[粒個件張本盒支條位次包斤晚日][^,，。]*|[^,，。]*{NUMERAL}[蚊元]紙[^,，。]*|[^,，。]*{NUMERAL}[蚊元]?(?:係)?(?:嘅)?手續費[^,，。]*")


# 戶口有兩萬，想過一萬五: what is to be done now.
_MEANT = re.compile(rf"(?:想|要|今次|而家|就)(?:我|先|就|係)*(?:過|轉|入|提|攞|俾|畀|還|交|存|拎)({NUMERAL}[^,，。]*)")


def read(text: str, now: datetime) -> Found | None:
    """The one amount of a text; of several that one beside which the others are only told."""
    found = _read(text, now)
    if _IN_DOUBT.search(text):
        return OPEN
    if found is OPEN and number.is_vague(text):  # 四百幾蚊啦，四百三
        last = _read(re.split("[,，。]", text)[-1], now)
        return found if last in (None, OPEN) else Found(last.value, LOOSE)
    if found is OPEN and (others := _BESIDE.sub(" ", text)) != text and (last := _read(others, now)) not in (None, OPEN):
        return Found(last.value, LOOSE)
    if found is OPEN and len(meant := _MEANT.findall(text)) == 1 and (last := _read(meant[0], now)) not in (None, OPEN):
        return Found(last.value, LOOSE)
    return found


def told(text: str, _now: datetime) -> Found | None:
    """What the amounts of a text come to, where they are reckoned aloud."""
    said = _said(text)
    return reckoned(said.text, [(start, Decimal(found.value)) for start, found, _ in said.prices]) if said else None


def _read(text: str, _now: datetime) -> Found | None:
    """The one amount of a text, never below zero; small figures without a mark of money count only where there are no others."""
    said = None if _MINUS.search(text) else _said(text)
    if said is None:
        return OPEN
    marked = [found for _, found, is_marked in said.prices if is_marked]
    bare = [found for _, found, is_marked in said.prices if not is_marked]
    return only(marked + [f for f in bare if not marked or float(f.value) >= _LARGE])


@dataclass(frozen=True, slots=True)
class _Said:
    """`prices`: where each amount begins in `text`, it, and whether something marks it as money."""

    text: str
    prices: list[tuple[int, Found, bool]]


def _said(text: str) -> _Said | None:
    """The amounts of a text in order, None where it is vague, of other money, or a range."""
    text = _WEEKDAYS.sub(" ", text)
    if any(pattern.search(text) for pattern in (_NOT_ONE, _FOREIGN, _RANGE, _NOTES)) or number.is_vague(_OF_OTHERS.sub(" ", text)):
        return None
    most = LOOSE if number.ROUGHLY.search(text) else 1.0
    if not _BESIDES.search(text) and (whole := _PART.sub("", text)) != text:
        text, most = whole, LOOSE
    text = in_figures(without_look_alikes(text))
    tokens = [_Token(m.lastgroup or "other", m.group(), m.start()) for m in _TOKEN.finditer(text) if m.lastgroup != "space"]
    prices: list[tuple[int, Found, bool]] = []
    at = 0
    while at < len(tokens):
        start = tokens[at].start
        at, value, trust, is_marked = _price(tokens, at)
        if value is not None:
            prices.append((start, Found(f"{value:.2f}", min(trust, most)), is_marked))
    return _Said(text, prices)


def _price(tokens: list[_Token], at: int) -> tuple[int, Decimal | None, float, bool]:
    """(where the next begins, the amount that begins at `at` or None, trust, whether something marks it as money)."""
    kinds = [t.kind for t in tokens[at : at + 4]] + [""] * 4
    if kinds[0] == "mark" and kinds[1] == "n":
        after, value, _, _ = _price(tokens, at + 1)
        return after, value, 1.0, True
    if kinds[0] != "n":
        return _without_number(tokens, at, kinds)
    value = exact(tokens[at].text)
    if value is None:
        return at + 1, None, 0.0, False
    at += 1
    if kinds[1] == "kilo":
        value *= 1000 if tokens[at].text == "k" else 1_000_000
        at += 1
        kinds = kinds[1:]
    if kinds[1] == "dollar":
        return (*_change(tokens, at + 1, value), 1.0, True)
    if kinds[1] == "piece":
        after, exactly = _change(tokens, at + 1, value)
        return (after, exactly, 1.0, True) if exactly != value else (at + 1, None, 0.0, False)
    if kinds[1] == "dime":
        return (*_cents(tokens, at + 1, value / 10), 1.0, True)
    if kinds[1] == "cent":
        return at + 1, value / 100, 1.0, True
    if kinds[1] in ("slang", "note"):
        return _slang(tokens, at, value)
    if kinds[1] == "other" and tokens[at].text in _OTHER_MEASURE:
        return at + 1, None, 0.0, False
    one_by_one = len(tokens[at - 1].text) > 1 and all(c in DIGITS for c in tokens[at - 1].text)
    if value < _LARGE and kinds[1] and not (kinds[1] == "other" and tokens[at].text in _ENDS):
        return at, None, 0.0, False  # 三流, 一齊: a small bare number before another word is no amount
    return at, value, 0.8 if one_by_one else 0.95, False


def _change(tokens: list[_Token], at: int, dollars: Decimal) -> tuple[int, Decimal]:
    """What follows 蚊 or 個: 半, 三毫, 三毫五仙, or a lone figure of dimes (兩個七)."""
    kinds = [t.kind for t in tokens[at : at + 4]] + [""] * 4
    if kinds[0] == "half":
        return at + 1, dollars + Decimal("0.5")
    small = exact(tokens[at].text) if kinds[0] == "n" else None
    if small is None or not 0 < small < 10:
        return at, dollars
    if kinds[1] == "cent":
        return at + 2, dollars + small / 100
    if kinds[1] == "dime":
        return _cents(tokens, at + 2, dollars + small / 10)
    if kinds[1] == "dollar" and tokens[at + 1].text.startswith("銀"):  # 兩個七銀錢
        return at + 2, dollars + small / 10
    ends = kinds[1] == "" or (kinds[1] == "other" and tokens[at + 1].text in _ENDS)  # 兩個七 but not 十蚊一餐
    return (at + 1, dollars + small / 10) if ends else (at, dollars)


def _cents(tokens: list[_Token], at: int, value: Decimal) -> tuple[int, Decimal]:
    """What follows 毫: 半, 五仙, or nothing."""
    kinds = [t.kind for t in tokens[at : at + 2]] + [""] * 2
    if kinds[0] == "half":
        return at + 1, value + Decimal("0.05")
    cents = exact(tokens[at].text) if kinds[0] == "n" else None
    if cents is None or not 0 < cents < 10:
        return at, value
    ends = kinds[1] in ("", "cent") or tokens[at + 1].text in _ENDS  # 六毫七
    return (at + 1 + (kinds[1] == "cent"), value + cents / 100) if ends else (at, value)


def _without_number(tokens: list[_Token], at: int, kinds: list[str]) -> tuple[int, Decimal | None, float, bool]:
    """蚊半, 個半, 個八 and 毫半 leave out the one; 嚿水 alone is a hundred."""
    if kinds[1] == "half" and kinds[0] in ("dollar", "piece", "dime"):
        return at + 2, Decimal("0.15") if kinds[0] == "dime" else Decimal("1.5"), 1.0, True
    if kinds[:3] == ["dollar", "n", ""] and tokens[at].text == "蚊" and tokens[at + 1].text in FIGURES:  # 蚊八
        return at + 2, 1 + (exact(tokens[at + 1].text) or 0) / Decimal(10), LOOSE, True
    if kinds[0] == "piece" and (at == 0 or tokens[at - 1].text in _PAID):  # 個八, but not 嗰個八
        after, exactly = _change(tokens, at + 1, Decimal(1))
        return (after, exactly, 0.9, True) if exactly != 1 else (at + 1, None, 0.0, False)
    if kinds[:3] == ["piece", "n", "dollar"] and (at == 0 or tokens[at - 1].text not in _POINTING):  # 個八銀錢; 個八蚊 may be eight
        after, exactly = _change(tokens, at + 1, Decimal(1))
        eight = exact(tokens[at + 1].text)
        return (after, exactly, 0.9, True) if exactly != 1 else (at + 3, eight, LOOSE, eight is not None)
    if kinds[:2] == ["half", "slang"]:  # 半皮嘢
        return at + 2, Decimal("0.5") * _SLANG[tokens[at + 1].text[0]], 0.7, True
    if tokens[at].text in ("嚿水", "舊水") or kinds[:2] == ["slang", "half"] or kinds[:2] == ["slang", "n"] and tokens[at + 1].text in FIGURES and at == 0:  # 皮半, 皮二
        return _slang(tokens, at, Decimal(1))
    return at + 1, None, 0.0, False


def _slang(tokens: list[_Token], at: int, count: Decimal) -> tuple[int, Decimal, float, bool]:
    name = next(name for name in _SLANG if name in tokens[at].text)
    following = tokens[at + 1] if at + 1 < len(tokens) else _Token("", "")
    tenths = exact(following.text) if following.kind == "n" and following.text in FIGURES and not _counts(tokens[at + 2 : at + 3]) else None
    part = Decimal("0.5") if following.kind == "half" else (tenths or 0) / Decimal(10)  # 皮半, 三球八
    return at + (2 if part else 1), (count + part) * _SLANG[name], _SLANG_TRUST.get(name, 0.7), True


def _counts(behind: Sequence[_Token]) -> bool:
    """Whether a figure before these tokens counts something else: 一球三個月."""
    return bool(behind) and (behind[0].kind != "other" or behind[0].text not in _ENDS | {"嘢", "野", "至", "先", "就", "得"}) and behind[0].kind != "space"


def say(value: str) -> str:
    whole, _, part = value.partition(".")
    return money(whole, part)


def show(value: str) -> str:
    return f"HK${float(value):,.2f}"
