"""A flow's state as plain JSON, for the journal: what a restarted desk goes on from, and what a replay begins with. Pure.

The journal masks identifiers, and a token or one-time code never gets there. What was masked is still a value, so that a
turn can be told again, but no value to go on with: `safe` takes it out, with all that rested on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ...privacy.mask import DOT
from ..slots import Value
from .language import Flow, Say
from .state import FlowState, without

_HIDDEN = ("digits", "token")


def row_of(state: FlowState) -> dict[str, Any]:
    row = {**asdict(state), "done": sorted(state.done), "values": {}, "tries": dict(state.tries)}
    for name, value in state.values.items():
        row["values"][name] = asdict(Value(value.kind, DOT, "", "", 1.0) if value.kind.startswith(_HIDDEN) and value.value else value)
    return row


def state_of(row: Mapping[str, Any]) -> FlowState:
    """Raises KeyError, TypeError or AttributeError where `row` is none."""
    values = {name: Value(**value) for name, value in row["values"].items()}
    return FlowState(
        row["flow"], values, frozenset(row["done"]), row["stage"], row["focus"], row["step"], dict(row["tries"]), row["returns"], Say(**row["question"]), row["end"],
    )  # fmt: skip


def safe(flow: Flow, state: FlowState) -> FlowState:
    """Without the values that were hidden, to be asked for again; what was asked before counts as not asked."""
    hidden = [name for name, value in state.values.items() if DOT in f"{value.value}{value.said}{value.shown}"]
    left = without(flow, state, hidden)
    return FlowState(flow.name, left.values, left.done)
