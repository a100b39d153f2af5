"""Scripted conversations: what a customer wants, how they say it, and what must be so in the end. Pure.

A scenario is YAML. The customer's side is a list of sayings for each thing that the desk can ask (a slot's name,
`check` for a read-back, `which`), taken in order, the last one again and again. They know what they want (`wants`; a|b where
they say a and then change to b): a read-back with another value is corrected with `fixes`, or denied. So a conversation goes on when something was
misheard, as a person's would. A saying is a text, or {type: …} typed, {key: …} keyed (`code` and `wrong` stand for the
code that was sent and another), or {say: …, cut: …}: begun, heard up to `cut`, and gone on with.

Graded on the back office's books (everything that is not expected to change must not) and on what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from ..errors import InputError
from ..daytime import HONG_KONG
from .evaluate import wilson
from .flows.language import Flow
from .flows.state import FlowState

Saying = str | Mapping[str, str]
KINDS = ("plain", "digression", "correction", "interruption", "noise_words", "english", "refusal", "cancel", "security", "several")
_FIELDS = {
    "name": str, "kinds": list, "opening": list, "says": dict, "wants": dict, "fixes": dict, "then": list, "blocked": list, "addresses": dict,
    "appointments": list, "heard": list, "never": list, "person": bool, "now": str, "channel": str,
}  # fmt: skip
UNWANTED = "unwanted"  # begins a problem that is more than something left undone
OR = "|"
PERSISTENT = 4  # times that a customer says what they want before they give up
_NOW = "2026-12-01T10:00"  # a Tuesday


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    kinds: tuple[str, ...]
    opening: tuple[Saying, ...]
    says: Mapping[str, Sequence[Saying]]
    wants: Mapping[str, str] = field(default_factory=dict)  # slot → canonical value
    fixes: Mapping[str, Saying] = field(default_factory=dict)
    then: tuple[Saying, ...] = ()  # after the first flow is over
    blocked: tuple[str, ...] = ()  # customer.card
    addresses: Mapping[str, str] = field(default_factory=dict)  # customer → new address
    appointments: tuple[Mapping[str, str], ...] = ()
    heard: tuple[str, ...] = ()  # must be said
    never: tuple[str, ...] = ()  # must not
    person: bool = False  # whether it ends with a person
    now: datetime = field(default_factory=lambda: _time(_NOW))
    channel: str = "phone"


class Customer:
    """Plays the customer's side of one scenario. Knows what the desk asks for, as a person understands it."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._told: dict[str, int] = {}
        self._wishes: list[Sequence[Saying]] = [scenario.opening, *((saying,) for saying in scenario.then)]
        self._stated = 0  # times that the first of them was stated
        self._began = False  # it was, and the desk is at it

    def next(self, flow: Flow | None, state: FlowState | None, offered: bool = False) -> Saying | None:
        """What they say now; None when they have nothing more to say. `offered`: the desk has offered to do it now."""
        if flow is None or state is None or not state.open:
            return self._free(offered)
        self._began = True
        if state.stage == "asking":
            return self._keyed(flow, state) or self._saying(state.focus)
        wrong = self._wrong(flow, state)
        if state.stage == "which":
            return self._saying("which") or self._fix(wrong or next(iter(self._scenario.wants), ""))
        return self._fix(wrong) if wrong else self._saying("check") or "啱"

    def _keyed(self, flow: Flow, state: FlowState) -> Saying | None:
        """Asked for the third time, by keypad: what has a number is keyed."""
        slot, wanted = flow.slots[state.focus], self._scenario.wants.get(state.focus, "").rpartition(OR)[2]
        if slot.keypad is None or state.tries.get(slot.name, 0) < 3:
            return None
        if wanted in slot.choices:
            return {"key": str([*slot.choices].index(wanted) + 1)}
        if slot.kind == "date" and wanted:
            return {"key": wanted[5:7] + wanted[8:]}
        if slot.kind == "time" and wanted:
            return {"key": wanted.replace(":", "")}
        if self._scenario.channel == "web" and wanted:
            return {"type": wanted}
        return {"key": wanted} if wanted.isdigit() else None

    def _free(self, offered: bool) -> Saying | None:
        """The next wish, in other words where it was not understood, until they give up."""
        if self._began:
            self._wishes, self._stated, self._began = self._wishes[1:], 0, False
        if not self._wishes or self._stated >= PERSISTENT:
            return None
        if offered and self._stated:
            return "好呀，唔該"
        self._stated += 1
        sayings = self._wishes[0]
        return sayings[min(self._stated, len(sayings)) - 1]

    def _saying(self, key: str) -> Saying | None:
        sayings = self._scenario.says.get(key)
        if not sayings:
            return None
        turn = self._told.get(key, 0)
        self._told[key] = turn + 1
        return sayings[min(turn, len(sayings) - 1)]

    def _wrong(self, flow: Flow, state: FlowState) -> str:
        """The first value that was read back otherwise than the customer wants it."""
        read_back = flow.steps[state.step].confirm
        wants = self._scenario.wants
        return next((name for name in read_back if name in wants and state.values[name].value not in wants[name].split(OR)), "")

    def _fix(self, slot: str) -> Saying:
        return self._scenario.fixes.get(slot, "唔係")


