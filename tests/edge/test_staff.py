"""A customer and the people behind the desk, over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.edge.server import Client, Running, desk, dial
from voicebot.edge import staff as edge

KEY = "staff-key-of-the-test"


class Person:
    """A staff page without a browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.calls: list[dict[str, Any]] = []  # who waits, as told last

    async def send(self, type_: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def until(self, type_: str, seconds: float = 10.0) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            while True:
                event: dict[str, Any] = json.loads(await self.socket.recv())
                if event["type"] == "staff.waiting":
                    self.calls = event["calls"]
                if event["type"] == type_:
                    return event

    async def until_waiting(self, count: int, seconds: float = 10.0) -> list[dict[str, Any]]:
        async with asyncio.timeout(seconds):
            while len(self.calls) != count:
                await self.until("staff.waiting")
        return self.calls

    async def join(self, session_id: str) -> dict[str, Any]:
        await self.send("staff.open", session_id=session_id)
        return await self.until("staff.call")


@asynccontextmanager
async def person(running: Running, **options: Any) -> AsyncIterator[Person]:
    async with connect(running.ws.split("/v1/")[0] + "/v1/staff", **options) as line:
        who = Person(line)
        await who.send("staff.key", key=KEY)
        await who.until("staff.hello")
        yield who
        line.transport.abort()


@asynccontextmanager
async def customer(running: Running, query: str = "") -> AsyncIterator[Client]:
    """A caller whose line is lost at the end."""
    async with dial(running.ws + query) as line:
        yield Client(line)
        line.transport.abort()  # a proper close would wait until all audio was read


async def ask(client: Client, text: str) -> None:
    await client.send("response.cancel")  # as a page does whose voice is still heard
    await client.send("conversation.item.create", item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]})
    await client.send("response.create")
    await client.until("response.done")


async def wait_for_person(client: Client, text: str = "我身份證係 A123456(3)") -> dict[str, Any]:
    """Ask something, then for a person; returns `desk.session`."""
    session = await client.until("desk.session")
    await ask(client, text)
    await client.send("desk.person")
    await client.until("desk.handover")
    return session


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(edge, "LOOK_S", 0.05)
    monkeypatch.setattr(edge, "WRONG_KEY_S", 0.1)
    monkeypatch.setattr(edge, "LINE_LOST_S", 1.0)
    with desk(tmp_path, staff_keys=(KEY,)) as server:
        yield server


def test_a_person_takes_the_call_speaks_through_the_desk_and_gives_it_back(running: Running) -> None:
    async def scene() -> None:
        async with person(running) as staff, customer(running) as client:
            session = await wait_for_person(client)
            (row,) = await staff.until_waiting(1)
            assert (row["session_id"], row["reference"], row["channel"]) == (session["session"], session["reference"], "web")
            assert "123456" not in json.dumps(row)
            opening = await staff.join(session["session"])
            assert [i["by"] for i in opening["items"]][:2] == ["customer", "desk"]
            assert opening["items"][1]["citations"] and "123456" not in json.dumps(opening["items"][0])
            assert (await client.until("desk.notice"))["code"] == "person_joined"
            await staff.until_waiting(0)

            await staff.send("staff.say", text="我係陳主任，而家幫你。")
            said = ""
            while "幫你" not in said:
                told = await staff.until("staff.text")
                said = told["text"] if told["by"] == "staff" else said
            await client.until("response.output_audio.delta")
            await client.until("response.done")
            heard = [e["delta"] for e in client.events if e["type"] == "response.output_audio_transcript.delta"]
            assert "我係陳主任，而家幫你。" in "".join(heard)

            await staff.send("staff.back")
            assert (await staff.until("staff.left"))["reason"] == "given_back"
            assert (await client.until("desk.notice"))["code"] == "person_left"
            await ask(client, "轉數快")
            assert "你講轉數快" in "".join(e.get("delta", "") for e in client.events if e["type"] == "response.output_audio_transcript.delta")

    asyncio.run(scene())


