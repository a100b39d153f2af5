"""Floors, flats, blocks and shops; exits, platforms, routes and stations on the air: 12/F → 十二樓, 260X → 二六零X."""

from __future__ import annotations

import re

from .numbers import cardinal, digits
from .rules import Rule, always, rule

_FLOORS = {"G": "地下", "LG": "低層地下", "UG": "高層地下", "M": "閣樓", "B": "地庫"}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_RIDE = r"巴士|小巴|隧巴|往|公交|[線綫]|路線|過海"

_ROUTE = r"(?:[A-Z]{0,2}\d{1,3}[A-Z]?|\d{1,3}[A-Z])"
_LISTED = rf"{_ROUTE}(?:(?:\s?[、,及同和或與/]|或者|(?:[線綫]|號)?(?:再|換|再?轉乘?))\s?{_ROUTE}){{0,9}}"
_LINES = "路線|九巴|城巴|新巴|嶼巴|龍運|隧巴|巴士|小巴|專[線綫]|輕鐵|KMB|CTB|[綠紅]van|[綠紅]Van"
_ROUTES = re.compile(r"\d{3}(?!\d)")
_LETTERED = re.compile(r"([A-Z])(\d\d)(?!\d)")


def _routes(m: re.Match[str]) -> str:
    """Of a list too: 路線401、404及490, 城巴E11及A29."""
    return _LETTERED.sub(lambda route: route[1] + cardinal(int(route[2])), _ROUTES.sub(lambda route: digits(route[0]), m[0]))


def _spelt(number: str) -> str:
    """1203A by its digits, 12 as it is counted."""
    bare = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (digits(bare) if len(bare) > 2 or bare[0] == "0" else cardinal(int(bare))) + number[len(bare) :]


_STREETS = {
    "St": "Street", "Rd": "Road", "Ave": "Avenue", "Ln": "Lane", "Ter": "Terrace", "Tce": "Terrace", "Dr": "Drive", "Sq": "Square", "Ctr": "Centre", "Cntr": "Centre",
    "Bldg": "Building", "Bldgs": "Buildings", "Est": "Estate", "Ct": "Court", "Gdn": "Garden", "Gdns": "Gardens", "Hse": "House", "Mans": "Mansion", "Plz": "Plaza",
    "Pk": "Park", "Hwy": "Highway", "Comm": "Commercial", "Ind": "Industrial", "Twr": "Tower", "Hosp": "Hospital", "Sch": "School", "Stn": "Station",
}  # fmt: skip
_STREET = "|".join(sorted(_STREETS, key=len, reverse=True))


def _room(m: re.Match[str]) -> str:
    """Shop G12, Rm 1203A: the word stays, the number is spelt as a door's is."""
    until = f"至{_spelt(m[5])}" if m[5] else ""
    return f"{'Room' if m[1].lower() == 'rm' else m[1].title()} {m[2].upper()}{_spelt(m[3] + m[4].upper())}{until}"


def _door(number: str) -> str:
    return digits(number) if len(number) > 2 else cardinal(int(number))


def _roman(sign: str) -> str:
    return cardinal(_ROMAN.index(sign) + 1)


