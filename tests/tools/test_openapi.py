"""Tools as an OpenAPI document: fixed targets, arguments in their own places, everything else refused."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialog.flows.load import pack_folder
from voicebot.edge.office import api
from voicebot.errors import ConfigError
from voicebot.tools.described import request
from voicebot.tools.load import load_tools

TOOLS = load_tools(pack_folder("bank") / "tools.yaml")
DOCUMENT = yaml.safe_load((pack_folder("bank") / "tools.yaml").read_text("utf-8"))
OPEN = {"paths": {"/a/{x}/b": {"get": {"operationId": "a", "parameters": [{"name": "x", "in": "path"}, {"name": "q", "in": "query"}]}}}}


def written(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "tools.yaml"
    path.write_text(yaml.safe_dump(document), "utf-8")
    return path


def test_the_pack_describes_what_the_demonstration_office_serves() -> None:
    served = api(None, lambda: 0.0).openapi()["paths"]  # type: ignore[arg-type]
    ours = {(path, method, entry["operationId"]) for path, e in DOCUMENT["paths"].items() for method, entry in e.items()}
    theirs = {(path, method, entry["operationId"]) for path, e in served.items() for method, entry in e.items()}
    assert ours == theirs
    for path, method, name in ours:
        taken = {p["name"].casefold() for p in served[path][method].get("parameters", ())} - {"idempotency-key"}
        assert {n for n, place in TOOLS[name].places.items() if place != "body"} == taken, name


def test_arguments_go_to_their_places() -> None:
    asked = request(TOOLS["block_card"], {"card": "atm", "customer-token": "t", "last_seen": "2026-11-30"})
    assert asked is not None
    assert (asked.method, asked.path, asked.headers, asked.body) == ("POST", "/cards/atm/blocks", {"customer-token": "t"}, {"last_seen": "2026-11-30"})


@pytest.mark.parametrize(
    "arguments",
    [{}, {"card": "atm"}, {"card": "gold", "customer-token": "t"}, {"card": "atm", "customer-token": "t", "more": "x"},
     {"card": "atm", "customer-token": "t\r\nHost: evil"}, {"card": "atm", "customer-token": "客"}],
)  # fmt: skip
def test_what_does_not_fit_the_schema_is_not_sent(arguments: dict[str, str]) -> None:
    assert request(TOOLS["block_card"], arguments) is None


@given(st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_an_argument_never_leaves_its_place(tmp_path_factory: pytest.TempPathFactory, x: str, q: str) -> None:
    tool = load_tools(written(tmp_path_factory.getbasetemp(), OPEN))["a"]
    try:
        asked = request(tool, {"x": x, "q": q})
    except UnicodeEncodeError:  # half of a surrogate pair is no text
        return
    if asked is None:
        assert x in (".", "..")
        return
    parts = urlsplit("http://office" + asked.path)
    assert parts.netloc == "office" and not parts.query and not parts.fragment
    assert [unquote(p) for p in parts.path.split("/")] == ["", "a", x, "b"]
    assert asked.query == {"q": q}


@pytest.mark.parametrize(
    "document",
    [[], {"paths": {"/a": {"get": {}}}}, {"paths": {"//evil.example/a": {"get": {"operationId": "a"}}}}, {"paths": {"/a/{x}": {"get": {"operationId": "a"}}}},
     {"paths": {"/a": {"get": {"operationId": "a", "parameters": [{"name": "x", "in": "cookie"}]}}}},
     {"paths": {"/a": {"get": {"operationId": "a"}}, "/b": {"get": {"operationId": "a"}}}},
     {"paths": {"/a": {"get": {"operationId": "a", "parameters": [{"name": "x", "in": "query", "schema": {"type": "colour"}}]}}}}],
)  # fmt: skip
def test_a_document_that_cannot_be_used_is_told(tmp_path: Path, document: object) -> None:
    with pytest.raises(ConfigError, match=r"tools\.yaml"):
        load_tools(written(tmp_path, document))


