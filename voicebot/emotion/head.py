"""A classifier on the recogniser's own encoder: standardise, one linear layer, softmax over four feelings.

Trained by models/recipes/emotion on acted English and German; its card says what it is not for.
"""

from __future__ import annotations

from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from .. import weights
from ..asr.traits import SIZE
from ..errors import ModelError

NAME = "emotion/head.npz"
LABELS = ("calm", "happy", "angry", "sad")


class Head:
    """Immutable, so all calls share it."""

    def __init__(self, profile: str) -> None:
        """Raises ModelError where the file is missing or damaged, or where the profile is production and its card
        does not say `use: any`."""
        weight = weights.manifest().get(NAME)
        if weight is None:
            raise ModelError(f"model file {NAME} is not in the manifest; run `voicebot doctor`")
        if profile == "production" and weight.use != "any":
            raise ModelError(f"the production profile loads only weights for any use, and {NAME} is {weight.use}")
        try:
            with np.load(weights.find(NAME), allow_pickle=False) as stored:
                self._mean, self._scale = stored["mean"], stored["scale"]
                self._weight, self._bias = stored["weight"], stored["bias"]
        except (ValueError, KeyError, OSError, BadZipFile) as error:
            raise ModelError(f"model file {NAME} is damaged; run `voicebot models verify`") from error
        shapes = [a.shape for a in (self._mean, self._scale, self._weight, self._bias)]
        if shapes != [(SIZE,), (SIZE,), (len(LABELS), SIZE), (len(LABELS),)]:
            raise ModelError(f"model file {NAME} is damaged; run `voicebot models verify`")

    def probabilities(self, traits: NDArray[np.float32]) -> dict[str, float]:
        """Of each feeling in LABELS, from a turn's traits [1024] (`asr.traits.pool`); they sum to 1."""
        scores = self._weight @ ((traits - self._mean) / self._scale) + self._bias
        shares = np.exp(scores - scores.max())
        return dict(zip(LABELS, (shares / shares.sum()).tolist(), strict=True))


def usable(profile: str) -> bool:
    """Whether this profile may load the head."""
    weight = weights.manifest().get(NAME)
    return weight is not None and (profile != "production" or weight.use == "any")
