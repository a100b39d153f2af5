"""A sentence as the claim it makes: the same tokens for the same claim, spoken or written, and nothing else equal.

Spoken Cantonese and written Chinese meet in one form (冇 and 不設, 二百二十蚊 and HK$220, 朝早九點 and 上午九時). Words
that claim nothing (particles, copulas, prepositions of place and means) are left out. Every other character is kept,
in its order: whatever else differs between two sentences is a difference of what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..knowledge.text import normalise
from .numbers import value_of

# Canonical tokens ← their other forms. "" stands for words that claim nothing.
_SAME = """
 ← 的 嘅 了 咗 緊 呀 啊 喇 啦 囉 㗎 吖 喎 嘅話 的話 係 是 為 喺 在 於 以 用 使用 經 透過 通過 客戶 你 您 就 都 均 皆 會 及 同 同埋 和 與 以及 並 並且 而且 且 亦 亦都
不 ← 唔
可 ← 可以 能 能夠 即可 就可以 就可 就得 可獲
不 可 ← 不得
可能 ← 或會 可能會 或可能
才 可 ← 先可以 先可 先至可以 才可 方可
才 ← 先至 方才
須 ← 必須 要 需要 需 需時 須要
無須 ← 唔使 毋須 無需 不用 唔需要 不需要 唔須要
勿 ← 唔好 切勿 請勿 不要
沒有 ← 冇 無 不設 唔設
免費 ← 唔收費 唔收費用 唔收錢 唔收任何費用 不收費 不收費用 不收取費用 唔使錢 唔使收費 無須收費
收 ← 收費 收取
或 ← 或者
本行 ← 我哋 我們 我哋銀行
後 ← 之後 以後 其後
前 ← 之前 以前
內 ← 之內 以內
時 ← 時候 嗰陣 嗰陣時
中 ← 入面 裏面 裡面
上午 ← 朝早 上晝 早上
下午 ← 下晝
晚上 ← 夜晚
星期 ← 禮拜
小時 ← 個鐘 個鐘頭 個小時 鐘頭
日 ← 天
元 ← 蚊 港元
至 ← 到 去 嚟 來 前往
親臨 ← 親身至 親身嚟 親身去 親身到 親自去 親自嚟 親自到
帶 ← 帶備 帶同 帶埋 攜帶
即刻 ← 即時 立即 馬上
如 ← 如果 若 倘若 假如
自己 ← 自行
取 ← 攞 領取 拎
取得 ← 攞到
提款 ← 攞錢
回 ← 返
找 ← 搵
付 ← 畀 俾 給 支付 繳付 繳交 繳納
按 ← 撳
選擇 ← 揀 選
看 ← 睇 查看
查 ← 查詢
致電 ← 打電話至 打電話去 打電話到 打電話嚟 打去
代 ← 代為 幫你
另 ← 另外
約 ← 大約 大概
一般 ← 通常
最少 ← 至少 不少於 唔少過
最多 ← 至多 不多於 不超過 唔超過
遺失 ← 唔見 唔見咗
現時 ← 而家 現在 目前
這 ← 呢
那 ← 嗰
些 ← 啲
們 ← 哋
"""
# Words whose parts mean something else, kept whole.
_WHOLE = (
    "可能 要求 時間 以上 以下 不同 同意 共同 合同 同時 陪同 例如 因為 客戶服務主任 客戶服務 信用卡 信用額 工作天 今天 明天 今日 "
    "一定 一齊 一同 一樣 一切 萬一 至今 提取 最低 最高"
).split()
_DIGITS = "零〇一二兩三四五六七八九"
_HAN = f"{_DIGITS}十百千萬億"
_VALUE = rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?\s*[萬億]?|[{_HAN}]+(?:點(?=[{_DIGITS}十])[{_HAN}]+)?)"
_LOOSE = re.compile(f"[百千萬億][{_DIGITS[2:]}]$")  # 三百五 is 350 to some and 305 to others
_ENDS = frozenset("。!?\n")
_BREAKS = frozenset(",;:")
_BLANK = frozenset(" \t、,;:.「」『』()《》【】\"'")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`tokens` without separators; `breaks` are the places (a number of tokens) where "," ";" or ":" stood."""

    tokens: tuple[str, ...]
    breaks: tuple[tuple[int, str], ...]
    asks: bool  # ends with a question mark


def _table() -> dict[str, tuple[str, ...]]:
    """Every form and its tokens, in the characters that `normalise` gives."""
    table: dict[str, tuple[str, ...]] = {word: (word,) for word in map(normalise, _WHOLE)}
    for line in _SAME.strip("\n").splitlines():
        canonical, _, others = normalise(line).partition("←")
        tokens = tuple(canonical.split())
        for word in others.split():
            table[word] = tokens
        if len(tokens) == 1:
            table.setdefault(tokens[0], tokens)
    return table


_TABLE = _table()
_WORD = "|".join(map(re.escape, sorted(_TABLE, key=len, reverse=True)))
_SCAN = re.compile(
    rf"(?P<word>{_WORD})|(?P<share>百分之)?(?P<money>(?:hk)?\$|港幣)?\s*(?P<value>{_VALUE})(?P<unit>\s*(?:元|蚊|港元|%)|點(?!鐘))?"
    rf"|(?P<latin>[a-z][a-z0-9]*)|(?P<other>.)",
    re.DOTALL,
)


def claims(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, each as its tokens; empty ones are left out."""
    out: list[Sentence] = []
    tokens: list[str] = []
    breaks: list[tuple[int, str]] = []
    for match in _SCAN.finditer(normalise(text) + "\n"):
        kind = match.lastgroup if match["value"] is None else "value"
        if kind == "other" and match["other"] in _ENDS:
            if tokens:
                out.append(Sentence(tuple(tokens), tuple(breaks), match["other"] == "?"))
            tokens, breaks = [], []
        elif kind == "other" and match["other"] in _BLANK:
            if match["other"] in _BREAKS:
                breaks.append((len(tokens), match["other"]))
        else:
            tokens += _tokens(match)
    return tuple(out)


def _tokens(match: re.Match[str]) -> tuple[str, ...]:
    if match["word"] is not None:
        return _TABLE[match["word"]]
    if match["value"] is None:
        return (match.group(),)
    value = None if _LOOSE.search(match["value"]) else value_of(match["value"])
    number = f"#{match['value'] if value is None else repr(round(value, 6))}"
    unit = (match["unit"] or "").strip()
    if match["share"] or unit == "%":
        return (number, "%")
    if match["money"] or unit in ("元", "蚊", "港元"):
        return (number, "元")
    return (number, "時") if unit == "點" else (number,)
