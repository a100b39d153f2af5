"""Finds and masks identifiers of a person in a text: written, typed in groups, or spoken digit by digit.

| kind | what | what stays visible |
|---|---|---|
| `hkid` | Hong Kong identity card number, `A123456(3)` or 「A一二三四五六括弧三」 | its letters |
| `phone` | Hong Kong number (8 digits from 2 to 9, with or without 852), or any number after `+` | the last 4 digits |
| `card` | 13 to 19 digits that pass Luhn's test (ISO/IEC 7812-1) | the last 4 digits |
| `account` | any other run of 9 digits or more; travel documents such as `K12345678` | the last 4 digits |
| `secret` | 3 to 8 digits after 密碼, 驗證碼, PIN, CVV, … | nothing |
| `email` | an e-mail address | nothing |

Amounts, dates, times, lists of years and decimals stay. So do `public` numbers: those that the organisation itself
publishes (`published`). Masking twice is masking once. Each text stands alone: a number that is given over several
turns shows in pieces of less than 8 digits, which are not masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .folding import DIGIT, SEPARATOR, Folded, fold

Kind = Literal["hkid", "phone", "card", "account", "secret", "email"]
DOT = "●"
VISIBLE = 4  # digits at the end that let a customer and a member of staff recognise a number
_CUE_REACH = 12  # characters before a number in which a word can say what it is
_NEAR = 64  # characters on either side that tell a number from a part of something longer; bounded, as all of this, so that
# a text of ten thousand digits costs a fraction of a second
_LEAST_DIGITS = 3  # fewer are no identifier: most sentences are done after counting

_DIGITS = re.compile(DIGIT)
_RUN = re.compile(rf"\d(?:{SEPARATOR}\d)*+")
_GAP = re.compile(r"\D+")
_SPELLED = re.compile(r"\d([^\d、]+)\d(?:\1\d){6}")  # eight digits one by one, whatever touches them
_PAUSE = "(?: ?、{1,3} ?| )?"  # within an identity card number; a hyphen there is a file's name
_HKID = re.compile(
    rf"(?:(?P<letters>[A-Z]{{1,2}})[ 、-]{{0,2}})?(?P<body>\d(?:{_PAUSE}\d){{5}})"
    rf"[ 、]{{0,2}}(?:\( ?(?P<check>[0-9A]) ?\)?|[-/]?{_PAUSE}(?P<bare>[0-9A]))"
)
_TRAVEL_DOCUMENT = re.compile(r"[A-Z]{1,2}(\d{8,}+)(?![A-Z_-])")
_SECRET = re.compile(
    r"(?:密碼|驗證碼|認證碼|安全碼|保安碼|PIN碼?|OTP|CVV2?|CVC|背面(?:嘅|的)?那?3個(?:數字|數目字|字|號碼))"
    rf"(?:數字)?(?: ?(?:就|應該|而家|依家)?(?:係|是|為|IS|:|=) ?)?[ 、]?(?P<code>\d(?:{SEPARATOR}\d){{2,7}})(?!{SEPARATOR}\d)"
)
_EMAIL = re.compile(r"[A-Z0-9._%+-]{1,64}+@[A-Z0-9-]+(?:\.[A-Z0-9-]+)*\.[A-Z]{2,}")
_PHONE_CUE = re.compile("電話|手機|手提|聯絡|致電|打畀|打俾|號碼|TEL|PHONE|MOBILE|CALL|WHATSAPP|FAX|傳真")
_HKID_CUE = re.compile("身份證|身分證|證件|HKID|ID ?CARD|IDENTITY")
_LABEL = re.compile(r"(?:TEL|PHONE|MOBILE|WHATSAPP|FAX|NO)\.?$")  # letters that may touch a number: Tel91234567

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_COMPACT_DAY = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# What is made of digits and says nothing about a person. The first two also look like phone numbers, so a word such
# as 電話 before them decides.
_DOUBTFUL = re.compile(rf"(?<!\d)(?:{_COMPACT_DAY}|{_YEAR}(?: ?[-、~/] ?{_YEAR}| {_YEAR})+)(?!\d)")
_PUBLIC = re.compile(
    rf"(?<!\d)(?:{_YEAR}([-/.]){_MONTH}\1{_DAY}|{_DAY}([-/.]){_MONTH}\2{_YEAR}|{_COMPACT_DAY}[0-2]\d[0-5]\d(?:[0-5]\d)?)(?!\d)"
    r"|\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
    r"|\d{1,20}+(?:,\d{3})*\.\d+|\d{1,20}+點\d+|(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)"
    r"|(?:\$|¥|£|€|HKD|USD|RMB|港幣|人民幣) ?\d+"
    r"|(?<!\d)[1-9]\d{0,9}(?=元(?!朗|洲)|蚊|港元|港幣|美元|日圓|萬(?![1事分能])|億|%)"  # 萬一 is no amount
    r"|(?<!\d)\d+(?= ?(?:[KMG]?B|BYTES?|[MNU]S|K?HZ)(?![A-Z]))"
)  # fmt: skip
_WEIGHTS = range(9, 1, -1)


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier at `text[start:end]`, and what may be shown in its place."""

    kind: Kind
    start: int
    end: int
    shown: str


