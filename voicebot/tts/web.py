"""Addresses of the net, names on it, files and passwords: ab.com.hk/new → ab點com點hk 斜線 new, @kk_852 → at kk 底線 八五二.

Rules run before all others, which would take an address's marks for their own. A path that nobody would say to the end is
left out with its mark.
"""

from __future__ import annotations

import re

from .numbers import digits
from .rules import Rule, always, rule

_MARKS = {".": "點", "/": " 斜線 ", "-": " dash ", "_": " 底線 ", "@": " at ", "?": " 問號 ", "=": " 等於 ", "#": " 井號 ", "+": " 加 ", "&": " and "}
_TOKEN = re.compile(r"[A-Za-z\d]+|.", re.DOTALL)
_PIECE = re.compile(r"[A-Za-z]+|\d+")
_NO_WORD = re.compile("(?!(?i:am|an|as|at|be|by|do|go|he|hi|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we)$)[A-Za-z]{2}|[^aeiouyAEIOUY]{3}")
_COUNTRY = re.compile(r"(?<=\.)(?:ly|io|tv|cn|ai|gg)$")
_LONGEST = 24  # characters of a path
_DOMAINS = "com|org|net|gov|edu|info|app|hk|io|ly|cn|me|tv|xyz|shop|store|bank|biz|asia|online|site|link"
_FILES = "pdf|docx?|xlsx?|pptx?|csv|jpe?g|png|heic|zip|txt|mp[34]|apk|exe"
_PATH = r"(?:[/?#][!-~]*)?"
_ENDS = ".,;:!?)]'\""


def _spelt(text: str) -> str:
    """Words as words, digits one by one, marks by name; letters among digits and what is no word by name too."""
    return "".join(_MARKS.get(token) or _token(token) for token in _TOKEN.findall(text))


def _token(text: str) -> str:
    pieces = _PIECE.findall(text)
    mixed = len(pieces) > 2 or len(pieces) == 2 and pieces[0].isdigit()
    return " ".join(digits(p) or (" ".join(p.upper()) if mixed or _NO_WORD.fullmatch(p) else p) for p in pieces)


def _host(text: str) -> str:
    """bank2.com.hk: words and digits with 點 between."""
    text = _COUNTRY.sub(lambda m: " ".join(m[0].upper()), text.strip("."))
    return re.sub(r"\d+", lambda m: digits(m[0]), text).replace(".", "點").replace("_", " 底線 ").replace("-", " dash ").replace("+", " 加 ")


def _site(m: re.Match[str]) -> str:
    """A host, 3W where the writer gave no scheme, and a path that can be said."""
    path = m["path"].rstrip(_ENDS)
    end = m["path"][len(path) :]
    said = _spelt(path) if 1 < len(path) <= _LONGEST and "%" not in path else ""
    www = "W W W點" if m["www"] and not m["scheme"] else ""
    return f"{www}{_host(m['host'])}{said.rstrip()}{end}"


ADDRESSES: list[Rule] = [
    rule(r"(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63})+)", lambda m: f"{_host(m[1])} at {_host(m[2])}"),
    rule(rf"(?P<scheme>https?://)(?P<www>www\.)?(?P<host>[\w.-]+)(?P<path>{_PATH})", _site),
    rule(rf"(?P<scheme>)(?P<www>www\.)(?P<host>[\w.-]+)(?P<path>{_PATH})", _site),
    rule(rf"(?P<scheme>)(?P<www>)(?<![\w.@/-])(?P<host>(?:[\w-]{{1,63}}\.){{1,4}}(?:{_DOMAINS}|[a-z]{{2,12}}(?=/[a-z\d])))(?![\w.]*\w)(?P<path>{_PATH})", _site),
    rule(r"(?<=#)([A-Za-z_一-鿿]{1,20})((?:19|20)\d\d)(?!\d)", lambda m: m[1] + digits(m[2])),
    rule(r"(?<![\w.])@([A-Za-z][\w.]{0,63})(?<!\.)", lambda m: f" at {_spelt(m[1])}"),
    rule(rf"(?<![\w./])([\w-]{{1,64}}\.(?:{_FILES}))(?![\w.]*\w)", lambda m: _spelt(m[1])),
    rule(r"(?<!\S)/(?=[A-Za-z])((?:[\w-]{1,32}/){0,4}[\w-]{1,32}(?:\.[a-z]{2,4}|/[\w-]{1,32}))(?!\w)", lambda m: _spelt(f"/{m[1]}").strip()),
    rule(r"(?:(?<=^)|(?<=[^\w.!-/:-@]))\.(?=[A-Za-z]{2,5}(?![A-Za-z]))", always("點")),
    rule(r"(?<![\w.])([A-Za-z\d]+(?:_[A-Za-z\d]+)+)(?!\w)", lambda m: f" {_spelt(m[1])}"),
    rule(r"((?:密碼|用戶名稱?|登入名稱?|[Uu]sername|[Pp]assword|(?<![A-Za-z])(?:PW|[Ll]ogin))[^\w，。]{0,3}[係為]?\s?)(?=[A-Za-z\d]*[a-z])(?=[A-Za-z\d]*\d)([A-Za-z\d]{4,32})(?!\w)",
         lambda m: m[1] + _spelt(m[2])),
]  # fmt: skip
