"""Numbers with slashes between: a day, a part, a place in a row, choices, marks: 31/12 → 十二月三十一號, 2/3 → 三分之二, 6/12/24 → 六、十二、二十四."""

from __future__ import annotations

import re
from math import gcd

from .numbers import cardinal, counted, decimal
from .rules import Rule, always, rule

# What tells a day from a part: 3/9開學, 更新於1/3, 1/3杯.
_DAY_BEFORE = re.compile(r"(?:更新|日期|截至|截數|限期|死線|[由喺起]|(?<![多少高低等大小])於|(?<![升跌增減加縮])至|改[期至到去]|星期.|禮拜.|週.|[今琴聽後]日|考試|測驗|覆診|預約|約咗|生日|婚期|船期|檔期)\s?[:：]?\s?$")
_DAY_AFTER = re.compile(
    r"\s?(?:開[學課業幕工會車船售始]|考試|測驗|放[榜假]|交[稿租表功貨]|註冊|報[名到]|[領取攞][貨件票表證書]|開獎|抽籤|派[位卷]|截[止數]|覆診|出[發貨糧]|送貨|派[送發貨]|到[期貨]|返[學工嚟]|上[堂課班架畫]|舉行|面試|停[水電工課]|裝修|維[修護]|休[息業]|更新|換|"
    r"搬|入伙|扣[數款]|發[放售]|生效|截|起|止|前(?!面)|後(?!面)|或之[前後]|[朝夜晚]|[上下]晝|[上下]午|中午|凌晨|星期|禮拜|reset|deadline|due|"
    r"國慶|回歸|聖誕|元旦|中秋|勞動節|清明|端午|重陽|佛誕|情人節|萬聖|冬至|平安夜|[父母]親節|加場|場次|演唱|比賽|活動|講座|聚會|旅行|典禮|會議)"
)
_PART_AFTER = re.compile(r"\s?(?:[升跌增減杯匙份個吋寸磅票股折價人]|湯匙|茶匙|業主|名額|以[上下]|嘅(?:人|時間|名額|價|學|市|客|員)|學生|市民|員工|受訪|居民|會員|股東|hr|小時|日(?!前)|[美港日歐]?元|蚊|英里|公[里斤升])")
_PART_BEFORE = re.compile(r"(?:進度|完成|步驟|排名?|得分|輪候|名額|佔|約|減|剩|餘下|已|第)[^\d，。]{0,3}$")


def month_day(month: str | int, day: str | int) -> str:
    return f"{cardinal(int(month))}月{cardinal(int(day))}號"


def _slashed(m: re.Match[str]) -> str:
    """31/12 is a day, 2/3 of the owners a part; of 3/9 what stands around it decides. What can be neither is a part."""
    above, below = int(m[1]), int(m[2])
    may_be = 1 <= above <= 31 and 1 <= below <= 12
    part = above < below <= 10
    if may_be and part and not _PART_AFTER.match(m.string, m.end()):
        before, after = _DAY_BEFORE.search(m.string, max(0, m.start() - 12), m.start()), _DAY_AFTER.match(m.string, m.end())
        odd = (gcd(above, below) > 1 or below in (7, 9)) and not _PART_BEFORE.search(m.string, max(0, m.start() - 8), m.start())
        part = not (before or after or odd)
    return month_day(below, above) if may_be and not part else f"{cardinal(below)}分之{cardinal(above)}"


def _place(m: re.Match[str]) -> str:
    """第5/6節 are two lessons, 第5/12 the fifth of twelve."""
    first, second = int(m[1]), int(m[2])
    if m[3] and m[3] in "節堂課座屆章" and second == first + 1:
        return f"第{cardinal(first)}、{cardinal(second)}{m[3]}"
    return m[0] if m[3] or first > second else f"第{cardinal(first)}，總共{cardinal(second)}"


def _neighbours(m: re.Match[str]) -> str:
    """9/10月 are two months, 5/6樓 two floors."""
    return f"{cardinal(int(m[1]))}、{cardinal(int(m[2]))}" if int(m[2]) == int(m[1]) + 1 else m[0]


def _choices(m: re.Match[str]) -> str:
    """6/12/24個月."""
    return "、".join(cardinal(int(number)) for number in m[0].split("/"))


def _of_full(m: re.Match[str]) -> str:
    """4.5/5: a mark and the full mark."""
    unit = m[3] or "分"
    return f"{decimal(m[1])}{unit}，滿分{decimal(m[2].removesuffix('.0'))}{unit}"


def _marks(m: re.Match[str]) -> str:
    """88分/100分, 4/5星."""
    unit = m[2] or m[4] or "分"
    return f"{cardinal(int(m[1]))}{unit}，滿分{cardinal(int(m[3]))}{unit}"


# Before dates, which would take a part of them.
ROWS: list[Rule] = [
    rule(r"(?<![\d/.])\d{1,3}(?:/\d{1,3}){2,5}(?=\s?(?:個月|[期年日人位吋寸歲呎碼件個粒次節折]|小時|分鐘|G\b|[GMT]B|ml|mm|cm|kg|g\b|W\b))", _choices),
    rule(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?=\s?(?:[月樓級座號班節堂](?!\d)|年級))", _neighbours),
    rule(r"(?:第|(?<=排)|(?<=輪候))\s?(\d{1,2})/(\d{1,3})(?![\d/])\s?(?:([節堂課座屆章回格頁期張項步版集卷冊]))?", _place),
]


PARTS: list[Rule] = [
    rule(r"(?<![\d/])50/50(?![\d/分])", always("五十五十")),
    rule(r"(?<![\d.:])(\d{1,3}(?:\.\d{1,4})?)(?:[:：]|\s:\s)(\d{1,3}(?:,\d{3})+|\d{1,5}(?:\.\d{1,4})?)(?![\d:])", lambda m: f"{decimal(m[1])}比{decimal(m[2])}"),
    rule(r"(?<![\d/])(\d{1,2}) (\d)/(\d{1,2})(?![\d/])", lambda m: f"{cardinal(int(m[1]))}又{cardinal(int(m[3]))}分之{cardinal(int(m[2]))}"),
    rule(r"第(\d{1,3})/(\d{1,3})([頁期張項步版節集])(?:，?\s?共\2\3)?", lambda m: f"第{cardinal(int(m[1]))}{m[3]}，共{counted(m[2])}{m[3]}"),
    rule(r"(步驟|[Ss]tep|[Pp]age)\s?(\d{1,2})/(\d{1,2})(?![\d/])", lambda m: f"{m[1]} {cardinal(int(m[2]))}，共{cardinal(int(m[3]))}"),
    rule(r"(?<![\d/.])(\d{1,2}\.\d{1,2})\s?/\s?(\d{1,3}(?:\.0)?)(?:(星)|分)?(?![\d/.])", _of_full),
    rule(r"(?<![\d/.])(\d{1,3})(?:(星)|分)?/(\d{1,3})(?:分|(星))(?![\d/鐘之])", _marks),
    rule(r"(?:(?<=評分)|(?<=得分)|(?<=分數)|(?<=評價)|(?<=滿意度)|(?<=成績)|(?<=態度))(\s?[:：]?\s?)(\d{1,3})/(5|10|100)(?![\d/.])",
         lambda m: f"{m[1]}{cardinal(int(m[2]))}分，滿分{cardinal(int(m[3]))}分"),
    rule(r"(?<![\d/.])\d{1,3}(?:/\d{1,3}){2,5}(?![\d/])", _choices),
    rule(r"(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/])", _slashed),
]
