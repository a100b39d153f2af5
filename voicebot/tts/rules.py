"""What the rules of the normaliser share: how a number is written, and a rule as a pattern with its reading."""

from __future__ import annotations

import re
from collections.abc import Callable

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

WHOLE = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
N = rf"{WHOLE}(?:\.\d+)?"
RANGE = r"\s?(?:[-–—]{1,2}|[~～至])\s?"  # two tildes strike out


def rule(pattern: str, say: Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern, re.ASCII), say  # ASCII: a Han character next to a code ends it


def always(said: str) -> Callable[[re.Match[str]], str]:
    return lambda m: said
