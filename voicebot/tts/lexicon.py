"""Readings of our own: words, single characters, family names, and forms of characters that no dictionary reads.

`readings.tsv` has the words (word, Jyutping); it is checked when it is loaded.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from . import jyutping

TABLE = Path(__file__).with_name("readings.tsv")
Kind = Literal["name", "pack"]

# Spoken alone otherwise than the library says: particles and function words first of all.
CHARACTERS: dict[str, str] = {
    "嚟": "lei4", "咗": "zo2", "嘅": "ge3", "喺": "hai2", "哋": "dei6", "啲": "di1", "唔": "m4", "冇": "mou5", "佢": "keoi5",
    "乜": "mat1", "嘢": "je5", "咁": "gam3", "噉": "gam2", "嗰": "go2", "俾": "bei2", "畀": "bei2", "攞": "lo2", "揾": "wan2",
    "搵": "wan2", "㗎": "gaa3", "喇": "laa3", "啦": "laa1", "囉": "lo1", "呀": "aa3", "咩": "me1", "吖": "aa1", "嘞": "laak3",
    "撳": "gam6", "蚊": "man1", "瀡": "soe4", "叻": "lek1", "兩": "loeng5", "六": "luk6",
}  # fmt: skip

# Parts of characters that stand alone in a bad transcription, by the character they come from.
VARIANTS = dict(zip("犭艹辶饣飠钅讠訁纟糹衤罓覀牜肀龰龱龲龳𧘇", "犬草辵食食金言言糸糸衣网西牛聿止戶旡兩衣", strict=True))

# Family names read otherwise than the word they are.
SURNAMES: dict[str, str] = {
    "曾": "zang1", "區": "au1", "仇": "kau4", "解": "haai6", "單": "sin6", "任": "jam4", "翟": "zaak6", "佘": "se4", "查": "zaa1",
    "洗": "sin2", "冼": "sin2", "樂": "ngok6", "華": "waa6", "繆": "miu6", "燕": "jin1", "蓋": "goi3", "應": "jing1", "盛": "sing6",
    "紀": "gei2", "尹": "wan5", "召": "siu6", "那": "naa1", "卞": "bin6", "晏": "aan3", "甄": "jan1", "車": "ce1", "過": "gwo1",
    "沈": "sam2", "石": "sek6", "干": "gon1", "哈": "haa1", "種": "cung4", "員": "wan6", "柏": "paak3", "戚": "cik1",
}  # fmt: skip
_TITLES = {
    "先生": "sin1 saang1", "小姐": "siu2 ze2", "女士": "neoi5 si6", "太太": "taai3 taai2", "醫生": "ji1 sang1", "律師": "leot6 si1",
    "經理": "ging1 lei5", "主任": "zyu2 jam6", "老師": "lou5 si1", "校長": "haau6 zoeng2", "教授": "gaau3 sau6", "博士": "bok3 si6",
    "姑娘": "gu1 noeng4", "師傅": "si1 fu2", "議員": "ji5 jyun4", "督察": "duk1 caat3", "生": "saang1", "太": "taai2",
}  # fmt: skip
_ONE = "|".join(SURNAMES)
_PERSON = "先生|小姐|女士|太太"
# What follows a clause's beginning or one of these may be a full name; a word that begins as a name does is none.
_BOUNDARY = r"(?:(?<![一-鿿])|(?<=[幫係同畀俾搵揾叫嘅位與和及由對請問見名]))"
_COMMON = "陳李張黃何林王吳鄭梁劉葉余周楊馬羅郭許鄧馮蔡謝曹潘彭蕭袁盧蘇江鍾譚廖方胡朱莫麥關唐湯龍歐顏戴呂孫韓范伍黎倪殷施姚高章崔程杜丁梅鄺溫柯古容霍趙徐邱邵洪"
_NO_NAME = r"(?!任何|任職|解[釋決答除]|查[詢問看閱]|單[身親位獨張]|應[該付]|過[去往咗戶數]|車[主位]|那[個些位]|樂於|華裔)"
_NAMES = (
    re.compile(rf"(?<=姓)({_ONE})(?!名)"),
    re.compile(rf"({_ONE})({'|'.join(t for t in _TITLES if len(t) > 1)})"),
    re.compile(rf"{_BOUNDARY}({_ONE})([生太])(?![太意活日病氣效產成物命字肖多空平陽])"),
    re.compile(rf"{_BOUNDARY}(?:[{_COMMON}])([生太])(?=[話想要有係嘅喺嚟打個仲又唔已請好你我先可會同、，。！？：]|(?![一-鿿]))"),
    re.compile(rf"{_BOUNDARY}{_NO_NAME}({_ONE})(?=[^畀俾同嘅係咗緊過咪啲個佢我你唔有冇喺]{{1,2}}(?:{_PERSON}))"),
)  # fmt: skip


# What a given name of two characters hardly begins or ends with, where nothing else says that it is a name.
_NOT_GIVEN = frozenset("在於是有為被與和及任做去到過將把已由以向對從就並也都亦未不會要可能想話講說問見叫係喺嘅咗緊唔冇畀俾同好多少大小個位次年月日經先生太小姐的了着著呢嗰啲乜點幾邊又再仲先啦呀嗎喎囉一二三四五六七八九十")


_OFTEN = frozenset("曾區仇任翟冼沈尹甄佘")  # more often a name than a word where a given name follows
_LED = frozenset(("係", "同", "畀", "俾", "幫", "搵", "叫", "嘅", "由", "對", "請", "與", "和", "及", "經理", "主席", "律師", "醫生", "歌手", "演員"))


def full_name(cut: Sequence[str], at: int) -> bool:
    """Whether the word `at` of a cut text is a family name with a given name of two characters that are no word: 曾 志 偉."""
    given = cut[at + 1 : at + 3]
    led = at == 0 or cut[at - 1] in _LED
    return led and cut[at] in _OFTEN and len(given) == 2 and all(len(c) == 1 and c not in _NOT_GIVEN for c in given)


class Words:
    """Finds a pack's words in a run of characters: from the left, the longest first, none inside another."""

    def __init__(self, readings: Mapping[str, str]) -> None:
        self._readings = {word: tuple(said.split()) for word, said in readings.items() if not word.isascii()}
        self._longest: dict[str, int] = {}
        for word in self._readings:
            self._longest[word[0]] = max(len(word), self._longest.get(word[0], 0))

    def find(self, run: str) -> Iterator[tuple[int, tuple[str, ...], Kind]]:
        """(where it begins, a syllable for each character, kind)"""
        at = 0
        while at < len(run):
            for end in range(min(len(run), at + self._longest.get(run[at], 0)), at, -1):
                if (found := self._readings.get(run[at:end])) is not None:
                    yield at, found, "pack"
                    at = end
                    break
            else:
                at += 1


def names(run: str) -> Iterator[tuple[int, tuple[str, ...], Kind]]:
    """Family names before a title or after 姓, as `Words.find` gives words."""
    for pattern in _NAMES:
        for m in pattern.finditer(run):
            if m[1] not in SURNAMES:  # of a common name only the title is told
                yield m.start(1), (_TITLES[m[1]],), "name"
                continue
            title = m[2] if pattern.groups > 1 else ""
            yield m.start(1), (SURNAMES[m[1]], *_TITLES.get(title, "").split()), "name"


@functools.cache
def words() -> Mapping[str, str]:
    """Our own words, word → Jyutping."""
    return read(TABLE)


def read(path: Path) -> dict[str, str]:
    """A table of pronunciations: a line is word, tab, Jyutping; `#` begins a comment. Raises ValueError naming the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        entry = line.partition("#")[0].rstrip()
        if not entry.strip():
            continue
        word, tab, reading = entry.partition("\t")
        try:
            if not tab:
                raise ValueError("a word and its Jyutping must stand with a tab between them")
            reading = jyutping.check(word, reading)
            if found.setdefault(word, reading) != reading:
                raise ValueError(f"{word!r} has two readings")
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
    return found
