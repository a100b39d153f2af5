"""The sentences are ours: they show how the list is read, and are no measure of how well it fits callers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emotion.voices import said
from voicebot.emotion import words
from voicebot.emotion.words import Said, read
from voicebot.events import Syllable, Transcript


@pytest.mark.parametrize(
    "text, angry",
    [
        ("有冇搞錯呀，我等咗成粒鐘", 3.0),
        ("你班仆街", 2.0),
        ("搞乜鬼呀，做嘢咁差", 3.0),
        ("我真係好嬲", 2.0),
        ("我要投訴你哋", 1.0),
        ("請問點樣投訴", 0.5),
        ("This is ridiculous", 2.0),
        ("成日ON9咁", 1.0),
        ("點會唔嬲呀", 1.0),
        ("我唔係唔嬲", 1.0),
    ],
)
def test_anger(text: str, angry: float) -> None:
    assert read(Transcript(text)).angry == angry


@pytest.mark.parametrize("text", ["我唔係嬲", "我冇嬲", "你唔好嬲", "我唔係好嬲", "我唔想投訴", "冇投訴", "I am not angry", "not a complaint"])
def test_what_is_denied_does_not_count(text: str) -> None:
    assert read(Transcript(text)).angry == 0


@pytest.mark.parametrize("text", ["分行幾點開門", "我想開個儲蓄戶口", "張卡唔見咗點算", "轉數快上限幾多", "跑去交卡數", "skill shortage", "我住喺沙田"])
def test_plain_questions_say_nothing(text: str) -> None:
    assert read(Transcript(text)) == Said()


def test_other_feelings() -> None:
    assert read(Transcript("唔該晒")).thanks == 1
    assert read(Transcript("我好擔心畀人呃")).sad == 3
    assert read(Transcript("太好喇，多謝晒")) == Said(happy=2, thanks=1)
    assert read(Transcript("好唔開心")).happy == 0


def test_an_expression_counts_once() -> None:
    assert read(Transcript("好嬲好嬲好嬲")).angry == 2


def test_simplified_and_full_width_are_read() -> None:
    assert read(Transcript("我要投诉")).angry == 1
    assert read(Transcript("ＷＴＦ")).angry == 2


def test_a_sound_tells_where_the_characters_are_wrong() -> None:
    assert read(said("卜街", sounds=("puk1", "gaai1"))).angry == 2
    assert read(said("由母搞初", sounds=("jau5", "mou5", "gaau2", "co3"))).angry == 2
    assert read(said("唔好樓", sounds=("m4", "hou2", "lau1"))).angry == 0  # 唔好嬲


def test_second_readings_count_by_their_probability() -> None:
    sure = (("puk1", 0.5), ("buk1", 0.5))
    faint = (("puk1", 0.1), ("buk1", 0.9))
    street = Syllable((("gaai1", 0.9),), 0.2, 0.4)
    assert read(Transcript("卜街", (), (Syllable(sure, 0.0, 0.2), street))).angry == 2
    assert read(Transcript("卜街", (), (Syllable(faint, 0.0, 0.2), street))).angry == 0


def test_words_and_sounds_of_one_expression_are_not_added() -> None:
    assert read(said("有冇搞錯", sounds=("jau5", "mou5", "gaau2", "co3"))).angry == 2


def test_the_list_is_well_made() -> None:
    cues = words.cues()
    assert len({c.text for c in cues}) == len(cues)
    assert all(c.feeling in words.FEELINGS and c.weight in (0.5, 1.0, 2.0) for c in cues)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    found = read(Transcript(text))
    assert min(found.angry, found.sad, found.happy, found.thanks) >= 0
