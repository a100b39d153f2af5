"""One document in a child process: a parser is large and every file may be hostile, so it works with limits and dies with it."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from .errors import DocumentError
from .knowledge.ingest import worker
from .knowledge.ingest.blocks import Parsed

PATIENCE_S = 60.0  # until a child says something: it works at low priority, so a busy machine lets it wait
_MOST_TOLD = 256 * 1_048_576  # bytes of a parser's answer
# What a child has from the start: the parsers, and what the main program imports, which every child imports again.
_PRELOAD = ["voicebot.cli", "voicebot.ingesting", "lxml.html", "docx", "openpyxl", "markdown_it", "pypdfium2"]


def parse(name: str, data: bytes, progress: Callable[[int, int], None], work_s: float = worker.WORK_S) -> Parsed:
    """One file in a child process of its own. Raises DocumentError, at the latest after `work_s` of work on one page."""
    with child(worker.work, name, data, work_s) as at_work:
        while answer := json.loads(at_work.told()):
            if "error" in answer:
                raise DocumentError(answer["error"]["text"], answer["error"]["code"])
            if "parsed" in answer:
                break
            progress(answer["done"], answer["of"])
    return Parsed.from_json(answer["parsed"])


def picture(data: bytes, page: int) -> bytes:
    """A page of a PDF as PNG, drawn in a child process. Raises DocumentError."""
    with child(worker.draw, data, page) as at_work:
        return at_work.told()


@dataclass(frozen=True, slots=True)
class Child:
    process: BaseProcess
    pipe: Connection

    def told(self) -> bytes:
        """What it tells next. Raises DocumentError where it ended without a word."""
        if not self.pipe.poll(PATIENCE_S):
            raise DocumentError(f"its parser got nowhere for {PATIENCE_S:g} seconds", "document_too_slow")
        try:
            return self.pipe.recv_bytes(_MOST_TOLD)
        except EOFError as error:
            self.process.join()
            if self.process.exitcode == -worker.TOO_LONG:
                raise DocumentError("its parser worked on one page for too long", "document_too_slow") from error
            raise DocumentError("its parser was ended by it: it is damaged, or needs too much memory", "document_damaged") from error
        except OSError as error:
            raise DocumentError("it holds more than a document should", "document_too_large") from error


@contextmanager
def child(job: Callable[..., None], *arguments: object) -> Iterator[Child]:
    """A process that does a job; it is dead when the block ends, however it ends."""
    told, teller = context().Pipe(duplex=False)
    process = context().Process(target=job, args=(teller, *arguments), daemon=True)
    process.start()
    teller.close()  # so that the child's end is the pipe's end
    try:
        yield Child(process, told)
    finally:
        process.kill()
        process.join()
        told.close()


@lru_cache(maxsize=1)
def context() -> Any:
    """Children are forked from a small server that has the parsers loaded already: a file costs milliseconds."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(_PRELOAD)
    return made
