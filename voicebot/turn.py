"""Who has the floor: a pure machine, `step(state, event) -> (state, orders)`, on the edge's media clock.

The state is a product of two enums. *Floor* says who speaks: nobody, the customer, the desk, or both (overlap).
*Call* says where the call is: announcing (nothing heard yet), open, holding (waiting for a person), with a person of
the organisation, ended.
Orders (`orders.py`) are what the session must do; a test enumerates floor x call against every event.

Overlap: when the customer speaks over the desk, the voice is softened at once. It was an interruption when they
go on for `INTERRUPT_S` of voiced time or say more than a back-channel (嗯, 係, 好); it was a back-channel when
they stop before that. Both are decided within 500 ms of the onset.

While a person has the call, the customer is heard and not answered; what the person writes is said when the floor is
free. On the phone the machine also prompts a silent caller, gathers digits into a turn and hangs up after a goodbye.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Literal, TypeAlias, assert_never

from .events import (
    Answered, Audio, Configure, Control, Digit, Felt, Finding, Gone, Heard, Input, Judged, Picture, Played, SpeechOff,
    SpeechOn, Spoken, Staff, Text, Tick, ToolOutput,
)  # fmt: skip
from .orders import (
    AnswerText, Announce, Attend, Discard, Dismiss, Drop, Finish, HandUp, Interrupt, Join, Leave, Order, Prepare, Refuse, Respond,
    Soften, Tell, Utter,
)  # fmt: skip

PREPARE_S = 0.12  # silence after which the reply is prepared
INTERRUPT_S = 0.35  # voiced time that makes an overlap an interruption
RELEASE_S = 0.2  # silence after which a short overlap was a back-channel
# Silence that ends a turn in which digits are said, which people say in groups.
PATIENCE_S = {"phone": 1.3, "number": 1.3, "hkid": 1.3, "date": 0.9, "time": 0.9, "address": 1.3}
LONGEST_TURN_S = 60.0  # a turn is ended here whatever is heard
DIGITS_S = 3.0  # after the last digit, the digits are a turn
LONGEST_DIGITS = 32
PROMPTS = 2  # to a silent caller, before a person is called
LINES = 20  # of a person that wait to be said; the oldest gives way

KEYED = frozenset({"digits", "date", "time"})  # what may be keyed with a 0 in front

BACK_CHANNELS = frozenset("嗯 唔 哦 啊 呀 係 係呀 係啊 好 好呀 好啊 ok 得 明 明白 係係 好好 嗯嗯 哦哦".split())


class Floor(Enum):
    NOBODY = auto()
    CUSTOMER = auto()
    DESK = auto()
    OVERLAP = auto()


class Call(Enum):
    ANNOUNCING = auto()
    OPEN = auto()
    HOLDING = auto()
    PERSON = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class State:
    floor: Floor = Floor.NOBODY
    call: Call = Call.ANNOUNCING
    now: float = 0.0
    last_turn: int = 0  # the newest turn id given out
    heard_turn: int = 0  # the turn the customer is speaking, while they have the floor
    said_turn: int = 0  # the turn the desk is answering, while it has the floor
    speech_on: float = 0.0
    speech_off: float | None = None  # last voiced moment, while the customer pauses
    prepared: bool = False
    config: Configure = field(default_factory=Configure)
    no_input_s: float = 0.0  # silence after which the caller is prompted; 0 never
    hangs_up: bool = False  # after a goodbye
    quiet_since: float = 0.0  # when the floor became free
    prompts: int = 0  # in a row
    digits: str = ""
    digit_at: float = 0.0
    expect: str = "any"  # what the customer is asked for
    ending: bool = False  # what is being said is a goodbye
    lines: tuple[str, ...] = ()  # of a person, not yet said


Step: TypeAlias = tuple[State, list[Order]]


def step(state: State, event: Input | Finding) -> Step:
    """The one transition function. Events of a finished turn, and all events after the end, change nothing."""
    if state.call is Call.ENDED:
        return state, []
    after, orders = _react(state, event)
    if after.floor is Floor.NOBODY and (state.floor is not Floor.NOBODY or orders):
        after = replace(after, quiet_since=after.now)
    if after.call is Call.PERSON and after.floor is Floor.NOBODY and after.lines:
        turn = after.last_turn + 1
        orders.append(Utter(turn, after.lines[0]))
        after = replace(after, last_turn=turn, said_turn=turn, floor=Floor.DESK, lines=after.lines[1:])
    return after, orders


def _react(state: State, event: Input | Finding) -> Step:
    match event:
        case Tick(at):
            return _on_time(replace(state, now=at))
        case Audio(at=at):
            return _on_time(replace(state, now=at))
        case SpeechOn(at):
            return _on_speech(replace(state, prompts=0), at)
        case SpeechOff(at):
            return (replace(state, speech_off=at), []) if state.floor in (Floor.CUSTOMER, Floor.OVERLAP) else (state, [])
        case Heard(turn_id, transcript, final):
            more = not final and turn_id == state.heard_turn and state.floor is Floor.OVERLAP
            return _interrupt(state) if more and not is_back_channel(transcript.text) else (state, [])
        case Spoken(turn_id=turn_id):
            return _on_spoken(state, turn_id)
        case Text(text, item_id, respond):
            return _on_text(replace(state, prompts=0), text, item_id, respond)
        case Control():
            return _on_control(state, event)
        case Configure():
            return replace(state, config=event), []
        case Gone(reason):
            return replace(state, call=Call.ENDED, floor=Floor.NOBODY), [Leave(state.last_turn, reason)]
        case Digit(digit):
            return _on_digit(replace(state, prompts=0), digit)
        case Answered(turn_id, reply):
            if turn_id != state.said_turn:
                return state, []  # it was cut meanwhile
            waits = reply.hand_over and state.call is not Call.PERSON
            call, ending = Call.HOLDING if waits else state.call, reply.ends and state.hangs_up
            return replace(state, call=call, ending=ending, expect=reply.expect), []
        case Staff(kind, text):
            return _on_staff(state, kind, text)
        case Picture() | Played() | ToolOutput() | Judged() | Felt():
            return state, []  # the session deals with these; the floor does not change
        case _:
            assert_never(event)


def is_back_channel(text: str) -> bool:
    """True for an empty hypothesis and for the short sounds with which a listener says "go on"."""
    return text.strip().lower() in BACK_CHANNELS or len(text.strip()) < 2


def _on_time(s: State) -> Step:
    if s.floor is Floor.CUSTOMER and s.config.turn_detection != "none":
        if s.speech_off is not None:
            silence = s.now - s.speech_off
            if silence >= max(s.config.silence_ms / 1000, PATIENCE_S.get(s.expect, 0.0)):
                return _finish(s)
            if silence >= PREPARE_S and not s.prepared and _answers(s):
                return replace(s, prepared=True), [Prepare(s.heard_turn)]
        elif s.now - s.speech_on > LONGEST_TURN_S:
            return _finish(replace(s, speech_off=s.now))
    if s.floor is Floor.OVERLAP:
        voiced = (s.now if s.speech_off is None else s.speech_off) - s.speech_on
        if voiced >= INTERRUPT_S:
            return _interrupt(s)
        if s.speech_off is not None and s.now - s.speech_off >= RELEASE_S:
            quiet = replace(s, floor=Floor.DESK, speech_off=None, heard_turn=0)
            return quiet, [Dismiss(s.heard_turn), Soften(s.said_turn, on=False)]
    if s.digits and s.now - s.digit_at >= DIGITS_S:
        return _digits_done(s)
    if s.floor is Floor.NOBODY and s.no_input_s and s.call in (Call.ANNOUNCING, Call.OPEN) and s.now - s.quiet_since >= s.no_input_s:
        return _prompt(s)
    return s, []


def _prompt(s: State) -> Step:
    """The caller says nothing: ask, twice, then call a person."""
    turn = s.last_turn + 1
    s = replace(s, last_turn=turn, said_turn=turn, floor=Floor.DESK, prompts=s.prompts + 1)
    if s.prompts > PROMPTS:
        return replace(s, call=Call.HOLDING, prompts=0), [HandUp(turn)]
    return s, [Tell(turn, "reprompt")]


def _answers(s: State) -> bool:
    """Whether the desk itself answers the customer's turns."""
    return s.config.create_response and s.call is not Call.PERSON


