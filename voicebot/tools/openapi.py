"""A pack's tools as an OpenAPI 3.1 document: parsed, checked, and turned into requests. Pure.

Of OpenAPI we read: `paths`, their operations with `operationId`, `parameters` (path, query, header) and a flat JSON
request body. Ours are `x-confirmed` (the member of the answer that must be true before anything is promised) and
`x-timeout-s`. The host is never in the document or in an argument: `office_url` sets it. An argument fills its own
place and no other: in a path it is percent-encoded whole, so that it can neither climb nor add a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import yaml

from ..errors import ConfigError

METHODS = ("get", "post", "put", "delete")
PLACES = ("path", "query", "header")
TIMEOUT_S = 3.0  # of one attempt


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    method: str
    path: str  # a template, such as /customers/{id}
    places: Mapping[str, str]  # parameter → path, query, header or body
    schema: Mapping[str, Any]  # of all arguments as one object
    confirmed: str  # the member of the answer that must be true; "" where the status is enough
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str  # encoded
    query: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, str] | None = field(repr=False)


def load_tools(path: Path) -> dict[str, Tool]:
    """The tools of a document by their operationId. Raises ConfigError."""
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path.name}: cannot be read") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise ConfigError(f"{path.name}: an OpenAPI document has paths")
    out: dict[str, Tool] = {}
    for template, entry in document["paths"].items():
        for method in METHODS:
            if method not in entry:
                continue
            tool = _tool(template, method, entry[method], path.name)
            if tool.name in out:
                raise ConfigError(f"{path.name}: the operation {tool.name} is there twice")
            out[tool.name] = tool
    return out


def request(tool: Tool, arguments: Mapping[str, str]) -> Request | None:
    """The request that carries the call, or None where the arguments do not fit the tool's schema."""
    if not jsonschema.Draft202012Validator(tool.schema).is_valid(dict(arguments)):
        return None
    by_place: dict[str, dict[str, str]] = {place: {} for place in (*PLACES, "body")}
    for name, value in arguments.items():
        by_place[tool.places[name]][name] = value
    if any(not value or value in (".", "..") for value in by_place["path"].values()):
        return None
    if any(not value.isascii() or not value.isprintable() for value in by_place["header"].values()):
        return None
    path = tool.path
    for name, value in by_place["path"].items():
        path = path.replace("{" + name + "}", quote(value, safe=""))
    body = by_place["body"] if "body" in tool.places.values() else None
    return Request(tool.method, path, by_place["query"], by_place["header"], body)


def _tool(template: str, method: str, entry: Mapping[str, Any], where: str) -> Tool:
    name = entry.get("operationId", "")
    if not name or not template.startswith("/") or "://" in template or template.startswith("//"):
        raise ConfigError(f"{where}: every operation has an operationId and a path that begins with one /")
    properties: dict[str, Any] = {}
    places: dict[str, str] = {}
    required: list[str] = []
    for parameter in entry.get("parameters", ()):
        if parameter.get("in") not in PLACES:
            raise ConfigError(f"{where}, {name}: a parameter is in {', '.join(PLACES)}")
        places[parameter["name"]] = parameter["in"]
        properties[parameter["name"]] = parameter.get("schema", {"type": "string"})
        if parameter.get("required") or parameter["in"] == "path":
            required.append(parameter["name"])
    body = entry.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    for member, schema in body.get("properties", {}).items():
        if member in places:
            raise ConfigError(f"{where}, {name}: {member} is there twice")
        places[member], properties[member] = "body", schema
    required += body.get("required", [])
    holes = {part.partition("}")[0] for part in template.split("{")[1:]}
    if holes != {name for name, place in places.items() if place == "path"}:
        raise ConfigError(f"{where}, {name}: the path's parameters are not those that are described")
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        raise ConfigError(f"{where}, {name}: a schema is not valid") from error
    confirmed, timeout_s = str(entry.get("x-confirmed", "")), float(entry.get("x-timeout-s", TIMEOUT_S))
    return Tool(name, method.upper(), template, places, schema, confirmed, timeout_s)
