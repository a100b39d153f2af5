"""Speech made louder without clipping: a fixed gain into a soft limiter.

The limiter is a memoryless curve: straight up to the knee, then a hyperbolic tangent that never reaches full scale. So the
same samples give the same sound however they are cut into chunks, and quiet speech gains the most.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LOUDER_DB = 8.0  # what 大聲啲 is worth; fixed, so that asking again cannot hurt an ear
_KNEE = 0.6  # of full scale
_TOP = 0.98


def louder(samples: NDArray[np.int16], gain_db: float = LOUDER_DB) -> NDArray[np.int16]:
    """int16 samples of any rate, amplified by `gain_db` and limited below full scale."""
    wanted = samples.astype(np.float32) * np.float32(10 ** (gain_db / 20) / 32_768)
    over = np.maximum(np.abs(wanted) - _KNEE, 0.0)
    room = _TOP - _KNEE
    limited = np.minimum(np.abs(wanted), _KNEE) + room * np.tanh(over / room)
    return (np.copysign(limited, wanted) * 32_768).astype(np.int16)
