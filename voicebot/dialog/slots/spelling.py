"""One spelling for the readers: half width, lower case, Simplified words of dates and numbers in Hong Kong characters.

Names must come out as they went in, so no general conversion touches them (it makes 餘 of the surname 余, 曬 of 晒).
"""

from __future__ import annotations

import unicodedata

_HONG_KONG = str.maketrans("个两点号礼时万亿块钟听错没对问题这几岁双后节历", "個兩點號禮時萬億塊鐘聽錯沒對問題這幾歲雙後節曆")


def spelled(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_HONG_KONG).strip()
