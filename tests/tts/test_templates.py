"""Templates laid over a phrase's sounds, and what serves a syllable that has none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import ModelError
from voicebot.tts import templates
from voicebot.tts.templates import COEFFICIENTS, ONSET_POINTS, POINTS, Templates, laid
from voicebot.tts.tokens import ONSET, PAUSE, RIME

NAMES = ["aa", "gaa", "gwong", "m", "zoek"]


def _bank() -> Templates:
    """Every point tells its row and its place."""
    table = np.zeros((len(NAMES), POINTS, COEFFICIENTS), np.float32)
    table[:, :, 0] = np.arange(len(NAMES))[:, None]
    table[:, :, 1] = np.arange(POINTS)
    return Templates.of(NAMES, table)


def test_a_syllable_is_served_by_its_own_whatever_its_tone() -> None:
    assert _bank().rows(["gwong2", "gwong6", "m4"]).tolist() == [[2, 2], [2, 2], [3, 3]]


def test_a_syllable_that_is_not_there_takes_its_onset_and_its_rime_from_others() -> None:
    rows = _bank().rows(["zaa3", "gwaa1", "paa1", "gong1", "zoet3"])
    assert rows.tolist() == [[4, 0], [2, 0], [-1, 0], [1, 2], [4, -1]]


def test_a_rime_that_no_one_says_is_served_by_the_nearest() -> None:
    assert _bank().rows(["ga1"]).tolist() == [[1, 0]]


def test_no_syllables_no_rows() -> None:
    assert _bank().rows([]).shape == (0, 2)


def test_points_spread_over_the_frames_of_their_sounds_and_pauses_have_none() -> None:
    bank = _bank()
    kinds, owners, durations = np.array([PAUSE, ONSET, RIME, RIME, PAUSE]), (-1, 0, 0, 1, 1), np.array([3, 8, 24, 6, 2])
    out = laid(bank.table, bank.rows(["gwong2", "m4"]), kinds, owners, durations)
    assert out.shape == (43, templates.CHANNELS)
    assert not out[:3].any() and not out[-2:].any()
    assert out[3:35, 0].tolist() == [2] * 32 and out[35:41, 0].tolist() == [3] * 6
    assert out[3:35, 1].tolist() == list(range(POINTS))  # as many frames as points: each its own
    assert out[35:41, 1] == pytest.approx(ONSET_POINTS + 1.5 + 4 * np.arange(6))
    assert out[3:41, -1].tolist() == [1] * 38


def test_a_sound_without_a_template_is_left_empty() -> None:
    bank = _bank()
    out = laid(bank.table, bank.rows(["paa1"]), np.array([PAUSE, ONSET, RIME, PAUSE]), (-1, 0, 0, 0), np.array([1, 4, 4, 1]))
    assert not out[:5].any() and out[5:9, -1].all()


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.floats(0.5, 2.0))
def test_time_never_runs_back_however_it_is_bent(durations: list[int], bend: float) -> None:
    bank = _bank()
    kinds = np.array([RIME] * len(durations))
    out = laid(bank.table, bank.rows(["aa1"] * len(durations)), kinds, range(len(durations)), np.array(durations), np.full(len(durations), bend))
    assert len(out) == sum(durations) and np.isfinite(out).all()
    for start, length in zip(np.cumsum(durations) - durations, durations, strict=True):
        own = out[start : start + length, 1]
        assert (np.diff(own) >= 0).all() and own.min() >= ONSET_POINTS and own.max() <= POINTS - 1


def test_a_table_is_read_back_and_a_damaged_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEBOT_MODELS", str(tmp_path))
    table = np.random.default_rng(0).integers(-127, 128, (len(NAMES), POINTS, COEFFICIENTS)).astype(np.int8)
    np.savez(tmp_path / "t.npz", names=np.array(" ".join(NAMES)), table=table)
    read = templates.load("t.npz")
    assert list(read.names) == NAMES and (np.rint(read.table * templates.STEPS) == table).all()
    np.savez(tmp_path / "short.npz", names=np.array(" ".join(NAMES)), table=table[:2])
    (tmp_path / "torn.npz").write_bytes((tmp_path / "t.npz").read_bytes()[:900])
    for name in ("short.npz", "torn.npz", "missing.npz"):
        with pytest.raises(ModelError):
            templates.load(name)
