"""What a server of OpenAI's shape says it heard, as a `Transcript` that every later stage can use.

Such engines write text. Its sounds are found again by how the text is pronounced, and where the server tells other
likely texts (`segments[].alternatives`, ours) each syllable gets up to three readings, as the embedded engine gives.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

import ToJyutping

from ..asr.evidence import credible, stripped
from ..asr.lexicon import fold
from ..characters import HAN, hong_kong
from ..errors import EngineError
from ..events import Syllable, Transcript, Word
from ..knowledge.text import loose

UNKNOWN = 0.5  # confidence where a server tells none: neither sure nor unsure
_FOREIGN = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u1100-\u11ff\uac00-\ud7af\u0e00-\u0e7f\u0400-\u04ff\u0600-\u06ff]")
_GAP = re.compile(rf"(?<=[{HAN}，。？！])\s+(?=[{HAN}])")
_MARKS = {",": "，", "?": "？", "!": "！", ";": "；"}
_MARK = re.compile(rf"(?<=[{HAN}])\s*([,?!;])")
_UNIT = re.compile(rf"[{HAN}]|[^\W{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")
READINGS = 3
# Whisper's own rules (Radford et al. 2022, section 4.5), for the segments of servers that do not apply them themselves.
_SILENT, _UNLIKELY, _LOOPING = 0.6, -1.0, 2.4


def transcript(answer: dict[str, Any], seconds: float, hints: tuple[str, ...] = ()) -> Transcript:
    """The answer to `seconds` of audio; `hints` are the terms that the server was primed with.

    An empty one for what nobody can have said: labels alone, kana and Hangul over noise, credits of subtitles, loops, the
    hints read out. Raises EngineError for an answer that is none.
    """
    if not isinstance(answer.get("text"), str):
        raise EngineError("the engine server answered without a text")
    try:
        segments = [_Segment(row) for row in answer.get("segments") or ()]
        words = [_word(row) for row in answer.get("words") or ()]
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise EngineError("the engine server answered with words that cannot be read") from error
    kept = [segment for segment in segments if segment.likely]
    text = answer["text"] if len(kept) == len(segments) else " ".join(segment.text for segment in kept)
    shown = written(stripped(text))
    if not shown or _FOREIGN.search(shown) or not credible(shown, seconds, hints):
        return Transcript("")
    words = [w for w in words if len(kept) == len(segments) or any(s.start <= w.start < s.end for s in kept)]
    timed = _timed(shown, words, kept, seconds)
    return Transcript(shown, timed, _syllables(shown, timed, kept))


def written(text: str) -> str:
    """Whatever a server writes, in Hong Kong's characters and with Chinese punctuation between them."""
    return hong_kong(_GAP.sub("", _MARK.sub(lambda mark: _MARKS[mark[1]], text.strip())))


