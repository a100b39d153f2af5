"""Questions that name no matter of their own go on about the last one, or are about nothing."""

from __future__ import annotations

import pytest

from tests.bank import BANK, MIND
from tests.dialog.test_mind import ask
from voicebot.dialog import following
from voicebot.engines import Question
from voicebot.events import Transcript


def after(id_: str, text: str) -> str:
    """What a caller who has heard the answer gets to `text`: the id of an answer, else the route."""
    answer = BANK.answers[id_]
    reply = MIND.answer(Question(Transcript(text), (("customer", answer.questions[0]), ("desk", answer.spoken)), cited=((id_, answer.version),)))
    return reply.citations[0].id if reply.route == "answer" else reply.route


@pytest.mark.parametrize(
    "text", ["要啲咩文件", "幾耐先到", "可唔可以免", "咁幾時攞得返", "轉咗之後仲收唔收錢", "使唔使錢", "網上搞得唔得", "咁要等幾耐", "有限額㗎嗎", "唔去分行得唔得", "打邊個電話"]
)
def test_a_question_of_light_words_names_no_matter(text: str) -> None:
    assert following.goes_on(text)


@pytest.mark.parametrize(
    "text", ["年費幾多", "分行幾點開門", "轉數快收唔收費", "開戶口要啲咩文件", "信用卡點申請", "唔該晒", "係呀", "聽日", "我想轉駁職員", "", "幾多" * 20]
)
def test_what_names_a_matter_or_asks_nothing_stands_alone(text: str) -> None:
    assert not following.goes_on(text)


@pytest.mark.parametrize(
    ("heard", "text", "told"),
    [
        ("remit-out", "幾耐先到", "remit-out"),
        ("estate", "要啲咩文件", "estate"),
        ("card-annual-fee", "可唔可以免", "card-annual-fee"),
        ("card-annual-fee", "咁幾時攞得返", "none"),
        ("remit-out", "點解要收", "none"),
        ("card-annual-fee", "轉數快收唔收費", "fps-fee"),
    ],
)
def test_the_last_answer_is_told_once_more_where_it_tells(heard: str, text: str, told: str) -> None:
    assert after(heard, text) == told


def test_what_was_heard_and_one_more_thing_are_asked_of_the_last_answer() -> None:
    heard = BANK.answers["estate"].spoken
    assert following.speaks_of("死亡證要唔要正本呀", heard + "死亡證正本") and not following.speaks_of("轉數快收唔收費", heard)
    assert following.speaks_of("去日本呢", heard) and not following.speaks_of("去日本", heard)


def test_what_was_spoken_of_is_still_known_after_another_turn() -> None:
    answer = BANK.answers["estate"]
    history = (("customer", answer.questions[0]), ("desk", answer.spoken), ("customer", "唔該"), ("desk", BANK.phrases["thanks"].spoken))
    assert ask("要啲咩文件", history=history).citations[0].id == "estate"
    assert ask("咁幾時攞得返", history=history).route == "none"


def test_without_an_answer_before_it_is_a_question_like_any_other() -> None:
    assert ask("幾耐先到").route == "none"


def test_who_was_warned_and_has_paid_is_told_what_to_do_and_who_is_afraid_gets_a_person() -> None:
    warned = (("customer", "有人叫我轉錢去安全戶口"), ("desk", BANK.phrases["script_scam"].spoken))
    assert BANK.phrases["script_scammed"].spoken in ask("咁我已經轉咗三萬蚊點算", history=warned).spoken
    assert ask("快啲啦我好驚", history=warned).hand_over
    assert ask("我仲未轉", history=warned).route != "script"


@pytest.mark.parametrize("text", ["唔使喇", "算喇", "唔好喇算", "唔問喇", "遲啲再打嚟", "下次先啦", "好煩呀"])
def test_who_wants_no_more_or_is_annoyed_is_not_read_an_answer(text: str) -> None:
    assert ask(text).route == "smalltalk"
