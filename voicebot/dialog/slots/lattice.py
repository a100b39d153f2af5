"""Other texts that the ears may have heard: the characters of a kind of value whose sounds are among the alternatives.

The ears write one character a syllable; each may be replaced by a character of the kind's own words that sounds like
one of its syllable's three readings (狗 → 九, 十 → 四). Of the texts that fit what was asked for the most probable wins.
Bounded: the `_MOST` likeliest texts are tried. The weights were chosen on the `dev` part of tests/data/slots.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from ...asr.lexicon import fold
from ...events import Syllable, Transcript
from ...knowledge.text import loose
from .value import OPEN, Found

_MOST = 32
_UNHEARD = 0.02  # of a character that stands in the text but is none of its syllable's readings
_CHOSEN = 0.5  # of the best reading's probability, for a word of the kind that the ears wrote
_SHORT = 4  # syllables; in a longer sentence only what stands beside a word of the kind may be one
_UNWRITTEN = "□"
# How likely another word is where a word of the kind sounds alike: 淺二蚊 was 千二蚊, but 我 is 我.
_RARE, _COMMON = 0.15, 0.5
_COMMON_CHARS = frozenset(  # the commonest of HKCanCor's, without those that count or tell the time
    "係啊唔噉我呢好你啲佢都嗰即就有嘅喇囖得嘢話人樣冇去到來喎哩又會哋咗誒乜但多同要覺以做講過喀知真嚹嗎吖如可住睇喺度其實家返邊咁而俾畀埋為哦嘞成咪出呀先嗯跟因自似果諗"
    "學不阿買意開己所間能咩經重最揾食啫生想晒定錢嘩問仔電隻譬解工次少心讀見應者或機已識行考該書老然叫使喂搞玩吓地死完事公打用細咋份入第外起靚女養攞算法記走飲試全小比驚"
)
_SOUNDS = (
    "零ling4 一jat1 二ji6 兩loeng5 三saam1 四sei3 五ng5 六luk6 七cat1 八baat3 九gau2 十sap6 百baak3 千cin1 萬maan6 億jik1 廿jaa6 廿je6 點dim2 半bun3"
    " 個go3 字zi6 蚊man1 毫hou4 子zi2 元jyun4 仙sin1 嚿gau6 水seoi2 撇pit3 皮pei4 孖maa1 雙soeng1 條tiu4 洞dung6 分fan6 之zi1 成sing4 月jyut6 日jat6 號hou6"
    " 年nin4 禮lai5 拜baai3 星sing1 期kei4 下haa6 上soeng6 今gam1 聽ting1 後hau6 大daai6 尋cam4 前cin4 初co1 尾mei5 頭tau4 正zing1 正zing3 聖sing3"
    " 誕daan3 鐘zung1 朝ziu1 早zou2 晝zau3 晏aan3 夜je6 晚maan5 凌ling4 晨san4 中zung1 午ng5 係hai6 唔m4 好hou2 得dak1 啱aam1 冇mou5 錯co3 要jiu3 使sai2"
    " 可ho2 以ji5 未mei6 對deoi3 天tin1 再zoi3 本bun2 秋cau1 端dyun1 重cung4 陽joeng4 清cing1 明ming4 冬dung1 至zi3 復fuk6 活wut6 節zit3 旦daan3"
    " 國gwok3 慶hing3 除ceoi4 夕zik6 舊gau6 出ceot1 底dai2 厘lei4 差caa1 搭daap3 踏daap6"
)
_LETTERS = (
    "Aei1 Bbi1 Csi1 Cci1 Ddi1 Eji1 Gzi1 Iaai1 Jzei1 Kkei1 Mem1 Nen1 Oou1 Ppi1 Qkiu1 Tti1 Uju1 Vwi1 Ywaai1 Zjid1"
)  # names of letters that are one syllable; the others are typed or told (S for Sam)
_NEAR = 0.25  # of a reading of which only the loose sound fits (`knowledge.text.loose`: tone, -k/-t, -n/-ng, n/l)
_TRUST = 0.85  # in a reading that is not the text's, at most: the desk asks back
_WORTH = 0.05  # of the likeliest text's probability, below which a reading proves nothing
_DOUBT = 0.8  # in a value with a syllable in it or beside it that was hardly heard
_HARDLY = (0.3, 0.6)  # probability of a word of the value, of another word beside it


@cache
def _by_sound(words: str) -> dict[str, str]:
    """Sound in the ears' form, and loose sound → the characters among `words` that have it."""
    table: dict[str, str] = {}
    for entry in f"{_SOUNDS} {_LETTERS}".split():
        for sound in (fold(entry[1:]), loose(entry[1:])):
            if entry[0] in words and entry[0] not in table.get(sound, ""):
                table[sound] = table.get(sound, "") + entry[0]
    return table


