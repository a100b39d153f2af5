"""An address by its parts, said in any order: place, street with number, estate and house, block, floor, flat.

Canonical: the lines that are said, joined by spaces, numbers in figures: "沙田區 沙田正街12號 富康閣3樓B室". A place stays as it was
said (北角), but the short name of a district gets its 區 (沙田): kept is what is read back. Who is shown it sees the district too.
What puts right replaces the part of its kind. Where a clause holds more than parts and talk, the reader is not sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from ocr.fields import districts

from ...forms.spoken import address as say_address
from .address_words import MARK, clauses, in_full, spelled, starts_at_once, tokens
from .corrections import as_it_is_now
from .value import LOOSE, OPEN, SURE, Found

LINES = ("district", "street", "building")
_UNITS = ("phase", "block", "floor", "flat")  # in the order in which they stand behind a building's name
_PART_ONLY = 0.6  # a district, or a street or house without any number
_LEFT_OVER = 0.45  # the desk asks once more
_DENIED = re.compile(r"[^,，。…]*?[呀㗎喎吖](?=$|[,，。…\s])")
_MENDS = ("唔係", "不是")
_IS_NOW = re.compile("(?:而家|依家|宜家|家陣|新(?:屋|地址|住址|嗰間)|搬咗?(?:去|到|入|嚟))(?!仲?都|仲)(?!$)")
_OTHERS_LIVE = re.compile("(?:媽咪?|爸爸?|老豆|老公|老婆|[仔女]|朋友|家姐|大佬|細佬|妹|公司)(?:就|佢|都)*(?:住|喺)")
_I_LIVE = re.compile("我(?:(?:自己|本人|就|而家)+(?:就|係)?(?:住|喺)|住)")
_ASKS = re.compile(r"([㐀-鿿])唔\1|[?？]|邊[度個間]|有[冇無]|幾[多時點錢]|係咪")
_PLACED = re.compile("[村圍里坊鄉台臺墟]$")  # a name that may have house numbers of its own


def read(text: str, _now: datetime) -> Found | None:
    """Sure where it has a street or building with its number and nothing is left over; a district alone says little."""
    said = _said(text)
    if said.clash:
        return OPEN
    named = said.street or said.names
    if not named and (not said.place or said.left or said.units):
        return None
    value = " ".join(said.lines().values())
    numbered = bool(re.search(r"\d", value))
    if not numbered and (said.left or said.doubt or _ASKS.search(text)):
        return None
    if said.left:
        return Found(value, _LEFT_OVER)
    return Found(value, min(SURE if named and numbered else _PART_ONLY, LOOSE if said.doubt else 1.0))


def parts(text: str) -> dict[str, str]:
    """The lines of an address that a sentence gives, as a form has them: any of district ("旺角（油尖旺區）"), street, building."""
    said = _said(text)
    if said.clash or not (said.street or said.names or said.units) and said.left:
        return {}
    lines = said.lines()
    return lines | ({"district": in_full(lines["district"])} if "district" in lines else {})


# ---- from a sentence to its parts -------------------------------------------------------------------------------
@dataclass(slots=True)
class _Said:
    """What was said so far. `mended`: the kinds said since the last mark of a correction, None before the first."""

    place: str = ""
    within: str = ""  # a place in `place`, to be written before what comes next: 北區粉嶺嘉福邨
    street: str = ""
    number: str = ""
    names: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    last: str = ""
    mended: set[str] | None = None
    clash: bool = False  # two values of one kind, and nothing says which
    doubt: bool = False
    left: bool = False

    def lines(self) -> dict[str, str]:
        """The lines that are there, of `LINES`, in their order."""
        names, units = "".join(self.names), "".join(self.units[kind] for kind in _UNITS if kind in self.units)
        if not self.street:
            street, building = "", names + self.number + units
        else:  # 林錦公路 坪朗村43號 地下: the house of a village has a line of its own
            street, building = self.street + self.number, f"{names} {units}".strip() if names.endswith("號") else names + units
        return {name: line for name, line in zip(LINES, (self.place, street, building), strict=True) if line}


def _said(text: str) -> _Said:
    """Clause after clause, each mark of a correction between two of them."""
    said = _Said()
    before = ""
    mark, *rest = ("", *MARK.split(spelled(_own(as_it_is_now(text, _IS_NOW)))))
    for piece, following in zip(rest[::2], (*rest[1::2], ""), strict=True):
        at_once = mark in _MENDS and starts_at_once(piece)
        told = clauses(piece)
        if at_once and said.last and re.search(r"[,，。…\s]$", before) and (denied := _DENIED.match(piece)):  # 十七樓，唔係十八樓呀
            told, at_once = clauses(piece[denied.end() :]), False
            mark = mark if told else ""
        elif at_once and not said.last:  # 唔係八號，係九號
            told = told[1:]
        elif at_once and len(told) > 1 and _again(said, told[1:]):  # 三樓，唔係四樓呀，三樓
            told = told[1:]
        if mark:
            said.doubt |= at_once and bool(said.last)  # 八號唔係九號
            said.mended = set() if said.last else None
        found = [token for clause, then in zip(told, [*told[1:], ""]) if not then.startswith(clause) for token in tokens(clause, then)]
        said = _put_right(said, {kind for kind, _ in found})
        for kind, value in found:
            _put(said, kind, value)
        mark, before = following, piece
    said.left |= bool(said.within) or bool(said.number and not said.street and not said.names)
    said.doubt |= bool(said.number and not said.street)  # 富康閣八號
    return said


def _own(text: str) -> str:
    """Without where others live, beside where the caller does: 我媽住觀塘，我自己住沙田…."""
    clauses_said = re.split("[,，。]", text)
    others = [clause for clause in clauses_said if _OTHERS_LIVE.search(clause)]
    return "，".join(clause for clause in clauses_said if clause not in others) if others and _I_LIVE.search(text) else text


def _again(said: _Said, told: list[str]) -> bool:
    """Whether one of these clauses says once more what was said before."""
    known = {*said.units.items(), ("street", said.street), ("number", said.number), *(("name", name) for name in said.names)}
    return any(token in known for clause in told for token in tokens(clause, ""))


def _put_right(said: _Said, kinds: set[str]) -> _Said:
    """Before the parts behind a mark are put: another place with its street begins anew, another street leaves doubts about the rest."""
    if said.mended is None or not kinds & {"street", "name", "unknown"}:
        return said
    if "place" in kinds:
        return _Said(mended=set())
    said.doubt |= "street" in kinds and bool(said.names or said.units)
    return said


def _put(said: _Said, kind: str, value: str) -> None:
    """One part more."""
    kind = _kind_here(said, kind, value)
    if kind == "left":
        said.left = True
        return
    if kind in ("street", "name") and said.within:
        value, said.within = said.within + value, ""
    if kind == "within":
        said.within = "" if value in said.place else value
    elif kind == "place":
        _put_place(said, value)
    elif kind == "name":
        _put_name(said, value)
    elif kind == "street":
        if said.street and not said.number and said.street != value and said.mended is None:  # 林錦公路，十八鄉路三號
            value = said.street + value
            said.street = ""
        said.clash |= _clashes(said, kind, said.street, value)
        said.street = value
    elif kind == "number" and said.last == "name" and _PLACED.search(said.names[-1]):  # 坪朗村，四十三號
        if said.street:
            said.names[-1] += value
        else:
            said.street, said.number = said.names.pop(), value
    elif kind == "number":
        said.clash |= _clashes(said, kind, said.number, value)
        said.number = value
    else:
        said.clash |= _clashes(said, kind, said.units.get(kind, ""), value)
        said.units[kind] = value
    said.last = kind
    if said.mended is not None:
        said.mended.add(kind)


def _kind_here(said: _Said, kind: str, value: str) -> str:
    """D座 behind a floor is a flat, unless a flat is said as well; 五號 behind a floor is one too, and a lone A."""
    if kind == "bare":
        mends = said.mended is not None and "flat" not in said.mended
        if said.last == "name" and re.fullmatch(r"\d{3,4}", value) and "flat" not in said.units:  # 正明樓，九零三
            return "flat"
        return "flat" if mends and said.last == "flat" or said.last in ("floor", "block") and "flat" not in said.units else "left"
    if kind == "unknown":
        said.doubt = True
        return "name"
    if kind == "block" and re.fullmatch("[A-Z]座", value) and "floor" in said.units and "flat" not in said.units and said.last == "floor":
        return "flat"
    if kind == "flat" and re.fullmatch("[A-Z]座", said.units.get("flat", "")) and not value.endswith("座"):
        said.units["block"] = said.units.pop("flat")
    if kind == "number" and said.number and said.last == "floor" and said.mended is None:
        return "flat"
    return kind


def _clashes(said: _Said, kind: str, old: str, new: str) -> bool:
    return bool(old) and old != new and (said.mended is None or kind in said.mended)


def _put_place(said: _Said, value: str) -> None:
    known = districts()
    if any(name.startswith(value) for name in said.names):  # 鴨脷洲邨…，係鴨脷洲嗰個邨
        return
    if not said.place or said.mended is not None and "place" not in said.mended:
        said.place = value
    elif value in (said.place, known[said.place]):  # said twice, or the district behind its place
        return
    elif known[value] == known[said.place]:
        said.within = value
    else:
        said.clash = True


def _put_name(said: _Said, value: str) -> None:
    """Behind a mark a name takes the place of the last one of its sort: 明信樓，唔係，明耀樓."""
    if value in said.names:
        return
    if said.mended is not None and "name" not in said.mended and said.names:
        alike = [i for i, name in enumerate(said.names) if name[-1] == value[-1]]
        said.names[alike[-1] if alike else -1] = value
    else:
        said.names.append(value)


# ---- how it is said and shown -----------------------------------------------------------------------------------
def say(value: str) -> str:
    return "，".join(say_address(re.sub(r"(?<=[\dA-Z])-(?=\d)", "至", line)) for line in value.split(" "))


def show(value: str) -> str:
    """The place stays, with its district; the rest is masked."""
    first, _, rest = value.partition(" ")
    return f"{in_full(first)} •••" if first in districts() else "•••"
