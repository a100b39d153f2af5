"""How often the slots are read right, from text and from sounds that were misheard.

The manifest is a TSV with the columns `kind`, `text`, `value` (canonical, "none" where nothing may be read) and `now`
(ISO, Hong Kong); `choices` ("key=name/name;key=name") for kind choice, and `part`, by which figures are told apart.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from ...asr.lexicon import fold, parts
from ...errors import InputError
from ...events import Syllable, Transcript, Word
from ...knowledge.text import units
from ..evaluate import wilson
from . import KINDS, SURE, read
from .lattice import character_of

NOTHING = "none"
_NOISE = 0.2  # of the syllables are misheard
_SEEDS = (1, 2, 3)
_HEARD = (0.5, 0.35, 0.1)  # the wrong reading, the true one, another wrong one
# Kinds whose values the sounds tell, as the dialog uses them.
_BY_SOUND = ("yes_no", "number", "amount", "date", "time", "phone", "account", "digits")
_ONSETS = tuple(tuple(pair.split("-")) for pair in "b-p d-t g-k z-c gw-kw l-t f-h h-k m-b s-c -h g-gw j-l".split())
_CODAS = tuple(tuple(pair.split("-")) for pair in "m-n n-ng t-k p-t".split())


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    text: str
    value: str
    now: datetime
    choices: Mapping[str, Sequence[str]]
    part: str


Given = tuple[Row, str, bool]  # what was read, and whether the reader was sure


def evaluate(manifest: str | Path) -> dict[str, Any]:
    """`accuracy` over `n` rows with its 95 % Wilson interval; `wrong`: another value than the
    true one was given, `wrong_and_sure` without a doubt that would make the desk ask back.

    `kinds` and `parts` tell the same by kind and by the manifest's column `part`. `noise`: about one syllable
    in five is misheard, the true reading the second of three, three seeds; rows that keep all their sounds are left out.
    """
    rows = read_manifest(Path(manifest))
    given = [_given(row, Transcript(row.text)) for row in rows]
    kinds = {kind: _score([g for g in given if g[0].kind == kind]) for kind in sorted({row.kind for row in rows})}
    parts_told = {part: _score([g for g in given if g[0].part == part]) for part in sorted({row.part for row in rows}) if part}
    noisy = [_given(row, heard) for seed in _SEEDS for row in rows if (heard := misheard(row, seed)) is not None]
    return {**_score(given), "kinds": kinds, "parts": parts_told, "noise": _score(noisy)}


def _given(row: Row, transcript: Transcript) -> Given:
    found = read(row.kind, transcript, row.now, row.choices)
    return (row, NOTHING, False) if found is None else (row, found.value, found.confidence >= SURE)


def _score(given: Sequence[Given]) -> dict[str, Any]:
    right = sum(row.value == value for row, value, _ in given)
    wrong = [sure for row, value, sure in given if value not in (NOTHING, row.value)]
    n = len(given)
    return {
        "accuracy": _share(right, n), "n": n, "ci95": wilson(right, n), "wrong": _share(len(wrong), n), "wrong_and_sure": _share(sum(wrong), n),
    }  # fmt: skip


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def read_manifest(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [_row(row) for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)]
    except (OSError, UnicodeDecodeError, KeyError, ValueError, AttributeError) as error:
        raise InputError(f"{path.name}: needs the columns kind, text, value and now (ISO), filled in every row") from error
    if not rows:
        raise InputError(f"{path.name}: has no row")
    return rows


def _row(row: dict[str, str]) -> Row:
    if row["kind"].partition("(")[0] not in KINDS or not row["value"]:
        raise ValueError("no such kind, or no value")
    choices = dict(entry.split("=", 1) for entry in (row.get("choices") or "").split(";") if entry)
    names = {key: tuple(value.split("/")) for key, value in choices.items()}
    return Row(row["kind"], row["text"], row["value"], datetime.fromisoformat(row["now"]), names, row.get("part") or "")


# ---- noise ------------------------------------------------------------------------------------------------------
def misheard(row: Row, seed: int) -> Transcript | None:
    """The row as the ears might give it: some syllables with a neighbouring sound first. None where none was changed."""
    text = "".join(c for c in row.text if c not in " ,，、。.!！?？")
    if row.kind not in _BY_SOUND or row.value == NOTHING or not text or any(not "㐀" <= c <= "鿿" for c in text):
        return None
    chance = random.Random(f"{seed} {row.kind} {text}")
    written: list[str] = []
    syllables: list[Syllable] = []
    for char, sound in zip(text, _sounds(text)):
        near = _neighbours(sound) if chance.random() < _NOISE else []
        if len(near) < 2:
            written.append(char)
            syllables.append(Syllable(((sound, 0.9),), 0.0, 0.0))
            continue
        first, other = chance.sample(near, 2)
        written.append(character_of(first) or _character(first) or char)
        syllables.append(Syllable(tuple(zip((first, sound, other), _HEARD)), 0.0, 0.0))
    if written == list(text):
        return None
    words = tuple(Word(char, 0.0, 0.0, s.alternatives[0][1]) for char, s in zip(written, syllables))
    return Transcript("".join(written), words, tuple(syllables))


def _sounds(text: str) -> list[str]:
    return [fold(sound) for sound in units(text).sounds]


def _neighbours(sound: str) -> list[str]:
    """Syllables that differ in one of onset, coda or tone, and that some common character has."""
    split = parts(sound)
    if split is None:
        return []
    onset, rime, tone = split
    found = [f"{onset}{rime}{other}" for other in range(1, 7) if other != tone]
    found += [f"{b if onset == a else a}{rime}{tone}" for a, b in _ONSETS if onset in (a, b)]
    found += [f"{onset}{rime.removesuffix(x)}{y}{tone}" for a, b in _CODAS for x, y in ((a, b), (b, a)) if rime.endswith(x)]
    return sorted({fold(s) for s in found if _character(fold(s))} - {sound})


@cache
def _characters() -> dict[str, str]:
    """A common character (of Big5's first level) for each sound."""
    table: dict[str, str] = {}
    for code in range(0xA440, 0xC67F):
        try:
            char = code.to_bytes(2, "big").decode("big5")
        except UnicodeDecodeError:
            continue
        table.setdefault(_sounds(char)[0], char)
    return table


def _character(sound: str) -> str:
    return _characters().get(sound, "")