def read(transcript: Transcript, words: str, reader: Callable[[str], Found | None], written: Found | None) -> Found | None:
    """The value of the most probable text that has one, sure by its share of all values; `written`: that of the text
    itself. A text that is far less likely than one without a value proves nothing."""
    values: dict[str, float] = {}
    trust: dict[str, float] = {}
    for text, p in texts(transcript, words):
        if (found := reader(text)) is not None and found.value not in values:
            values[found.value], trust[found.value] = p, found.confidence
    if written is not None and written.value not in values:  # not one character a syllable: the text is another witness
        return written
    if not values:
        return None
    best = max(values, key=values.__getitem__)
    if best == OPEN.value:
        return OPEN
    share = values[best] / sum(values.values())
    sure = written.confidence if written is not None and best == written.value else _TRUST * trust[best]
    return Found(best, min(sure * share, _DOUBT if _hardly_heard(transcript, words) else 1.0))


def _hardly_heard(transcript: Transcript, words: str) -> bool:
    """Whether a word that may belong to the value, or one beside it, was heard with little certainty."""
    if len(transcript.words) != len(transcript.syllables):
        return False
    own = [word.text in words for word in transcript.words]
    heard = [max((p for _, p in s.alternatives), default=0.0) for s in transcript.syllables]
    for i, word in enumerate(transcript.words):
        if own[i] and word.confidence < _HARDLY[0]:
            return True
        if not own[i] and heard[i] < _HARDLY[1] and any(own[max(i - 1, 0) : i + 2]):
            return True
    return False


def texts(transcript: Transcript, words: str) -> list[tuple[str, float]]:
    """The likeliest texts with their probabilities relative to the best, best first."""
    chars: Sequence[str] = [c for c in transcript.text if not c.isspace()]
    if len(chars) != len(transcript.syllables) or not all(re.match("[㐀-鿿]", c) for c in chars):
        chars = [_UNWRITTEN] * len(transcript.syllables)  # not one character a syllable: only what can be heard
    heard = [word.confidence for word in transcript.words]
    heard = heard if len(heard) == len(chars) else [0.0] * len(chars)
    own = [char in words for char in chars]
    kept = [("", 1.0)]
    for i, (char, sure, syllable) in enumerate(zip(chars, heard, transcript.syllables)):
        beside = len(chars) <= _SHORT or char == _UNWRITTEN or any(own[max(i - 1, 0) : i + 2])
        options = _options(char, sure, syllable, words) if beside else [(char, 1.0)]
        longer = [(text + c, p * q) for text, p in kept for c, q in options]
        kept = sorted(longer, key=lambda row: -row[1])[:_MOST]
        kept = [(text, p / kept[0][1]) for text, p in kept if p >= _WORTH * kept[0][1]]
    return kept


def _options(char: str, sure: float, syllable: Syllable, words: str) -> list[tuple[str, float]]:
    """The character that the ears wrote, as sure as they were, and those of `words` that the alternatives sound like."""
    table = _by_sound(words)
    top = max((p for _, p in syllable.alternatives), default=0.0)
    # The ears chose a word of the kind by what stands beside it too, which is worth something where its sound is not.
    if char in words:
        found = {char: max(sure, _CHOSEN * top)}
    else:
        found = {char: (_COMMON if char in _COMMON_CHARS else _RARE) * max(sure, _UNHEARD)}
    for sound, p in syllable.alternatives:
        for heard, q in ((fold(sound), p), (loose(sound), 0.0 if char in words else _NEAR * p)):
            for other in table.get(heard, ""):
                found[other] = max(found.get(other, 0.0), q)
    return list(found.items())
