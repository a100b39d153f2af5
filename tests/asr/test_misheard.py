import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.asr.lexicon import parts
from voicebot.asr.misheard import Misheard

TEXT = "我想問下信用卡嘅年費係幾多，用FPS還款得唔得"
HAN = [c for c in TEXT if "㐀" < c < "\ua000"]


@pytest.fixture(scope="module")
def misheard() -> Misheard:
    return Misheard()


def test_without_errors_the_text_is_heard_as_it_was_said(misheard: Misheard) -> None:
    heard = misheard.hear(TEXT, 0.0, random.Random(1))
    assert heard.text == TEXT
    assert len(heard.syllables) == len(HAN)
    assert [s.alternatives[0][0] for s in heard.syllables[:3]] == ["o5", "soeng2", "man6"]  # 我 has lost its ng


def test_the_share_of_wrong_syllables_is_the_one_asked_for(misheard: Misheard) -> None:
    said = "銀行戶口信用卡按揭" * 40
    true = [s.alternatives[0][0] for s in misheard.hear(said, 0.0, random.Random(0)).syllables]
    for rate in (0.2, 0.4):
        heard = [s.alternatives[0][0] for s in misheard.hear(said, rate, random.Random(1)).syllables]
        assert _distance(true, heard) / len(true) == pytest.approx(rate, abs=0.06)


def _distance(left: list[str], right: list[str]) -> int:
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        corner, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (one != other))
    return row[-1]


def test_a_wrong_syllable_is_written_with_a_character_that_sounds_so(misheard: Misheard) -> None:
    heard = misheard.hear("掛失" * 30, 1.0, random.Random(2))
    assert heard.text.count("掛失") < 5
    assert len(heard.words) == len(heard.syllables)


def test_a_word_without_han_is_kept_or_lost_as_a_whole(misheard: Misheard) -> None:
    assert misheard.hear("FPS過數", 1.0, random.Random(3)).text.isascii() is False
    assert "FPS" not in misheard.hear("FPS過數", 1.0, random.Random(3)).text
    assert misheard.hear("FPS過數", 0.0, random.Random(3)).text == "FPS過數"


@settings(max_examples=50, deadline=None)
@given(st.text("我想問信用卡年費abc 12，。𨋢", max_size=20), st.floats(0, 1), st.integers())
def test_whatever_is_said_alternatives_are_syllables_with_probabilities_best_first(text: str, rate: float, seed: int) -> None:
    heard = Misheard().hear(text, rate, random.Random(seed))
    assert heard == Misheard().hear(text, rate, random.Random(seed))
    for syllable in heard.syllables:
        chances = [p for _, p in syllable.alternatives]
        assert 1 <= len(chances) <= 3 and all(0 <= p <= 1 for p in chances) and sum(chances) <= 1.01
        assert chances == sorted(chances, reverse=True)
        assert all(parts(sound) for sound, _ in syllable.alternatives)
        assert len({sound for sound, _ in syllable.alternatives}) == len(chances)
