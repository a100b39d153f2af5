"""Rows of figures that are said one by one, in groups, with breaths between: 九一孖三四，跟住 five oh → 91334, 50.

孖八 or 雙八 is 88, 三條九 or 三個九 999, double five 55, 洞 is 0, 么 is 1. What counts figures (頭四個字, 六位數字) or is counted by them (九七年, 五千) is no row.
"""

from __future__ import annotations

import re
import unicodedata

from ..numbers import FIGURES

FIGURE = "零〇一二兩三四五六七八九洞0-9"
_FIGURES = {c: str(i) for c, i in FIGURES.items()} | {"洞": "0"}
ENGLISH_FIGURES = {w: str(i) for i, w in enumerate("zero one two three four five six seven eight nine".split())} | {"oh": "0"}
_ENGLISH_WORD = re.compile(rf"\b(?:{'|'.join(ENGLISH_FIGURES)})\b", re.ASCII)
_DOUBLED = re.compile(rf"\b(double|triple)\s*({'|'.join(ENGLISH_FIGURES)}|\d|[零〇一二兩三四五六七八九])", re.ASCII)
_COUNTS = {"兩": 2, "三": 3, "四": 4, "五": 5, "2": 2, "3": 3, "4": 4, "5": 5, "六": 6, "七": 7, "八": 8, "6": 6, "7": 7, "8": 8, "double": 2, "triple": 3}
# O for zero stands between figures, or directly behind the last one; 七一四，O may be a letter.
_OH = re.compile(rf"(?<=[{FIGURE}])(?:[,，、\s]*[oO](?:\s*[oO])*(?=[,，、\s]*[{FIGURE}])|[oO](?=$|[,，。]))")
# What may stand between the groups of one row without ending it.
_BREATH = re.compile(
    r"[\s,，、。.()（）\-–—…~+]+|(?:跟住|跟手|然後|之後|再嚟|接住|後面|後尾|最後|最尾|同埋|仲有(?:個(?=[零一二三四五六七八九\d]))?|再加|加埋|加|再|又|同|and|then)+(?:嗰啲|嗰個|嘅|呢)*(?:就|再)*(?:係|有|到)?"
    r"|(?:就|即|應該)?係(?!咪)|就|嗯|呃|誒|哦|er|um|開頭|中間|收尾|尾數|尾|dash|hyphen|減號|橫線|間條|括[弧號]|[呀啊啦喇囉嘅呢]",
)
COUNT = "[一二兩三四五六七八九十\\d]"
MEASURE = "[個隻粒位條]"
_NAMED = "(?:英文|數)?(?:字母?|數目?字?|號碼|位)"
# 頭四個字, 後四隻字, 六位數字, 兩個英文字母 count figures and are none; nor are 九七年, 三號 and 五千.
COUNTED = re.compile(
    rf"(?:[頭尾前後]|最[尾後])面?嗰?{COUNT}嗰?{MEASURE}{_NAMED}?(?=[^{FIGURE}]|[{FIGURE}]{{2}})|{COUNT}\s*(?:[個隻粒](?:{_NAMED}|英文|數(?!字))|個?位(?:數字?|號碼|密碼)?(?![{FIGURE}]))"
)
_MEASURED = re.compile(rf"(?P<twice>(?![{FIGURE}十百千萬孖雙條])[㐀-鿿])一(?P=twice)|一(?:樣|格|部|架|齊|陣|路|聲|直|定|般|啲|間|張|句|味|共|吓|次過|口氣)|[\d{FIGURE}]+%|第{COUNT}個(?!字|數|位|號)|{COUNT}個(?=就?係|[,，。呀啊]|$|[a-z]{{2}}|短訊|訊息|電話|戶口)|[{FIGURE}十百千萬]+(?:年|月|日|號(?!碼)|字頭|樓|歲|蚊|元|次|張|期|點|分鐘?|秒|個(?:半)?(?:月|鐘|禮拜|星期|人)|[十百千萬]+(?:零?[{FIGURE}](?![{FIGURE}]))?)")


