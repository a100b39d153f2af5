"""The child's loop: one answer a job, whatever the job; its limits."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from ocr import frames, worker
from tests.ocr.pictures import filled


def answers(*jobs: tuple[dict[str, Any], bytes]) -> list[dict[str, Any]]:
    source = io.BytesIO(b"".join(frames.pack(head, body) for head, body in jobs))
    sink = io.BytesIO()
    worker.serve(source, sink)
    sink.seek(0)
    found = []
    while len(prefix := sink.read(frames.PREFIX.size)) == frames.PREFIX.size:
        head_bytes, body_bytes = frames.PREFIX.unpack(prefix)
        found.append(frames.unpack_head(sink.read(head_bytes)))
        sink.read(body_bytes)
    return found


def test_every_job_has_its_answer() -> None:
    found = answers(({"id": 1, "job": "nothing"}, b""), ({"id": 2, "job": "page"}, b"x"), ({"id": 3, "job": "png", "form": "tax"}, b""))
    assert [row["id"] for row in found] == [1, 2, 3]
    assert [row["error"]["code"] for row in found] == ["ocr_failed", "image_unsupported", "form_unknown"]


def test_what_breaks_is_told_by_its_class_only() -> None:
    (found,) = answers(({"id": 1, "job": "strokes", "strokes": [[[1, 2]]]}, b""))  # no width: KeyError
    assert found["error"] == {"code": "ocr_failed", "text": "the reader broke on this picture (KeyError)"}


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    (found,) = answers(({"id": 1, "job": "form", "form": None}, filled(0)))
    assert found["error"]["code"] == "ocr_failed" and "cv2" in found["error"]["text"] and "voicebot[ocr]" in found["error"]["text"]


def test_an_input_that_ends_ends_the_loop() -> None:
    worker.serve(io.BytesIO(b"\0\0"), sink := io.BytesIO())
    assert sink.getvalue() == b""
