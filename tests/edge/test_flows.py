"""A whole desk: a card is reported lost over the Realtime socket, typed, and is stopped in the back office."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection

from tests.edge.server import Client, Running, desk, dial
from voicebot import fakes
from voicebot.building import build_mind
from voicebot.config import Settings
from voicebot.engines import Engines

STAFF = {"Authorization": "Bearer staff-key"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    mind = build_mind(Settings(data_dir=str(tmp_path)))
    engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), mind)
    with desk(tmp_path, engines, staff_keys=("staff-key",)) as running:
        yield running


async def ask(client: Client, text: str) -> str:
    content = [{"type": "input_text", "text": text}]
    await client.send("conversation.item.create", item={"type": "message", "role": "user", "content": content})
    await client.send("response.create")
    done = await client.until("response.done")
    return "".join(part["text"] for item in done["response"]["output"] for part in item["content"])


def test_a_card_is_stopped_with_a_code_that_only_the_demonstration_shows(server: Running) -> None:
    async def scene() -> list[str]:
        async with dial(server.ws) as socket:
            client = Client(socket)
            await client.send("session.update", session={"type": "realtime", "output_modalities": ["text"]})
            await client.until("session.updated")
            said = [await ask(client, text) for text in ("我張信用卡唔見咗，幫我停咗佢", "A123", "61230001")]
            code = httpx.get(f"{server.http}/office/demonstration/codes/61230001", headers=STAFF).json()["code"]
            return said + [await ask(client, text) for text in (code, "尋日", "正確")]

    said = asyncio.run(scene())
    assert "身份證" in said[0] and "尾號 0001" in said[2] and "身份已核實" in said[3] and "請確認" in said[4]
    assert "已停用尾號 4417 的信用卡" in said[5] and "參考編號" in said[5]


def test_a_flow_goes_on_after_a_lost_line_and_is_not_kept_of_who_is_forgotten(server: Running) -> None:
    async def begun(socket: ClientConnection) -> tuple[Client, str]:
        client = Client(socket)
        token = (await client.until("desk.session"))["token"]
        await client.send("session.update", session={"type": "realtime", "output_modalities": ["text"]})
        await client.until("session.updated")
        return client, token

    async def scene() -> str:
        async with dial(server.ws) as socket:
            client, token = await begun(socket)
            await ask(client, "我張信用卡唔見咗，幫我停咗佢")
        async with dial(f"{server.ws}&session={token}") as socket:
            client, _ = await begun(socket)
            answer = await ask(client, "A123")
            await client.send("desk.forget")
            await socket.wait_closed()
            return answer

    assert "登記的手提電話" in asyncio.run(scene())
    assert server.app.state.desk._flows == {}


def test_the_offices_tools_are_not_reached_from_outside(server: Running) -> None:
    body = {"hkid_part": "A123", "phone": "61230001"}
    for path in ("/identity/challenges", "/office/identity/challenges"):
        assert httpx.post(server.http + path, json=body, headers={"Idempotency-Key": "from-outside"}).status_code in (404, 405)
    assert httpx.get(f"{server.http}/office/demonstration/codes/61230001").status_code == 401
