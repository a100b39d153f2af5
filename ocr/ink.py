"""From a field's crop to the line of ink in it: even light, no printed guides, no empty space.

Guides are printed in a drop-out colour, light red: in the red channel they are as bright as the paper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .image import Rgb

Grey = NDArray[np.uint8]  # (height, width), 0 is ink, 255 is paper
_DARK = 150  # of an even-lit page; below is ink
_LEAST_WIDTH = 3  # columns with ink
_SPECK = 12  # pixels; smaller is dirt or noise


def even_light(pixels: Rgb) -> Grey:
    """The page's ink on white paper: the red channel over its own background, stretched."""
    import cv2

    red = np.ascontiguousarray(pixels[:, :, 0])
    small = cv2.resize(red, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (0, 0), 12)
    paper = cv2.resize(paper, (red.shape[1], red.shape[0]), interpolation=cv2.INTER_LINEAR)
    share = red.astype(np.float32) / np.maximum(paper, 1)
    # A pen is below 0.6 of the paper, a guide printed in grey above 0.8.
    return np.asarray(np.clip((share - 0.15) / (0.85 - 0.15), 0, 1) * 255, np.uint8)


def ink_mask(grey: Grey) -> NDArray[np.bool_]:
    """Where there is ink, without specks."""
    import cv2

    dark = (grey < _DARK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    keep = np.zeros(count, np.bool_)
    keep[1:] = stats[1:, cv2.CC_STAT_AREA] >= _SPECK
    return np.asarray(keep[labels]).astype(np.bool_)


def line_of(grey: Grey, gap: float = 0.0) -> Grey | None:
    """The written line with a little paper around it, or None for an empty field.

    With `gap`, empty columns between characters are cut down to `gap` × the line's height: characters that were
    written one to a cell then stand as close as the recogniser has learnt.
    """
    mask = ink_mask(grey)
    rows: NDArray[np.int64] = np.nonzero(mask.sum(axis=1))[0]
    columns: NDArray[np.int64] = np.nonzero(mask.sum(axis=0))[0]
    if len(columns) < _LEAST_WIDTH:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    line = np.where(mask | (grey > _DARK), grey, 255).astype(np.uint8)[top:bottom, left:right]
    if gap:
        line = _squeezed(line, mask[top:bottom, left:right], max(2, round(gap * (bottom - top))))
    pad = max(4, round(0.18 * line.shape[0]))
    return np.pad(line, pad, constant_values=255)


def _squeezed(line: Grey, mask: NDArray[np.bool_], widest: int) -> Grey:
    empty: NDArray[np.bool_] = np.logical_not(mask.max(axis=0))
    run = np.zeros(len(empty), np.int64)
    for i in range(len(empty)):
        run[i] = (run[i - 1] if i else 0) + 1 if empty[i] else 0
    return np.ascontiguousarray(line[:, run <= widest])
