"""The letters of an HKID and its first three figures, as they are said: "A123". What is said beyond them is not kept.

A sentence is taken as a row of letters, rows of figures and marks (唔係, 講錯咗); what stands between them is talk. Letters and
figures may come in either order, and each may be told, denied or put right alone: 唔係B呀，係P for Peter; H四五六，錯咗，四五七.
A letter told by a word (K，king嗰個K; 媽咪個M; S for Sam) is that letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ...tts.numbers import digits
from ..numbers import exact
from .corrections import without_closing
from .rows import COUNT, ENGLISH_FIGURES, FIGURE, MEASURE, one_by_one
from .value import LOOSE, OPEN, Found, only

_LETTER_NAMES = {"a": "誒欸", "b": "啤", "c": "詩絲思", "d": "啲", "e": "衣伊", "p": "批"}
_HEARD = {name: letter for letter, names in _LETTER_NAMES.items() for name in names}
# ---- words that are no letters and no figures of it ---------------------------------------------------------------
# K for king; X-ray嗰個X, 媽咪個M, 電視嗰隻T; Y，Yellow.
_FOR = re.compile(r"(?<![a-z])([a-z])\s*(?:for|as in)\s*([a-z]+)", re.ASCII)
_OF_WORD = re.compile(r"(?:[a-z]{2,}(?:[ -][a-z]{2,})?|[㐀-鿿]{1,4}?)\s*(?:嘅|嗰個|個|嗰隻|隻|的|嗰)\s*(?=[a-z](?![a-z]))", re.ASCII)
_DENIED_LETTER = re.compile(r"(?<=[a-z,， ])[,，]\s*唔係[a-z]字?(?:[呀啊喎㗎]+|(?<= ) )(?=[,，])", re.ASCII)  # P，P for Peter，唔係B呀，二四五
_TWO_LETTERS = re.compile(r"兩個(?:英文|字母)[^a-z]{0,6}?(?P<one>[a-z])\s*同\s*(?P<other>[a-z])(?![a-z])", re.ASCII)  # 兩個英文㗎，X同A
_DOUBLE_U = re.compile(r"double\s*(?:u|you)(?![a-z])")
_WORD = re.compile(r"(?<![a-z])(?:(?!(?:double|triple|sorry|not)(?![a-z]))[a-z]{3,}|ok|hi|id|is|my|it|so|am|um|er|eh|uh|oh(?!\s*[a-z\d])|by|for|the|go)(?![a-z])", re.ASCII)
_ENDS_IN_ITS_LETTER = re.compile(r"(?<![a-z])([a-z])[a-z]{2,}(?=\1[\s,，、]*[\d零一二三四五六七八九孖雙])", re.ASCII)  # K嗰個kingK
_NAMED = "(?:英文|數)?(?:字母?|數目?字?|號碼|位)"
_PLACE = re.compile(
    rf"(?:[頭前後尾]|最[尾後])面?嗰?{COUNT}?{MEASURE}{_NAMED}?(?=[^{FIGURE}]|[{FIGURE}]{{2}})|第{COUNT}{MEASURE}?{_NAMED}?|{COUNT}{MEASURE}(?:{_NAMED}|英文)|{COUNT}個(?=就?係)"
)
_OTHER = re.compile(rf"[{FIGURE}十百千萬]+(?:年|月|日|號(?!碼)|樓|歲|蚊|元|次|張|期|點|[千萬]+)|[{FIGURE}]?十[{FIGURE}]?")
_TWENTY = re.compile("(?<=[a-z,，\\s])廿(?=[一二三四五六七八九][\\s,，]*[零一二三四五六七八九](?![十百千萬年月號]))")  # B廿三五
_HUNDREDS = re.compile("[一二兩三四五六七八九]百(?:零[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)")

_NOT = "(?<!(?<!唔)係)(?:唔係|不是|唔啱|唔對|not)"
_ITEM = re.compile(
    rf"(?P<not>(?:{_NOT}[呀啊喎\s,，、]*)+)|(?P<fix>(?:我)?(?:講|打|讀|睇|搞|記)?錯(?:咗|晒)?|等等|等陣|唔好意思|sorry|(?<![a-z])no(?![a-z])|我?意思係|[,，]\s*都係|改做|改返|應該係|i mean|(?:[,，…]\s*|^)哎[呀吔喲])"
    rf"|(?P<letter>(?<![a-z])[a-z]\s?[a-z]?(?![a-z])|[{''.join(_HEARD)}](?=[字仔頭]*[,，\s]*[{FIGURE}孖雙]))|(?P<row>\d+)|(?P<talk>[㐀-鿿])|(?P<other>.)",
    re.ASCII,
)
_FILL = frozenset("字頭開個數母英文仔就係是嘅呢呀啊啦喇囉㗎吖跟住後然之面再嚟又同咁樣號碼手埋仲有最尾前目嗰隻位即")
_TALK = 6  # characters of talk between the letters and the figures, more than which leave doubts
_LONGEST = 7  # figures of an HKID; a longer row is none
_LENGTH = 3


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str  # letter, row, not or fix
    text: str
    breath: bool  # whether a pause or a particle stands before it
    talk: int = 0  # characters of talk before it


def read(text: str, _now: datetime) -> Found | None:
    """None without letters and three figures; `OPEN` where several letters or rows are said, and nothing tells which."""
    items = _settled(_items(_spelled(_TWO_LETTERS.sub(r"\g<one>\g<other>", without_closing(text).casefold()))))
    if items is None:
        return OPEN
    letters: list[tuple[int, str]] = []
    groups: list[str] = []
    starts: list[int] = []
    mending, mended = False, set[str]()
    for at, item in enumerate(items):
        if item.kind in ("fix", "not"):
            mending, mended = bool(letters or groups), set()
            continue
        if mending and item.kind not in mended:
            letters, groups, starts = ([], groups, starts) if item.kind == "letter" else (letters, [], [])
            mended.add(item.kind)
        if item.kind == "letter":
            letters.append((at, item.text))
        else:
            groups.append(item.text)
            starts.append(at)
    return _value(items, letters, groups, starts)


def _value(items: list[_Item], letters: list[tuple[int, str]], groups: list[str], starts: list[int]) -> Found | None:
    if not letters or not groups:
        return None
    if len({letter for _, letter in letters}) > 1:
        beside = [(letter, items[at + 1].text) for at, letter in letters if at + 1 < len(items) and items[at + 1].kind == "row" and len(items[at + 1].text) >= _LENGTH]
        found = only([Found(f"{letter}{row[:_LENGTH]}".upper(), LOOSE) for letter, row in beside])
        return found or OPEN
    after = [group for group, start in zip(groups, starts) if start > letters[0][0]]
    if len(after) < len(groups) and len(_joined(after or groups)) >= _LENGTH:  # 我個PIN係一二三四，身份證A五六七
        groups, starts = (after, [start for start in starts if start > letters[0][0]]) if after else (groups, starts)
    row = _joined(groups)
    if len(row) < _LENGTH or len(row) > _LONGEST and row[:_LENGTH] not in row[_LENGTH:]:
        return None
    behind = letters[0][0] > starts[0]
    if behind and letters[-1][1] == "o":  # 七一四，O: a zero
        return None
    doubtful = behind or any(item.talk > _TALK for item in items[min(letters[0][0], starts[0]) + 1 : max(letters[-1][0], starts[0]) + 1])
    return Found(f"{letters[-1][1]}{row[:_LENGTH]}".upper(), LOOSE if doubtful else 1.0)


def _joined(groups: list[str]) -> str:
    """The figures in their order; a group that begins another is one that was begun anew (一二，一二三)."""
    kept = [group for group, after in zip(groups, [*groups[1:], ""]) if len(after) < _LENGTH or not after.startswith(group)]
    whole = [group for group in kept if len(group) >= _LENGTH]
    return whole[-1] if len(set(whole)) == 1 and kept[-1] == whole[-1] and len(kept[0]) < _LENGTH else "".join(kept)


# ---- from words to letters, figures and marks ---------------------------------------------------------------------
def _spelled(text: str) -> str:
    """Figures in Western ones; without the words that tell a letter, count places or measure something else."""
    text = _DOUBLE_U.sub("w", text)
    text = _ENDS_IN_ITS_LETTER.sub("", text)
    text = _FOR.sub(lambda m: m[1] if m[2].startswith(m[1]) else " ", text)
    text = _DENIED_LETTER.sub("", _OF_WORD.sub("，", text))
    text = _TWENTY.sub("二", text)
    text = _HUNDREDS.sub(lambda m: str(exact(m[0])), text)
    text = _PLACE.sub("", text)
    text = one_by_one(_OTHER.sub("#", text))
    return _WORD.sub(lambda m: m[0] if m[0] in ENGLISH_FIGURES else " ", text)


def _items(text: str) -> list[_Item]:
    items: list[_Item] = []
    breath, talk = True, 0
    for match in _ITEM.finditer(text):
        kind, said = match.lastgroup or "other", match[0]
        if kind == "talk":
            breath, talk = said in "呀啊啦喇囉呢", talk + (said not in _FILL)
        elif kind == "other":
            breath |= said not in " "
        else:
            said = "".join(dict.fromkeys(_HEARD.get(c, c) for c in said if not c.isspace())) if kind == "letter" else said
            if kind != "letter" or not items or (items[-1].kind, items[-1].text) != (kind, said):  # B，boy嗰隻B
                items.append(_Item(kind, said, breath, talk))
            breath, talk = said.endswith(tuple("呀啊喎,，、")), 0
    return items


def _settled(items: list[_Item]) -> list[_Item] | None:
    """Without what is denied. 唔係 before a letter or row denies it where another of its kind follows, or none is before, or a
    breath stands before it alone; before a breath it puts right what is before; D唔係B in one breath may do either: None."""
    out: list[_Item] = []
    at = 0
    while at < len(items):
        item, following = items[at], items[at + 1 : at + 3]
        if item.kind != "not" or not following:
            out.append(item)
            at += 1
            continue
        kind = following[0].kind
        before = [i for i in out if i.kind == kind]
        again = len(following) > 1 and following[1].kind == kind and (kind == "letter" or following[1].breath)
        told_again = any(i.kind == kind and before and i.text == before[-1].text for i in items[at + 2 :])
        if kind in ("fix", "not"):
            at += 1
        elif not before or again or told_again:
            out += [] if again and before and told_again else [_Item("fix", "", True)]
            both = not before and at + 3 < len(items) and following[1].kind in {"letter", "row"} - {kind} and {i.kind for i in items[at + 3 :]} >= {"letter", "row"}
            at += 3 if both else 2  # 唔係A一二三，係B四五六
        elif kind == "letter" and item.breath and item.text[-1] not in "呀啊喎,，、" and at + 2 < len(items) and item.text.count("唔係") == 1:
            return None  # V，唔係B，零六二
        elif item.text.count("唔係") > 1 or item.text[-1] in "呀啊喎,，、" or item.breath and at + 2 < len(items):
            out.append(item)
            at += 1
        elif item.breath:
            at += 2
        else:
            return None
    return out


# ---- how it is said and shown ---------------------------------------------------------------------------------------
def say(value: str) -> str:
    letters = value.rstrip("0123456789")
    return f"{letters}，{digits(value)}"


def show(value: str) -> str:
    letters = value.rstrip("0123456789")
    return letters + "•••"
