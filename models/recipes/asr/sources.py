"""The sources of a mix, by name: recorded sets, joined syllables, readers with English words between."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import sound
import units
from batches import Batches, Recordings, Source
from folds import Clip, Folds
from joined import Joined
from whole import Voiced


def build(work: Path, known: units.Units, mix: Mapping[str, float], size: int, chance: sound.Chance, fold: int | None) -> Batches:
    """`mix`: share of samples by source: "hbl-train" and "spice" (recordings), "hasty" (the readers, also faster),
    "joined", "between", "voiced" (whole texts in synthetic voices). With a `fold` only what that fold may hear (folds.py).
    `size`: frames of a batch."""
    folds = Folds(json.loads((work / "clips.json").read_text(encoding="utf-8")))

    def of(name: str) -> Callable[[Clip], bool]:
        return lambda clip: clip["set"] == name and (fold is None or folds.heard(clip, fold))

    sources: list[tuple[float, Source]] = []
    spoken = Joined(work, known) if {"joined", "between"} & mix.keys() else None
    for name, share in mix.items():
        if spoken is not None and name == "joined":
            sources.append((share, spoken.sentence))
        elif spoken is not None and name == "between":
            readers = Recordings(work, known, of("hbl-train"), hasty=True)
            sources.append((share, lambda chance, readers=readers: spoken.between(readers, chance)))  # type: ignore[misc]
        elif name == "voiced":
            sources.append((share, Voiced(work, known).source))
        elif name == "hasty":
            sources.append((share, Recordings(work, known, of("hbl-train"), hasty=True).source))
        else:
            sources.append((share, Recordings(work, known, of(name)).source))
    return Batches(sources, size, chance)
