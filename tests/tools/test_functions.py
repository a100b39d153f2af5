"""Tools as function schemas: the same places, limits and refusals as those of an OpenAPI document."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.tools.test_client import called
from voicebot.dialog.flows.load import pack_folder
from voicebot.errors import ConfigError
from voicebot.tools.described import Request, request
from voicebot.tools.load import load_tools
from voicebot.tools.outcome import INVALID, UNKNOWN, Call

BLOCK: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "block_card", "description": "Stop a card for good.",
        "parameters": {
            "type": "object", "required": ["card", "customer-token"],
            "properties": {"card": {"type": "string", "enum": ["credit", "atm"]}, "customer-token": {"type": "string"}, "last_seen": {"type": "string"}},
        },
    },
    "http": {"method": "post", "path": "/cards/{card}/blocks", "in": {"customer-token": "header"}, "confirmed": "blocked", "timeout_s": 2},
}  # fmt: skip
FIND = {"function": {"name": "find", "parameters": {"properties": {"q": {"type": "string"}}}}, "http": {"method": "get", "path": "/find"}}


def written(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "tools.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_a_function_is_the_same_tool_as_the_operation(tmp_path: Path) -> None:
    tools = load_tools(written(tmp_path, [BLOCK, FIND]))
    arguments = {"card": "atm", "customer-token": "t", "last_seen": "2026-11-30"}
    operation = load_tools(pack_folder("bank") / "tools.yaml")["block_card"]
    assert request(tools["block_card"], arguments) == request(operation, arguments)
    assert (tools["block_card"].confirmed, tools["block_card"].timeout_s) == ("blocked", 2.0)
    assert request(tools["find"], {"q": "x"}) == Request("GET", "/find", {"q": "x"}, {}, None)
    assert request(tools["find"], {"q": "x", "host": "evil"}) is None and request(tools["block_card"], {"customer-token": "t"}) is None


def test_functions_stand_beside_an_openapi_document(tmp_path: Path) -> None:
    paths = {"/a": {"get": {"operationId": "a"}}}
    assert load_tools(written(tmp_path, {"paths": paths, "functions": [FIND]})).keys() == {"a", "find"}
    with pytest.raises(ConfigError, match="twice"):
        load_tools(written(tmp_path, {"paths": {"/a": {"get": {"operationId": "find"}}}, "functions": [FIND]}))


def test_a_function_is_called_with_retries_and_one_key(tmp_path: Path) -> None:
    tools = load_tools(written(tmp_path, [BLOCK]))
    call = Call("block_card", {"card": "atm", "customer-token": "t"}, "sess-0001")

    async def second(_: httpx.Request, n: int) -> httpx.Response:
        return httpx.Response(503) if n == 1 else httpx.Response(200, json={"blocked": True, "reference": "AB-1"})

    async def never(_: httpx.Request, __: int) -> httpx.Response:
        return httpx.Response(502)

    outcome, seen = called(second, call, tools)
    assert outcome.ok and outcome.values == {"reference": "AB-1"}
    assert [r.headers["idempotency-key"] for r in seen] == ["sess-0001"] * 2 and str(seen[0].url) == "http://office/api/cards/atm/blocks"
    assert called(never, call, tools)[0].code == UNKNOWN
    outcome, seen = called(second, Call("block_card", {"card": "gold", "customer-token": "t"}, "k"), tools)
    assert outcome.code == INVALID and not seen


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("http",), None), (("http", "path"), "//evil.example/{card}"), (("http", "path"), "http://evil.example/{card}"), (("http", "path"), "/cards/{other}"),
        (("http", "method"), "trace"), (("http", "in"), {"card": "cookie"}), (("http", "in"), {"other": "query"}), (("http", "timeout_s"), "soon"),
        (("http", "timeout_s"), 0), (("function", "name"), ""), (("function", "parameters"), {"type": "array"}), (("function", "parameters", "required"), ["else"]),
        (("function", "parameters", "properties"), {"card": {"type": "colour"}}), (("function", "parameters"), [1]),
    ],
)  # fmt: skip
def test_a_function_that_cannot_be_used_is_told(place: tuple[str, ...], value: object, tmp_path: Path) -> None:
    entry = copy.deepcopy(BLOCK)
    inner = entry
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(ConfigError, match=r"tools\.json"):
        load_tools(written(tmp_path, [entry]))


@pytest.mark.parametrize("document", [{}, [1], 7, {"functions": {}}, {"functions": []}])
def test_a_document_without_tools_is_told(document: object, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"tools\.json"):
        load_tools(written(tmp_path, document))
