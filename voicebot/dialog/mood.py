"""Whether a turn wants something done, asks how it is done, or asks for what only the customer's own account can tell. Pure."""

from __future__ import annotations

import re
from typing import Literal

from ..knowledge.text import normalise
from . import questions

Mood = Literal["wish", "how", "value", "told"]

# 幫我查下有幾多錢 is a wish though it holds a question; 點樣先可以幫我停卡 is a question though it holds a wish.
_ASKS_FOR_HELP = re.compile(
    "幫我|幫手|幫幫手|同我|代我|替我|(?:麻煩|唔該|請)你?(?:幫|搞|停|鎖|改|查|約)|^(?:please|check|block|change|update|book|make|report|cancel|stop|freeze)\\b|please|help me|can you|could you"
)
_WANTS = re.compile(
    "我(?:而家|即刻|就)?(?:想|要)(?!問|知|睇下|了解|請教)|想(?:而家|即刻)|(?:即刻|馬上|快啲)[^，]{0,4}(?:停|鎖|cut|轉|改|查|約)|i want to|i need to|i'd like to|i would like to"
)
_HOW = re.compile(
    "點(?:樣|先|可以|做|搞)|要(?:啲)?(?:咩|乜)|帶(?:啲)?(?:咩|乜)|要唔要|使唔使|收唔收|收幾多|要幾(?:多|耐)|幾耐|幾時(?:先|有|到)|邊度|how (?:do|can|to|long)|where|do i have to|what do i need"
)
# What only the customer's own account can tell.
_VALUE = re.compile("(?:有|淨|剩|餘|得)[^，]{0,3}(?:幾多|錢)|幾多錢(?:剩|喺)|my [a-z ]{0,20}balance|how much (?:do i have|is in|money)")



def mood(text: str) -> Mood:
    """What a turn is: a wish that something be done, a question how or on what terms it is done, one whose answer only the
    customer's own account has, or none of these."""
    said = normalise(text)
    if _HOW.search(said):
        return "how"
    if _ASKS_FOR_HELP.search(said):
        return "wish"
    if _VALUE.search(said):
        return "value"
    if questions.asks(said):
        return "how"
    return "wish" if _WANTS.search(said) else "told"