class _Segment:
    """A stretch of speech with the server's own scores; those that it does not tell count as good."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.text = str(row["text"])
        self.start, self.end = float(row["start"]), float(row["end"])
        mean = row.get("avg_logprob")
        self.mean = None if mean is None else float(mean)
        loops = float(row.get("compression_ratio") or 0.0) > _LOOPING
        silent = float(row.get("no_speech_prob") or 0.0) > _SILENT
        self.likely = not loops and not (silent and self.mean is not None and self.mean < _UNLIKELY)
        self.others = [(written(stripped(str(o["text"]))), _share(o["probability"])) for o in row.get("alternatives") or ()]

    @property
    def confidence(self) -> float:
        return UNKNOWN if self.mean is None else min(1.0, math.exp(self.mean))


def _word(row: dict[str, Any]) -> Word:
    if not isinstance(row["word"], str):
        raise TypeError("a word is a text")
    return Word(row["word"], float(row["start"]), float(row["end"]), _share(row.get("probability")))


def _share(value: Any) -> float:
    return UNKNOWN if value is None else min(1.0, max(0.0, float(value)))


def _timed(shown: str, words: Sequence[Word], segments: Sequence[_Segment], seconds: float) -> tuple[Word, ...]:
    """A word for each Han character, Latin word and number of the text, as the embedded engine gives them."""
    units = _UNIT.findall(shown)
    known = [part for word in words for part in _divided(word)]
    if [word.text for word in known] == units:
        return tuple(known)
    if words:
        start, end, sure = words[0].start, words[-1].end, sum(w.confidence for w in words) / len(words)
    elif segments:
        start, end, sure = segments[0].start, segments[-1].end, sum(s.confidence for s in segments) / len(segments)
    else:
        start, end, sure = 0.0, seconds, UNKNOWN
    return tuple(_spread(units, start, end, sure))


def _divided(word: Word) -> Iterator[Word]:
    return _spread(_UNIT.findall(written(word.text)), word.start, word.end, word.confidence)


def _spread(units: Sequence[str], start: float, end: float, confidence: float) -> Iterator[Word]:
    step = (end - start) / max(1, len(units))
    for i, unit in enumerate(units):
        yield Word(unit, round(start + i * step, 3), round(start + (i + 1) * step, 3), confidence)


def _syllables(shown: str, words: Sequence[Word], segments: Sequence[_Segment]) -> tuple[Syllable, ...]:
    """One a Han character whose reading is known. Other likely texts bring other readings of the same place."""
    own = sounds(shown)
    votes: list[dict[str, float]] = [{} for _ in own]
    for text, share in _texts(segments):
        theirs = sounds(text)
        for i, j in aligned([char for char, _ in own], [char for char, _ in theirs]):
            votes[i][theirs[j][1]] = votes[i].get(theirs[j][1], 0.0) + share
    heard = [word for word in words if _IS_HAN.match(word.text)]
    return tuple(
        Syllable(readings(sound, word.confidence, row), word.start, word.end)
        for (_, sound), word, row in zip(own, heard, votes, strict=True)
        if sound
    )


def with_sounds(text: Transcript, heard: Sequence[Syllable]) -> Transcript:
    """`text` with the sounds that another engine heard beside its own, where the two line up."""
    places = aligned([loose(s.alternatives[0][0]) for s in text.syllables], [loose(s.alternatives[0][0]) for s in heard])
    beside = dict(places)
    out = []
    for i, syllable in enumerate(text.syllables):
        (sound, sure), *own = syllable.alternatives
        other = dict(heard[beside[i]].alternatives) if i in beside else {}
        others = {s: max(p, other.get(s, 0.0)) for s, p in (*own, *other.items())}
        out.append(replace(syllable, alternatives=readings(sound, max(sure, other.get(sound, 0.0)), others)))
    return replace(text, syllables=tuple(out))


def aligned(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of two rows that stand for one another: equal items, and items between equal ones where there are as many."""
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            yield from zip(range(a, b), range(c, d), strict=True)


def readings(sound: str, sure: float, others: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """At most three readings with probabilities that add up to at most 1; the text's own stays first."""
    rest = sorted(((s, p) for s, p in others.items() if s and s != sound), key=lambda item: -item[1])[: READINGS - 1]
    total = sure + sum(p for _, p in rest)
    scale = 1 / max(1.0, total)
    return tuple((s, round(p * scale, 4)) for s, p in ((sound, max(sure, *(p for _, p in rest), 0.0)), *rest))


def sounds(text: str) -> list[tuple[str, str]]:
    """(character, Jyutping in the recogniser's form) of each Han character; "" where no reading is known."""
    found = [(char, reading) for piece, reading in ToJyutping.get_jyutping_list(text) for char in piece]
    return [(char, fold(reading.split()[0]) if reading else "") for char, reading in found if _IS_HAN.match(char)]


def _texts(segments: Sequence[_Segment]) -> Iterator[tuple[str, float]]:
    """Whole texts with one segment replaced by each of its other likely texts, so that they line up with the whole."""
    for i, segment in enumerate(segments):
        before, after = (written("".join(s.text for s in part)) for part in (segments[:i], segments[i + 1 :]))
        for text, share in segment.others[1:]:
            yield f"{before}{text}{after}", share