def _on_speech(s: State, at: float) -> Step:
    if s.config.turn_detection == "none":
        return s, []
    if s.floor is Floor.NOBODY:
        turn = s.last_turn + 1
        s = replace(s, floor=Floor.CUSTOMER, call=_opened(s), last_turn=turn, heard_turn=turn, speech_on=at, speech_off=None, prepared=False)
        return s, [Attend(turn, at), Announce(turn, at)]
    if s.floor is Floor.DESK:
        if not s.config.interrupt_response:
            return s, []  # half duplex: what is said over the desk is not heard
        turn = s.last_turn + 1
        s = replace(s, floor=Floor.OVERLAP, last_turn=turn, heard_turn=turn, speech_on=at, speech_off=None, prepared=False)
        return s, [Soften(s.said_turn, on=True), Attend(turn, at)]
    orders: list[Order] = [Discard(s.heard_turn)] if s.prepared else []
    return replace(s, speech_off=None, prepared=False), orders


def _interrupt(s: State) -> Step:
    """The overlap was an interruption: the desk falls silent, the customer's turn is announced."""
    s2 = replace(s, floor=Floor.CUSTOMER, call=_opened(s), said_turn=0, ending=False)
    return s2, [Interrupt(s.said_turn, "turn_detected"), Announce(s.heard_turn, s.speech_on)]


