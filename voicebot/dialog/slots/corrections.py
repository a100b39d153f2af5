"""The value that a customer puts right: 「唔係，係九七…」, 「改做三萬五」, 「我講錯咗，係…」, 「應該係…」."""

from __future__ import annotations

import re
import unicodedata

# What the corrected value stands behind.
_MARK = re.compile(
    r"等等|[,，]\s*呀\s*[,，]|都係(?=[^,，。]*(?:好啲|啱啲))|改返做|改返|改做|改為|改成|改去|轉做|轉為|應該係|應該是|而係|其實係|正確係|正確嘅?應該係|真正係|(?:我)?(?:講|打|搞|聽)錯(?:咗|左|晒|咗喇|啦)?[，,、\s]*(?:應該)?(?:係|是)?"
    r"|i mean|should be|change (?:it )?to"
)
_DENIAL = re.compile(r"(?<!(?<!唔)係)(?:唔係|唔啱|唔對|錯咗|錯左|錯|不是|不對|\bno\b|\bwrong\b|\bsorry\b)(?!唔)", re.ASCII)
# 唔係三萬, 唔好禮拜三, 除咗五號: what is not so, up to the end of its clause. 係唔係 asks.
_DENIED = re.compile(
    r"(?:(?<!(?<!唔)係)(?:唔係|不是)(?!唔)|除咗|除了|(?:唔好|唔要|不要)(?:係|約|轉|要|揀|喺)?(?=[\d一二兩三四五六七八九十廿百千萬聽今下上後禮星大$]))[^,，。.]*"
)
_UNFIT = re.compile("[^,，。]*(?<![得可方])唔(?:得閒|得|方便|啱時間)(?=$|[呀啊喎㗎,，。])")  # 聽日得，後日唔得
_IS = re.compile("(?<![唔改應該不乜關])(?:係|是)(?![唔咪咩])")
_LEAD = re.compile(r"^(?:[\s,，、。.!！:：係是做為呀啊喇啦嘞囉咗左]|返|應該|我話|我講|我要|我(?=嘅|個)|嘅)+")
_TRAIL = re.compile(r"[呀啊喎囉㗎嘅嘞啦喇吖噃。!,，.!！\s]+$")
_NOT_WRONG = re.compile("冇錯|無錯|沒錯|唔錯")
_DOUBT = re.compile("[啩掛]$|[?？嗎]$|係咪|(?<!唔)係唔係")
_VALUE = re.compile("(?:改做|改為|改成|改返做|應該係|應該是|係|是|轉做|搬去|搬咗去)")


def correction(text: str) -> str | None:
    """The corrected value, without what introduces it; None where the sentence corrects nothing or only denies."""
    said = _NOT_WRONG.sub("冇", unicodedata.normalize("NFKC", text))
    if _DOUBT.search(said.strip()):
        return None
    marks = list(_MARK.finditer(said))
    if marks:
        return _clean(said[marks[-1].end() :])
    denials = list(_DENIAL.finditer(said))
    if not denials:
        return None
    behind = said[denials[-1].end() :]
    if copulas := list(_IS.finditer(behind)):  # 唔係三萬二，係三萬五
        return _clean(behind[copulas[-1].end() :])
    # 唔係，九七… corrects; 唔係九七 only denies.
    return _clean(behind) if re.match(r"[呀啊喇啦嘞\s,，、。.!！]", behind) else None


def asserted(text: str) -> str:
    """The part of a sentence that says what is so: the correction, else all of it but a denied clause."""
    corrected = correction(text)
    if corrected is not None:
        return corrected
    return _DENIED.sub(" ", _UNFIT.sub(" ", text))


def value_behind(text: str) -> str:
    """What stands behind the last 係, 改做 and the like, or "". 「日期唔啱，係三月五號」 gives 三月五號."""
    open_text = re.sub("唔係|不是|係唔啱|係錯", "", text)
    parts = _VALUE.split(open_text)
    return plain(parts[-1]) if len(parts) > 1 else ""


def plain(text: str) -> str:
    """Without punctuation and closing particles at the end."""
    return _TRAIL.sub("", unicodedata.normalize("NFKC", text).strip())


def _clean(text: str) -> str | None:
    return plain(_LEAD.sub("", text)) or None