PLACES: list[Rule] = [
    rule(rf"(?:{_LINES})(?:路[線綫])?\s?[「(]?{_LISTED}(?![\d.,]|\s?[個架輛人位次蚊條分班])", _routes),
    rule(rf"(?<![\dA-Za-z.,$]){_LISTED}(?=\s?號?(?:{_RIDE}))", _routes),
    rule(r"\b(LG|UG|B)(\d)/F\b", lambda m: f"{_FLOORS[m[1]]}{cardinal(int(m[2]))}樓"),
    rule(r"\b(LG|UG|G|M|B)/F\b", lambda m: _FLOORS[m[1]]),
    rule(r"(?<![\d.])(\d{1,3})/F\b", lambda m: f"{cardinal(int(m[1]))}樓"),
    rule(r"\bR/F(?:天台)?", always("天台")),
    rule(r"(?i)\b(?:block|blk\.?|tower)s?\s?(\d{1,2})\s?(?:&|and|,|/|、|及)\s?(\d{1,2})\b(?!/F)", lambda m: f"第{cardinal(int(m[1]))}座同第{cardinal(int(m[2]))}座"),
    rule(r"(?<=\d[A-Z])-(?=[A-Z](?![A-Z\d-]))|(?:(?<=Unit [A-Z])|(?<=Flat [A-Z])|(?<=Room [A-Z])|(?<=Block [A-Z])|(?<=Tower [A-Z]))\s?[-–]\s?(?=[A-Z]\b)", always("至")),
    rule(r"(?i)\b(?:block|blk\.?|tower)\s?(\d{1,2})([A-Z]?)\b", lambda m: f"{cardinal(int(m[1]))}座{m[2]}"),
    rule(r"(?<=[A-Za-z])(?<! [Oo]f) St(?= [A-Z])", always(" Street")),
    rule(r"(?<![A-Za-z])St\.?\s(?=[A-Z][a-z])", always("Saint ")),
    rule(rf"(?<=[A-Za-z]\s)({_STREET})\b\.?(?=\s?(?:[,，。;；)(]|$|[CEWNS]\b|(?:{_STREET})\b))", lambda m: _STREETS[m[1]]),
    rule(r"(?<![A-Za-z])(?i:(room|rm|shop|unit|suite|flat|counter|gate))\.?\s?(?i:no\.?\s?)?([A-Z]{0,2})(\d{1,5})([A-Z]?)(?![A-Z\d.]|\s?%)(?:\s?[-–]\s?(\d{1,5}[A-Z]?))?\b", _room),
    rule(r"(第\d{1,3}[A-Z]{0,2})\((\d{1,2}|[a-z])\)(?=[條款段]|\()", lambda m: f"{m[1]}括號{m[2]}"),
    rule(r"(?<=地下)\s?[-–~]\s?(?=[一二三四五六七八九十])", always("至")),
    rule(r"(\d{3,5}[A-Z]?)\s*(?:[-–~至]|(及|、|,|and|或|同|/))\s*(?=\d{1,5}[A-Z]?\s?[室舖])", lambda m: f"{_spelt(m[1])}{m[2] or '至'}"),
    rule(r"(?<!\d)(\d{2,5}[A-Z]?)\s?(?=[室舖鋪])", lambda m: _spelt(m[1])),
    rule(r"(?<![\d.,-])(\d{1,3})([A-Z]?)\s?[-–~至]\s?(\d{1,3})([A-Z]?)(?=\s?號(?!碼))", lambda m: f"{_door(m[1])}{m[2]}至{_door(m[3])}{m[4]}" if m[2] or m[4] else m[0]),
    rule(r"(?<=[街道路])(\d{3})\s?[-–至]\s?(\d{3})(?=號)", lambda m: f"{digits(m[1])}至{digits(m[2])}"),
    rule(r"(?<=[樓層])\s?(\d{3,4})\s?[-–~至]\s?(\d{3,4})(?=號)", lambda m: f"{digits(m[1])}至{digits(m[2])}"),
    rule(r"(?<=[街道路])\d(?!00)\d\d(?=號)|(?<=[樓層])\d{3,4}(?=號)|(?<!\d)\d{3,4}(?=號[舖鋪])", lambda m: digits(m[0])),
    rule(r"(?<=[\dA-Z])\s?[-–~]\s?(?=[A-Z]\.\d|[小中]\d)", always("至")),
    rule(r"(?<=[A-Z])\s?[-–~]\s?(?=[A-Z]\s?(?:[座室組班級區期]|號|出口))", always("至")),
    rule(r"(?:(?<=電視)|(?<=TV)|(?<=TV ))\s?(\d{3})(?=\s?台)|(?<!\d)(\d{3})(?=阿信屋)|(?<=波音)\s?(\d{3})", lambda m: digits(m[0])),
    rule(r"(?<=[第附錄件表冊篇卷])\s?(I{1,3}|IV|VI{0,3}|IX|X)(?![A-Za-z])", lambda m: _roman(m[1])),
    rule(r"(?<![A-Za-z])II([AB])(?![A-Za-z])", lambda m: f"二{m[1]}"),
    rule(r"(?<![A-Za-z])(II|III|IV|VI{1,3}|IX)(?=[期型類級部章])", lambda m: _roman(m[1])),
    rule(r"\b(Part|Phase|Type|Chapter|Tier|Class|Stage|Vol\.?|Section|Schedule) (I{1,3}|IV|VI{0,3}|IX|X)\b", lambda m: f"{m[1]} {_roman(m[2])}"),
    rule(r"(叱咤|商台|電台|(?<![A-Za-z])(?:AM|am)\s?)(\d{3})(?![\d.,])", lambda m: m[1].upper() + digits(m[2])),
    rule(r"7-(?:Eleven|11)\b", always("Seven Eleven")),
    rule(rf"(?<![\d.,$])(\d{{3}})([A-Z]?)(?=號?(?:{_RIDE}))", lambda m: digits(m[1]) + m[2]),
    rule(rf"(?<=[搭坐])([A-Z])(\d\d)(?!\d)|\b([A-Z])(\d\d)(?=號?(?:{_RIDE}))", lambda m: f"{m[1] or m[3]}{cardinal(int(m[2] or m[4]))}"),
    rule(rf"(?:(?<=[搭坐])|(?<=轉乘))\s?{_LISTED}(?![\dA-Za-z.,個位人蚊次站分])", _routes),
    rule(r"(?<![A-Za-z])([A-Z]{3})\s?(?:→|->|⇒)\s?(?=[A-Z]{3}(?![A-Za-z]))", lambda m: f"{' '.join(m[1])} 去 "),
]
