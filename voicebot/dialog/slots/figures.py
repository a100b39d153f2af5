"""Figures said one by one: phones, accounts, codes, the first part of an HKID.

A row of figures may be said in groups, with 孖八 or 雙八 (88), 三條九 or 三個九 (999), double five, 洞 for 0, 么 for 1, and a breath
or 跟住, 之後係, 同埋 between. An utterance with other words between its rows (我九七年開嘅戶口，電話係九一…) gives several rows, of
which only one may fit. Where none fits as it stands, a row that was said twice counts once, a group that was begun anew
counts as it was said last (九一二，九一二三…), and a group, or the last figure, that is put right replaces what stood there: all these
with less trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from ...tts.numbers import digits
from ..numbers import FIGURES
from .corrections import asserted, contested, correction
from .value import LOOSE, OPEN, Found, only

WORDS = "零一二兩三四五六七八九孖雙條洞碼以"
PHONE = re.compile(r"[2-9]\d{7}")
ACCOUNT = re.compile(r"\d{9,12}")
_FIGURES = {c: str(i) for c, i in FIGURES.items()} | {"洞": "0"}
_ENGLISH = {w: str(i) for i, w in enumerate("zero one two three four five six seven eight nine".split())} | {"oh": "0"}
_ENGLISH_WORD = re.compile(rf"\b(?:{'|'.join(_ENGLISH)})\b", re.ASCII)
_DOUBLED = re.compile(rf"\b(double|triple)\s*({'|'.join(_ENGLISH)}|\d|[零〇一二兩三四五六七八九])", re.ASCII)
_COUNTS = {"兩": 2, "三": 3, "四": 4, "五": 5, "2": 2, "3": 3, "4": 4, "5": 5, "double": 2, "triple": 3}
_FIGURE = "零〇一二兩三四五六七八九洞0-9"
# O for zero stands between figures, or directly behind the last one; 七一四，O may be a letter.
_OH = re.compile(rf"(?<=[{_FIGURE}])(?:[,，、\s]*[oO](?:\s*[oO])*(?=[,，、\s]*[{_FIGURE}])|[oO](?=$|[,，。]))")
# What may stand between the groups of one row without ending it.
_BREATH = re.compile(
    r"[\s,，、。.()（）\-–—…~+]+|(?:跟住|然後|之後|再嚟|接住|後面|後尾|最後|最尾|同埋|仲有|再加|加埋|加|又|同|and|then)+(?:嗰啲|嗰個|嘅|呢)*(?:就|再)*(?:係|有|到)?"
    r"|(?:就|即|應該)?係(?!咪)|就|嗯|呃|誒|哦|er|um|減號|括[弧號]|[呀啊啦喇囉嘅呢]",
)
# 頭四個字, 六位數字, 兩個英文字母 count figures and are none; nor are 九七年, 三號 and 五千.
_COUNTED = re.compile(
    rf"[頭尾前後]面?嗰?[一二兩三四五六七八九\d]個(?=[{_FIGURE}]{{2}})|[一二兩三四五六七八九十\d]\s*(?:個(?:英文|數)?字(?:母)?|個?位(?:數字?|號碼|密碼)?(?![{_FIGURE}])"
    r"|個(?:號碼|數目字?|數(?!字)))|[一二兩三四五六七八九\d]個(?:英文|(?=就?係))"
)
_MEASURED = re.compile(rf"[{_FIGURE}十百千萬]+(?:年|月|日|號(?!碼)|樓|歲|蚊|元|次|張|期|點|[十百千萬]+)")
_LETTER_NAMES = {
    "a": "誒欸a", "b": "啤b", "c": "詩絲思c", "d": "啲d", "e": "衣伊e", "f": "f", "g": "g", "h": "h", "k": "k", "m": "m", "n": "n",
    "p": "批p", "r": "r", "s": "s", "t": "t", "v": "v", "w": "w", "y": "y", "z": "z",
}  # fmt: skip
_LETTER = {name: letter for letter, names in _LETTER_NAMES.items() for name in names}
_NEEDLESS = re.compile("[^,，。]*零[^,，。]*唔(?:使|洗|駛|需要)(?:講|理|打|讀|話|入)[^,，。]*[,，。]")  # 頭嗰啲零唔使講㗎可，…
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
# 七一四，前面係個Z: the letter told behind its figures.
_LETTER_BEHIND = re.compile(r"(?<!\d)(?P<body>\d{3,})[^\d]*(?:[前頭]面|字頭|開頭|英文)[嗰個字母 ]*(?P<head>[a-z])(?![a-z0-9])")
# 最後嗰個係五呀唔係六: the last figure of what was said, told or put right.
_LAST = re.compile(
    rf"[,，、。\s]*(?:最後|最尾|尾)面?(?:嗰)?個(?:字|數字|號碼)?(?:就|應該)?係(?P<right>[{_FIGURE}])(?![{_FIGURE}])(?:[呀啊喎㗎,，\s]*(?:而)?唔係(?P<wrong>[{_FIGURE}])(?![{_FIGURE}]))?[呀啊喎㗎。]*"
)
# 四四七，唔係四七七，零一三六五二: a group put right in the midst of its row.
_IN_THE_MIDST = re.compile(rf"(?P<wrong>[{_FIGURE}]{{2,}})[,，…\s]*唔係(?P<right>[{_FIGURE}]{{2,}})(?=[,，、\s]+[{_FIGURE}])")
_SPELLED = re.compile(r"\b([a-z])\s*(?:for|as in)\s*([a-z]+)", re.ASCII)
_BODY = re.compile(
    rf"(?<![a-z])(?P<head>[a-z]\s*[a-z]?|[{''.join(n for n in _LETTER if not n.isascii())}])\s*(?:字?開頭|字頭|字|仔)?\s*(?:[3三]個)?(?:數字|號碼|數)?\s*(?P<body>\d+)"
)


def figures(text: str) -> str:
    """All figures of a text that are said one by one: 九一孖三四 → 91334, 三條八 → 888, 6兩零 → 620."""
    return "".join(c for c in _translated(unicodedata.normalize("NFKC", text)) if c in "0123456789")


def rows(text: str) -> list[str]:
    """The rows of figures in a text, words between them, in order."""
    return ["".join(groups) for groups in _grouped(text)]


def _grouped(text: str) -> list[list[str]]:
    """The rows, each by the groups in which it was said."""
    plain = _MEASURED.sub("#", _COUNTED.sub("#", unicodedata.normalize("NFKC", text)))
    told = _BREATH.sub(" ", _translated(plain))
    return [groups for part in re.split(r"[^\d ]+", told) if (groups := part.split())]


def _translated(text: str) -> str:
    text = _DOUBLED.sub(lambda m: (_ENGLISH.get(m[2]) or m[2]) * _COUNTS[m[1]], text)
    one_by_one = _ENGLISH_WORD.search(text)
    text = _ENGLISH_WORD.sub(lambda m: _ENGLISH[m[0]], text)
    text = re.sub(f"[孖雙]([{_FIGURE}])", r"\1\1", text)
    text = re.sub(f"([兩三四五2-5])[條個]([{_FIGURE}])", lambda m: m[2] * _COUNTS[m[1]], text)
    text = re.sub(f"(?<=[{_FIGURE}]) +(?=[{_FIGURE}])", "", text) if one_by_one else text
    text = re.sub("(?<![什怎甚多那這要])[么幺]", "1", text)
    text = _OH.sub(lambda m: "0" * m[0].casefold().count("o"), text)
    return "".join(_FIGURES.get(c, c) for c in text)


_LONG = 4  # figures: another row of so many makes the one that fits doubtful
Fits = Callable[[str], str | None]  # a row → its canonical value, None for a row that is none


def _read(text: str, fits: Fits) -> Found | None:
    """The value of a sentence: what it corrects, else the row that it corrects a part of, else all that it says is so."""
    if (told := _LAST.search(text)) and (found := _with_last(text[: told.start()] + text[told.end() :], told, fits)) is not None:
        return found
    if (midst := _IN_THE_MIDST.search(text)) and len(midst["wrong"]) == len(midst["right"]):
        found = _read(text[: midst.start()] + midst["right"] + text[midst.end() :], fits)
        return found if found in (None, OPEN) else Found(found.value, LOOSE)
    corrected = correction(text)
    if corrected is None:
        sides = contested(text)
        before, behind = (_grouped(side) for side in sides) if sides else ([], [])
        if not before or not behind:
            return _row(_grouped(asserted(text)), fits)
        one, other = _row(before, fits), _row(behind, fits)  # 九八唔係九七六五四三二一: only the second is whole
        return OPEN if one is not None or other is None or other is OPEN else Found(other.value, LOOSE)
    said = unicodedata.normalize("NFKC", text)
    behind, before = _grouped(corrected), _grouped(said[: said.rfind(corrected)])
    found = _row(behind, fits)
    if found is not None or len(behind) != 1 or not before:
        return found
    last, right = before[-1], "".join(behind[0])
    mended = fits("".join(last[:-1]) + right) if len(last[-1]) == len(right) > 1 else None
    return None if mended is None else Found(mended, LOOSE)


def _with_last(text: str, told: re.Match[str], fits: Fits) -> Found | None:
    """The row whose last figure is told once more; put right where it was the wrong one, `OPEN` where it was neither."""
    found = _read(text, fits)
    if found in (None, OPEN):
        return found
    right, wrong = figures(told["right"]), figures(told["wrong"] or "")
    if found.value[-1] == right:
        return found
    mended = fits(found.value[:-1] + right) if found.value[-1] == wrong else None
    return OPEN if mended is None else Found(mended, LOOSE)


def _row(found: list[list[str]], fits: Fits) -> Found | None:
    """The one row that fits; all rows as one, with less trust, where no single row does (the words between were none of it)."""
    values = [value for groups in found if (value := _fitting(groups, fits))]
    if not values and len(found) > 1:
        whole = fits("".join(map("".join, found)))
        return None if whole is None else Found(whole, LOOSE)
    found_one = only(values)
    others = [row for row in map("".join, found) if len(row) >= _LONG and not _fitting([row], fits)]
    return Found(found_one.value, min(found_one.confidence, LOOSE)) if found_one not in (None, OPEN) and others else found_one


def _fitting(groups: list[str], fits: Fits) -> Found | None:
    """The value of a row, as it was said, said twice, or said with groups that were begun anew."""
    begun = [len(after) > 1 and after.startswith(group) for group, after in zip(groups, [*groups[1:], ""])]
    value = _once("".join(groups), fits)
    anew = _once("".join(group for group, dropped in zip(groups, begun) if not dropped), fits) if any(begun) else None
    if value is None:
        return None if anew is None else Found(anew, LOOSE)
    doubtful = anew not in (None, value) and any(dropped and len(group) > 1 for group, dropped in zip(groups, begun))
    return OPEN if doubtful else Found(value)


def _once(row: str, fits: Fits) -> str | None:
    """The value of a row that was said once, twice or three times."""
    parts = [row, *(row[: len(row) // n] for n in (2, 3) if row and row == row[: len(row) // n] * n)]
    return next((value for part in parts if (value := fits(part)) is not None), None)


# ---- the kinds --------------------------------------------------------------------------------------------------
def read_phone(text: str, _now: datetime) -> Found | None:
    """Eight figures that begin with 2 to 9; the country code 852 before them is dropped."""
    return _read(text, phone)


def phone(row: str) -> str | None:
    row = row[3:] if len(row) == 11 and row.startswith("852") else row
    return row if PHONE.fullmatch(row) else None


def read_account(text: str, _now: datetime) -> Found | None:
    """Nine to twelve figures."""
    return _read(text, account)


def account(row: str) -> str | None:
    return row if ACCOUNT.fullmatch(row) else None


def read_digits(text: str, _now: datetime) -> Found | None:
    """One row of figures of any length, e.g. a code: never a sum of several."""
    told = _NEEDLESS.sub(" ", text)
    return only([Found(row, 1.0 if told == text else LOOSE) for row in rows(asserted(told))])


def read_so_many(text: str, length: int) -> Found | None:
    """A row of so many figures."""
    return _read(text, lambda row: row if len(row) == length else None)


def read_hkid_part(text: str, _now: datetime) -> Found | None:
    """The letters of an HKID and its first three figures ("A123"); what is said beyond them is not kept."""
    text = _SPELLED.sub(lambda m: m[1] if m[2].startswith(m[1]) else " ", _COUNTED.sub(" ", asserted(text).casefold()))
    told = re.sub(r"(?<=\d) +(?=\d)", "", _BREATH.sub(" ", _translated(text)))
    found = [
        Found(("".join(_LETTER.get(c, c) for c in match["head"] if not c.isspace()) + match["body"][:3]).upper())
        for match in _BODY.finditer(told)
        if len(match["body"]) >= 3
    ]
    return only(found or [Found((match["head"] + match["body"][:3]).upper(), LOOSE) for match in _LETTER_BEHIND.finditer(told)])


# ---- how they are said and shown --------------------------------------------------------------------------------
def say_phone(value: str) -> str:
    return f"{digits(value[:4])}，{digits(value[4:])}"


def show_phone(value: str) -> str:
    return f"{value[:4]} ••••"


def say_account(value: str) -> str:
    """In groups of three, the rest first: 0012 345 678."""
    head = len(value) % 3
    groups = [value[:head], *(value[i : i + 3] for i in range(head, len(value), 3))]
    return "，".join(digits(group) for group in groups if group)


def show_account(value: str) -> str:
    return "•" * (len(value) - 4) + value[-4:]


def say_digits(value: str) -> str:
    return digits(value)


def show_digits(value: str) -> str:
    return "•" * len(value)


def say_hkid_part(value: str) -> str:
    letters = value.rstrip("0123456789")
    return f"{letters}，{digits(value)}"


def show_hkid_part(value: str) -> str:
    letters = value.rstrip("0123456789")
    return letters + "•••"
