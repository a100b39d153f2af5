"""The child process of one file: little priority, little memory, little time, no file that it could write; then its parser.

Time is that of the processor, counted anew for each page, so that a large file may take long and a trap may not.

It answers in JSON, as an answer out of a process that opened a stranger's file is not to be unpickled: how far it is,
and at last what it found or why not.
"""

from __future__ import annotations

import json
import os
import resource
import signal
from contextlib import suppress
from typing import Any, Protocol

from ...errors import DocumentError
from . import pdf
from .parse import parse

MEMORY = 2 * 1_073_741_824
WORK_S = 10.0  # for a file until its first page, and for each page after it
TOO_LONG = signal.SIGPROF  # what ends a child that takes longer
_NICENESS = 10


class Pipe(Protocol):
    def send_bytes(self, buf: bytes, /) -> None: ...


def work(pipe: Pipe, name: str, data: bytes, work_s: float = WORK_S) -> None:
    """Parse one file and tell `pipe`: {"done", "of"} any number of times, then {"parsed"} or {"error": {"code", "text"}}."""

    def progress(done: int, of: int) -> None:
        signal.setitimer(signal.ITIMER_PROF, work_s)
        _tell(pipe, {"done": done, "of": of})

    _limit(work_s)
    try:
        parsed = parse(name, data, progress)
        answer: dict[str, Any] = {"parsed": parsed.to_json()}
    except DocumentError as error:
        answer = {"error": {"code": error.code, "text": error.text}}
    except MemoryError:
        answer = {"error": {"code": "document_too_large", "text": "it needs more memory than a document should"}}
    except Exception as error:  # noqa: BLE001 - the process's own edge: told by class only, as texts may quote the file
        answer = {"error": {"code": "document_damaged", "text": f"its parser broke on it ({type(error).__name__})"}}
    _tell(pipe, answer)


def draw(pipe: Pipe, data: bytes, page: int) -> None:
    """Draw one page of a PDF that `work` has parsed and tell `pipe` its PNG."""
    _limit(WORK_S)
    pipe.send_bytes(pdf.picture(data, page))


def _tell(pipe: Pipe, answer: dict[str, Any]) -> None:
    pipe.send_bytes(json.dumps(answer, ensure_ascii=False).encode())


def _limit(work_s: float) -> None:
    os.nice(_NICENESS)
    signal.setitimer(signal.ITIMER_PROF, work_s)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the document
    with suppress(OSError):  # no such file elsewhere than on Linux
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as stream:
            stream.write("700")  # if the machine runs out of memory, this goes before the calls
