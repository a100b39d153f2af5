"""What is said digit by digit: phones by their groups, identity cards, accounts, cards, codes.

What a number is follows from the words around it or from its own marks, never from its length alone: eight digits are a
phone number unless they are counted (共23456789人).
"""

from __future__ import annotations

import re

from .numbers import cardinal, decimal, digits
from .rules import Rule, always, rule

_SPELT = (
    r"電話|熱線|致電|請電|號碼|戶口|賬號|帳號|尾|末|參考|編號|密碼|驗證碼|識別碼|卡號|內線|單號|代碼|代號|房號|車牌|航班|訂單|保單|發票|籌號|"
    r"單據|收據|支票|工號|學號|序號|檔號|檔案|證號|登記證|編碼|信箱|Box|S/N|[取證認請惠確換兌通登購贈領A-Z]碼|IMEI|郵編|條碼|撥打?|[Cc]all|[Cc]ode|OTP|PIN|ID|CVV|CVC|WhatsApp|[Tt]el|[Ff]ax"
)
_COUNTED = r"(?![\d.,]*\s?(?:個|次|分|日|%|人|名|蚊|元|萬|億|股|位|張|份|戶|米|公|呎|磅|克|升|年|月|樓|頁|條|款|間|件|家|步|秒|小時|字))"
_DIALLED = r"打(?:俾|畀|去|返|呢個|電話|熱線){0,2}\s?"
_COUNTING = r"(?<![共約達過])(?<!人口)(?<!總數)"
_ASKED = re.compile(rf"(?:{_SPELT}|證|碼|[Rr]ef)[^，。]{{0,6}}$", re.ASCII)
# What a part of an identity card's number stands behind.
_SAMPLE = re.compile(r"(?:HKID|身份證|證件|編號|號碼)[^。]{0,12}(?:例如?|譬如|如|即係?)[:：]?\s?$")
_ASKING = r"(?:證|碼|號|尾|末|頭|首|ID|位|字)[^\d，。(]{0,6}(?:\d\s?[個位][^\d，。(]{0,8})?"
_NUMBERS = r"(\d(?:[ -]?\d){2,}(?:\s?(?:或者?|、|及|和|同|/)\s?\d(?:[ -]?\d){2,}){0,4})"
_AIRLINES = "CX|HX|UO|HB|KA|CA|CI|BR|UA|SQ|MU|CZ|JL|NH|KE|OZ|TG|EK|QR|BA|AA|DL|VN|MH|AK|NX|ZH|TR|AY|LH|AF|QF"
# What a number may count in capitals.
_COUNTS = "(?:[KMGT]B|[KM]G|[KCM]?M|ML|[MKG]?W|HZ|[AP]M|HKD|USD|RMB|CNY|JPY|EUR|GBP|AUD|CAD|SGD|TWD|PCS|HRS|MINS|PAX|SF|FT|DPI|PPI|KM|VIP)"
_OWNER = r"(?i:account|card|phone|ref|reference|tel|order|policy|member|case)"


def grouped(text: str) -> str:
    """Digit by digit, with a short break where the writer left a gap, or after every four of eight or sixteen."""
    if len(text) in (8, 16) and text.isdigit():
        text = " ".join(text[n : n + 4] for n in range(0, len(text), 4))
    return "，".join(digits(part) for part in re.split(r"[ -]+", text) if part)


def torn(m: re.Match[str]) -> str:
    """A number that nobody says as one, four digits at a time."""
    return "，".join(digits(m[0][n : n + 4]) for n in range(0, len(m[0]), 4))


def _code(m: re.Match[str]) -> str:
    """CS-2024-00123: letters by name, digits one by one."""
    parts = re.findall(r"[A-Z]|\d+", m[0])
    return " ".join(digits(part) or part for part in parts)


def _filed(m: re.Match[str]) -> str:
    """INV-2026/03-001: a break at each mark."""
    return "，".join(_code(part) for part in re.finditer(r"[A-Z\d]+", m[0]))


def _version(m: re.Match[str]) -> str:
    """17.4.1 begins with a number, 192.168.1.1 is an address."""
    parts = m[0].split(".")
    first = cardinal(int(parts[0])) if len(parts) == 3 and len(parts[0]) == 2 and parts[0][0] != "0" else digits(parts[0])
    return "點".join([first, *map(digits, parts[1:])])


def _keyed(m: re.Match[str]) -> str:
    """What is typed on a telephone: *#06#."""
    return "".join({"*": "星", "#": "井"}.get(c, digits(c)) for c in m[0])


