"""Who has the floor: a pure machine, `step(state, event) -> (state, orders)`, on the edge's media clock.

The state is a product of two enums. *Floor* says who speaks: nobody, the customer, the desk, or both (overlap).
*Call* says where the call is: announcing (nothing heard yet), open, holding (waiting for a person), ended.
Orders are what the session must do; a test enumerates floor x call against every event.

Overlap: when the customer speaks over the desk, the voice is softened at once. It was an interruption when they
go on for `INTERRUPT_S` of voiced time or say more than a back-channel (嗯, 係, 好); it was a back-channel when
they stop before that. Both are decided within 500 ms of the onset.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Literal, TypeAlias, assert_never

from .events import (
    Answered, Audio, Configure, Control, Digit, Felt, Finding, Gone, Heard, Input, Picture, Played, SpeechOff, SpeechOn,
    Spoken, Text, Tick, ToolOutput,
)  # fmt: skip

PREPARE_S = 0.12  # silence after which the reply is prepared
INTERRUPT_S = 0.35  # voiced time that makes an overlap an interruption
RELEASE_S = 0.2  # silence after which a short overlap was a back-channel
LONGEST_TURN_S = 60.0  # a turn is ended here whatever is heard

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
    ENDED = auto()


# ---- orders ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Attend:
    """Open a recognition of the turn that began at `at`; it may still prove to be a back-channel."""

    turn_id: int
    at: float


@dataclass(frozen=True, slots=True)
class Announce:
    """The turn is a turn: tell the client that speech began at `at`."""

    turn_id: int
    at: float


@dataclass(frozen=True, slots=True)
class Dismiss:
    """The overlap was a back-channel: forget the recognition."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class Prepare:
    turn_id: int


@dataclass(frozen=True, slots=True)
class Discard:
    """The customer goes on: throw away what was prepared."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class Finish:
    """End of the customer's turn; their last voiced moment was `at`. Answer it where `respond`."""

    turn_id: int
    at: float
    respond: bool


@dataclass(frozen=True, slots=True)
class AnswerText:
    turn_id: int
    text: str
    item_id: str
    respond: bool


@dataclass(frozen=True, slots=True)
class Respond:
    """The client asks for a reply to what is already in the conversation."""

    turn_id: int
    text_only: bool


@dataclass(frozen=True, slots=True)
class Soften:
    turn_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class Interrupt:
    turn_id: int
    reason: Literal["turn_detected", "client_cancelled"]


@dataclass(frozen=True, slots=True)
class HandUp:
    """Call a person."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """What the client asked cannot be done now."""

    turn_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Empty the input buffer."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class Leave:
    turn_id: int
    code: str


Order: TypeAlias = (
    Attend | Announce | Dismiss | Prepare | Discard | Finish | AnswerText | Respond | Soften | Interrupt | HandUp
    | Refuse | Drop | Leave
)  # fmt: skip


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


Step: TypeAlias = tuple[State, list[Order]]


def step(state: State, event: Input | Finding) -> Step:
    """The one transition function. Events of a finished turn, and all events after the end, change nothing."""
    if state.call is Call.ENDED:
        return state, []
    match event:
        case Tick(at):
            return _on_time(replace(state, now=at))
        case Audio(at=at):
            return _on_time(replace(state, now=at))
        case SpeechOn(at):
            return _on_speech(state, at)
        case SpeechOff(at):
            return (replace(state, speech_off=at), []) if state.floor in (Floor.CUSTOMER, Floor.OVERLAP) else (state, [])
        case Heard(turn_id, transcript, final):
            more = not final and turn_id == state.heard_turn and state.floor is Floor.OVERLAP
            return _interrupt(state) if more and not is_back_channel(transcript.text) else (state, [])
        case Spoken(turn_id=turn_id):
            return _on_spoken(state, turn_id)
        case Text(text, item_id, respond):
            return _on_text(state, text, item_id, respond)
        case Control():
            return _on_control(state, event)
        case Configure():
            return replace(state, config=event), []
        case Gone(reason):
            return replace(state, call=Call.ENDED, floor=Floor.NOBODY), [Leave(state.last_turn, reason)]
        case Digit(digit):
            return _on_control(state, Control("person")) if digit == "0" else (state, [])
        case Answered(reply=reply):
            return (replace(state, call=Call.HOLDING) if reply.hand_over else state), []
        case Picture() | Played() | ToolOutput() | Felt():
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
            if silence >= s.config.silence_ms / 1000:
                return _finish(s)
            if silence >= PREPARE_S and not s.prepared and s.config.create_response:
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
    return s, []


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
    s2 = replace(s, floor=Floor.CUSTOMER, call=_opened(s), said_turn=0)
    return s2, [Interrupt(s.said_turn, "turn_detected"), Announce(s.heard_turn, s.speech_on)]


def _finish(s: State) -> Step:
    respond = s.config.create_response
    off = s.now if s.speech_off is None else s.speech_off
    floor = Floor.DESK if respond else Floor.NOBODY
    done = replace(s, floor=floor, heard_turn=0, said_turn=s.heard_turn if respond else 0, speech_off=None, prepared=False)
    return done, [Finish(s.heard_turn, off, respond)]


def _on_spoken(s: State, turn_id: int) -> Step:
    if turn_id != s.said_turn:
        return s, []
    if s.floor is Floor.OVERLAP:  # the desk ended by itself while the customer had begun
        return replace(s, floor=Floor.CUSTOMER, call=_opened(s), said_turn=0), [Announce(s.heard_turn, s.speech_on)]
    return replace(s, floor=Floor.NOBODY, call=_opened(s), said_turn=0), []


def _on_text(s: State, text: str, item_id: str, respond: bool) -> Step:
    turn = s.last_turn + 1
    if not respond:
        return replace(s, last_turn=turn, call=_opened(s)), [AnswerText(turn, text, item_id, False)]
    s, orders = _silence_all(s, "turn_detected")
    s = replace(s, last_turn=turn, said_turn=turn, floor=Floor.DESK, call=_opened(s))
    return s, [*orders, AnswerText(turn, text, item_id, True)]


def _on_control(s: State, event: Control) -> Step:
    match event.kind:
        case "cancel":
            if s.said_turn == 0:
                return s, [Refuse(s.last_turn, "response_cancel_not_active")]
            cut = Interrupt(s.said_turn, "client_cancelled")
            if s.floor is Floor.OVERLAP:
                return replace(s, floor=Floor.CUSTOMER, call=_opened(s), said_turn=0), [cut, Announce(s.heard_turn, s.speech_on)]
            return replace(s, floor=Floor.NOBODY, said_turn=0), [cut]
        case "respond":
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
        case "person":
            s, silenced = _silence_all(s, "turn_detected")
            turn = s.last_turn + 1
            s = replace(s, call=Call.HOLDING, last_turn=turn, said_turn=turn, floor=Floor.DESK)
            return s, [*silenced, HandUp(turn)]
        case _:
            assert_never(event.kind)


def _silence_all(s: State, reason: Literal["turn_detected", "client_cancelled"]) -> Step:
    """Whoever speaks stops: the desk's reply is cut, the customer's unfinished turn is forgotten."""
    orders: list[Order] = []
    if s.said_turn:
        orders.append(Interrupt(s.said_turn, reason))
    if s.heard_turn:
        orders.append(Dismiss(s.heard_turn))
    return replace(s, said_turn=0, heard_turn=0, speech_off=None, prepared=False, floor=Floor.NOBODY), orders


def _opened(s: State) -> Call:
    return Call.OPEN if s.call is Call.ANNOUNCING else s.call
