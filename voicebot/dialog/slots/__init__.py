"""What a customer's words give for a slot: `read(kind, transcript, now)` → a checked, canonical `Value` or None.

None means that the words give no value, or no single one: the desk asks again. One file a kind; each reads normalised
text. Of what was heard, the recogniser's alternatives are read too, with the expected kind (`lattice`). What a
sentence corrects counts before what it denies (`corrections`); of several values that which a story comes to (`settled`), one told by another
(`relative`, `amount_told`) and a row put right while it is said (`repairs`) are read with little trust, so that they are read back;
九七唔係九八 in one breath may do either, and gives none.

kind        canonical value                      kind        canonical value
yes_no      yes, no                              hkid        A123456(3), typed only
number      160, 2.5, 3.75%                      hkid_part   A123 (letters and three figures)
amount      32000.00 (Hong Kong dollars)         name_zh     陳大文
date        2026-12-02                           name_en     CHAN TAI MAN, typed only
time        14:45                                address     沙田區 沙田正街12號 富康閣3樓B室
phone       91234567                             choice      a key of `choices`
account     012345678 (9 to 12 figures)          digits      004219; digits(6) wants six
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from ...events import Transcript
from . import address, amount, choice, date, date_words, figures, hkid, hkid_part, lattice, name, number, relative, time, yes_no
from .choice import Choices
from .corrections import asserted, contested, correction, taken_back
from .settled import asks, settle
from .spelling import spelled
from .value import LOOSE, OPEN, SURE, Found, Value

__all__ = ["KINDS", "SURE", "Choices", "Value", "correction", "read"]

_DIGITS = re.compile(r"digits\((\d{1,2})\)")


@dataclass(frozen=True, slots=True)
class _Kind:
    """`words`: the characters that the ears' alternatives may be, "" where sounds alone do not tell the value.

    `whole`: the reader takes the sentence with what it denies and corrects. `carried`: (what was said before, what puts it
    right) → the latter with what it leaves unsaid (下個禮拜三，唔係，禮拜四).
    `told`: what a whole sentence tells by another value (九號，早一日). `whole_units`: the sentence with what its last value leaves unsaid
    (十五號唔得，十七啦), or without what it only denies (晏晝一點呀唔係半夜)."""

    read: Callable[[str, datetime], Found | None]
    say: Callable[[str], str]
    show: Callable[[str], str]
    words: str = ""
    whole: bool = False
    carried: Callable[[str, str], str] | None = None
    told: Callable[[str, datetime], Found | None] | None = None
    whole_units: Callable[[str], str] | None = None


_READERS = {
    "yes_no": _Kind(yes_no.read, yes_no.say, yes_no.show, yes_no.WORDS, whole=True),
    "number": _Kind(number.read, number.say, number.show, number.WORDS),
    "amount": _Kind(amount.read, amount.say, amount.show, amount.WORDS, told=amount.told),
    "time": _Kind(time.read, time.say, time.show, time.WORDS, carried=time.carried, whole_units=time.without_denied_half, told=lambda said, now: relative.time(said, now, time.read)),
    "phone": _Kind(figures.read_phone, figures.say_phone, figures.show_phone, figures.WORDS, whole=True),
    "account": _Kind(figures.read_account, figures.say_account, figures.show_account, figures.WORDS, whole=True),
    "digits": _Kind(figures.read_digits, figures.say_digits, figures.show_digits, figures.WORDS, whole=True),
    "hkid_part": _Kind(hkid_part.read, hkid_part.say, hkid_part.show, figures.WORDS + "ABCDEGIJKMNOPQTUVYZ", whole=True),
    "name_zh": _Kind(name.read_chinese, name.say, name.show, whole=True),
    "address": _Kind(address.read, address.say, address.show, whole=True),
}
KINDS = (*_READERS, "date", "hkid", "name_en", "choice")


def read(kind: str, transcript: Transcript, now: datetime, choices: Choices | None = None) -> Value | None:
    """The value of `kind` that a turn gives; `now` is Hong Kong time. `choices` (for kind choice): key → its names.

    Raises KeyError for a kind that is not in `KINDS`.
    """
    text = spelled(transcript.text)
    if kind == "choice":
        names = choices or {}

        def name_of(key: str) -> str:
            return choice.say(names[key])

        return _value(kind, choice.read(asserted(text), transcript, names), name_of, name_of)
    if kind == "hkid":
        return _value(kind, hkid.read(transcript), hkid.say, hkid.show)
    if kind == "name_en":
        return _value(kind, name.read_english(transcript), name.say, name.show)
    if kind == "date":
        today = now.date()
        days = _Kind(date.read, lambda value: date.say(value, today), date.show, date.WORDS, carried=date_words.carried, told=lambda said, at: relative.day(said, at, date.read), whole_units=date_words.with_units)
        return _value(kind, _found(days, text, transcript, now), days.say, days.show)
    reader = _READERS["digits" if _DIGITS.fullmatch(kind) else kind]
    found = _found(_sized(kind, reader), text, transcript, now)
    return _value(kind, found, reader.say, reader.show)


def _value(kind: str, found: Found | None, say: Callable[[str], str], show: Callable[[str], str]) -> Value | None:
    if found is None or found is OPEN:
        return None
    return Value(kind, found.value, say(found.value), show(found.value), round(found.confidence, 3))


def _found(kind: _Kind, text: str, transcript: Transcript, now: datetime) -> Found | None:
    """From the text and, where it was heard, from what else it may have been."""

    def reader(said: str) -> Found | None:
        said = said if kind.read is yes_no.read else _IN_EARNEST.sub("，", said)
        if kind.read is not yes_no.read and taken_back(said):
            return OPEN
        said = kind.whole_units(said) if kind.whole_units else said
        if kind.told and not asks(said) and (told := kind.told(said, now)) not in (None, OPEN):
            return told
        found = kind.read(said if kind.whole else _carried(kind, said), now)
        if found is OPEN and (concluded := _CONCLUDED.search(said)) and (last := kind.read(asserted(concluded[1]), now)) not in (None, OPEN):
            return Found(last.value, min(last.confidence, LOOSE))
        if found in (None, OPEN) and not kind.whole and (last := _said_last(kind, said, now)):
            return last
        if found in (None, OPEN) and kind.read not in (yes_no.read, name.read_chinese, address.read, number.read):
            if (last := settle(said, lambda clause: kind.read(clause, now))) is not None:
                return last
        if found in (None, OPEN) or kind.read in (yes_no.read, name.read_chinese) or kind.read in _ROWS and figures.BY_PLACE.search(said) or (sides := contested(said)) is None:
            return found
        other = kind.read(sides[1], now)
        if kind.read is not number.read and (_DENIED_LAST.search(said) or kind.read not in _ROWS and _THIS_NOT_THAT.search(said)) and (first := kind.read(sides[0], now)) not in (None, OPEN):
            return Found(first.value, min(first.confidence, LOOSE))
        return found if other is None or other.value == found.value else OPEN

    found = reader(text)
    if not kind.words or not transcript.syllables:
        return found
    return lattice.read(transcript, kind.words, reader, found)


_ROWS = (figures.read_phone, figures.read_account, figures.read_digits)
_PREFERRED = re.compile("(?:啦|喇|囉|呀|啊|吖|嘞|好啲|啱啲|先啱|至啱|就得|得喇)+$|^(?:都係|就|咁就|咁|嗯|呃|我(?:就)?(?:要|揀|選|想要))+")


def _said_last(kind: _Kind, said: str, now: datetime) -> Found | None:
    """Of several values that which the last clause says once more: 聽日或者後日都得，後日啦."""
    clauses = [clause.strip() for clause in re.split("[,，。?？…]", said) if clause.strip()]
    core = _PREFERRED.sub("", clauses[-1]) if len(clauses) > 1 else ""
    if len(core) < 2 or core not in "，".join(clauses[:-1]):
        return None
    found = kind.read(core, now)
    return None if found in (None, OPEN) else Found(found.value, min(found.confidence, LOOSE))


# …，所以我過一百六十五蚊: what it comes to.
_CONCLUDED = re.compile("[,，。](?:咁)?(?:所以|結果|總之|講到尾|最後決定|淨係|即係話|等我[^,，。…]{1,8}[,，。…])(.+)$")


_IN_EARNEST = re.compile("唔係(?:講笑|呃你|玩嘢|開玩笑|亂[講噏])[㗎呀啊喎架]*")
_THIS_NOT_THAT = re.compile("[,，]\\s*(?:而)?係[^,，。唔係]{1,9}唔係[^,，。係]{1,8}$")  # 多咗個零，係三千唔係三萬
_DENIED_LAST = re.compile("唔係[^,，。可係得好啱]+[呀㗎吓喎][。!！]*$")  # 五千唔係五百呀


def _carried(kind: _Kind, said: str) -> str:
    """What is so, with what a correction leaves unsaid."""
    corrected = correction(said) if kind.carried else None
    at = said.rfind(corrected) if corrected else -1
    return asserted(said) if not kind.carried or not corrected or at < 1 else asserted(kind.carried(said[:at], corrected))


def _sized(kind: str, reader: _Kind) -> _Kind:
    """For digits(6): only a row of six figures."""
    match = _DIGITS.fullmatch(kind)
    if match is None:
        return reader

    def exactly(text: str, _now: datetime) -> Found | None:
        return figures.read_so_many(text, int(match[1]))

    return replace(reader, read=exactly)
