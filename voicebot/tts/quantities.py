"""Abbreviations, units, ordinals, ranges and plain counts: 2個 → 兩個, 3–5日 → 三至五日, 10km² → 十平方公里; what is left is a number."""

from __future__ import annotations

import re

from .amounts import PER
from .numbers import cardinal, counted, decimal, digits
from .rules import RANGE, N, Rule, always, rule
from .units import UNITS

# Not here, since 二 stays before them: 樓 座 號 期 字 月 級 手 代 線 等 世 維.
_MEASURE = (
    r"年(?!級)|次(?![元創方])|[個位張間隻日份條樣部本種頁枚層倍天蚊艘件歲人名架棟幢粒塊支對雙套批杯碗碟樽包盒罐袋封篇首句段組隊班款項筆單戶家晚餐場站"
    r"枝匹輛朵片幅集類群團宗票堂課把顆味席版箱打桶煲籠瓶束梳株棵頭尾扇卷冊齣劑排行列串圈滴撮餅轉趟輪邊所幫夥伙圍斤両兩"
    r"秒呎吋寸米磅成夜卡程格檔房廳廁衛厘釐毫題步科門針招任欄台臺口餸噸度節碟煮磚盤缸碼里周週式]|"
    r"(?:大(?=\d[小細])|男(?=\d女)|女(?=\d男))|安士|[湯茶]?匙|[港美歐日澳加]元|[港台澳]幣|英鎊|回合|通電話|小時|分鐘|公里|公斤|公升|毫升|平方|(?:星期|禮拜)(?![一二三四五六日])"
)
_BOLD = re.compile(r"(?<!5)\*\*")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
             "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")  # fmt: skip
_TENS = {2: "twen", 3: "thir"}
_WON = "大?勝|擊敗|打敗|戰勝|險勝|贏|輸|落敗|領先|逼和|打和|敗|和局|完場|收場|嘅(?:成績|比數|比分|佳績)"

def _inches(m: re.Match[str]) -> str:
    """50" after no opening mark."""
    return "吋" if m.string.count(m[0], 0, m.start()) % 2 == 0 else m[0]


def _graded(m: re.Match[str]) -> str:
    """A grade of the school examination, 5**, where no bold text ends."""
    return m[0] if len(_BOLD.findall(m.string, 0, m.start())) % 2 else "五" + "星" * len(m[1])


def _sets(m: re.Match[str]) -> str:
    """6-4 4-6 7-6(5): games of sets, the tie-break in brackets."""
    return m[1] + re.sub(r"(?<=[\d)])\s(?=\d)", "，", m[2]).replace("-", "比").replace("(", "，")


def _games(m: re.Match[str]) -> str:
    """21-19、18-21: scores, since no range falls."""
    pairs = [tuple(map(int, pair)) for pair in re.findall(r"(\d+)-(\d+)", m[0])]
    return re.sub(r"(?<=\d)-", "比", m[0]) if any(a > b for a, b in pairs) else m[0]


def _score(m: re.Match[str]) -> str:
    """曼城3-1車路士, where the text is of sport."""
    return f"{cardinal(int(m[1]))}比{cardinal(int(m[2]))}" if _SPORT.search(m.string) else m[0]


def _dose(m: re.Match[str]) -> str:
    """2粒/日×7日: how much a day, and how long."""
    return f"每日{m[1]}{m[2]}" + (f"，{m[3]}日" if m[3] else "")


def _ranked(number: int) -> str:
    """1st prize: in English beside English."""
    if not 1 <= number <= 39:
        return f"第{cardinal(number)}"
    return _ORDINALS[number] if number < 20 else f"{_TENS[number // 10]}{'tieth' if number % 10 == 0 else f'ty {_ORDINALS[number % 10]}'}"


def _degrees(minus: str | None, number: str) -> str:
    return ("零下" if minus else "") + counted(number)


