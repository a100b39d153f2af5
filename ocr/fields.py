"""What a field's line says: pure parsers from likely readings to one checked value with alternatives.

A parser gets the readings best first and returns the likeliest that its own rule allows: a check digit, eight digits,
a day that exists. Look-alikes (0 O, 1 I, 5 S, 8 B, 2 Z, 7 1) are turned into what their place can hold.
"""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .results import Reading

_TO_LETTER = str.maketrans({"0": "O", "1": "I", "2": "Z", "4": "A", "5": "S", "6": "G", "8": "B"})
_TO_DIGIT = str.maketrans(
    {"O": "0", "Q": "0", "D": "0", "U": "0", "I": "1", "L": "1", "J": "1", "Z": "2", "A": "4", "S": "5", "G": "6", "T": "7", "B": "8"}
)
_REPAIR = 0.3  # how much less likely a reading is for each character that had to be turned
_SURE = 0.5  # share of all allowed readings below which the best one is not believed
_LEAST_NAME = 0.4
_YEARS = range(1900, 2101)
_ENGLISH_NAME = re.compile(r"[A-Z][A-Z'.-]*(?:[ ,]+[A-Z][A-Z'.-]*)+")


@dataclass(frozen=True, slots=True)
class Parsed:
    """`text` is the value where `ok`, else the likeliest reading; `problem`: "", empty, shape, check_digit, unsure."""

    text: str = field(repr=False)
    ok: bool
    problem: str
    confidence: float
    alternatives: tuple[Reading, ...] = field(default=(), repr=False)


# ---- HKID -------------------------------------------------------------------------------------------------------
def hkid_check_digit(body: str) -> str:
    """The check digit for one or two letters and six digits, by the Immigration Department's weights 9 … 2, modulo 11.

    A missing first letter counts as a space (36). Raises ValueError for another shape.
    """
    if not re.fullmatch(r"[A-Z]{1,2}[0-9]{6}", body):
        raise ValueError("an HKID has one or two letters and six digits")
    values = [36 if c == " " else int(c) if c.isdigit() else ord(c) - 55 for c in body.rjust(8)]
    rest = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    return "A" if rest == 10 else str(rest)


def is_hkid(text: str) -> bool:
    """True for a number such as "A123456(3)" whose check digit is right."""
    match = re.fullmatch(r"([A-Z]{1,2}[0-9]{6})\(([0-9A])\)", text)
    return bool(match) and hkid_check_digit(match[1]) == match[2]  # type: ignore[index]


def parse_hkid(readings: Sequence[Reading]) -> Parsed:
    """"A123456(3)". Readings may have spaces and any or no brackets."""
    shaped: dict[str, float] = {}
    for reading in readings:
        for value, repairs in _hkid_shapes(reading.text):
            shaped[value] = max(shaped.get(value, 0.0), reading.probability * _REPAIR**repairs)
    if not shaped:
        return _failed(readings, "shape")
    valid = {value: p for value, p in shaped.items() if is_hkid(value)}
    if not valid:
        return Parsed(max(shaped, key=shaped.__getitem__), False, "check_digit", 0.0, _ranked(shaped))
    # One in eleven wrong readings has a right check digit: a far less likely one proves nothing.
    value, share = _best(valid)
    sure = valid[value] >= 0.02 * max(shaped.values()) and share >= _SURE
    confidence = share * (valid[value] / sum(shaped.values())) ** 0.5
    return Parsed(value, sure, "" if sure else "unsure", confidence, _ranked(shaped))


def _hkid_shapes(text: str) -> Iterable[tuple[str, int]]:
    bare = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())
    for letters in (1, 2):
        if len(bare) != letters + 7:
            continue
        head, body, check = bare[:letters], bare[letters:-1], bare[-1]
        fixed = head.translate(_TO_LETTER), body.translate(_TO_DIGIT), check if check == "A" else check.translate(_TO_DIGIT)
        if fixed[0].isalpha() and fixed[1].isdigit() and re.fullmatch("[0-9A]", fixed[2]):
            repairs = sum(a != b for a, b in zip(bare, "".join(fixed), strict=True))
            yield f"{fixed[0]}{fixed[1]}({fixed[2]})", repairs


# ---- phone and date ---------------------------------------------------------------------------------------------
def parse_phone(readings: Sequence[Reading]) -> Parsed:
    """"91234567": eight digits that begin with 2 to 9; the country code 852 before them is dropped."""

    def shape(text: str) -> str | None:
        bare = re.sub(r"\D", "", _digits_of(text))
        bare = bare[3:] if len(bare) == 11 and bare.startswith("852") else bare
        return bare if re.fullmatch(r"[2-9]\d{7}", bare) else None

    return _first_allowed(readings, shape)


