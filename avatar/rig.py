"""Pose → the face as coloured polygons, back to front. Pure.

The character is the one that web/widget/face.js draws, in the same coordinates: a square of 200 units, the mouth about
(100, 142), the neck's joint at (100, 168). A small turn of the head (`yaw`) shifts what lies nearer by more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from .paths import Points, band, curve, ellipse, outline, stroke
from .visemes import NEUTRAL, Shape, shapes

Colour = tuple[int, int, int]
JOINT = (100.0, 168.0)  # the head turns about it

SUIT, SUIT_DARK, SUIT_LIGHT = (20, 80, 92), (14, 61, 71), (32, 102, 116)
SHIRT, SHIRT_SHADE, TIE, TIE_DARK = (255, 255, 255), (222, 232, 235), (224, 165, 38), (196, 138, 22)
HAIR, HAIR_LIGHT = (45, 35, 48), (84, 66, 88)
SKIN, SKIN_SHADE, NECK, BLUSH, NOSE = (249, 212, 184), (240, 190, 156), (238, 185, 147), (244, 165, 138), (217, 154, 117)
WHITE, IRIS, IRIS_RIM, PUPIL = (255, 255, 255), (92, 58, 40), (58, 36, 26), (21, 13, 10)
MOUTH, TONGUE, TEETH, LIP, LIP_LOW = (107, 31, 42), (217, 113, 122), (255, 255, 255), (194, 90, 95), (207, 108, 110)
EYES = (74.0, 126.0)
_ALONG = np.linspace(-1, 1, 33)  # a circle of radius 1 as half-heights _RIM over _ALONG
_RIM = np.sqrt(1 - _ALONG**2)
_BACK_HAIR = "M42 104c-6-52 22-80 58-80s64 28 58 80c-1 26-5 44-12 56-10-10-12-30-12-50H66c0 20-2 40-12 50-7-12-11-30-12-56z"
_UNDER_FRINGE = "M52 92c0-12 1-20 5-28 18-6 36-18 45-28 27 1 46 20 46 56l-1 10c-5-15-11-29-19-37-22 8-50 5-62-6-5 12-10 22-14 36z"


@dataclass(frozen=True, slots=True)
class Fill:
    """One polygon. `opacity` 0..1."""

    points: Points
    colour: Colour
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Pose:
    """`mouth`: blendshapes 0..1. Lengths in units of the picture, angles in degrees."""

    mouth: Shape = field(default_factory=lambda: dict(shapes()[NEUTRAL]))
    smile: float = 0.55  # 0..1
    brow: float = 0.0  # lift
    blink: float = 0.0  # 0 open .. 1 shut
    gaze: tuple[float, float] = (0.0, 0.0)
    tilt: float = 0.0  # degrees about the neck's joint
    yaw: float = 0.0  # -1..1, the face's own turn
    nod: float = 0.0  # down
    breath: float = 0.0  # down


def figure(pose: Pose) -> list[Fill]:
    """The whole figure in picture units."""
    body = [Fill(f.points + (0, pose.breath), f.colour, f.opacity) for f in _body()]
    turn = np.deg2rad(pose.tilt)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])  # for row vectors; y points down
    shift = np.array(JOINT) + (0, pose.breath * 0.6 - 0.6 + pose.nod)
    head = [Fill((f.points - JOINT) @ matrix + shift, f.colour, f.opacity) for f in _head(pose)]
    return [*body, *head]


@cache
def _body() -> list[Fill]:
    return [
        Fill(outline("M22 214c4-36 38-48 78-48s74 12 78 48l5 48H17z"), SUIT),
        Fill(outline("M48 196c3 20 4 44 3 66h-4c1-24 1-46 1-66z"), SUIT_DARK),
        Fill(outline("M152 196c-3 20-4 44-3 66h4c-1-24-1-46-1-66z"), SUIT_DARK),
        Fill(outline("M79 163h42l10 9-24 90h-14L69 172z"), SHIRT),
        Fill(outline("M80 150h40v20l-20 22-20-22z"), NECK),
        Fill(outline("M80 150h40v15c-9 10-31 10-40 0z"), SKIN_SHADE, 0.9),
        Fill(outline("M94 193h12l3 10-4 5h-10l-4-5z"), TIE_DARK),
        Fill(outline("M95 207h10l8 55H87z"), TIE),
        Fill(outline("M78 166l22 25-13 13L70 172z"), SHIRT),
        Fill(outline("M122 166l-22 25 13 13 17-32z"), SHIRT),
        Fill(outline("M78 166l22 25-3 3-20-23z"), SHIRT_SHADE),
        Fill(outline("M122 166l-22 25 3 3 20-23z"), SHIRT_SHADE),
        Fill(outline("M71 169l-17 8 2 30 12 4-8 8 29 43h4L77 204z"), SUIT_LIGHT),
        Fill(outline("M129 169l17 8-2 30-12 4 8 8-29 43h-4l16-58z"), SUIT_LIGHT),
    ]


def _head(pose: Pose) -> list[Fill]:
    near, far = 2.6 * pose.yaw, -1.2 * pose.yaw
    features = [*_cheeks(), *_eyes(pose), *_brows(pose), *_nose(), *_mouth(pose)]
    return [
        Fill(outline(_BACK_HAIR), HAIR),
        *_shifted([Fill(ellipse(x, 108, 7.5, 11.5), SKIN_SHADE) for x in (50.5, 149.5)], far),
        Fill(outline("M52 92c0-38 20-56 48-56s48 18 48 56c0 46-22 78-48 78S52 138 52 92z"), SKIN),
        Fill(outline(_UNDER_FRINGE), SKIN_SHADE, 0.5),
        *_shifted(features, near),
        *_shifted(_fringe(), 0.4 * near),
        *_shifted(_headset(), far),
    ]


def _shifted(fills: Sequence[Fill], dx: float) -> list[Fill]:
    return [Fill(f.points + (dx, 0), f.colour, f.opacity) for f in fills]


@cache
def _cheeks() -> list[Fill]:
    rings = [(1.0, 0.06), (0.85, 0.07), (0.7, 0.08), (0.55, 0.08), (0.4, 0.08)]
    return [Fill(ellipse(x, 124, 11.5 * r, 8 * r), BLUSH, a) for x in (70, 130) for r, a in rings]


def _eyes(pose: Pose) -> list[Fill]:
    height = max(0.5, 9.0 * (1 - pose.blink) * (1 - 0.12 * pose.smile))
    dx, dy = pose.gaze
    fills: list[Fill] = []
    for x in EYES:
        xs, top, bottom = x + 11 * _ALONG, 96.5 - height * _RIM, 96.5 + height * 0.92 * _RIM
        fills.append(Fill(band(xs, top, bottom), WHITE))
        discs = ((0.0, 0.0, 7.6, IRIS_RIM), (0.0, 0.0, 6.4, IRIS), (0.0, 0.0, 3.6, PUPIL), (2.6, -3.0, 2.2, WHITE), (-2.4, 2.6, 1.0, WHITE))
        for ox, oy, radius, colour in discs:
            cx, cy = x + dx + ox, 96.0 + dy + oy
            disc_x = cx + radius * _ALONG
            room = height * np.sqrt(np.maximum(0, 1 - ((disc_x - x) / 11) ** 2))
            above, below = np.maximum(cy - radius * _RIM, 96.5 - room), np.minimum(cy + radius * _RIM, 96.5 + 0.92 * room)
            fills.append(Fill(band(disc_x, above, below), colour))
        if pose.blink < 0.6:  # the upper lid's shadow on the eyeball
            fills.append(Fill(band(xs, top, np.minimum(top + 2.6, bottom)), PUPIL, 0.16))
        lid = curve((x - 12, 97.5), (x, 97.5 - 2 * height), (x + 12, 97.5))
        fills.append(Fill(stroke(lid, 2.9, 0.55), HAIR))
        fills.append(Fill(stroke(curve((x - 9, 91 - 0.55 * height), (x, 85.5 - 0.55 * height), (x + 9, 91 - 0.55 * height)), 0.9, 0.3), NOSE, 0.7))
    return fills


def _brows(pose: Pose) -> list[Fill]:
    up, worry = pose.brow, max(0.0, 0.4 - pose.smile) * 12  # worried: the inner ends rise
    fills = []
    for mirror in (1, -1):
        points = [(60.0, 81 - up + worry / 3), (72.0, 72.5 - up), (87.0, 78 - up - worry)]
        line = curve(*((100 + mirror * (x - 100), y) for x, y in points))
        fills.append(Fill(stroke(line, 4.2, 0.5), HAIR))
    return fills


@cache
def _nose() -> list[Fill]:
    bridge = outline("M99 104c-2 8-5 12-4 15 2 3 8 3 10 0")
    return [Fill(stroke(bridge, 2.2, 0.6), NOSE)]


def mouth_curves(mouth: Shape, smile: float) -> tuple[Points, Points, Points]:
    """The inner edge of the lips as (x, upper y, lower y); the formula of `mouthPath` in web/widget/face.js."""
    jaw, wide, round_, pressed = (mouth[k] for k in ("jawOpen", "mouthWide", "mouthRound", "lipsPressed"))
    half = 15 + 8 * wide - 8 * round_ + 3 * smile - 2 * pressed
    opened = max(0.0, jaw * (1 - pressed)) * 21
    corner = 142 - 5.5 * smile + opened * 0.12
    top = 142 - opened * 0.22 - 2 * round_ + (smile if opened < 1 else 0)
    bottom = 142 + opened * 0.9 + 2 * smile + 1.5 * round_
    pull = half * (0.55 + 0.15 * round_)
    xs = (100 - half, 100 - pull, 100 + pull, 100 + half)
    upper, lower = (curve(*zip(xs, (corner, y, y, corner), strict=True)) for y in (top, bottom))
    return upper[:, 0], upper[:, 1], lower[:, 1]


def _mouth(pose: Pose) -> list[Fill]:
    shape = pose.mouth
    x, upper, lower = mouth_curves(shape, pose.smile * (1 - 0.6 * shape["mouthRound"]))
    lips = 3.4 - 0.8 * shape["lipsPressed"]
    edge = 142 - 3.5 * shape["jawOpen"] - 8 + 5.5 * shape["teeth"]  # the teeth's upper edge, mostly behind the lip
    teeth = edge + 9 + 2 * min(1.0, 4 * shape["teeth"]) - 3 * shape["mouthRound"] - 0.006 * (x - 100) ** 2
    tongue_y = 167 + 3 * shape["jawOpen"] - 12 * shape["tongue"]
    arch = 8 * np.sqrt(np.maximum(0, 1 - ((x - 100) / 15) ** 2))
    shut = shape["lipsPressed"] > 0.85 or shape["jawOpen"] < 0.02
    inside = [] if shut else [
        Fill(band(x, upper, lower), MOUTH),
        Fill(band(x, np.clip(tongue_y - arch, upper, lower), np.clip(tongue_y + arch, upper, lower)), TONGUE),
        Fill(band(x, upper, np.clip(teeth, upper, lower)), TEETH),
    ]  # fmt: skip
    middle = (upper + lower) / 2
    up, low = (middle, middle) if shut else (upper, lower)
    return [
        *inside,
        Fill(stroke(np.stack([x, low + 0.38 * lips], 1), lips + 0.6, 0.45), LIP_LOW),
        Fill(stroke(np.stack([x, up - 0.32 * lips], 1), lips, 0.5), LIP),
        *([Fill(stroke(np.stack([x, middle + 0.4], 1), 1.1, 0.4), MOUTH, 0.75)] if shut else []),
    ]


@cache
def _fringe() -> list[Fill]:
    return [
        Fill(outline("M44 100c-6-50 22-78 56-78 36 0 62 30 56 78-6-22-12-34-20-40-22 8-50 4-62-8-10 12-24 22-30 48z"), HAIR),
        Fill(outline("M60 52c9-13 22-21 37-22-12 5-24 13-33 26z"), HAIR_LIGHT, 0.55),
        Fill(outline("M118 33c14 5 25 15 30 29-8-11-18-20-30-29z"), HAIR_LIGHT, 0.45),
    ]


@cache
def _headset() -> list[Fill]:
    return [
        Fill(stroke(curve((154.0, 122.0), (151.0, 149.0), (124.0, 152.5)), 2.6), SUIT),
        Fill(ellipse(122.5, 152.6, 4.2, 3.4), SUIT_DARK),
        Fill(outline("M150 94c9-2 15 5 14 15-1 10-6 17-14 17-5-9-5-22 0-32z"), SUIT),
        Fill(outline("M153 99c5-1 8 4 7 10 0 6-3 11-7 12-3-7-3-15 0-22z"), SUIT_LIGHT),
    ]
