"""The items of a conversation, as the wire knows them: made from what a client sends, kept for retrieve and truncate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import ProtocolError
from ..events import Input, Picture, Text, ToolOutput
from .client_events import image, need

Event = dict[str, Any]
Made = tuple[Event, list[Input]]  # the item's own fields, and what they mean to the session

ITEMS_LIMIT = 400  # of a conversation; the oldest give way
TEXT_LIMIT = 10_000  # characters of an item, so that a socket keeps at most 4 million
ID_LIMIT = 64
_TEXT_PART = {"user": "input_text", "system": "input_text", "assistant": "output_text"}


class Items:
    """The newest items in order, and which of them were spoken on this connection."""

    def __init__(self) -> None:
        self._items: dict[str, Event] = {}
        self._sent: dict[str, tuple[int, float]] = {}  # audio item -> its turn, ms sent

    @property
    def count(self) -> int:
        return len(self._items)

    @property
    def last(self) -> str | None:
        return next(reversed(self._items), None)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items

    def get(self, item_id: str) -> Event:
        if item_id not in self._items:
            raise ProtocolError("there is no such item", "item_not_found", "item_id")
        return self._items[item_id]

    def before(self, item_id: str) -> str | None:
        """The id of the item before this one; the last where this one is not kept (any more)."""
        ids = list(self._items)
        at = ids.index(item_id) if item_id in self._items else len(ids)
        return ids[at - 1] if at else None

    def keep(self, item: Event) -> None:
        """Put the item at the end, or in the place of the one with its id."""
        self._items[item["id"]] = item
        if len(self._items) > ITEMS_LIMIT:
            self.forget(next(iter(self._items)))

    def forget(self, item_id: str) -> None:
        self._items.pop(item_id, None)
        self._sent.pop(item_id, None)

    def sounded(self, item_id: str, turn_id: int, ms: float) -> None:
        """`ms` of the item's audio have left."""
        self._sent[item_id] = (turn_id, ms)

    def sounding(self, item_id: str) -> bool:
        """Whether any of the item's audio has left on this connection."""
        return item_id in self._sent

    def spoken(self, item_id: str) -> tuple[int, float]:
        """The item's turn, and how much of its audio has left on this connection, in ms."""
        if item_id not in self._sent:
            raise ProtocolError("there is no such spoken item", "item_not_found", "item_id")
        return self._sent[item_id]


def item_id_of(given: Event, fresh: Callable[[str], str]) -> str:
    """The id that the client gives its item, or a fresh one."""
    item_id = given.get("id")
    if item_id is None:
        return fresh("item")
    if not isinstance(item_id, str) or not 0 < len(item_id) <= ID_LIMIT:
        raise ProtocolError(f"an item's id is a string of 1 to {ID_LIMIT} characters", "invalid_value", "item.id")
    return item_id


def made(given: Event, item_id: str) -> Made:
    """The item as we keep and echo it, with the fields we know and no others, and the inputs that it stands for."""
    kind = need(given, "type", str, "item.type")
    if kind not in _KINDS:
        raise ProtocolError("items of this type are not taken", "unsupported_item", "item.type")
    fields, inputs = _KINDS[kind](given, item_id)
    return {"id": item_id, "object": "realtime.item", "type": kind, "status": "completed", **fields}, inputs


def _message(given: Event, item_id: str) -> Made:
    role = need(given, "role", str, "item.role")
    if role not in _TEXT_PART:
        raise ProtocolError("the role is user, assistant or system", "invalid_value", "item.role")
    parts = need(given, "content", list, "item.content")
    if not parts or not all(isinstance(p, dict) for p in parts):
        raise ProtocolError("content is a list of at least one object", "invalid_value", "item.content")
    pictures = [Picture(*image(p), item_id) for p in parts if role == "user" and p.get("type") == "input_image"]
    texts = [_text(p, role) for p in parts if role != "user" or p.get("type") != "input_image"]
    _within(texts, "item.content.text")
    # Pictures are taken but not echoed: they would be kept by the megabyte, and the stock JavaScript client has no such part.
    content = [{"type": _TEXT_PART[role], "text": t} for t in texts]
    return {"role": role, "content": content}, [*_typed(texts, item_id), *pictures] if role == "user" else []


def _text(part: Event, role: str) -> str:
    if part.get("type") != _TEXT_PART[role]:
        raise ProtocolError(f"content of this type is not taken from the {role}", "unsupported_content", "item.content.type")
    return str(need(part, "text", str, "item.content.text"))


def _typed(texts: list[str], item_id: str) -> list[Input]:
    """All text of one message is one thing said."""
    if not texts:
        return []
    if not (whole := "\n".join(texts)).strip():
        raise ProtocolError("the text is empty", "invalid_value", "item.content.text")
    return [Text(whole, item_id, respond=False)]


def _call(given: Event, item_id: str) -> Made:
    texts = {name: need(given, name, str, f"item.{name}") for name in ("name", "arguments")}
    call_id = {"call_id": need(given, "call_id", str, "item.call_id")} if given.get("call_id") is not None else {}
    _within([*texts.values(), *call_id.values()], "item.arguments")
    return {**texts, **call_id}, []


def _output(given: Event, item_id: str) -> Made:
    call_id, output = (need(given, name, str, f"item.{name}") for name in ("call_id", "output"))
    _within([call_id, output], "item.output")
    return {"call_id": call_id, "output": output}, [ToolOutput(call_id, output)]


def _within(texts: list[str], path: str) -> None:
    if sum(map(len, texts)) > TEXT_LIMIT:
        raise ProtocolError(f"an item holds at most {TEXT_LIMIT} characters", "string_above_max_length", path)


_KINDS: dict[str, Callable[[Event, str], Made]] = {"message": _message, "function_call": _call, "function_call_output": _output}
