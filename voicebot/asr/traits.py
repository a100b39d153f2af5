"""How a turn sounded, as 1,024 numbers: a by-product of recognition that a small classifier can read.

Statistics pooling (Snyder et al. 2017) over the output of the encoder's second block: lower layers of a speech
encoder keep the manner of speaking that the upper ones, trained for words, drop.
"""

from __future__ import annotations

import numpy as np

from .acoustic import Floats
from .features import Mel

SIZE = 1_024
_BELOW = 2.0  # decades of mean band power under the loud frames that still are speech, so that level does not matter
_LEAST = 15  # frames of speech, .3 s


def spoken(columns: Mel) -> slice:
    """The frames (20 ms) from the first to the last that is nearly as loud as the loud ones; raw columns [80, 2 n]."""
    count = columns.shape[1] // 2
    if count == 0:
        return slice(0, 0)
    level = columns[:, : 2 * count].mean(axis=0).reshape(count, 2).mean(axis=1)
    loud = np.flatnonzero(level > np.percentile(level, 95) - _BELOW)
    return slice(int(loud[0]), int(loud[-1]) + 1)


def pool(layer: Floats | None, columns: Mel) -> Floats | None:
    """Mean, then standard deviation over the spoken frames of `layer` [frames, 512]: [1024].

    `columns` are the raw log-mel columns [80, 2 frames] of the same audio. None where too little was spoken.
    """
    if layer is None:
        return None
    part = layer[spoken(columns)]
    if len(part) < _LEAST:
        return None
    return np.concatenate([part.mean(axis=0), part.std(axis=0)])
