"""How often the pronouncer is right, against people's own readings."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..asr.lexicon import fold
from ..errors import InputError
from .normalise import normalise
from .pronounce import Pronouncer

DRAWS = 2000  # bootstrap
WORST = 12  # misses that are listed


def evaluate(manifest: Path, pronouncer: Pronouncer) -> dict[str, Any]:
    """A TSV of one of two kinds.

    With a column `jyutping`, one entry for each character of `text` (a syllable, choices with | between, or _ where none
    is known) and a column `conversation`: accuracy of syllables with a 95 % bootstrap interval over conversations, and
    accuracy where n = l and initial ng = none; `sources` is accuracy and n by what decided the reading.
    With a column `readings`, syllables that must occur in a row in the normalised sentence, choices with // between, and a
    column `area`: the share of sentences that hold, by area too, with a Wilson interval.
    `unknown` counts characters without a reading. Raises InputError for another file.
    """
    with manifest.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    before = pronouncer.unknown
    columns = rows[0].keys() if rows else set()
    if {"conversation", "text", "jyutping"} <= columns:
        result = _aligned(rows, pronouncer)
    elif {"area", "text", "readings"} <= columns:
        result = _listed(rows, pronouncer)
    else:
        raise InputError("the manifest needs rows, and columns text with conversation and jyutping, or with area and readings")
    return {**result, "unknown": pronouncer.unknown - before}


def _aligned(rows: list[dict[str, str]], pronouncer: Pronouncer) -> dict[str, Any]:
    right, merged, count = (Counter[str]() for _ in range(3))
    sources: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    missed: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        name, gold = row["conversation"], row["jyutping"].split(" ")
        said = _by_character(row["text"], pronouncer)
        if len(gold) != len(row["text"]):
            raise InputError("jyutping needs one entry for each character of its text")
        for at, wanted in enumerate(gold):
            if wanted == "_":
                continue
            own, source = said.get(at, ("", "silent"))
            hit = own in wanted.split("|")
            count[name] += 1
            right[name] += hit
            merged[name] += fold(own) in map(fold, wanted.split("|"))
            sources[source][0] += hit
            sources[source][1] += 1
            if not hit:
                missed[row["text"][at], own, wanted] += 1
    total = sum(count.values())
    return {
        "accuracy": round(sum(right.values()) / max(1, total), 4), "interval": _bootstrap(right, count), "n": total,
        "conversations": len(count), "accuracy_merged": round(sum(merged.values()) / max(1, total), 4),
        "sources": {k: [round(a / b, 4), b] for k, (a, b) in sorted(sources.items())},
        "missed": [f"{c} {own} for {wanted}: {n}" for (c, own, wanted), n in missed.most_common(WORST)],
    }  # fmt: skip


def _by_character(text: str, pronouncer: Pronouncer) -> dict[int, tuple[str, str]]:
    """Place in the text → syllables and source; Latin words stand at their first letter."""
    found: dict[int, tuple[str, str]] = {}
    at = 0
    for said in pronouncer.explain(text):
        at = text.index(said.text, at)
        found[at] = (" ".join(said.syllables), said.source)
        at += len(said.text)
    return found


def _bootstrap(right: Mapping[str, int], count: Mapping[str, int]) -> list[float]:
    names = list(count)
    if len(names) < 2:
        return []
    good, all_ = (np.array([of[name] for name in names], float) for of in (right, count))
    drawn = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    shares = good[drawn].sum(1) / all_[drawn].sum(1)
    return [round(float(q), 4) for q in np.quantile(shares, (0.025, 0.975))]


def _listed(rows: list[dict[str, str]], pronouncer: Pronouncer) -> dict[str, Any]:
    areas: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    missed = []
    for row in rows:
        said = " ".join(pronouncer.syllables(normalise(row["text"])))
        hit = any(f" {choice.strip()} " in f" {said} " for choice in row["readings"].split("//"))
        areas[row["area"]][0] += hit
        areas[row["area"]][1] += 1
        if not hit:
            missed.append(f"{row['text']}: {row['readings']}")
    good, n = (sum(pair[k] for pair in areas.values()) for k in (0, 1))
    return {"accuracy": round(good / n, 4), "interval": _wilson(good, n), "n": n, "areas": dict(sorted(areas.items())), "missed": missed}


def _wilson(good: int, n: int) -> list[float]:
    """95 % interval of a share (Wilson 1927)."""
    z = 1.96
    share, middle = good / n, (good + z * z / 2) / (n + z * z)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return [round(float(middle - half), 4), round(float(middle + half), 4)]

