"""A flow as the engine reads it: frozen, with its parts put in. `load` makes and checks it from YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..slots import Value

HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Say:
    spoken: str
    written: str

    def filled(self, values: Mapping[str, Value]) -> Say:
        """With {slot} replaced by its value; a hole without a value is left out, which `load` keeps from happening."""

        def said(match: re.Match[str]) -> str:
            return values[match[1]].said if match[1] in values else ""

        def shown(match: re.Match[str]) -> str:
            return _written(values[match[1]]) if match[1] in values else ""

        return Say(HOLE.sub(said, self.spoken), HOLE.sub(shown, self.written))

    def __add__(self, other: Say) -> Say:
        return Say(self.spoken + other.spoken, self.written + other.written)

    def holes(self) -> set[str]:
        return {match[1] for text in (self.spoken, self.written) for match in HOLE.finditer(text)}


NOTHING = Say("", "")


def _written(value: Value) -> str:
    """As the customer's own page shows it: a phone number whole, so that who only reads can check it."""
    return f"{value.value[:4]} {value.value[4:]}" if value.kind == "phone" and value.value else value.shown


@dataclass(frozen=True, slots=True)
class Choice:
    say: Say
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    kind: str
    ask: Say
    again: Say
    keypad: Say | None = None
    names: tuple[str, ...] = ()
    unknown: Say | None = None
    early: bool = True
    past: bool = False
    choices: Mapping[str, Choice] = field(default_factory=dict)

    def said_by(self) -> dict[str, tuple[str, ...]]:
        """What `slots.read` takes as choices."""
        return {key: choice.names for key, choice in self.choices.items()}


@dataclass(frozen=True, slots=True)
class Failure:
    say: Say
    then: Literal["ask", "end", "person"]
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One of: ask for slots, read slots back, call a tool, say something."""

    ask: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    tool: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)  # parameter → slot or result
    takes: Mapping[str, str] = field(default_factory=dict)  # result → how it is said
    failed: Mapping[str, Failure] = field(default_factory=dict)  # by code
    say: Say = NOTHING
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def uses(self) -> frozenset[str]:
        """The slots and results that what this step did rests on."""
        return frozenset((*self.confirm, *self.arguments.values(), *self.when))


@dataclass(frozen=True, slots=True)
class Flow:
    name: str
    called: Say  # a few words: what is being done
    examples: tuple[str, ...]
    slots: Mapping[str, Slot]
    steps: tuple[Step, ...]
    start: Say = NOTHING
    offer: Say = NOTHING  # to do it now, after an answer that tells how it is done
    after: tuple[str, ...] = ()  # the ids of those answers

    @property
    def title(self) -> str:
        return self.called.written

    def says(self) -> Iterator[tuple[str, Say]]:
        """Every text with its place, for checks."""
        yield "title", self.called
        yield "start", self.start
        yield "offer", self.offer
        for slot in self.slots.values():
            for place, say in (("ask", slot.ask), ("again", slot.again), ("keypad", slot.keypad), ("unknown", slot.unknown)):
                if say is not None:
                    yield f"slot {slot.name}, {place}", say
            for key, choice in slot.choices.items():
                yield f"slot {slot.name}, {key}", choice.say
        for number, step in enumerate(self.steps, 1):
            yield f"step {number}", step.say
            for code, failure in step.failed.items():
                yield f"step {number}, {code}", failure.say


@dataclass(frozen=True, slots=True)
class Flows:
    """All flows of a pack, and the texts that they share."""

    flows: Mapping[str, Flow]
    texts: Mapping[str, Say]
