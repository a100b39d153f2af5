"""Which of the values that a story tells is meant: 條魚一百八，斬料六十二，加埋二百四十二蚊; 十五號唔得，十六號個仔考試，十七啦.

A story is taken clause by clause. A value that a clause denies or finds unfit is out wherever else it is said; of those left the
last is meant where its clause concludes (即係, 今次, 咁…啦), or where it is said once more. Never surely: the desk reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .corrections import asserted
from .value import LOOSE, OPEN, Found

Reader = Callable[[str], "Found | None"]
_BREATH = re.compile(r"[,，。;；!！…]+|(?<=[㐀-鿿])\.+|(?<=[呀啊啦喇囉㗎呢])\s+")
_ASKS = re.compile(r"[?？]|(?<!確)(?<!肯)(?<!一)(?<!原)定(?:係|[\d零一二兩三四五六七八九十廿])|或者|[好得]唔[好得]|是但|隨便|[都亦又]得|[都亦又]可以|未(?:諗|決|定|知|想)|唔知|邊[日個度]|幾[時多點]|一係|今次(?:又|就)?[話講收]")
_STRETCH = re.compile(r"[號日點蚊幾][至到](?![呀啊啦喇㗎嘅,，]|$)|[點半\d一二三四五六七八九十]度(?=[喇啦,，]|$)")
# What the last clause begins or ends with where it says what all comes to.
_CONCLUDES = re.compile(
    r"^[咁噉]|折後?(?:即係|就係|係)(?=[\d一二兩三四五六七八九])|^(?:嗱|唉|哎|呃|嗯|咦|唔好|好啦|好喇)?(?:即係|都係|不如|今次|今日|今個月|而家|依家|就|所以|咪|但係?|but|不過|結果|最後|最尾|總共|合共|一共|總數|加埋|連埋|夾埋|加晒|計埋|計落|其實|實收|實際|正確(?:嚟講|係|應該)|準確|我記得(?:係)?|明明(?:係)?|我約(?:咗|嘅)?|[揀選睇搭坐]|我(?:揀|選|睇|搭|坐|要|想(?:佢|你))|仲[爭差欠]|淨|應該|用返|要返|退返?|打|約|轉|改|寫)"
    r"|(?:我|幫我|你)?(?:想|要|就|話|今次|先|而家)+(?:寫|過|轉|約|講|打|改|係|畀|俾|還|交|入|訂|book|用|揀|攞|嚟)|(?<!都得)(?<!都可以)[啦喇囉噃]$|(?:好啲|啱啲|穩陣啲|好咗|先啱|至啱|先得|至得|得喇|就得|就啱|冇錯|(?<!都)(?:ok|可以|方便|得閒|有空|冇問題)[呀啊啦喇㗎]*|先搞|先嚟|先去|先約|先做|至嚟|至去|先)$"
)
_DENIES = re.compile(r"^(?:而|又|都|係)?(?:唔係|不是|唔好|唔要|除咗|唔使|冇話)")
_UNFIT = re.compile(r"怕|有找|[俾畀交付還][咗過]㗎|未(?:開|用得|通|起)|唔(?:得|啱|要|使|方便|開|收|夠|再|用|好)(?!閒唔)|[冇無]空|唔得閒|太(?:早|夜|遲|晏|趕|多|少|貴|急)|滿咗|滿晒|full|考試|返工|開工|開會|放假|返學|覆診|上堂|出差|旅行|行唔開|嚟唔切|嚟唔到|趕唔(?:切|及|到)|塞車|休息|取消|過期|停咗|cut咗|(?<![冇無沒])錯|舊(?:嗰|號)|之前嗰|本來|原本|以前|上次|上個月嗰|尋日嗰|(?<!未)過(?:咗|晒)[呀啊啦喇]*$|已經|好多人|差唔多|大[約概]|約莫|左右|上下$")
_ROLES = re.compile("老公|老婆|先生|太太|阿?[媽爸爺嫲公婆仔女]|老豆|老竇|家姐|大佬|細佬|細妹|妹妹|朋友|同事|老細|屋企人|公司|舖頭")
_MINE = re.compile("我(?:自己|本人|嗰[個張]|呢[個張])|自己嗰")
_NAMES = re.compile(r"(?![我你佢係嗰呢個啲啦喇呀都就唔冇想要俾畀])[㐀-鿿](?![我你佢係嗰呢個啲啦喇呀都就唔冇想要俾畀])[㐀-鿿]|[a-z]{2}")
_ALSO_DO = re.compile("[都亦又](?:得|可以|ok)")  # 禮拜一至五都得，禮拜三啦
_PICKS = re.compile(".{2,9}[啦囉]")
_LABEL = re.compile(r"(?<=.)(?=第[一二三]個|另一個|另外(?:嗰|一)個|新嗰個|舊嗰個|而家|今次|淨低|但係?(?!係)|不過|我(?:自己|本人)?嗰[個張]|(?:咁|所以)*我(?:揀|選|要佢|想佢|睇|搭|坐|約返)|[咁噉](?:就|不如|我)|(?:後|尾|下一?)嗰?[節場班更個](?=\d|[一二兩三四五六七八九十])|第[二三][節場班更個](?=\d|[一二兩三四五六七八九十]))")
_PLACED = re.compile("(?:頭|尾|前|後|早|夜|第[一二三])嗰?[節場班更個]")  # 我揀後嗰節
_FIT = re.compile("[先至](?:啱|係|得)|用返|仲(?:用|係|得)")  # 以前嗰個先啱


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    found: Found | None
    out: bool  # what it says is not meant


def clauses(said: str) -> list[str]:
    return [clause.strip() for clause in _BREATH.split(_LABEL.sub("，", said)) if clause.strip()]


def asks(said: str) -> bool:
    """Whether a sentence asks which, leaves it open, or tells a stretch."""
    return _ASKS.search(said) is not None or _STRETCH.search(said) is not None


def settle(said: str, reader: Reader) -> Found | None:
    """The value that a story of several comes to, None where it is not told."""
    told = [_clause(text, reader) for text in clauses(said)]
    with_value = [clause for clause in told if clause.found is not None]
    picks = bool(with_value) and told[-1] is with_value[-1] and _PICKS.fullmatch(told[-1].text)
    asking = [clause for clause in told if _ASKS.search(_ALSO_DO.sub("", clause.text) if picks else clause.text)]
    if len(with_value) < 2 or asking or any(_STRETCH.search(clause.text) for clause in told[told.index(with_value[-1]) :]):
        return None
    vague = any(clause.found is OPEN for clause in with_value)
    with_value = [clause for clause in with_value[:-1] if clause.found is not OPEN] + with_value[-1:]
    values = [_value(clause) for clause in with_value]
    if values[-1] == OPEN.value:
        return None
    out = {value for clause, value in zip(with_value, values) if clause.out}
    left = [(clause, value) for clause, value in zip(with_value, values) if value not in out]
    if not left or with_value[-1].out and len({value for _, value in left}) > 1:
        return None
    mine = {value for clause, value in left if _MINE.search(clause.text)}
    if len(mine) == 1 and all(_ROLES.search(clause.text) for clause, value in left if value not in mine):
        return Found(mine.pop(), LOOSE)  # 阿媽嗰張…，我自己嗰張…
    last, value = left[-1]
    one = {value for _, value in left} == {value} and not vague
    again = [value for _, value in left].count(value) > 1
    closing = told[-1].text if told[-1].found is None and told[-1] is not last else ""
    if closing and len(pointed := [value for clause, value in left if _points_to(closing, clause.text, [other.text for other, _ in left if other is not clause])]) == 1:
        return Found(pointed[0], LOOSE)  # 屋企…，舖頭…，打屋企啦
    leading = told[told.index(last) - 1]
    introduced = leading.found is None and leading is not told[-1] and _CONCLUDES.match(leading.text)
    if one or again or _CONCLUDES.search(last.text) or introduced or _CONCLUDES.match(closing):
        return Found(value, LOOSE)
    return None


def _points_to(closing: str, clause: str, others: list[str]) -> bool:
    """Whether the last words name what one clause alone names."""
    if (place := _PLACED.search(closing)) and place[0] in clause and not any(place[0] in other for other in others):
        return True
    pairs = {closing[at : at + 2] for at in range(len(closing) - 1)}
    return any(pair in clause and _NAMES.fullmatch(pair) and not any(pair in other for other in others) for pair in pairs)


def _clause(text: str, reader: Reader) -> _Clause:
    denied = _DENIES.match(text)
    found = reader(text[denied.end() :] if denied else asserted(text))
    if found is None and not denied:
        found = reader(text)
        return _Clause(text, found, found is not None and not _FIT.search(text))  # denied within the clause: 十號唔得
    return _Clause(text, found, bool(denied) or bool(_UNFIT.search(text)) and not _FIT.search(text))


def _value(clause: _Clause) -> str:
    return clause.found.value if clause.found else OPEN.value

