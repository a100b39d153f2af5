"""The demonstration bank keeps its promises: spoken Cantonese, facts that its documents hold, enough of everything."""

import re

import pytest

from tests.bank import BANK, MIND
from voicebot.dialog.numbers import numbers
from voicebot.engines import Question
from voicebot.events import Transcript

WRITTEN_ONLY = re.compile("的(?!士)|他們|這|那些|沒有|是(?!但)|在(?!乎)|給予|不[^同過停變用明動]")


def test_enough_of_everything():
    assert len(BANK.answers) >= 70
    assert len(BANK.passages) >= 60
    assert len(BANK.phrases) >= 24
    assert all(3 <= len(a.questions) for a in BANK.answers.values())
    assert sum(bool(a.english) for a in BANK.answers.values()) >= 25


@pytest.mark.parametrize("answer", BANK.answers.values(), ids=lambda a: a.id)
def test_numbers_of_an_answer_stand_in_its_source(answer):
    known = {value for value, _ in numbers(BANK.passages[answer.source].text)}
    for text in (answer.spoken, answer.written):
        assert {value for value, _ in numbers(text) if value > 2} <= known, text


@pytest.mark.parametrize("answer", BANK.answers.values(), ids=lambda a: a.id)
def test_spoken_is_short_spoken_cantonese(answer):
    assert len(answer.spoken) <= 90
    assert len(re.findall("[。！？]", answer.spoken)) <= 4
    assert not WRITTEN_ONLY.search(answer.spoken)


def test_greeting_says_that_it_is_ai():
    assert "我係AI客戶服務員" in BANK.phrases["greeting"].spoken


def test_its_own_examples_are_understood():
    asked = [(q, a.id) for a in BANK.answers.values() for q in a.questions]
    replies = [(id_, MIND.answer(Question(Transcript(q)))) for q, id_ in asked]
    right = sum(bool(reply.citations) and reply.citations[0].id == id_ for id_, reply in replies)
    assert right / len(asked) >= 0.99
