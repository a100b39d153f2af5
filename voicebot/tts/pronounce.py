"""Speakable text to Jyutping: a library's readings, our own where it errs or is silent, and English as it is said here.

No Han character goes without a syllable: what the library does not know is looked up in its traditional form, and at
last said as 某 (mau5), which `unknown` counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import opencc
import ToJyutping

from . import english

UNKNOWN = "mau5"

# Words whose reading in speech differs from the library's first choice.
_WORDS: dict[str, str] = {
    "轉數快": "zyun2 sou3 faai3", "過數": "gwo3 sou3", "轉賬": "zyun2 zoeng3", "轉帳": "zyun2 zoeng3", "掛失": "gwaa3 sat1",
    "銀行": "ngan4 hong4", "分行": "fan1 hong4", "行長": "hong4 zoeng2", "重新": "cung4 san1", "仲有": "zung6 jau5",
    "嚟": "lei4", "咗": "zo2", "嘅": "ge3", "喺": "hai2", "哋": "dei6", "啲": "di1", "唔": "m4", "冇": "mou5", "佢": "keoi5",
    "乜": "mat1", "嘢": "je5", "咁": "gam3", "噉": "gam2", "嗰": "go2", "俾": "bei2", "畀": "bei2", "攞": "lo2", "揾": "wan2",
    "搵": "wan2", "㗎": "gaa3", "喇": "laa3", "啦": "laa1", "囉": "lo1", "呀": "aa3", "咩": "me1", "吖": "aa1", "嘞": "laak3",
    "撳": "gam6", "蚊": "man1", "一陣": "jat1 zan6", "邊度": "bin1 dou6", "邊個": "bin1 go3", "便宜": "pin4 ji4",
    "入境處": "jap6 ging2 cyu3", "柯士甸": "o1 si6 din1", "里面": "leoi5 min6", "瀡": "soe4", "佘太": "se4 taai2", "兩": "loeng5",
    "六": "luk6", "分之": "fan6 zi1", "卡": "kaat1", "卡通": "kaa1 tung1", "卡路里": "kaa1 lou6 lei5", "卡拉": "kaa1 laai1",
}  # fmt: skip

# A family name read otherwise than the word it is; only before a title, where it is a name for sure.
_NAMES = {"曾": "zang1", "區": "au1", "仇": "kau4", "解": "haai6", "單": "sin6", "任": "jam4", "翟": "zaak6", "佘": "se4"}
_TITLES = {"先生": "sin1 saang1", "小姐": "siu2 ze2", "女士": "neoi5 si6", "太太": "taai3 taai2"}
_WORDS |= {name + title: f"{said} {_TITLES[title]}" for name, said in _NAMES.items() for title in _TITLES}

_HAN = "㐀-鿿豈-﫿\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[A-Za-z]+(?:['-][A-Za-z]+)*|[{_HAN}]+|[^\W\d_A-Za-z{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")


class Pronouncer:
    """`extra` are a pack's own readings, word → Jyutping with tones. Thread-safe but for the count `unknown`."""

    def __init__(self, extra: Mapping[str, str] = {}) -> None:
        self._words = {**_WORDS, **extra}
        alternatives = sorted(self._words, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, alternatives)))
        self._traditional = opencc.OpenCC("s2hk")
        self.unknown = 0

    def syllables(self, text: str) -> tuple[str, ...]:
        """Jyutping with tones of all Han characters and Latin words in `text`; the rest is silent."""
        said: list[str] = []
        for token in _TOKEN.findall(text):
            if token[0].isascii():
                said += english.syllables(token)
            elif _IS_HAN.match(token):
                said += self._han(token)
            else:  # a script we cannot read, kana say: heard as missing, not silently dropped
                self.unknown += 1
                said.append(UNKNOWN)
        return tuple(said)

    def _han(self, text: str) -> list[str]:
        readings = [reading for _, reading in ToJyutping.get_jyutping_list(text)]
        for m in self._known.finditer(text):
            own = self._words[m[0]].split()
            if len(own) == len(m[0]):
                readings[m.start() : m.end()] = own
        return [s for character, reading in zip(text, readings, strict=True) for s in self._reading(character, reading)]

    def _reading(self, character: str, reading: str | None) -> list[str]:
        if reading is None:
            other = self._traditional.convert(character)
            reading = ToJyutping.get_jyutping_list(other)[0][1] if len(other) == 1 else None
        if reading is None:
            self.unknown += 1
            return [UNKNOWN]
        return re.findall(r"[a-z]+[1-6]", reading)
