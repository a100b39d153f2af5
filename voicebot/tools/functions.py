"""A tool as a function schema (OpenAI's `{"type": "function", "function": {name, description, parameters}}`), with an
`http` beside it that binds it to the organisation's system. Pure.

    {"type": "function",
     "function": {"name": "block_card", "parameters": {"type": "object", "properties": {…}, "required": […]}},
     "http": {"method": "post", "path": "/cards/{card}/blocks", "in": {"customer-token": "header"},
              "confirmed": "blocked", "timeout_s": 3}}

A parameter stands where `in` says, else in the path where the path names it, else in the query of a GET or DELETE, else
in the JSON body. Only what is described is sent, whatever the schema says of additional properties.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ConfigError
from .described import PLACES, TIMEOUT_S, Tool, checked


def function_tool(entry: Any, where: str) -> Tool:
    """Raises ConfigError."""
    function, http = (entry.get("function"), entry.get("http")) if isinstance(entry, Mapping) else (None, None)
    if not isinstance(function, Mapping) or not isinstance(http, Mapping) or not isinstance(function.get("parameters", {}), Mapping):
        raise ConfigError(f"{where}: a function has a function with parameters, and an http with method and path")
    name, schema = str(function.get("name", "")), dict(function.get("parameters", {}))
    properties, named = schema.get("properties", {}), http.get("in", {})
    if not isinstance(properties, Mapping) or not isinstance(named, Mapping) or schema.get("type", "object") != "object":
        raise ConfigError(f"{where}, {name}: parameters are one object with properties, and in is a table")
    if strange := [p for p, place in named.items() if p not in properties or place not in (*PLACES, "body")]:
        raise ConfigError(f"{where}, {name}: {strange[0]} is no parameter, or its place is none of {', '.join(PLACES)}, body")
    method, path = str(http.get("method", "post")).lower(), str(http.get("path", ""))
    usual = "query" if method in ("get", "delete") else "body"
    places = {p: str(named.get(p, "path" if "{" + p + "}" in path else usual)) for p in properties}
    required = {*schema.get("required", ()), *(p for p, place in places.items() if place == "path")}
    if missing := required - properties.keys():
        raise ConfigError(f"{where}, {name}: {min(missing)} is required and not described")
    whole = {**schema, "type": "object", "properties": properties, "required": sorted(required), "additionalProperties": False}
    try:
        timeout_s = float(http.get("timeout_s", TIMEOUT_S))
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{where}, {name}: timeout_s is a number") from error
    return checked(Tool(name, method.upper(), path, places, whole, str(http.get("confirmed", "")), timeout_s), where)
