import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.events import SpeechOff, SpeechOn
from voicebot.vad.segmenter import WINDOW_S, Segmenter


def run(probabilities: list[float], start: float = 0.0, **options: float) -> list[SpeechOn | SpeechOff]:
    segmenter = Segmenter(**options)  # type: ignore[arg-type]
    return [e for i, p in enumerate(probabilities) for e in segmenter.push(start + (i + 1) * WINDOW_S, p)]


def test_on_at_the_onset_and_off_at_the_last_voiced_moment() -> None:
    on, off = run([0.1] * 10 + [0.9] * 20 + [0.0] * 10, start=100.0)
    assert isinstance(on, SpeechOn) and on.at == pytest.approx(100 + 10 * WINDOW_S)
    assert isinstance(off, SpeechOff) and off.at == pytest.approx(100 + 30 * WINDOW_S)


def test_on_comes_after_two_windows_and_off_after_three() -> None:
    segmenter = Segmenter()
    events = [segmenter.push((i + 1) * WINDOW_S, p) for i, p in enumerate([0.9, 0.9, 0.9, 0.0, 0.0, 0.0])]
    assert [len(e) for e in events] == [0, 1, 0, 0, 0, 1]
    assert not segmenter.speaking


def test_a_click_is_no_speech() -> None:
    assert run([0.0, 0.99, 0.0, 0.99, 0.0] * 10) == []


def test_a_short_gap_does_not_end_speech() -> None:
    assert len(run([0.9] * 5 + [0.0] * 2 + [0.9] * 5)) == 1


def test_between_the_thresholds_speech_goes_on_but_does_not_begin() -> None:
    assert len(run([0.9] * 3 + [0.4] * 30)) == 1
    assert run([0.4] * 30) == []


def test_speech_that_resumes_is_told_again() -> None:
    kinds = [type(e) for e in run([0.9] * 5 + [0.0] * 5 + [0.9] * 5 + [0.0] * 5)]
    assert kinds == [SpeechOn, SpeechOff, SpeechOn, SpeechOff]


def test_a_lower_threshold_hears_more() -> None:
    assert run([0.3] * 5) == []
    assert len(run([0.3] * 5, threshold=0.2)) == 1


@given(st.lists(st.floats(0, 1), max_size=200))
def test_events_alternate_and_never_go_back_in_time(probabilities: list[float]) -> None:
    events = run(probabilities)
    assert all(isinstance(e, SpeechOn if i % 2 == 0 else SpeechOff) for i, e in enumerate(events))
    assert [e.at for e in events] == sorted(e.at for e in events)