_SPORT = re.compile("英超|意甲|西甲|德甲|法甲|港超|足球|籃球|排球|決賽|世界盃|歐聯|聯賽|港隊|球隊|友賽|盃賽")

ABBREVIATIONS: list[Rule] = [
    rule(r"\s?&\s?", always(" and ")),
    rule(r"(?<![\d.])(\d{1,2})\s?([粒片次包滴匙]|ml)/[日天](?:\s?[乘xX]\s?(\d{1,3})\s?[日天])?", _dose),
    rule(r"(?i)\bdr\.\s?|\bDr\s(?=[A-Z])", always("Doctor ")),
    rule(r"\bMr\b\.?", always("mister")),
    rule(r"\bMrs\b\.?", always("missis")),
    rule(r"\bMs\b\.?(?=\s?[A-Z])", always("miss")),
    rule(r"(?i)\bprof\.\s?", always("professor ")),
    rule(r"(?i)\bco\.?,?\s(?=ltd|limited)", always("company ")),
    rule(r"(?i)\bltd\b\.?", always("limited")),
    rule(r"(?i)\btel\b\.?(?=\s?(?:no\.?)?\s?[:：]?\s?[+(]?\d)", always("電話")),
    rule(r"(?i)\bext\b\.?\s?(\d{1,6})", lambda m: f"內線{digits(m[1])}"),
    rule(r"(?i)\be\.g\.\s?", always("例如")),
    rule(r"(?i)\bi\.e\.\s?", always("即係")),
    rule(r"(?i)\bapprox\.\s?", always("大約")),
    rule(r"(?i)\betc\b\.?", always("等等")),
    rule(r"(?i)\bincl\.\s?", always("including ")),
    rule(r"(?i)\bexcl\.\s?", always("excluding ")),
    rule(r"(?i)\bdept\.\s?", always("department ")),
    rule(r"\b[Mm]in\.\s?(?=[a-z$H\d])", always("minimum ")),
    rule(r"\b[Mm]ax\.\s?(?=[a-z$H\d])", always("maximum ")),
    rule(r"(?<=[A-Za-z])\+(?=[一-鿿\s，。、)]|$)", always(" plus")),
    rule(r"(?<=[A-Za-z\d])_(?=[A-Za-z\d])", always(" 底線 ")),
    rule(r"(?<![\w.])@\s?(?=[A-Za-z\d$一-鿿])", always(" at ")),
    rule(r"\b([A-Z][a-z]*\d{1,3})\+(?=[^\w+]|[一-鿿]|$)", lambda m: f"{m[1]} plus"),
    rule(r"(?<=[A-Za-z一-鿿])\s\+\s(?=[A-Za-z一-鿿])|(?<=[A-Za-z一-鿿])\+(?=[A-Za-z一-鿿])(?<![A-Z]\+)", always("加")),
    rule(r"(?<=[A-Za-z一-鿿\d%])\s=\s(?=[A-Za-z一-鿿\d$])", always("等於")),
    rule(r"(?:(?<![\w~～\]])[~～]|～(?=\d)(?<![\d時點分日月年號蚊個]～))\s?(?=(?:HK|US)?\$?\d)", always("大約")),
    rule(r"≥\s?", always("大於或等於")),
    rule(r"≤\s?", always("小於或等於")),
    rule(r">\s?(?=(?:HK|US)?\$?\s?\d)", always("大過")),
    rule(r"<\s?(?=(?:HK|US)?\$?\s?\d)", always("細過")),
    rule(r"(?<=[A-Za-z])\s?=\s?(?=\$?\d)", always("等於")),
    rule(r"(?<![*\w.])5(\*{1,2})(?![*\w])", _graded),
    rule(r"(?i)\ba/c\b", always("account")),
    rule(r"\$(?=[a-wyz][a-z]{2})", always("s")),  # a name's pun: $mart
]

