"""Words that steer a flow whatever it asks for: fillers, a wish to stop, "wait", "I do not know"."""

from __future__ import annotations

import re
import unicodedata

from .. import questions

_FILLER = re.compile(r"(?:嗯+|呃+|er+m*|um+|uh+|即係話?(?=[，,\s])|咁呢|係咁嘅)(?:[，,、…\s]|\.{2,})*", re.IGNORECASE)
_CANCEL = re.compile(r"算啦|算喇|算數|唔搞|唔做|唔使(?:喇|啦|搞|做|幫)|取消|唔要喇|唔想(?:搞|做|報|改|查|約|預約)|放棄|停手|cancel|never ?mind|forget it|stop it", re.IGNORECASE)
_SHORT = 9  # characters: a longer sentence that holds such a word may mean something else
_WAIT = re.compile(r"等(?:陣|我|等|一等|一陣)|你等|慢慢先|hold on|wait|搵緊|睇緊|搵吓|攞緊|攞吓|hang on|(?:一|幾)(?:秒|分鐘)", re.IGNORECASE)
_MAY = re.compile(r"得唔得|可唔可以|好唔好|得嗎|好嗎")
_LOOKS = re.compile(r"我[^，,]{0,2}(?:睇|搵|攞|諗|問|查)[下吓緊]?")  # 等陣，我睇下張卡喺邊度 asks nobody
_UNKNOWN = re.compile(r"唔(?:記得|知|清楚|肯定|sure)|唔係好(?:記得|知)|冇印象|忘記|don'?t (?:know|remember)|no idea|not sure|記唔(?:起|到|清)", re.IGNORECASE)
_MARK = re.compile(r"唔係|唔啱|講錯|搞錯|錯咗|唔好意思.{0,3}係|改|應該係|更正|我意思|正確係|\bno\b|sorry|i mean|actually|wrong", re.IGNORECASE)
_PARTICLES = re.compile(r"[呀啊喎囉㗎嘅嘞啦喇吖。!！,，.…\s]+$")


def bare(text: str) -> str:
    """Without fillers and without closing particles."""
    return _PARTICLES.sub("", _FILLER.sub("", unicodedata.normalize("NFKC", text))).strip("，, 、")


def cancels(text: str) -> bool:
    """A wish to stop the whole thing: a short one. 「取消張卡」 names something else."""
    said = bare(text)
    return bool(_CANCEL.search(text)) and len(said) <= _SHORT and not re.search("卡|戶口|地址", said)


def keyed(kind: str, text: str) -> str:
    """Four figures of a keypad as a day (0305: month, then day) or a time (1430)."""
    match = re.fullmatch(r"(\d\d)(\d\d)#?", text.strip())
    if match is None or kind not in ("date", "time"):
        return text
    return f"{int(match[1])}月{int(match[2])}號" if kind == "date" else f"{match[1]}:{match[2]}"


def waits(text: str) -> bool:
    """A wish for a moment, and no more: 等陣先，漫遊幾錢一日 asks something."""
    said = bare(text)
    more = _MAY.sub("", _WAIT.sub("", said))
    return bool(_WAIT.search(said)) and len(said) <= 12 and (bool(_LOOKS.search(said)) or not questions.asks(more))


def unknown(text: str) -> bool:
    return bool(_UNKNOWN.search(text))


def corrects(text: str) -> bool:
    """Whether the sentence says that something was wrong."""
    return bool(_MARK.search(text))
