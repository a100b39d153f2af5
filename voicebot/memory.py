"""What was said in one conversation, in order: the customer's words and as much of the desk's as was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

from .events import Citation, Reply
from .privacy.mask import mask
from .speaking import Track

# item_id, role ("user" or "assistant"), text; a desk's item also its citations, and what is not for clients:
Item = dict[str, Any]
INNER = frozenset(("said", "standing", "trace", "flow", "calling"))  # what would have been spoken, requests in force, reasons, the flow in hand, a deed begun
HISTORY = 40  # items that the mind is given
LIMIT = 400  # items of a conversation, as on the wire; the oldest give way, though not in the journal


class Journal(Protocol):
    """What outlives the process, for a resume; never audio."""

    def keep(self, item: Item) -> None: ...

    def forget(self) -> None: ...


def history_of(items: Sequence[Item]) -> tuple[tuple[str, str], ...]:
    """("customer" | "desk", text), oldest first, as `engines.Question` takes it."""
    return tuple(("customer", i["text"]) if i["role"] == "user" else ("desk", str(i.get("said", i["text"]))) for i in items[-HISTORY:])


def cited_of(items: Sequence[Item]) -> tuple[tuple[str, str], ...]:
    """The ids behind the desk's newest words, and the versions of what they cited, as `engines.Question` takes them."""
    last = next((i for i in reversed(items) if i["role"] == "assistant"), {"citations": ()})
    return tuple((c["id"], c.get("version", "")) for c in last.get("citations", ()))


def flow_before(items: Sequence[Item]) -> Item:
    """The flow in hand after the newest of these items (`Flowing.dumped`); empty for none."""
    return next((dict(i.get("flow") or {}) for i in reversed(items) if "trace" in i), {})


def begun(items: Sequence[Item]) -> str:
    """The tool of a deed of which no reply has told what became of it, as where the desk was killed; "" for none."""
    for item in reversed(items):
        if "trace" in item:
            return ""
        if "calling" in item:
            return str(item["calling"])
    return ""


class Memory:
    """Every change goes to the journal at once."""

    def __init__(self, journal: Journal, items: list[Item]) -> None:
        self._journal = journal
        self._items: dict[str, Item] = {item["item_id"]: item for item in items[-LIMIT:]}
        self._forgotten = False

    def __len__(self) -> int:
        return len(self._items)

    def keep(self, item: Item) -> None:
        """Add an item; the same id replaces."""
        if not self._forgotten and self._items.get(item["item_id"]) != item:
            self._items[item["item_id"]] = item
            if len(self._items) > LIMIT:
                del self._items[next(iter(self._items))]
            self._journal.keep(item)

    def keep_customer(self, item_id: str, text: str) -> None:
        self.keep({"item_id": item_id, "role": "user", "text": text})

    def calling(self, tool: str) -> None:
        """A deed begins: kept with the customer's newest words, before it is done."""
        item = next((i for i in reversed(self._items.values()) if i["role"] == "user"), None)
        if item is not None:
            self.keep({**item, "calling": tool})

    def keep_desk(self, item_id: str, text: str, reply: Reply) -> None:
        item: Item = {"item_id": item_id, "role": "assistant", "text": text, "citations": _rows(reply.citations), "standing": list(reply.standing)}
        if text:  # it is shown and not spoken; what follows is understood by what would have been spoken
            item["said"] = reply.spoken
        if reply.trace is not None:
            item["trace"] = asdict(reply.trace)
            if reply.in_hand:
                item["flow"] = dict(reply.in_hand)
        self.keep({**item, "by": "staff"} if reply.route == "staff" else item)

    def forget(self) -> None:
        """Erase the conversation, here and in the journal, and keep nothing more of it."""
        self._forgotten = True
        self._items.clear()
        self._journal.forget()

    def items(self) -> list[Item]:
        return list(self._items.values())

    def keep_heard(self, track: Track, heard_ms: int, over: bool = False) -> None:
        """Cut the desk's item to what had been heard of it after `heard_ms`; where it is `over`, what it cites too."""
        item = self._items.get(track.item_id)
        if item is not None and track.pieces:
            cited = track.cited_until(heard_ms) if over else track.cited
            self.keep({**item, "text": track.text_heard(heard_ms), "citations": _rows(cited)})

    def last_question(self) -> str | None:
        """The customer's newest words; None before the first."""
        return next((i["text"] for i in reversed(self._items.values()) if i["role"] == "user"), None)

    def history(self) -> tuple[tuple[str, str], ...]:
        return history_of(list(self._items.values()))

    def standing(self) -> tuple[str, ...]:
        """The requests that last for the call, as the desk's newest reply has them; also after a lost connection."""
        newest = next((i for i in reversed(self._items.values()) if i["role"] == "assistant"), {})
        return tuple(newest.get("standing", ()))

    def cited(self) -> tuple[tuple[str, str], ...]:
        return cited_of(list(self._items.values()))

    def answered(self, item_id: str) -> tuple[str, Item] | None:
        """A desk's item that cites something, and the question before it; None where there is no such item."""
        item = self._items.get(item_id)
        if item is None or item["role"] != "assistant" or not item["citations"]:
            return None
        before = list(self._items)[: list(self._items).index(item_id)]
        asked = next((self._items[i]["text"] for i in reversed(before) if self._items[i]["role"] == "user"), None)
        return (asked, item) if asked else None

    def summary(self) -> str:
        """What a person who takes over reads first: the customer's last three turns, identifiers masked."""
        said = [i["text"] for i in self._items.values() if i["role"] == "user"]
        return " / ".join(map(mask, said[-3:]))


def _rows(citations: tuple[Citation, ...]) -> list[Item]:
    return [
        {"id": c.id, "title": c.title, "anchor": c.anchor, "quote": c.quote, "version": c.version, "start_ms": c.start_ms, "end_ms": c.end_ms}
        for c in citations
    ]