def parse_date(readings: Sequence[Reading]) -> Parsed:
    """"2026-03-05" from day, month, year in this order: "05032026", "5/3/2026", "2026年3月5日"."""
    return _first_allowed(readings, date_of)


def date_of(text: str) -> str | None:
    """The ISO date that a text of figures says, day first, or None. Years have four figures, 1900 to 2100."""
    plain = _digits_of(text)
    if match := re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})[日號]?", plain):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[/.\-年月日 ]+(\d{1,2})[/.\-年月日 ]+(\d{4})", plain) or re.fullmatch(r"(\d{2})(\d{2})(\d{4})", plain):
        day, month, year = match.groups()
    else:
        return None
    if int(year) not in _YEARS:
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _digits_of(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper().translate(_TO_DIGIT)


# ---- names and addresses ----------------------------------------------------------------------------------------
def parse_chinese_name(readings: Sequence[Reading]) -> Parsed:
    """Two to six Han characters."""
    return _first_allowed(readings, lambda text: name if re.fullmatch(r"[㐀-鿿\U00020000-\U0003ffff]{2,6}", name := _bare(text)) else None)


def parse_english_name(readings: Sequence[Reading]) -> Parsed:
    """Capitals, the surname first as on the HKID: "CHAN TAI MAN"."""

    def shape(text: str) -> str | None:
        name = re.sub(r"\s*,\s*", ", ", re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).upper())).strip(" ,.'-")
        return name if _ENGLISH_NAME.fullmatch(name) else None

    return _first_allowed(readings, shape)


def parse_address(readings: Sequence[Reading]) -> Parsed:
    """A line of an address as it is written, spaces kept only between Latin words."""

    def shape(text: str) -> str | None:
        plain = re.sub(r"(?<![A-Za-z,.])\s+(?![A-Za-z]{2})|\s+(?![A-Za-z0-9])", "", unicodedata.normalize("NFKC", text).strip())
        return plain if len(plain) >= 2 else None

    return _first_allowed(readings, shape)


@cache
def districts() -> dict[str, str]:
    """Every name of a district or of a place in one → the district."""
    path = Path(__file__).resolve().parent / "districts.toml"
    table: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    names = {name: name for name in table}
    for district, places in table.items():
        names |= {place: district for place in places}
        if len(district) > 2:  # 沙田區 is also written 沙田, but 東 alone is nothing
            names.setdefault(district[:-1], district)
    return names


def parse_district(readings: Sequence[Reading]) -> Parsed:
    """One of the 18 districts: "沙田區"; for a place in one "旺角（油尖旺區）"."""

    def shape(text: str) -> str | None:
        name = _bare(text).removeprefix("香港").removeprefix("新界") or _bare(text)
        if (district := districts().get(name)) is None:
            return None
        return district if name in district else f"{name}（{district}）"

    return _first_allowed(readings, shape)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


PARSERS: dict[str, Callable[[Sequence[Reading]], Parsed]] = {
    "hkid": parse_hkid,
    "phone": parse_phone,
    "date": parse_date,
    "chinese_name": parse_chinese_name,
    "english_name": parse_english_name,
    "address": parse_address,
    "district": parse_district,
}


# ---- shared -----------------------------------------------------------------------------------------------------
def _first_allowed(readings: Sequence[Reading], shape: Callable[[str], str | None]) -> Parsed:
    """The likeliest value that `shape` accepts; its confidence is its share of all readings."""
    values: dict[str, float] = {}
    for reading in readings:
        if (value := shape(reading.text)) is not None:
            values[value] = values.get(value, 0.0) + reading.probability
    if not values:
        return _failed(readings, "shape")
    value, share = _best(values)
    confidence = values[value] / max(sum(r.probability for r in readings), 1e-12)
    sure = share >= _LEAST_NAME
    return Parsed(value, sure, "" if sure else "unsure", confidence, _ranked(values))


def _failed(readings: Sequence[Reading], problem: str) -> Parsed:
    """Nothing allowed: the likeliest reading as it stands, for a person to see."""
    if not readings or not readings[0].text.strip():
        return Parsed("", False, "empty", 0.0)
    return Parsed(readings[0].text.strip(), False, problem, 0.0, tuple(readings[1:4]))


def _best(values: dict[str, float]) -> tuple[str, float]:
    value = max(values, key=values.__getitem__)
    return value, values[value] / max(sum(values.values()), 1e-12)


def _ranked(values: dict[str, float]) -> tuple[Reading, ...]:
    """Readings but the best, likeliest first: three at most, none below a thousandth."""
    ranked = sorted(values.items(), key=lambda row: -row[1])
    total = max(sum(values.values()), 1e-12)
    return tuple(Reading(text, round(p / total, 4)) for text, p in ranked[1:4] if p >= 0.001 * total)
