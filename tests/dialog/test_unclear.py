"""However a customer is misunderstood: the way of asking changes, and no question is asked three times."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bank import BANK, MIND
from voicebot.engines import Question
from voicebot.events import Transcript, Word

ASKED = re.compile(r"[^。！？]*？")
TURNS = st.sampled_from(("飛機西瓜", "借嘅嗰啲錢", "嗰啲嘢呢", "今日天氣點", "？", "", "asdf qwer", "戶口嘅嘢", "分行幾點開門", "你好", "八", "嗰日嗰張嘢"))


def heard(text, sure):
    return Transcript(text, () if sure else (Word(text, 0.0, 1.0, 0.3),))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TURNS, st.booleans()), min_size=1, max_size=14), st.sampled_from(("phone", "web", "kiosk")))
def test_no_question_is_asked_three_times(turns, channel):
    history, misunderstood, asked = [], 0, []
    for text, sure in turns:
        reply = MIND.answer(Question(heard(text, sure), tuple(history), misunderstood, channel))
        misunderstood = misunderstood + 1 if reply.route == "none" else 0
        assert misunderstood <= 3
        if reply.route == "none":
            asked += [reply.spoken]
            assert asked.count(reply.spoken) <= 2, reply.spoken
        history += [("customer", text), ("desk", reply.spoken)]
        if reply.hand_over:
            break


def test_the_method_changes():
    said, history = [], []
    for turn in range(4):
        reply = MIND.answer(Question(Transcript("飛機西瓜"), tuple(history), turn, "phone"))
        said.append(reply.spoken)
        history += [("customer", "飛機西瓜"), ("desk", reply.spoken)]
    assert said[0] == BANK.phrases["no_evidence"].spoken
    titles = [BANK.answers[id_].title for id_ in BANK.phrases["choice"].answers[:2]]
    assert said[1] == BANK.phrases["choice"].spoken.format(first=titles[0], second=titles[1])
    assert said[2] == BANK.phrases["keypad_phone"].spoken
    assert said[3] == BANK.phrases["not_understood_3"].spoken and reply.hand_over


@pytest.mark.parametrize("pressed, id_", [("1", "card-lost"), ("2", "account-balance"), ("撳三", "branch-hours"), ("二", "account-balance")])
@pytest.mark.parametrize("channel, menu", [("phone", "keypad_phone"), ("web", "keypad")])
def test_a_number_of_the_menu_is_understood(pressed, id_, channel, menu):
    history = (("desk", BANK.phrases[menu].spoken),)
    assert MIND.answer(Question(Transcript(pressed), history, 3, channel)).citations[0].id == id_


def test_nought_is_a_person_and_other_numbers_are_not_in_the_menu():
    history = (("desk", BANK.phrases["keypad"].spoken),)
    assert MIND.answer(Question(Transcript("0"), history, 3)).hand_over
    assert MIND.answer(Question(Transcript("7"), history, 3)).route == "person"  # the last step
    assert not MIND.answer(Question(Transcript("1"))).citations  # without a menu it means nothing


def test_every_number_of_the_menu_is_said_in_order():
    digits = "一二三四五六七八九"
    for key in ("keypad", "keypad_phone"):
        phrase = BANK.phrases[key]
        said = re.findall("[撳打]([零一二三四五六七八九])", phrase.spoken)
        assert said == [*digits[: len(phrase.answers)], "零"]


def test_what_may_be_tapped_of_a_menu_leads_to_its_answers() -> None:
    reply = MIND.answer(Question(Transcript("嗰啲嘢"), misunderstood=2))
    assert reply.spoken == BANK.phrases["keypad"].spoken and len(reply.options) == len(BANK.phrases["keypad"].answers)
    for title, id_ in zip(reply.options, BANK.phrases["keypad"].answers, strict=True):
        said = MIND.answer(Question(Transcript(title), (("desk", reply.spoken),), misunderstood=2))
        assert [cited.id for cited in said.citations] == [id_] or said.flow, title


def test_a_tap_on_the_offer_of_a_person_is_a_yes_or_a_no() -> None:
    offer = MIND.answer(Question(Transcript("我畀人呃咗錢")))
    assert offer.offer_person and len(offer.options) == 2
    yes, no = (MIND.answer(Question(Transcript(text), (("customer", "我畀人呃咗錢"), ("desk", offer.spoken)))) for text in offer.options)
    assert yes.hand_over and not no.hand_over and no.spoken == BANK.phrases["anything_else"].spoken
