"""One spelling for the readers: half width, lower case, Simplified words of dates and numbers in Hong Kong characters.

Names must come out as they went in, so no general conversion touches them (it makes 餘 of the surname 余, 曬 of 晒).
"""

from __future__ import annotations

import re
import unicodedata

_HONG_KONG = str.maketrans("个两点号礼时万亿块钟听错没对问题这几岁双节历", "個兩點號禮時萬億塊鐘聽錯沒對問題這幾歲雙節曆")
# 后 is a character of Hong Kong too, in 皇后大道, 太后, 天后, 影后 and as a surname; elsewhere it is 後. 五天后 is a time, 天后 a place.
_AFTER = re.compile("(?<![皇太影王母歌帝天])(?:(?<![姓叫係是])(?<!^)后|后(?=[日天年生尾面邊來嚟補悔]))|(?<=[零一二兩三四五六七八九十百幾\\d]天)后")


_EMPHASIS = re.compile("(?<=.)吓(?=唔係)")  # 兩萬零五十吓，唔係兩萬五: a breath
# The ears write no marks: a particle before more words, or a word that begins a clause, stands for one. Not 三呀六, and not before 唔係, where only
# a breath that was heard would tell what it means.
_MARKS = re.compile(r"[,，、。.…?？!！;；:：]")
_CLAUSE = re.compile(
    "(?<=[啦喇囉㗎喎嘞吖咋])(?![啦喇囉㗎喎嘞吖咋呀啊嘛喇可嗎]|沙利|唔係|錯|$)|(?<=[^十廿卅卌零〇一二兩三四五六七八九百千萬點])(?<=[呀啊])(?![啦喇囉㗎喎嘞吖呀啊嘛]|唔係|錯|唔對|唔啱|[零〇一二兩三四五六七八九十]|$)"
    "|(?<=..)(?=不過|但係(?!係)|所以|等陣|喂等|而家(?:搬|住|用|改|係))"
)
_ALL_AT_ONCE = re.compile("[無冇]啦啦")  # its 啦 ends nothing
_PAUSE = re.compile("(?<=[㐀-鿿])\\s+(?=[㐀-鿿])")  # who types what was said parts clauses by spaces
_HESITATION = re.compile("(?<=.)(?:呃|誒|啊|哎呀?|哎吔)唔係(?![唔咪])")  # 一月三號呃唔係四號


def spelled(text: str) -> str:
    one = _PAUSE.sub("，", _AFTER.sub("後", unicodedata.normalize("NFKC", text).casefold().translate(_HONG_KONG)).strip())
    one = _ALL_AT_ONCE.sub("無端", one).replace("唔再係", "唔係")
    return _EMPHASIS.sub("，", one if _MARKS.search(one) else _with_breaths(one))


def _with_breaths(text: str) -> str:
    return _CLAUSE.sub("，", _HESITATION.sub("，唔係，", text))
