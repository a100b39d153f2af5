"""Bad input at the socket: a clear error each, the desk lives, others are not disturbed."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.edge.server import Client, Running, desk, dial
from voicebot import fakes
from voicebot.engines import Engines, Question
from voicebot.events import Reply
from voicebot.fakes import utterance
from voicebot.tts.embedded import EmbeddedVoice


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> object:
    with desk(tmp_path_factory.mktemp("desk"), max_calls=3) as running:
        yield running


async def answered(client: Client, text: str = "你好") -> bool:
    """True where the desk still answers a typed question."""
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    await client.send("conversation.item.create", item=item)
    await client.send("response.create", response={"output_modalities": ["text"]})
    done = await client.until("response.done")
    return done["response"]["status"] == "completed"


BAD = {
    "malformed JSON": "{nope",
    "not an object": "[1, 2]",
    "unknown event": json.dumps({"type": "make.coffee", "event_id": "mine"}),
    "wrong base64": json.dumps({"type": "input_audio_buffer.append", "audio": "%%%", "event_id": "mine"}),
    "audio of the wrong type": json.dumps({"type": "input_audio_buffer.append", "audio": 7, "event_id": "mine"}),
    "NaN": '{"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": NaN, "event_id": "mine"}',
    "unsupported format": json.dumps(
        {"type": "session.update", "event_id": "mine", "session": {"type": "realtime", "audio": {"input": {"format": {"type": "audio/opus"}}}}}
    ),
    "nothing to cancel": json.dumps({"type": "response.cancel", "event_id": "mine"}),
}


@pytest.mark.parametrize("name", BAD)
def test_each_mistake_gets_a_coded_error_with_the_clients_event_id_and_the_call_goes_on(server: Running, name: str) -> None:
    async def scene() -> None:
        async with dial(server.ws) as socket:
            client = Client(socket)
            await socket.send(BAD[name])
            error = (await client.until("error"))["error"]
            assert error["code"] and error["message"]
            if '"mine"' in BAD[name] and name != "NaN":
                assert error["event_id"] == "mine"
            assert await answered(client)

    asyncio.run(scene())


def test_a_message_over_the_limit_closes_with_1009(server: Running) -> None:
    async def scene() -> None:
        async with dial(server.ws) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await socket.send("x" * 1_100_000)
                while True:
                    await socket.recv()
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009

    asyncio.run(scene())


def test_pcm_cut_at_odd_bytes_is_heard_the_same(server: Running) -> None:
    async def scene() -> None:
        async with dial(server.ws) as socket:
            client = Client(socket)
            await client.say(utterance(77, 0.8), chunk=1921)
            await client.say(bytes(48_000))
            done = await client.until("conversation.item.input_audio_transcription.completed")
            assert done["transcript"] == "第77位"

    asyncio.run(scene())


def test_audio_at_twice_its_rate_is_an_error_and_never_a_transcript(server: Running) -> None:
    async def scene() -> None:
        async with dial(server.ws) as socket:
            client = Client(socket)
            async with asyncio.TaskGroup() as tasks:
                speech = utterance(5, 8.0)
                sender = tasks.create_task(_fast(client, speech))
                error = await client.until("error", 6)
                sender.cancel()
            assert error["error"]["code"] == "audio_rate_mismatch"
            assert "conversation.item.input_audio_transcription.completed" not in client.types()

    asyncio.run(scene())


async def _fast(client: Client, pcm: bytes) -> None:
    for start in range(0, len(pcm), 3840):
        await client.append(pcm[start : start + 3840])
        await asyncio.sleep(0.04)


def test_one_call_too_many_is_refused_as_busy_and_shown_a_way(server: Running) -> None:
    async def scene() -> None:
        async with dial(server.ws) as one, dial(server.ws) as two, dial(server.ws) as three, dial(server.ws) as four:
            for socket in (one, two, three):
                await Client(socket).append(bytes(960))
            for socket in (one, two, three):  # they are calls now
                await Client(socket).send("response.create", response={"output_modalities": ["text"]})
                await Client(socket).until("response.done")
            client = Client(four)
            await client.append(bytes(960))
            assert (await client.until("error"))["error"]["code"] == "server_busy"
            assert (await client.until("desk.notice"))["code"] == "server_busy"
            with pytest.raises(ConnectionClosed):
                await four.recv()
            assert await answered(Client(one))

    asyncio.run(scene())


def test_300_idle_sockets_do_not_disturb_a_call_and_memory_returns(server: Running) -> None:
    process = psutil.Process(os.getpid())

    async def scene() -> None:
        sockets = [await dial(server.ws).__aenter__() for _ in range(295)]
        async with dial(server.ws) as socket:
            assert await answered(Client(socket))
        await asyncio.gather(*(s.close() for s in sockets))

    asyncio.run(scene())
    before = process.memory_info().rss
    asyncio.run(scene())
    assert process.memory_info().rss - before < 80 * 1_048_576
    assert httpx.get(f"{server.http}/healthz").status_code == 200


def test_a_client_that_vanishes_mid_reply_leaves_the_desk_well(server: Running) -> None:
    async def scene() -> None:
        async with dial(server.ws) as socket:
            client = Client(socket)
            item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "長" * 50}]}
            await client.send("conversation.item.create", item=item)
            await client.send("response.create")
            await client.until("response.output_audio.delta")
            socket.transport.abort()
        async with dial(server.ws) as socket:
            assert await answered(Client(socket))

    asyncio.run(scene())


def test_a_client_that_never_reads_is_aborted_and_others_are_served(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        import socket as sockets

        raw = sockets.socket()
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        raw.connect(("127.0.0.1", running.port))
        raw.setblocking(False)
        async with dial(running.ws, sock=raw, max_queue=1) as stuck, dial(running.ws) as well:
            stuck.transport.pause_reading()
            item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "長" * 900}]}
            await Client(stuck).send("conversation.item.create", item=item)
            await Client(stuck).send("response.create")
            assert await answered(Client(well))
            async with asyncio.timeout(40):
                while len(running.app.state.desk._open) > 1:
                    await asyncio.sleep(0.1)
            assert await answered(Client(well), "仲喺度")

    with desk(tmp_path) as running:
        asyncio.run(scene(running))


@pytest.mark.parametrize("shape", ["銀行開門時間，", "1831831 ", "("])
def test_ten_thousand_characters_to_be_spoken_stall_no_other_call(tmp_path: Path, shape: str) -> None:
    long = f"你好。{shape * 10_000}"[:10_000]

    class Mind(fakes.FakeMind):
        def answer(self, question: Question) -> Reply:
            return Reply(long, long, "answer") if question.transcript.text == "讀晒佢" else super().answer(question)

    async def asked(client: Client, text: str) -> None:
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        await client.send("conversation.item.create", item=item)
        await client.send("response.create")

    async def read(client: Client, begun: asyncio.Event) -> None:
        """To the end, which is an hour away or more; a client that does not read would be let go."""
        while True:
            await client.until("response.output_audio.delta", 120)
            begun.set()

    async def scene(running: Running) -> None:
        async with dial(running.ws) as first, dial(running.ws) as second:
            begun, other = asyncio.Event(), Client(second)
            await asked(Client(first), "讀晒佢")
            reading = asyncio.create_task(read(Client(first), begun))
            await asyncio.wait_for(begun.wait(), 120)
            await asked(other, "你好")
            done = await other.until("response.done", 120)
            assert done["response"]["status"] == "completed" and "response.output_audio.delta" in other.types()
            assert not reading.done() or shape == "("  # of which there is little to say
            reading.cancel()
            await asyncio.wait([reading])

    with desk(tmp_path, replace(fakes.engines(), mind=Mind(), voice=EmbeddedVoice()), threads=1) as running:
        asyncio.run(scene(running))


def test_a_page_of_another_site_may_not_call(server: Running) -> None:
    async def scene() -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with dial(server.ws, origin="https://evil.example"):
                pass
        assert refused.value.response.status_code in (401, 403)

    asyncio.run(scene())


def test_a_socket_on_which_nothing_is_said_is_closed_in_time(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dial(running.ws) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await socket.recv()
            assert closed.value.rcvd is not None and closed.value.rcvd.reason == "idle"

    with desk(tmp_path, idle_s=1.0) as running:
        asyncio.run(scene(running))


def test_a_desk_that_breaks_in_mid_call_says_so_and_serves_the_next_caller(tmp_path: Path) -> None:
    """A failure outside any turn, as of the speech detector, ends that call with 1011 and an error, not in silence."""

    class Vad(fakes.FakeVad):
        broken = False

        def probability(self, window: Any) -> float:
            if self.broken:
                raise RuntimeError("a library's own error")
            return super().probability(window)

    async def scene(running: Running, vad: Vad) -> None:
        vad.broken = True
        async with dial(running.ws) as socket:
            client = Client(socket)
            await client.append(bytes(9600))
            assert (await client.until("error"))["error"]["code"] == "internal"
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 1011
        vad.broken = False
        async with dial(running.ws) as socket:
            assert await answered(Client(socket))

    parts, vad = fakes.engines(), Vad()
    with desk(tmp_path, Engines(vad, parts.recognizer, parts.voice, parts.mind)) as running:
        asyncio.run(scene(running, vad))
