import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.emotion.baseline import POPULATION, Baseline, Usual
from voicebot.emotion.prosody import Prosody

PLAIN = Prosody(-30.0, math.log2(120), 4.2)
SHOUTED = Prosody(-20.0, math.log2(170), 5.6)
turns = st.builds(
    Prosody,
    st.none() | st.floats(-60, 0),
    st.none() | st.floats(6, 9),
    st.none() | st.floats(1, 10),
)


def after(turn: Prosody, count: int) -> Baseline:
    baseline = Baseline()
    for _ in range(count):
        baseline = baseline.after(turn)
    return baseline


@given(st.lists(turns, max_size=20), turns)
def test_arousal_is_a_share_whatever_was_heard(before: list[Prosody], turn: Prosody) -> None:
    baseline = Baseline()
    for one in before:
        baseline = baseline.after(one)
    assert 0.0 <= baseline.arousal(turn) <= 1.0


@given(turns)
def test_louder_is_never_less_aroused(turn: Prosody) -> None:
    if turn.level_db is not None:
        louder = Prosody(turn.level_db + 6, turn.pitch_octaves, turn.rate)
        assert after(PLAIN, 3).arousal(louder) >= after(PLAIN, 3).arousal(turn)


def test_nothing_measured_is_neither_high_nor_low() -> None:
    assert after(PLAIN, 3).arousal(Prosody(None, None, None)) == 0.5


def test_the_same_turn_stands_out_more_the_better_the_caller_is_known() -> None:
    shares = [after(PLAIN, count).arousal(SHOUTED) for count in (0, 1, 3, 10)]
    assert shares == sorted(shares) and shares[0] < 0.9 < shares[2]


def test_who_always_speaks_up_is_not_aroused() -> None:
    assert after(SHOUTED, 5).arousal(SHOUTED) < 0.65
    assert after(PLAIN, 5).arousal(PLAIN) == pytest.approx(0.5, abs=0.15)


def test_one_outburst_does_not_become_usual() -> None:
    calm = after(PLAIN, 3)
    assert calm.after(Prosody(0.0, math.log2(480), 9.0)).arousal(SHOUTED) > 0.8


def test_expectation_is_the_textbook_posterior() -> None:
    spread = POPULATION["rate"]
    assert Usual().expected(spread) == pytest.approx((spread.mean, math.hypot(spread.between, spread.within)))
    many = Usual(10_000, 10_000 * 6.0)
    assert many.expected(spread) == pytest.approx((6.0, spread.within), abs=0.01)


def test_turns_without_a_voice_do_not_count() -> None:
    assert after(Prosody(None, None, 4.0), 5).turns == 0 and after(PLAIN, 5).turns == 5
