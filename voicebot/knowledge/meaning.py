"""Words that are said of the same things, though they share no character (執笠, 倒閉): `models/recipes/meaning`."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..characters import folded

LONGEST = 4  # characters of a word
_ALIKE = str.maketrans("後裏幾乾幹係隻著纔祇咭咗嚟瞓哋嘅嘢俾吓", "后里几干干系只着才只卡左黎訓地既野畀下")
_RUN = re.compile("[\u3400-\u9fff]+")


def spelled(text: str) -> str:
    return folded(text.casefold()).translate(_ALIKE)


def words_of(text: str, known: Collection[str]) -> list[str]:
    """The longest known words of a text from left to right, and single characters between them."""
    out = []
    for run in _RUN.findall(text):
        at = 0
        while at < len(run):
            word = next((run[at : at + n] for n in range(min(LONGEST, len(run) - at), 1, -1) if run[at : at + n] in known), run[at])
            out.append(word)
            at += len(word)
    return out
