"""What people say, in the words that institutions write: 食煙 is 吸煙, 整爛 is 損壞. Pure; the table is `everyday.tsv`.

Documents are written, questions are spoken, and few of their words are the same. A document's sentence is indexed with the
written words of what it holds beside its own; a question to it is also asked in written words. Nothing of it is ever said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .text import alike, normalise

TABLE = Path(__file__).parent / "everyday.tsv"
_LETTER = re.compile("[a-z]")


def written(text: str) -> str:
    """`text`, normalised, with everyday words replaced by written ones."""
    said, out, at = normalise(text), [], 0
    for start, end, word in _found(said):
        out += [said[at:start], word]
        at = end
    return "".join([*out, said[at:]])


def beside(text: str) -> str:
    """The written words of everyday or rarer ones that `text` holds, each once; "" where it holds none."""
    said = normalise(text)
    return " ".join(dict.fromkeys(word for start, end, word in _found(said) if said[start:end] != word))


def rows(path: Path = TABLE) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The written word and its other names, row by row."""
    lines = (line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    next(lines)  # the columns' names
    for line in lines:
        word, others = line.split("\t")
        yield word, tuple(others.split("|"))


@cache
def _table() -> dict[str, list[tuple[str, str]]]:
    """By first character: names and their written words, longest name first."""
    out: dict[str, list[tuple[str, str]]] = {}
    for word, others in rows():
        for name in (word, *others):
            key = alike(normalise(name))
            out.setdefault(key[0], []).append((key, normalise(word)))
    for names in out.values():
        names.sort(key=lambda pair: -len(pair[0]))
    return out


def _found(said: str) -> Iterator[tuple[int, int, str]]:
    """Where the names of a normalised text stand, from left to right, the longest at each place, and their written words."""
    row, table, at = alike(said), _table(), 0
    while at < len(row):
        match = next(((name, word) for name, word in table.get(row[at], ()) if row.startswith(name, at) and whole(row, at, at + len(name))), None)
        if match is None:
            at += 1
            continue
        yield at, at + len(match[0]), match[1]
        at += len(match[0])


def whole(row: str, start: int, end: int) -> bool:
    """Whether it is a word of its own: no fee is in coffee, and 收唔收 asks, it denies nothing."""
    if row[start] == "唔" and start and row[start - 1] == row[start + 1 : start + 2]:
        return False
    return not (_LETTER.match(row[start]) and start and _LETTER.match(row[start - 1])) and not (_LETTER.match(row[end - 1]) and _LETTER.match(row[end : end + 1]))
