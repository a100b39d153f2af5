"""An address by its lines: district, street with number, building with floor and flat.

Canonical: the lines that are said, joined by spaces, numbers in figures: "沙田區 沙田正街12號 富康閣3樓B室".
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from ocr.fields import districts

from ...forms.spoken import address as say_address
from ..numbers import exact
from .corrections import plain, value_behind
from .value import Found

LINES = ("district", "street", "building")
_NUMBERED = re.compile(r".{1,12}?(?:街|道|路|徑|里|圍|坊)(?:.{1,4}段)?[東南西北中]?\d+[A-Z]?號")
_STREET = re.compile("[^樓座室]{1,6}?(?:街|道|路|徑|里|坊)[東南西北中]?")
_BUILDING = re.compile("地下|地舖|地庫|樓|座|室|大廈|苑|邨|村|閣|花園|中心|廣場|城")
_AHEAD = re.compile("^(?:呃|嗯|誒|嗱|即係|應該|而家|依家|寄去|送去|改(?:咗)?(?:去|做|到)|公司(?=[啦呀喺])|[啦呀]|住緊|我(?:嘅|個)?|新(?=住址|地址|屋)|住址|地址|屋企|屋(?=喺)|搬(?:咗)?去|住(?:喺)?|喺|係)*")
_LETTERED = re.compile(r"(\d)號([A-Z])(?![A-Z\d座室樓])")  # 二號A is 2A號


def read(text: str, _now: datetime) -> Found | None:
    """Sure where it has a street or building with its number; a district alone says little."""
    lines = parts(text.upper())
    if not lines:
        return None
    whole = "street" in lines or "building" in lines
    numbered = bool(re.search(r"\d", lines.get("street", "") + lines.get("building", "")))
    return Found(" ".join(lines[name] for name in LINES if name in lines), 0.9 if whole and numbered else 0.6)


def parts(text: str) -> dict[str, str]:
    """The lines of an address that a sentence gives: any of district, street, building. Numbers in figures."""
    rest = _house_numbers(re.sub(r"[\s,，。]", "", value_behind(text) or plain(text)))
    rest = _AHEAD.sub("", rest)
    rest = re.sub("^(?:香港(?!仔)|九龍(?!城|塘|灣)|新界)", "", rest)
    found: dict[str, str] = {}
    known = districts()
    named = next((n for n in sorted(known, key=len, reverse=True) if rest.startswith(n) and not _is_street(rest, n)), None)
    if named is not None:
        found["district"] = known[named] if named in known[named] else f"{named}（{known[named]}）"
        rest = rest[len(named) :]
    if match := _NUMBERED.match(rest) or _STREET.match(rest):
        found["street"], rest = match[0], rest[match.end() :]
    if _BUILDING.search(rest):
        found["building"] = rest
    return found


def _is_street(text: str, name: str) -> bool:
    """沙田正街 and 觀塘道 are streets, 沙田 or 觀塘 before them no district of their own; 觀塘觀塘道 has both."""
    after = text[len(name) :]
    return not name.endswith("區") and not after.startswith(name) and bool(re.match(".?(?:街|道|路|坊)", after))


def _house_numbers(text: str) -> str:
    """十二號三樓 → 12號3樓: Chinese numerals before a unit of an address become figures."""

    def number(match: re.Match[str]) -> str:
        value = exact(match[1])
        return match[0] if value is None else f"{int(value)}{match[2]}"

    figures = re.sub("([零〇一二兩三四五六七八九十百廿卅]+)(號|樓|座|室|期|(?<=樓[零〇一二三四五六七八九]{3})$|(?<=樓[零〇一二三四五六七八九]{4})$)", number, unicodedata.normalize("NFKC", text))
    return _LETTERED.sub(r"\1\2號", figures)


def say(value: str) -> str:
    return "，".join(say_address(re.sub("（.*?）", "", line)) for line in value.split(" "))


def show(value: str) -> str:
    """The district stays, the rest is masked."""
    first, _, rest = value.partition(" ")
    return f"{first} •••" if first.endswith(("區", "）")) else "•••"
