"""The viseme table and what it makes of phone timings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from avatar.timeline import shape, visemes
from avatar.visemes import of_phone, shapes

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class P:
    unit: str
    start_ms: int
    end_ms: int


def test_the_browsers_copy_of_the_table_is_the_servers() -> None:
    assert (ROOT / "web/shared/visemes.json").read_text() == (ROOT / "avatar/visemes.json").read_text()


@pytest.mark.parametrize("timbre", ["woman", "man"])
def test_every_unit_of_the_voice_has_visemes_that_exist(timbre: str) -> None:
    units = json.loads((ROOT / f"models/shipped/voice/voice_{timbre}.json").read_text())["V"]
    table = json.loads((ROOT / "avatar/visemes.json").read_text())["phones"]
    assert set(units) <= set(table) and len(shapes()) == 15
    for unit in units:
        assert all(name in shapes() for name, _ in of_phone(unit))
        assert sum(share for _, share in of_phone(unit)) == pytest.approx(1.0, abs=0.03)


def test_lips_close_for_p_and_m_and_open_for_aa() -> None:
    steps = visemes([P("sp", 0, 60), P("o_b", 60, 140), P("r_aa", 140, 400), P("r_aap", 400, 700)])
    assert shape(steps, 100)["lipsPressed"] > 0.9
    assert shape(steps, 270)["jawOpen"] > 0.9
    assert shape(steps, 660)["lipsPressed"] > 0.9


def test_steps_fill_the_phones_without_gaps_and_the_mouth_is_neutral_outside() -> None:
    steps = visemes([P("o_g", 100, 150), P("r_aai", 150, 400)])
    assert steps[0][0] == 100 and steps[-1][1] == pytest.approx(400)
    assert all(a[1] == pytest.approx(b[0]) for a, b in zip(steps, steps[1:]))
    assert shape(steps, 1000) == pytest.approx(shapes()["sil"]) and shape([], 5) == pytest.approx(shapes()["sil"])


def test_the_mouth_never_jumps() -> None:
    steps = visemes([P("o_m", 0, 80), P("r_aau", 80, 300), P("o_s", 300, 400), P("r_ip", 400, 600)])
    jaw = [shape(steps, t)["jawOpen"] for t in range(0, 700, 10)]
    assert max(abs(a - b) for a, b in zip(jaw, jaw[1:])) < 0.25
