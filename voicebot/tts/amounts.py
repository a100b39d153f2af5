"""Money, percentages and rates: HK$12,345.60 → 一萬二千三百四十五蚊六毫, 3–5% → 百分之三至五, P-2.5% → P減百分之二點五."""

from __future__ import annotations

import re

from .numbers import cardinal, counted, decimal, digits, magnitude, money
from .rules import RANGE, WHOLE, N, Rule, always, rule

_CURRENCIES = {"US$": "美金", "USD": "美金", "RMB": "人民幣", "CNY": "人民幣", "¥": "人民幣", "£": "英鎊", "GBP": "英鎊",
               "€": "歐元", "EUR": "歐元", "JPY": "日圓", "AUD": "澳元", "A$": "澳元", "AU$": "澳元", "CAD": "加元", "C$": "加元", "CA$": "加元", "NZD": "紐元", "NZ$": "紐元", "NT$": "台幣",
               "TWD": "台幣", "S$": "坡幣", "SGD": "坡幣", "MOP$": "澳門幣", "MOP": "澳門幣", "CHF": "瑞士法郎", "THB": "泰銖", "฿": "泰銖",
               "KRW": "韓圜", "₩": "韓圜", "₱": "披索", "PHP": "披索", "MYR": "馬幣", "VND": "越南盾", "INR": "盧比"}  # fmt: skip
# Dollars abroad are counted as ours are: 美金五十蚊.
_DOLLARS = "|".join(rf"(?<![A-Za-z]){re.escape(c)}" for c, said in _CURRENCIES.items() if said in ("美金", "台幣", "坡幣", "澳門幣"))
_FOREIGN = "|".join(rf"(?<![A-Za-z]){re.escape(c)}" for c in _CURRENCIES)
_DOLLAR = r"(?:HK\$|(?<!碼)(?<!碼[：:])\bHK(?!\d{6}|20[2-9]\d(?![\d,.]))(?=[1-9][\d,.]*(?![\dA-Za-z]|-\d+-))|\$|HKD\s?|港幣\s?|港元\s?)\s?"
_POWER = r"(萬億|[百千]?萬|億|千(?!瓦)|(?:[MKBmkb]|[BbMm]n|[Bb]illion|[Mm]illion|[Tt]housand)(?![A-Za-z]))"
_PER = {"月": "一個月", "小時": "一個鐘", "人": "一位", "mo": "一個月", "mth": "一個月", "month": "一個月", "yr": "一年", "year": "一年",
        "day": "一日", "night": "一晚", "hr": "一個鐘", "h": "一個鐘", "hour": "一個鐘", "min": "一分鐘", "kg": "一公斤", "lb": "一磅", "GB": "一個G B",
        "MB": "一個M B", "pc": "一件", "pax": "一位", "L": "一公升", "wk": "一個星期", "week": "一個星期", "星期": "一個星期", "sqft": "一平方呎"}  # fmt: skip