def mask(text: str, public: frozenset[str] = frozenset()) -> str:
    """`text` with every identifier masked. `public`: digits of numbers that stay, without separators or 852."""
    out, end = [], 0
    for found in find(text, public):
        out += [text[end : found.start], found.shown]
        end = found.end
    return "".join([*out, text[end:]])


def find(text: str, public: frozenset[str] = frozenset()) -> tuple[Found, ...]:
    """Every identifier of `text`, in order, without overlaps."""
    if "@" not in text and "＠" not in text and len(_DIGITS.findall(text)) < _LEAST_DIGITS:
        return ()
    folded = fold(text)
    found: list[Found] = []
    for search in (_secrets, _hkids, _emails, _documents, _numbers):
        hits = list(search(folded, public))
        found += hits
        folded = folded.without([(hit.start, hit.end) for hit in hits])
    return tuple(sorted(found, key=lambda hit: hit.start))


def published(texts: Iterable[str]) -> frozenset[str]:
    """The phone-like numbers that stand in an organisation's own texts, as `public` takes them."""
    out = set()
    for text in texts:
        for run in _RUN.finditer(fold(text).chars):
            out.add(_digits(run.group()))
    return frozenset(_local(digits) for digits in out if len(_local(digits)) >= _LEAST_DIGITS)


