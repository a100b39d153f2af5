"""docs/protocol.md, the catalogue and the code name the same events, fields and error codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.wire.script import everything
from voicebot.wire.catalogue import ERRORS
from voicebot.wire.items import ID_LIMIT, ITEMS_LIMIT, TEXT_LIMIT
from voicebot.wire.realtime import CLIENT_EVENTS

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
# OpenAI's HTTP shapes have codes of their own, which tests/edge/test_http.py holds.
PATHS = [p for p in sorted((ROOT / "voicebot" / "wire").glob("*.py")) if p.name != "openai_http.py"]
WIRE = [ast.parse(p.read_text(encoding="utf-8")) for p in PATHS]
OTHERS = [ast.parse((ROOT / "voicebot" / p).read_text(encoding="utf-8")) for p in ("session.py", "turn.py", "edge/realtime.py")]


def rows(heading: str) -> dict[str, str]:
    section = DOC.split(f"## {heading}\n")[1].split("\n## ")[0]
    return {m[1]: m[0] for m in re.finditer(r"^\| `([a-z_.]+)` \|.*$", section, re.MULTILINE)}


def calls(trees: list[ast.Module], name: str) -> Iterator[ast.Call]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


SENT = re.compile(r"(session|input_audio_buffer|conversation|response)\.[a-z_.]*(ed|done|delta)|desk\.[a-z]+|error")


def types_written(tree: ast.Module) -> Iterator[str]:
    """The strings of a module that name an event of the server, wherever they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENT.fullmatch(node.value) and node.value not in CLIENT_EVENTS:
            yield node.value


def test_the_client_events_are_those_that_the_wire_takes() -> None:
    assert set(rows("Client events")) == set(CLIENT_EVENTS)


def test_the_server_events_are_those_that_the_wire_sends() -> None:
    assert set(rows("Server events")) == {e["type"] for e in everything()}


def test_the_script_brings_out_every_event_that_the_code_can_send() -> None:
    written = {t for tree in WIRE for t in types_written(tree)}
    assert written == {e["type"] for e in everything()}


def test_the_fields_of_our_own_events_are_documented() -> None:
    documented = rows("Server events")
    for event in everything():
        if event["type"].startswith("desk."):
            missing = [k for k in event if k not in ("type", "event_id") and f"`{k}`" not in documented[event["type"]]]
            assert missing == [], event["type"]


def test_the_error_codes_are_those_of_the_catalogue() -> None:
    assert set(rows("Errors")) == set(ERRORS)
    last = list(rows("Errors"))[-4:]
    assert set(last) == {code for code, blame in ERRORS.items() if blame == "server_error"}


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    raised = {c.args[1].value for c in calls(WIRE, "ProtocolError") if len(c.args) > 1 and isinstance(c.args[1], ast.Constant)}
    told = {c.args[1].value for trees in (OTHERS,) for n in ("Problem", "Refuse") for c in calls(trees, n) if isinstance(c.args[1], ast.Constant)}
    assert len(raised) > 15 and raised | told <= set(ERRORS)
    unused = set(ERRORS) - raised - told - {"engine_failed", "model_missing", "internal"}  # those come with a DeskError
    assert unused == set()


def test_the_limits_in_the_document_are_those_in_the_code() -> None:
    assert f"newest {ITEMS_LIMIT} items, each of at most {TEXT_LIMIT:,} characters; ids of at most {ID_LIMIT}" in DOC
