"""How far one flow has come, and what the desk does next. Values of one conversation live here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...tools.outcome import Call
from ..slots import Value
from .language import NOTHING, Say

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
    end: Literal["", "done", "cancelled", "refused", "person"] = ""

    @property
    def open(self) -> bool:
        return self.stage != "ended"


@dataclass(frozen=True, slots=True)
class Turn:
    """What the desk says next. `call`: made when this is really said; `Talk.told` then speaks instead."""

    say: Say = field(repr=False)
    expect: str = "any"
    phrases: tuple[str, ...] = ()  # that the ears should lean towards
    call: Call | None = None
    hand_over: bool = False
