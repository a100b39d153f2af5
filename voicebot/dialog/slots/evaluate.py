"""How often the slots are read right, from text and from sounds that were misheard.

The manifest is a TSV with the columns `kind`, `text`, `value` (canonical, "none" where nothing may be read) and `now`
(ISO, Hong Kong); `choices` ("key=name/name;key=name") for kind choice, and `part`, by which figures are told apart.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ...asr.misheard import Misheard
from ...errors import InputError
from ...events import Transcript
from ..evaluate import wilson
from . import KINDS, SURE, read

NOTHING = "none"
_RATES = (0.1, 0.2)  # of the syllables go wrong
_SEEDS = (1, 2, 3)
_BY_SOUND = ("yes_no", "number", "amount", "date", "time", "phone", "account", "digits")  # the others are typed, or names
_PUNCTUATION = re.compile(r"[\s,，、。.!！?？\"'-]")


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

    `kinds` and `parts` tell the same by kind and by the manifest's column `part`. `noise`: rows of which at
    least one syllable was misheard, as the recogniser errs (`asr.misheard`), at two shares of syllables and three seeds.
    """
    rows = read_manifest(Path(manifest))
    given = [_given(row, Transcript(row.text)) for row in rows]
    kinds = {kind: _score([g for g in given if g[0].kind == kind]) for kind in sorted({row.kind for row in rows})}
    parts_told = {part: _score([g for g in given if g[0].part == part]) for part in sorted({row.part for row in rows}) if part}
    ears = Misheard()
    noise = {
        f"{rate:.0%}": _score([_given(row, heard) for seed in _SEEDS for row in rows if (heard := misheard(row, rate, seed, ears)) is not None])
        for rate in _RATES
    }
    return {**_score(given), "kinds": kinds, "parts": parts_told, "noise": noise}


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
def misheard(row: Row, rate: float, seed: int, ears: Misheard) -> Transcript | None:
    """The row as the ears would get it wrong. None for what is typed, and where every syllable came through."""
    text = _PUNCTUATION.sub("", row.text)
    if row.kind.partition("(")[0] not in _BY_SOUND or row.value == NOTHING or not text or re.search(r"[^㐀-鿿]", text):
        return None
    heard = ears.hear(text, rate, random.Random(f"{seed} {row.kind} {text}"))
    return None if heard.text == text else heard
