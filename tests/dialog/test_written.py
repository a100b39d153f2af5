from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog.written import PAUSE_S, write, written
from voicebot.events import Transcript, Word

_LINES = Path(__file__).with_name("written_cases.tsv").read_text(encoding="utf-8").splitlines()[2:]
CASES = [tuple(line.split("\t")) for line in _LINES]


def spoken(text: str, *pauses: int, words: list[str] | None = None) -> Transcript:
    """A word a character, .2 s each; before the words at `pauses` there is silence."""
    at, out = 0.0, []
    for n, word in enumerate(words or text):
        at += PAUSE_S + 0.01 if n in pauses else 0.0
        out.append(Word(word, at, at + 0.2, 0.9))
        at += 0.2
    return Transcript(text, tuple(out))


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 150 and sum(part == "held-out" for _, _, part in CASES) >= 50


@pytest.mark.parametrize(("heard", "wanted"), [case[:2] for case in CASES])
def test_it_is_written_as_a_person_would(heard: str, wanted: str) -> None:
    assert write(heard) == wanted


@pytest.mark.parametrize("wanted", [wanted for _, wanted, _ in CASES])
def test_what_is_written_stays(wanted: str) -> None:
    assert write(wanted) == wanted


def test_a_pause_is_a_comma_and_a_question_has_its_mark() -> None:
    assert written(spoken("我想查結餘", 2)) == "我想，查結餘"
    assert written(spoken("上限係幾多")) == "上限係幾多？"
    assert written(spoken("唔該你哋幾點開門呀", 2)) == "唔該，你哋幾點開門呀"
    assert written(spoken("點解轉唔到")) == "點解轉唔到？"
    assert written(spoken("係呀唔該")) == "係呀唔該"


def test_figures_said_in_groups_are_one_number() -> None:
    assert written(spoken("九一二三四五六七", 4)) == "91234567"


def test_english_words_keep_their_places() -> None:
    words = ["我", "想", "用", "online", "banking", "個", "app"]
    assert written(spoken("我想用online banking個app", words=words)) == "我想用online banking個app"


def test_typed_text_and_nothing() -> None:
    assert written(Transcript("轉三百蚊")) == "轉$300"
    assert written(Transcript("")) == ""


@given(st.text(alphabet="零一二兩三四五六七八九十百千萬億廿點半蚊毫個鐘月號日年百分之孖條幾禮拜A括弧我好", max_size=20))
def test_it_never_fails_and_writing_twice_is_writing_once(text: str) -> None:
    once = write(text)
    assert write(once) == once or any(c in once for c in "零一二兩三四五六七八九十百千萬億廿")
