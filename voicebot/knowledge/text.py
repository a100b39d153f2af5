"""Text as the index sees it: the same question in characters, in sounds, and in sounds that people mix up.

A text becomes a row of units (one Han character, or one Latin word or number); each unit has a written form, a
Jyutping syllable with tone, and a loose sound in which common Cantonese mergers and recognition errors disappear
(n/l, ng/∅, gw/g, -ng/-n, -k/-t, tones). Latin words stand for themselves in all three. Sounds follow the LSHK
Jyutping scheme.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ToJyutping

from ..asr.lexicon import fold
from ..characters import HAN, folded, hong_kong, unradical
from ..events import Syllable, Transcript

FIELDS = ("char", "jyut", "loose")
UNIGRAM_WEIGHT = 1.0  # of one unit, against 1 for a pair; chosen by cross-validation on the pack's examples
MARKER_WEIGHT = 2.0  # of a known term, against 1 for a pair of units
_UNIT = re.compile(f"[{HAN}]|[a-z]+|[0-9]+(?:\\.[0-9]+)?")
# One character for the search, though they may sound different: words that simplified text spells alike, 看著/看着, 咭/卡, and
# Cantonese as it is typed in haste (食左飯, 黎左未, 我地, 俾錢).
_ALIKE = str.maketrans("後裏幾乾幹係隻著纔祇咭咗嚟瞓哋嘅嘢俾吓", "后里几干干系只着才只卡左黎訓地既野畀下")
_SYLLABLE = re.compile(r"^(ng|gw|kw|[bpmfdtnlgkhzcsjw])?(.*?)(ng|[ptkmn])?$")
# What a hurried customer says around the question itself. Longest first, so that none cuts another in half.
_FILLERS = sorted(
    "唔好意思 麻煩你 麻煩晒 麻煩 請問 我想問下 我想問吓 我想問 想問下 想問吓 想問 想知道 想知 問下 喂 喂你好 你好呀 "
    "其實 即係 咁呢 呢個 嗰個 嗯 呃 誒 吖 呀 啊 呢 啦 喇 㗎 架 吓 囉 嘅 啲 可唔可以 可不可以 得唔得 點樣 點樣可以 我想 我要 "
    "應該 如果 嘅話 同埋 咗 緊 下 先 係咪 會唔會 要唔要 使唔使 你哋 我哋 而家 請你 幫我 話 一下 吧 嗎".split(),
    key=len,
    reverse=True,
)
_FILLER = re.compile("|".join(_FILLERS))
_ENGLISH_STOP = frozenset(
    "a an the is are am be was do does did i me my we our you your it its to of in on at for and or if with from by as "
    "can could would should will shall have has had there this that please tell want need get got hi hello so any some "
    "what whats im ive".split()
)


def normalise(text: str) -> str:
    """One spelling of everything, for comparing: full width → half width, lower case, real characters for radicals,
    simplified → Hong Kong characters, one spelling of 匯/滙 and their like."""
    folded_case = unicodedata.normalize("NFKC", unradical(text)).casefold().replace("’", "'").replace("'s", "").replace("'", "")
    return folded(hong_kong(folded_case))


def alike(text: str) -> str:
    """`text`, character for character, in the spelling that stands for all: 裏 and 裡, 畀 and 俾, 咗 and 左."""
    return text.translate(_ALIKE)


def plain(text: str) -> str:
    """`text` normalised and without the words that only fill; all of it where nothing else would be left."""
    whole = normalise(text)
    bare = _FILLER.sub(" ", whole)
    return bare if _UNIT.search(bare) else whole


@dataclass(frozen=True, slots=True)
class Units:
    """A text unit by unit: `chars[i]` is written, `sounds[i]` is its Jyutping in the recogniser's form (nei5 → lei5), or
    the Latin word itself."""

    chars: tuple[str, ...]
    sounds: tuple[str, ...]


def units(text: str) -> Units:
    """The units of a text that `normalise` or `plain` has seen. English function words are dropped.

    Never cached: a cache would keep what customers said for as long as the process lives.
    """
    sounds = _sounds(text)
    chars: list[str] = []
    heard: list[str] = []
    found = list(_UNIT.finditer(text))
    telling = [match for match in found if match.group() not in _ENGLISH_STOP]
    for match in telling or found:
        unit = match.group()
        if unit.isascii():
            unit = _stem(unit)
        chars.append(alike(unit))
        heard.append(unit if unit.isascii() else fold(sounds[match.start()]))
    return Units(tuple(chars), tuple(heard))


def _sounds(text: str) -> list[str]:
    """One sound a character of `text`; a character without a known reading is its own sound."""
    out: list[str] = []
    for piece, reading in ToJyutping.get_jyutping_list(text):
        first = reading.split()[0] if reading else piece
        out += [first] * len(piece)
    return out


def _stem(word: str) -> str:
    """English plural and doubled endings away: cheques → cheque, lost stays lost."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def loose(sound: str) -> str:
    """A Jyutping syllable with the common mergers undone; anything else is returned as it is."""
    if not sound or not sound[-1].isdigit() or sound[0].isdigit():
        return sound
    base = sound[:-1]
    if base in ("ng", "m"):
        return "m"
    match = _SYLLABLE.match(base)
    if not match:
        return base
    onset, rime, coda = match.group(1) or "", match.group(2), match.group(3) or ""
    onset = {"n": "l", "ng": "", "gw": "g", "kw": "k"}.get(onset, onset)
    coda = {"ng": "n", "k": "t"}.get(coda, coda)
    return f"{onset}{rime}{coda}"


