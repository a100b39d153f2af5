"""The staff page's protocol as a pure part: what a person at the desk sends, and what they see of one call.

JSON text frames, described in docs/staff.md. Identifiers of the customer (identity card, phone, card numbers) are
masked in everything that is shown; numbers that the desk's own sources publish stay.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from ..errors import InputError
from ..events import Caption, Citation, Command, Committed, FormShown, Listening, Mood, Notice, ReplyBegin, ReplyCitations, ReplyEnd, ReplyText
from ..privacy.mask import mask, published
from ..tts import ssml

Event = dict[str, Any]
TEXT_LIMIT = 500  # characters of one sentence that the desk speaks for a person
MESSAGE_LIMIT = 4_096  # bytes
FIELD_LIMIT = 200  # characters of a key or an id


# ---- what a person sends ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ShowKey:
    key: str


@dataclass(frozen=True, slots=True)
class Open:
    """Take the call; it must wait for a person."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Back:
    """The desk answers again."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The page is still there."""


Message: TypeAlias = ShowKey | Open | Say | Back | Pong


def load(raw: str | bytes) -> Message:
    """One message. Raises InputError with a code of docs/staff.md."""
    if isinstance(raw, bytes) or len(raw.encode("utf-8", "surrogatepass")) > MESSAGE_LIMIT:
        raise InputError(f"a message is a text frame of at most {MESSAGE_LIMIT} bytes", "invalid_message")
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputError("a message is a JSON object", "invalid_message") from error
    if not isinstance(event, dict):
        raise InputError("a message is a JSON object", "invalid_message")
    match event.get("type"):
        case "staff.key":
            return ShowKey(_text(event, "key", FIELD_LIMIT))
        case "staff.open":
            return Open(_text(event, "session_id", FIELD_LIMIT))
        case "staff.say":
            return Say(_words(event))
        case "staff.back":
            return Back()
        case "staff.pong":
            return Pong()
        case _:
            raise InputError("this type of message is not known", "unknown_event")


def _words(event: Event) -> str:
    text = _text(event, "text", TEXT_LIMIT)
    if ssml.opens(text):  # captions and journal would show it, and what cannot be used would cost the turn
        raise InputError("text is said as it is written, not as SSML", "invalid_message")
    return text


def _text(event: Event, name: str, limit: int) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value.strip() or any("\ud800" <= c <= "\udfff" for c in value):
        raise InputError(f"{name} must be a text", "invalid_message")
    if len(value) > limit:
        raise InputError(f"{name} holds at most {limit} characters", "text_too_long")
    return value.strip()


# ---- what they see ----------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Said:
    """One sentence of the desk while it is spoken."""

    item_id: str
    by: str  # "desk" or "staff"
    text: str = ""
    public: frozenset[str] = frozenset()


class CallFeed:
    """One call as staff see it: its state when they come, then its commands."""

    def __init__(self) -> None:
        self._person = False
        self._said: dict[int, _Said] = {}  # by turn, running

    def opening(self, snapshot: Event) -> Event:
        """The call so far, of `Session.snapshot`."""
        return {
            "type": "staff.call", "session_id": snapshot["session_id"], "reference": snapshot["reference"], "channel": snapshot["channel"],
            "summary": mask(snapshot["summary"]), "items": [_item(i) for i in snapshot["items"] if i["text"]],
            "feelings": snapshot["feelings"], "form": _form(snapshot.get("form")),
        }  # fmt: skip

    def take(self, command: Command) -> list[Event]:
        """The events for one command, in order; none for what a person need not see."""
        match command:
            case Listening(on=on):
                return [{"type": "staff.listening", "on": on}]
            case Caption(item_id=item_id, text=text, final=final):
                return [{"type": "staff.caption", "item_id": item_id, "text": mask(text), "final": final}]
            case Committed(item_id=item_id, text=text) if text is not None:
                return [{"type": "staff.caption", "item_id": item_id, "text": mask(text), "final": True}]
            case Mood(felt=felt):
                return [{"type": "staff.emotion", "label": felt.label, "arousal": felt.arousal, "confidence": felt.confidence}]
            case FormShown():
                return [{"type": "staff.form", "form": _form(asdict(command))}]
            case Notice(code=code):
                self._person = code == "person_joined" if code.startswith("person_") else self._person
                return [{"type": "staff.notice", "code": code}]
            case ReplyBegin() | ReplyText() | ReplyCitations() | ReplyEnd():
                return self._reply(command)
            case _:
                return []

    def _reply(self, command: ReplyBegin | ReplyText | ReplyCitations | ReplyEnd) -> list[Event]:
        if isinstance(command, ReplyBegin):
            self._said[command.turn_id] = _Said(command.item_id, "staff" if self._person else "desk")
            return []
        said = self._said.get(command.turn_id)
        if said is None:
            return []  # begun before anybody looked
        match command:
            case ReplyText(text=text):
                said.text += text
                return [self._text(said)]
            case ReplyCitations(citations=citations):
                said.public |= published(c.quote for c in citations)
                cited = [_citation(c) for c in citations]
                return [self._text(said), {"type": "staff.citations", "item_id": said.item_id, "citations": cited}]
            case ReplyEnd(status=status):
                del self._said[command.turn_id]
                return [{"type": "staff.cut", "item_id": said.item_id}] if status != "completed" else []

    def _text(self, said: _Said) -> Event:
        return {"type": "staff.text", "item_id": said.item_id, "text": mask(said.text, said.public), "by": said.by}


def _form(form: Event | None) -> Event | None:
    """A form as staff see it: every value masked, whatever the customer's own page may show."""
    if form is None:
        return None
    return {**form, "fields": [{**field, "shown": mask(field["shown"])} for field in form["fields"]]}


def _item(item: Event) -> Event:
    cited = item.get("citations", [])
    public = published(c["quote"] for c in cited)
    by = "customer" if item["role"] == "user" else item.get("by", "desk")
    return {"item_id": item["item_id"], "by": by, "text": mask(item["text"], public), "citations": cited}


def _citation(citation: Citation) -> Event:
    return {name: value for name, value in asdict(citation).items() if name in ("id", "title", "anchor", "quote")}
