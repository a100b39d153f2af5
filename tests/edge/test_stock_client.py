"""The stock `openai` client against the real desk with its real engines: recorded Cantonese in, everything out.

The clip is a real reader's (see tests/data/speech/README.md); the desk's own weights hear it. What the client itself
does not validate is validated here against the SDK's types.
"""

from __future__ import annotations

import asyncio
import base64
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr
from openai import AsyncOpenAI
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from tests.edge.server import Running, desk
from voicebot.building import build_engines
from voicebot.audio.files import read
from voicebot.config import Settings

SPEECH = Path(__file__).parents[1] / "data" / "speech"
VALID: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with desk(tmp_path_factory.mktemp("desk"), build_engines(Settings())) as running:
        yield running


def clip() -> tuple[bytes, str]:
    """The shortest clip as 24 kHz PCM, and what its reader said."""
    with (SPEECH / "manifest.tsv").open(encoding="utf-8") as table:
        rows = sorted(csv.DictReader(table, delimiter="\t"), key=lambda r: float(r["seconds"]))
    pcm = soxr.resample(read(SPEECH / rows[0]["file"]).astype(np.float32), 16_000, 24_000)
    return pcm.clip(-32768, 32767).astype("<i2").tobytes(), rows[0]["text"]


class Talk:
    """One connection of the stock client; every event is validated as it comes."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.events: list[Any] = []

    async def until(self, type_: str, seconds: float = 15) -> Any:
        async with asyncio.timeout(seconds):
            while True:
                event = await self.connection.recv()
                raw = event.model_dump(exclude_unset=True) if hasattr(event, "model_dump") else dict(event)
                if not raw["type"].startswith("desk."):
                    VALID.validate_python(json.loads(json.dumps(raw)))
                self.events.append(event)
                if raw["type"] == type_:
                    return event

    async def stream(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), 4800):
            audio = base64.b64encode(pcm[start : start + 4800]).decode()
            await self.connection.input_audio_buffer.append(audio=audio)
            await asyncio.sleep(0.1)

    def audio_ms(self) -> float:
        return sum(len(base64.b64decode(e.delta)) for e in self.events if e.type == "response.output_audio.delta") / 48


def talk(server: Running, scene: Any) -> None:
    async def run() -> None:
        client = AsyncOpenAI(api_key="none", base_url=f"{server.http}/v1", websocket_base_url=server.http.replace("http", "ws") + "/v1")
        async with client.realtime.connect(model="desk") as connection:
            await scene(Talk(connection))

    asyncio.run(run())


def test_recorded_cantonese_is_transcribed_answered_and_spoken(server: Running) -> None:
    async def scene(t: Talk) -> None:
        pcm, said = clip()
        await t.until("session.created")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(t.stream(pcm + bytes(72_000)))
            heard = tasks.create_task(t.until("conversation.item.input_audio_transcription.completed", 30))
        transcript = heard.result().transcript
        shared = sum(1 for c in set(said) if c in transcript and "一" <= c <= "鿿")
        assert shared >= 0.6 * len({c for c in said if "一" <= c <= "鿿"})
        done = await t.until("response.done", 30)
        assert done.response.status == "completed"
        spoken = "".join(e.delta for e in t.events if e.type == "response.output_audio_transcript.delta")
        assert spoken and t.audio_ms() > 500

    talk(server, scene)


def test_a_reply_is_cancelled_and_truncated(server: Running) -> None:
    async def scene(t: Talk) -> None:
        content = [{"type": "input_text", "text": "轉數快有冇收費？"}]
        await t.connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})
        await t.connection.response.create()
        first = await t.until("response.output_audio.delta")
        await t.connection.response.cancel()
        assert (await t.until("response.done")).response.status == "cancelled"
        await t.connection.conversation.item.truncate(item_id=first.item_id, content_index=0, audio_end_ms=50)
        cut = await t.until("conversation.item.truncated")
        assert (cut.item_id, cut.audio_end_ms) == (first.item_id, 50)

    talk(server, scene)


def test_a_client_function_is_called_and_its_output_is_spoken(server: Running) -> None:
    async def scene(t: Talk) -> None:
        tool = {
            "type": "function", "name": "get_balance", "description": "查詢戶口結餘",
            "parameters": {"type": "object", "properties": {"account": {"type": "string"}}, "required": ["account"]},
        }  # fmt: skip
        session = {"type": "realtime", "tools": [tool], "tool_choice": "required", "output_modalities": ["text"]}
        await t.connection.session.update(session=session)
        await t.until("session.updated")
        content = [{"type": "input_text", "text": "我戶口仲有幾多錢？"}]
        await t.connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})
        await t.connection.response.create()
        called = await t.until("response.function_call_arguments.done")
        assert called.name == "get_balance" and "account" in json.loads(called.arguments)
        await t.until("response.done")
        output = {"type": "function_call_output", "call_id": called.call_id, "output": '{"spoken": "你仲有五百蚊。"}'}
        await t.connection.conversation.item.create(item=output)
        await t.connection.response.create()
        assert (await t.until("response.output_text.done")).text == "你仲有五百蚊。"

    talk(server, scene)