def _finish(s: State) -> Step:
    respond = _answers(s)
    off = s.now if s.speech_off is None else s.speech_off
    floor = Floor.DESK if respond else Floor.NOBODY
    done = replace(s, floor=floor, heard_turn=0, said_turn=s.heard_turn if respond else 0, speech_off=None, prepared=False)
    return done, [Finish(s.heard_turn, off, respond)]


def _on_spoken(s: State, turn_id: int) -> Step:
    if not turn_id or turn_id != s.said_turn:
        return s, []
    if s.floor is Floor.OVERLAP:  # the desk ended by itself while the customer had begun
        overlapped = replace(s, floor=Floor.CUSTOMER, call=_opened(s), said_turn=0, ending=False)
        return overlapped, [Announce(s.heard_turn, s.speech_on)]
    if s.ending:
        return replace(s, floor=Floor.NOBODY, call=Call.ENDED, said_turn=0), [Leave(turn_id, "goodbye")]
    return replace(s, floor=Floor.NOBODY, call=_opened(s), said_turn=0), []


def _on_text(s: State, text: str, item_id: str, respond: bool) -> Step:
    turn = s.last_turn + 1
    if not respond or s.call is Call.PERSON:
        return replace(s, last_turn=turn, call=_opened(s)), [AnswerText(turn, text, item_id, False)]
    s, orders = _silence_all(s, "turn_detected")
    s = replace(s, last_turn=turn, said_turn=turn, floor=Floor.DESK, call=_opened(s))
    return s, [*orders, AnswerText(turn, text, item_id, True)]


