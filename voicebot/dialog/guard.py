"""What may be said. Everything spoken is put together from approved pieces, word for word; anything drafted in other
words must make the same claim as its evidence, told another way: written as spoken, digits as words, nothing besides.
"""

from __future__ import annotations

from collections.abc import Iterable

from .claims import Sentence, claims

_WINDOW = 4  # sentences of the evidence that one drafted sentence may join
# What limits the words before it, so that a draft may not leave it out.
_LIMITS = frozenset("除 但 惟 只 僅 限 適 上述 此 這 該 否則 例外 不過 然而".split())
_BINDING = _LIMITS | frozenset("不 沒有 勿 無須 免費 豁 如 須 視 準 前 後 內 以上 以下 才 可能 最少 最多 最低 最高 時 期 另".split())
_CONTRASTS = ("但", "惟", "除", "不過", "否則", "然而", "如", "只適", "只限", "僅適", "僅限")  # a sentence that takes back


def verbatim(spoken: str, pieces: Iterable[str]) -> bool:
    """Whether `spoken` is nothing but approved pieces, one after another."""
    usable = frozenset(piece for given in pieces if (piece := given.strip()))
    lengths = sorted({len(piece) for piece in usable})
    text = spoken.strip()
    ends = {0}  # places up to which the text is covered
    for at in range(len(text)):
        if at in ends:
            if text[at].isspace():
                ends.add(at + 1)
            ends.update(at + n for n in lengths if text[at : at + n] in usable)
    return len(text) in ends


def supported(sentence: str, evidence: str) -> bool:
    """Whether the evidence makes the claim that the sentence makes. Errs on the side of False.

    The sentence must say whole sentences of the evidence in their order, from the beginning of one: a condition comes
    first in Chinese. Only an end that limits nothing may be left out: a further option (可…), or what follows ";".
    """
    said = claims(sentence)
    if not said or any(part.asks for part in said):
        return False
    wanted = tuple(token for part in said for token in part.tokens)
    known = claims(evidence)
    return any(_says(wanted, known[start:]) for start in range(len(known)))


def _says(wanted: tuple[str, ...], known: tuple[Sentence, ...]) -> bool:
    for number, sentence in enumerate(known[:_WINDOW]):
        if len(wanted) <= len(sentence.tokens):
            if sentence.asks or wanted != sentence.tokens[: len(wanted)]:
                return False
            after = known[number + 1 : number + 2]
            return _may_end(sentence, len(wanted)) and not (after and "".join(after[0].tokens[:2]).startswith(_CONTRASTS))
        if sentence.asks or wanted[: len(sentence.tokens)] != sentence.tokens:
            return False
        wanted = wanted[len(sentence.tokens) :]
    return False


def _may_end(sentence: Sentence, at: int) -> bool:
    """Whether the sentence may stop after `at` tokens."""
    rest = sentence.tokens[at:]
    if not rest:
        return True
    marks = [mark for place, mark in sentence.breaks if place == at]
    if ";" in marks:
        return not _LIMITS & set(rest)
    return "," in marks and rest[0] == "可" and not any(t in _BINDING or t.startswith("#") for t in rest)
