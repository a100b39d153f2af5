"""What is on the page but not in the mouth: Markdown, footnote marks, invisible and compatibility characters.

Unicode has several code points for what a reader sees as one character (full width, Kangxi radicals, circled numbers);
they are folded here (UAX #15, NFKC for those blocks only, since NFKC on all of a text would turn 12㎡ into 12m2).
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = {
    "㎡": "平方米", "㎥": "立方米", "㎏": "公斤", "㎞": "公里", "㎝": "厘米", "℃": "°C", "№": "No.",
    "≧": "≥", "≦": "≤", "×": "乘", "÷": "除以", "＝": "等於", "⁄": "/", "−": "-", "＄": "$", "￥": "¥", "％": "%",
    "℉": " 華氏度", "±": "正負", "≈": "大約", "≒": "大約", "’": "'", "‘": "'", "﹣": "-", "μ": "µ", "両": "兩", "[.]": ".", "‐": "-", "‑": "-", "‒": "–", "―": "—",
}  # fmt: skip
# CJK radicals that NFKC leaves alone, with the character that they look like.
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻋⻑⻓⻔⻘⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻰⻲", "母民虎西見角車長長門青頁風飛食馬鬼魚鳥麥黃龍龜",
)  # fmt: skip
_RAISED = re.compile(r"(?<=[A-Za-z])[²³₀-₉]")  # km², CO₂
_STARS = re.compile(r"(?<=\d)\s?[★☆⭐](?![★☆⭐])")  # 4.5★
_MOVES = re.compile(r"([▲↑⬆🔺])(?=\s?[$\d])|[▼↓⬇🔻](?=\s?[$\d])")
_INCHES = re.compile(r"(?<=\d)”")
_PUNCTUATION = "，。！？；：、～"
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)")
_FOOTNOTE = re.compile(r"(?<![A-Z]\d{6})\[\^?\d{1,3}\]|【\d{1,3}】")
# A reading written after its character, 長(coeng4)度, is for the eye.
_READING = re.compile(r"(?<=[㐀-鿿])[(（][a-z]{1,6}[1-6](?: [a-z]{1,6}[1-6]){0,7}[)）]")
_KEY = re.compile(r"`([#*])`")  # 按`#`字鍵: the key, not a mark
_BOX = re.compile(r"\[[ xX]?\](?=\s|[一-鿿])")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|#{1,6}|>)[ \t]+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)
# A list in one line: - A - B.
_LISTED = re.compile(r"^[ \t]*([-*+•])[ \t].*[ \t]\1[ \t].*$", re.MULTILINE)
_TAG = re.compile(r"</?(?:a|b|br|code|div|em|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|t[dhr]|table|u|ul)\b[^<>]{0,300}>", re.I)
_MARKS = re.compile(r"~~|[*_`#>|\[\]{}()（）「」『』《》〈〉【】“”\"]+|(?<![A-Za-z])'|'(?![A-Za-z])")


def fold(text: str) -> str:
    """One code point for each character that a reader would take for the same; invisible ones go."""
    for sign, said in _SIGNS.items():
        text = text.replace(sign, said)
    text = _MOVES.sub(lambda m: "升" if m[1] else "跌", text)
    text = _RAISED.sub(lambda m: str(unicodedata.digit(m[0])), text)
    text = _INCHES.sub('"', _STARS.sub("星", text))
    return "".join(map(_folded, text.translate(_RADICALS)))


def links(text: str) -> str:
    """Links by their words; footnote marks, list marks and readings in brackets not at all."""
    text = _KEY.sub(r"\1", text)
    text = _READING.sub("", _BOX.sub("，", _FOOTNOTE.sub("", _LINK.sub(r"\1", text))))
    text = _LISTED.sub(lambda m: m[1] + m[0].lstrip()[1:].replace(f" {m[1]} ", "，"), text)
    return _TAG.sub(" ", _ITEM.sub("", text))


def strip(text: str) -> str:
    """Without brackets, quotation marks and the marks of Markdown; the words inside stay."""
    return _MARKS.sub("", text)


def _folded(c: str) -> str:
    if " " <= c <= "~" or "一" <= c <= "鿿":
        return c
    if c in "\n\t\r\u2028\u2029":
        return "\n" if c in "\n\u2028\u2029" else " "
    if "！" <= c <= "～" and c not in _PUNCTUATION or "⼀" <= c <= "⿕":
        return unicodedata.normalize("NFKC", c)
    kind = unicodedata.category(c)
    if kind in ("Cc", "Cf", "Cs", "Me", "Mn", "So", "Sk") and c != "°":
        return ""  # controls, what turns or joins, emoji and their colours: seen, not said
    if kind == "Zs":
        return " "
    if kind == "Nd":  # ٣ and 3 alike
        return str(unicodedata.digit(c))
    if kind in ("No", "Nl") and c != "〇":  # apart from its neighbours: ①② is not twelve
        return f" {_number(c)} "
    if "À" <= c <= "ɏ":  # Latin with accents: café → cafe
        return "".join(b for b in unicodedata.normalize("NFD", c) if not unicodedata.combining(b))
    return c


def _number(sign: str) -> str:
    """① → 1, Ⅳ → 4, ½ → 1/2."""
    value = unicodedata.numeric(sign)
    return str(int(value)) if value == int(value) else unicodedata.normalize("NFKC", sign).replace("⁄", "/")
