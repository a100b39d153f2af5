"""Reads a pack's flows (`flows/*.yaml`) and holds them to the schema and to what a single file cannot tell.

A flow that loads can be talked through: every slot that is used was asked for before, every tool is there and gets the
arguments that it wants, every text has its values, and no two ways to ask a thing are the same words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from ...errors import ConfigError
from ...privacy.asks import asks_for_secret
from ...tools.described import Tool
from ...tools.load import load_tools
from ..spoken import written_markers
from .language import HOLE, NOTHING, Choice, Failure, Flow, Flows, Say, Slot, Step

TEXTS = (
    "back", "no_answer", "paused", "corrected", "again_check", "check_keypad", "which", "which_again", "skipped", "wait", "cancelled",
    "keypad_only", "too_much", "person", "failed", "not_known", "in_hand", "restarted", "more",
)  # fmt: skip
_PACKS = Path(__file__).resolve().parents[2] / "packs"


def pack_folder(pack: str | Path) -> Path:
    """A pack that ships with the desk by name, or any by its folder."""
    folder = Path(pack)
    return folder if folder.is_dir() else _PACKS / folder


def load_flows(pack: str | Path) -> Flows:
    """The pack's flows; none where it has no folder `flows`. Raises ConfigError naming file and place."""
    folder = pack_folder(pack)
    if not folder.is_dir():
        raise ConfigError(f"pack {str(pack)!r}: no such folder")
    if not (folder / "flows").is_dir():
        return Flows({}, {})
    tools = load_tools(folder / "tools.yaml")
    parts = {path.stem: _yaml(path) for path in sorted((folder / "flows" / "parts").glob("*.yaml"))}
    texts = {key: _say(value) for key, value in parts.pop("texts", {}).items()}
    if missing := [key for key in TEXTS if key not in texts]:
        raise ConfigError(f"flows/parts/texts.yaml: the text {missing[0]!r} is missing")
    flows: dict[str, Flow] = {}
    for path in sorted((folder / "flows").glob("*.yaml")):
        flow = _flow(_yaml(path), parts, path)
        if flow.name != path.stem:
            raise ConfigError(f"flows/{path.name}: the name is not the file's")
        for problem in problems(flow, tools):
            raise ConfigError(f"flows/{path.name}: {problem}")
        flows[flow.name] = flow
    return Flows(flows, texts)


def problems(flow: Flow, tools: Mapping[str, Tool]) -> Iterator[str]:
    """What is wrong with a flow, one sentence each."""
    if len(flow.examples) < 3:
        yield "has fewer than three examples"
    asked = {name for step in flow.steps for name in step.ask}
    for name in flow.slots.keys() - asked:
        yield f"the slot {name} is never asked for"
    for slot in flow.slots.values():
        yield from _slot_problems(slot)
    known: dict[str, str] = {}  # slots and results that exist when a step is reached → kind
    for number, step in enumerate(flow.steps, 1):
        yield from (f"step {number}: {problem}" for problem in _step_problems(flow, step, known, tools))
        known |= {name: flow.slots[name].kind for name in step.ask if name in flow.slots} | dict(step.takes)
    for place, say in flow.says():
        if markers := written_markers(HOLE.sub("", say.spoken)):
            yield f"{place}: speaks written Chinese ({markers[0]})"
        for text in (say.spoken, say.written):
            if (secret := asks_for_secret(text)) not in (None, "code"):
                yield f"{place}: asks for a secret ({secret})"


def _slot_problems(slot: Slot) -> Iterator[str]:
    ways = [say.spoken for say in (slot.ask, slot.again, slot.keypad) if say is not None]
    if len(set(ways)) < len(ways):
        yield f"slot {slot.name}: asks twice in the same words"
    if (slot.kind == "choice") != bool(slot.choices):
        yield f"slot {slot.name}: choices are for the kind choice, which needs them"
    names = [name.casefold() for choice in slot.choices.values() for name in choice.names]
    if len(set(names)) < len(names):
        yield f"slot {slot.name}: two choices have the same name"


def _step_problems(flow: Flow, step: Step, known: Mapping[str, str], tools: Mapping[str, Tool]) -> Iterator[str]:
    kinds = [name for name, there in (("ask", step.ask), ("confirm", step.confirm), ("call", step.tool)) if there]
    if len(kinds) > 1 or (not kinds and step.say == NOTHING):
        yield "is one of ask, confirm, call, say"
    for name in step.ask:
        if name not in flow.slots:
            yield f"asks for {name}, which is no slot"
    for name in (*step.confirm, *step.arguments.values(), *step.when):
        if name not in known:
            yield f"uses {name}, which is not known then"
    for name, values in step.when.items():
        if name in flow.slots and flow.slots[name].choices and not set(values) & flow.slots[name].choices.keys():
            yield f"is never reached: {name} has none of these values"
    if step.confirm and not set(step.confirm) <= step.say.holes():
        yield "does not read back all that it confirms"
    if step.tool:
        yield from _call_problems(flow, step, tools)
    here = {**known, **step.takes}
    texts = [step.say, *(failure.say for failure in step.failed.values())]
    for name in sorted(set().union(*(say.holes() for say in texts))):
        if name not in here:
            yield f"speaks of {name}, which is not known then"
        elif here[name] == "token":
            yield f"speaks of {name}, which is a token"
    for name in step.ask:
        slot = flow.slots.get(name)
        for say in (slot.ask, slot.again, slot.keypad) if slot is not None else ():
            if say is not None and (strange := say.holes() - known.keys()):
                yield f"asks for {name} with {min(strange)}, which is not known then"


