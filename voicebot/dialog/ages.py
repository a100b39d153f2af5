"""Ages: the one that a question names, and the bounds that a sentence sets. 阿女十四歲 is 未滿16歲. Pure."""

from __future__ import annotations

import re

from .numbers import value_of

_NUMBER = r"(\d{1,3}|[零一二兩三四五六七八九十百]+)"
_BELOW = re.compile(rf"(?:未滿|不足|未夠|少於){_NUMBER}歲|{_NUMBER}歲(以下|或以下)")
_ABOVE = re.compile(rf"(?:年滿|已滿|(?<!未)滿){_NUMBER}歲|{_NUMBER}歲(?:或以上|以上|起)")
_BETWEEN = re.compile(rf"{_NUMBER}歲?(?:至|到|-){_NUMBER}歲")
_NAMED = re.compile(rf"{_NUMBER}歲(?!或|以|起|至|到)")
OLDEST = 200


def bounds(text: str) -> tuple[tuple[int, int], ...]:
    """The least and the greatest age of everyone that a normalised sentence speaks of."""
    out = [(_age(m[1]), _age(m[2])) for m in _BETWEEN.finditer(text)]
    rest = _BETWEEN.sub(" ", text)
    out += [(0, _age(m[1] or m[2]) - (m[3] != "或以下")) for m in _BELOW.finditer(rest)]
    out += [(_age(m[1] or m[2]), OLDEST) for m in _ABOVE.finditer(_BELOW.sub(" ", rest))]
    return tuple(pair for pair in out if pair[0] >= 0 and pair[1] >= 0)


def named(text: str) -> re.Match[str] | None:
    """Where a normalised question names somebody's age."""
    return next((match for match in _NAMED.finditer(text) if _age(match[1]) >= 0), None)


def age(match: re.Match[str]) -> int:
    """In years, of what `named` found."""
    return _age(match[1])


def _age(figure: str) -> int:
    value = value_of(figure)
    return int(value) if value is not None else -1
