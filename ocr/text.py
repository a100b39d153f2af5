"""Reads any page: rapidocr finds the lines, turns those that stand on their head, and reads them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import cantonese
from .image import Rgb
from .results import Box, Line, PageRead

_MAX_SIDE = 2000  # of the page as the detector sees it: A4 in 740 MB


class PageReader:
    """Holds rapidocr's three networks; not for several threads at once."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine = RapidOCR(
            params={
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Global.max_side_len": _MAX_SIDE,
                "Global.log_level": "critical",
            }
        )

    def read(self, pixels: Rgb, known: tuple[str, ...]) -> PageRead:
        """Every line, top to bottom. `known`: the characters that the networks can give."""
        found: Any = self._engine(np.ascontiguousarray(pixels[:, :, ::-1]))  # rapidocr takes BGR
        height, width = pixels.shape[:2]
        texts, scores, corners = found.txts or (), found.scores or (), found.boxes if found.boxes is not None else ()
        lines = tuple(
            Line(text, round(float(score), 4), _around(box)) for text, score, box in zip(texts, scores, corners, strict=True)
        )
        return PageRead(lines, width, height, unreadable(known))


@cache
def unreadable(known: tuple[str, ...]) -> tuple[str, ...]:
    return cantonese.missing(known)


def _around(corners: NDArray[np.float32]) -> Box:
    """The upright box around four corners."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    return round(float(low[0]), 1), round(float(low[1]), 1), round(float(high[0] - low[0]), 1), round(float(high[1] - low[1]), 1)
