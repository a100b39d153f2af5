"""What the voice makes of writing, before any sound: cases of a TSV with what must be said."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

from ..errors import InputError
from .evaluate_heard import share
from .normalise import normalise
from .pronounce import Pronouncer

_SILENT = re.compile(r"[，。：；、！？\s《》「」（）()\-–·…,.:－]")


def right(written: str, expected: str, pronouncer: Pronouncer) -> bool:
    """Whether `written` is said as one of `expected`: choices parted by ` // `, each text, `{Jyutping}`, or both; `(…)` is
    a note unless `written` has such brackets too. Two texts are the same where their syllables are."""
    written = written.replace("\\n", "\n").replace("\\u200b", "\u200b")
    said = normalise(written)
    syllables = pronouncer.syllables(said)
    # A bracket at the very end is a note, unless the input ends in one too.
    wanted = expected if written.endswith(")") else re.sub(r"\([^()]*\)$", "", expected)
    for choice in wanted.split(" // "):
        choice, sounds = re.sub(r"\{.*?\}", "", choice), re.findall(r"\{(.*?)\}", choice)
        texts = {re.sub(r"\(.*?\)", "", choice).strip(), *([choice.strip()] if "(" in written else [])}
        if " ".join(syllables) in [*texts, *sounds] or _SILENT.sub("", said) in {_SILENT.sub("", text) for text in texts}:
            return True
        if any(pronouncer.syllables(text) == syllables for text in texts):
            return True
    return False


def cases(path: Path, pronouncer: Pronouncer) -> dict[str, Any]:
    """Of a TSV with columns id, input, expected, area: percent right of `n` with its 95 % interval, and right/n by area.

    Raises InputError for a file without these columns.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"input", "expected", "area"} <= rows[0].keys():
        raise InputError(f"{path.name} needs columns input, expected and area, and a row")
    marks = [right(row["input"] or "", row["expected"] or "", pronouncer) for row in rows]
    count, good = Counter(row["area"] for row in rows), Counter(row["area"] for row, ok in zip(rows, marks, strict=True) if ok)
    return {"n": len(rows), "right": share(marks, [1] * len(rows)), "by_area": {a: f"{good[a]}/{count[a]}" for a in sorted(count)}}
