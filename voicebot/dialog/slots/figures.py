"""What is read of a row of figures: phones, accounts, codes (`rows` finds the rows).

An utterance with other words between its rows (我九七年開嘅戶口，電話係九一…) gives several, of which only one may fit. Where none fits as it
stands, a row that was said twice counts once, a group that was begun anew counts as it was said last (九一二，九一二三…), and
a part that is told again by its place (尾三位係八三八, 頭四個係…, 第三個字係七) replaces what stood there: all these with less trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from ...tts.numbers import digits
from ..numbers import exact
from .corrections import asserted, contested, correction
from .repairs import repaired
from .rows import COUNT, FIGURE, MEASURE, figures, grouped
from .value import LOOSE, OPEN, Found, only

WORDS = "零一二兩三四五六七八九孖雙條洞碼以"
PHONE = re.compile(r"[2-9]\d{7}")
ACCOUNT = re.compile(r"\d{9,12}")
_NEEDLESS = re.compile("[^,，。]*零[^,，。]*唔(?:使|洗|駛|需要)(?:講|理|打|讀|話|入)[^,，。]*[,，。]")  # 頭嗰啲零唔使講㗎可，…
# 尾三位係八三八, 最後嗰個係五呀唔係六, 尾唔係三八係八三, 第三個字改做七: a part of the row, told by its place.
_ROW = f"(?:[{FIGURE}孖雙]|[三四]條)+"
_NOT = f"[呀啊喎㗎,，、\\s]*(?:而)?唔係(?P<wrong{{0}}>{_ROW})(?![{FIGURE}])"
_PART = re.compile(
    rf"(?:[呀啊喎㗎,，、。…\s]|呃|(?<!係)唔係|唔啱|唔對|(?:講|讀|打)?錯咗?|等等|sorry|哎[呀吔喲])*"
    rf"(?:(?P<head>頭|前面|開頭)|(?P<tail>最後|最尾|後面|後|尾數|尾)|(?P<midst>中間)|第(?P<nth>[一二三四五六七八九十]))面?嗰?(?:(?P<count>{COUNT})(?=[個隻粒位條字就應都係改先]))?(?P<measure>{MEASURE}(?:字|數目?字?|號碼|位)?|字)?(?:先)?(?:(?:講|讀)?錯咗?[呀啊,，、\\s]*|唔啱[呀啊,，、\\s]*)?"
    rf"(?:(?:就|應該|都)?(?:係|改返?做|改成|(?={_ROW}[呀啊,，\s]*唔係[{FIGURE}]))(?P<right>{_ROW})(?![{FIGURE}])(?:{_NOT.format('')})?|{_NOT.format('2')}[呀啊,，、\s]*(?:而)?係(?P<right2>{_ROW})(?![{FIGURE}]))"
    rf"(?:先?啱|至啱|[呀啊喎㗎。])*",
    re.ASCII,
)
# 尾係六唔係九: denies, and is what it denies by its place.
BY_PLACE = re.compile(rf"(?:頭|尾|前面|後面|最後|第[一二三四五六七八九])[^,，。]{{0,4}}?[{FIGURE}]{{1,4}}[呀啊]?唔係[{FIGURE}]{{1,4}}[呀啊㗎喎]*$")
# 二二三三四四五五六，唔係六，係七: the end of the row, told without its place.
_BUT = re.compile(rf"[,，\s]+唔係(?P<wrong>[{FIGURE}]{{1,3}})[呀啊,，\s]*(?:而)?係(?P<right>[{FIGURE}]{{1,3}})[呀啊㗎喎]*$")
# 四四七，唔係四七七，零一三六五二: a group put right in the midst of its row.
_IN_THE_MIDST = re.compile(rf"(?P<wrong>[{FIGURE}]{{2,}})[,，…\s]*唔係(?P<right>[{FIGURE}]{{2,}})(?=[,，、\s]+[{FIGURE}])")
# 尾四位係七七八八，前面係六一零二: the end before the beginning.
_BACK_FIRST = re.compile(rf"^[^{FIGURE}]*(?:最後|後面|尾)面?嗰?{COUNT}{MEASURE}?(?:字|位|數字?)?[呢,，]*(?:就|係)*(?P<back>{_ROW})[,，、\s]*(?:而)?(?:頭|前面|開頭)嗰?(?:{COUNT}(?:{MEASURE}(?:字|位|數字?)?|字|位))?[呢,，]*(?:就|係)*(?P<front>{_ROW})[呀啊喇啦。]*$")
# 一三五七九二，唔係一三五七九四呀，尾係二: what it is taken for, and what tells them apart.
_NOT_ITS_LIKE = re.compile(rf"(?P<row>[{FIGURE}]{{4,}})[,，\s]*唔係(?P<other>[{FIGURE}]{{4,}})[呀啊㗎,，\s]*(?:最?尾|最後|後面)嗰?個?字?係(?P<end>[{FIGURE}]{{1,3}})[呀啊㗎。]*$")
# 九二一四七三零零係我老公嘅，佢唔聽㗎，五九八零…: a row that belongs to somebody or something else, before the one that is meant.
_SOMEBODY_ELSES = re.compile(rf"[{FIGURE}孖雙]{{3,}}[呢,，\s]*(?:[嗰呢]個)?係(?!我(?:嘅|自己|本人|個|部))[^,，。{FIGURE}\s]{{1,5}}嘅[^{FIGURE}孖雙]+(?=[{FIGURE}孖雙]{{3,}})")
# 打第二個啦: which of the rows that were said is meant.
_WHICH = re.compile("(?:打|用|留|搵|係|要|寫)(?:返)?(?P<place>第[一二]|頭先?|前面|後面|尾)嗰?個(?![字位數號])")


_END_AGAIN = re.compile(rf"[,，\s]+(?:係[呀啊]*[,，\s]*)?(?:尾|尾數|最尾|最後)嗰?個?字?(?:就|都)?係(?P<row>[{FIGURE}]{{1,4}})[呀啊喇㗎]*$")
_ANEW = re.compile(r"(?:即係|再(?:嚟|講|讀)過|總之係?|成個(?:號碼)?係|由頭(?:講|嚟|讀)(?:過|多?次|一次)*|(?:我再|再|重新)(?:[睇講讀]|讀出嚟)(?:過|真啲?|一次|多次)*)[,，\s]*(?:係)?(?=[\d零〇一二三四五六七八九孖雙])")
_DENIED = re.compile(rf"(?<!係)唔係(?=[{FIGURE}孖雙])")  # 零二，唔係零二，零五: what is denied is not kept
_LONG = 3  # figures: another row of so many makes the one that fits doubtful
_ALOUD = re.compile(rf"(?P<one>[{FIGURE}孖]+)定係?(?P<other>[{FIGURE}孖]+)[呢呀,，\s]*係?(?P<answer>[{FIGURE}孖]+)(?:冇錯|[先至]啱)?")  # 七七定七六呢，七六
_NAMED = re.compile("(?:code|密碼|驗證碼|個碼|otp|串數字)(?:呢|就|先)*[係:]")
_OUT_OF_ORDER = re.compile(rf"(?:最後|尾|後面)[^,，]*[{FIGURE}].*中間[^,，]*[{FIGURE}]")  # 最後三位一一九，中間六六零
_UNREAD = re.compile("[睇見聽](?:唔[到清見]|漏咗)[^,，]{0,2}(?:最後|尾|嗰|中間|頭|第)")  # 我睇唔到最後嗰個
_MENDED = re.compile("尾|錯|唔[係啱對]|sorry|最後|應該|先啱|至啱|等等|再")
_CODE = 4  # figures at least, of a code that stands among other figures
_CODES = (4, 6)  # figures of codes
Fits = Callable[[str], str | None]  # a row → its canonical value, None for a row that is none


def _whole(text: str, fits: Fits) -> Found | None:
    """The value of a sentence, else of its groups as they are put right on the way."""
    if _OUT_OF_ORDER.search(text):
        return OPEN
    text = _SOMEBODY_ELSES.sub("", _NOT_ITS_LIKE.sub(_its_like, text))
    if (answered := _ALOUD.sub(lambda m: m["answer"] if m["answer"] in (m["one"], m["other"]) else m[0], text)) != text:
        found = _whole(answered, fits)
        return found if found is None or found is OPEN else Found(found.value, LOOSE)
    found = _read(text, fits)
    if found is not None and (found is OPEN or not _DENIED.search(text)):
        return found
    mended = repaired(text, fits)
    return mended if found is None or mended and len(mended.value) < len(found.value) else found


def _its_like(told: re.Match[str]) -> str:
    row, other, end = (figures(told[name]) for name in ("row", "other", "end"))
    return told["row"] if row.endswith(end) and not other.endswith(end) else told[0]


def _told_anew(text: str, fits: Fits) -> Found | None:
    """The whole row where a sentence tells it once more behind words that say so: 五五八六四，唔係，四六，即係五五八四六九零一二."""
    begun, behind = (text[: marks[-1].start()], text[marks[-1].end() :]) if (marks := list(_ANEW.finditer(text))) else ("", "")
    if not figures(begun) or len(rows_behind := grouped(behind)) != 1:
        return None
    value = fits("".join(rows_behind[0]))
    return Found(value, LOOSE) if value is not None and len(value) >= max(_CODE, len(figures(begun)) // 2) else None


def _read(text: str, fits: Fits) -> Found | None:
    """The value of a sentence: what it corrects, else the row that it corrects a part of, else all that it says is so."""
    if (ended := _END_AGAIN.search(text)) and figures(text[: ended.start()]).endswith(figures(ended["row"])):  # 尾係一, behind what ends so
        text = text[: ended.start()]
    if anew := _told_anew(text, fits):
        return anew
    if back := _BACK_FIRST.match(text):
        whole = fits(figures(back["front"]) + figures(back["back"]))
        return None if whole is None else Found(whole, LOOSE)
    told = [part for part in _PART.finditer(text) if (part["measure"] or part["nth"] or part["wrong"] or part["wrong2"]) and figures(text[: part.start()])]
    if told and (found := _with_parts(_without(text, told), told, fits)) is not None:
        return found
    if (but := _BUT.search(text)) and (found := _read(text[: but.start()], fits)) not in (None, OPEN):
        right, wrong = figures(but["right"]), figures(but["wrong"])
        mended = fits(found.value[: -len(wrong)] + right) if found.value.endswith(wrong) and len(right) == len(wrong) else None
        return OPEN if mended is None else Found(mended, LOOSE)
    if (midst := _IN_THE_MIDST.search(text)) and len(midst["wrong"]) == len(midst["right"]):
        found = _read(text[: midst.start()] + midst["right"] + text[midst.end() :], fits)
        return found if found in (None, OPEN) else Found(found.value, LOOSE)
    corrected = correction(text)
    if corrected is None:
        sides = contested(text)
        before, behind = (grouped(side) for side in sides) if sides else ([], [])
        if not before or not behind:
            return _chosen(text, _row(grouped(asserted(text)), fits), fits)
        one, other = _row(before, fits), _row(behind, fits)  # 九八唔係九七六五四三二一: only the second is whole
        return OPEN if one is not None or other is None or other is OPEN else Found(other.value, LOOSE)
    said = unicodedata.normalize("NFKC", text)
    behind, before = grouped(asserted(text)), grouped(said[: said.rfind(corrected)])
    found = _row(behind, fits)
    if found is not None or len(behind) != 1 or not before:
        return found
    last, right = before[-1], "".join(behind[0])
    mended = fits("".join(last[:-1]) + right) if len(right) > 1 else None
    return None if mended is None else Found(mended, LOOSE)


def _chosen(text: str, found: Found | None, fits: Fits) -> Found | None:
    """The row of several that is meant, where its place among them is told."""
    which = _WHICH.search(text) if found is OPEN else None
    if which is None:
        return found
    whole = [value for groups in grouped(text) if (value := _fitting(groups, fits)) not in (None, OPEN)]
    return Found(whole[0 if which["place"][0] in "頭前" or which["place"] == "第一" else 1].value, LOOSE) if len(whole) == 2 else found


def _without(text: str, parts: list[re.Match[str]]) -> str:
    for part in reversed(parts):
        text = f"{text[: part.start()]} {text[part.end() :]}"
    return text


def _with_parts(text: str, told: list[re.Match[str]], fits: Fits) -> Found | None:
    """The row of which parts are told once more; put right where they were wrong, `OPEN` where they are neither. None without a whole row."""
    found = _read(text, fits)
    if found in (None, OPEN):
        return found
    mended = found.value
    for part in told:
        right, wrong = figures(part["right"] or part["right2"]), figures(part["wrong"] or part["wrong2"] or "")
        size = int(exact(part["count"]) or 0) if part["count"] else 1 if part["measure"] else len(right)
        again, right = (right[size:], right[:size]) if 0 < size < len(right) else ("", right)
        at = _place(part, len(right), len(mended))
        if at is None or len(right) > len(mended):
            return OPEN
        there = mended[at : at + len(right)]
        if wrong and there not in (right, wrong):
            return OPEN
        mended = mended[:at] + right + mended[at + len(right) :]
        if again and again != mended:  # 尾嗰個係七，九二一三…七: the whole again
            return OPEN
    if mended == found.value:
        return found
    return OPEN if fits(mended) is None else Found(mended, LOOSE)


def _place(part: re.Match[str], size: int, length: int) -> int | None:
    """Where in a row of `length` figures a part of `size` stands; None where it counts other figures than are told."""
    count = int(exact(part["count"]) or 0) if part["count"] else 0
    if part["midst"]:
        return None
    if part["nth"]:
        return int(exact(part["nth"]) or 0) - 1 if size == 1 else None
    if count and count != size:
        return length - count if part["tail"] and size == 1 and count == 2 and "個" in part[0] and "字" not in part[0] else None
    return 0 if part["head"] else length - size


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
    begun = [_anew(groups[at:]) for at in range(len(groups))]
    value = _once("".join(groups), fits)
    anew = _once("".join(group for group, dropped in zip(groups, begun) if not dropped), fits) if any(begun) else None
    if value is None:
        return None if anew is None else Found(anew, LOOSE)
    doubtful = anew not in (None, value) and any(dropped and len(group) > 1 for group, dropped in zip(groups, begun))
    return OPEN if doubtful else Found(value)


def _anew(groups: list[str]) -> bool:
    """Whether the first of these groups is said anew by a later one, alone or with those between: 五，三，五三一."""
    said = ""
    for group, after in zip(groups, groups[1:]):
        said += group
        if len(after) > len(said) and after.startswith(said) or said == group == after and len(said) > 1:
            return True
    return False


def _once(row: str, fits: Fits) -> str | None:
    """The value of a row that was said once, twice or three times."""
    parts = [row, *(row[: len(row) // n] for n in (2, 3) if row and row == row[: len(row) // n] * n)]
    return next((value for part in parts if (value := fits(part)) is not None), None)


# ---- the kinds --------------------------------------------------------------------------------------------------
def read_phone(text: str, _now: datetime) -> Found | None:
    """Eight figures that begin with 2 to 9; the country code 852 before them is dropped."""
    return _whole(text, phone)


def phone(row: str) -> str | None:
    row = row[2:] if row.startswith("00852") else row
    row = row[3:] if len(row) == 11 and row.startswith("852") else row
    return row if PHONE.fullmatch(row) else None


def read_account(text: str, _now: datetime) -> Found | None:
    """Nine to twelve figures."""
    return _whole(text, account)


def account(row: str) -> str | None:
    return row if ACCOUNT.fullmatch(row) else None


def read_digits(text: str, _now: datetime) -> Found | None:
    """One row of figures of any length, e.g. a code: never a sum of several."""
    if _UNREAD.search(text):
        return OPEN
    told = _SOMEBODY_ELSES.sub("", _NOT_ITS_LIKE.sub(_its_like, _NEEDLESS.sub(" ", text)))
    found = _latter(told, _read(told, lambda row: row))
    if found in (None, OPEN):
        found = _code(told) or found
    elif len(found.value) not in _CODES or _DENIED.search(text):  # 二九、二九五，六零，三: begun anew
        found = repaired(told, _code_of) or found
    return found if found in (None, OPEN) or told == text else Found(found.value, LOOSE)


def _latter(text: str, found: Found | None) -> Found | None:
    """Of a row that was said twice, the second time with a figure or two put right, the second; `OPEN` where nothing tells that it is."""
    half = len(found.value) // 2 if found else 0
    if found is None or half < _CODE or len(found.value) % 2 or not any(0 < len("".join(groups)) <= half for groups in grouped(text)) and len(grouped(text)[0]) < 2:
        return found
    before, behind = found.value[:half], found.value[half:]
    if before == behind and len(set(before)) > 1:
        return Found(before, LOOSE)
    if not 0 < sum(a != b for a, b in zip(before, behind)) < 3:
        return found
    return Found(behind, LOOSE) if _MENDED.search(text) else OPEN


def _code(text: str) -> Found | None:
    """The groups put right on the way; else of several rows that which is long enough for a code, where what is beside it only tells of it (頭兩個都係零)."""
    if mended := repaired(text, _code_of):
        return mended
    behind = grouped(_NAMED.split(text)[-1]) if _NAMED.search(text) else []
    if behind and (code := _code_of("".join(behind[0]))):  # hotline尾數八八八八，code係九一四零三六
        return Found(code, LOOSE)
    found = ["".join(groups) for groups in grouped(text)]
    codes = [row for row in found if len(row) >= _CODE]
    if len(codes) == 1 and all(len(row) < _LONG and row in codes[0] for row in found if row != codes[0]):
        return Found(codes[0], LOOSE)
    return None


def _code_of(row: str) -> str | None:
    return row if len(row) in _CODES else None


def read_so_many(text: str, length: int) -> Found | None:
    """A row of so many figures."""
    return _whole(text, lambda row: row if len(row) == length else None)


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
