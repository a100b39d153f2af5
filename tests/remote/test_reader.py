"""The remote reader against our own server, and against answers that are no page."""

from __future__ import annotations

import json

import pytest

from tests.remote import bad_server as bad
from tests.serving import fake_engines
from tests.serving.server import serving
from voicebot.errors import EngineError
from voicebot.remote.endpoint import Endpoint, Place
from voicebot.remote.reader import RemoteReader
from voicebot.serving.server import create_app
from voicebot.serving.shapes import Line, Page


def reader(url: str) -> RemoteReader:
    return RemoteReader(Endpoint(Place.parse(url), "", 60.0))


def test_lines_come_back_with_boxes() -> None:
    with serving(create_app(fake_engines.served("ocr", fake_engines.Reader()))) as address:
        page = reader(f"{address}/v1").read(b"PNG.1234", "image/png")
        with pytest.raises(EngineError, match="answered 400"):
            reader(f"{address}/v1").read(b"bad")
    assert page == Page((Line("31323334", 0.9, ((0, 0), (9, 0), (9, 5), (0, 5))),), 9, 5)


@pytest.mark.parametrize("body", [{}, {"lines": 3, "width": 1, "height": 1}, {"lines": [{"text": "x"}], "width": 1, "height": 1}])
def test_answers_that_are_no_page(body: dict[str, object]) -> None:
    with bad.misbehaving(bad.reply("200 OK", json.dumps(body).encode())) as url, pytest.raises(EngineError):
        reader(url).read(b"x")
