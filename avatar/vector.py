"""Draws the figure on a picture of any size: what stands still once, what moves for each frame.

Anti-Grain Geometry (package aggdraw) fills the polygons: exact coverage at the edges, no graphics card, no system library.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .rig import Colour, Pose, figure

if TYPE_CHECKING:
    from PIL.Image import Image

HEIGHT = 236.0  # units of the picture from the top of the frame to its bottom
TOP = -2.0  # the unit at the frame's upper edge
MIDDLE = 100.0  # the unit at the frame's centre line
BACK_TOP, BACK_BOTTOM, GLOW = (226, 243, 243), (176, 214, 216), (244, 252, 252)


class Stage:
    """A frame of `width` × `height` pixels, not narrower than high. All that moves is in the square in its middle."""

    def __init__(self, width: int, height: int) -> None:
        self.still = backdrop(width, height, height * 0.43)
        self.left = (width - height) // 4 * 2  # of the square; even, because a colour sample spans two pixels
        self._behind = self.still.crop((self.left, 0, self.left + height, height))
        self._scale = height / HEIGHT
        self._origin = np.array([width / 2 - self.left - MIDDLE * self._scale, -TOP * self._scale])

    def stamp(self, plate: Image, margin: int) -> None:
        """Put `plate`, RGBA, into the upper right corner for good, `margin` pixels from the edges."""
        self.still.paste(plate, (self.still.width - plate.width - margin, margin), plate)
        self._behind = self.still.crop((self.left, 0, self.left + self.still.height, self.still.height))

    def draw(self, pose: Pose) -> Image:
        """The square of one moment, RGB."""
        import aggdraw

        square = self._behind.copy()
        canvas = aggdraw.Draw(square)
        fills = figure(pose)
        flat = (np.concatenate([fill.points for fill in fills]) * self._scale + self._origin).ravel().tolist()
        at = 0
        for fill in fills:
            end = at + fill.points.size
            canvas.polygon(flat[at:end], None, _brush(fill.colour, fill.opacity))
            at = end
        canvas.flush()
        return square


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
