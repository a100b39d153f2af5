"""Written Chinese → what a person in Hong Kong would say. The written form itself is kept by whoever calls.

Words are exchanged by lexicon and by what stands beside them; their order stays. Names, quotations and fixed words are
not touched, and text that is spoken already passes unchanged. A sentence whose claim the exchange would alter (a number,
a negation, a condition) stays as it was, and the edits that would have done so are told. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import opencc

from .claims import Sentence, claims
from .lexicon import BREAKS, FOLD, lexicon

_ENDS = frozenset("。！？!?\n")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
# Others' words, titles and addresses.
_QUOTED = re.compile(r"「[^「」]*」|『[^『』]*』|《[^《》]*》|〈[^〈〉]*〉|“[^“”]*”|\"[^\"]*\"|[A-Za-z0-9][!-~]*[A-Za-z0-9]")
# A street or house whose name begins or ends with a character that elsewhere is a word: 聯和道, 璧如徑, 丹拿花園; or has it inside, behind a street: 25號康和中心.
_PLACE = re.compile(
    f"[如和來勿拿那他信元][{_HAN}]{{0,2}}(?:街|道|路|徑|里|坊|邨|苑|台|臺|花園|大廈|醫院)"
    f"|(?<=[號街道路])[{_HAN}]和[{_HAN}]?(?:中心|大廈|廣場|花園|閣|苑|樓)"
)
# Who says one of these speaks Cantonese.
_CANTONESE = re.compile(
    "[嘅咗喺唔冇佢啲嗰哋畀俾噉咁㗎喎囉囖嘞嚹啩噃𡃉𠺢𠸏嘢乜咩睇搵揾攞嚟吖啫嗱啊呀喇哩啱誒諗搦嬲瞓靚慳嘥嗌揸拎嗮]|(?<!關)係(?!數)|而家|依家|呢個|呢度|呢啲|邊個|邊度|點解|點樣"
    "|同埋|一齊|頭先|尋日|琴日|聽日|鍾意|幾多|返[嚟去工學屋]|屋企|得閒|執[好生]|傾偈|不嬲|[好幾]鬼|仲[有要未係會可]"
)
_BARE = 4  # characters; a text as short as this may be a name or a saying of its own
_QUESTIONS = {
    "是": "係咪", "有": "有冇", "還有": "仲有冇", "可以": "可唔可以", "能": "可唔可以", "能夠": "可唔可以", "會": "會唔會",
    "需要": "使唔使", "要": "使唔使", "想": "想唔想", "知道": "知唔知道",
}  # fmt: skip
_ASKING = re.compile("[什甚麼誰哪何怎幾]|多少|是否|能否")
_ASKS = re.compile(f"嗎(?![{_HAN}])|[？?]")
# Simplified forms that Hong Kong writes as well, most of them in words of its own.
_BOTH = frozenset("吓响恒咤冲糍猬踪强搵")
# What only written Chinese says, wherever it stands as a word of its own.
_WRITTEN = frozenset(
    "我們 咱們 你們 您 他們 她們 它們 他 她 它 這個 這些 這裏 這樣 這麼 這次 這 那個 那些 那裏 那樣 那麼 那 哪個 哪些 哪裏 哪 誰 什麼 甚麼 為什麼 為甚麼 為何 "
    "怎樣 怎麼 如何 多少 是否 能否 可否 不是 不會 不能 不可 不可以 不要 不用 不需要 不想 不知道 不 沒有 沒 無須 無法 毋須 勿 須 看 說 找 拿 給 吃 喝 睡 "
    "喜歡 東西 也 很 還有 現在 今天 明天 昨天 一起 謝謝 了 是 的 在 嗎 吧 及 與 均 皆 則 若 於".split()
)


@dataclass(frozen=True, slots=True)
class Edit:
    """`before` at written[start:end] is said as `after`; `rule` is lexicon, question or script."""

    start: int
    end: int
    before: str
    after: str
    rule: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """`refused` are the edits of sentences that stay as written, since their claim would not have survived."""

    text: str
    edits: tuple[Edit, ...]
    refused: tuple[Edit, ...] = ()


def spoken(written: str, keep: Iterable[str] = (), mixed: bool = False) -> Spoken:
    """`written` as it is said; `keep` are names and terms that must stay as they are. `mixed`: words of written Chinese are
    exchanged although others of the text are Cantonese, as in a model's draft; what a person said would lose by it."""
    local = hong_kong(written)
    speaks = not mixed and bool(_CANTONESE.search(_QUOTED.sub("", local)))
    edits: list[Edit] = []
    refused: list[Edit] = []
    for words in _sentences(local, keep):
        changes = _changes(written, local, words, speaks)
        start, end = words[0][0], words[-1][1]
        if not changes or _same_claim(local[start:end], _said(written, changes, start, end)):
            edits += changes
        else:
            refused += changes
    return Spoken(_said(written, edits, 0, len(written)), tuple(edits), tuple(refused))


