"""A pack's tools by name, from one document: OpenAPI (`openapi`), a list of function schemas (`functions`), or an OpenAPI
document with such a list beside its paths. Pure."""

from __future__ import annotations

from pathlib import Path

import yaml

from ..errors import ConfigError
from .described import Tool
from .functions import function_tool
from .openapi import operations


def load_tools(path: Path) -> dict[str, Tool]:
    """The tools of a document (YAML, of which JSON is a part), by operationId or function name. Raises ConfigError."""
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path.name}: cannot be read") from error
    if isinstance(document, list):
        document = {"functions": document}
    functions = document.get("functions", []) if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(functions, list) or not (functions or "paths" in document):
        raise ConfigError(f"{path.name}: tools are an OpenAPI document with paths, or a list of functions")
    found = [*(operations(document, path.name) if "paths" in document else ()), *(function_tool(entry, path.name) for entry in functions)]
    out: dict[str, Tool] = {}
    for tool in found:
        if tool.name in out:
            raise ConfigError(f"{path.name}: the tool {tool.name} is there twice")
        out[tool.name] = tool
    return out
