"""The turn machine: barge-in, back-channel, end of turn, and no state from which an event cannot be taken."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot import turn
from voicebot.events import (
    Answered, Configure, Control, Digit, Felt, Gone, Heard, Picture, Played, Reply, SpeechOff, SpeechOn, Spoken, Staff, Text,
    Tick, ToolOutput, Transcript,
)  # fmt: skip
from voicebot.turn import Call, Floor, State, step


def run(state: State, *events: object) -> tuple[State, list[turn.Order]]:
    orders: list[turn.Order] = []
    for event in events:
        state, more = step(state, event)  # type: ignore[arg-type]
        orders += more
    return state, orders


def speaking_desk() -> State:
    """The customer has asked and the desk answers turn 1."""
    state, _ = run(State(), SpeechOn(1.0), SpeechOff(2.0), Tick(2.5))
    assert state.floor is Floor.DESK and state.said_turn == 1
    return state


def test_turn_is_prepared_at_120_ms_and_ended_at_500_ms_of_silence() -> None:
    state, orders = run(State(), SpeechOn(1.0), Tick(1.9), SpeechOff(2.0), Tick(2.1))
    assert orders == [turn.Attend(1, 1.0), turn.Announce(1, 1.0)]
    state, orders = run(state, Tick(2.12), Tick(2.3))
    assert orders == [turn.Prepare(1)]
    state, orders = run(state, Tick(2.48), Tick(2.5))
    assert orders == [turn.Finish(1, 2.0, True)]
    assert state.floor is Floor.DESK


def test_going_on_after_a_pause_voids_what_was_prepared() -> None:
    state, orders = run(State(), SpeechOn(1.0), SpeechOff(2.0), Tick(2.2), SpeechOn(2.3), Tick(2.6))
    assert orders[2:] == [turn.Prepare(1), turn.Discard(1)]
    assert state.floor is Floor.CUSTOMER


def test_speech_over_the_desk_softens_at_once_and_interrupts_within_half_a_second() -> None:
    state, orders = run(speaking_desk(), SpeechOn(4.0))
    assert orders == [turn.Soften(1, True), turn.Attend(2, 4.0)]
    state, orders = run(state, Tick(4.2), Tick(4.36))
    assert orders == [turn.Interrupt(1, "turn_detected"), turn.Announce(2, 4.0)]
    assert state.floor is Floor.CUSTOMER


def test_a_short_sound_over_the_desk_is_a_back_channel() -> None:
    state, orders = run(speaking_desk(), SpeechOn(4.0), SpeechOff(4.2), Tick(4.3), Tick(4.41))
    assert orders == [turn.Soften(1, True), turn.Attend(2, 4.0), turn.Dismiss(2), turn.Soften(1, False)]
    assert state.floor is Floor.DESK


@pytest.mark.parametrize(("text", "interrupts"), [("嗯", False), ("係呀", False), ("唔係", True), ("等等先", True), ("", False)])
def test_words_decide_before_time_does(text: str, interrupts: bool) -> None:
    state, _ = run(speaking_desk(), SpeechOn(4.0))
    _, orders = run(state, Heard(2, Transcript(text)))
    assert (turn.Interrupt(1, "turn_detected") in orders) is interrupts


def test_without_leave_to_interrupt_speech_over_the_desk_is_not_heard() -> None:
    state, orders = run(speaking_desk(), Configure(interrupt_response=False), SpeechOn(4.0), Tick(5.0))
    assert orders == [] and state.floor is Floor.DESK


def test_manual_turns_are_committed_and_answered_on_request() -> None:
    state, orders = run(State(), Configure(turn_detection="none"), SpeechOn(1.0), Control("commit"), Control("respond"))
    assert [type(o) for o in orders] == [turn.Attend, turn.Finish, turn.Respond]
    assert orders[1].respond is False  # type: ignore[union-attr]
    assert state.floor is Floor.DESK


def test_cancel_needs_a_running_reply_and_a_second_reply_is_refused() -> None:
    _, orders = run(State(), Control("cancel"))
    assert orders == [turn.Refuse(0, "response_cancel_not_active")]
    state = speaking_desk()
    assert run(state, Control("respond"))[1] == [turn.Refuse(1, "conversation_already_has_active_response")]
    state, orders = run(state, Control("cancel"))
    assert orders == [turn.Interrupt(1, "client_cancelled")] and state.floor is Floor.NOBODY


def test_a_person_is_called_from_every_floor_and_the_desk_falls_silent_first() -> None:
    state, orders = run(speaking_desk(), Digit("0"))
    assert orders == [turn.Interrupt(1, "turn_detected"), turn.HandUp(2)]
    assert state.call is Call.HOLDING


def test_an_hour_of_silence_and_a_muted_microphone_order_nothing() -> None:
    state, orders = run(State(), *(Tick(n * 0.02) for n in range(180_000)))
    assert orders == [] and state.floor is Floor.NOBODY


def test_an_endless_talker_is_answered_after_a_minute() -> None:
    _, orders = run(State(), SpeechOn(1.0), Tick(60.9), Tick(61.1))
    assert turn.Finish(1, 61.1, True) in orders


EVENTS = [
    SpeechOn(5.0), SpeechOff(5.1), Tick(5.2), Tick(9.0), Heard(1, Transcript("唔該")), Heard(2, Transcript("唔該"), True),
    Spoken(0, 5.0), Spoken(1, 5.0), Spoken(7, 5.0), Text("你好"), Text("你好", respond=False), Control("cancel"), Control("commit"),
    Control("clear"), Control("respond"), Control("person"), Digit("0"), Digit("1"), Picture(b"", "image/png"),
    Played(1, 10), ToolOutput("c", "{}"), Felt(1, "calm", 0.1, 0.5), Configure(), Answered(1, Reply("a", "a", "answer")),
    Answered(1, Reply("b", "b", "smalltalk", ends=True)), Staff("join"), Staff("say", "你好"), Staff("back"), Staff("leave"),
    Digit("#"), Digit("*"), Control("forget"), Tick(30.0),
]  # fmt: skip


@pytest.mark.parametrize(("floor", "call"), list(itertools.product(Floor, Call)))
def test_every_event_can_be_taken_in_every_state(floor: Floor, call: Call) -> None:
    state = State(floor, call, 5.0, 2, 2 if floor in (Floor.CUSTOMER, Floor.OVERLAP) else 0, 1 if floor in (Floor.DESK, Floor.OVERLAP) else 0, 4.0)
    for event in EVENTS:
        after, orders = step(state, event)
        if call is Call.ENDED:
            assert after == state and orders == []
        _consistent(after)
    ended, orders = step(state, Gone("x"))
    assert ended.call is Call.ENDED and (call is Call.ENDED or isinstance(orders[-1], turn.Leave))


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_no_sequence_of_events_leaves_the_floor_and_the_turns_at_odds(events: list[object]) -> None:
    state = State(no_input_s=6.0, hangs_up=True)
    for event in events:
        state, _ = step(state, event)  # type: ignore[arg-type]
        _consistent(state)


def _consistent(state: State) -> None:
    if state.call is Call.ENDED:
        return
    assert (state.said_turn != 0) == (state.floor in (Floor.DESK, Floor.OVERLAP))
    assert (state.heard_turn != 0) == (state.floor in (Floor.CUSTOMER, Floor.OVERLAP))


def test_a_cancelled_reply_under_overlap_announces_the_customer_who_is_speaking() -> None:
    state, _ = run(speaking_desk(), SpeechOn(4.0))
    state, orders = run(state, Control("cancel"))
    assert orders == [turn.Interrupt(1, "client_cancelled"), turn.Announce(2, 4.0)]
    assert state.floor is Floor.CUSTOMER


def test_a_commit_under_overlap_ends_both_turns_and_frees_the_floor() -> None:
    state, _ = run(speaking_desk(), SpeechOn(4.0))
    state, orders = run(state, Control("commit"))
    assert [type(o) for o in orders] == [turn.Interrupt, turn.Announce, turn.Finish]
    assert orders[-1] == turn.Finish(2, state.now, False) and state.floor is Floor.NOBODY


def test_clearing_under_overlap_forgets_what_is_being_heard_and_the_desk_goes_on() -> None:
    state, _ = run(speaking_desk(), SpeechOn(4.0))
    state, orders = run(state, Control("clear"))
    assert orders == [turn.Dismiss(2), turn.Soften(1, False), turn.Drop(2)] and state.floor is Floor.DESK


# ---- the phone, and people --------------------------------------------------------------------------------------
def test_a_silent_caller_is_prompted_twice_and_then_a_person_is_called() -> None:
    state, orders = run(State(no_input_s=6.0), Tick(5.9), Tick(6.0), Spoken(1, 8.0))
    assert orders == [turn.Tell(1, "reprompt")]
    state, orders = run(state, Tick(11.9), Tick(12.1), Spoken(2, 14.0), Tick(18.2))
    assert orders == [turn.Tell(2, "reprompt"), turn.HandUp(3)] and state.call is Call.HOLDING


def test_speech_starts_the_count_of_prompts_anew() -> None:
    state, _ = run(State(no_input_s=6.0), Tick(6.0), Spoken(1, 8.0), Tick(12.1), Spoken(2, 14.0), SpeechOn(14.0), SpeechOff(15.0), Tick(15.5), Spoken(3, 16.0))
    assert run(state, Tick(22.0))[1] == [turn.Tell(4, "reprompt")]


def test_digits_pressed_80_ms_apart_become_one_turn() -> None:
    presses = [event for n, d in enumerate("91234567") for event in (Tick(1 + n * 0.08), Digit(d))]
    state, orders = run(State(), *presses, Tick(4.0), Tick(4.6))
    assert orders == [turn.AnswerText(1, "91234567", "", True)] and state.digits == ""


def test_a_code_may_begin_with_0_where_one_is_asked_for_and_0_alone_still_calls_a_person() -> None:
    asked = State(expect="digits")
    presses = [event for n, d in enumerate("0123") for event in (Tick(1 + n * 0.1), Digit(d))]
    assert turn.AnswerText(1, "0123", "", True) in run(asked, *presses, Digit("#"))[1]
    assert turn.HandUp(1) in run(asked, Tick(1.0), Digit("0"), Tick(5.0))[1]
    assert turn.HandUp(1) in run(State(), Digit("0"))[1]


def test_hash_ends_digits_star_takes_them_back_and_0_among_them_is_a_digit() -> None:
    _, orders = run(State(), *map(Digit, "12*2020#"))
    assert orders == [turn.AnswerText(1, "2020", "", True)]
    assert run(State(), Digit("#"), Digit("*"))[1] == []


def test_the_desk_hangs_up_after_its_goodbye_unless_the_caller_speaks() -> None:
    bye = Answered(1, Reply("再見", "再見", "smalltalk", ends=True))
    said, _ = run(State(hangs_up=True), SpeechOn(1.0), SpeechOff(2.0), Tick(2.5), bye)
    state, orders = run(said, Spoken(1, 4.0))
    assert orders == [turn.Leave(1, "goodbye")] and state.call is Call.ENDED
    state, orders = run(said, SpeechOn(3.0), Tick(3.4), Spoken(1, 4.0))
    assert state.call is Call.OPEN and not any(isinstance(o, turn.Leave) for o in orders)
    state, _ = run(said, SpeechOn(3.0), Spoken(1, 3.1))  # the goodbye ended by itself while they began
    assert state.call is Call.OPEN
    page, _ = run(State(), SpeechOn(1.0), SpeechOff(2.0), Tick(2.5), bye, Spoken(1, 4.0))
    assert page.call is Call.OPEN


def test_what_was_decided_for_a_reply_that_is_cut_no_longer_counts() -> None:
    """The answer and what cut it may wait in the inbox together."""
    late = Answered(1, Reply("再見", "再見", "smalltalk", ends=True, hand_over=True, expect="phone"))
    state, _ = run(State(hangs_up=True), SpeechOn(1.0), SpeechOff(2.0), Tick(2.5), Text("等等"), late)
    assert (state.ending, state.call, state.expect) == (False, Call.OPEN, "any")
    state, orders = run(state, Spoken(2, 4.0))  # of a reply that failed
    assert orders == [] and state.call is Call.OPEN


def test_a_person_speaks_when_the_floor_is_free_and_the_desk_does_not_answer_meanwhile() -> None:
    state, orders = run(speaking_desk(), Staff("join"), Staff("say", "你好"), Staff("say", "我姓陳"))
    assert orders == [turn.Interrupt(1, "turn_detected"), turn.Join(1, True), turn.Utter(2, "你好")]
    state, orders = run(state, Spoken(2, 4.0))
    assert orders == [turn.Utter(3, "我姓陳")]
    state, orders = run(state, Spoken(3, 5.0), SpeechOn(6.0), SpeechOff(7.0), Staff("say", "明白"), Tick(7.3), Tick(7.6))
    assert orders == [turn.Attend(4, 6.0), turn.Announce(4, 6.0), turn.Finish(4, 7.0, False), turn.Utter(5, "明白")]
    state, orders = run(state, Spoken(5, 9.0), Text("好"), Control("respond"), Control("person"), Digit("0"))
    assert orders == [turn.AnswerText(6, "好", "", False), turn.Refuse(6, "with_person")]
    state, orders = run(state, Staff("back"), SpeechOn(10.0), SpeechOff(11.0), Tick(11.5))
    assert orders[0] == turn.Join(6, False) and orders[-1] == turn.Finish(7, 11.0, True) and state.call is Call.OPEN


def test_a_person_who_is_lost_puts_the_call_back_into_the_queue_and_a_stranger_changes_nothing() -> None:
    state, orders = run(State(), Staff("say", "喂"), Staff("back"), Staff("join"), Staff("leave"))
    assert orders == [turn.Join(0, True), turn.Join(0, False)] and state.call is Call.HOLDING


def test_forgetting_ends_the_call() -> None:
    state, orders = run(speaking_desk(), Control("forget"))
    assert orders == [turn.Leave(1, "forgotten")] and state.call is Call.ENDED
