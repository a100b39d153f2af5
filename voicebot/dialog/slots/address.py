"""An address by its parts, said in any order: place, street with number, estate and house, block, floor, flat.

Canonical: the lines that are said, joined by spaces, numbers in figures: "沙田區 沙田正街12號 富康閣3樓B室". A place stays as it was
said (北角), but the short name of a district gets its 區 (沙田): kept is what is read back. Who is shown it sees the district too.

A sentence is cut into clauses at breaths, particles and function words (no name in Hong Kong holds 喺, 嘅 or 㗎), a clause into
parts. What puts right replaces the part of its kind. Where a clause holds more than parts and talk, the reader is not sure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from ocr.fields import districts

from ...forms.spoken import address as say_address
from ..numbers import FIGURES, exact
from .number import in_figures
from .value import LOOSE, OPEN, SURE, Found

LINES = ("district", "street", "building")
_UNITS = ("phase", "block", "floor", "flat")  # in the order in which they stand behind a building's name
_PART_ONLY = 0.6  # a district, or a street or house without any number
_LEFT_OVER = 0.45  # the desk asks once more
_MENDS = ("唔係", "不是")
Token = tuple[str, str]  # kind of part, or "left"; its words

# ---- figures and English ----------------------------------------------------------------------------------------
_HAN = "零〇一二兩三四五六七八九十百廿卅卌"
_COUNTED = "號(?!碼)|字?樓|座|室|期|舖|鋪|單位|房"
_NUMERAL = re.compile(rf"[{_HAN}]+(?=[A-Z](?![A-Z])|(?:{_COUNTED})|[至到][{_HAN}]+[號室樓])|(?<=[樓座期])[{_HAN}]{{2,}}(?![㐀-鿿])")
_WHICH = rf"([A-Z]?(?:\d{{1,5}}|[{_HAN}]{{1,5}}(?!龍))[A-Z]?|[A-Z])(?![A-Z])"
_ENGLISH = (
    (re.compile(r"\b(?:G\s*/\s*F|GROUND FLOOR)\b", re.ASCII), "地下"),
    (re.compile(rf"(\d+|[{_HAN}]+)(?:\s*/\s*F|(?:ST|ND|RD|TH)?\s*(?:FLOOR|FLR|F)\b)", re.ASCII), r"\1樓"),
    (re.compile(rf"\b(?:FLAT|ROOM|RM|UNIT)\s*{_WHICH}", re.ASCII), r"\1室"),
    (re.compile(rf"\b(?:BLOCK|BLK|TOWER)\s*{_WHICH}", re.ASCII), r"\1座"),
    (re.compile(rf"\bPHASE\s*{_WHICH}", re.ASCII), r"\1期"),
    (re.compile(rf"\bSHOP\s*{_WHICH}", re.ASCII), r"\1號舖"),
    (re.compile(r"\b([A-Z]\d?)\s*FLAT\b", re.ASCII), r"\1室"),
)
_GAP = re.compile(r"(?<=[A-Z\d])\s+(?=[㐀-鿿])|(?<=[㐀-鿿])\s+(?=[A-Z\d])|(?<=\d)\s+(?=[A-Z\d])")
_LETTERED = re.compile(r"(\d)號([A-Z])(?![A-Z座室樓舖鋪單]|\d+[A-Z]?[座室舖鋪單])")  # 二號A is 2A號
_RANGE = re.compile(r"(\d+[A-Z]?)[至到](\d+[A-Z]?[號室樓])")

# ---- talk -------------------------------------------------------------------------------------------------------
_MARK = re.compile(r"((?<!係)唔係唔係|(?<!係)唔係|不是|唔啱|唔好意思|(?<![冇無唔沒])(?:講|搞|睇|打|讀|記)?錯(?:咗)?|等等|應該係|改返?做|改為|SORRY|\bNO\b)", re.ASCII)
_BREATH = re.compile(
    r"跟住|然後|之後|同埋|仲有|唔該|多謝|(?<!\d)-|-(?!\d)|[，,、。.…;；:：!！?？~()（）–—\s"
    r"係喺我你佢哋嘅咗唔冇嗰個呢啲咁乜去要嚟㗎呀啊啦囉喎噃咋啩吖嘛咩嗎緊𨋢條嗱呃嗯誒哦囖咯即就再]|喇(?!沙)"
)
_LEAD = re.compile("(?:住喺|住|搬|寄|送|改|做|到|公司|新?地址|新?住址|新屋|屋企|通訊|而家|依家|應該|想|諗|話|跟|大廈(?![㐀-鿿])|單位$|地區|街名|門牌|樓上|樓下|村屋|唐樓|公屋|居屋)+")
_TAIL = re.compile("(?:度|邊|先|得|晒|樓上|得[兩三\\d]層)+$")
# A clause without a part that holds one of these is talk; others may be a name that is not known for one.
_TALK = re.compile(rf"^.?$|^[{_HAN}]+$|[住得有層近睇諗問講聽知想搬寄送等謝該煩記攞搵嘢用行電梯升降]|屋企|公屋|居屋|唐樓|村屋|樓上|樓下|OK")
# Where something else is: 旺角中心隔籬, 對面係街市.
_BESIDE = re.compile("(?:隔籬|對面|附近|轉角|後面|前面|旁邊|門口|入口)(?:[就即]?[係喺][^,，。]*)?")

# ---- names ------------------------------------------------------------------------------------------------------
_CHAR = "(?:(?![號座室期])[㐀-鿿])"
_REGION = re.compile("香港島|香港(?!仔)|九龍(?!城|塘|灣)|新界")
# 沙田正街, 西貢公路, 柴灣角街 are streets: no place is said before them.
_STREET_BEHIND = re.compile("(?:[正大新舊頭圍海東西南北中公橋村灘角山市]|東大|街市)?(?:街(?!市)|道|路)(?![㐀-鿿]{1,3}[街道路])")
# 屯門市廣場, 彩虹邨, 太古城 are houses called after a place.
_HOUSE_BEHIND = re.compile(r"[上下南北東西新市]?(?:邨|村|圍|墟|苑|閣|中心|廣場|花園|大廈|大樓|工業|商業|城中心|(?:城|坊|樓)(?=\d|$))(?!街|道|路)")
_STREET = re.compile(rf"(?!(?:知|味|頻|隧|渠|報|通|網|一|走|行|馬|公|細|過|逛|出|落)[街道路]){_CHAR}{{1,8}}?(?:街(?!市)|道|路|徑|巷)(?![街道路徑圍])(?:[東南西北中](?=\d|$))?(?:{_CHAR}{{1,4}}段(?=\d|$))?")
_VILLAGE = re.compile(rf"{_CHAR}{{1,8}}?[村圍里坊鄉台臺墟](?=\d+[A-Z]?號(?![屋室樓座舖鋪]))")
_KNOWN = "大廈|邨|苑|閣|花園|中心|廣場|山莊|半島|商場|大樓|軒|豪園|豪庭|工廠|酒店|新村|別墅"
_HOUSE = re.compile(
    rf"(?![唐洋舊新幾邊高全上落買租住私字層]樓){_CHAR}{{1,8}}?(?:(?:{_KNOWN}|樓(?!上|下|梯))(?!{_KNOWN}|樓|街|道|路)"
    r"|[村園城居台臺灣門港峰峯匯滙庭廷府堡山岸坊舍廬圍廠塔邸](?=第?[A-Z]?\d|[A-Z](?![A-Z])|第|地下|地庫|地舖)|(?<!街)[村園城居臺庭廷府廬圍邸坊]$)"
)
_UNKNOWN_HOUSE = re.compile(rf"(?!第){_CHAR}{{2,6}}?(?:(?=第?(?:\d+|[A-Z])[座期樓])|(?<=[灣門港峰峯匯滙山])$)")
_PLACED = re.compile("[村圍里坊鄉台臺墟]$")  # a name that may have house numbers of its own

# ---- units ------------------------------------------------------------------------------------------------------
_ONE = r"(?:[A-Z]?\d+[A-Z]?|[A-Z]\d*)"
_TOKENS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"(\d+[A-Z]?(?:-\d+[A-Z]?)?號)(?![屋室樓座舖鋪風仔])")),
    ("flat", re.compile(rf"((?:\d+[A-Z]?號(?:屋|室)|(?:\d+號|{_ONE})[舖鋪]|[舖鋪]{_ONE}))")),
    ("block", re.compile(rf"第?({_ONE}座|\d+號樓)")),
    ("phase", re.compile(r"第?(\d+期)")),
    ("floor", re.compile(r"第?((?:\d+[A-Z]?(?:-\d+)?|[BGLMU]G?\d?)字?樓|地下(?!鐵)|地庫|地[舖鋪]|天台|閣樓|頂樓|平台|[高中低]層)")),
    ("flat", re.compile(rf"({_ONE}(?:-{_ONE})?(?:室|單位|房)|單位{_ONE}|全層|[前後]座)")),
)
_FIGURE_ROW = "[零〇一二三四五六七八九]{2,4}"
_BLOCK = re.compile(r"第?(?:\d+|[A-Z])[座期]")
_BARE_FLAT = re.compile(r"([A-Z]\d{0,3}|\d{1,4}[A-Z]?)(?![A-Z\d])")


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
    if not numbered and (said.left or said.doubt):
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
    return lines | ({"district": _with_district(lines["district"])} if "district" in lines else {})


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
        if not names.endswith("號"):
            street, building = self.street + self.number if self.street else "", names + units
        elif self.street:  # 林錦公路 坪朗村43號 地下: the house of a village has a line of its own
            street, building = self.street + self.number, f"{names} {units}".strip()
        else:
            street, building = names, units
        return {name: line for name, line in zip(LINES, (self.place, street, building), strict=True) if line}


def _said(text: str) -> _Said:
    """Clause after clause, each mark of a correction between two of them."""
    said = _Said()
    mark, *rest = ("", *_MARK.split(_spelled(text)))
    for piece, following in zip(rest[::2], (*rest[1::2], ""), strict=True):
        at_once = mark in _MENDS and bool(piece) and not _BREATH.match(piece)  # 八號唔係九號, 唔係八號，係九號
        clauses = [clause for clause in map(_without_talk, _BREATH.split(piece)) if clause]
        if mark:
            if at_once and not said.last:
                clauses = clauses[1:]
            said.doubt |= at_once and bool(said.last)
            said.mended = set() if said.last else None
        tokens = [token for clause, then in zip(clauses, (*clauses[1:], ""), strict=False) if not then.startswith(clause) for token in _tokens(clause, then)]
        said = _put_right(said, {kind for kind, _ in tokens})
        for kind, value in tokens:
            _put(said, kind, value)
        mark = following
    said.left |= bool(said.within)
    return said


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
    elif kind == "number" and said.last == "name" and _PLACED.search(said.names[-1]):
        said.names[-1] += value
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
        return "flat" if said.last in ("floor", "block") and "flat" not in said.units else "left"
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


# ---- from a clause to its parts ---------------------------------------------------------------------------------
def _tokens(clause: str, then: str) -> list[Token]:
    """The parts of a clause in order, and what is no part as "left"; nothing of a clause that is talk. `then`: the clause behind it."""
    if "◦" in clause:
        return []
    if _BARE_FLAT.fullmatch(clause) or re.fullmatch(_FIGURE_ROW, clause):
        return [("bare", _figures(clause))]
    found: list[Token] = []
    left, rest = "", clause
    while rest:
        token, size = _first(rest, found)
        if token is None:
            left += rest[:size]
        else:
            found.append(token)
        rest = rest[size:]
    if not found and re.fullmatch("[㐀-鿿]{2,6}", clause) and _BLOCK.match(then) and not _TALK.search(clause):  # 牽晴間，第三座
        return [("unknown", clause)]
    if left and (found or not _TALK.search(clause)):
        found.append(("left", left))
    return [token for token in found if token[0] != "region"]


def _first(rest: str, found: list[Token]) -> tuple[Token | None, int]:
    """The part with which `rest` begins, behind those that the clause has given, and its length; (None, 1) where its first character is none."""
    at_start = not found or found[-1][0] in ("region", "place", "floor", "flat")
    if at_start and (match := _REGION.match(rest)):
        return ("region", match[0]), match.end()
    if (place := _place(rest)) and (at_start or len(place) == len(rest)) and ("place", _district(place)) not in found:  # 屯門屯門鄉事會路
        return (("within", place) if found and found[-1][0] == "place" else ("place", _district(place))), len(place)
    for kind, pattern in _TOKENS:
        if match := pattern.match(rest):
            return (kind, match[1].replace("字樓", "樓")), match.end()
    if found and found[-1][0] in ("floor", "block", "name", "unknown") and (match := _BARE_FLAT.match(rest)):
        return ("flat", match[1]), match.end()
    names = [(match.end(), kind, match[0]) for kind, pattern in (("street", _VILLAGE), ("street", _STREET), ("name", _HOUSE)) if (match := pattern.match(rest))]
    if names:
        size, kind, name = min(names, key=lambda named: named[0])
        return (None, 1) if _holds_a_place(name) else ((kind, name), size)
    if match := _UNKNOWN_HOUSE.match(rest):
        return ("unknown", match[0]), match.end()
    return None, 1


def _place(text: str) -> str:
    """The longest name of a district or place with which a text begins, "" where it is a street's or a house's name."""
    name = next((n for n in sorted(districts(), key=len, reverse=True) if text.startswith(n)), "")
    behind = text[len(name) :]
    if name.endswith("邨") and re.match(r"第|[A-Z\d]|$", behind):  # 杏花邨 is a place and an estate
        return ""
    return "" if not name.endswith("區") and (_STREET_BEHIND.match(behind) or _HOUSE_BEHIND.match(behind)) else name


def _holds_a_place(name: str) -> bool:
    """Whether a name begins with words that are none of it: 黃師傅搵大圍豐石街; 舊大埔道 and 青山公路元朗段 are streets."""
    inside = (at for place in districts() if (at := name.find(place)) > 0 and name[at - 1] not in "新舊東西南北上下大小路道")
    return any(len(place := _place(name[at:])) and len(name) > at + len(place) + 1 for at in inside)


def _district(place: str) -> str:
    """觀塘 → 觀塘區; 北角 stays."""
    district = districts()[place]
    return district if place in district else place


def _with_district(place: str) -> str:
    """北角 → 北角（東區）."""
    district = districts().get(place, place)
    return place if place in district else f"{place}（{district}）"


# ---- words ------------------------------------------------------------------------------------------------------
def _spelled(text: str) -> str:
    """Half width, capitals; numerals before a unit in figures, English units in Chinese: 十二 floor flat b → 12樓B室."""
    out = _BESIDE.sub("◦", re.sub(r"(?<=\d)-(?=\d)", "至", unicodedata.normalize("NFKC", text).casefold()))
    out = in_figures(out).upper()
    for pattern, chinese in _ENGLISH:
        out = pattern.sub(chinese, out)
    out = _NUMERAL.sub(lambda match: _figures(match[0]), _GAP.sub("", out))
    return _RANGE.sub(r"\1-\2", _LETTERED.sub(r"\1\2號", out))


def _figures(numeral: str) -> str:
    """廿三 → 23; figures said one by one keep their zero: 零八 → 08. What is no numeral stays."""
    if all(c in FIGURES for c in numeral):
        return "".join(str(FIGURES[c]) for c in numeral)
    value = exact(numeral)
    return numeral if value is None else str(int(value))


def _without_talk(clause: str) -> str:
    lead = _LEAD.match(clause)
    return _TAIL.sub("", clause[lead.end() if lead else 0 :])


# ---- how it is said and shown -----------------------------------------------------------------------------------
def say(value: str) -> str:
    return "，".join(say_address(re.sub(r"(?<=[\dA-Z])-(?=\d)", "至", line)) for line in value.split(" "))


def show(value: str) -> str:
    """The place stays, with its district; the rest is masked."""
    first, _, rest = value.partition(" ")
    return f"{_with_district(first)} •••" if first in districts() else "•••"
