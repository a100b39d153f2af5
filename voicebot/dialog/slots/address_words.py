"""The parts that a clause of an address names, and the clauses of a sentence: places, streets, houses, units; talk is none of them.

A sentence is cut at breaths, particles and function words (no name in Hong Kong holds 喺, 嘅 or 㗎). Names are told by how they end.
"""

from __future__ import annotations

import re
import unicodedata

from ocr.fields import districts

from ..numbers import FIGURES, exact
from .number import in_figures

Token = tuple[str, str]  # kind of part: place, within, street, number, name, unknown, phase, block, floor, flat, bare or left; its words

# ---- figures and English ----------------------------------------------------------------------------------------
_HAN = "零〇一二兩三四五六七八九十百千廿卅卌"
_COUNTED = "約(?=地段)|號(?!碼)|字?樓|座|室|期|舖|鋪|單位|房"
_NUMERAL = re.compile(rf"[{_HAN}]+(?=[A-Z](?![A-Z])|(?:{_COUNTED})|[至到][{_HAN}]+[號室樓])|(?<=[樓座期])[{_HAN}]{{2,}}(?![㐀-鿿])")
_STUTTER = re.compile(rf"([{_HAN}]{{1,5}})(?:[,，、…\s]|呃|誒|嗯)+(?=\1(?:{_COUNTED}))")  # 廿二，呃，廿二樓
_WHICH = rf"([A-Z]?(?:\d{{1,5}}|[{_HAN}]{{1,5}}(?!龍))[A-Z]?|[A-Z])(?![A-Z])"
_ENGLISH = (
    (re.compile(rf"(?:房號|室號|單位號碼)(?:就)?係?{_WHICH}", re.ASCII), r"\1室"),
    (re.compile(r"\b(?:G\s*/\s*F|GROUND FLOOR)\b", re.ASCII), "地下"),
    (re.compile(rf"(\d+|[{_HAN}]+)(?:\s*/\s*F|(?:ST|ND|RD|TH)?\s*(?:FLOOR|FLR|F)\b)", re.ASCII), r"\1樓"),
    (re.compile(rf"\b(?:FLAT|ROOM|RM|UNIT)\s*{_WHICH}", re.ASCII), r"\1室"),
    (re.compile(rf"\b(?:BLOCK|BLK|TOWER)\s*{_WHICH}", re.ASCII), r"\1座"),
    (re.compile(rf"\bPHASE\s*{_WHICH}", re.ASCII), r"\1期"),
    (re.compile(rf"\bSHOP\s*{_WHICH}", re.ASCII), r"\1號舖"),
    (re.compile(r"\b([A-Z]\d?)\s*FLAT\b", re.ASCII), r"\1室"),
)
_POLITE = re.compile(r"\b(?:thanks?(?: you)?|please|deliver(?: to)?|send to|ok(?:ay)?)\b|唔好(?:再)?[去寄送](?:咗|錯)?[^,，。]*", re.ASCII)
_GAP = re.compile(r"(?<=[A-Z\d])\s+(?=[㐀-鿿])|(?<=[㐀-鿿])\s+(?=[A-Z\d])|(?<=\d)\s+(?=[A-Z\d])")
_LETTERED = re.compile(r"(\d)號([A-Z])(?![A-Z座室樓舖鋪單]|\d+[A-Z]?[座室舖鋪單])")  # 二號A is 2A號
_RANGE = re.compile(r"(\d+[A-Z]?)[至到](\d+[A-Z]?[號室樓])")

