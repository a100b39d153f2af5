"""Draws the figure on a picture of any size: what stands still once, what moves for each frame.

Anti-Grain Geometry (package aggdraw) fills the polygons: exact coverage at the edges, no graphics card, no system library.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .rig import BOUNDS, Colour, Pose, figure

if TYPE_CHECKING:
    from PIL.Image import Image

HEIGHT = 236.0  # units of the picture from the top of the frame to its bottom
TOP = -2.0  # the unit at the frame's upper edge
MIDDLE = 100.0  # the unit at the frame's centre line
BACK_TOP, BACK_BOTTOM, GLOW = (226, 243, 243), (176, 214, 216), (244, 252, 252)


class Stage:
    """A frame of `width` × `height` pixels with the figure in its middle."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._scale = height / HEIGHT
        self._back = backdrop(width, height, height * 0.43)
        left, top, right, bottom = BOUNDS
        corner, opposite = self.pixel(left, top), self.pixel(right, bottom)
        self._box = (
            max(0, int(corner[0])), max(0, int(corner[1])), min(width, int(opposite[0]) + 1), min(height, int(opposite[1]) + 1),
        )  # fmt: skip
        self._behind = self._back.crop(self._box)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture's units lies on the frame."""
        return self.size[0] / 2 + (x - MIDDLE) * self._scale, (y - TOP) * self._scale

    def draw(self, pose: Pose) -> Image:
        """A new frame, RGB."""
        import aggdraw

        moving = self._behind.copy()
        canvas = aggdraw.Draw(moving)
        offset = np.array(self.pixel(0, 0)) - self._box[:2]
        for fill in figure(pose):
            canvas.polygon((fill.points * self._scale + offset).ravel().tolist(), None, _brush(fill.colour, fill.opacity))
        canvas.flush()
        frame = self._back.copy()
        frame.paste(moving, self._box[:2])
        return frame


@cache
def _brush(colour: Colour, opacity: float) -> Any:
    import aggdraw

    return aggdraw.Brush(colour, round(opacity * 255))


def backdrop(width: int, height: int, centre: float) -> Image:
    """A soft vertical gradient with a glow behind the head, `centre` pixels from the top; dithered against banding."""
    from PIL import Image

    y, x = np.mgrid[:height, :width]
    share = (y / max(1, height - 1))[..., None]
    colour = np.array(BACK_TOP) * (1 - share) + np.array(BACK_BOTTOM) * share
    distance = np.hypot(x - width / 2, y - centre) / height
    glow = np.exp(-((distance / 0.36) ** 2) * 1.2)[..., None] * 0.75
    colour = colour * (1 - glow) + np.array(GLOW) * glow
    ordered = ((x * 5 + y * 3) % 8 / 8.0)[..., None]
    return Image.fromarray(np.floor(colour + ordered).clip(0, 255).astype(np.uint8))