def _sign(keys: str) -> str:
    """One sign alone: * or #, perhaps with figures, after 按."""
    return "".join({"*": "星號", "#": "井號"}.get(c, digits(c)) for c in keys)


def _hidden(text: str) -> str:
    """**** as 星星星星, xxxx as X X X X; of a long run only that something is not shown."""
    return "，".join("星" * len(run) if run[0] not in "xX" else " " + " ".join("X" * len(run)) + " " for run in re.findall(r"\*+|[xX]+", text) if len(run) <= 4)


def _masked(m: re.Match[str]) -> str:
    """6***1288, 4567 **** **** 8901, B55****(4): what is shown, and a sign for each that is not."""
    shown = "，".join(filter(None, (digits(part) or _hidden(part) for part in re.findall(r"\d+|[*•●xX]+", m[2]))))
    letters = " ".join(m[1])
    check = f"，括號{'星' if m[3] == '*' else digits(m[3]) or m[3].upper()}" if m[3] else ""
    return f"{letters} {shown}{check}".strip()


def _identity(m: re.Match[str]) -> str:
    """Letters, six figures and the check figure of an identity card."""
    return f"{' '.join(m[1])} {digits(m[2])}，括號{digits(m[3]) or m[3]}"


def _lettered(m: re.Match[str]) -> str:
    """H12-18, G05-07: desks, shops and seats of one row; LG3-05 is one shop of a floor."""
    if m[3][0] == "0" and len(m[3]) > len(m[2]):
        return f"{' '.join(m[1])} {digits(m[2])}，{digits(m[3])}"
    since, until = (digits(n) if len(n) > 2 or n[0] == "0" else cardinal(int(n)) for n in (m[2], m[3]))
    return f"{m[1]}{since}至{until}" if int(m[2]) < int(m[3]) else m[0]


def _short_code(m: re.Match[str]) -> str:
    """B12, E11, S24 and K75A are said as letters and a number; after a word that asks for a code, digit by digit."""
    letters = " ".join(m[1])
    asked = _ASKED.search(m.string, max(0, m.start() - 12), m.start()) or _SAMPLE.search(m.string, max(0, m.start() - 24), m.start())
    return (f"{letters} {digits(m[2])} " if asked or m[1] == "IP" else letters + cardinal(int(m[2]))) + m[3]


def _numbers(m: re.Match[str]) -> str:
    """All numbers of a list: 撥999或112."""
    return m[1] + re.sub(r"\d(?:[ -]?\d)*", lambda number: grouped(number[0]), m[2])


# Before dates, which would take a part of it: INV-2026/03-001.
FILED: list[Rule] = [
    rule(r"(?<=[一-鿿A-Za-z.])\s?\b[Nn]o(?:\.\s?|\s|[:：]\s?|\.[:：]\s?)(?=[A-Z]{1,5}\s?[\d/-]|\d[\d-]{4})", lambda m: "號碼" if m.string[m.start() - 1] >= "一" else " number "),
    rule(r"\b(?!(?:FY|HKD?|USD?|RMB|CNY|JPY|GBP|EUR|AUD)\d)(?=[A-Z\d/-]*/)(?=(?:[A-Z/-]*\d){4})[A-Z]{1,6}\d{0,12}(?:[-/]\d{1,12}[A-Z]?){1,4}(?![\w/-])", _filed),
]

