"""Names: 「我叫陳大文」, 「姓陳，耳東陳」, 歐陽; an English name only where it was typed.

Which character a sound means cannot be heard: of a name that was heard the desk knows the sounds, and its characters
from the way people tell them (大細嘅大, 文章嘅文). So a heard name is read back, or shown to be put right.
"""

from __future__ import annotations

import re
from datetime import datetime

from ...events import Transcript
from .corrections import asserted
from .value import LOOSE, OPEN, Found

# Surnames of Hong Kong people, the commonest first.
_SURNAMES = frozenset(
    "陳黃李梁林張吳劉何鄭鍾王謝曾蔡葉周馮趙楊羅鄧蘇許郭胡朱徐余麥潘馬廖彭蕭江方袁莫溫游姚沈杜呂盧高戴譚甄區岑歐冼邱丘鄺關伍石司簡霍龐侯范湯黎龔孫鄒施韓孔容利倫倪凌"
    "唐夏崔章符翁阮尹蔣薛賴蒲勞賈嚴顧樊植殷俞焦白雷賀錢魏連卓古甘裴葛駱陸陶傅康樂萬文成曹宋董程任招尤巫車金於季封喬屈池畢包史田申伊危佘仇解查翟聶藍饒顏歸單鮑覃詹辛艾"
    "寧童苗柯柳梅桂祁祝秦紀耿臧花練舒莘華虞蘆衛談郝閔靳項齊龍尚常干幸戚揭明易景曲朴樓段毛汪沙滕燕牛狄盛盤瞿祖穆管茅荀藺賁路游遲邊邢郁郎都鄂銀闕雍靖鞏韋韶鳳黨洪源淩"
)
_COMPOUND = ("歐陽", "司徒", "上官", "諸葛", "司馬", "公孫", "慕容", "令狐", "端木", "東方", "尉遲", "皇甫", "夏侯", "獨孤", "張簡", "范姜")
# How people tell which surname: 耳東陳.
_TOLD = {
    "耳東陳": "陳", "大肚黃": "黃", "三劃王": "王", "十八子李": "李", "木子李": "李", "弓長張": "張", "立早章": "章", "雙木林": "林", "口天吳": "吳", "人可何": "何",
    "古月胡": "胡", "言午許": "許", "雙人徐": "徐", "雙企人徐": "徐", "木易楊": "楊", "禾火秋": "秋", "人禾余": "余", "走肖趙": "趙", "卯金刀劉": "劉", "奠耳鄭": "鄭", "水工江": "江",
    "方耳方": "方", "美女姜": "姜", "生薑姜": "姜", "圈吉周": "周", "登耳鄧": "鄧", "四維羅": "羅", "言身寸謝": "謝", "三馬馮": "馮", "兩點馮": "馮", "二馬馮": "馮", "木公松": "松",
    "日立章": "章", "干勾于": "于", "火土杜": "杜", "木土杜": "杜", "人尹伊": "伊", "文刀劉": "劉", "牛一朱": "朱", "山今岑": "岑", "丘八兵": "兵", "刀口邵": "邵", "子小孫": "孫", "口口呂": "呂", "雙口呂": "呂", "魚禾蘇": "蘇",
}  # fmt: skip
_HAN = "㐀-鿿"
_RADICALS = "草花?頭|竹花?頭|三點水|雙?(?:單)?企人邊?|單人邊|[木言金女火土石王口耳日]字邊|絞絲邊|走之|雨字?頭|寶蓋頭"  # 草頭葉, 三點水江
_TOLD_AS = re.compile(
    f"(?:[{_HAN}]字?係)?(?:(?P<whole>{'|'.join(sorted(_TOLD, key=len, reverse=True))})|(?:{_RADICALS})嘅?(?P<own>[{''.join(sorted(_SURNAMES))}]))"
)
# 大細嘅大, 文章個文, 光明嗰個明: how people tell which character a sound is.
_EXPLAINED = re.compile(rf"(?:(?P<first>[{_HAN}])[{_HAN}]{{0,2}}|[{_HAN}](?P<second>[{_HAN}]))(?:嘅|嗰個|個|的)(?:(?P=first)|(?P=second))")
_WHICH = re.compile(rf"([{_HAN}])字?係(?=[{_HAN}]{{1,3}}(?:嘅|嗰個|個|的)\1)")  # 文係文章嘅文
_TWICE = re.compile(f"^([{''.join(sorted(_SURNAMES))}])(?=\\1[{_HAN}]{{1,2}}$)")  # 姓羅羅小寶
_ALONE = re.compile(rf"單名(?:一個|嗰個|就|叫|係|個)*(?P<given>[{_HAN}])(?:字|呀|啦|$)*")  # 單名一個峰字
# 唔係丁呀，係鄧, or 係鄧，唔係丁, behind the name: which character it is.
_END = "字?[呀啊喎㗎]*"
_NOT_BUT = (
    re.compile(rf"[,，、\s]*唔係(?P<wrong>[{_HAN}]){_END}[,，、\s]*(?:而)?係(?P<right>[{_HAN}]){_END}$"),
    re.compile(rf"[,，、\s]+係(?P<right>[{_HAN}]){_END}[,，、\s]*唔係(?P<wrong>[{_HAN}]){_END}$"),
)
_BETWEEN = re.compile(r"[\s,，、。…]+|同埋|仲有|然後|跟住|之後(?:係)?|再嚟(?:係)?|我再講(?:多)?[一]?次|(?<=[㐀-鿿])同(?=[㐀-鿿]{2,4}嘅)")
_CALLED = re.compile(
    r"(?:我)?(?:嘅|個)?(?:中文)?(?:全)?名?(?:就|應該|即)?(?:叫做|叫我(?:做)?|叫|係|是)|本人|我(?:個|阿)?(?:爸爸|媽媽|老豆|先生|太太|老公|老婆|仔|女|爸|媽|哥哥|家姐|細佬|妹妹|朋友)|我?(?:小|敝|複|免貴)?姓(?!名)(?=.)|(?:我|嘅|個|中文|全)名(?:呢)?|名(?=[㐀-鿿]{1,2}[呀啦嘅]*$)|^(?:我|個|全|中文|持有人)?(?:呃+|嗯+|誒|咁樣?|嗱|哦|喂|好呀?|即係|應該係)"
)
_TITLED = re.compile(rf"([{''.join(sorted(_SURNAMES))}])(?:先生|小姐|女士|太太|生|太)(?=\1)")  # 李生李國強
_TITLE = re.compile("(?:先生|小姐|女士|太太|生|太|師奶|姑娘)$")
_TAIL = re.compile(r"(?:就?得)?[呀啊喎㗎嘅嘞啦喇吖囉咁。!,，.!！\s]*$")
_NOT_NAMES = re.compile("[唔冇乜咩點邊嗰呢啲咗緊係我你佢哋喺嘅嗎呀未晒㗎喇啦咁]|得$|^[啱對好得]|^阿|不過|而家|原來|一個|同埋|噉|夠|完$|時候|可以|如果|講|記|字$|多謝|等|單|[上下入]面|想|問|要|電話|地址|戶口|卡|錢|銀行|幫|請|^[零一二三四五六七八九十百千兩]+$")
_ENGLISH_LEAD = re.compile(r"^\W*(?:my (?:full )?name is|i am|i'm|this is|call me|name)\b[\s:]*", re.IGNORECASE)
_LEAD_OF_CHINESE = re.compile(rf"(?<![a-z])(?:my (?:full |chinese )?name is|i am|i'm|this is|call me)\s*(?=[{_HAN}])", re.IGNORECASE)
_TYPED_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'.-]*(?:[ ,]+[A-Za-z][A-Za-z'.-]*)+")


