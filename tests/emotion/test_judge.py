"""The rule, case by case. The sentences are ours and no measure of how well it fits callers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emotion.voices import said, voice
from voicebot.emotion.head import LABELS, Head
from voicebot.emotion.judge import EmbeddedFeeling, Witnesses, confidence_of, label_of
from voicebot.emotion.words import Said
from voicebot.engines import Feeling
from voicebot.events import Felt, Transcript

EMPTY = np.zeros(0, np.int16)


def head(**shares: float) -> dict[str, float]:
    rest = (1 - sum(shares.values())) / (len(LABELS) - len(shares))
    return {label: shares.get(label, rest) for label in LABELS}


witnesses = st.builds(
    Witnesses,
    st.builds(Said, *(st.sampled_from((0.0, 0.5, 1.0, 2.0, 3.0)) for _ in range(4))),
    st.floats(0, 1),
    st.integers(0, 20),
    st.none() | st.sampled_from(LABELS).flatmap(lambda label: st.floats(0.25, 1).map(lambda share: head(**{label: share}))),
)


@given(witnesses)
def test_angry_needs_words_or_the_head_with_the_callers_own_baseline(seen: Witnesses) -> None:
    if label_of(seen) == "angry":
        assert seen.said.angry >= 1 or (seen.head is not None and seen.head["angry"] >= 0.7 and seen.arousal >= 0.9 and seen.turns >= 2)


@given(witnesses)
def test_confidence_is_a_probability_and_none_for_unsure(seen: Witnesses) -> None:
    label = label_of(seen)
    assert 0 <= confidence_of(label, seen) <= 1
    assert confidence_of("unsure", seen) == 0


CASES = {
    "outright words": (Said(angry=2), 0.5, 0, None, "angry"),
    "leaning words alone": (Said(angry=1), 0.5, 5, None, "unsure"),
    "leaning words, raised voice": (Said(angry=1), 0.85, 2, None, "angry"),
    "leaning words, loud stranger": (Said(angry=1), 0.85, 0, None, "unsure"),
    "leaning words, angry sound": (Said(angry=1), 0.5, 0, head(angry=0.6), "angry"),
    "angry sound alone": (Said(), 0.5, 5, head(angry=0.95), "unsure"),
    "raised voice alone": (Said(), 0.99, 5, None, "unsure"),
    "angry sound, raised voice": (Said(), 0.95, 3, head(angry=0.8), "angry"),
    "angry sound, loud stranger": (Said(), 0.95, 0, head(angry=0.95), "unsure"),
    "thanks against leaning words": (Said(angry=1, thanks=1), 0.9, 3, None, "unsure"),
    "anger and joy": (Said(angry=2, happy=2), 0.9, 3, None, "unsure"),
    "thanks": (Said(thanks=1), 0.5, 0, None, "calm"),
    "usual voice": (Said(), 0.5, 3, None, "calm"),
    "first turn, no words": (Said(), 0.5, 0, None, "unsure"),
    "first turn, calm sound": (Said(), 0.5, 0, head(calm=0.9), "calm"),
    "worry": (Said(sad=2), 0.5, 0, None, "sad"),
    "joy": (Said(happy=2), 0.6, 0, None, "happy"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule(name: str) -> None:
    *seen, label = CASES[name]
    assert label_of(Witnesses(*seen)) == label


def test_a_call_that_grows_angry() -> None:
    stream = EmbeddedFeeling(None).stream()
    felt = [
        stream.judge(1, voice(120, level=0.03), said("我想問張卡幾時到"), None),
        stream.judge(2, voice(122, level=0.03), said("我上個月已經申請咗"), None),
        stream.judge(3, voice(118, level=0.03), said("係呀我等緊你覆"), None),
        stream.judge(4, voice(170, level=0.12), said("即係點呀等咗成個鐘", 6.0), None),
        stream.judge(5, voice(170, level=0.12), said("有冇搞錯呀", 6.0), None),
        stream.judge(6, voice(121, level=0.03), said("好啦唔該晒"), None),
    ]
    assert [f.label for f in felt] == ["unsure", "unsure", "unsure", "angry", "angry", "calm"]
    assert felt[3].arousal > 0.9 > 0.7 > felt[2].arousal
    assert [f.turn_id for f in felt] == [1, 2, 3, 4, 5, 6]


def test_typed_words_are_judged_too() -> None:
    assert EmbeddedFeeling(None).stream().judge(1, EMPTY, Transcript("你哋間公司係咪黐線"), None).label == "angry"


def test_no_words_no_feeling_and_no_baseline() -> None:
    stream = EmbeddedFeeling(None).stream()
    for turn in range(5):
        assert stream.judge(turn, voice(300, level=0.2), Transcript(""), np.ones(1024, np.float32)) == Felt(turn, "unsure", 0.5, 0.0)
    assert stream.judge(9, voice(120), said("分行幾點開門"), None).label == "unsure"


def test_callers_do_not_share_a_baseline() -> None:
    feeling: Feeling = EmbeddedFeeling(None)
    first, second = feeling.stream(), feeling.stream()
    for turn in range(4):
        first.judge(turn, voice(120, level=0.02), said("我想問下利息"), None)
    turn, text = voice(180, level=0.1), said("我想問下利息")
    assert first.judge(9, turn, text, None).arousal > second.judge(9, turn, text, None).arousal


def test_the_shipped_head_is_one_witness() -> None:
    stream = EmbeddedFeeling(Head("demo")).stream()
    felt = stream.judge(1, voice(120), said("分行幾點開門"), np.zeros(1024, np.float32))
    assert felt.label in ("unsure", "calm")  # a first turn without words is never called angry
