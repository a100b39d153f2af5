"""What no route takes is a problem with a code as well, and quotes nothing of what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.edge.server import desk


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with desk(tmp_path_factory.mktemp("desk")) as running, httpx.Client(base_url=running.http) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"), ("GET", "/shared/nothing.js", 404, "not_found"), ("GET", "/v1/realtime", 404, "not_found"),
        ("DELETE", "/v1/ocr", 405, "method_not_allowed"), ("POST", "/office/cases", 400, "input_invalid"),
        ("GET", "/docs", 404, "not_found"), ("GET", "/redoc", 404, "not_found"),
    ],
)  # fmt: skip
def test_every_refusal_has_a_code(web: httpx.Client, method: str, path: str, status: int, code: str) -> None:
    answer = web.request(method, path, content=b"A123456(3)" if method == "POST" else None)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    body = answer.json()
    assert (body["code"], body["status"]) == (code, status) and body["title"] and "A123456" not in answer.text


BROKEN: list[dict[str, Any]] = [
    {"files": [("file", ("a", b"1")), ("file", ("b", b"2"))]},
    {"content": b"--x\r\nContent-Disposition: form-data; na", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    {"content": b"--x", "headers": {"Content-Type": "multipart/form-data"}},
    {"data": {f"f{n}": "x" for n in range(40)}, "files": {"file": b"1"}},
]


@pytest.mark.parametrize("sent", BROKEN)
def test_a_broken_multipart_form_is_named_at_every_door(web: httpx.Client, sent: dict[str, Any]) -> None:
    for path in ("/v1/ocr", "/v1/forms/address_change/read"):
        answer = web.post(path, **sent)
        assert (answer.status_code, answer.json()["code"]) == (400, "image_unsupported")
    answer = web.post("/v1/audio/transcriptions", **sent)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")
    assert answer.json()["error"]["code"] in ("invalid_form", "missing_required_parameter")


@pytest.mark.parametrize("path", ["/", "/kiosk", "/staff", "/healthz", "/readyz", "/metrics"])
def test_a_monitor_may_ask_for_the_head_alone(web: httpx.Client, path: str) -> None:
    answer = web.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
