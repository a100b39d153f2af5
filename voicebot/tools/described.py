"""What a tool is, whatever document describes it, and the request that carries a call of it. Pure.

The host is never in a description or in an argument: `office_url` sets it. An argument fills its own place and no other:
in a path it is percent-encoded whole, so that it can neither climb nor add a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import jsonschema

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


def checked(tool: Tool, where: str) -> Tool:
    """The tool, if it can be called. Raises ConfigError."""
    if not tool.name or not tool.path.startswith("/") or "://" in tool.path or tool.path.startswith("//"):
        raise ConfigError(f"{where}: every tool has a name and a path that begins with one /")
    holes = {part.partition("}")[0] for part in tool.path.split("{")[1:]}
    if holes != {name for name, place in tool.places.items() if place == "path"}:
        raise ConfigError(f"{where}, {tool.name}: the path's parameters are not those that are described")
    if tool.method.lower() not in METHODS or not 0 < tool.timeout_s <= 60:
        raise ConfigError(f"{where}, {tool.name}: the method is {', '.join(METHODS)}, and the time for an attempt at most 60 s")
    try:
        jsonschema.Draft202012Validator.check_schema(tool.schema)
    except jsonschema.SchemaError as error:
        raise ConfigError(f"{where}, {tool.name}: a schema is not valid") from error
    return tool


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
