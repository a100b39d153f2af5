"""A tool as an operation of an OpenAPI 3.1 document. Pure.

We read `paths`, their operations with `operationId`, `parameters` (path, query, header) and a flat JSON request body.
Ours are `x-confirmed` (the member of the answer that must be true before anything is promised) and `x-timeout-s`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ConfigError
from .described import METHODS, PLACES, TIMEOUT_S, Tool, checked


def operations(document: Mapping[str, Any], where: str) -> Iterator[Tool]:
    """Raises ConfigError."""
    if not isinstance(document.get("paths"), dict):
        raise ConfigError(f"{where}: an OpenAPI document has paths")
    for template, entry in document["paths"].items():
        yield from (_tool(template, method, entry[method], where) for method in METHODS if method in entry)


def _tool(template: str, method: str, entry: Mapping[str, Any], where: str) -> Tool:
    name = entry.get("operationId", "")
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
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    confirmed, timeout_s = str(entry.get("x-confirmed", "")), float(entry.get("x-timeout-s", TIMEOUT_S))
    return checked(Tool(name, method.upper(), template, places, schema, confirmed, timeout_s), where)
