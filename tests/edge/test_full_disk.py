"""A disk that takes nothing more, through a real server: every kind of caller goes on, and what was refused is written later."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.bank import MIND
from tests.edge.server import Client, Running, desk, dial
from tests.edge.test_feedback import ask
from tests.virtual import play
from voicebot import app, fakes


@contextmanager
def full(running: Running) -> Iterator[None]:
    room = running.app.state.desk
    stores = (room._journal, room._ledger, room._feedback)
    for store in stores:
        store._db.execute("PRAGMA query_only = 1")
    try:
        yield
    finally:
        for store in stores:
            store._db.execute("PRAGMA query_only = 0")


def test_a_customer_begins_asks_judges_and_comes_back(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        room = running.app.state.desk
        with full(running):
            async with dial(running.ws) as socket:
                client = Client(socket)
                session = await client.until("desk.session")
                item = await ask(client, "轉數快收唔收手續費")
                await client.send("desk.feedback", item_id=item, verdict="helpful")
                assert (await client.until("desk.notice"))["code"] == "feedback_held"
            while room.sessions:  # the conversation ends before there is room again
                await asyncio.sleep(0.01)
        room.write_again()
        assert [j.verdict for j in room._feedback.entries()] == ["helpful"]
        assert [line.event for line in room._ledger.entries()] == ["shown"]
        assert not room._unwritten
        with full(running):
            async with dial(f"{running.ws}&session={session['token']}") as socket:
                client = Client(socket)
                assert (await client.until("desk.session"))["resumed"] is True
                assert [i["role"] for i in (await client.until("desk.resume"))["items"]] == ["user", "assistant"]
                await client.send("desk.forget")
                while (await client.until("desk.notice"))["code"] != "forgotten":
                    pass
        room.write_again()
        assert room._journal._db.execute("SELECT count(*) FROM sessions").fetchone() == (0,)

    with desk(tmp_path, replace(fakes.engines(), mind=MIND)) as running:
        asyncio.run(scene(running))


def test_a_telephone_call_begins(tmp_path: Path) -> None:
    with desk(tmp_path) as running, full(running), running.app.state.desk.call("phone") as session:
        assert session.heading.reference


def test_what_was_refused_is_tried_again_by_the_desk_itself() -> None:
    tried: list[float] = []

    async def scene() -> None:
        try:
            async with asyncio.timeout(2.5 * app.PURGE_EVERY_S):
                await app._write_again(lambda: tried.append(asyncio.get_running_loop().time()))
        except TimeoutError:
            pass

    play(scene())
    assert len(tried) == 2