@dataclass(frozen=True, slots=True)
class Query:
    """Weighted tokens by field; weights are probabilities where the recogniser gave alternatives."""

    fields: Mapping[str, Mapping[str, float]]


Lattice = Sequence[Sequence[tuple[str, float]]]  # one row a position: (unit, probability)


def grams(rows: Lattice) -> dict[str, float]:
    """Weighted uni- and bigrams of a row of alternatives. A repeated token keeps its highest weight."""
    out: dict[str, float] = {}
    for i, row in enumerate(rows):
        for unit, p in row:
            weight = p if unit.isascii() and unit.isalpha() else UNIGRAM_WEIGHT * p
            out[unit] = max(out.get(unit, 0.0), weight)
            if i + 1 < len(rows):
                for following, q in rows[i + 1]:
                    pair = f"{unit} {following}"
                    out[pair] = max(out.get(pair, 0.0), p * q)
    return out


def certain(row: Iterable[str]) -> Lattice:
    return [((unit, 1.0),) for unit in row]


class Glossary:
    """Synonyms: every spelling or sound of a term adds the same marker token to a text's fields."""

    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        """`terms`: canonical term → its other names."""
        # By field and first token, so that a text looks only at the names that may begin in it: (name, marker).
        self._names: dict[str, dict[str, list[tuple[str, str]]]] = {field: {} for field in FIELDS}
        for canonical, others in terms.items():
            marker = f"§{canonical}"
            for name in {canonical, *others}:
                row = units(plain(name))  # as texts are read; one character left would match too much
                row = row if len(row.chars) > 1 else units(normalise(name))
                self._add("char", row.chars, marker)
                if len(row.sounds) >= 2 or row.chars[0].isascii():
                    self._add("jyut", row.sounds, marker)
                    self._add("loose", [loose(sound) for sound in row.sounds], marker)

    def _add(self, field: str, tokens: Sequence[str], marker: str) -> None:
        self._names[field].setdefault(tokens[0], []).append((_joined(tokens), marker))

    def markers(self, field: str, rows: Lattice) -> dict[str, float]:
        """The markers found in the best reading of `rows`."""
        best = [row[0][0] for row in rows if row]
        line, names = _joined(best), self._names[field]
        return {marker: MARKER_WEIGHT for token in set(best) & names.keys() for name, marker in names[token] if name in line}


def _joined(row: Iterable[str]) -> str:
    return f" {' '.join(row)} "


def tokens_of(text: str, glossary: Glossary) -> Query:
    """All fields of a written text (an example, a passage, a typed question)."""
    return tokens_of_units(units(plain(text)), glossary)


def tokens_of_units(row: Units, glossary: Glossary) -> Query:
    """All fields of a text whose units are known: the sounds are what takes long to find."""
    return _query(certain(row.chars), certain(row.sounds), glossary)


def summed(parts: Iterable[Query]) -> Query:
    """Several texts as one document, in which a token counts as often as texts have it."""
    out: dict[str, dict[str, float]] = {field: {} for field in FIELDS}
    for part in parts:
        for field, tokens in part.fields.items():
            for token, weight in tokens.items():
                out[field][token] = out[field].get(token, 0.0) + weight
    return Query(out)


def tokens_of_transcript(transcript: Transcript, glossary: Glossary) -> Query:
    """All fields of heard speech: sounds come from the recogniser's alternatives, not from its best characters."""
    if not transcript.syllables:
        return tokens_of(transcript.text, glossary)
    written = units(plain(transcript.text))
    latin = certain(unit for unit in written.chars if unit.isascii())
    return _query(certain(written.chars), [*map(_alternatives, transcript.syllables), *latin], glossary)


def _alternatives(syllable: Syllable) -> tuple[tuple[str, float], ...]:
    return tuple((sound, p) for sound, p in syllable.alternatives if p >= 0.05) or syllable.alternatives[:1]


def _query(chars: Lattice, sounds: Lattice, glossary: Glossary) -> Query:
    mixed = [_merged([(loose(sound), p) for sound, p in row]) for row in sounds]
    rows: dict[str, Lattice] = {"char": chars, "jyut": sounds, "loose": mixed}
    return Query({field: grams(row) | glossary.markers(field, row) for field, row in rows.items()})


def _merged(row: list[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Alternatives that sound the same loosely become one, with their probabilities added."""
    out: dict[str, float] = {}
    for unit, p in row:
        out[unit] = min(1.0, out.get(unit, 0.0) + p)
    return tuple(out.items())
