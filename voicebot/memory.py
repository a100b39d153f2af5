"""What was said in one conversation, in order: the customer's words and as much of the desk's as was heard."""

from __future__ import annotations

from typing import Any, Protocol

from .events import Reply
from .privacy.mask import mask
from .speaking import Track

Item = dict[str, Any]  # item_id, role ("user" or "assistant"), text, and a desk's item its citations
HISTORY = 40  # items that the mind is given


class Journal(Protocol):
    """What outlives the process, for a resume; never audio."""

    def keep(self, item: Item) -> None: ...

    def forget(self) -> None: ...


class Memory:
    """Every change goes to the journal at once."""

    def __init__(self, journal: Journal, items: list[Item]) -> None:
        self._journal = journal
        self._items: dict[str, Item] = {item["item_id"]: item for item in items}
        self._forgotten = False

    def __len__(self) -> int:
        return len(self._items)

    def keep(self, item: Item) -> None:
        """Add an item; the same id replaces."""
        if not self._forgotten and self._items.get(item["item_id"]) != item:
            self._items[item["item_id"]] = item
            self._journal.keep(item)

    def keep_customer(self, item_id: str, text: str) -> None:
        self.keep({"item_id": item_id, "role": "user", "text": text})

    def keep_desk(self, item_id: str, text: str, reply: Reply) -> None:
        cited = [{"id": c.id, "title": c.title, "anchor": c.anchor, "quote": c.quote} for c in reply.citations]
        item: Item = {"item_id": item_id, "role": "assistant", "text": text, "citations": cited}
        self.keep({**item, "by": "staff"} if reply.route == "staff" else item)

    def forget(self) -> None:
        """Erase the conversation, here and in the journal, and keep nothing more of it."""
        self._forgotten = True
        self._items.clear()
        self._journal.forget()

    def items(self) -> list[Item]:
        return list(self._items.values())

    def keep_heard(self, track: Track, heard_ms: int) -> None:
        """Cut the desk's item to what had been heard of it after `heard_ms`."""
        item = self._items.get(track.item_id)
        if item is not None and track.pieces:
            self.keep({**item, "text": track.text_heard(heard_ms)})

    def last_question(self) -> str | None:
        """The customer's newest words; None before the first."""
        return next((i["text"] for i in reversed(self._items.values()) if i["role"] == "user"), None)

    def history(self) -> tuple[tuple[str, str], ...]:
        """("customer" | "desk", text), oldest first, as `engines.Question` takes it."""
        recent = list(self._items.values())[-HISTORY:]
        return tuple(("customer" if i["role"] == "user" else "desk", i["text"]) for i in recent)

    def summary(self) -> str:
        """What a person who takes over reads first: the customer's last three turns, identifiers masked."""
        said = [i["text"] for i in self._items.values() if i["role"] == "user"]
        return " / ".join(map(mask, said[-3:]))
