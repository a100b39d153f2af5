"""How far one flow has come, and what the desk does next. Values of one conversation live here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ...tools.outcome import Call
from ..slots import Value
from .language import NOTHING, Flow, Say

End = Literal["", "done", "cancelled", "refused", "person"]
Stage = Literal["asking", "confirming", "which", "calling", "ended"]


@dataclass(frozen=True, slots=True)
class FlowState:
    flow: str
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)  # of slots, and what tools gave
    done: frozenset[int] = frozenset()  # steps that were confirmed, called or said
    stage: Stage = "asking"
    focus: str = ""  # the slot that is asked for
    step: int = 0  # the step that is confirmed or called
    tries: Mapping[str, int] = field(default_factory=dict)  # question → how often it was put
    returns: int = 0  # digressions since the last progress
    question: Say = field(default=NOTHING, repr=False)  # the open one
    end: End = ""

    @property
    def open(self) -> bool:
        return self.stage != "ended"


@dataclass(frozen=True, slots=True)
class Turn:
    """What the desk says next. `call`: made when this is really said; `Talk.told` then speaks instead."""

    say: Say = field(repr=False)
    expect: str = "any"
    phrases: tuple[str, ...] = ()  # that the ears should lean towards
    options: tuple[str, ...] = ()  # that may be tapped
    call: Call | None = None
    hand_over: bool = False


def with_value(flow: Flow, state: FlowState, name: str, value: Value) -> FlowState:
    if name in state.values:
        state = without(flow, state, (name,))
    rest = {n: v for n, v in state.values.items() if n != name}  # the newest stands last
    return replace(state, values={**rest, name: value})


def without(flow: Flow, state: FlowState, names: Iterable[str]) -> FlowState:
    """Without these values, and with what rested on them undone: confirmations, calls, their results and codes."""
    gone, undone = set(names), set()
    for number, step in enumerate(flow.steps):
        if step.uses() & gone:
            undone.add(number)
            results = step.takes.keys() if number in state.done else ()  # another step's result may have the same name
            gone |= {*results, *(n for n in step.arguments.values() if n in flow.slots and flow.slots[n].kind == "digits")}
    return replace(state, values={n: v for n, v in state.values.items() if n not in gone}, done=state.done - undone)