_EACH = "|".join(sorted(_PER, key=len, reverse=True))
_NAMED = {name: said for name, said in _CURRENCIES.items() if len(name) == 3 and name.isalpha()} | {"HKD": "港元"}
_NAMES = "|".join(_NAMED)
_FOREIGN_NAME = re.compile("美金|人民幣|英鎊|歐元|日圓|澳元|加元|紐元|台幣|坡幣|澳門幣|瑞士法郎|泰銖|韓圜|美元|港元|(?:折合|兌換?|相等於|等值)約?(?=HK)")
_TOTAL = "(?:合共|總計|總額|總數|小計|合計|金額|餘額|結餘|應付|實收|找贖|(?<![A-Za-z])(?:Total|TOTAL|Subtotal|Amount))"
_LETTERS = "|".join(c for c in _CURRENCIES if c.isalpha())
_JAPAN = re.compile("日本|日圓|日元|東京|大阪|京都|沖繩|北海道|福岡|JPY|樂天")
_WORTH = re.compile(rf"\s?[(=≈即]?\s?(?:大?約|等於)?\s?(?:折合|相等於)?\s?(?:HK\$|HKD|港幣|港元)\$?\s?({N})", re.ASCII)
# What a rate can be of: $88/晚, 100GB/月.
PER: Rule = rule(
    rf"(?:(?<=[蚊半毫仙起克斤升磅米幣金圓鎊元銖鐘])|(?<=\d[人次])(?=\s?/\s?[日天晚年月週周次])|(?<=蚊\d)|(?<=[Bk])(?!\s)|(?<=P S)|(?<=[\d一二兩三四五六七八九十百千半][包件粒支個片枚罐樽盒隻條張次]))\s?/\s?"
    rf"(?:({_EACH})(?![A-Za-z])|([年日次個位晚張份部件呎磅盒包支樽分週周天場程站間堂戶節箱桶打袋罐粒片隻條班針枝劑斤兩套對雙輛架幅卷版頁字封宗項筆單季瓶碟杯煲籠課層格票科組隊團度本]))",
    lambda m: _PER[m[1]] if m[1] else f"一{m[2]}",
)


def _span(m: re.Match[str]) -> str:
    """$3-5萬 has its power once, $18K-22K twice, $1-2K once for both."""
    if not m[2] and m[4].isascii():
        return f"{magnitude(m[1], m[4])}至{magnitude(m[3], m[4])}蚊"
    if not m[4].isascii():
        return f"{decimal(m[1])}至{decimal(m[3])}{m[4]}蚊"
    return f"{magnitude(m[1], m[2] or m[4])}蚊至{magnitude(m[3], m[4])}蚊"


def _dollars(m: re.Match[str]) -> str:
    """HK$50: its name is said where another currency stands beside it, or where it is written out."""
    told = m[0][0] == "港" or m[0].startswith("HK") and _FOREIGN_NAME.search(m.string)
    if m[0][0] == "港" and m["unit"] == "元":
        return f"港幣{decimal(m['whole'] + '.' + (m['part'] or '')).removesuffix('點零零')}元"
    return ("港幣" if told else "") + money(m["whole"], m["part"] or "")


def _abroad(m: re.Match[str]) -> str:
    """US$25.00: the name, then as dollars are counted."""
    return _CURRENCIES.get(m[1], m[1].replace("美元", "美金")) + money(m[2], m[3] or "")


def _spelt_out(m: re.Match[str]) -> str:
    """港幣1,007元2角: in the writer's own words."""
    parts = [(m[2], m[3]), (m[4], m[5]), (m[6], m[7])]
    return (m[1].strip() if m[1] else "") + "".join(counted(number) + unit if unit == "蚊" else decimal(number) + unit for number, unit in parts if number)


def _prices(m: re.Match[str]) -> str:
    """$50/100/200."""
    others = re.findall(r"[\d,]+", m[2])
    return "、".join(decimal(price) for price in (m[1], *others)) + "蚊"


def _yen(m: re.Match[str]) -> str:
    """¥ is the yen where the text is of Japan, or where its worth in Hong Kong dollars is far less; else the yuan."""
    worth = _WORTH.search(m.string, m.end())
    far = worth is not None and 5 * float(worth[1].replace(",", "")) < float(m[1].replace(",", ""))
    return decimal(m[1]) + ("日圓" if far or _JAPAN.search(m.string) else "人民幣")


def _open(m: re.Match[str]) -> str:
    """Last digits left open: $3,0xx, 2xxx."""
    shown = m[2].replace(",", "")
    said = cardinal(int(shown) * 10 ** len(m[3]))
    return f"{said}{'零' if len(shown) > 1 and shown[-1] == '0' else ''}幾{'蚊' if m[1] or m[4] else ''}"


def _rate(m: re.Match[str]) -> str:
    """The prime rate or HIBOR, and what is added to it or taken off."""
    return f"{m[1]}{'減' if m[2] in '-–' else '加'}"