def luhn(digits: str) -> bool:
    """Whether a card number's last digit is right (ISO/IEC 7812-1, annex B)."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def hkid_check(letters: str, body: str) -> str:
    """The check digit of an identity card: letters (one or two) and six digits, weighted 9 … 2, modulo 11."""
    values = [36 if c == " " else ord(c) - 55 for c in letters.rjust(2)] + [int(d) for d in body]
    rest = -sum(w * v for w, v in zip(_WEIGHTS, values, strict=True)) % 11
    return "A" if rest == 10 else str(rest)


def _secrets(folded: Folded, public: frozenset[str]) -> Iterator[Found]:
    for match in _SECRET.finditer(folded.chars):
        digits = _digits(match["code"])
        if digits not in public:
            yield Found("secret", *folded.span(*match.span("code")), DOT * len(digits))


def _hkids(folded: Folded, _: frozenset[str]) -> Iterator[Found]:
    for match in _HKID.finditer(folded.chars):
        if _is_hkid(folded, match):
            yield Found("hkid", *folded.span(*match.span()), f"{match['letters'] or ''}{DOT * 6}({DOT})")


def _is_hkid(folded: Folded, match: re.Match[str]) -> bool:
    """Brackets, a right check digit, digits spoken one by one, or a word before it tell it from an article number."""
    start, end = match.span()
    spoken = folded.spoken(*match.span("body"))
    right = match["letters"] is not None and hkid_check(match["letters"], _digits(match["body"])) in (match["check"], match["bare"])
    if folded.typed(start - 1):
        return False
    if match["check"] is not None:
        return match["letters"] is not None or spoken
    # 一 in 一個 after a spoken number reads as one digit more; a right check digit says where the number ends.
    goes_on = spoken and folded.chars[end : end + 1].isdigit() and not right
    if match["letters"] is None or goes_on or folded.typed(end):
        return False
    return right or spoken or bool(_HKID_CUE.search(_before(folded, start)))


def _emails(folded: Folded, _: frozenset[str]) -> Iterator[Found]:
    for match in _EMAIL.finditer(folded.chars):
        yield Found("email", *folded.span(*match.span()), f"{DOT * 3}@{DOT * 3}")


def _documents(folded: Folded, _: frozenset[str]) -> Iterator[Found]:
    for match in _TRAVEL_DOCUMENT.finditer(folded.chars):
        if not folded.typed(match.start() - 1) and folded.chars[: match.start()][-1:] not in ("_", "-"):
            yield _shortened("account", folded, *match.span(1))


def _numbers(folded: Folded, public: frozenset[str]) -> Iterator[Found]:
    spans = [m.span() for m in _PUBLIC.finditer(folded.chars)]
    years = [m for m in _DOUBTFUL.finditer(folded.chars) if not _PHONE_CUE.search(_before(folded, m.start()))]
    spans += [m.span() for m in years if not _in_a_card(folded.chars, m)]
    rest = folded.blank(spans)
    for run in _RUN.finditer(rest.chars):
        kind = _kind(rest, run)
        if kind is not None and _local(_digits(run.group())) not in public:
            yield _shortened(kind, rest, *run.span())


def _in_a_card(chars: str, years: re.Match[str]) -> bool:
    """Whether more groups of four stand beside them, as in a card number that ends in 1900 1908."""
    before, after = chars[max(0, years.start() - _NEAR) : years.start()], chars[years.end() : years.end() + _NEAR]
    return bool(re.search(rf"\d{{4}}{SEPARATOR}$", before) or re.match(rf"{SEPARATOR}\d{{4}}(?!\d)", after))


def _kind(folded: Folded, run: re.Match[str]) -> Kind | None:
    digits, start = _digits(run.group()), run.start()
    if not _is_number(run.group()) or _inside_a_name(folded.chars, run):
        return None
    abroad = folded.chars[:start].endswith("+") and 9 <= len(digits) <= 15
    if abroad or (len(_local(digits)) == 8 and _local(digits)[0] in "23456789"):
        return "phone"
    if 13 <= len(digits) <= 19 and luhn(digits):
        return "card"
    return "account" if len(digits) >= 9 else None


def _is_number(run: str) -> bool:
    """Whether the groups are those of one number, not of a list (1、2、3), a score (2-1 3-2) or a draw (3 12 23 34)."""
    groups, gaps = _GAP.split(run), set(_GAP.findall(run))
    sizes = {len(group) for group in groups}
    if max(sizes) >= 3:
        return True
    counted = run.startswith("1") and "".join(groups) in "12345678910111213141516171819"
    in_one_way = len(gaps) == 1 and "、" not in gaps and not counted
    spelled = {len(group) for group in groups[1:-1]} == {1}  # at its ends 一 of another word may touch it
    if not counted and _SPELLED.search(run):
        return True
    return in_one_way and (spelled or (sizes == {2} and len(groups) in (4, 8)))


def _inside_a_name(chars: str, run: re.Match[str]) -> bool:
    """Whether letters go before the digits, or go on in digits: a session id, a checksum, a file name."""
    before, after = chars[max(0, run.start() - _NEAR) : run.start()], chars[run.end() : run.end() + _NEAR]
    touched = re.search(r"[0-9A-Z_][-_.]?$", before) and not before.endswith(("-", ".")) or re.search(r"[0-9A-Z_]-$", before)
    return bool(touched and not _LABEL.search(before)) or bool(re.match(r"[A-Z]*[0-9_]|[A-Z]*-[0-9A-Z]", after))


def _shortened(kind: Kind, folded: Folded, start: int, end: int) -> Found:
    """Only the last digits stay; of 孖九 at the edge, neither."""
    places = [i for i in range(start, end) if folded.chars[i].isdigit()]
    first = len(places) - VISIBLE
    while first < len(places) and folded.starts[places[first]] == folded.starts[places[first - 1]]:
        first += 1
    source_start, source_end = folded.span(start, end)
    tail = folded.source[folded.starts[places[first]] : source_end] if first < len(places) else ""
    return Found(kind, source_start, source_end, DOT * first + tail)


def _before(folded: Folded, index: int) -> str:
    """The characters in which a cue may stand: of the same sentence only."""
    return re.split(r"[。！？!?\n]", folded.chars[max(0, index - _CUE_REACH) : index])[-1]


def _digits(run: str) -> str:
    return "".join(c for c in run if c.isdigit())


def _local(digits: str) -> str:
    """Without Hong Kong's country code."""
    for code in ("00852", "852"):
        if digits.startswith(code) and len(digits) == len(code) + 8:
            return digits.removeprefix(code)
    return digits
