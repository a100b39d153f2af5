from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bank import BANK, MIND
from voicebot.dialog.compose import Composer
from voicebot.dialog.guard import verbatim
from voicebot.dialog.temper import SLOWER, temper
from voicebot.engines import Question
from voicebot.events import Citation, Reply, ToolCall, Transcript
from voicebot.knowledge.library import Library

HOURS = BANK.answers["branch-hours"]
LEAD, OFFER = BANK.phrases["apology_lead"], BANK.phrases["offer_person"]
CITED = (Citation("a", "t", "t.html#a", "q"),)
replies = st.builds(
    Reply, st.text(max_size=30), st.text(max_size=30), st.sampled_from(("answer", "passage", "none")),
    st.sampled_from(((), CITED)), st.sampled_from(("warm", "calm", "brisk", "apologetic")), st.sampled_from((0.85, 1.0)),
    st.booleans(), st.booleans(), st.sampled_from((None, ToolCall("c", "n", "{}"))),
)  # fmt: skip


def ask(text, **more):
    return MIND.answer(Question(Transcript(text), **more))


@given(replies, st.sampled_from(("calm", "happy", "angry", "sad", "unsure")), st.integers(0, 9), st.booleans())
def test_what_is_said_and_what_it_rests_on_stay(reply, label, angry_turns, english):
    told = temper(reply, label, angry_turns, BANK, english)
    assert (told.route, told.citations, told.tool, told.hand_over) == (reply.route, reply.citations, reply.tool, reply.hand_over)
    assert reply.spoken in told.spoken and reply.written in told.written
    assert told.spoken.replace(reply.spoken, "", 1) in ("", LEAD.spoken, OFFER.spoken)
    assert told.rate <= reply.rate and told.offer_person >= reply.offer_person
    if label in ("calm", "happy", "unsure"):
        assert told == reply


def test_the_first_angry_turn_brings_an_apology_and_the_answer():
    told = ask("分行幾點開門", feeling="angry", angry_turns=1)
    assert told.spoken == LEAD.spoken + HOURS.spoken and told.written == LEAD.written + HOURS.written
    assert (told.style, told.rate, told.offer_person) == ("apologetic", SLOWER, False)
    assert told.citations == ask("分行幾點開門").citations


def test_the_second_angry_turn_brings_a_person_and_no_second_apology():
    told = ask("分行幾點開門", feeling="angry", angry_turns=2)
    assert told.spoken == HOURS.spoken + OFFER.spoken
    assert (told.style, told.rate, told.offer_person) == ("calm", SLOWER, True)
    taken = ask("好呀", history=(("desk", told.spoken),), feeling="angry", angry_turns=3)
    assert (taken.route, taken.hand_over) == ("person", True)


def test_the_offer_is_not_made_twice():
    told = ask("今日天氣點", feeling="angry", angry_turns=2)
    assert told.spoken.count(OFFER.spoken) == 1 and told.offer_person


def test_an_apology_gets_no_apology():
    told = ask("今日天氣點", feeling="angry", angry_turns=1)
    assert told.spoken == ask("今日天氣點").spoken and told.rate == SLOWER


def test_an_offered_choice_can_still_be_taken():
    told = ask("借嘅嗰啲錢", misunderstood=1, feeling="angry", angry_turns=1)
    titles = [a.title for a in BANK.answers.values() if a.title in told.spoken]
    assert len(titles) == 2
    assert BANK.answers[ask("第一個", history=(("desk", told.spoken),)).citations[0].id].title in titles


def test_who_is_sad_hears_a_calm_voice_and_the_same_words():
    told, plain = ask("分行幾點開門", feeling="sad"), ask("分行幾點開門")
    assert replace(told, trace=None) == replace(plain, style="calm", trace=None)


def test_who_is_sad_again_is_offered_a_person():
    told = ask("分行幾點開門", feeling="sad", angry_turns=2)
    assert told.spoken == HOURS.spoken + OFFER.spoken
    assert (told.style, told.rate, told.offer_person) == ("calm", 1.0, True)


def test_english_is_shown_where_english_was_typed():
    told = ask("branch hours", feeling="angry", angry_turns=1)
    assert told.written == f"{LEAD.english} {HOURS.english}" and told.spoken == LEAD.spoken + HOURS.spoken
    assert ask("branch hours", feeling="angry", angry_turns=2).written.endswith(OFFER.english)


@pytest.mark.parametrize("text", ["唔該晒", "你係咪真人", "我要轉駁職員", "我好嬲呀"])
def test_small_talk_and_the_way_to_a_person_keep_their_own_wording(text):
    assert replace(ask(text, feeling="angry", angry_turns=2), trace=None) == replace(ask(text), trace=None)


@pytest.mark.parametrize("angry_turns", [1, 2])
def test_a_tempered_answer_is_made_of_approved_pieces_and_can_be_repeated(angry_turns):
    told = ask("分行幾點開門", feeling="angry", angry_turns=angry_turns)
    view = Library(BANK).snapshot()
    assert verbatim(told.spoken, Composer(view, view.usable(None, "web")).pieces)
    again = ask("再講一次", history=(("desk", told.spoken),))
    assert again.spoken == BANK.phrases["repeat"].spoken + HOURS.spoken and again.citations == told.citations


def test_a_pack_without_the_apology_still_calms():
    bare = replace(BANK, phrases={k: v for k, v in BANK.phrases.items() if k != "apology_lead"})
    told = temper(Reply("好", "好", "answer", CITED), "angry", 1, bare)
    assert (told.spoken, told.style, told.rate) == ("好", "apologetic", SLOWER)
