"""One kind of error for everything that a server can do wrong, within the time that was given."""

from __future__ import annotations

import socket
import time

import pytest

from tests.remote import bad_server as bad
from voicebot.errors import EngineError
from voicebot.remote import endpoint as module
from voicebot.remote.endpoint import Endpoint, Place

MISDEEDS: dict[str, tuple[bad.Answer, str]] = {
    "hangs": (bad.hang, "did not answer in time"),
    "trickles": (bad.trickle, "did not answer in time"),
    "answers 500": (bad.reply("500 Oops", b'{"secret": 1}'), "answered 500"),
    "answers 401": (bad.reply("401 No", b"{}"), "answered 401"),
    "redirects": (bad.reply("302 Found", b""), "answered 302"),
    "speaks no HTTP": (bad.rubbish, "cannot be reached"),
    "hangs up": (bad.slam, "cannot be reached"),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_whatever_goes_wrong_is_an_engine_error_in_time(misdeed: str) -> None:
    answer, words = MISDEEDS[misdeed]
    with bad.misbehaving(answer) as url:
        began = time.monotonic()
        with pytest.raises(EngineError, match=words) as caught:
            Endpoint(Place.parse(url), "", timeout_s=0.4).post("audio/speech", json={"input": "你好"})
        assert time.monotonic() - began < 3
    assert caught.value.code == "engine_failed"
    assert "secret" not in caught.value.text and "你好" not in caught.value.text


def test_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(EngineError, match="cannot be reached"):
        Endpoint(Place.parse(f"http://127.0.0.1:{port}/v1"), "", 1.0).post("x")


def test_an_answer_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_LIMIT", 1_000)
    with bad.misbehaving(bad.reply("200 OK", b"x" * 2_000)) as url, pytest.raises(EngineError, match="more than can be right"):
        Endpoint(Place.parse(url), "", 5.0).post("x")


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"text"', b"\xff\xfe"])
def test_json_that_is_none(body: bytes) -> None:
    with bad.misbehaving(bad.reply("200 OK", body)) as url, pytest.raises(EngineError, match="other than"):
        Endpoint(Place.parse(url), "", 5.0).post("x").json()


def test_places_name_model_and_voice() -> None:
    place = Place.parse("https://speech.example:8443/v1/?model=large-v3&voice=hk%20woman")
    assert place == Place("https://speech.example:8443/v1/", "large-v3", "hk woman")
    assert Place.parse("http://127.0.0.1:8900/v1") == Place("http://127.0.0.1:8900/v1/", "default", "default")


def test_the_environments_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with bad.misbehaving(bad.reply("200 OK", b'{"a": 1}')) as url:
        assert Endpoint(Place.parse(url), "", 5.0).post("x").json() == {"a": 1}
