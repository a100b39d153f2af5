"""Written text to speakable text, as Hong Kong says it. One file a kind: web, amounts, times, slashes, codes, places, quantities.

What a number is follows from what stands around it, never from its length alone. Rules run in order: the most telling
first (a currency sign, a slash, a colon), plain numbers last. Latin words stay; `pronounce` says them.
"""

from __future__ import annotations

import re

from ..characters import hong_kong
from . import markup
from .amounts import MONEY, PERCENT
from .codes import CODES, FILED, torn
from .places import PLACES
from .quantities import ABBREVIATIONS, QUANTITIES
from .rules import Rule
from .slashes import PARTS
from .times import CLOCK, DATES, WEEKDAYS
from .units import SIZES
from .web import ADDRESSES

# A space between a Han character and a number or capitals is the typesetter's: 第 2 位 is 第2位.
_SPACED = re.compile(r"(?<=[^\W\da-zA-Z零一二三四五六七八九十百千萬億兩]) (?=[$\dA-Z])|(?<=[\dA-Z%]) (?=[一-鿿])")
_UNSAYABLE: list[Rule] = [(re.compile(r"\d{25,}", re.ASCII), torn)]
_RULES = [
    *_UNSAYABLE, *ADDRESSES, *FILED, *ABBREVIATIONS, *PLACES, *WEEKDAYS, *MONEY, *DATES, *CLOCK, *PERCENT, *SIZES, *PARTS, *CODES, *QUANTITIES,
]  # fmt: skip


def normalise(text: str) -> str:
    """Speakable text: Han characters as Hong Kong writes them, Latin words and punctuation, no digits.

    >>> normalise("HK$12,345.60，熱線 2812 3456")
    '一萬二千三百四十五蚊六毫，熱線 二八一二，三四五六'
    """
    text = _SPACED.sub("", markup.links(hong_kong(markup.fold(text))))
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return markup.strip(text)