def written_markers(text: str, keep: Iterable[str] = ()) -> list[str]:
    """The words of written Chinese that `text` still holds outside names and quotations, in order."""
    folded = text.translate(FOLD)
    return [folded[start:end] for start, end in lexicon().segment(folded, _whole(text, keep)) if folded[start:end] in _WRITTEN]


def _sentences(text: str, keep: Iterable[str]) -> Iterator[list[tuple[int, int]]]:
    """The words of each sentence; a quotation of several is one word."""
    words: list[tuple[int, int]] = []
    for word in lexicon().segment(text.translate(FOLD), _whole(text, keep)):
        words.append(word)
        if text[slice(*word)] in _ENDS:
            yield words
            words = []
    if words:
        yield words


def _changes(written: str, local: str, words: list[tuple[int, int]], speaks: bool) -> list[Edit]:
    """What to exchange in one sentence; `speaks`: it is Cantonese already."""
    folded = local.translate(FOLD)
    asked = {} if speaks else _questions(folded, words)
    bare = len(local) <= _BARE and not any(c in BREAKS for c in local)
    out: list[Edit] = []
    for start, end in words:
        said = asked.get(start) or (None if bare and end - start == 1 else lexicon().spoken(folded, start, end, speaks))
        after, rule = (local[start:end], "script") if said is None else (said, "question" if start in asked else "lexicon")
        if after != written[start:end]:
            out.append(Edit(start, end, written[start:end], after, rule))
    return out


def _said(written: str, edits: list[Edit], start: int, end: int) -> str:
    """written[start:end] with the edits made."""
    out: list[str] = []
    for edit in edits:
        out += (written[start : edit.start], edit.after)
        start = edit.end
    return "".join([*out, written[start:end]])


def _questions(text: str, words: list[tuple[int, int]]) -> dict[int, str]:
    """Where a clause ends in 嗎, its first verb asks: 是…嗎 → 係咪…呀."""
    out: dict[int, str] = {}
    first: tuple[int, str] | None = None
    denied = False
    for start, end in words:
        word = text[start:end]
        if word in BREAKS:
            first, denied = None, False
        elif word in _QUESTIONS and first is None:
            first = (start, _QUESTIONS[word])
        elif word[0] in "不未沒無" or _ASKING.search(word):
            denied = True
        elif word == "嗎" and first and not denied:
            out[first[0]] = first[1]
    return out


def _whole(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """What is not to be looked into: quotations, addresses, Latin, names."""
    spans = [match.span() for pattern in (_QUOTED, _PLACE) for match in pattern.finditer(text)]
    for name in filter(None, names):
        spans += [match.span() for match in re.finditer(re.escape(name), text)]
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out


def _same_claim(before: str, after: str) -> bool:
    was, now = claims(before.translate(FOLD)), claims(after.translate(FOLD))
    if _ASKS.search(before):  # asks in another way, and claims nothing; the numbers must stay
        return [_numbers(part) for part in was] == [_numbers(part) for part in now]
    return [part.tokens for part in was] == [part.tokens for part in now]


def _numbers(sentence: Sentence) -> list[str]:
    return [token for token in sentence.tokens if token.startswith("#")]


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


@lru_cache(maxsize=1)
def _reverse() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def hong_kong(text: str) -> str:
    """Simplified Chinese in Hong Kong's characters. Text in traditional characters stays as it is, to the letter."""
    if not any(map(_simplified, set(text))):
        return text
    converted = _HAN_RUN.sub(lambda run: _converter().convert(run.group()), text)
    if len(converted) != len(text):
        return text
    return "".join(old if old in _BOTH else new for old, new in zip(text, converted.replace("户", "戶"), strict=True))


@lru_cache(maxsize=4096)
def _simplified(character: str) -> bool:
    """Whether Hong Kong writes another character for it."""
    if character < "\u3400" or character in _BOTH:
        return False
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return bool(_converter().convert(character) != character and _reverse().convert(character) == character)
    return False
