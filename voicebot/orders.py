"""What the turn machine orders the session to do: one closed union of frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


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
class Tell:
    """Say a phrase of the pack that nobody asked for."""

    turn_id: int
    key: str


@dataclass(frozen=True, slots=True)
class Utter:
    """Say what a person has written."""

    turn_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Join:
    """A person has taken the call (`on`) or has left it."""

    turn_id: int
    on: bool


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
    | Tell | Utter | Join | Refuse | Drop | Leave
)  # fmt: skip