def test_two_people_cannot_have_one_call_and_one_person_cannot_have_two(running: Running) -> None:
    async def scene() -> None:
        async with person(running) as first, person(running) as second, customer(running) as one, customer(running) as two:
            a, b = await wait_for_person(one, "甲"), await wait_for_person(two, "乙")
            assert [c["session_id"] for c in await first.until_waiting(2)] == [a["session"], b["session"]]
            await first.join(a["session"])
            await second.send("staff.open", session_id=a["session"])
            assert (await second.until("staff.error"))["code"] == "already_taken"
            await first.send("staff.open", session_id=b["session"])
            assert (await first.until("staff.error"))["code"] == "has_call"
            await second.join(b["session"])
            await second.send("staff.open", session_id="sess_nobody")
            assert (await second.until("staff.error"))["code"] == "has_call"

    asyncio.run(scene())


def test_a_page_that_is_lost_puts_the_caller_back_at_the_old_place(running: Running) -> None:
    async def scene() -> None:
        async with person(running) as watcher, customer(running) as one, customer(running) as two:
            a, b = await wait_for_person(one, "甲"), await wait_for_person(two, "乙")
            async with person(running) as staff:
                await staff.join(a["session"])
                await watcher.until_waiting(1)
            waiting = await watcher.until_waiting(2)
            assert [c["session_id"] for c in waiting] == [a["session"], b["session"]]
            notice = await one.until("desk.notice")
            while notice["code"] != "person_left":
                notice = await one.until("desk.notice")
            await watcher.join(a["session"])  # somebody else can take it

    asyncio.run(scene())


def test_a_caller_who_hangs_up_is_told_and_one_who_comes_back_is_followed(running: Running) -> None:
    async def scene() -> None:
        async with person(running) as staff:
            async with customer(running) as client:
                session = await wait_for_person(client)
                await staff.join(session["session"])
            assert (await staff.until("staff.notice"))["code"] in ("person_joined", "line_lost")
            await staff.send("staff.say", text="喂？")
            async with customer(running, f"&session={session['token']}") as again:
                opening = await staff.until("staff.call")
                assert opening["session_id"] == session["session"]
                assert opening["items"][0]["by"] == "customer"
                await staff.send("staff.say", text="返嚟喇？")
                await again.until("response.done")
            assert (await staff.until("staff.left"))["reason"] == "hung_up"
            await staff.send("staff.say", text="喂？")
            assert (await staff.until("staff.error"))["code"] == "no_call"

    asyncio.run(scene())


@pytest.mark.parametrize("page_goes", [True, False])
def test_a_caller_whose_line_was_lost_with_a_person_waits_again_when_it_comes_back(running: Running, page_goes: bool) -> None:
    """Whether the page goes first or gives the lost line up: the place is the old one."""

    async def scene() -> None:
        async with person(running) as watcher, customer(running) as other:
            async with customer(running) as client:
                session = await wait_for_person(client, "甲")
                later = await wait_for_person(other, "乙")
                async with person(running) as staff:
                    await staff.join(session["session"])
                    await watcher.until_waiting(1)
                    client.socket.transport.abort()
                    while (await staff.until("staff.notice"))["code"] != "line_lost":
                        pass
                    if not page_goes:
                        assert (await staff.until("staff.left"))["reason"] == "hung_up"
            async with customer(running, f"&session={session['token']}") as again:
                await again.until("desk.session")
                assert [c["session_id"] for c in await watcher.until_waiting(2)] == [session["session"], later["session"]]
                await watcher.join(session["session"])

    asyncio.run(scene())


def test_a_conversation_that_is_forgotten_ends_for_staff_at_once(running: Running) -> None:
    async def scene() -> None:
        async with person(running) as staff, customer(running, "&channel=kiosk") as client:
            session = await wait_for_person(client)
            assert (await staff.until_waiting(1))[0]["channel"] == "kiosk"
            await staff.join(session["session"])
            await client.send("desk.forget")
            assert (await staff.until("staff.left", 0.9))["reason"] == "hung_up"

    asyncio.run(scene())


