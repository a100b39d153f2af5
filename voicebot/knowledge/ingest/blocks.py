"""What every parser gives: the blocks of a document in reading order, and an account of each of its pages or sheets."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["heading", "text", "item", "row"]
Progress = Callable[[int, int], None]  # pages done, pages in all


@dataclass(frozen=True, slots=True)
class Block:
    """`text` is one line and never empty. A `row` is a table's row with its names, see `tables`."""

    kind: Kind
    text: str
    level: int = 0  # of a heading, 1 the outermost
    page: int = 0  # from 1; 0 where there are no pages
    anchor: str = ""  # what the author called the heading's place
    hidden: bool = False  # not meant to be seen: white on white, too small, hidden by the author


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a sheet or a whole file, and what was found in it. `note` says what a person should know of it."""

    name: str
    characters: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    title: str
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...]
    encoding: str = ""  # of files that are text; "" where the format says it

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Parsed:
        blocks = tuple(Block(**block) for block in value["blocks"])
        return cls(value["title"], blocks, tuple(Part(**part) for part in value["parts"]), value["encoding"])


def characters(blocks: tuple[Block, ...] | list[Block]) -> int:
    return sum(len(block.text) for block in blocks)
