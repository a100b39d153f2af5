"""Sums that are reckoned aloud: 兩千，加多三百五，咪兩千三百五囉; 上次二千三，今次加一百; 三個月，每個月六百二，即係千八六; 三千，落一半訂.

What it comes to where it is said, and is right; else what is told to be done with the one amount that is said. Read with little trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from .value import LOOSE, Found

_MORE = "加多|再加埋?|另加|加返|加|俾多|畀多|多俾|多畀|過多|轉多|入多|升多|升|貴咗?|(?<![至最唔差幾])多(?:咗|返)?"
_LESS = "減少?|扣返?|扣起|除返|平咗?|便宜|慳返?|俾少|畀少|少俾|少畀|(?<![至最多])少(?:咗|返)?|跌咗?"
_CHANGED = re.compile(rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?:你|佢|多|返|咗)*$")
_SHARE = re.compile(r"(?P<half>(?:落|畀|俾|還|交|夾|過|轉|收|出|付)(?:返|住|咗|佢)*一半|一人一半|對半分?|各(?:出|付)?一半)|(?P<double>雙倍|兩倍|double|孖份)(?!人工)")
_COUNTED = re.compile(r"([兩二三四五六七八九十]|\d{1,2})(?:個月|個禮拜|個人|[張個件份日晚次樽盒包斤碟位支條罐餐堂期])(?![一二三四五六七八九半])")
_FIGURES = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"兩": 2}
Priced = tuple[int, Decimal]  # where an amount begins in the text, and what it is


def reckoned(text: str, prices: Sequence[Priced]) -> Found | None:
    """The amount that those of a text come to, None where they do not."""
    values = [value for _, value in prices]
    if not values:
        return None
    start, last = prices[-1]
    if len(values) > 1 and _comes_to(text, values[:-1], last):
        return _found(last)
    if len(values) == 2 and values[0] != last and (changed := _CHANGED.search(text[: start].rstrip(" $"))):
        return _found(values[0] + last if changed["more"] else values[0] - last)
    if len(set(values)) == 1 and (share := _SHARE.search(text)):
        return _found(last / 2 if share["half"] else last * 2)
    return None


def _found(value: Decimal) -> Found | None:
    return Found(f"{value:.2f}", LOOSE) if value > 0 else None


def _comes_to(text: str, before: Sequence[Decimal], last: Decimal) -> bool:
    """Whether the last is the sum of those before, what two of them differ by or come to, or so many times one of them."""
    if last in before:
        return False
    if len(before) > 1 and sum(before) == last or any(last in (one + other, abs(one - other)) for one, other in combinations(before, 2)):
        return True
    counts = [Decimal(_FIGURES[count] if count in _FIGURES else int(count)) for count in _COUNTED.findall(text)]
    if any(count > 1 and last in (value * count, value / count) for value in before for count in counts):
        return True
    halved = "半" in text and last * 2 in before
    return halved or bool(re.search("雙倍|兩倍|double", text)) and last / 2 in before
