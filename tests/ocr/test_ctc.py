"""CTC decoding against sums over all paths."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr import ctc


def posteriors(seed: int, frames: int, symbols: int) -> ctc.Posteriors:
    values = np.random.default_rng(seed).gamma(0.5, 1, (frames, symbols)) + 1e-4
    return np.asarray(values / values.sum(axis=1, keepdims=True), np.float32)


def by_all_paths(table: ctc.Posteriors) -> dict[tuple[int, ...], float]:
    found: dict[tuple[int, ...], float] = defaultdict(float)
    frames, symbols = table.shape
    for path in itertools.product(range(symbols), repeat=frames):
        text = tuple(s for s, _ in itertools.groupby(path) if s)
        found[text] += math.prod(float(table[t, s]) for t, s in enumerate(path))
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(2, 4))
def test_n_best_and_log_probability_are_the_sums_over_all_paths(seed: int, frames: int, symbols: int) -> None:
    table = posteriors(seed, frames, symbols)
    truth = by_all_paths(table)
    found = ctc.n_best(table, 5, beam=1000, per_frame=symbols)
    assert [p for _, p in found] == pytest.approx(sorted(truth.values(), reverse=True)[:5], rel=1e-3)
    for text, p in found:
        assert p == pytest.approx(truth[text], rel=1e-3)
        assert ctc.log_probability(table, text) == pytest.approx(math.log(truth[text]), rel=1e-3, abs=1e-3)


def test_blanks_and_repeats_are_dropped() -> None:
    table = np.full((7, 3), 0.05, np.float32)
    for frame, symbol in enumerate([1, 1, 0, 1, 2, 2, 0]):
        table[frame, symbol] = 0.9
    assert ctc.n_best(table, 1)[0][0] == (1, 1, 2)


def test_restricting_leaves_only_what_is_kept() -> None:
    part = ctc.restrict(posteriors(1, 4, 6), [5, 2])
    assert part.shape == (4, 3) and part.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-5)
