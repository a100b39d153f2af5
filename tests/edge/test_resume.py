"""A lost connection and a killed desk: the conversation goes on, nothing doubled, one tab at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.edge.server import Client, Running, desk, dial


async def ask(client: Client, text: str) -> None:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    await client.send("conversation.item.create", item=item)
    await client.send("response.create", response={"output_modalities": ["text"]})
    await client.until("response.done")


def test_a_restarted_desk_goes_on_in_the_same_conversation_and_nothing_is_doubled(tmp_path: Path) -> None:
    tokens: list[str] = []

    async def first(running: Running) -> None:
        async with dial(running.ws) as socket:
            client = Client(socket)
            head = await client.until("desk.session")
            tokens.extend([head["token"], head["reference"]])
            await ask(client, "第一句")

    async def second(running: Running) -> None:
        async with dial(f"{running.ws}&session={tokens[0]}") as socket:
            client = Client(socket)
            head = await client.until("desk.session")
            assert head["reference"] == tokens[1] and head["token"] != tokens[0]
            items = (await client.until("desk.resume"))["items"]
            assert [(i["role"], i["text"]) for i in items] == [("user", "第一句"), ("assistant", "你講第一句。多謝你打嚟。")]
            await ask(client, "第二句")
            with pytest.raises(InvalidStatus):  # the old token is dead
                async with dial(f"{running.ws}&session={tokens[0]}"):
                    pass

    with desk(tmp_path) as running:
        asyncio.run(first(running))
    with desk(tmp_path) as running:
        asyncio.run(second(running))


def test_of_two_tabs_the_older_is_told_that_the_conversation_was_taken_over(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dial(running.ws) as old:
            client = Client(old)
            token = (await client.until("desk.session"))["token"]
            await ask(client, "你好")
            async with dial(f"{running.ws}&session={token}") as new:
                await Client(new).until("desk.resume")
                with pytest.raises(ConnectionClosed) as closed:
                    while True:
                        await old.recv()
                assert closed.value.rcvd is not None
                assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "session.taken_over")
                await ask(Client(new), "仲喺度")

    with desk(tmp_path) as running:
        asyncio.run(scene(running))


def test_who_waits_for_a_person_and_loses_the_line_waits_again_at_the_old_place(tmp_path: Path) -> None:
    async def wait_for_person(running: Running, first: bool) -> str:
        async with dial(running.ws) as socket:
            client = Client(socket)
            token: str = (await client.until("desk.session"))["token"]
            await client.send("desk.person")
            await client.until("desk.handover")
            if not first:
                await client.send("desk.forget")
                await client.until("desk.notice")
            return token

    async def scene(running: Running) -> None:
        room = running.app.state.desk
        lost, gone = await wait_for_person(running, True), await wait_for_person(running, False)
        while room.sessions:
            await asyncio.sleep(0.01)
        assert room.queue.calls == {}
        async with dial(running.ws) as other, dial(f"{running.ws}&session={lost}") as socket:
            newer = Client(other)
            await newer.until("desk.session")
            await newer.send("desk.person")
            await newer.until("desk.handover")
            await Client(socket).until("desk.session")  # who left before anything was kept is told of nothing, and waits all the same
            assert lost.partition(".")[0] in room.queue.calls
            assert gone.partition(".")[0] not in room.queue.calls and len(room.queue.calls) == 2

    with desk(tmp_path) as running:
        asyncio.run(asyncio.wait_for(scene(running), 30))
