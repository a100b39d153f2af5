import numpy as np
import pytest

from voicebot.asr.ngram import STEP, NGrams, Table, extend, fill


def packed(*ids: int) -> int:
    key = 0
    for i in ids:
        key = key << 16 | i
    return key


def table(entries: dict[tuple[int, ...], float]) -> Table:
    keys = np.array([packed(*k) for k in entries], dtype=np.uint64)
    return Table(fill(keys, np.array(list(entries.values()))))


@pytest.fixture
def model() -> NGrams:
    return NGrams(
        first=np.array([-9, -9, -9, -2, -3], dtype=np.float32),
        first_backoff=np.array([0, -0.5, 0, -1, 0], dtype=np.float32),
        more=(table({(1, 3): -0.5, (3, 4): -1.0}), table({(1, 3, 4): -0.25}), table({(5, 1, 3, 4): -0.125})),
        backoff=(table({(1, 3): -0.75}), table({(5, 1, 3): -0.375})),
    )


def score(model: NGrams, history: tuple[int, ...], char: int) -> float:
    return float(model.score(np.array([packed(*history)], dtype=np.uint64), np.array([char]))[0, 0])


@pytest.mark.parametrize(
    ("history", "char", "wanted"),
    [
        ((1,), 3, -0.5),  # a known pair
        ((1,), 4, -0.5 - 3),  # backs off to the character alone
        ((1, 3), 4, -0.25),  # a known triple
        ((1, 3), 3, -0.75 - 1 - 2),  # backs off twice
        ((5, 1, 3), 4, -0.125),  # a known quadruple
        ((5, 1, 3), 3, -0.375 - 0.75 - 1 - 2),  # backs off three times
        ((4, 4, 4), 3, -2.0),  # an unknown history costs nothing
    ],
)
def test_back_off(model: NGrams, history: tuple[int, ...], char: int, wanted: float) -> None:
    assert score(model, history, char) == pytest.approx(wanted, abs=STEP)


def test_many_at_once_are_the_same_as_one_by_one(model: NGrams) -> None:
    histories = np.array([packed(1), packed(1, 3), packed(5, 1, 3)], dtype=np.uint64)
    together = model.score(histories, np.array([3, 4]))
    assert together.shape == (3, 2)
    assert together[1, 1] == score(model, (1, 3), 4)


def test_a_filled_table_knows_its_keys_and_hardly_any_other() -> None:
    random = np.random.default_rng(0)
    keys = np.unique(random.integers(1, 1 << 62, 20_000).astype(np.uint64))
    values = -random.uniform(0, 15, len(keys))
    known, value = Table(fill(keys, values)).find(keys)
    assert known.mean() > 0.98
    assert np.abs(value - values)[known].max() <= STEP / 2 + 1e-6
    assert Table(fill(keys, values)).find(keys + np.uint64(1 << 62))[0].mean() < 1e-3


def test_history_keeps_three_characters() -> None:
    history = np.array([packed(1)], dtype=np.uint64)
    for char in (3, 4, 5, 6):
        history = extend(history, np.array([char]))
    assert int(history[0]) == packed(4, 5, 6)