def read_chinese(text: str, _now: datetime) -> Found | None:
    """The name that a sentence asserts; of one whose character is put right alone (唔係丁呀，係鄧) with that."""
    remark = next(filter(None, (form.search(text) for form in _NOT_BUT)), None)
    found = _named(text[: remark.start()]) if remark else None
    if remark is None or found in (None, OPEN) or len(found.value) <= len(surname_of(found.value)):
        return _named(asserted(text))
    if remark["right"] in found.value:
        return found
    return Found(found.value.replace(remark["wrong"], remark["right"]), LOOSE) if found.value.count(remark["wrong"]) == 1 else OPEN


def _named(text: str) -> Found | None:
    """Two to four characters; sure with a known surname. A surname alone (姓陳, 陳生) is half a name.

    What explains a character (耳東陳, 大細嘅大) tells it better than the ears wrote it."""
    surnames: list[str] = []
    told: list[str] = []
    pieces: list[str] = []
    alone = _ALONE.search(text)
    text = _ALONE.sub(" ", _LEAD_OF_CHINESE.sub(" ", text))
    for clause in _BETWEEN.split(_TITLED.sub("", _WHICH.sub("", text))):
        surnames += [match["own"] or _TOLD[match["whole"]] for match in _TOLD_AS.finditer(clause)]
        rest = _TOLD_AS.sub(" ", clause)
        told += [match["first"] or match["second"] for match in _EXPLAINED.finditer(rest)]
        words = " ".join(_CALLED.split(_EXPLAINED.sub(" ", rest))).split()
        pieces += [piece for word in words if (piece := _TWICE.sub("", _TITLE.sub("", _TAIL.sub("", word))))]
    told = told[: len(told) // 2] if told[: len(told) // 2] * 2 == told else told  # all of it was said twice
    pieces = [piece for piece in pieces if len(piece) > 1 or piece not in told[1:]]  # 文係文章嘅文
    surname = surnames[-1] if surnames else ""
    if len(set(surnames)) > 1:
        return OPEN
    if not surname and told and told[0] in _SURNAMES and len(told) + len(pieces) > 1 and not any(map(surname_of, pieces)):
        surname = told.pop(0)  # 梁山伯嘅梁，大細嘅大，文章嘅文
    names = _whole(pieces, surname)
    if len(set(names)) > 1:
        return OPEN
    name = (names or [""])[0]
    surname = surname_of(name) or surname
    told = told[1:] if told and told[0] == surname else told
    if surname and 0 < len(told) <= 2 and len(name.removeprefix(surname)) in (0, len(told)):
        name = surname + "".join(told)
    if alone and surname and name in ("", surname):
        name = surname + alone["given"]
    return _judged(name or surname or "".join(told))


def _whole(pieces: list[str], surname: str) -> list[str]:
    """The names among these pieces: the whole ones, else a surname and what it is called by, else the last piece."""
    heads = [piece for piece in pieces if piece == surname_of(piece)]
    head = surname or (heads[0] if heads else "")
    names = [piece for piece in pieces if piece not in heads and not _NOT_NAMES.search(piece)]
    whole = [piece for piece in names if len(piece) > len(surname_of(piece)) > 0 and (piece.startswith(head) or len(piece) > 2)]
    if whole:
        return whole
    return [head + names[-1]] if head and names else [head] if head else pieces[-1:]


def _judged(name: str) -> Found | None:
    if not re.fullmatch(rf"[{_HAN}]{{1,5}}", name) or _NOT_NAMES.search(name):
        return None
    surname = surname_of(name)
    if len(name) == len(surname):
        return Found(name, 0.5)
    if len(name) == 4 and len(surname) == 1 and name[1] in _SURNAMES:  # 何陳美玉, as a married woman signs
        return Found(name, 0.9)
    if len(name) == 1 or len(name) > len(surname or "一") + 2:
        return None
    return Found(name, 0.9 if surname else 0.6)


def surname_of(name: str) -> str:
    """The surname that a Chinese name begins with, "" for none known."""
    return next((s for s in _COMPOUND if name.startswith(s)), name[0] if name and name[0] in _SURNAMES else "")


def read_english(transcript: Transcript) -> Found | None:
    """An English name that was typed: the ears write Han characters only."""
    if transcript.words or transcript.syllables:
        return None
    match = _TYPED_ENGLISH.search(_ENGLISH_LEAD.sub("", transcript.text))
    return Found(match[0].upper()) if match else None


def say(value: str) -> str:
    return value


def show(value: str) -> str:
    """The surname only: 陳••, CHAN •••."""
    if value.isascii():
        first = re.split("[ ,]", value, maxsplit=1)[0]
        return f"{first} •••"
    surname = surname_of(value) or value[:1]
    return surname + "•" * (len(value) - len(surname))