QUANTITIES: list[Rule] = [
    rule(r'(?<=\d)["″](?!\w)', _inches),
    rule(r"(?<![A-Za-z])[Nn][Oo]\.\s?1(?![\d.,-]|\s?(?:[號室樓座舖鋪台檯閘櫃店]|[A-Z]))", always(" number one ")),
    rule(r"(?i)\bno\.\s?(\d{1,15})(?:號(?=[^碼]))?|\bNo (\d{1,15})", lambda m: f"{cardinal(int(m[1] or m[2]))}號"),
    rule(r"(?:(?<=[A-Za-z]\s)|(?<![\w.]))(\d{1,2})(?:st|nd|rd|th)\b(?=\s?[A-Za-z])|(?<=[A-Za-z]\s)(\d{1,2})(?:st|nd|rd|th)\b", lambda m: _ranked(int(m[1] or m[2]))),
    rule(r"(\d{1,4})(?:st|nd|rd|th)\b", lambda m: f"第{cardinal(int(m[1]))}"),
    rule(r"(號)?#(\d{1,4})(?![\dA-Za-z]|\s?[字鍵])號?", lambda m: f"{m[1]}{cardinal(int(m[2]))}" if m[1] else f"{cardinal(int(m[2]))}號"),
    rule(rf"(-?)({N}){RANGE}(-?)({N})\s?(?:°\s?C?|度)", lambda m: f"{_degrees(m[1], m[2])}至{_degrees(m[3], m[4])}度"),
    rule(rf"(?<![\d\w])-\s?({N})\s?度", lambda m: f"零下{counted(m[1])}度"),
    rule(rf"({N})\s?°\s?F", lambda m: f"華氏{decimal(m[1])}度"),
    rule(rf"((?<![\d一-鿿])-|(?<=[一-鿿])-(?=\d))?({N})\s?°\s?C?", lambda m: f"{_degrees(m[1], m[2])}度"),
    *UNITS,
    PER,
    rule(r"(?<=[A-Za-z])\.(?=[A-Za-z]{2,})", always("點")),
    rule(r"(?<=[\d一-鿿)])(?:\s?x\s?|\sX\s|X(?=\d))(?=[\d兩]|[零一二三四五六七八九十百千][一-鿿]|[LWHD]\s?[\d一-鿿])", always("乘")),
    rule(r"(?<=[A-Za-z])\s[xX]\s?(?=\d{1,2}(?![\d.]))", always("乘")),
    rule(r"(?<=歲)\+", always("以上")),
    rule(r"(?<=[零一二三四五六七八九十]):(?=百分之)", always("比")),
    rule(r"(?:(?<=[\s(，、：:])|(?<=^))\+\s?(?=[\d零一二兩三四五六七八九十百千])", always("加")),
    rule(r"(?<=[\d蚊金幣元圓度])\s?(?:→|->|⇒)\s?(?=[\d零一二兩三四五六七八九十])", always("到")),
    rule(rf"(?<![\d.])(\d[\d,]*0)\+(?=\s?(?:{_MEASURE}))", lambda m: f"{decimal(m[1])}幾"),
    rule(rf"(?<![\d.])(\d{{1,2}})\+\s?(小時|年|日|個月|歲|星期)", lambda m: f"{counted(m[1])}{m[2]}以上"),
    rule(r"(?<=\d[萬億千])\+(?!\s?[\dA-Za-z兩])", always("以上")),
    rule(r"(?<=\d)\+(?!\s?[\dA-Za-z兩])", always("加")),
    rule(r"(?<=\d)[xX](?=\s?(?:獎|積分|回贈|里數|Rewards|rewards|points))", always("倍")),
    rule(r"(?<![\d.第])2\s?[-–~至]\s?(?=[三四五六七八九十])", always("兩至")),
    rule(rf"(?<![\d-])(\d{{1,2}})\s?[-–]\s?(\d{{1,2}})(?=\s?(?:{_WON}))", lambda m: f"{cardinal(int(m[1]))}比{cardinal(int(m[2]))}"),
    rule(r"(?<![\d.])\d{1,2}-\d{1,2}(?:\s?[、,，/\s]\s?\d{1,2}-\d{1,2}){1,4}(?![\d-])", _games),
    rule(r"(?<=[一-鿿])\d{1,3}-\d{1,3}(?=[一-鿿]{2})(?![號室舖鋪樓座層月點時日期年度折])", _games),
    rule(r"((?:比[數分]|局數|賽果|盤數)[^\d，。]{0,4})(\d{1,2}-\d{1,2}(?:\(\d{1,2}\))?(?:\s?[、,，]?\s?\d{1,2}-\d{1,2}(?:\(\d{1,2}\))?){1,4})(?!\d)", _sets),
    rule(r"(?<=[踢打賽戰]成|點球|比[數分]|完場|全場|半場|加時|賽果|得分|二碼|互射)(\d{1,3})\s?[-–]\s?(\d{1,3})(?!\d|\s?[折歲個日年月號樓])", lambda m: f"{cardinal(int(m[1]))}比{cardinal(int(m[2]))}"),
    rule(rf"(?<=[一-鿿])(\d{{1,3}})[-–](\d{{1,3}})(?=[一-鿿])(?!\s?(?:{_MEASURE}|[月號樓期]))", _score),
    rule(r"(?<![\d第])-(?=\d{1,2}[樓層])", always("負")),
    rule(rf"(?<![\d.第])2{RANGE}(?={N}\s?(?:{_MEASURE}|點(?!\d)))", always("兩至")),
    rule(rf"(?<![A-Za-z])({N}){RANGE}(?={N})", lambda m: f"{decimal(m[1])}至"),
    rule(rf"(?<![\d.第A-Za-z])2(?=\s?(?:{_MEASURE}))", always("兩")),
    rule(r"[#*](?=\s?[字鍵])", lambda m: "井" if m[0] == "#" else "星"),
    rule(r"(?<=\d)\^(\d{1,3})(?!\d)", lambda m: f"嘅{cardinal(int(m[1]))}次方"),
    rule(r"(?<=[\dA-Za-z])\s?\+\s?(?=[\d兩])|(?<=[B一-鿿])\+(?=[\d零一二兩三四五六七八九十])", always("加")),
    rule(r"(?<=\d)(?:[xX]|\s[xX]\s)(?=\d)", always("乘")),
    rule(r"(?<=\d)x(?![A-Za-z\d])", always("倍")),
    rule(r"(?<=[\d蚊毫仙半圓幣鎊元金])\s?=\s?(?=\S)|(?<=[一-鿿])=(?=[\d零一二兩三四五六七八九十百千負半])|(?<=\S)\s=\s(?=\d)", always("等於")),
    rule(r"(?:(?<=^)|(?<=[\s，；。]))(i{1,3}|iv|vi{0,3})\.\s(?=[一-鿿])", lambda m: f"{_ROMAN.index(m[1]) + 1}、"),
    rule(r"(?<![A-Za-z])\((i{1,3}|iv|vi{0,3})\)", lambda m: f"{_ROMAN.index(m[1]) + 1}、"),
    rule(r"(?<![\w.])\.(\d{1,4})(?!\d)", lambda m: f"點{digits(m[1])}"),
    rule(r"(?<=[分共每首頭前])2(?=期)|(?<=大)2(?=[小細])", always("兩")),
    rule(rf"(?<![\d.,$第#A-Za-z共約達過超逾近得有報升跌值賺減加付收])((?:19|20)(?!00)\d\d)(?![\d.,%]|\s?(?:{_MEASURE}|[萬億元股點分度號宗步期幾多餘]))(?=\s?[一-鿿A-Za-z])",
         lambda m: digits(m[1])),
    rule(N, lambda m: decimal(m[0])),
    rule(r"(?<=[零一二三四五六七八九十百千萬億蚊點分半號毫樓年月日時米度])\s?(?:[-–—]{1,2}|[~～])\s?(?=[零一二兩三四五六七八九十百千朝上中今晏下傍晚夜凌半深次翌])", always("至")),
]