CODES: list[Rule] = [
    rule(r"(?<=\d)\s?°\s?C?\s?[-–~～]\s?(?=-?\d)", always("度至")),
    rule(r"(?<=符號|標記|標示|註明|標有|印有)\s?[「'\"]?(\*{1,4})[」'\"]?(?!\w)", lambda m: "星號" if len(m[1]) == 1 else "星" * len(m[1])),
    rule(r"\b(DD|Lot|LOT|lot)\.?\s?(?:[Nn]o\.?\s?)?(\d{2,5})(?!\d)", lambda m: f"{'D D' if m[1] == 'DD' else 'Lot'} {digits(m[2])}"),
    rule(r"(?<![\d.])(\d{3,5})\.HK\b", lambda m: f"{digits(m[1])}點H K"),
    rule(r"\b([a-z])(\d{1,2})-(\d{3,5})([A-Z]{0,2})\b", lambda m: f"{m[1]}{cardinal(int(m[2]))} {digits(m[3])}{m[4]}"),
    rule(r"\b(EU|UK|US)\s?(\d{1,2}(?:\.5)?)(?![\d.]|\s?[-–]\d{3})", lambda m: f"{' '.join(m[1])} {decimal(m[2])}"),
    rule(r"(?<![\w.,$])([A-Z]{0,2})(\d{1,6}(?:-\d{1,6}){0,3}(?:[ -]?[*•●xX]{3,}(?:[ -][*•●xX]{3,}){0,5}[ -]?|[*•●]{2})\d{1,6})(?!\d)(?:\s?\(([\dAxX*])\))?", _masked),
    rule(r"\b([A-Z]{1,2})([*•●xX]{2,6}\d{1,6})(?:\(([\dA*xX])\))?", _masked),
    rule(r"\b([A-Z]{1,2})(\d{1,5}(?:[*•●]{2,}|[xX]{2,}))\(([\dA*xX])\)", _masked),
    rule(r"(?<![\w.,$])(?:\+(\d{1,3})[ -])?(\d{1,6})(?:[xX*]{4,}|[xX*]{3}(?=[ -][xX*]{3}))(?:[ -][xX*]{3,}){0,5}(?![\w*])",
         lambda m: "，".join([*(digits(part) for part in m.groups() if part), *filter(None, (_hidden(run) for run in re.findall(r"[xX*]{3,}", m[0])))])),
    rule(r"\+(\d{1,3})\s?\((\d{2,4})\)\s?(\d{3,4}[- ]\d{4})(?!\d)", lambda m: f"加{digits(m[1])}，{digits(m[2])}，{grouped(m[3])}"),
    rule(r"(?<![\w.,-])([2-9]\d{3}[ -]?\d{4})(?:(\s?[-–至~]\s?)|\s?/\s?)(\d\d)(?!\d|[- ]\d)" + _COUNTED, lambda m: f"{grouped(m[1])}{'至' if m[2] else '，'}{digits(m[3])}"),
    rule(r"(?<![A-Za-z*])[*xX]{3,}(?:[ -][*xX]{3,}){0,5}[ -]?(\d{3,6})(?![\d*])", lambda m: f"尾號{digits(m[1])}"),
    rule(r"(?<![\w*#])[*#]{1,2}\d[\d*#]{0,12}#|(?<=[打按撥撳入])\s?\*\d{2,5}(?![\d*#])|(?<=[打按撥撳入電訊至])\s?#\d{3,5}(?![\d*#-])", _keyed),
    rule(r"(?<=[打按撥撳㩒入])\s?(\d{1,6}[*#]|[*#]\d(?!\d)|#{1,2}(?![\w#])|\*(?![\w*])(?![^*]*\*(?!\d)))(?!\s?[字鍵號])", lambda m: _sign(m[1])),
    rule(r"(\d{4}[ -]?\d{4})\s?#\s?(\d{1,5})(?!\d)", lambda m: f"{grouped(m[1])}，井號{digits(m[2])}"),
    rule(r"\b([A-Z]{1,2})\s?(\d{3}\s?\d{3})\s?[(\[]([\dA-Z])[)\]]", _identity),
    rule(rf"(?<![\w.,$第-])({_ASKING})(\d{{2,7}})\(([\dA])\)(?!\s?[條款項段])", lambda m: f"{m[1]}{digits(m[2])}，括號{digits(m[3]) or m[3]}"),
    rule(r"(?<=\d{4})\((\d)\)(?!\s?[條款項段])", lambda m: f"，括號{digits(m[1])}"),
    rule(r"\((0[1-9]|1[0-2])-(\d\d)\)\s?(?=\d\d-)", lambda m: f"{digits(m[1])}，{digits(m[2])}，"),
    rule(r"(?<![\d-])\d(?:-\d){2,}(?![\d-])", lambda m: digits(m[0])),
    rule(r"(?<=短訊|輸入|回覆|發送|傳送)\s?(\d{3,6})(?![\d.,])" + _COUNTED, lambda m: digits(m[1])),
    rule(rf"(?<![\w.,$])(\d{{3,4}})(?!{_COUNTS}\b)([A-Z]{{2,3}})\b", lambda m: f"{digits(m[1])} {' '.join(m[2])}"),
    rule(r"\b([A-Z]{1,2})(\d{1,3})\s?[-–~]\s?(\d{1,3})(?=\s?(?:號|[室舖鋪]|櫃|閘|車位|座位))", _lettered),
    rule(r"(?<=櫃位|座位|櫃檯|車位|閘口|舖位|鋪位|單位)\s?([A-Z]{1,2})(\d{1,3})\s?[-–~]\s?(\d{1,3})(?!\d)", _lettered),
    rule(r"\b(SPF|UPF)\s?(\d{1,3})(\+?)", lambda m: f"{' '.join(m[1])} {cardinal(int(m[2]))}{'加' if m[3] else ''}"),
    rule(r"\bPA(\+{1,4})", lambda m: "P A " + "加" * len(m[1])),
    rule(r"(?<=[編型代]號)\s?([A-Z\d]{2,12})(?![A-Za-z\d-]|\s\d{3})", _code),
    rule(r"((?:熱線|電話)[^\d，。蚊]{0,12}\()(\d{3,8})(?=\))", lambda m: m[1] + grouped(m[2])),
    rule(r"(?<![\d.,])(\d{2,4})(?=區號)|(?<![\d.,])(\d{3,8})(?=熱線|專線|查詢台?)|(?<=[：:])\s?(18\d{5})(?!\d)", lambda m: grouped(m[1] or m[2] or m[3])),
    rule(r"(?<![\w.-])(\d{1,4})\s?[-–]\s?(?=\d{1,4}(?:V|W|L|G|K|[KMGT]B|KM|CM|MM|ML|KG|HZ)(?![A-Za-z\d-]))", lambda m: f"{cardinal(int(m[1]))}至"),
    rule(r"(?<![\w.-])(\d{1,2})([A-K])\s?[-–]\s?(\d{1,2})([A-K])(?![\w-])", lambda m: f"{cardinal(int(m[1]))}{m[2]}至{cardinal(int(m[3]))}{m[4]}"),
    rule(r"((?:[Ee]rror|ERROR|HTTP)\s)(\d{3,4})(?![\d.,])", lambda m: m[1] + digits(m[2])),
    rule(r"\b([A-Z]{5,})-(\d{1,2})\b", lambda m: f"{m[1]} {cardinal(int(m[2]))}"),
    rule(r"\b([A-Z])(\d{1,2})\s?[-–~]\s?\1(\d{1,2})\b", lambda m: f"{m[1]}{cardinal(int(m[2]))}至{m[1]}{cardinal(int(m[3]))}"),
    rule(rf"\b({_AIRLINES}) (\d{{3,4}})(?![\d.,])", lambda m: f"{' '.join(m[1])} {digits(m[2])}"),
    rule(r"\b(?=(?:\d*[A-Z]){2})(?=(?:[A-Z]*\d){3})(?=\d+[A-Z]+\d|[A-Z]+\d+[A-Z])[A-Z\d]{6,24}\b", _code),
    rule(r"\b([A-Z]{1,2})([1-9]\d)((?:(?<=\b[A-Z]\d\d)[A-Z])?)(?![\w-])", _short_code),
    rule(r"\b(?=[A-Z\d-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]*\d[A-Z\d]*)+\b", _code),
    rule(r"\b[B-DF-HJ-NP-TV-Z]{5,11}\d{2,}\b", _code),
    rule(r"\b([A-Z]{5,12})(\d{3,})\b", lambda m: f"{m[1]} {digits(m[2])}"),
    rule(r"(?<![\w.@/])([a-wyz]{1,3})(\d{4,12})(?![\w.,/-])", lambda m: f"{' '.join(m[1])} {digits(m[2])}"),
    rule(r"\b[A-Z]{1,4}\d[A-Z\d]*\b|\b\d{2,}[A-Z]{2}[A-Z\d]*\d\b", _code),
    rule(r"\+(\d{1,3})[ -]?(\d(?:[ -]?\d){5,12})(?!\d)", lambda m: f"加{digits(m[1])}，{grouped(m[2])}"),
    rule(r"\(\+?(\d{2,3})\)\s?(?=\d{4})", lambda m: f"{digits(m[1])}，"),
    rule(r"(?<![\d-])(\d{2,3})-(\d{8})(?![\d-])", lambda m: f"{digits(m[1])}，{grouped(m[2])}"),
    rule(rf"\b({_OWNER})(?:\.(?=\s?#)|\.?\s|(?=\s?[:：#]))(no\.?|number|(?=))\s?[:：#]{{0,2}}\s?(\d(?:[ -]?\d){{2,}})", lambda m: f"{m[1]} {'number ' if m[2] else ''}{grouped(m[3])}"),
    rule(r"(?<![\w#])#(\d{2,6}(?:-\d{1,6}){1,3})(?![\d-])", lambda m: f"井號{grouped(m[1])}"),
    rule(r"(?<=[A-Za-z])\s?#(\d{2,6}(?:-\d{1,6}){1,3})(?![\d-])", lambda m: f" number {grouped(m[1])}"),
    rule(r"(\d{4}[ -]?\d{4}\s?[轉駁]\s?)(\d{1,5})(?!\d)", lambda m: m[1] + digits(m[2])),
    rule(rf"((?:{_SPELT})[^\d，。蚊]{{0,6}}|{_DIALLED}){_NUMBERS}{_COUNTED}", _numbers),
    rule(r"((\d)位(?:數字|數|字)[^\d。]{0,12})(\d{4,8})(?!\d)", lambda m: m[1] + grouped(m[3]) if len(m[3]) == int(m[2]) else m[0]),
    rule(r"([尾末首頭前後]\s?[\d一二三四五六]\s?[位個]?[位碼字][^\d。]{0,6}(?:例如?|譬如|如)[:：]?\s?(?:[A-Z]? ?[零一二三四五六七八九\d]{2,6}\s{0,2}/\s?)?)(\d{3,6})(?![\d.,])", lambda m: m[1] + digits(m[2])),
    rule(r"(\d(?:位|個字)(?:數字?|字|號碼)?(?:係|為|[：:]|\s)\s?)(\d{3,})", lambda m: m[1] + grouped(m[2])),
    rule(r"((?:[尾末首頭前後])\s?\d\s?[位個](?:數字?|字|號碼)?[：:]?)(\d{3,})", lambda m: m[1] + grouped(m[2])),
    rule(r"#\s?(\d{3,})(?!\d)", lambda m: digits(m[1])),
    rule(r"(?<![\d.,-])(18\d\d \d{3}|18 0\d\d|800 \d{3} \d{3})(?![\d.,])", lambda m: grouped(m[1])),
    rule(r"\b([Nn]o\.?\s?[:：]?\s?)(\d{5,})(?!\d)", lambda m: f"number {grouped(m[2])}"),
    rule(r"(?<![\d.,-])(852|853) (?=\d{4} \d{4}(?!\d))", lambda m: f"{digits(m[1])}，"),
    rule(r"(?<![\d.,-])(\d{8,16}-\d{1,6})(?![\d.-])", lambda m: grouped(m[1])),
    rule(r"(?<![\d.,-])(\d-\d{3}-\d{3}-\d{4})(?![\d-])", lambda m: grouped(m[1])),
    rule(r"((?:碼|編號|單號)[^\d，。]{0,4})(\d{1,7}(?:-\d{1,9}){2,})(?![\d.])", lambda m: m[1] + grouped(m[2])),
    rule(r"(?<![\d.,])(\d{2,7}(?:-\d{1,9}){2,})(?![\d.])", lambda m: grouped(m[1])),
    rule(r"(?<![\w.@/#])([a-z]{4,20})(\d{3,8})(?![\w.,/%-])", lambda m: f"{m[1]} {digits(m[2])}"),
    rule(r"(?<![\d.,-])(\d{4}(?:[ -]\d{4}){1,3})(?![\d.,])", lambda m: grouped(m[1])),
    rule(rf"(?<![\d.,]){_COUNTING}([2-9]\d{{7}}|\d{{9,}}){_COUNTED}(?![\d.,])", lambda m: grouped(m[1])),
    rule(r"^\s*(110|112|999)\s*$", lambda m: digits(m[1])),
    rule(r"(?<![\d.,])(0\d+)(?![\d.])", lambda m: digits(m[1])),
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}", _version),
    rule(r"(?<![\d.])(\d{3,4})([pP])\b", lambda m: digits(m[1]) + m[2]),
    rule(rf"(?<![A-Za-z])(?!HK|US|AM|PM|NO|TV|ID)([A-Z]{{2}}) (\d{{3,4}})(?!\d|[.,%]\d|\s?[-–:xX])(?![A-Za-z]){_COUNTED}", lambda m: f"{' '.join(m[1])} {digits(m[2])}"),
    rule(rf"(?<![A-Za-z])(?!HK|US)([A-Z]{{1,3}}) (\d{{5,9}})(?!\d|[.,%]\d)(?![A-Za-z]){_COUNTED}", lambda m: f"{' '.join(m[1])} {digits(m[2])}"),
    rule(rf"\b([A-Z]{{3,5}}) (\d{{4}})(?![\d.,%]|\s?[-–:xX])(?![A-Za-z]){_COUNTED}", lambda m: f"{m[1]} {digits(m[2])}"),
]
