"""Speakable text to Jyutping: a library's readings, our own where it errs or is silent, and English as it is said here.

No Han character goes without a syllable: what the library does not know is looked up in its traditional form, and at
last said as 某 (mau5), which `unknown` counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import opencc
import ToJyutping

UNKNOWN = "mau5"

# Words whose reading in speech differs from the library's first choice.
_WORDS: dict[str, str] = {
    "轉數快": "zyun2 sou3 faai3", "過數": "gwo3 sou3", "轉賬": "zyun2 zoeng3", "轉帳": "zyun2 zoeng3", "掛失": "gwaa3 sat1",
    "銀行": "ngan4 hong4", "分行": "fan1 hong4", "行長": "hong4 zoeng2", "重新": "cung4 san1", "仲有": "zung6 jau5",
    "嚟": "lei4", "咗": "zo2", "嘅": "ge3", "喺": "hai2", "哋": "dei6", "啲": "di1", "唔": "m4", "冇": "mou5", "佢": "keoi5",
    "乜": "mat1", "嘢": "je5", "咁": "gam3", "噉": "gam2", "嗰": "go2", "俾": "bei2", "畀": "bei2", "攞": "lo2", "揾": "wan2",
    "搵": "wan2", "㗎": "gaa3", "喇": "laa3", "啦": "laa1", "囉": "lo1", "呀": "aa3", "咩": "me1", "吖": "aa1", "嘞": "laak3",
    "撳": "gam6", "蚊": "man1", "一陣": "jat1 zan6", "邊度": "bin1 dou6", "邊個": "bin1 go3",
}  # fmt: skip

_LETTERS: dict[str, str] = {
    "a": "ei1", "b": "bi1", "c": "si1", "d": "di1", "e": "ji1", "f": "e1 fu4", "g": "zi1", "h": "ik1 cyu4", "i": "aai1",
    "j": "zei1", "k": "kei1", "l": "e1 lou4", "m": "em1", "n": "en1", "o": "ou1", "p": "pi1", "q": "kiu1", "r": "aa1",
    "s": "e1 si4", "t": "ti1", "u": "ju1", "v": "wi1", "w": "dap1 ju1", "x": "ik1 si4", "y": "waai1", "z": "ji6 zek1",
}  # fmt: skip

_ENGLISH: dict[str, str] = {
    "app": "ep1", "apps": "ep1 si4", "pin": "pin1", "email": "ji1 meu1", "ok": "ou1 kei1", "online": "on1 laai1", "at": "ek1",
    "banking": "beng1 king4", "bank": "beng1", "visa": "wi1 saa4", "mastercard": "maa1 si6 daa2 kaat1", "card": "kaat1",
    "whatsapp": "wok1 sep1", "wifi": "waai1 faai1", "code": "kou1", "hotline": "hot1 laai1", "loan": "lon1", "file": "faai1 lou2",
    "account": "aa6 kaan1", "password": "paa1 si6 wut1", "phone": "fung1", "bye": "baai1", "hello": "haa1 lou3", "sorry": "so1 wi4",
    "mobile": "mou1 baau4", "cheque": "zek1", "check": "cek1", "form": "fom1", "plan": "pin1", "log": "lok1", "in": "in1",
    "out": "aau1", "cash": "kek1 si4", "credit": "kwe1 dik4", "debit": "de1 bik4", "service": "soe1 wi4 si4", "com": "kom1",
    "e-banking": "ji1 beng1 king4", "fund": "fan1", "share": "se1", "block": "bok1 lok4", "room": "wum1", "floor": "fo1 lo4",
}  # fmt: skip

_TOKEN = re.compile(r"[A-Za-z][A-Za-z'-]*|[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")


class Pronouncer:
    """`extra` are a pack's own readings, word → Jyutping with tones. Thread-safe but for the count `unknown`."""

    def __init__(self, extra: Mapping[str, str] = {}) -> None:
        self._words = {**_WORDS, **extra}
        alternatives = sorted(self._words, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, alternatives)))
        self._traditional = opencc.OpenCC("s2hk")
        self.unknown = 0

    def syllables(self, text: str) -> tuple[str, ...]:
        """Jyutping with tones of all Han characters and Latin words in `text`; the rest is silent."""
        said: list[str] = []
        for token in _TOKEN.findall(text):
            said += _latin(token) if token[0].isascii() else self._han(token)
        return tuple(said)

    def _han(self, text: str) -> list[str]:
        readings = [reading for _, reading in ToJyutping.get_jyutping_list(text)]
        for m in self._known.finditer(text):
            own = self._words[m[0]].split()
            if len(own) == len(m[0]):
                readings[m.start() : m.end()] = own
        return [s for character, reading in zip(text, readings, strict=True) for s in self._reading(character, reading)]

    def _reading(self, character: str, reading: str | None) -> list[str]:
        if reading is None:
            other = self._traditional.convert(character)
            reading = ToJyutping.get_jyutping_list(other)[0][1] if len(other) == 1 else None
        if reading is None:
            self.unknown += 1
            return [UNKNOWN]
        return re.findall(r"[a-z]+[1-6]", reading)


def _latin(word: str) -> list[str]:
    known = _ENGLISH.get(word.lower().strip("'-"))
    if known is not None and not (word.isupper() and len(word) > 1 and word.lower() not in ("ok", "pin", "visa", "app")):
        return known.split()
    return [s for letter in word.lower() if letter in _LETTERS for s in _LETTERS[letter].split()]
