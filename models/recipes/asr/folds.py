"""Which clips a model may hear when something is chosen: three folds, by reader, and by speaker and phrase.

In fold k a model hears the stories whose readers are not in k, and the SpiCE clips whose speaker *and* phrase are not
in k; it is measured on the stories whose readers are in k, and on the SpiCE clips whose speaker and phrase both are.
The dev readers are in no fold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

FOLDS = 3

Clip = dict[str, Any]


def balanced(sizes: Counter[str]) -> dict[str, int]:
    """The fold of each name: the largest first, each to the fold that has least."""
    load = [0] * FOLDS
    found = {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold = load.index(min(load))
        found[name] = fold
        load[fold] += size
    return found


class Folds:
    def __init__(self, clips: Sequence[Clip]) -> None:
        lengths: dict[str, Counter[str]] = {"reader": Counter(), "speaker": Counter(), "phrase": Counter()}
        for clip in clips:
            if clip["set"] == "hbl-train":
                lengths["reader"][clip["speaker"]] += clip["length"]
            elif clip["set"] == "spice":
                lengths["speaker"][clip["speaker"]] += 1
                lengths["phrase"][clip["story"]] += 1
        self._of = {kind: balanced(sizes) for kind, sizes in lengths.items()}

    def _folds(self, clip: Clip) -> tuple[int, ...]:
        if clip["set"] == "hbl-train":
            return (self._of["reader"][clip["speaker"]],)
        if clip["set"] == "spice":
            return self._of["speaker"][clip["speaker"]], self._of["phrase"][clip["story"]]
        return ()

    def heard(self, clip: Clip, fold: int) -> bool:
        """Whether fold `fold`'s model learns from the clip. Never from the dev readers."""
        return clip["set"] != "hbl-dev" and fold not in self._folds(clip)

    def measured(self, clip: Clip, fold: int) -> bool:
        """Whether the clip is unseen in every respect by that model, and of a kind that is measured."""
        return set(self._folds(clip)) == {fold}
