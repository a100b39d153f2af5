"""What may be said. Everything spoken is put together from approved pieces, word for word; anything drafted in other
words must be supported by its evidence: no number, negation or name that the evidence does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..knowledge.text import normalise
from .numbers import numbers

# Spoken Cantonese → written Chinese, for comparing; a longer form comes before its parts.
_WRITTEN = (
    ("冇", "沒有"), ("唔使", "無須"), ("唔好", "不要"), ("唔", "不"), ("係", "是"), ("喺", "在"), ("嘅", "的"), ("畀", "給"),
    ("俾", "給"), ("佢", "他"), ("哋", "們"), ("嚟", "來"), ("攞", "取"), ("睇", "看"), ("搵", "找"), ("蚊", "元"), ("幾耐", "多久"),
    ("嗰", "那"), ("呢", "這"), ("啲", "些"), ("同埋", "及"), ("而家", "現在"), ("撳", "按"), ("揀", "選"),
)  # fmt: skip
_NEGATIONS = re.compile("不可|不能|不會|不收|不設|不用|不得|不|沒有|未|毋須|無須|免|勿|切勿|禁止|never|not|no |n't|cannot")
_ASKING = re.compile("(.)不\\1|是不是|有沒有")  # 係唔係: a question, not a negation
_FUNCTION = frozenset(
    "的是在我你他們這那了嗎呢吧啊呀喇啦囉先就都也及和與或同將把給請會可以要有一個些時候之後前如果所以因為但不沒有無須"
    "本行可到於按需用得想去來上下再仍而且並亦由從為被咗緊過埋返住嘢點樣係啱即係人"
)
_LATIN = re.compile(r"[a-z][a-z0-9-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def verbatim(spoken: str, pieces: Iterable[str]) -> bool:
    """Whether `spoken` is nothing but approved pieces, one after another."""
    usable = sorted({piece.strip() for piece in pieces if piece.strip()}, key=len, reverse=True)
    return _covered(spoken.strip(), usable)


def _covered(text: str, pieces: list[str]) -> bool:
    if not text:
        return True
    return any(text.startswith(piece) and _covered(text[len(piece) :].lstrip(), pieces) for piece in pieces)


def supported(sentence: str, evidence: str) -> bool:
    """Whether the evidence says what the sentence says, as far as words can tell. Errs on the side of False.

    Every number must be there with its unit, a negation on one side must be on the other, and no Latin word and no
    two Chinese characters in a row (a name, a new fact) may be new.
    """
    said, known = _written(sentence), _written(evidence)
    if said and said in known:
        return True
    return (
        _numbers_known(sentence, evidence)
        and _negated(said) == _negated(_nearest(said, known))
        and set(_LATIN.findall(said)) <= set(_LATIN.findall(known))
        and _characters_known(said, known)
    )


def _written(text: str) -> str:
    out = normalise(text).replace("hk$", "$")
    for spoken, written in _WRITTEN:
        out = out.replace(spoken, written)
    return re.sub(r"\s+", " ", out).strip()


def _numbers_known(sentence: str, evidence: str) -> bool:
    known = numbers(evidence)
    return all(
        any(value == v and (not unit or not u or unit == u) for v, u in known) for value, unit in numbers(sentence)
    )


def _negated(text: str) -> bool:
    return bool(_NEGATIONS.search(_ASKING.sub("", text)))


def _nearest(said: str, known: str) -> str:
    """The sentence of the evidence that shares most characters with what is said."""
    mine = set(_HAN.findall(said)) | set(_LATIN.findall(said))
    sentences = [s for s in re.split(r"[。！？!?\n]", known) if s.strip()] or [known]
    return max(sentences, key=lambda s: len(mine & (set(_HAN.findall(s)) | set(_LATIN.findall(s)))))


def _characters_known(said: str, known: str) -> bool:
    there = set(known) | _FUNCTION | set("零一二三四五六七八九十百千萬億兩")
    unknown = "".join("x" if _HAN.match(c) and c not in there else "." for c in said)
    return "xx" not in unknown and unknown.count("x") <= 0.1 * len(_HAN.findall(said))
