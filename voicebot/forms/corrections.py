"""What a customer says about a form: yes, no, which field, and the value it should have."""

from __future__ import annotations

import re
from datetime import datetime

from ..dialog import slots
from ..dialog.questions import asks
from ..dialog.slots import SURE, yes_no
from ..dialog.slots.address import parts as address_parts
from ..dialog.slots.corrections import plain
from ..dialog.slots.corrections import value_behind as said_value
from ..dialog.slots.date import written_day as date_said
from ..dialog.slots.rows import figures
from ..events import Transcript

__all__ = [
    "address_parts", "asks", "cancels", "chinese_name", "date_said", "figures", "is_no", "is_yes", "keeps", "named_field", "phone_of",
    "plain", "said_value", "typed_english_name", "typed_hkid",
]  # fmt: skip

_NOT_WRONG = re.compile("冇錯|無錯|沒錯|冇問題|無問題")
_KEEP = re.compile("唔使改|唔改喇|唔改啦|唔使喇|照舊|繼續|不用改")
_CANCEL = re.compile("取消|唔交|唔搞|唔填|唔改地址|不交|算數|算喇|算啦|cancel", re.IGNORECASE)
_SHORT_CANCEL = 7  # characters; a longer sentence must name the form: 「我想取消張信用卡」 cancels no form
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("hkid", re.compile(r"身份證|身分證|\bid\b|hkid", re.IGNORECASE)),
    ("name_en", re.compile("英文")),
    ("phone", re.compile("電話|手機|手提|phone", re.IGNORECASE)),
    ("date", re.compile("日期|生效|幾號開始|date", re.IGNORECASE)),
    ("district", re.compile("地區|邊區|個區")),
    ("address", re.compile("地址|街|門牌|大廈|單位|樓層|屋企|address", re.IGNORECASE)),
    ("name_zh", re.compile("中文名|姓名|個名|我個名|名")),
)
# None of the values of a form depends on the time: its days are read by `date_said`.
_NO_TIME = datetime.min


def is_yes(text: str) -> bool:
    """True where a sentence agrees and says nothing else."""
    answer = slots.read("yes_no", Transcript(text), _NO_TIME)
    return answer is not None and answer.value == "yes" and answer.confidence >= SURE


is_no = yes_no.denies


def keeps(text: str) -> bool:
    """True where a field that was to be changed shall stay as it is."""
    return bool(_KEEP.search(text) or _NOT_WRONG.search(text))


def cancels(text: str) -> bool:
    return bool(_CANCEL.search(text)) and (len(plain(text)) <= _SHORT_CANCEL or "表" in text)


def named_field(text: str) -> str | None:
    """The field that a sentence is about; "address" for any line of it."""
    return next((name for name, pattern in _FIELDS if pattern.search(text)), None)


def phone_of(transcript: Transcript) -> str | None:
    return _value("phone", transcript)


def chinese_name(text: str) -> str | None:
    found = _value("name_zh", Transcript(text))
    return found if found is not None and len(found) > 1 else None


def typed_hkid(transcript: Transcript) -> str | None:
    return _value("hkid", transcript)


def typed_english_name(transcript: Transcript) -> str | None:
    return _value("name_en", transcript)


def _value(kind: str, transcript: Transcript) -> str | None:
    found = slots.read(kind, transcript, _NO_TIME)
    return None if found is None else found.value
