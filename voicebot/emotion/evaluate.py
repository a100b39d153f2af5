"""How well the head tells feelings apart, on a manifest of recordings."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..asr.embedded import EmbeddedRecognizer
from ..audio import files
from ..errors import InputError
from .head import LABELS, Head

MERGED = {"neutral": "calm", **{label: label for label in LABELS}}
UNHEARD = "unheard"  # nothing was spoken, so there was nothing to judge: counted as wrong
_DRAWS = 2_000


class Judged(NamedTuple):
    corpus: str
    speaker: str
    wanted: str
    found: str


def rows(manifest: Path) -> list[dict[str, str]]:
    """The lines of a TSV with columns file and emotion, and corpus and speaker where they are. Raises InputError."""
    try:
        with manifest.open(encoding="utf-8", newline="") as stream:
            table = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the manifest {manifest.name} cannot be read") from error
    if not table or not {"file", "emotion"} <= table[0].keys():
        raise InputError(f"the manifest {manifest.name} needs a header with file and emotion, and a row")
    return [{name: row.get(name) or "" for name in ("file", "corpus", "speaker", "emotion")} for row in table]


def judged(head: Head, recognizer: EmbeddedRecognizer, row: dict[str, str], folder: Path) -> Judged:
    stream = recognizer.stream()
    stream.feed(files.read(folder / row["file"]))
    stream.final()
    traits = stream.traits()
    shares = {UNHEARD: 1.0} if traits is None else head.probabilities(traits)
    return Judged(row["corpus"], row["speaker"], MERGED[row["emotion"]], max(shares, key=lambda label: shares[label]))


def recalls(clips: list[Judged]) -> dict[str, float]:
    """By feeling that is there."""
    wanted = Counter(clip.wanted for clip in clips)
    right = Counter(clip.wanted for clip in clips if clip.wanted == clip.found)
    return {label: right[label] / wanted[label] for label in LABELS if wanted[label]}


def uar(clips: list[Judged]) -> float:
    """Unweighted average recall, 0..1 (Schuller et al. 2009)."""
    each = recalls(clips)
    return sum(each.values()) / len(each)


def interval(clips: list[Judged]) -> list[float] | None:
    """95 % interval of `uar`, by drawing speakers anew; None where there are not two of them."""
    by_speaker: dict[tuple[str, str], list[Judged]] = {}
    for clip in clips:
        by_speaker.setdefault((clip.corpus, clip.speaker), []).append(clip)
    groups = list(by_speaker.values())
    if len(groups) < 2:
        return None
    random = np.random.default_rng(0)
    draws = random.integers(0, len(groups), (_DRAWS, len(groups)))
    values = [uar([clip for index in draw for clip in groups[index]]) for draw in draws.tolist()]
    return [round(float(edge), 3) for edge in np.percentile(values, [2.5, 97.5])]


def evaluate(head: Head, recognizer: EmbeddedRecognizer, manifest: Path) -> dict[str, Any]:
    """The head's best label for every recording against the manifest's `emotion`; no words, no baseline, no "unsure".

    Columns: file (relative to the manifest), corpus, speaker, emotion: neutral or calm, happy, angry, sad; rows with
    another are skipped and counted by name. uar: unweighted average recall of `n` clips; ci95 over speakers;
    per_class: recall; confusion: wanted → found → clips; corpora: uar and n of each. Raises InputError, AudioError.
    """
    table = rows(manifest)
    skipped = Counter(row["emotion"] for row in table if row["emotion"] not in MERGED)
    usable = [row for row in table if row["emotion"] in MERGED]
    if not usable:
        raise InputError(f"the manifest {manifest.name} has no row with one of {', '.join(MERGED)}")
    clips = [judged(head, recognizer, row, manifest.parent) for row in usable]
    corpora = {name: [c for c in clips if c.corpus == name] for name in sorted({c.corpus for c in clips})}
    return {
        **summary(clips),
        "confusion": {w: dict(Counter(c.found for c in clips if c.wanted == w)) for w in recalls(clips)},
        "corpora": {name: {"uar": round(uar(part), 4), "n": len(part)} for name, part in corpora.items()},
        "skipped": dict(skipped),
    }


def summary(clips: list[Judged]) -> dict[str, Any]:
    return {
        "uar": round(uar(clips), 4),
        "n": len(clips),
        "ci95": interval(clips),
        "speakers": len({(c.corpus, c.speaker) for c in clips}),
        "per_class": {label: round(value, 4) for label, value in recalls(clips).items()},
    }
