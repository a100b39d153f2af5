"""Floors, flats, blocks and shops; exits, platforms, routes and stations on the air: 12/F → 十二樓, 260X → 二六零X."""

from __future__ import annotations

import re

from .numbers import cardinal, digits
from .rules import Rule, always, rule

_FLOORS = {"G": "地下", "LG": "低層地下", "UG": "高層地下", "M": "閣樓"}
_RIDE = r"巴士|小巴|[線綫]|路線|過海"

_ROUTES = re.compile(r"\d{3}(?!\d)")


def _routes(m: re.Match[str]) -> str:
    """Of a list too: 路線401、404及490."""
    return _ROUTES.sub(lambda route: digits(route[0]), m[0])


PLACES: list[Rule] = [
    rule(r"路線[「(]?\d{3}[A-Z]?(?:[、,及同和]\d{3}[A-Z]?){0,9}(?![\d.])", _routes),
    rule(r"\b(LG|UG)(\d)/F\b", lambda m: f"{_FLOORS[m[1]]}{cardinal(int(m[2]))}樓"),
    rule(r"\b(LG|UG|G|M)/F\b", lambda m: _FLOORS[m[1]]),
    rule(r"(?<![\d.])(\d{1,3})/F\b", lambda m: f"{cardinal(int(m[1]))}樓"),
    rule(r"(?i)\b(?:block|tower)\s?(\d{1,2})([A-Z]?)\b", lambda m: f"第{cardinal(int(m[1]))}座{m[2]}"),
    rule(r"(?i)\b(?:room|rm\.?|shop)\s?(\d{2,5})([A-Z]?)\b", lambda m: f"{digits(m[1])}{m[2]}{'號舖' if m[0][0] in 'sS' else '室'}"),
    rule(r"(\d{3,5})\s?[-–至]\s?(\d{2,5})室", lambda m: f"{digits(m[1])}至{digits(m[2])}室"),
    rule(r"(\d{3,5})室", lambda m: f"{digits(m[1])}室"),
    rule(r"(?<=[街道路])(\d{3})(?=號)", lambda m: digits(m[1])),
    rule(r"(叱咤|商台|電台|(?<![A-Za-z])(?:AM|am)\s?)(\d{3})(?![\d.,])", lambda m: m[1].upper() + digits(m[2])),
    rule(r"7-(?:Eleven|11)\b", always("七十一")),
    rule(rf"(?<![\d.,$])(\d{{3}})([A-Z]?)(?=號?(?:{_RIDE}))", lambda m: digits(m[1]) + m[2]),
    rule(rf"(?<=[搭坐])([A-Z])(\d\d)(?!\d)|\b([A-Z])(\d\d)(?=號?(?:{_RIDE}))", lambda m: f"{m[1] or m[3]}{cardinal(int(m[2] or m[4]))}"),
    rule(r"(?<=[搭坐])(\d{3})([A-Z]?)(?![\dA-Za-z.,個位人蚊次站分])", lambda m: digits(m[1]) + m[2]),
]