def _call_problems(flow: Flow, step: Step, tools: Mapping[str, Tool]) -> Iterator[str]:
    tool = tools.get(step.tool)
    if tool is None:
        yield f"calls {step.tool}, which is not in tools.yaml"
        return
    if strange := step.arguments.keys() - tool.places.keys():
        yield f"gives {step.tool} {min(strange)}, which it does not take"
    if missing := set(tool.schema["required"]) - step.arguments.keys():
        yield f"does not give {step.tool} its {min(missing)}"
    for code, failure in step.failed.items():
        if (failure.then == "ask") != bool(failure.ask):
            yield f"{code}: names what is asked again, and only with ask"
        for name in failure.ask:
            if name not in flow.slots:
                yield f"{code}: asks for {name}, which is no slot"


# ---- from YAML --------------------------------------------------------------------------------------------------
def _flow(entry: Any, parts: Mapping[str, Any], path: Path) -> Flow:
    for name, part in ((path.name, entry), *((f"parts/{n}.yaml", p) for n, p in parts.items())):
        _validate(part, name)
    slots, steps = _expanded(entry, parts, path.name)
    by_name: dict[str, Slot] = {}
    for slot in map(_slot, slots):
        if slot.name in by_name:
            raise ConfigError(f"flows/{path.name}: the slot {slot.name} is there twice")
        by_name[slot.name] = slot
    return Flow(
        entry["name"], _say(entry["title"]), tuple(entry.get("examples", ())), by_name, tuple(map(_step, steps)),
        _say(entry["start"]) if "start" in entry else NOTHING, _say(entry["offer"]["say"]) if "offer" in entry else NOTHING,
        tuple(entry.get("offer", {}).get("after", ())),
    )  # fmt: skip


def _expanded(entry: Mapping[str, Any], parts: Mapping[str, Any], where: str) -> tuple[list[Any], list[Any]]:
    """Slots and steps with those of the parts in their places. Parts have no parts."""
    slots, steps = list(entry.get("slots", ())), []
    for step in entry["steps"]:
        if "use" not in step:
            steps.append(step)
            continue
        if step["use"] not in parts:
            raise ConfigError(f"flows/{where}: there is no part {step['use']}")
        part = parts[step["use"]]
        slots += part.get("slots", ())
        steps += [{"when": step["when"], **inner} if "when" in step else inner for inner in part["steps"]]
    return slots, steps


def _slot(entry: Mapping[str, Any]) -> Slot:
    choices = {key: Choice(Say(c["spoken"], c["written"]), tuple(c["names"])) for key, c in entry.get("choices", {}).items()}
    keypad, unknown = entry.get("keypad"), entry.get("unknown")
    return Slot(
        entry["name"], entry["kind"], _say(entry["ask"]), _say(entry["again"]), _say(keypad) if keypad else None,
        tuple(entry.get("names", ())), _say(unknown) if unknown else None, entry.get("early", True), entry.get("past", False), choices,
    )  # fmt: skip


def _step(entry: Mapping[str, Any]) -> Step:
    failed = {code: Failure(_say(f["say"]), f["then"], tuple(f.get("ask", ()))) for code, f in entry.get("failed", {}).items()}
    when = {name: tuple(values) for name, values in entry.get("when", {}).items()}
    return Step(
        tuple(entry.get("ask", ())), tuple(entry.get("confirm", ())), entry.get("call", ""), entry.get("with", {}), entry.get("takes", {}),
        failed, _say(entry["say"]) if "say" in entry else NOTHING, when,
    )  # fmt: skip


def _say(entry: Mapping[str, str]) -> Say:
    return Say(entry["spoken"], entry["written"])


def _validate(entry: Any, where: str) -> None:
    errors: Iterable[jsonschema.ValidationError] = _validator().iter_errors(entry)
    if error := next(iter(sorted(errors, key=lambda e: list(map(str, e.path)))), None):
        place = "/".join(map(str, error.path)) or "the file"
        raise ConfigError(f"flows/{where}: {place}: {error.message[:200]}")


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((Path(__file__).parent / "schema.json").read_text("utf-8")))


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"flows/{path.name}: cannot be read") from error
