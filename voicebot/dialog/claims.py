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
 ← 閣下 的 嘅 之 者 將 把 位於 凡 凡係 獲 將予 予以 即告 即屬 即為 用嚟 用於 了 咗 緊 呀 啊 喇 啦 囉 㗎 吖 喎 嘅話 的話 係 是 為 喺 在 於 以 用 使用 經 透過 通過 客戶 你 您 就 都 均 皆 會 及 同 同埋 和 與 以及 並 並且 而且 且 亦 亦都 正在 喺度 便 也 也都 將會 便會 就會 則 吧
可 ← 可以 能 能夠 即可 就可以 就可 就得 可獲 可以獲 可獲得 可以得到 便可 則可
勿 緊張 ← 不要緊張 唔好緊張
不 可 ← 不得 並不得 不能夠 恕未能 恕不能
可能 ← 或會 可能會 或可能 或許 也許
才 可 ← 先可以 先可 先至可以 才可 方可 才能 方能
才 ← 先至 方才
須 ← 必須 一定要 要 需要 需 需時 須要
無須 ← 唔使 毋須 無需 毋需 不用 不需 不須 不必 唔需要 不需要 唔須要
勿 ← 唔好 切勿 請勿 不要 千祈唔好
沒有 ← 沒有任何 冇 沒 無 不設 唔設 冇任何 無任何
未 ← 還沒有 還沒 還未 尚未 仍未 仲未
沒法 ← 未能 冇辦法 無法 無辦法 沒辦法 沒有辦法
免費 ← 唔收費 唔收費用 唔收錢 唔收任何費用 不收費 不收費用 不收取費用 不收取任何費用 不收任何費用 唔使錢 唔使收費 無須收費
收 ← 收費 收取
或 ← 或者
本行 ← 我哋 我們 咱們 我哋銀行
後 ← 之後 以後 其後 隨後
前 ← 之前 以前
內 ← 之內 以內
時 ← 時候 嗰陣 嗰陣時
中 ← 入面 裏面 裡面
上午 ← 朝早 上晝 早上
中午 ← 晏晝
下午 ← 下晝
晚上 ← 夜晚 晚間
今日 ← 今天
聽日 ← 明天 明日
尋日 ← 昨天 昨日
後日 ← 後天
前日 ← 前天
今朝 ← 今早
聽朝 ← 明早
尋晚 ← 昨晚
聽晚 ← 明晚
當日 ← 當天
第二日 ← 翌日
星期 ← 禮拜
星期 #1.0 ← 星期一 禮拜一
初 #1.0 ← 初一
小時 ← 個鐘 個鐘頭 個小時 鐘頭
日 ← 天
元 ← 蚊 港元
至 ← 到 去 嚟 來 前往 前來 抵達
親臨 ← 親身前來 親身前往 親身至 親身嚟 親身去 親身到 親自去 親自嚟 親自到
帶 ← 帶備 帶同 帶同埋 帶埋 攜帶 攜同
自己 帶 ← 自攜
放 ← 置於 放喺 放於 置喺
即刻 ← 即時 立即 立刻 馬上
如 ← 如果 若 倘若 假如 倘 要是 若是
自己 ← 自行
取 ← 攞 領取 索取 拿 拎
取得 ← 攞到 拿到
提款 ← 攞錢
回 ← 返
找 ← 搵 尋找
付 ← 畀 俾 給 予 給予 付給 支付 繳付 繳交 繳納
按 ← 撳 點擊
選擇 ← 揀 選
看 ← 睇 查看 觀看 收看 參看 看看 睇吓
看見 ← 見到
說 ← 講 説 話
同時 ← 與此同時
查 ← 查詢
致電 ← 打電話 打電話至 打電話去 打電話到 打電話嚟 打電話來 打去
打 ← 撥打
收線 ← 掛線
回 覆 ← 覆返
告訴 ← 話畀
代 ← 代為 幫你 幫您 幫手 幫手呀 協助
另 ← 另外
約 ← 大約 大概
一般 ← 通常
最少 ← 至少 不少於 唔少過
最多 ← 至多 不多於 不超過 唔超過 唔多過
遺失 ← 唔見 唔見咗 不見了
現時 ← 而家 現在 目前 如今 現正
這 ← 呢 呢樣 這個 呢個 這種 呢種 此 這是
那 ← 該 嗰 那個 嗰個 噉
這裏 ← 呢度 這裡 這兒
那裏 ← 嗰度 那裡 那兒
這樣 ← 咁樣 這麼 這般 咁 那樣 那麼
這陣子 ← 呢排
今次 ← 這次 此次 是次
些 ← 啲
們 ← 哋
他 ← 佢 她 它 牠 其
遲啲 ← 稍後
等陣 ← 稍候 稍等
一齊 ← 一起 一同 一併
好 ← 很
還 ← 仲 仍
只 ← 僅 淨係
但 ← 惟 可是
所以 ← 因此 故此
因為 ← 因 由於
另 ← 此外
應該 ← 應
想 ← 欲
已經 ← 已
由 ← 從
鍾意 ← 喜歡
覺得 ← 認為
嘢 ← 東西
食 ← 吃
飲 ← 喝 飲用
瞓覺 ← 睡覺
瞓 ← 睡
返屋企 ← 回家
返工 ← 上班
放工 ← 下班
返學 ← 上學
換 ← 更換
改 ← 更改
被 ← 畀人
被竊 ← 被盜 畀人偷
受騙 ← 被騙 畀人呃
被盜用 ← 畀人盜用
多謝 ← 謝謝 感謝
抱歉 ← 對不起 對唔住 不好意思 唔好意思
唔緊要 ← 不要緊 沒關係 沒有關係
啱啱 ← 剛剛
頭先 ← 剛才
好似 ← 好像 似乎
還是 ← 定係
快啲 ← 快點
早啲 ← 早點
有啲 ← 有點 有些
成日 ← 經常 常常
除 ← 除了 除咗
咩 ← 什麼 甚麼 乜 乜嘢
點解 ← 為什麼 為甚麼 為何
點樣 ← 怎樣 怎麼樣 如何 怎麼
點算 ← 怎麼辦
幾多 ← 多少
幾耐 ← 多久 多長時間
幾大 ← 多大
幾時 ← 何時 什麼時候 甚麼時候
邊度 ← 哪裏 哪裡 哪兒 何處 什麼地方 甚麼地方
邊個 ← 誰 哪個
邊 ← 哪
係咪 ← 是否 是不是
有冇 ← 有沒有 有否 有無
會唔會 ← 會否 會不會
可唔可以 ← 能否 可否 能不能 可不可以
要唔要 ← 要不要
使唔使 ← 需不需要
超過 ← 逾
多過 ← 多於
少過 ← 少於
高過 ← 高於
低過 ← 低於
早過 ← 早於
遲過 ← 遲於
最早 ← 最早於 最早喺
最遲 ← 最遲於 最遲喺
曾經 ← 曾
填好 ← 填妥
準備好 ← 備妥
以下 ← 下列
請 ← 敬請
請 即刻 ← 請即 請即刻
落水 ← 下水
落車 ← 下車
上船 ← 登船
落船 ← 下船
揸車 ← 駕車
離開 ← 離去
小朋友 ← 孩子
到時 ← 屆時
送 至 ← 送往
那 些 ← 該等
如 不 ← 否則 唔係嘅話
當係 ← 視為 視作 即視為 即視作
毫 ← 角
不知 ← 不知道 唔知 唔知道
不識 ← 不懂 唔識
不止 ← 不只 不僅 唔止 唔單止
不 ← 唔 並非 並不 恕不 不予 唔予
一律 不 ← 概不 一概不 概不予 一概不予
不同意 ← 唔同意
"""
# Words whose parts mean something else, kept whole.
_WHOLE = (
    "可能 要求 時間 以上 以下 同意 共同 合同 同時 陪同 例如 因為 方便 不便 便宜 便利 緊張 緊急 客戶服務主任 客戶服務 信用卡 信用額 工作天 今天 明天 今日 看顧 其他 其中 其餘 其實 其間 尤其 "
    "一定 一律 一樣 一切 萬一 至今 提取 最低 最高 否則 規則 原則 決定 指定 固定 規定 設定 確定 沒收 出沒 埋沒 沉沒 從來 從事 自從 認為 成為 作為 行為 還款 還原"
).split()
_DIGITS = "零〇一二兩三四五六七八九"
_HAN = f"{_DIGITS}十百千萬億"
_VALUE = rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?\s*[萬億]?|[{_HAN}]+(?:點(?=[{_DIGITS}十])(?![{_HAN}]+分(?!之))[{_HAN}]+)?)"
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
    rf"(?P<bad>不好(?!意思)|唔好(?=[的嘅。，！？,.!?;；、\n]))|(?P<word>{_WORD})|(?P<share>百分之)?(?P<money>(?:hk)?\$|港幣)?\s*(?P<value>{_VALUE})(?P<unit>\s*(?:元|蚊|港元|%)|點(?!鐘))?"
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
    if match["bad"] is not None:  # 唔好 at the end of a clause says how something is; before a verb it forbids
        return ("不", "好")
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
