"""What is said around a day, and the ways to write it: 下個禮拜三，唔係，禮拜四; 聽日要覆診; the fifth of January; 八月十五中秋節."""

from __future__ import annotations

import calendar
import re

from ..numbers import HAN
from .rows import figures

N = rf"[\d{HAN}]+"
MONTH_NAME = rf"(?<![a-z])(?P<month>{'|'.join(name.casefold() for name in [*calendar.month_name, *calendar.month_abbr] if name)}|sept)(?![a-z])\.?"
WEEKS_SAID = {
    "下下": 2, "再下": 2, "下": 1, "next": 1, "今": 0, "呢": 0, "這": 0, "本": 0, "this": 0, "上上": -2, "上": -1, "last": -1,
}  # fmt: skip
WHICH = "|".join(sorted(WEEKS_SAID, key=len, reverse=True))
_RUN_ON = re.compile(rf"((?:禮拜|星期|週|周|拜)[一二三四五六日天])(?=[\d{HAN}]+[月號日])")  # 禮拜五十二月四號
_ROW = re.compile(r"(?<![零〇一二三四五六七八九\d])[零〇一二三四五六七八九]{8}(?![零〇一二三四五六七八九\d])")  # 二三零三一九八五
# 聽日要覆診, 我後日要返大陸: a day that is taken, where another is named.
_ENGAGED = re.compile("[^,，。啦喇囉]*[日天晚朝號一二三四五六七八九十後\\d年節誕夜旦至](?:我|仲|就|都)*(?:要|有)(?!嚟|過|約|改|預約|搞|辦|做|去(?:分行|你)|到|係|轉|交|還|冇|空|時間|人)[㐀-鿿]{1,6}(?=[,，。]|$)")
_CERTAINLY = re.compile("(?<=[拜期])一定(?!係?(?:禮拜|星期|[二三四五六日]))")  # 下個禮拜一定得
_ORDINALS = {word: i for i, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(), 1)} | {"thirtieth": 30}
_CARDINALS = {word: i for i, word in enumerate("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(), 1)} | {"thirty": 30}
_ORDINALS |= _CARDINALS
_ORDINAL = re.compile(rf"\b(?:the\s+)?(?:(?P<tens>twenty|thirty)[\s-]+)?(?P<one>{'|'.join(_ORDINALS)})\b", re.ASCII)
_BARE_DAY = re.compile(rf"{N}[號日][呀啊啦喇囉]*")
_ITS_MONTH = re.compile(rf"(?:(?:{WHICH})一?個?|(?:[\d零〇一二三四五六七八九]{{2,4}}年)?{N})月(?={N})")
_ITS_YEAR = re.compile("(?:(?:一九|二[零〇])?[零〇一二三四五六七八九]{2}|(?:19|20)?\\d{2})年")
_ITS_WEEK = re.compile(rf"(?:{WHICH})一?個?(?=禮拜|星期)")
# A day that does not do, where another is named: 聽日返工，後日得閒.
_BUSY = re.compile(r"[^,，。]*(?:唔開(?:門|工)?|休息|放假|(?<![日號零一二三四五六七八九十])生日|覆診|團年|拜年|開年|飲喜酒|旅行|擺酒|冇開|冇營業|閂門|返工|返學|冇時間|冇空|有嘢做|約咗人|要開會|出差|唔喺香港|唔喺度)(?=[呀啊喎㗎嘅可吖嘛]*[,，。]\s*[^,，。])")
_BOUNDED = re.compile(rf"[^,，。]*[號節誕日\d{HAN}](?:之前|以前|前)[^,，。]*[,，。](?=.)")
_LUNAR_BEHIND = re.compile(rf"({N}月初?{N}[日號]?)[,，]?(?:我?[講話]|即|呢個)?(?:係)?(?:農曆|舊曆)(?:嚟|呀|㗎)")  # 十月十號，農曆嚟㗎
_COUNTED_FROM = re.compile(rf"由(?:今日|而家)(?:起|開始)?計?(?:起)?(?:多)?[,，]?(?={N}個?(?:日|禮拜|星期|月))")  # 由今日起計七日
_UNTIL_NOW = re.compile("直?[到至]今日(?=都|仲|為止)")  # 上個禮拜六收貨，到今日都未用
_BROKEN = re.compile(rf"((?:[\d{HAN}]年|[\d{HAN}]月))[,，、\s]+(?=[\d{HAN}]+[月號日])")  # 九零年，十二月，一號
_PART_THEN_DAY = re.compile(rf"({N})月[頭初中尾底][^,，]{{0,3}}[,，]\s*(?:\1月)?({N}[號日])")  # 十二月頭啦，三號
_BOTH_WAYS = re.compile("(?:農曆|舊曆)?新年嘅?(?=年?初)|八月十五[號日]?[,，]?(?:即?係)?(?=中秋)|五月初五[,，]?(?:即?係)?(?=端午)|九月初九[,，]?(?:即?係)?(?=重陽)")  # 八月十五中秋節
# two weeks later, in 3 days
_UNITS = {"day": "日", "week": "星期", "month": "個月"}
_IN_ENGLISH = re.compile(rf"\b(?P<in>in\s+)?(?P<count>\d+|a|one|two|three|four|five|six)\s+(?P<unit>{'|'.join(_UNITS)})s?\b(?(in)|\s*(?:later|from now|from today|time|之?後))", re.ASCII)
# What has happened, in the clause of a bare weekday or day of the month: 禮拜六唔見咗, 九號啱啱放完. A wish is of a day to come.
_HAPPENED = re.compile(rf"[^,，。]*(?<!下)(?<!上)個?(?:(?:禮拜|星期)[一二三四五六日天]|(?<![月\d{HAN}]){N}號|(?<![\d{HAN}年]){N}月{N})[^,，。]*")
_DID = re.compile("(?<![過改約轉訂定揀])(?<=[㐀-鿿])咗|啱啱(?!好)|[碌簽買收扣入提寄食睇]嘅|[^想要]去過|[入出]院|[過去]世|過身|(?:簽[約字]?|買|碌卡?|開戶|入職|落訂|結婚)嗰日|[碌簽]㗎")
# What is spoken of may be to come as well: 十一月十八嗰筆.
_SPOKEN_OF = re.compile("(?:嗰[單筆次]|開始|[簽買交]紙?嗰日|已經)(?!.*[未嚟])")
_WILL = re.compile("等|想|要|會|(?<![嘅簽合])約|聽|下|嚟緊|之後|未|如果|先至?$")

_MONTH_BEHIND = re.compile(rf"(?<![月\d{HAN}])(?P<day>{N}[號日])(?:嗰日|呀|啦|喇)*[,，]\s*(?P<month>{N}月)(?:嗰個|呀|啦|喇)*$")  # 廿五號嗰日，十一月
_STUTTER = re.compile(rf"({N}[年月])(?:[,，、…\s]|呃|嗯|誒)+(?=\1)")  # 十月，呃，十月九號
_PART_BESIDE_DAY = re.compile(rf"(?P<month>(?:{WHICH})一?個?月|{N}月|月)[尾底][,，]?(?=(?:廿|二十|卅|三十)[一二三四五六七八九]?[號日])")  # 月尾卅一號
# 八八年出世，五月六號: a year that is told apart from its day.
_BIRTH_YEAR = re.compile(r"(?P<year>(?:19|20)?\d{2}|(?:一九|二[零〇])?[零〇一二三四五六七八九]{2})年(?![\d一二三四五六七八九十正]{1,3}月)(?=[^,，。]{0,3}(?:出世|生|年)|[,，。呀]|新曆|嘅?$)")
_BIRTH = re.compile("出世|出生|生日|新曆")
_BORN = re.compile("出世|出生|[日號]生(?!效)|年生(?!效)|生日|屬[鼠牛虎兔龍蛇馬羊猴雞狗豬]|[阿]?(?:婆婆?|公公?|嫲嫲?|爺爺?|媽咪?|爸爸?)[^,，]{0,3}[三四五六七八九][零一二三四五六七八九]年")
_MONTH_AND_DAY = re.compile(rf"(?<![年\d{HAN}])(?={N}月{N})")
_ANY_DAY = re.compile(rf"{N}[號日月]|禮拜|星期|[聽後尋今]日|夜|節|誕|冬至|初")
_UNITLESS = re.compile(r"(?P<lead>(?:^|[,，。…啦喇囉呀])\s*(?:[咁噉]|都係|不如|就|改|約|係|唔係)*)(?P<day>(?:[二三]?十|廿|卅)[一二三四五六七八九]?)(?=(?:啦|喇|囉|好啲|先|呀|吖)*[。!！]?$)")


# 聽日朝早要覆診後日啦: what is said at last, without a breath before it.
_AT_LAST = re.compile(rf"(?<=[㐀-鿿])(?<![改約係到喺揀轉就去個下上今呢月至定或同年過大嗰初用要咁都即嚟零〇一二兩三四五六七八九十廿卅卌])(?=(?:大?後日|聽日|禮拜[一二三四五六日]|下個?禮拜[一二三四五六日]?|{N}號)(?:朝早|上晝|晏晝|下晝|夜晚)?[啦喇囉]$)")


def carried(before: str, behind: str) -> str:
    """What puts a day right, with the year, month or week that was said before: 一月三號，唔係，四號; 下個禮拜三，唔係，禮拜四."""
    if _BARE_DAY.fullmatch(behind) and (months := _ITS_MONTH.findall(before)):
        return f"{months[-1]}{behind}"
    if (years := _ITS_YEAR.findall(before)) and re.match(rf"(?:新曆|係)?{N}月", behind):
        return f"{years[-1]}{behind.removeprefix('新曆')}"
    if re.match("(?:禮拜|星期)[一二三四五六日]", behind) and (weeks := _ITS_WEEK.findall(before)):
        return f"{weeks[-1]}{behind}"
    return behind


def with_units(text: str) -> str:
    """With a breath before what is said at last. 十五號唔得，十七啦 → 十七號: a day whose unit is left unsaid in the last clause, behind a day that is told."""
    text = _AT_LAST.sub("，", text)
    return _UNITLESS.sub(r"\g<lead>\g<day>號", text) if _ANY_DAY.search(text) else text


def spelled_out(text: str) -> str:
    """A day in one way: its parts together, English as Cantonese, a festival by its name alone."""
    text = _BOTH_WAYS.sub("", _UNTIL_NOW.sub(" ", _BROKEN.sub(r"\1", _STUTTER.sub("", _PART_THEN_DAY.sub(r"\1月\2", text)))))
    text = _LUNAR_BEHIND.sub(r"農曆\1", text)
    text = _COUNTED_FROM.sub("再過", text)
    text = _CERTAINLY.sub("，一定", _IN_ENGLISH.sub(_in_days, text))
    text = _MONTH_BEHIND.sub(r"\g<month>\g<day>", text)
    text = re.sub(rf"初({N})[日號]?", r"\1號", text) if "新曆" in text else text  # 十月初九，新曆嚟㗎
    text = _with_birth_year(_PART_BESIDE_DAY.sub(lambda m: "" if m["month"] == "月" else m["month"], re.sub(r"x'?mas", "xmas", text)))
    text = _ORDINAL.sub(_ordinal, text) if re.search(MONTH_NAME, text) else text
    return _ROW.sub(lambda m: figures(m[0]), _RUN_ON.sub(r"\1 ", text))


def _with_birth_year(text: str) -> str:
    """A birthday with the year that is told apart from it."""
    years, days = list(_BIRTH_YEAR.finditer(text)), list(_MONTH_AND_DAY.finditer(text))
    if len(years) != 1 or len(days) != 1 or not _BIRTH.search(text):
        return text
    year, at = years[0], days[0].start()
    rest = text[: year.start()] + " " * len(year[0]) + text[year.end() :]
    return f"{rest[:at]}{year[0]}{rest[at:]}"


def without_busy(text: str) -> str:
    """Without the clauses about days that do not do."""
    return _BUSY.sub(" ", text)


def without_taken(text: str) -> str:
    """Without the days on which something else is to be done."""
    return _ENGAGED.sub(" ", text)


def without_bounds(text: str) -> str:
    """Without the clauses that only tell before when."""
    return _BOUNDED.sub(" ", text)


def _in_days(match: re.Match[str]) -> str:
    count = {"a": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}.get(match["count"], match["count"])
    return f"{count}{_UNITS[match['unit']]}後"


def _ordinal(match: re.Match[str]) -> str:
    return str({"twenty": 20, "thirty": 30}.get(match["tens"] or "", 0) + _ORDINALS[match["one"]])


def spoken_of(text: str) -> bool:
    """Whether a day is told of a bill or a visit, which most likely is over."""
    clause = _HAPPENED.search(text)
    return clause is not None and bool(_SPOKEN_OF.search(clause[0])) and not _WILL.search(clause[0])


def told_of_a_birth(text: str) -> bool:
    """Whether a day is told of somebody's birth, so that it is not to come."""
    return _BORN.search(text) is not None


def happened(text: str) -> bool:
    """Whether a bare weekday or day of the month is told of something that is over."""
    clause = _HAPPENED.search(text)
    return clause is not None and bool(_DID.search(clause[0])) and not _WILL.search(clause[0])
