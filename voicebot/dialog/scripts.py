"""Turns that call for fixed words before anything else: a customer in the hands of a swindler, or one who is not safe.

Pure. What Hong Kong swindlers have their victims say (安全戶口, 公安叫我…, 唔好話俾人知, AnyDesk), and what people say who
were swindled, who mourn, or who think of dying. A single word decides only where it has no other use: 想死 is said of
tiredness and 公安 of law, so those need company. Errs on the side of the script, for hearing a warning costs a sentence.

The words of a script are the pack's (`script_scam`, …): a pack without the phrase has no such script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

import ToJyutping

from ..events import Syllable, Transcript
from ..knowledge.text import normalise

Cue = Literal["crisis", "crisis_other", "scam", "scammed", "bereaved", "others"]

_MARKS = re.compile(r"[,，。!！、…~?？;；:：]+")
_GAPS = re.compile(r"(?<![a-z])\s+|\s+(?![a-z])")  # all but those between English words
_GIVE = "(?:畀|俾|比|給|被)"
_KIN = (
    "(?:阿?爸爸?|爹哋|老豆|父親|阿?媽媽?|媽咪|老母|母親|老公|老婆|丈夫|太太|先生|阿?仔|阿?女|爺爺|嫲嫲|公公|婆婆|外公|外婆|外父|外母|奶奶|老爺"
    "|阿[爺嫲公婆哥姐嫂]|大佬|細佬|哥哥|家姐|弟弟|妹妹|阿妹|屋企人|家人|親人|伴侶|舅父|叔叔|姑[媽姐]|阿姨)"
)



def _pattern(text: str) -> re.Pattern[str]:
    """Both forms of 戶 are in use, also after `normalise`."""
    return re.compile(text.replace("戶", "[戶户]"))


# ---- think of dying
_DYING = _pattern(
    "想死(?!你|佢|我)|唔想(?:再)?(?:做人|生存|活落去|活喇|活)|(?:想|去|不如|會|話|諗住|打算|準備|要|我)(?:去)?自殺|自我了斷|了結(?:自己|生命)|結束(?:自己|生命|我條命)"
    "|不如死|死咗(?:佢)?(?:仲好|好過|算)|想跳樓|跳樓死|想燒炭死?|尋死|輕生|(?:唔知點|冇意思)(?:樣)?生存落去|生存落去[^，]{0,4}冇意思|活[唔不]落去|攬住[^，]{0,6}一齊死"
    "|kill (?:my|him|her|them)sel(?:f|ves)|wants? to die|end my life|suicid"
)
# Somebody else than the speaker: 我朋友話想死, 我阿媽成日話唔想做人. What stands between is no more than how it was told, so
# that 我同老公嗌交想死 and 老公走咗，我想死 stay the speaker's own; where in doubt they are.
_SOMEBODY = (
    f"(?:我|佢)?(?:個|嘅|有個|一個|有一個)?(?:{_KIN}|朋友|同事|同學|老友|男友|女友|男朋友|女朋友|學生|鄰居|室友|舍友|仔女|細路|網友|前度|佢哋?|有人|有個人"
    "|my (?:friend|colleague|classmate|son|daughter|mother|father|husband|wife|brother|sister|boyfriend|girlfriend)|he|she|they)"
)
_TOLD_OF = "(?:同我|對我|[俾畀]我聽|[俾畀]我知|話|講|成日|又|而家|琴晚|尋晚|今日|噚日|佢|好似|可能|會|一直|真係|傳訊息|留言|打嚟|說|說要|,?\\s*(?:said|says|told me|wants to|keeps saying)(?: (?:he|she|they))?)*\\s*"
_OF_ANOTHER = _pattern(f"(?:(?<=，)|^)(?:我?(?:擔心|驚|想問|如果|因為|點算|好驚))?{_SOMEBODY}{_TOLD_OF}(?:{_DYING.pattern})")
_EXAGGERATED = _pattern("(?:到|得)(?:我|你|佢|人|都|真係|好似|好|就|直頭|差啲)*想死|想死(?:嘅|的)?心都有|唔想死|想死都唔|自殺[率式案]|跳樓價|(?:唔好|切勿|不要|咪)，?(?:自殺|結束生命|輕生|尋死)")

# ---- in the hands of a swindler
_SAFE_ACCOUNT = _pattern("安全(?:嘅|的)?(?:戶口|帳戶|賬戶|帳號|賬號)|safe account")
_REMOTE = _pattern("any ?desk|team ?viewer|向日葵(?:app|程式|遠)|(?:遙控|遠端|遠程)[^，]{0,6}(?:電話|手機|電腦|部機|app)|(?:電話|手機|電腦|部機)[^，]{0,8}(?:遙控|遠端|遠程)")
_POLICE = _pattern("公安(?!條例)|國安(?!法)|檢察(?:院|官)|專案組|內地執法|大陸(?:警察|警方)")
_OFFICIAL = _pattern("公安(?!條例)|國安(?!法)|檢察|警察|警方|執法|法官|法庭|海關|入境處|廉署|廉政|金管局|通訊辦|電訊商|客服|順豐|快遞|速遞|微信|淘寶|官方")
_TOLD = _pattern("(?:叫|要|迫|逼|話|令|指示|吩咐|教|求|勸)(?:我|佢|阿?媽|阿?爸|老人家)|(?:佢哋?|對方|人哋|有人)(?:話|叫|要)|打(?:嚟|來|電話)|打[畀俾]我|搵我|聯絡我|查緊?我|帶我|(?:told|asked|asks|wants?|ordered) me")
_STAFF_TOLD = _pattern("(?:銀行|你哋|自稱)[^，]{0,4}職員[^，]{0,4}(?:打|叫我|要我|搵我)")
_MONEY = _pattern("轉數快|過數|轉(?:賬|帳|錢)|過(?:錢|筆|幾|十|廿|一)|匯款?|入錢|存入|攞錢|提款|保證金|按金|積蓄|擔保|戶口|錢|萬|money|transfer")
_SECRET = _pattern(
    f"(?:唔好|唔可以|唔[畀准俾]|千祈唔好|唔能夠|不能|不要)(?:同|向|對|話|講|告訴|透露|通知)[^，]{{0,4}}(?:{_GIVE})?[^，]{{0,5}}(?:知|講|聽|透露|屋企人|任何人|職員|人)|(?:要|叫我|話要|必須)(?:絕對)?保密|保密協議"
)
_CRIME = _pattern("洗黑錢|洗錢|通緝|涉嫌|涉及|清查|資金審查|凍結|非法入境|販毒")
_MOVES = _pattern("過(?:錢|數)|轉(?:數快|賬|帳|錢)|匯|入錢|存入|保證金")
_BAIT = _pattern("(?:包賺|穩賺|必賺|內幕|高回報|刷單|解凍費|網友|網上識|交友app|臉書識|whatsapp group)")

# ---- was swindled already
_SWINDLED = _pattern(f"{_GIVE}(?:人|騙徒|佢哋?|個|啲)?[^，]{{0,6}}?(?:呃|騙)(?:咗|晒|走|去|錢|\\d|[一二三四五六七八九十幾])|我[^，]{{0,6}}{_GIVE}人(?:呃|騙)|中咗(?:騙案|伏)|(?:我|懷疑|好似|應該|自己)[^，]{{0,4}}中咗招|^中咗招|(?:已經|懷疑|應該|覺得|可能)(?:自己|我)?(?:係|已經)?(?:中咗?招|受騙|被騙)|我受騙|(?:我|懷疑|自己|^)被騙|been scammed|was scammed|got scammed")
_PAID = _pattern("(?<![未冇])(?:轉|過|匯|俾|畀|入|存|交)咗(?:[^，]{0,6}(?:錢|蚊|數|[百千萬皮])|(?:畀|俾|去|入)?佢|[喇啦呀]|$)")
_NOT_YET = _pattern(f"(?:因住|小心|驚|怕|免得|會唔會|唔想|避免|防止|未|點先唔會|點樣唔會|唔好){_GIVE}|會唔會係?騙")

# ---- mourns
_DEAD = _pattern("(?<![行走經擦路轉避通])過(?:咗|左)?身(?![邊上體旁份分])|離世|去世|辭世|仙遊|病逝|離開咗(?:我哋|人世)|passed away|has died")
_KIN_DEAD = _pattern(f"{_KIN}[^，]{{0,6}}?(?:死咗|走咗(?!去|佬|嚟|落|上)|冇咗|died)|(?:my|our) (?:father|mother|husband|wife|son|daughter|brother|sister)[^,]{{0,12}}died")

# ---- asks about somebody else's affairs
_SURNAME = "(?<![一二兩三四五六七八九十呢嗰幾每])(?:歐陽|司徒|[陳黃李張林梁吳王鄭何劉周葉羅楊鄧郭蔡曾馮莊許蘇馬朱胡呂潘麥譚余謝方盧黎關趙徐袁邱雷薛温溫傅鍾鐘江高區彭姚])"
_CUSTOMER = "(?:客人?|客戶|人)"
_THEIRS = "(?:戶口|結餘|資料|交易|電話|地址|信用卡|卡|密碼|錢|存款|月結單|身份證|名單)"
_OTHER = _pattern(
    f"(?:(?:{_SURNAME}(?:生|先生|小姐|太太?|女士|[\\u3400-\\u9fff]{{2}})|(?:第二|另一|另外|其他|隔籬|上一|頭先嗰|所有|邊)(?:嗰)?(?:個|啲|位|嘅)?{_CUSTOMER}(?=個|嘅|張|啲|條|有|嗰|存)|人哋)"
    f"(?:個|嘅|張|啲|條|有(?:幾多)?|嗰)+{_THEIRS}|邊個(?:客人?|客戶)存款)"
    f"|(?:{_KIN}|朋友|同事|老細|老闆|男友|女友|前夫|前妻|鄰居)(?:個|嘅)(?:戶口)?[^，]{{0,4}}(?:有幾多|結餘|密碼|號碼|月結單)"
    "|(?:tell|give|read|show) me (?!my |the |a |your |how |about )[a-z]+ (?:account|balance|phone|address|password)|(?:last|other|another|next) customer"
)


# ---- told by their sound, where the characters are wrong: long enough to be nothing else
_SOUNDING = ("安全戶口", "保證金", "洗黑錢", "檢察院", "檢察官", "國家安全", "唔想做人", "唔好話畀人知", "畀人呃咗", "畀人騙咗")
_LEAST = 0.15  # probability of each syllable


def cue(transcript: Transcript) -> Cue | None:
    """The most urgent script that a customer's turn calls for; None for nearly every turn."""
    heard = (term for term, sounds in _sounds() if _holds(transcript.syllables, sounds))
    said = _GAPS.sub("", _MARKS.sub("，", normalise("，".join((transcript.text, *heard)))))
    earnest = _EXAGGERATED.sub("", said)
    if _DYING.search(earnest):
        return "crisis" if _DYING.search(_OF_ANOTHER.sub("", earnest)) else "crisis_other"
    if _swindling(said):
        return "scam"
    if _SWINDLED.search(_NOT_YET.sub("", said)):
        return "scammed"
    if _DEAD.search(said) or _KIN_DEAD.search(said):
        return "bereaved"
    return "others" if _OTHER.search(said) else None