def _on_control(s: State, event: Control) -> Step:
    match event.kind:
        case "cancel":
            if s.said_turn == 0:
                return s, [Refuse(s.last_turn, "response_cancel_not_active")]
            return _silence_desk(s, "client_cancelled")
        case "respond":
            if s.call is Call.PERSON:
                return s, [Refuse(s.last_turn, "with_person")]
            if s.said_turn:
                return s, [Refuse(s.last_turn, "conversation_already_has_active_response")]
            orders: list[Order] = [Finish(s.heard_turn, s.now, False)] if s.heard_turn else []
            turn = s.last_turn + 1
            s = replace(s, last_turn=turn, said_turn=turn, heard_turn=0, floor=Floor.DESK, speech_off=None, prepared=False)
            return s, [*orders, Respond(turn, event.text_only)]
        case "commit":
            if s.heard_turn:
                s, before = _interrupt(s) if s.floor is Floor.OVERLAP else (s, [])
                turn = s.heard_turn
                s = replace(s, floor=Floor.NOBODY, heard_turn=0, speech_off=None, prepared=False)
                return s, [*before, Finish(turn, s.now, False)]
            turn = s.last_turn + 1
            return replace(s, last_turn=turn, call=_opened(s)), [Attend(turn, 0.0), Finish(turn, s.now, False)]
        case "clear":
            if not s.heard_turn:
                return s, [Drop(s.last_turn)]
            back: list[Order] = [Soften(s.said_turn, on=False)] if s.said_turn else []
            floor = Floor.DESK if s.said_turn else Floor.NOBODY
            clear = replace(s, floor=floor, heard_turn=0, speech_off=None, prepared=False)
            return clear, [Dismiss(s.heard_turn), *back, Drop(s.heard_turn)]
        case "forget":
            return replace(s, call=Call.ENDED, floor=Floor.NOBODY), [Leave(s.last_turn, "forgotten")]
        case "person":
            if s.call is Call.PERSON:
                return s, []
            s, silenced = _silence_all(s, "turn_detected")
            turn = s.last_turn + 1
            s = replace(s, call=Call.HOLDING, last_turn=turn, said_turn=turn, floor=Floor.DESK)
            return s, [*silenced, HandUp(turn)]
        case _:
            assert_never(event.kind)


def _on_digit(s: State, digit: str) -> Step:
    """0 alone calls a person; other digits are gathered, # ends them, * takes them back. Where what is asked for may
    begin with 0, it is known to be alone only when no digit follows."""
    if s.call is Call.PERSON:
        return s, []
    if digit == "0" and not s.digits and s.expect not in KEYED:
        return _on_control(s, Control("person"))
    if digit == "#":
        return _digits_done(s) if s.digits else (s, [])
    if digit == "*":
        return replace(s, digits=""), []
    s, orders = _silence_all(s, "turn_detected")
    return replace(s, digits=(s.digits + digit)[:LONGEST_DIGITS], digit_at=s.now), orders


def _digits_done(s: State) -> Step:
    done = replace(s, digits="")
    return _on_control(done, Control("person")) if s.digits == "0" else _on_text(done, s.digits, "", True)


def _on_staff(s: State, kind: Literal["join", "say", "back", "leave"], text: str) -> Step:
    if kind == "join":
        s, silenced = _silence_desk(s, "turn_detected")
        return replace(s, call=Call.PERSON, lines=()), [*silenced, Join(s.last_turn, on=True)]
    if s.call is not Call.PERSON:
        return s, []
    if kind == "say":
        return replace(s, lines=(*s.lines, text)[-LINES:]), []
    call = Call.OPEN if kind == "back" else Call.HOLDING
    return replace(s, call=call, lines=()), [Join(s.last_turn, on=False)]


def _silence_desk(s: State, reason: Literal["turn_detected", "client_cancelled"]) -> Step:
    """The running reply, if any, is cut; a customer who speaks over it has the floor."""
    if not s.said_turn:
        return s, []
    cut = Interrupt(s.said_turn, reason)
    if s.floor is Floor.OVERLAP:
        s2 = replace(s, floor=Floor.CUSTOMER, call=_opened(s), said_turn=0, ending=False)
        return s2, [cut, Announce(s.heard_turn, s.speech_on)]
    return replace(s, floor=Floor.NOBODY, said_turn=0, ending=False), [cut]


def _silence_all(s: State, reason: Literal["turn_detected", "client_cancelled"]) -> Step:
    """Whoever speaks stops: the desk's reply is cut, the customer's unfinished turn is forgotten."""
    orders: list[Order] = []
    if s.said_turn:
        orders.append(Interrupt(s.said_turn, reason))
    if s.heard_turn:
        orders.append(Dismiss(s.heard_turn))
    return replace(s, said_turn=0, heard_turn=0, speech_off=None, prepared=False, ending=False, floor=Floor.NOBODY), orders


def _opened(s: State) -> Call:
    return Call.OPEN if s.call is Call.ANNOUNCING else s.call
