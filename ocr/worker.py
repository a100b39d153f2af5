"""The child process that opens pictures: low priority, limited memory, one job at a time.

Reads jobs from standard input and answers on standard output (see `frames`); ends when the input ends. The networks
load when the first job needs them, so a bad picture is refused at once.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from functools import cached_property
from typing import Any, BinaryIO

from . import frames, limits
from .errors import ReadError


class Worker:
    @cached_property
    def _lines(self) -> Any:
        from .recognise import LineReader

        return LineReader()

    @cached_property
    def _pages(self) -> Any:
        from .text import PageReader

        return PageReader()

    def answer(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """The result of one job as JSON and bytes. Raises ReadError."""
        kind, name = head["job"], head.get("form")
        if kind == "form":
            from . import image, reading

            return reading.read_form(image.open_image(body), name, self._lines).to_json(), b""
        if kind == "page":
            from . import image

            pixels = image.open_image(body)
            return self._pages.read(pixels, tuple(self._lines.characters)).to_json(), b""
        if kind == "strokes":
            from . import handwriting

            return handwriting.read(head["strokes"], head["width"], head["height"], self._lines), b""
        if kind in ("png", "pdf"):
            from . import drawing, forms

            return {}, getattr(drawing, kind)(forms.load(str(name)))
        raise ReadError("ocr_failed", "there is no such job")


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer jobs until `source` ends."""
    worker = Worker()
    while len(prefix := source.read(frames.PREFIX.size)) == frames.PREFIX.size:
        head_bytes, body_bytes = frames.PREFIX.unpack(prefix)
        head = frames.unpack_head(source.read(head_bytes))
        body = source.read(body_bytes)
        reply: dict[str, Any] = {"id": head["id"]}
        blob = b""
        try:
            reply["result"], blob = worker.answer(head, body)
        except ReadError as error:
            reply["error"] = {"code": error.code, "text": error.text}
        except ImportError as error:
            reply["error"] = {"code": "ocr_failed", "text": f"the package {error.name} is not installed; install voicebot[ocr]"}
        except Exception as error:  # noqa: BLE001 - the process's own edge: told to the parent, by class only, as texts may quote a page
            reply["error"] = {"code": "ocr_failed", "text": f"the reader broke on this picture ({type(error).__name__})"}
        sink.write(frames.pack(reply, blob))
        sink.flush()


def _limit() -> None:
    os.nice(limits.NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the page
    with suppress(OSError):  # no such file elsewhere than on Linux
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as stream:
            stream.write("700")  # if the machine runs out of memory, this goes before the calls


def main() -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    _limit()
    # What a library prints must not get between the frames.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
