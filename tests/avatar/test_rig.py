"""The face in the video: the very mouth that the browser draws, shut lips, nothing outside the frame."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.paths import STEPS
from avatar.rig import MOUTH, SKIN, TEETH, Pose, figure, mouth_curves
from avatar.vector import HEIGHT, TOP, Stage
from avatar.visemes import shapes

FACE_JS = Path(__file__).parents[2] / "web" / "shared" / "face.js"
SMILES = (0.0, 0.55, 1.0)


@pytest.mark.node
def test_the_browser_draws_the_same_mouth() -> None:
    script = (
        f"import {{ mouthPath }} from {json.dumps(FACE_JS.as_uri())};"
        "let text = ''; for await (const chunk of process.stdin) text += chunk;"
        "console.log(JSON.stringify(JSON.parse(text).map(([shape, smile]) => mouthPath(shape, smile))));"
    )
    cases = [(shape, smile) for shape in shapes().values() for smile in SMILES]
    node = ["node", "--input-type=module", "-e", script]
    done = subprocess.run(node, input=json.dumps(cases), capture_output=True, text=True, timeout=60, check=True)
    for (shape, smile), path in zip(cases, json.loads(done.stdout), strict=True):
        numbers = [float(n) for n in path.replace("M", " ").replace("C", " ").replace("Z", " ").split()]
        (left, corner), (right, _) = numbers[:2], numbers[6:8]
        x, upper, lower = mouth_curves(shape, smile)
        assert (x[0], x[-1], upper[0], lower[-1]) == pytest.approx((left, right, corner, corner))
        assert upper[STEPS // 2] == pytest.approx(_middle(corner, numbers[3]))
        assert lower[STEPS // 2] == pytest.approx(_middle(corner, numbers[9]))


def _middle(corner: float, handle: float) -> float:
    """Of a symmetric cubic."""
    return corner / 4 + handle * 3 / 4


def fills(pose: Pose, colour: tuple[int, int, int]) -> list[np.ndarray]:
    return [f.points for f in figure(pose) if f.colour == colour and f.opacity == 1]


def test_closed_lips_show_no_mouth_and_an_open_jaw_shows_more() -> None:
    heights = {name: max((np.ptp(p[:, 1]) for p in fills(Pose(mouth=shapes()[name]), MOUTH)), default=0) for name in shapes()}
    assert heights["PP"] == heights["sil"] == 0
    assert heights["aa"] > heights["E"] > heights["I"] > 0
    assert heights["O"] > heights["U"] > 0


def test_teeth_stay_within_the_lips() -> None:
    for name, shape in shapes().items():
        x, upper, lower = mouth_curves(shape, 0.55 * (1 - 0.6 * shape["mouthRound"]))
        for points in fills(Pose(mouth=shape), TEETH):
            if np.array_equal(points[: len(x), 0], x):
                assert (points[:, 1] <= np.r_[lower, lower[::-1]] + 0.61).all(), name


@given(
    st.sampled_from(sorted(shapes())), st.floats(0, 1), st.floats(-1, 1), st.floats(-6, 6), st.floats(-3, 5), st.floats(-2, 2)
)  # fmt: skip
def test_the_head_stays_in_the_frame(name: str, blink: float, yaw: float, tilt: float, nod: float, breath: float) -> None:
    for fill in figure(Pose(mouth=shapes()[name], blink=blink, yaw=yaw, tilt=tilt, nod=nod, breath=breath)):
        assert np.isfinite(fill.points).all()
        assert fill.points[:, 1].min() > TOP
        assert abs(fill.points[:, 0] - 100).max() < HEIGHT / 2


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (360, 360), (1920, 1080), (642, 362)])
def test_the_moving_square_fits_the_frame_and_shows_a_face(size: tuple[int, int]) -> None:
    stage = Stage(*size)
    square = stage.draw(Pose())
    assert square.size == (size[1], size[1])
    assert stage.left % 2 == 0 and stage.left + size[1] <= size[0]
    pixels = np.asarray(square)
    assert 0.05 < (abs(pixels.astype(int) - SKIN).max(-1) < 4).mean() < 0.3
    assert (pixels[:, 0] == np.asarray(stage.still)[:, stage.left]).all()
