"""A question that names no matter of its own goes on about the last one: 匯款收六十五蚊… 咁幾耐先到？ Pure.

Such a question is made of nothing but what asks (幾耐, 可唔可以), what any matter has (文件, 手續費, 網上) and light words. By itself it
would be the question of whatever text has these words, so it is only ever asked of what was heard last: it is answered where that
holds the kind of fact that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..knowledge.text import normalise
from . import facts, questions

_ASKS = (
    "幾多個?(?:錢|蚊|日|月|年|禮拜|星期|次|人|工作天|份|鐘)?|幾(?:耐|時|點|錢|號|貴)|點(?:樣|算|搞|做|辦|轉|去|申請|交|畀|俾|攞|用|計|收|解|取消|改|處理)?|邊(?:度|個|間|日|啲|張|種)?|[咩乜]嘢?|"
    "有[冇無](?:得)?|可唔可以|得唔得|使唔使|洗唔洗|要唔要|需唔需要|駛唔駛|會唔會|收唔收|係咪|係唔係|[畀俾]唔[畀俾]|[啱夠]唔[啱夠]|嗎|未"
)
_ANY = (
    "文件|證件|證明|資料|表格|身份證|單|錢|蚊|手續費|收費|費用|服務費|費|利息|罰款|時間|日數|限期|期限|有效期|過期|到期|限制|限額|上限|次數|最低|最高|最多|最少|最快|最遲|優惠|折扣|減|罰|豁免|免費|免|網上|手機|分行|櫃員機|電話|短訊|電郵|"
    "本人|親身|親自|第二個人|人哋|屋企人|代辦|代|其他|另外|條件|資格|要求|號碼|通知|提示|信|地方|地址|預約"
)
_LIGHT = (
    "有人|冇人|請問|想問|我想知|想知|問下|問吓|麻煩|唔該|不好意思|唔好意思|即係|咁樣|咁|噉|即|其實|通常|一般|大約|大概|如果|要係|萬一|之後|跟住|後來|而家|依家|即刻|今日|聽日|當日|同日|"
    "我哋|你哋|佢哋|我|你|佢|呢個|嗰個|呢樣|嗰樣|嗰陣|呢啲|嗰啲|樣嘢|嘢|自己|"
    "需要|要|使|洗|收到|收|畀|俾|付|交|帶|攞返|攞到|攞|拎|等|到|有|先|至|再|可以|得|去|嚟|搞掂|搞|做|辦理|辦|申請|處理|完成|生效|開始|開通|批|知道|知|睇到|睇|打|搵|開|閂|停|查|續|加|換|返|用|計|轉|過|寄|入|出|改|取消|"
    "咗|嘅|㗎|架|呀|啊|喇|啦|喎|呢|嘛|咧|啲|個|下|吓|仲|又|都|就|只|淨係|係|喺|同埋|同|定係|定|或者|多|少|快|慢|貴|平|好|唔|埋|晒|住|啫|咋|嚿|日|次|張|條|份|間"
)
_BARE = re.compile(f"(?:{_ASKS}|{_ANY}|{_LIGHT}|[\\s,，。.?？!！、…])+")
_WAITED = frozenset({"when", "long"})
_SOON = re.compile(
    r"[\d〇零一二兩三四五六七八九十百半幾]+\s*(?:個)?(?:工作天|工作日|日(?!子)|天|星期|禮拜|個?月|分鐘|小時|鐘頭|鐘)|即日|即時|即刻|當日|同日|即場|隨時|[\d一二兩三四五六七八九十]+[點號]|今日|聽日|第二日|月[尾底初]"
)
_NAMED, _WHAT = re.compile(_ANY), re.compile(_ASKS)
_AND = re.compile("(?:咁|噉|如果|即係|同埋|係|去|喺|用)*[㐀-鿿a-z]{1,8}呢[?？]?")
_LONGEST = 24  # characters
_LOOSE = frozenset({"allowed", "how", "penalty", "opinion", "name"})  # kinds that nearly any sentence shows


def goes_on(text: str) -> bool:
    """Whether a turn asks, and names no matter of its own."""
    return _asks(said := normalise(text).strip()) and _BARE.fullmatch(said) is not None


def speaks_of(text: str, heard: str) -> bool:
    """Whether a turn asks, and all that it names was heard: 技術員一般二十四小時內上門… 幾時有人上門; or asks of one more thing: 去日本呢."""
    said = normalise(text).strip()
    if _AND.fullmatch(said) or not _asks(said):
        return _AND.fullmatch(said) is not None
    named, whole = _BARE.sub(" ", said).split(), normalise(heard)
    return bool(named) and all(len(run) > 1 and run in whole for run in named)


def _asks(said: str) -> bool:
    return 0 < len(said) <= _LONGEST and bool(questions.asks(said) or _WHAT.search(said))


def wants_nothing(text: str) -> bool:
    """Whether a question asks for no kind of fact that is known, but how, or of one more thing: 點開, 去日本呢."""
    said = normalise(text).strip()
    return not facts.asked(said) and ("點" in said or _AND.fullmatch(said) is not None)


def tells(text: str, sentences: Iterable[str]) -> bool:
    """Whether what was heard holds the kind of fact that the question asks for. Of several kinds those count that not every text has;
    where there are none, a word of the question must be there (可唔可以免: 豁免)."""
    said, heard = normalise(text), [normalise(sentence) for sentence in sentences]
    asked = facts.asked(said)
    wanted = asked - _LOOSE or asked
    words = _NAMED.findall(_WHAT.sub(" ", said)) if wanted <= _LOOSE else []
    shown = frozenset(kind for sentence in heard for kind in facts.shown(sentence))
    if wanted and wanted <= _WAITED:  # 上一年 is no time to wait for
        return any(_SOON.search(sentence) for sentence in heard)
    return bool(wanted & shown) and (not words or any(word in sentence for word in words for sentence in heard))
