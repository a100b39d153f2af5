"""English as a Hong Kong clerk says it inside a Cantonese sentence: a small lexicon in Jyutping, letter names otherwise.

The voice has Cantonese sounds only, so a reading is the nearest chain of Cantonese syllables, not English phonetics.
"""

from __future__ import annotations

from typing import Literal

LETTERS: dict[str, str] = {
    "a": "ei1", "b": "bi1", "c": "si1", "d": "di1", "e": "ji1", "f": "e1 fu4", "g": "zi1", "h": "ik1 cyu4", "i": "aai1",
    "j": "zei1", "k": "kei1", "l": "e1 lou4", "m": "em1", "n": "en1", "o": "ou1", "p": "pi1", "q": "kiu1", "r": "aa1",
    "s": "e1 si4", "t": "ti1", "u": "ju1", "v": "wi1", "w": "dap1 ju1", "x": "ik1 si4", "y": "waai1", "z": "ji6 zek1",
}  # fmt: skip

WORDS: dict[str, str] = {
    "account": "aa6 kaan1", "address": "et1 wet1 si4", "agent": "ei1 zan4", "alipay": "aa3 lei6 pei1", "and": "en1",
    "android": "en1 zoi1", "app": "ep1", "apple": "ep1 pou4", "at": "ek1", "balance": "be1 laan4 si4", "bank": "beng1",
    "banking": "beng1 king4", "bill": "biu1", "block": "bok1 lok4", "bonus": "bou1 naa4 si4", "branch": "baan1 cyu4",
    "bye": "baai1", "call": "ko1", "cancel": "ken1 sou4", "card": "kaat1", "cash": "kek1 si4", "chan": "can4",
    "check": "cek1", "cheque": "cek1", "chip": "cip1", "click": "kik1", "code": "kou1", "com": "kom1", "confirm": "kon1 foem1",
    "copy": "kop1 pi4", "credit": "kwe1 dik4", "customer": "kaa1 si4 tam4 maa4", "data": "dei1 taa4", "debit": "de1 bik4",
    "deposit": "di6 po1 sik4", "doctor": "dok1 taa4", "email": "ji1 meu1", "error": "e1 laa4", "fax": "fek1 si4",
    "file": "faai1 lou2", "flat": "fu4 lek1", "floor": "fo1 lo4", "form": "fom1", "fund": "fan1", "google": "gu1 gou4",
    "hello": "haa1 lou3", "hi": "haai1", "hotline": "hot1 laai1", "in": "in1", "insurance": "in1 so1 wan4 si4",
    "interest": "in1 taa4 wet1", "internet": "in1 taa4 net1", "iphone": "aai1 fung1", "limit": "lim1 mit4", "link": "ling1",
    "loan": "lon1", "log": "lok1", "login": "lok1 in1", "mastercard": "maa1 si6 daa2 kaat1", "menu": "men1 niu4",
    "message": "me1 sik4 zyu4", "mobile": "mou1 baau4", "mr": "mi1 si6 taa4", "mrs": "mi1 sik4 si4", "ms": "mik1 si4",
    "no": "nou1", "octopus": "ok1 to4 pat4 si4", "ok": "ou1 kei1", "okay": "ou1 kei1", "online": "on1 laai1", "out": "aau1",
    "paid": "pei1", "pass": "paa1 si4", "password": "paa1 si6 wut1", "pay": "pei1", "payme": "pei1 mi1", "payment": "pei1 man4",
    "paypal": "pei1 pou4", "phone": "fung1", "pin": "pin1", "plan": "pen1", "plus": "paa1 si4", "point": "poi1", "post": "pou1 si4",
    "promotion": "pou6 mou1 san4", "rate": "wei1", "reset": "wi1 set4", "room": "wum1", "scan": "si6 gen1", "send": "sen1",
    "service": "soe1 wi4 si4", "set": "set1", "share": "se1", "sim": "sim1", "sms": "e1 si4 em1 e1 si4", "sorry": "so1 wi4",
    "statement": "si6 dei1 man4", "stop": "si6 dop1", "sir": "soe4", "tap": "tep1", "thank": "feng1", "thanks": "feng1 kiu4",
    "token": "tou1 kan4", "touch": "taa1 cyu4", "tower": "taau1 waa4", "transfer": "cen1 si4 faa4", "unionpay": "ju1 nin4 pei1",
    "unit": "ju1 nit4", "update": "ap1 dei1", "upload": "ap1 lou1", "user": "ju1 saa4", "visa": "wi1 saa4", "video": "wi1 di6 ou4",
    "website": "wep1 saai1", "wechat": "wi1 cet1", "whatsapp": "wok1 sep1", "wifi": "waai1 faai1", "yes": "je1 si4",
    "you": "ju1", "zoom": "sum1",
}  # fmt: skip


Source = Literal["english", "letters", "spelling"]


def syllables(word: str) -> list[str]:
    """Jyutping of one Latin word or run of letters; hyphens join words. Never empty where there is a letter.

    >>> syllables("e-banking")
    ['ji1', 'beng1', 'king4']
    """
    return reading(word)[0]


def reading(word: str) -> tuple[list[str], Source]:
    """Its syllables, and whether they come from the table, from the letters' names or from the spelling."""
    bare = word.lower().replace("'", "").replace("-", "")
    if bare in WORDS:
        return WORDS[bare].split(), "english"
    if "-" in word.strip("-"):
        parts = [reading(part) for part in word.split("-") if part]
        return [s for said, _ in parts for s in said], parts[0][1]
    # Only a word written small takes a plural: "APPS" may be letters, "apps" is not.
    if bare.endswith("s") and not word.isupper() and bare[:-1] in WORDS:
        return [*WORDS[bare[:-1]].split(), "si4"], "english"
    return [s for letter in bare if letter in LETTERS for s in LETTERS[letter].split()], "letters"