# ---- talk -------------------------------------------------------------------------------------------------------
MARK = re.compile(r"((?<!係)唔係唔係|(?<!係)唔係|不是|唔啱|唔好意思|(?<![冇無唔沒])(?:講|搞|睇|打|讀|記)?錯(?:咗)?|等等|應該係|(?<=[㐀-鿿][，,])即係(?=[\d一二三四五六七八九十GB地][\d十]?[樓下/])|改返?做|改為|SORRY|\bNO\b)", re.ASCII)
_BREATH = re.compile(
    r"跟住|然後|之後|同埋|仲有|唔該|多謝|(?<!\d)-|-(?!\d)|[，,、。.…;；:：!！?？~()（）–—\s"
    r"係喺我你佢哋嘅咗唔冇嗰個呢啲咁乜去要嚟㗎呀啊啦囉喎噃咋啩吖嘛咩嗎緊𨋢條嗱呃嗯誒哦囖咯即就再]|喇(?!沙)"
)
_LEAD = re.compile("(?:住喺|住|搬|寄上?|送上?|改|做|到|公司|新?地址|新?住址|新屋|屋企|通訊|而家|依家|應該|想|諗|話|跟|大廈(?![㐀-鿿])|單位$|地區|街名|門牌|樓上|樓下|村屋|唐樓|公屋|居屋)+")
_TAIL = re.compile("(?:度|邊|先|得|晒|樓上|得[兩三\\d]層)+$")
# A clause without a part that holds one of these is talk; others may be a name that is not known for one.
_TALK = re.compile(rf"^.?$|^[{_HAN}]+$|[住得有層近睇諗問講聽知想搬寄送等謝該煩記攞搵嘢用行電梯升降]|屋企|公屋|居屋|唐樓|村屋|樓上|樓下|OK")
# Where something else is: 旺角中心隔籬, 對面係街市. One sign stands for it in a text that is `spelled`.
_ELSEWHERE = "◦"
_BESIDE = re.compile("(?:隔籬|對面|附近|轉角|後面|前面|旁邊|門口|入口)(?:[就即]?[係喺][^,，。]*)?")

# ---- names ------------------------------------------------------------------------------------------------------
_CHAR = "(?:(?![號座室期])[㐀-鿿])"
_REGION = re.compile("香港島|香港(?!仔)|九龍(?!城|塘|灣)|新界")
# 沙田正街, 西貢公路, 柴灣角街 are streets: no place is said before them.
_STREET_BEHIND = re.compile("(?:[正大新舊頭圍海東西南北中公橋村灘角山市]|廟(?=道)|東大|街市)?(?:街(?!市)|道|路)(?![㐀-鿿]{1,3}[街道路])")
# 屯門市廣場, 彩虹邨, 太古城 are houses called after a place.
_HOUSE_BEHIND = re.compile(r"[上下南北東西新市]?(?:邨|村|圍|墟|苑|閣|半島|山莊|中心|廣場|花園|大廈|大樓|工業|商業|城中心|城(?![市門鄉])|(?:坊|樓)(?=\d|$))(?!街|道|路)")
_STREET = re.compile(rf"(?!(?:知|味|頻|隧|渠|報|通|網|一|走|行|馬|公|細|過|逛|出|落|[盪蕩]失|迷|塞|修|認|問|帶|引|掘)[街道路]){_CHAR}{{1,8}}?(?:街(?!市)|道|路|徑|巷)(?![街道路徑圍])(?:[東南西北中](?=\d|$))?(?:{_CHAR}{{1,4}}段(?=\d|$))?")
_VILLAGE = re.compile(rf"{_CHAR}{{1,8}}?[村圍里坊鄉台臺墟嶺坑莆涌洞坳排滘寮墩](?=\d+[A-Z]?號(?![屋室樓座舖鋪]))")
_KNOWN = "大廈|邨|苑|閣|花園|中心|廣場|山莊|半島|商場|大樓|軒|豪園|豪庭|工廠|酒店|新村|別墅"
_HOUSE = re.compile(
    rf"(?!(?:公共)?屋邨|寫字樓)(?![唐洋舊新幾邊高全上落買租住私字層]樓){_CHAR}{{1,8}}?(?:(?:{_KNOWN}|樓(?!上|下|梯|[㐀-鿿]{{1,2}}[街道路]))(?!{_KNOWN}|樓|街|道|路)"
    r"|[村園城居台臺灣門港峰峯匯滙庭廷府堡山岸坊舍廬圍廠塔邸](?=第?[A-Z]?\d|[A-Z](?![A-Z])|第|地下|地庫|地舖)|(?<!街)[村園城居臺台庭廷府廬圍邸坊]$)"
)
_SPOKEN = re.compile("[點鐘][先至]|[先至]?開門|閂門|[兩幾三四五]層|得閒|屋企|按|門鐘|保安|入口|門口|對面|隔籬|搭𨋢|郵差|司機|送貨|簽收")
_UNKNOWN_HOUSE = re.compile(rf"(?!第){_CHAR}{{2,6}}?(?:(?=第?(?:\d+|[A-Z])[座期樓])|(?<=[灣門港峰峯匯滙山])$)")