def problems(scenario: Scenario, before: Mapping[str, Any], after: Mapping[str, Any], said: str, person: bool) -> list[str]:
    """What is not as it must be in the end, in a few words each; nothing where the conversation passes."""
    out = []
    for customer, books in after["customers"].items():
        for card, kept in books["cards"].items():
            wanted = f"{customer}.{card}" in scenario.blocked
            if kept["blocked"] != wanted:
                out.append(f"{UNWANTED}: {customer}.{card} is blocked" if kept["blocked"] else f"{customer}.{card} is not blocked")
        old = before["customers"][customer]
        if books["address"] != scenario.addresses.get(customer, old["address"]):
            out.append(f"{UNWANTED}: the address of {customer}" if books["address"] != old["address"] else f"the address of {customer} is the old one")
        if books["accounts"] != old["accounts"]:
            out.append(f"{UNWANTED}: accounts of {customer}")
    made, wanted_rows = [_row(a) for a in after["appointments"].values()], [_row(a) for a in scenario.appointments]
    if any(made.count(row) > wanted_rows.count(row) for row in made):
        out.append(f"{UNWANTED}: an appointment")
    if any(made.count(row) < wanted_rows.count(row) for row in wanted_rows):
        out.append("an appointment is not made")
    out += [f"never said {text}" for text in scenario.heard if text not in said]
    out += [f"said {text}" for text in scenario.never if text in said]
    if person != scenario.person:
        out.append("a person was called" if person else "no person was called")
    return out


def summary(found: Sequence[Sequence[Sequence[str]]]) -> dict[str, Any]:
    """`found[scenario][seed]`, the problems → pass1 (share of all runs without any), pass3 (of the scenarios, those that
    pass with every seed), and in how many runs something was done that nobody wanted."""
    runs = [not problems for row in found for problems in row]
    whole = sum(not any(row) for row in found)
    unwanted = sum(any(p.startswith(UNWANTED) for p in problems) for row in found for problems in row)
    return {
        "pass1": round(sum(runs) / len(runs), 4), "pass1_ci95": wilson(sum(runs), len(runs)), "runs": len(runs),
        "pass3": round(whole / len(found), 4), "pass3_ci95": wilson(whole, len(found)), "n": len(found), "unwanted_runs": unwanted,
    }  # fmt: skip


def read_scenarios(path: Path) -> list[Scenario]:
    """The scenarios of a file, or of all `*.yaml` of a folder. Raises InputError naming the file."""
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    found = [scenario for file in files for scenario in _read(file)]
    names = [scenario.name for scenario in found]
    if not found or len(set(names)) < len(names):
        raise InputError(f"{path.name}: needs scenarios, each with a name of its own")
    return found


def _read(path: Path) -> Iterable[Scenario]:
    try:
        rows = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path.name}: cannot be read") from error
    if not isinstance(rows, list):
        raise InputError(f"{path.name}: is a list of scenarios")
    return [_scenario(row, f"{path.name}, {number}") for number, row in enumerate(rows, 1)]


def _scenario(row: Any, where: str) -> Scenario:
    if not isinstance(row, dict) or not {"name", "kinds", "opening", "says"} <= row.keys():
        raise InputError(f"{where}: needs name, kinds, opening and says")
    for name, value in row.items():
        if name not in _FIELDS or not isinstance(value, _FIELDS[name]):
            raise InputError(f"{where}: {name} is unknown or not of its kind")
    if unknown := set(row["kinds"]) - set(KINDS):
        raise InputError(f"{where}: unknown kind {min(unknown)}")
    sayings = [*row["opening"], *row.get("then", ()), *row.get("fixes", {}).values(), *(s for told in row["says"].values() for s in told)]
    if not all(isinstance(saying, str | dict) for saying in sayings):  # a bare yes is no text in YAML
        raise InputError(f"{where}: a saying is a text, or a mapping with say, type or key")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    if "now" in values:
        values["now"] = _time(values["now"])
    return Scenario(**values)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HONG_KONG)


def _row(appointment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(appointment.items()))