_ITS_LOOKS = re.compile(rf"(?<=[{FIGURE}])(?:[,，\s]*(?:[二兩三四五]個|孖)[{FIGURE}])(?:字)?(?:開頭|打頭|收尾|結尾)嘅?[呀㗎]*$")  # …三個六開頭嘅
# 二九五八三七二零三樓: the floor is none of it.
_PHONE_AND_FLOOR = re.compile(rf"(?<![{FIGURE}])([二三五六七八九2-9][{FIGURE}]{{7}})(?=[一二三四五六七八九十廿\d]{{1,3}}(?:樓|點|個月|歲))")


# 廿三 六十五 八十九 十二: a row said in twos.
_TWO = "(?:廿|卅|[二三四五六七八九]?十)[一二三四五六七八九]?"
_IN_TWOS = re.compile(rf"(?<![{FIGURE}十百千萬廿卅]){_TWO}(?:[\s,，、…]+(?:{_TWO}|零[一二三四五六七八九]))+(?![{FIGURE}十百千萬年月日號樓歲蚊元次張期點分秒個])")
_TENS = re.compile("(?P<tens>廿|卅|[二三四五六七八九]?十)(?P<one>[一二三四五六七八九]?)")


def _untwined(row: re.Match[str]) -> str:
    tens = {"廿": "二", "卅": "三", "十": "一"}
    return _TENS.sub(lambda m: tens.get(m["tens"], m["tens"][0]) + (m["one"] or "零"), row[0])


def figures(text: str) -> str:
    """All figures of a text that are said one by one: 九一孖三四 → 91334, 三條八 → 888, 6兩零 → 620."""
    return "".join(c for c in one_by_one(_IN_TWOS.sub(_untwined, unicodedata.normalize("NFKC", text))) if c in "0123456789")


def rows(text: str) -> list[str]:
    """The rows of figures in a text, words between them, in order."""
    return ["".join(groups) for groups in grouped(text)]


def grouped(text: str) -> list[list[str]]:
    """The rows, each by the groups in which it was said."""
    told = _BREATH.sub(" ", one_by_one(without_measured(_IN_TWOS.sub(_untwined, unicodedata.normalize("NFKC", text)))))
    return [groups for part in re.split(r"[^\d ]+", told) if (groups := part.split())]


def without_measured(text: str) -> str:
    """Without the figures that count or measure something else: 頭四個字, 九七年, 一樣, 3%."""
    text = _ITS_LOOKS.sub("", text)
    return _MEASURED.sub("#", _PHONE_AND_FLOOR.sub(r"\1 ", COUNTED.sub(" ", text)))


def one_by_one(text: str) -> str:
    """A text with Western figures for those that are said one by one; other words stay."""
    text = _DOUBLED.sub(lambda m: (ENGLISH_FIGURES.get(m[2]) or m[2]) * _COUNTS[m[1]], text)
    english = _ENGLISH_WORD.search(text)
    text = _ENGLISH_WORD.sub(lambda m: ENGLISH_FIGURES[m[0]], text)
    text = re.sub(f"[孖雙]([{FIGURE}])", r"\1\1", text)
    text = re.sub(f"一[條個隻](?=[{FIGURE}])", "", text)
    text = re.sub(f"([兩三四五2-5])[條個隻]([{FIGURE}])", lambda m: m[2] * _COUNTS[m[1]], text)
    text = re.sub(f"(?<=[{FIGURE}]) +(?=[{FIGURE}])", "", text) if english else text
    text = re.sub(f"([六七八6-8])[個隻]([{FIGURE}])(?![{FIGURE}十百千萬])", lambda m: m[2] * _COUNTS[m[1]], text)  # 六個八
    text = re.sub("(?<![什怎甚多那這要])[么幺]", "1", text)
    text = _OH.sub(lambda m: "0" * m[0].casefold().count("o"), text)
    return "".join(_FIGURES.get(c, c) for c in text)
