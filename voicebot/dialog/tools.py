"""A client's own functions: whether a turn should call one, which, and with what arguments.

The functions arrive as JSON (OpenAI Realtime `tools`). Arguments are read from the customer's words by the JSON
schema: a number, a choice, or the whole question. What the words do not give is left out, never made up.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..engines import Question
from ..events import ToolCall
from ..knowledge.index import Index
from ..knowledge.text import Glossary, Query, normalise, tokens_of
from .numbers import numbers

ACCEPT = 0.4  # share of the question that a function's own words must hold under "auto"
LEAD = 0.1  # by which it must be better than the knowledge
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_-]")
_NO = re.compile("唔|不|冇|沒有|\\bno\\b|\\bnot\\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    about: str  # everything it says of itself, to be searched
    parameters: Mapping[str, Any]
    required: tuple[str, ...]


@lru_cache(maxsize=64)
def parse_tools(tools: tuple[str, ...]) -> tuple[Tool, ...]:
    """The functions that can be used; what is not a function with a name is left out."""
    return tuple(tool for tool in map(_parse, tools) if tool)


def _parse(text: str) -> Tool | None:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    if not isinstance(content, dict) or not isinstance(content.get("name"), str):
        return None
    schema = content.get("parameters")
    schema = schema if isinstance(schema, dict) else {}
    properties = schema.get("properties")
    properties = {k: v for k, v in properties.items() if isinstance(v, dict)} if isinstance(properties, dict) else {}
    required = tuple(k for k in schema.get("required") or () if k in properties)
    words = [_CAMEL.sub(" ", content["name"]), str(content.get("description") or "")]
    for key, value in properties.items():
        words += [_CAMEL.sub(" ", key), str(value.get("description") or ""), *map(str, value.get("enum") or ())]
    return Tool(content["name"], " ".join(words), properties, required)


def choose(question: Question, query: Query, index: Index, glossary: Glossary, best: float) -> ToolCall | None:
    """The call that this turn asks for. `best` is the knowledge's own score; None leaves the turn to it."""
    tools = parse_tools(question.tools)
    if not tools or question.tool_choice == "none":
        return None
    scored = [(index.coverage(query, tokens_of(tool.about, glossary)), -i, tool) for i, tool in enumerate(tools)]
    score, _, tool = max(scored, key=lambda row: row[:2])
    if question.tool_choice == "auto":
        return _call(tool, question) if score >= ACCEPT and score >= best + LEAD else None
    named = [t for t in tools if t.name == question.tool_choice]
    if named or question.tool_choice == "required":
        return _call(named[0] if named else tool, question)
    return None


def _call(tool: Tool, question: Question) -> ToolCall:
    text = question.transcript.text
    values = {key: _argument(schema, text) for key, schema in tool.parameters.items()}
    arguments = json.dumps({k: v for k, v in values.items() if v is not None}, ensure_ascii=False)
    seed = f"{tool.name}\0{arguments}\0{len(question.history)}"
    return ToolCall(f"call_{hashlib.sha256(seed.encode()).hexdigest()[:20]}", tool.name, arguments)


def _argument(schema: Mapping[str, Any], text: str) -> Any:
    """The value that `text` gives for one parameter, or None."""
    if isinstance(choices := schema.get("enum"), list):
        said = normalise(text)
        found = [c for c in choices if isinstance(c, str) and c and normalise(c).replace("_", " ") in said]
        return max(found, key=len) if found else None
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((k for k in kind if k != "null"), "string")
    if kind in ("number", "integer"):
        values = [value for value, unit in numbers(text) if unit != "星期幾"]
        if not values:
            return None
        return int(values[0]) if values[0].is_integer() else (values[0] if kind == "number" else None)
    if kind == "boolean":
        return not _NO.search(text)
    return text if kind in ("string", None) else None
