import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.asr.bias import Bias, Small
from voicebot.asr.ngram import END, START, extend

TEXTS = [[10, 11, 12], [10, 11, 13], [20]]


def after(*tokens: int) -> np.ndarray:
    history = np.array([START], dtype=np.uint64)
    for token in tokens:
        history = extend(history, np.array([token]))
    return history


def p(model: Small, history: np.ndarray, *tokens: int) -> list[float]:
    return model.p(history, np.array(tokens))[0].tolist()


@pytest.fixture
def model() -> Small:
    small = Small.of(TEXTS)
    assert small is not None
    return small


def test_it_counts(model: Small) -> None:
    assert p(model, after(), 10, 20, 11) == pytest.approx([2 / 3, 1 / 3, 0])
    assert p(model, after(10, 11), 12, 13, 20) == pytest.approx([0.5, 0.5, 0])
    assert p(model, after(10, 11, 12), END) == pytest.approx([1])


def test_after_an_unknown_token_a_text_may_begin_but_seldom_does(model: Small) -> None:
    assert 0 < p(model, after(99), 10)[0] < p(model, after(), 10)[0] / 5


def test_a_gap_is_no_context() -> None:
    small = Small.of([[10, 0, 11]])
    assert small is not None and p(small, after(10), 11) == [0]


@pytest.mark.parametrize("texts", [[], [[]], [[0, 0]]])
def test_nothing_known_is_no_model(texts: list[list[int]]) -> None:
    assert Small.of(texts) is None


@given(st.lists(st.lists(st.integers(3, 9), max_size=6), max_size=6), st.lists(st.integers(3, 12), max_size=3))
def test_probabilities_sum_to_one_at_most(texts: list[list[int]], history: list[int]) -> None:
    if (small := Small.of(texts)) is not None:
        assert small.p(after(*history), np.array([END, *range(3, 13)])).sum() <= 1 + 1e-9


def test_a_mixture_bounds_the_loss(model: Small) -> None:
    score = np.log(np.array([[0.2, 0.0001]], dtype=np.float32))
    mixed = Bias(((model, 0.7),)).mix(score, after(), np.array([99, 10]))
    assert mixed[0, 0] == pytest.approx(score[0, 0] + np.log(0.3), abs=1e-5)
    assert mixed[0, 1] == pytest.approx(np.log(0.7 * 2 / 3 + 0.3 * 0.0001), abs=1e-4)


def test_without_models_nothing_changes() -> None:
    score = np.zeros((1, 2), dtype=np.float32)
    assert Bias().mix(score, after(), np.array([3, 4])) is score