# ---- units ------------------------------------------------------------------------------------------------------
_ONE = r"(?:[A-Z]?\d+[A-Z]?|[A-Z]\d*)"
_TOKENS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("street", re.compile(r"([㐀-鿿]{0,3}?(?:丈量約份|DD)第?\d+約(?:地段|LOT)?第?\d+號(?:[A-Z]段)?(?:餘段)?)")),  # a lot in the New Territories
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


# ---- words ------------------------------------------------------------------------------------------------------
def spelled(text: str) -> str:
    """Half width, capitals; numerals before a unit in figures, English units in Chinese: 十二 floor flat b → 12樓B室."""
    text = _STUTTER.sub("", text)
    out = _BESIDE.sub(_ELSEWHERE, re.sub(r"(?<=\d)-(?=\d)", "至", unicodedata.normalize("NFKC", text).casefold()))
    out = _POLITE.sub(" ", in_figures(out)).upper()
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


def clauses(text: str) -> list[str]:
    """The clauses of a text that is `spelled`, each without what leads to it and what closes it."""
    return [clause for clause in map(_without_talk, _BREATH.split(text)) if clause]


def _without_talk(clause: str) -> str:
    lead = _LEAD.match(clause)
    return _TAIL.sub("", clause[lead.end() if lead else 0 :])


def starts_at_once(text: str) -> bool:
    """Whether a text begins without a breath."""
    return bool(text) and not _BREATH.match(text)


# ---- from a clause to its parts ---------------------------------------------------------------------------------
def tokens(clause: str, then: str) -> list[Token]:
    """The parts of a clause in order, and what is no part as "left"; nothing of a clause that is talk. `then`: the clause behind it."""
    clause, beside, _ = clause.partition(_ELSEWHERE)
    if beside and not re.search(r"\d", clause):
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
    if beside or left and (found or not _TALK.search(clause)):
        found.append(("left", left))
    return [token for token in found if token[0] != "region"]


def _first(rest: str, found: list[Token]) -> tuple[Token | None, int]:
    """The part with which `rest` begins, behind those that the clause has given, and its length; (None, 1) where its first character is none."""
    at_start = not found or found[-1][0] in ("region", "place", "floor", "flat")
    if at_start and (match := _REGION.match(rest)) and not _called_after_region(rest[match.end() :]):
        return ("region", match[0]), match.end()
    if (place := _place(rest)) and (at_start or len(place) == len(rest)) and ("place", _district(place)) not in found:  # 屯門屯門鄉事會路
        return (("within", place) if found and found[-1][0] == "place" else ("place", _district(place))), len(place)
    for kind, pattern in _TOKENS:
        if match := pattern.match(rest):
            return (kind, match[1].replace("字樓", "樓")), match.end()
    if found and found[-1][0] in ("floor", "block", "name", "unknown") and (match := _BARE_FLAT.match(rest)):
        return ("flat", match[1]), match.end()
    names = [(match.end(), kind, match[0]) for kind, pattern in (("street", _VILLAGE), ("street", _STREET), ("name", _HOUSE)) if (match := pattern.match(rest))]
    names = [named for named in names if not _SPOKEN.search(named[2])]
    if names:
        size, kind, name = min(names, key=lambda named: named[0])
        return (None, 1) if _holds_a_place(name) else ((kind, name), size)
    if match := _UNKNOWN_HOUSE.match(rest):
        return ("unknown", match[0]), match.end()
    return None, 1


def _called_after_region(behind: str) -> bool:
    """Whether 香港 or 九龍 before these words is of a house's name: 九龍廣場, 香港青年協會大廈, but not 九龍旺角中心."""
    if _HOUSE_BEHIND.match(behind):
        return True
    house, street = _HOUSE.match(behind), _STREET.match(behind)
    return house is not None and not _place(behind) and not any(place in house[0] for place in districts()) and (street is None or house.end() < street.end())


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


def in_full(place: str) -> str:
    """北角 → 北角（東區）."""
    district = districts().get(place, place)
    return place if place in district else f"{place}（{district}）"
