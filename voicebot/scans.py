"""Pages of a PDF that are pictures, read by the reader of forms where it is installed (the extra `ocr`).

A page counts only where every line was read for sure: what is in a document may be told to customers, and a fee with
one wrong digit is worse than none. All others stay named as pages without text.
"""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import replace

from ocr.errors import ReadError
from ocr.reader import Reader
from ocr.results import PageRead

from .errors import DocumentError
from .knowledge.ingest.blocks import Block, Parsed, Part, characters
from .knowledge.ingest.decode import clean
from .knowledge.ingest.pdf import NO_TEXT
from .knowledge.ingest.plain import of_text

NO_WORDS = "no text (a picture without words)"
SURE = 0.9  # of each line


def installed() -> bool:
    return importlib.util.find_spec("rapidocr") is not None


def pages(parts: Sequence[Part]) -> list[int]:
    """The pages, from 1, on which there is something but no text, and at whose picture nobody has looked."""
    return [number for number, part in enumerate(parts, 1) if part.note == NO_TEXT]


def read(parsed: Parsed, picture: Callable[[int], bytes], progress: Callable[[int, int], None]) -> Parsed:
    """`parsed` with what its pictures say; `picture` gives a page as PNG."""
    return asyncio.run(_read(parsed, picture, progress))


async def _read(parsed: Parsed, picture: Callable[[int], bytes], progress: Callable[[int, int], None]) -> Parsed:
    reader, wanted = Reader(), pages(parsed.parts)
    try:
        for done, number in enumerate(wanted, 1):
            try:
                parsed = _with_page(parsed, number, await reader.page(picture(number)))
            except (ReadError, DocumentError) as error:
                parsed = _noted(parsed, number, (), f"no text ({error.text})")
            progress(done, len(wanted))
    finally:
        await reader.close()
    return parsed


def _with_page(parsed: Parsed, number: int, found: PageRead) -> Parsed:
    lines = [line for line in found.lines if any(character.isalnum() for character in line.text)]  # a dark corner reads as ■
    unsure = sum(line.confidence < SURE for line in lines)
    if not lines:
        return _noted(parsed, number, (), NO_WORDS)
    if unsure:
        return _noted(parsed, number, (), f"no text (a picture, of which {unsure} of {len(lines)} lines cannot be read for sure)")
    blocks = tuple(replace(block, page=number) for block in of_text(clean("\n".join(line.text for line in lines))))
    return _noted(parsed, number, blocks, f"read from a picture, {len(lines)} lines")


def _noted(parsed: Parsed, number: int, blocks: tuple[Block, ...], note: str) -> Parsed:
    at = next((i for i, block in enumerate(parsed.blocks) if block.page > number), len(parsed.blocks))
    parts = list(parsed.parts)
    parts[number - 1] = Part(parts[number - 1].name, characters(blocks), note)
    return replace(parsed, blocks=(*parsed.blocks[:at], *blocks, *parsed.blocks[at:]), parts=tuple(parts))
