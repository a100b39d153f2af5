"""What <say-as> asks for, in speakable text: 2111 as a telephone number, 3/4 as a date, A1 as characters."""

from __future__ import annotations

import re
from collections.abc import Callable

from .codes import grouped
from .numbers import cardinal, clock, decimal, digits, money

_PLACES = {"d": "號", "m": "月", "y": "年"}
_NUMBER = re.compile(r"(-?)((?:\d{1,3}(?:,\d{3})+|\d{1,16})(?:\.\d{1,16})?)", re.ASCII)


def _match(pattern: str, text: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text, re.ASCII)
    if found is None:
        raise ValueError("not of this kind")
    return found


def _cardinal(text: str, _: str) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError("no number")
    return ("負" if found[1] else "") + decimal(found[2])


def _digits(text: str, _: str) -> str:
    return grouped(_match(r"\d(?:[ -]?\d)*", text)[0])


def _characters(text: str, _: str) -> str:
    return " ".join(digits(c) or c for c in text if not c.isspace())


def _date(text: str, order: str) -> str:
    """Day first where `format` does not say otherwise; said from the year to the day."""
    parts = re.split(r"[-/. ]", _match(r"\d{1,4}(?:[-/. ]\d{1,4}){1,2}", text)[0])
    order = order or ("ymd" if len(parts[0]) == 4 else "dmy"[: len(parts)])
    if sorted(order) not in (["d", "m", "y"], ["d", "m"], ["m", "y"]) or len(order) != len(parts):
        raise ValueError("no such order of a date")
    value = dict(zip(order, parts, strict=True))
    if not (1 <= int(value["m"]) <= 12 and 1 <= int(value.get("d", "1")) <= 31):
        raise ValueError("no date")
    return "".join((digits(value[k]) if k == "y" else cardinal(int(value[k]))) + _PLACES[k] for k in "ymd" if k in value)


def _time(text: str, _: str) -> str:
    found = _match(r"([01]?\d|2[0-3]):([0-5]\d)(?: ?([ap])\.?m\.?)?", text.lower())
    return clock(found[1], found[2], found[3] or "")


def _currency(text: str, _: str) -> str:
    found = _match(r"(?:HK)?\$? ?((?:\d{1,3}(?:,\d{3})+|\d{1,16}))(?:\.(\d{1,2}))?", text)
    return money(found[1], found[2] or "")


def _fraction(text: str, _: str) -> str:
    found = _match(r"(\d{1,15})/(\d{1,15})", text)
    return f"{cardinal(int(found[2]))}分之{cardinal(int(found[1]))}"


def _ordinal(text: str, _: str) -> str:
    found = _match(r"\d{1,15}", text)
    return f"第{cardinal(int(found[0]))}"


_READERS: dict[str, Callable[[str, str], str]] = {
    "cardinal": _cardinal, "number": _cardinal, "ordinal": _ordinal, "digits": _digits, "characters": _characters,
    "spell-out": _characters, "telephone": _digits, "date": _date, "time": _time, "currency": _currency, "fraction": _fraction,
}  # fmt: skip
KINDS = tuple(_READERS)


def read_as(text: str, kind: str, order: str = "") -> str:
    """`kind` is one of KINDS; `order` that of a date's parts, such as "mdy". Raises ValueError for what is none."""
    return _READERS[kind](text, order)
