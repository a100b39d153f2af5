"""One of several that the desk has named: by name, by sound, or by place (第二個, 頭嗰個, 尾嗰個, 兩個都唔係)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...events import Transcript
from ...knowledge.text import loose, normalise, units
from ..numbers import exact
from .value import Found

Choices = Mapping[str, Sequence[str]]
NONE = "none"  # the key that 兩個都唔係 gives, where the choices have it
_NEITHER = re.compile("(?:[兩三四五]個|全部|乜|咩|邊個)?都(?:唔[係要啱想]|冇|不是)|冇一個|無一個|neither|none of")
_ORDINAL = re.compile(r"第\s*([一二三四五六七八九十\d])|([一二三四五六七八九十\d])\s*號|選項\s*([一二三四五六七八九十\d])|(?:option|number|no\.?)\s*(\d|one|two|three|four|five)")
_ENGLISH = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_FIRST = re.compile("頭嗰|頭一|頭先嗰|最頭|最先|最上|上面嗰|前面嗰|first")
_LAST = re.compile("尾嗰|最尾|最後|最落|下面嗰|後面嗰|後嗰|後者|last")
_FORMER = re.compile("前者")
_MIDDLE = re.compile("中間")
_SECOND = re.compile(r"\bsecond\b|\bthird\b", re.ASCII)
_BARE = re.compile(r"(?:我?(?:揀|選|要|想要|係))?\s*([一二三四五六七八九兩\d])\s*(?:呀|啊|啦|喇|吖|嗰個|個)*")
_REFUSED = re.compile("(?:唔好|唔要|唔想要|唔去|唔揀)[^,，。]{1,6}?(?=[,，。]|要|想要|係|去)")  # 唔好旺角，荃灣啦
_PART = 0.3  # of what only one name has that must be said where not all of it is
_SOUND_LIKE = 0.75


def read(text: str, transcript: Transcript, choices: Choices) -> Found | None:
    """The key of the one choice that is meant; `text` is the part of the transcript that counts."""
    text = normalise(text)
    if _NEITHER.search(transcript.text.casefold()):
        return Found(NONE) if NONE in choices else None
    text = _REFUSED.sub(" ", text)
    named = _named(text, choices)
    if len(named) == 1:
        return Found(named[0])
    if len(named) > 1:
        return None
    keys = [key for key in choices if key != NONE]
    return _placed(text, keys) or _partly(text, choices) or _heard(text, transcript, choices)


def _named(text: str, choices: Choices) -> list[str]:
    """Keys whose name stands in the text; a name inside a longer one that is said does not count."""
    found = [(name, key) for key, names in choices.items() for name in map(normalise, names) if name and name in text]
    longest = [(name, key) for name, key in found if not any(name != other and name in other for other, _ in found)]
    return sorted({key for _, key in longest})


def _placed(text: str, keys: Sequence[str]) -> Found | None:
    places: set[int] = set()
    for match in _ORDINAL.finditer(text):
        places.add(_number(next(filter(None, match.groups()))))
    places |= {{"second": 2, "third": 3}[word] for word in _SECOND.findall(text)}
    if _FIRST.search(text) or _FORMER.search(text):
        places.add(1)
    if _LAST.search(text):
        places.add(len(keys))
    if _MIDDLE.search(text) and len(keys) == 3:
        places.add(2)
    if not places and (bare := _BARE.fullmatch(text.strip(" ,，。.!！"))):
        places.add(_number(bare[1]))
    place = places.pop() if len(places) == 1 else 0
    return Found(keys[place - 1], 0.95) if 1 <= place <= len(keys) else None


def _number(text: str) -> int:
    return _ENGLISH.get(text) or int(exact(text) or 0)


def _partly(text: str, choices: Choices) -> Found | None:
    """The one choice of whose name the text has a telling part: 綜合 for 綜合戶口, where no other name has it."""
    said = set(_pairs(units(text).chars))
    pairs = {key: [_pairs(units(normalise(name)).chars) for name in names] for key, names in choices.items()}
    own = {key: {p for name in names for p in name} for key, names in pairs.items()}
    shares = {}
    for key, names in pairs.items():
        shared = {p for other, theirs in own.items() if other != key for p in theirs}
        shares[key] = max((_share(said, [p for p in name if p not in shared]) for name in names), default=0.0)
    return _clear(shares, _PART, 0.8)


def _heard(text: str, transcript: Transcript, choices: Choices) -> Found | None:
    """The one choice that the sounds fit, merged as Hong Kong mergers and recognition errors merge them."""
    if transcript.syllables:
        rows = [{loose(sound) for sound, p in s.alternatives if p >= 0.05} for s in transcript.syllables]
    else:
        rows = [{loose(sound)} for sound in units(text).sounds]
    shares: dict[str, float] = {}
    for key, names in choices.items():
        sounds = [[loose(s) for s in units(normalise(name)).sounds] for name in names]
        shares[key] = max((_aligned(rows, name) for name in sounds if name), default=0.0)
    return _clear(shares, _SOUND_LIKE, 0.7)


def _aligned(rows: Sequence[set[str]], name: Sequence[str]) -> float:
    """The largest share of a name's sounds that one stretch of as many syllables has."""
    width = len(name)
    stretches = range(max(1, len(rows) - width + 1))
    return max((sum(sound in row for sound, row in zip(name, rows[at : at + width])) / width for at in stretches), default=0.0)


def _pairs(chars: Sequence[str]) -> list[str]:
    return ["".join(pair) for pair in zip(chars, chars[1:])] or list(chars)


def _share(said: set[str], pairs: Sequence[str]) -> float:
    return sum(pair in said for pair in pairs) / len(pairs) if pairs else 0.0


def _clear(shares: Mapping[str, float], least: float, trust: float) -> Found | None:
    """The best, where it is good enough and no other comes near."""
    ranked = sorted(shares.items(), key=lambda row: -row[1])
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[1][1] > ranked[0][1] - 0.2):
        return None
    return Found(ranked[0][0], trust)


def say(names: Sequence[str]) -> str:
    return names[0] if names else ""
