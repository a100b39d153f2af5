"""The words by which a sentence asks, once for all who must know: the router, moods, flows, slots and forms. Pure.

三點 asks nothing, nor do 冇咩問題, 未呀 (an answer) and 唔知去咗邊 (which only says that something is not known).
"""

from __future__ import annotations

import re

_FIGURE = "零〇一二兩三四五六七八九十廿幾\\d半"
# Which thing, how many, in what way.
WORDS = (
    f"點解|點(?:樣(?!都)|收費|收|算|做|搞|計|先|可以|知)|(?<![{_FIGURE}])點(?:呢?$)|幾多錢|幾(?:多(?!號)|錢|耐|時|點(?!鐘?[後前])|大|日)|邊(?:[度個間條張位日樣])"
    "|(?<!冇)(?<!冇乜)(?<!無)[咩乜]|多少|如何|什麼|甚麼"
)
# Whether: A 唔 A, 有冇, 係咪, 定係, 搞掂未呀.
CHOICES = r"可唔可以|(?<!唔)([㐀-鿿])唔\1|有冇|有無|係咪|是否|可不可以|定係|定唔|係定|(?<=[㐀-鿿])(?<!都)(?<!仲)未[呀㗎啊](?=$|[,，。?？])"
ENGLISH = r"\b(?:how|what|when|where|which|why|who)\b|\b(?:can|could|do|does|should) (?:i|you|it)\b|\b(?:is|are) (?:it|there|you)\b"
QUESTION = re.compile(f"[?？嗎]|{WORDS}|{CHOICES}|{ENGLISH}", re.IGNORECASE)
_NOT_KNOWN = re.compile("唔知(?:道)?[^，,。]{0,4}(?:邊(?:度|個|間)?|幾(?:時|點)|點|咩|乜)")


def asks(text: str) -> bool:
    """Whether a sentence asks something."""
    return bool(QUESTION.search(_NOT_KNOWN.sub("", text)))
