"""Units of measurement: 1.2g/cm³ → 一點二克每立方厘米, 1000Mbps → 一千M B P S. Letters are told apart by case, as the SI does."""

from __future__ import annotations

import re

from .numbers import cardinal, counted
from .rules import N, Rule, rule

_LENGTHS = {"km": "公里", "m": "米", "cm": "厘米", "mm": "毫米", "nm": "納米", "ft": "呎", "in": "吋"}
_OTHERS = {
    "kgs": "公斤", "kg": "公斤", "g": "克", "mg": "毫克", "lbs": "磅", "lb": "磅", "oz": "安士", "L": "公升", "ml": "毫升", "mL": "毫升",
    "hrs": "小時", "hr": "小時", "h": "小時", "mins": "分鐘", "min": "分鐘", "secs": "秒", "sec": "秒", "s": "秒", "ms": "毫秒",
    "kWh": "度電", "mAh": "毫安時", "kW": "千瓦", "MW": "兆瓦", "W": "瓦", "V": "伏特", "kV": "千伏", "Hz": "赫", "kHz": "千赫",
    "MHz": "兆赫", "dB": "分貝", "kcal": "千卡", "cal": "卡路里", "kJ": "千焦", "MJ": "兆焦", "kPa": "千帕", "hPa": "百帕", "rpm": "轉每分鐘",
    "mcg": "微克", "µg": "微克", "dL": "分升", "IU": "國際單位", "mmHg": "毫米水銀柱", "mmol": "毫摩爾", "Ah": "安時", "Wh": "瓦時", "mph": "英里每小時", "miles": "英里", "mile": "英里",
    "hours": "小時", "hour": "小時", "minutes": "分鐘", "minute": "分鐘", "seconds": "秒", "second": "秒", "nights": "晚", "night": "晚",
    "days": "日", "day": "日", "working days": "個工作天", "business days": "個工作天", "weeks": "個星期", "week": "個星期",
    "months": "個月", "month": "個月", "mths": "個月", "years": "年", "year": "年", "yrs": "年", "pcs": "件", "sf": "平方呎",
    "sqm": "平方米", "sq m": "平方米", "sq. m.": "平方米", "sq.m.": "平方米", "sq. ft": "平方呎", "sq.ft": "平方呎",
    "sq. ft.": "平方呎", "sq.ft.": "平方呎", "sq ft": "平方呎", "sqft": "平方呎", "ha": "公頃", "KB": "K B", "MB": "M B", "GB": "G B",
    "TB": "T B", "GHz": "G H Z", "kbps": "K B P S", "Kbps": "K B P S", "Mbps": "M B P S", "Gbps": "G B P S",
}  # fmt: skip
_READ = _LENGTHS | _OTHERS
_BELOW = _READ | {"L": "升"}
_RAISED = {"2": "平方", "3": "立方"}
_NAMED = "|".join(sorted((re.escape(u) for u in _OTHERS if u not in "hs"), key=len, reverse=True))
_LONG = "|".join(sorted(_LENGTHS, key=len, reverse=True))
_UNDER = "|".join(sorted(map(re.escape, _READ), key=len, reverse=True))
# Of what part is done.
_PROGRESS = "(?:完成|收到|收咗|交[咗齊]|上載|提交|已[付供繳交還]|進度|剩返?|餘下|用咗|處理|核實|通過|影咗|尚欠|仲[差欠])"
_PATTERN = (
    rf"({N})(?:\s?(?!in)|(?=in(?!\s?\d)))(?:({_NAMED})|({_LONG})([23]?))(?:/(?:({_LONG})([23]?)|({_UNDER})))?(?![A-Za-z\d]|/[A-Za-z]|(?<=[A-Z])\s[零一二三四五六七八九]|\sold)"
)


def _measured(m: re.Match[str]) -> str:
    unit = m[2] and _READ[m[2]] or _RAISED.get(m[4], "") + _READ[m[3]]
    below = m[7] and _BELOW[m[7]] or (_RAISED.get(m[6], "") + _READ[m[5]] if m[5] else "")
    return counted(m[1]) + unit + (f"每{below}" if below else "")


def _pressure(m: re.Match[str]) -> str:
    """135/85: the upper and the lower."""
    above, below = (m[1], m[2]) if m[1] else (m[4], m[5])
    return f"{m[3] or ''}{cardinal(int(above))}，{cardinal(int(below))}"


def _either(m: re.Match[str]) -> str:
    """50/100GB are two sizes, 3/4in is a part."""
    return f"{cardinal(int(m[1]))}或" if int(m[2]) > 16 and int(m[1]) < int(m[2]) else m[0]


def _so_far(m: re.Match[str]) -> str:
    """已完成2/5項: so many of so many."""
    return f"{m[1]}{counted(m[3])}{m[4]}中嘅{counted(m[2])}{m[4]}" if int(m[2]) <= int(m[3]) else m[0]


def _choice(m: re.Match[str]) -> str:
    """12/24個月 are two terms and 5/6人 two sizes, 1/2個 is a half."""
    sizes = m[3] in ("人", "位") and 3 <= int(m[1]) == int(m[2]) - 1
    return f"{cardinal(int(m[1]))}或" if sizes or int(m[2]) > 10 else m[0]


UNITS: list[Rule] = [
    rule(rf"(?<!\d)(\d{{2,3}})/(\d{{2,3}})(?=\s?mmHg)|(?<=血壓|上壓)(\s?[:：]?\s?)(\d{{2,3}})/(\d{{2,3}})(?![\d/])", _pressure),
    rule(r"(?<![\w'\"″′])(\d{1,3})['′](?!\s?(?:\d|入|射|[紅黃]牌)|[A-Za-z\d'])", lambda m: f"{counted(m[1])}呎"),
    rule(rf"({N})\s?(k?g|mg|mcg|µg|kJ|kcal)/({N})\s?(m[lL]|L|k?g)(?![A-Za-z\d])", lambda m: f"每{counted(m[3])}{_READ[m[4]]}{counted(m[1])}{_READ[m[2]]}"),
    rule(_PATTERN, _measured),
    rule(rf"(?<=分之[一二三四五六七八九十])\s?({_NAMED}|{_LONG})(?![A-Za-z\d])", lambda m: _READ[m[1]]),
]
SIZES: list[Rule] = [
    rule(rf"({_PROGRESS}[^\d，。]{{0,4}})(\d{{1,3}})/(\d{{1,3}})\s?([張項個份步題件次位期格箱節堂單集關]|名(?!額))", _so_far),
    rule(r"(?<![\d/$.])(\d{1,2})/(?=(\d{1,2})\s?(個月|期|年|日|小時|人|位|吋|寸|碼))", _choice),
    rule(rf"(?<![\d/$.])(\d{{1,4}})/(?=(\d{{1,4}})\s?(?:{_NAMED}|{_LONG})(?![A-Za-z\d]))", _either)]
