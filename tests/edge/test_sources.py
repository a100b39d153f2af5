"""What a reply rests on is the same while it is spoken, after a reconnection, and through the HTTP API (R2)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from tests.bank import BANK, MIND
from tests.edge.server import Client, Running, desk, dial
from voicebot import fakes

ASKED, NOTHING = "轉數快收唔收手續費", "今日天氣點"


async def hear(client: Client, text: str, modality: str) -> list[dict[str, Any]]:
    """Ask, wait for the reply to its end, and return the newest list of its sources."""
    client.events.clear()
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    await client.send("conversation.item.create", item=item)
    await client.send("response.create", response={"output_modalities": [modality]})
    await client.until("response.done", 30)
    told = [e for e in client.events if e["type"] == "desk.citations"]
    return list(told[-1]["citations"]) if told else []


def test_sources_are_the_same_live_after_a_reconnection_and_over_http(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dial(running.ws) as socket:
            client = Client(socket)
            token = (await client.until("desk.session"))["token"]
            live = {NOTHING: await hear(client, NOTHING, "text"), ASKED: await hear(client, ASKED, "audio")}
            item_id = next(e["item_id"] for e in client.events if e["type"] == "desk.citations")
            await client.send("desk.played", item_id=item_id, ms=live[ASKED][0]["end_ms"])  # to its end
            await client.send("session.update", session={"type": "realtime"})
            await client.until("session.updated")
        assert live[NOTHING] == []
        (cited,) = live[ASKED]
        assert (cited["id"], cited["anchor"]) == ("fps-fee", "payments.html#fps-fee")
        assert cited["version"] == BANK.answers["fps-fee"].version
        assert (cited["start_ms"], cited["end_ms"]) == (0, len(BANK.answers["fps-fee"].spoken) * fakes.MS_PER_CHARACTER)
        async with dial(f"{running.ws}&session={token}") as socket:
            items = (await Client(socket).until("desk.resume"))["items"]
        kept = [i["citations"] for i in items if i["role"] == "assistant"]
        assert kept == [[], [cited]]
        async with httpx.AsyncClient(base_url=running.http) as web:
            for text, told in live.items():
                body = {"model": "desk", "messages": [{"role": "user", "content": text}]}
                about = (await web.post("/v1/chat/completions", json=body)).json()["desk"]["citations"]
                timeless = [{k: v for k, v in c.items() if k not in ("start_ms", "end_ms")} for c in told]
                assert about == timeless

    with desk(tmp_path, replace(fakes.engines(), mind=MIND)) as running:
        asyncio.run(asyncio.wait_for(scene(running), 90))