def paid(text: str) -> bool:
    """Whether somebody who was warned says that the money is gone: 我已經轉咗三萬蚊."""
    return _PAID.search(_GAPS.sub("", _MARKS.sub("，", normalise(text)))) is not None


@cache
def _sounds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((term, tuple(reading for _, reading in ToJyutping.get_jyutping_list(term))) for term in _SOUNDING)


def _holds(rows: Sequence[Syllable], sounds: tuple[str, ...]) -> bool:
    """Whether the sounds follow each other among what was heard."""
    likely = [{sound for sound, p in row.alternatives if p >= _LEAST} for row in rows]
    return any(all(s in likely[at + n] for n, s in enumerate(sounds)) for at in range(len(likely) - len(sounds) + 1))


def _swindling(said: str) -> bool:
    """Whether a swindler's story stands behind the words."""
    if _SAFE_ACCOUNT.search(said):
        return True
    told, money = _TOLD.search(said), _MONEY.search(said)
    if _REMOTE.search(said) and (told or money or "裝" in said or "下載" in said):
        return True
    if _POLICE.search(said) and (told or money or _CRIME.search(said)):
        return True
    if _SECRET.search(said) and money and (told or _OFFICIAL.search(said)):
        return True
    official = _OFFICIAL.search(said) or _CRIME.search(said) or _STAFF_TOLD.search(said)
    if told and official and _MOVES.search(said):
        return True
    return bool(told and money and _BAIT.search(said))