def test_bad_messages_are_answered_and_the_page_goes_on(running: Running) -> None:
    async def scene() -> None:
        async with person(running) as staff:
            for raw, code in (("{", "invalid_message"), (b"\x00", "invalid_message"), ('{"type": "staff.dance"}', "unknown_event")):
                await staff.socket.send(raw)
                assert (await staff.until("staff.error"))["code"] == code
            await staff.send("staff.say", text="好" * 501)
            assert (await staff.until("staff.error"))["code"] == "text_too_long"
            await staff.send("staff.back")
            assert (await staff.until("staff.error"))["code"] == "no_call"
            await staff.send("staff.open", session_id="sess_nobody")
            assert (await staff.until("staff.error"))["code"] == "unknown_call"

    asyncio.run(scene())


async def closed_with(line: ClientConnection) -> int | None:
    try:
        async with asyncio.timeout(5):
            while True:
                await line.recv()
    except ConnectionClosed as over:
        return over.rcvd.code if over.rcvd else None


def test_without_the_key_nothing_is_told(running: Running) -> None:
    async def scene() -> None:
        url = running.ws.split("/v1/")[0] + "/v1/staff"
        for first in ('{"type": "staff.key", "key": "wrong"}', '{"type": "staff.open", "session_id": "x"}', "nonsense"):
            async with connect(url) as line:
                await line.send(first)
                assert await closed_with(line) == 4401
        async with connect(url, subprotocols=["desk-staff-key.wrong"]) as line:  # type: ignore[list-item]
            assert await closed_with(line) == 4401
        async with connect(url, subprotocols=[f"desk-staff-key.{KEY}"]) as line:  # type: ignore[list-item]
            assert json.loads(await line.recv())["type"] == "staff.hello"
        assert running.app.state.desk.staff_present in (0, 1)  # the last one may still be leaving

    asyncio.run(scene())


def test_where_no_key_is_set_nobody_gets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "WRONG_KEY_S", 0.0)
    with desk(tmp_path) as server:

        async def scene() -> None:
            for key in ("", "anything"):
                async with connect(server.ws.split("/v1/")[0] + "/v1/staff") as line:
                    await line.send(json.dumps({"type": "staff.key", "key": key}))
                    assert await closed_with(line) == 4401

        asyncio.run(scene())


def test_a_page_that_answers_no_ping_is_given_up_and_its_caller_waits_again(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with person(running) as staff, customer(running) as client:
            session = await wait_for_person(client)
            await staff.join(session["session"])
            monkeypatch.setattr(edge, "SILENT_S", 0.2)
            assert await closed_with(staff.socket) == 4408
            assert list(running.app.state.desk.queue.calls) == [session["session"]]

    asyncio.run(scene())


def test_a_page_that_reads_nothing_is_given_up_and_holds_up_no_call(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "EVENTS", 8)

    async def scene() -> None:
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        narrow.connect(("127.0.0.1", running.port))
        async with person(running, sock=narrow) as staff, customer(running) as client:
            session = await wait_for_person(client)
            await staff.join(session["session"])
            staff.socket.transport.pause_reading()
            long = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "長" * 9_000}]}
            for _ in range(60):
                await client.send("conversation.item.create", item=long)
                await client.until("conversation.item.done")
            async with asyncio.timeout(10):
                while not running.app.state.desk.queue.calls:
                    await asyncio.sleep(0.02)  # real buffers, real time
            await ask(client, "轉數快")

    asyncio.run(scene())


def test_the_number_of_pages_is_bounded_and_given_back(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "PAGES", 1)

    async def scene() -> None:
        async with person(running):
            async with connect(running.ws.split("/v1/")[0] + "/v1/staff") as line:
                assert await closed_with(line) == 1013
        async with asyncio.timeout(3):
            while running.app.state.desk.staff_present:
                await asyncio.sleep(0.01)  # a real socket closes in its own time
        async with person(running):
            pass

    asyncio.run(scene())


def test_both_pages_are_served(running: Running) -> None:
    for path, file in (("/kiosk", "/kiosk/kiosk.js"), ("/staff", "/staff/staff.js")):
        page = httpx.get(running.http + path)
        assert page.status_code == 200 and file in page.text
        assert httpx.get(running.http + file).status_code == 200
