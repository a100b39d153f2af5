import json
from dataclasses import asdict, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bank import BANK, MIND as PLAIN
from tests.dialog.startable import FLOWING as MIND
from voicebot.dialog import trace as traces
from voicebot.engines import Question
from voicebot.events import Syllable, Transcript, Word
from voicebot.knowledge.text import normalise, units

TEXTS = ("分行幾點開門", "我唔見咗張信用卡", "今日天氣點", "公安叫我轉錢", "再講多次", "幫我改地址", "第一個", "取消戶口須帶備身份證及提款卡", "", "好呀")


def heard(text, sure):
    sounds = units(normalise(text)).sounds
    return Transcript(text, (Word(text, 0.0, 1.0, sure),), tuple(Syllable(((s, sure), ("aa1", 1 - sure)), 0.0, 0.1) for s in sounds))


@given(
    st.sampled_from(TEXTS), st.booleans(), st.sampled_from((0.3, 0.9)), st.integers(0, 3), st.sampled_from(("web", "phone", "kiosk")),
    st.sampled_from(("angry", "sad", "unsure")), st.integers(0, 2), st.sampled_from(((), ("slower",), ("simpler", "louder"))),
    st.sampled_from(("", BANK.phrases["no_evidence"].spoken, BANK.answers["branch-hours"].spoken)),
)  # fmt: skip
def test_what_the_journal_keeps_gives_the_same_bytes_again(text, typed, sure, misunderstood, channel, feeling, turns, standing, last):
    history = (("desk", last),) if last else ()
    transcript = Transcript(text) if typed else heard(text, sure)
    question = Question(transcript, history, misunderstood, channel, feeling, turns, now=datetime(2026, 3, 5, 10), standing=standing)
    reply = MIND.answer(question)
    kept = traces.read(json.loads(json.dumps(asdict(reply.trace))))
    assert kept == reply.trace
    again = MIND.answer(traces.question_of(kept, history))
    assert again == reply
    assert traces.differs(kept, again, reply.trace.knowledge, frozenset()) == []


def test_a_changed_knowledge_is_named():
    kept = MIND.answer(Question(Transcript("分行幾點開門"))).trace
    other = PLAIN.answer(Question(Transcript("轉數快限額")))
    first, *_ = traces.differs(kept, other, "other", frozenset())
    assert "knowledge has changed" in first and "other" in first


def test_sounds_of_an_identifier_are_not_kept():
    number = "".join(map(str, (9, 1, 2, 3, 4, 5, 6, 7)))
    assert MIND.answer(Question(heard(f"我電話係{number}", 0.9))).trace.syllables == ()
    assert MIND.answer(Question(heard("分行幾點開門", 0.9))).trace.syllables != ()


def test_told_in_plain_words():
    question = Question(heard("分行幾點開門", 0.9), feeling="angry", angry_turns=1, standing=("slower",))
    lines = "\n".join(traces.told(MIND.answer(question).trace))
    for part in ("分行幾點開門", "confidence 0.90", "answer → branch-hours", "margin", "source     branch-hours (version", "angry", "apology", "slower"):
        assert part in lines


@pytest.mark.parametrize("text, target", [("分行幾點開門", "branch-hours"), ("公安叫我轉錢", "script_scam"), ("幫我改地址", "address_change"), ("你好", "hello"), ("阿爸過身咗", "script_bereaved")])
def test_the_target_names_what_was_found(text, target):
    assert MIND.answer(Question(Transcript(text))).trace.target == target


def test_a_question_to_a_document_tells_how_it_was_read():
    kept = replace(MIND.answer(Question(Transcript("可唔可以食煙"))).trace, route="passage", target="rules/house-1a#smoke")
    assert "           also read as 可唔可以吸煙" in traces.told(kept)
    assert not any("read as" in line for line in traces.told(replace(kept, heard="可唔可以吸煙")))
    assert not any("read as" in line for line in traces.told(replace(kept, target="cards.html#lost")))  # a pack's own passages are not asked so
