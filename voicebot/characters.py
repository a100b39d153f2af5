"""Characters as Hong Kong writes them: one place for what is stored, searched and shown.

Three steps, each for its own need: `unradical` gives back the characters for which PDF files hold look-alike radicals;
`hong_kong` writes simplified text in Hong Kong's characters and leaves every other text as it is; `folded` makes the
spellings of one word equal (匯/滙, 線/綫, 裏/裡, 戶/户), for comparing only.

A converter for all text (OpenCC s2hk) makes 一嚇 of 一吓, 曬 of 晒 and 東湧 of 東涌: Cantonese and Hong Kong names use
characters that are simplified forms elsewhere. So a text is converted only where a character
betrays that it is simplified, and those characters are kept even then.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{HAN}]+")
# CJK Radicals Supplement, U+2E81 to U+2EF3 without U+2E9A: Unicode's Equivalent_Unified_Ideograph. NFKC knows two of them.
_RADICALS = "".join(chr(c) for c in range(0x2E81, 0x2EF4) if c != 0x2E9A)
_IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王"
    "𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長"
    "镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_UNRADICAL = str.maketrans(_RADICALS, _IDEOGRAPHS) | {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
# Simplified elsewhere, but Cantonese or a Hong Kong name here: kept in every text.
_KEPT = "吓晒郁涌咸搵响恒嗮疴炖腌糍粤啱畀"
# Another form in Hong Kong, yet found in traditional text as well: no sign that a text is simplified.
_DOUBTFUL = "爲衆别内强冲迹踪黄赢毁届僞况毡撑宫横奥厦决担凉够叠禀静脚笋凭韵温户説脱税悦锐閲羡啓教咤琼随刹兹彦亘叶猬脉碱铺糉窑咏叙凑减删灶烟卧蔥麽"
# Within Big5, where the other simplified characters are not, and never written in traditional text.
_BETRAYING = "挂愿万与丰价优体党厂听圣坏复宁岭怀惊扰据机极构气洁离种确网胜虫蚕适么"
_BETRAYING_WORDS = re.compile("后面|后来|里面|以后|之后|然后|最后")
# What s2hk prefers and hardly anybody in Hong Kong types: Big5's own forms, and 群 床 峰 啟 線.
_TYPED = str.maketrans("户説脱税悦鋭閲羣牀峯衞温媪藴敍啓鈎卧葱蜕兑抛揾", "戶說脫稅悅銳閱群床峰衛溫媼蘊敘啟鉤臥蔥蛻兌拋搵")
# Names before rules: (simplified, Hong Kong). Those that s2hk knows (汇丰, 东涌线) are not repeated.
_NAMES = {
    "无线电视": "無綫電視", "有线电视": "有線電視", "有线宽频": "有線寬頻", "后海湾": "后海灣", "三家里": "三家里",
    "荃湾线": "荃灣綫", "观塘线": "觀塘綫", "东铁线": "東鐵綫",
}  # fmt: skip
_NAME = re.compile("|".join(_NAMES))
# One word, two spellings of the same sound: right is what `folded` gives.
_SAME = str.maketrans(
    "滙綫裡臺湧户説脱税悦鋭閲羣牀峯衞温媪藴敍啓鈎卧葱兑拋揾爲衆别内强冲迹踪黄毁届僞况撑横决凉够叠静脚烟恆蹟証鷄鶏煱麪嗮",
    "匯線裏台涌戶說脫稅悅銳閱群床峰衛溫媼蘊敘啟鉤臥蔥兌抛搵為眾別內強沖跡蹤黃毀屆偽況撐橫決涼夠疊靜腳煙恒跡證雞雞鍋麵晒",
)


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


def unradical(text: str) -> str:
    """`text` with real characters for the radicals of both blocks (U+2E80…, U+2F00…); all else untouched."""
    return text.translate(_UNRADICAL)


def hong_kong(text: str) -> str:
    """Simplified text in Hong Kong's characters; Latin, digits, marks and all other text byte for byte."""
    if not any(map(_simplified, text)) and not _BETRAYING_WORDS.search(text):
        return text
    return _HAN_RUN.sub(lambda run: _converted(run.group()), text)


def folded(text: str) -> str:
    """`text` in one spelling, for comparing: never shown, never spoken."""
    return text.translate(_SAME)


def _converted(run: str) -> str:
    """One run of simplified Han characters. Names first: they are cut out before the rest meets the rules."""
    out, at = [], 0
    for name in _NAME.finditer(run):
        out += [_by_rules(run[at : name.start()]), _NAMES[name.group()]]
        at = name.end()
    return "".join([*out, _by_rules(run[at:])])


def _by_rules(run: str) -> str:
    converted = _converter().convert(run).translate(_TYPED)
    if len(converted) != len(run):
        return converted
    return "".join(old if old in _KEPT else new for old, new in zip(run, converted, strict=True))


def _simplified(character: str) -> bool:
    """Outside Big5, which has few simplified characters, and with another form in Hong Kong."""
    if character < "\u3400" or character in _KEPT or character in _DOUBTFUL:
        return False
    return character in _BETRAYING or (not _in_big5(character) and _converter().convert(character) != character)


@lru_cache(maxsize=1 << 15)
def _in_big5(character: str) -> bool:
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True
