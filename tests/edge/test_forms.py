"""The forms over HTTP, with the real child process: sheets out, photos and strokes in, the back office, bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

from ocr.limits import MAX_BYTES
from ocr.reader import Reader
from tests.ocr.pictures import bomb, filled, truth
from voicebot.edge import forms, office
from voicebot.edge.pictures import PictureReader
from voicebot.errors import AuthError, DeskError
from voicebot.office import Office
from voicebot.store import load_key

KEY = {"Authorization": "Bearer k"}


def application(folder: Path) -> FastAPI:
    app = FastAPI()
    app.state.reader = PictureReader(Reader(job_s=300))
    store = Office(folder / "office.db", load_key(folder))

    def admit(request: Request) -> None:
        if request.headers.get("authorization") != KEY["Authorization"]:
            raise AuthError("an API key is needed")

    app.include_router(forms.router(app.state.reader, admit))
    app.include_router(office.router(store, admit, lambda: 1.0), prefix="/office")

    @app.exception_handler(DeskError)
    async def problem(_: Request, error: DeskError) -> JSONResponse:
        return JSONResponse({"title": error.text, "code": error.code}, error.status)

    return app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = application(tmp_path_factory.mktemp("forms"))
    with TestClient(app) as client:
        yield client
        assert client.portal is not None
        client.portal.call(app.state.reader.close)


def code(answer: httpx.Response) -> str:
    assert 400 <= answer.status_code < 600 and set(answer.json()) == {"title", "code"}
    return str(answer.json()["code"])


def test_the_forms_are_listed_and_drawn(client: TestClient) -> None:
    (form,) = client.get("/v1/forms").json()["forms"]
    assert form["name"] == "address_change" and len(form["fields"]) == 9
    for kind, start in (("png", b"\x89PNG"), ("pdf", b"%PDF-")):
        answer = client.get(form[kind])
        assert answer.content.startswith(start) and kind in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/v1/forms/tax.png", "/v1/forms/address_change.exe", "/v1/forms/..%2Fx.png"])
def test_other_sheets_there_are_none(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_a_filled_form_is_read_and_kept(client: TestClient) -> None:
    raw = client.post("/v1/forms/address_change/read", content=filled(1), headers=KEY | {"Content-Type": "image/jpeg"}).json()
    part = client.post("/v1/forms/address_change/read", files={"file": ("a.bin", filled(1))}, headers=KEY).json()
    assert raw == part and raw["problem"] == ""
    found = {f["name"]: f["text"] for f in raw["fields"]}
    assert found == truth(1)
    assert next(f["shown"] for f in raw["fields"] if f["name"] == "hkid").count("•") == 6
    answer = client.post("/office/cases", json={"form": "address_change", "fields": found}, headers=KEY | {"Idempotency-Key": "turn-0001"})
    assert answer.status_code == 201
    case = client.get(f"/office/cases/{answer.json()['reference']}", headers=KEY).json()
    assert case["fields"]["phone"].replace(" ", "") == found["phone"] and found["hkid"] not in json.dumps(case)


def test_strokes_are_read(client: TestClient) -> None:
    body = {"strokes": [[[10, 30, 0], [60, 28, 9]], [[36, 5, 20], [36, 60, 40]]], "width": 80, "height": 70}
    assert client.post("/v1/ocr/strokes", json=body, headers=KEY).json()["text"] == "十"


@pytest.mark.parametrize("path", ["/v1/ocr", "/v1/ocr/strokes", "/v1/forms/address_change/read", "/office/cases"])
def test_nothing_is_read_for_a_stranger(client: TestClient, path: str) -> None:
    body = {"form": "address_change", "fields": {}}
    assert code(client.post(path, json=body, headers={"Idempotency-Key": "turn-0001"})) == "unauthorized"


def test_a_stranger_sends_no_more_than_the_head_of_a_case(client: TestClient) -> None:
    """What stands in a case is read, and told to be wrong, only for who may hand one in."""
    headers = {"Idempotency-Key": "turn-0001", "Content-Type": "application/json"}
    assert code(client.post("/office/cases", content=b"{nonsense", headers=headers)) == "unauthorized"
    for body in (b"{nonsense", b'{"form": "address_change", "fields": {"phone": 66368886}}', b"[" * 70_000):
        answer = client.post("/office/cases", content=body, headers=headers | KEY)
        assert code(answer) == "input_invalid" and "66368886" not in answer.text


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"", "image_unsupported"), (b"%PDF-1.7", "image_unsupported"), (filled(0)[:30_000], "image_unsupported"),
     (bomb(), "image_too_large"), (bytes(MAX_BYTES + 1), "image_too_large")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/ocr", "/v1/forms/address_change/read"])
def test_bad_pictures_are_named(client: TestClient, path: str, body: bytes, expected: str) -> None:
    assert code(client.post(path, content=body, headers=KEY)) == expected
    if body:
        assert code(client.post(path, files={"file": ("a.jpg", body, "image/jpeg")}, headers=KEY)) == expected


def test_bad_multipart_is_named(client: TestClient) -> None:
    headers = KEY | {"Content-Type": "multipart/form-data; boundary=x"}
    assert code(client.post("/v1/ocr", content=b"--x\r\nnonsense", headers=headers)) == "image_unsupported"
    assert code(client.post("/v1/ocr", files={"other": b"x"}, headers=KEY)) == "image_unsupported"
    assert code(client.post("/v1/ocr", data={"file": "text"}, headers=KEY)) == "image_unsupported"


@pytest.mark.parametrize("path", ["/v1/ocr", "/v1/forms/address_change/read"])
def test_a_form_without_end_is_refused_before_it_is_read(client: TestClient, path: str) -> None:
    """In chunks, no length is told, and the parser would put all of it on the disk."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        while sent < 4 * MAX_BYTES:
            sent += 1_048_576
            yield bytes(1_048_576)

    headers = KEY | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post(path, content=endless(), headers=headers)
    assert code(answer) == "image_unsupported" and "length" in answer.json()["title"]


def test_an_unknown_form_is_named_before_the_picture_is_looked_at(client: TestClient) -> None:
    assert code(client.post("/v1/forms/tax/read", content=b"x", headers=KEY)) == "form_unknown"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"strokes": []}', {"strokes": [], "width": 1, "height": 1}, {"strokes": "x", "width": 1, "height": 1},
     {"strokes": [[[1, 1]]], "width": 0, "height": 1}, b'{"strokes": [[[1, 1]]], "width": NaN, "height": 1}', b"[" * 100_000,
     b'{"strokes": [[[1e999, 1]]], "width": 9, "height": 9}', b" " * 2_000_000],
)  # fmt: skip
def test_bad_strokes_are_named(client: TestClient, body: Any) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert code(client.post("/v1/ocr/strokes", content=data, headers=KEY)) == "strokes_invalid"


@pytest.mark.parametrize("key", ["", "short", "x" * 200])
def test_a_case_needs_a_key_of_its_own(client: TestClient, key: str) -> None:
    headers = KEY | ({"Idempotency-Key": key} if key else {})
    answer = client.post("/office/cases", json={"form": "address_change", "fields": truth(0)}, headers=headers)
    assert answer.status_code in (400, 422)
