"""How people tell which character of a name they mean: 大細嘅大, 耳東陳, 草花頭個英, 唔係智慧個慧，係恩惠個惠.

`explained` puts signs in their place; what else is there holds the name itself. A character that is told replaces the one of the name that
sounds like it: which of them a sound means cannot be heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...knowledge.text import loose, units

SURNAMES = (
    "陳黃李梁林張吳劉何鄭鍾王謝曾蔡葉周馮趙楊羅鄧蘇許郭胡朱徐余麥潘馬廖彭蕭江方袁莫溫游姚沈杜呂盧高戴譚甄區岑歐冼邱丘鄺關伍石司簡霍龐侯范湯黎龔孫鄒施韓孔容利倫倪凌"
    "唐夏崔章符翁阮尹蔣薛賴蒲勞賈嚴顧樊植殷俞焦白雷賀錢魏連卓古甘裴葛駱陸陶傅康樂萬文成曹宋董程任招尤巫車金於季封喬屈池畢包史田申伊危佘仇解查翟聶藍饒顏歸單鮑覃詹辛艾"
    "寧童苗柯柳梅桂祁祝秦紀耿臧花練舒莘華虞蘆衛談郝閔靳項齊龍尚常干幸戚揭明易景曲朴樓段毛汪沙滕燕牛狄盛盤瞿祖穆管茅荀藺賁路游遲邊邢郁郎鄂銀闕雍靖鞏韋韶鳳黨洪源淩"
)
COMPOUND = ("歐陽", "司徒", "上官", "諸葛", "司馬", "公孫", "慕容", "令狐", "端木", "東方", "尉遲", "皇甫", "夏侯", "獨孤", "張簡", "范姜")
# Surnames by the parts of their character; each ends with the surname itself.
_BY_PARTS = (
    "耳東陳 大肚黃 草頭黃 三劃王 三橫王 十八子李 木子李 弓長張 立早章 雙木林 口天吳 人可何 古月胡 言午許 雙人徐 雙企人徐 木易楊 禾火秋 人禾余 人未余 走肖趙 卯金刀劉 奠耳鄭 關耳鄭 水工江 方耳方 美女姜 生薑姜 圈吉周 吉周周 "
    "登耳鄧 四維羅 言身寸謝 三馬馮 兩點馮 二馬馮 木公松 日立章 干勾于 火土杜 木土杜 人尹伊 文刀劉 牛一朱 山今岑 丘八兵 刀口邵 子小孫 口口呂 雙口呂 魚禾蘇 草魚禾蘇 草頭蘇 曾經曾 禾子季 口木呆 言西早譚 西早譚 金重鍾 童鐘鐘 金童鐘 "
    "古巾帥 女兆姚 女少妙 水番潘 米田番 木白柏 木每梅 木寸村 水皮波 竹付符 竹下間簡 草肅蕭 草頭蕭 草頭葉 草世木葉 草頭莫 日大莫 莫大莫 草頭范 草頭蔣 草頭薛 三點水溫 三點水沈 三點水潘 三點水江 三點水洪 門門關 雙絲關 絲門關 衣谷裕 "
    "馬盧盧 廣黃鄺 廣東鄺 區區區 品區區 元完阮 耳元阮 耳完阮 阜元阮 雨田雷 雨相霜 羊羽翔 口口高 士口吉 衣者褚 豬者諸 言者諸 韋韓韓 韋圍韋 豆頁頭 彥頁顏 口貝員 加貝賀 西貝賈 木多移 田心思 日月明 木目相 雙喜喜 白勺的 弓也弛 "
    "戈金錢 言炎談 言成誠 麥子麥 言己記 示兄祝 田共異 龍共龔 雙火炎 木風楓 干頭單 吹單單 二口單 余示佘 人示佘 紅色朱 青色藍 開門關 牛馬馬"
).split()
_HAN = "㐀-鿿"
_OF = "(?:嘅|嗰個|個個|個|嗰隻|隻|的|嗰)"
_RADICALS = f"(?:[{_HAN}]字[邊旁]|(?:草花?|竹花?|雨字?|寶蓋|山字?|艸|爪|病字?|穴字?)頭|(?:三點|兩點)水(?:邊)?|雙?(?:單)?企人邊?|雙?單人邊|雙人邊|豎心邊?|提手邊?|耳仔邊|絞絲邊?|挑手邊?|反犬邊?|走之底?|[{_HAN}]字(?:頭|底))"
_TOLD = {parts: parts[-1] for parts in _BY_PARTS}
_NAMED_BY = "|".join(f"{parts[:-1]}{_OF}?{parts[-1]}" for parts in sorted(_TOLD, key=len, reverse=True))  # 木子李, 木子嗰個李
# 王字邊加個樹林個林, 澎湖個澎冇三點水: a character by parts that are no surname's tells nothing here.
_BARE = re.compile(rf"(?<![{_HAN}])(?P<head>{'|'.join(parts[:-1] for parts in _TOLD if len(parts) > 2)})(?![{_HAN}])")  # 劉，卯金刀
_BY_HEAD = {parts[:-1]: parts[-1] for parts in _TOLD}
_COMPOSED = re.compile(
    rf"(?:(?P<named>[{_HAN}])字?(?:呢|呀)?(?:就|即)?係)?(?:(?:[{_HAN}]{{1,3}}{_OF}[{_HAN}])?(?:冇|唔要|走咗|去咗|加|再加|有)(?:返|埋)?(?:個|一個|隻)?{_RADICALS}"
    rf"|{_RADICALS}(?:右邊|隔籬|下面)?(?:再)?(?:加|一|同)(?:個|隻|埋|一個)*[{_HAN}]{{1,3}}(?:{_OF}[{_HAN}])?|[{_HAN}]字加(?:返|埋)?(?:個|隻)[{_HAN}]{{1,4}}?(?:{_OF}[{_HAN}]|(?=[,，]|$)))"
)
_OF_PARTS = re.compile(rf"(?P<named>[{_HAN}])字?(?:呢|呀)?(?:就|即)?係{_RADICALS}[{_HAN}]{{1,3}}{_OF}(?!(?P=named))[{_HAN}]")  # 芷係草花頭停止個止
# 成日有人寫咗惠康個惠: how others get it wrong.
_WRONGLY = re.compile(r"[^,，。]*(?:有人|成日|佢哋|你哋|人哋)[^,，。]{0,4}(?:寫|打|當|讀|做)(?:咗|錯|做|成)[^,，。]*")
_LEAD = f"(?P<lead>(?P<named>[{_HAN}])字?(?:呢|呀)?[,，]?(?:就|即)?係(?:有個|有)?)?"
_DENY = "(?P<deny>(?<!係)(?:唔係|不是|唔好)(?:寫)?)?"
# 木子李(嗰個李), 三點水江, 草花頭個英, 女字邊婷
_PARTS = re.compile(
    rf"{_DENY}{_LEAD}(?:(?P<parts>{_NAMED_BY})(?:{_OF}(?P<same>[{_HAN}])(?![{_HAN}]{{0,2}}(?:嘅|嗰個|個|的)))?"
    rf"|{_RADICALS}(?:{_OF}(?P<char>[{_HAN}])|嘅?(?P<own>[{SURNAMES}婷妍娟婉嬅琪珍玲瑜])))"
)
_TOLD_BY = re.compile(rf"{_OF}(?P<char>[{_HAN}])(?P<next>[{_HAN}]?)")
_BEFORE = re.compile(rf"(?P<deny>(?<!係)(?:唔係|不是|唔好寫)|)(?:(?P<named>[{_HAN}])?(?:字(?:呢|呀)?[,，]?|呢[,，]?|呀[,，]?)?(?:就|即|而|應該)*係)?$")
_WORD = re.compile(f"(?:(?![叫係姓呀啦㗎喇就啊])[{_HAN}])*$")
_DENIED_FORM = re.compile(rf"[,，、\s]*(?:唔係|不是|唔好寫)[{_HAN}]{{0,4}}(?:嗰個|嗰隻|[{_HAN}]字(?![{_HAN}]))[呀啊㗎]?|[,，、\s]*唔係[{_HAN}]字?[呀啊㗎]?(?=[,，、\s]+係?[,，]*[\ue000-\uf8ff])")  # 唔係立早嗰個, 唔係李字


_TWO_PARTS = re.compile(rf"{_RADICALS}[{_HAN}]{{1,2}}字[底邊]")  # 羽字頭高字底: tells no character that is known here
_SIGNS = 0xE000  # characters for private use


@dataclass(frozen=True, slots=True)
class Told:
    """A character as it was told; `parts`: by those of a surname; `denied`: that it is not this one."""

    char: str
    parts: bool = False
    denied: bool = False


def explained(text: str) -> tuple[str, dict[str, Told]]:
    """The sentence with a sign, between breaths, for each character that is told, and what the signs stand for."""
    signs: dict[str, Told] = {}

    def sign(chars: str, parts: bool, denied: bool) -> str:
        new = {chr(_SIGNS + len(signs) + i): Told(char, parts, denied) for i, char in enumerate(chars)}
        signs.update(new)
        return f"，{''.join(new)}，"

    def by_parts(match: re.Match[str]) -> str:
        char = match["parts"][-1] if match["parts"] else match["char"] or match["own"]
        mends = bool(match["deny"]) and match.string[match.end() :].startswith(char)  # 唔係木子李李子豪
        lead = match["lead"] or ""
        kept = "唔係" if mends else lead if lead and not match["deny"] and not sounds_like(match["named"], char) else ""
        return kept + sign(char, char in SURNAMES and not match["char"], bool(match["deny"]) and not mends and not lead)  # 唔係吳，係古月胡

    text = _TWO_PARTS.sub("，", text)
    text = _BARE.sub(lambda m: sign(_BY_HEAD[m["head"]], True, False), text)
    text = _OF_PARTS.sub(lambda m: sign(m["named"], False, False), _WRONGLY.sub("，", text))
    text = _PARTS.sub(by_parts, _COMPOSED.sub(lambda m: sign(m["named"] or "", False, False), text))
    rest, end = "", 0
    for match in _TOLD_BY.finditer(text):
        if match.start() < end:
            continue
        said = _said_before(text[end : match.start()])
        word = _word(said, match["char"], whole=text[: match.start() - len(said)].endswith("係"))
        if not word:
            continue
        start, following = match.start() - len(word), match["next"]
        before = _BEFORE.search(text[end:start])
        introduced = before and (not before["named"] or before["deny"] or sounds_like(before["named"], match["char"]))
        said = text[end : end + before.start()] if before and introduced else text[end:start]
        two = bool(following) and following in word and (len(word) > 3 or len(word) == 3 and not re.match(f"[{_HAN}]", text[match.end() : match.end() + 1]))  # 富貴榮華嗰個富榮
        rest += said + sign(match["char"] + (following if two else ""), False, bool(before and before["deny"]))
        end = match.end() - (0 if two else len(following))
    rest = _DENIED_FORM.sub("，", rest + text[end:])
    return re.sub("，+", "，", rest), signs


def _said_before(text: str) -> str:
    match = _WORD.search(text)
    return match[0] if match else ""


def _word(said: str, char: str, whole: bool) -> str:
    """The word at the end of what was said that tells a character, "" for none: 大細 of 陳大文大細. Shortest, but such that a name or nothing is left."""
    if len(said) <= (4 if whole else 3) and char in said and len(said) > 1:
        return said
    words = [said[-size:] for size in range(2, min(len(said), 4) + 1) if char in said[-size:]]
    for word in words:
        left = said[: len(said) - len(word)]
        if len(left) - len(surname_of(left)) <= 2:
            return word
    return words[0] if words else ""


def surname_of(name: str) -> str:
    """The surname that a Chinese name begins with, "" for none known."""
    return next((s for s in COMPOUND if name.startswith(s)), name[0] if name and name[0] in SURNAMES else "")


def sounds_like(one: str, other: str) -> bool:
    """Whether two characters sound alike to ears that merge what Hong Kong merges."""
    return bool(set(map(loose, units(one).sounds)) & set(map(loose, units(other).sounds)))
