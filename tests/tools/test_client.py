"""Calls over HTTP: a time limit, retries with one key, codes for what failed, and no promise without a confirmation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.virtual import play
from voicebot.dialog.flows.load import pack_folder
from voicebot.tools.client import ATTEMPTS, HttpTools
from voicebot.tools.described import Tool
from voicebot.tools.load import load_tools
from voicebot.tools.outcome import INVALID, UNCONFIRMED, UNKNOWN, Call, Outcome

TOOLS = load_tools(pack_folder("bank") / "tools.yaml")
BOOK = Call("book", {"branch": "mong_kok", "date": "2026-12-02", "time": "15:00", "phone": "91234567"}, "sess-0001")
Answer = Callable[[httpx.Request, int], Awaitable[httpx.Response]]


def called(answer: Answer, call: Call = BOOK, tools: dict[str, Tool] = TOOLS) -> tuple[Outcome, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    async def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return await answer(request, len(seen))

    async def scene() -> Outcome:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle), base_url="http://office/api") as client:
            return await HttpTools(tools, client).call(call)

    return play(scene()), seen


async def booked(_: httpx.Request, __: int) -> httpx.Response:
    return httpx.Response(201, json={"booked": True, "reference": "AB-1234"})


def test_a_confirmed_deed_gives_its_values() -> None:
    outcome, seen = called(booked)
    assert outcome == Outcome("", {"reference": "AB-1234"})
    assert str(seen[0].url) == "http://office/api/appointments" and seen[0].headers["idempotency-key"] == "sess-0001"


def test_a_retry_is_the_same_deed() -> None:
    async def third(request: httpx.Request, n: int) -> httpx.Response:
        if n == 1:
            raise httpx.ConnectError("down", request=request)
        return httpx.Response(503) if n == 2 else await booked(request, n)

    outcome, seen = called(third)
    assert outcome.ok and len(seen) == 3
    assert len({(r.headers["idempotency-key"], r.content) for r in seen}) == 1


def test_a_tool_that_never_answers_is_left_after_three_attempts() -> None:
    async def never(_: httpx.Request, __: int) -> httpx.Response:
        await asyncio.sleep(3600)
        raise AssertionError

    async def scene() -> float:
        began = asyncio.get_running_loop().time()
        async with httpx.AsyncClient(transport=httpx.MockTransport(lambda r: never(r, 0)), base_url="http://office") as client:
            assert (await HttpTools(TOOLS, client).call(BOOK)).code == UNKNOWN
        return asyncio.get_running_loop().time() - began

    assert play(scene()) < ATTEMPTS * 3.0 + 2.0


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(409, json={"code": "slot_full", "free": "15:30"}), "slot_full"),
        (httpx.Response(404, text="<html>"), "http_404"),
        (httpx.Response(302, headers={"location": "http://evil.example/"}), "http_302"),
        (httpx.Response(201, json={"booked": False, "reference": "AB-1234"}), UNCONFIRMED),
        (httpx.Response(201, json={"booked": "true"}), UNCONFIRMED),
        (httpx.Response(201, json={}), UNCONFIRMED),
        (httpx.Response(200, text="done!"), UNCONFIRMED),
        (httpx.Response(200, json=[True]), UNCONFIRMED),
        (httpx.Response(500, json={"code": "slot_full"}), UNKNOWN),
        (httpx.Response(200, text="x" * 70_000), UNCONFIRMED),
    ],
)
def test_everything_else_has_a_code(answer: httpx.Response, code: str) -> None:
    async def same(_: httpx.Request, __: int) -> httpx.Response:
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    outcome, seen = called(same)
    assert outcome.code == code and {r.url.host for r in seen} == {"office"}
    assert len(seen) == (ATTEMPTS if code == UNKNOWN else 1)


@pytest.mark.parametrize("call", [Call("book", {"branch": "x"}, "sess-0001"), Call("burn", {}, "sess-0001")])
def test_a_call_that_does_not_fit_is_never_sent(call: Call) -> None:
    outcome, seen = called(booked, call)
    assert outcome.code == INVALID and seen == []