MONEY: list[Rule] = [
    rule(r"(?<=港元|港幣|美元|美金|歐元|英鎊|日圓)\s?(\d{1,2})(?=\s?(?:個月|個?星期|年)(?:[期定存息以之]|$))|(?<=人民幣)(\d{1,2})(?=\s?個月)", lambda m: counted(m[1] or m[2])),
    rule(rf"({_DOLLAR})?(?<![\w.,])([1-9]\d{{0,3}}(?:,\d{{0,2}})?)([xX]{{2,3}})(?![A-Za-z\d-]|\s?[xX]{{2}}|\s\d{{3}})(蚊|元)?", _open),
    rule(rf"(?:(?:(?<=^)|(?<=[\s，。；、(]))(?<![\dA-Za-z]\s)-|(?<=[：:])\s?-\s?)(?=(?:HK)?\$\s?\d|{N}(?!\s?[-–/°度]))", always("負")),
    rule(rf"(?<=[為係餘結負到跌至得])-(?=(?:HK)?\$\d|{N}(?!\s?[-–/°度.\d]))", always("負")),
    rule(r"((?:HK)?\$|HKD)\s?-(?=\d)", lambda m: f"負{m[1]}"),
    rule(r"\b(?:CNY|RMB)\s?¥", always("¥")),
    rule(rf"人民幣\s?¥\s?({WHOLE})(?:\.00)?(?![\d.])\s?元?", lambda m: f"人民幣{decimal(m[1])}元"),
    rule(rf"\b({_NAMES})\s?/\s?({_NAMES})\b(\s?(?=\d))?", lambda m: f"{_NAMED[m[1]]}兌{_NAMED[m[2]]}{'' if m[3] is None else '，'}"),
    rule(rf"((?:港幣|美金|人民幣)\s?)?(?<![\d.,])({WHOLE})\s?([元蚊])\s?(\d)\s?([角毫])(?:\s?(\d)\s?([分仙]))?", _spelt_out),
    rule(rf"人民幣\s?({WHOLE})(?:\.00)?\s?元", lambda m: f"人民幣{decimal(m[1])}元"),
    rule(rf"¥\s?({N})(?![\d萬億]|\s?[KMkm])", _yen),
    rule(rf"(?:RMB|CNY)\s?({WHOLE})(?:\.(\d{{1,2}}))?(?![\d.]|\s?{_POWER})(?:[元蚊](?!/))?", lambda m: f"人民幣{money(m[1], m[2] or '')}"),
    rule(rf"({_DOLLARS})\s?({WHOLE}){RANGE}\1?\s?({WHOLE})(?![\d.,%]|\s?{_POWER})", lambda m: f"{_CURRENCIES[m[1]]}{decimal(m[2])}至{decimal(m[3])}蚊"),
    rule(rf"({_DOLLARS}|(?<!兌)美[金元])\s?({WHOLE})(?:\.(\d{{1,2}}))?(?![\d.]|\s?{_POWER}|{RANGE}\$?\d)(?:[元蚊](?!/))?", _abroad),
    rule(rf"({_FOREIGN}|(?<!兌)(?:美金|美元|人民幣|日圓|歐元|英鎊))\s?({N})\s?(?:{_POWER})?(?:[元蚊圓](?!/))?",
         lambda m: magnitude(m[2], m[3] or "") + _CURRENCIES.get(m[1], m[1])),
    rule(rf"({N})\s?({_LETTERS})(?![A-Za-z])", lambda m: decimal(m[1]) + _CURRENCIES[m[2]]),
    rule(rf"({N})\s?HKD(?![A-Za-z])", lambda m: decimal(m[1]) + "港元" if _FOREIGN_NAME.search(m.string) else f"{counted(m[1])}蚊"),
    rule(rf"{_DOLLAR}({WHOLE})((?:\s?/\s?\$?{WHOLE}){{1,5}})(?![\d.,%/]|\s?[A-Za-z一-鿿]{{0,1}}/)(?!\s?(?:[件個人位日晚月次年斤磅GMkg包盒]|小時|ml))", _prices),
    rule(rf"{_DOLLAR}({N})([KMkm])?{RANGE}\$?({N})\s?{_POWER}(?:蚊|元)?", _span),
    rule(rf"{_DOLLAR}({WHOLE}){RANGE}{_DOLLAR}({WHOLE})(?![\d.,%]|\s?{_POWER})(?:蚊|元)?", lambda m: f"{decimal(m[1])}至{decimal(m[2])}蚊"),
    rule(rf"{_DOLLAR}({N}){RANGE}(?!0\d)({N})(?![\d.,%]|\s?[萬億MKBmkb]|\s?[-–]\s?\d)(?:蚊|元)?", lambda m: f"{decimal(m[1])}至{decimal(m[2])}蚊"),
    rule(rf"{_DOLLAR}(\d*\.\d{{3,}})(?:蚊|元)?", lambda m: f"{decimal(m[1])}蚊"),
    rule(rf"{_DOLLAR}\.(\d{{1,2}})(?!\d)", lambda m: money("0", m[1])),
    rule(rf"{_DOLLAR}({N})\s?{_POWER}(?:蚊|元)?", lambda m: magnitude(m[1], m[2]) + "蚊"),
    rule(rf"{_DOLLAR}(?P<whole>{WHOLE})(?:\.(?P<part>\d{{1,2}})(?!\d))?(?P<unit>蚊|元)?", _dollars),
    rule(rf"({WHOLE})(?:\.(\d{{1,2}}))?\s?(?:蚊|元)", lambda m: money(m[1], m[2] or "")),
    rule(rf"({_TOTAL}\s?(?:\((?:HK\$|HKD|港幣|\$)\))?\s?[:：]?\s?)({WHOLE})\.(\d\d)(?![\d.%])", lambda m: m[1] + money(m[2], m[3])),
    PER,
    rule(r"(?<=[蚊半毫仙])\s?/\s?(?=\d{1,3}\s?[一-鿿]|半)", always("")),
    rule(r"(?<=[一-鿿][金元幣鎊圓])\s[:：]\s(?=[\d零一二三四五六七八九十])", always("兌")),
    rule(r"(?<![A-Za-z])HK(?:\$|D\$?)(?!\s?[\d.]|[A-Za-z])", always("港幣")),
    rule(r"(?<![A-Za-z])US(?:\$|D)(?!\s?[\d.]|[A-Za-z])", always("美金")),
    rule(r"(?<![A-Za-z])RMB(?![A-Za-z])", always("人民幣")),
    rule(r"(?<![\d.])([1-9])([1-9])折", lambda m: f"{digits(m[1] + m[2])}折"),
    rule(rf"({WHOLE})\s?[¢￠]", lambda m: f"{counted(m[1])}仙"),
    rule(r"(?<=蚊)\s?[xX]\s?(?=\d)", always("乘")),
]  # fmt: skip

PERCENT: list[Rule] = [
    rule(rf"\b(P|H|[A-Z]{{5}}|Prime)\s?([-–+])\s?(?={N}\s?%)", _rate),
    rule(rf"({N}){RANGE}({N})\s?%", lambda m: f"百分之{decimal(m[1])}至{decimal(m[2])}"),
    rule(rf"({N})\s?%\s?p\.?a\b\.?", lambda m: f"每年百分之{decimal(m[1])}"),
    rule(rf"(?<=[一-鿿:])\s?-\s?(?={N}\s?%)", always("負")),
    rule(rf"(?<![\w+])\+\s?({N})\s?%", lambda m: f"加百分之{decimal(m[1])}"),
    rule(rf"({N})\s?%", lambda m: f"百分之{decimal(m[1])}"),
    rule(r"(?<![\d零一二三四五六七八九十百])%", always("百分比")),
    rule(rf"({N})\s?‰", lambda m: f"千分之{decimal(m[1])}"),
    rule(rf"({N})\s?(?:bps|bp)\b", lambda m: f"{counted(m[1])}個基點"),
]
