"""Asterisk's door, on a real port: a whole call, a transfer, and every way to leave."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.edge.phones import HEARD, AsteriskPeer, is_speech, voice
from tests.edge.server import Running, desk
from voicebot.edge import phone

LOGIN = {"asterisk_user": "pbx", "asterisk_password": "secret"}
HEADERS = {"Authorization": "Basic " + base64.b64encode(b"pbx:secret").decode()}


@asynccontextmanager
async def dialled(running: Running, headers: dict[str, str] = HEADERS) -> AsyncIterator[AsteriskPeer]:
    url = f"ws://127.0.0.1:{running.port}/v1/phone/asterisk"
    async with connect(url, subprotocols=["media"], additional_headers=headers, compression=None) as socket:  # type: ignore[list-item]
        peer = AsteriskPeer(socket)
        listener = asyncio.create_task(peer.listen())
        yield peer
        listener.cancel()
        await asyncio.wait([listener])


def play(folder: Path, scene: Callable[[Running], Awaitable[None]], **settings: Any) -> None:
    with desk(folder, **{**LOGIN, **settings}) as running:
        asyncio.run(asyncio.wait_for(scene(running), 60))  # type: ignore[arg-type]


def next_step(running: Running, call: str) -> list[str]:
    return httpx.get(f"{running.http}/v1/phone/asterisk/next?call={call}", headers=HEADERS).text.split(",")


async def gone(peer: AsteriskPeer, seconds: float) -> float:
    """How long the desk takes to close."""
    began = time.monotonic()
    while peer.closed is None and time.monotonic() < began + seconds:
        await asyncio.sleep(0.01)
    assert peer.closed is not None
    return time.monotonic() - began


def test_it_greets_hears_answers_and_stops_when_it_is_interrupted(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            assert peer.socket.subprotocol == "media"
            await peer.start()
            await peer.until(lambda: len(peer.frames) > 20)
            assert not is_speech(peer.frames[0][1]) and len(peer.frames[0][1]) == 160
            session = next(iter(running.app.state.desk.sessions.values()))
            await peer.until(lambda: "句子greeting。" in [i["text"] for i in session.snapshot()["items"]])
            await peer.say(voice(0.8))
            await peer.until(lambda: any(HEARD in i["text"] for i in session.snapshot()["items"] if i["role"] == "user"))
            asked = time.monotonic()
            await peer.until(lambda: peer.spoke(asked))
            await peer.be_quiet(0.5)
            began = time.monotonic()
            await peer.say(voice(0.8))
            assert "FLUSH_MEDIA" in peer.names()
            assert max(at for at, frame in peer.frames if is_speech(frame)) - began < 0.5
            items = session.snapshot()["items"]
            said = [i["text"] for i in items if i["role"] == "assistant"][1]
            assert 0 < len(said) < len(f"你講{HEARD}。多謝你打嚟。")
            assert session.heading.channel == "phone"

    play(tmp_path, scene)


def test_silence_comes_at_once_and_evenly_before_anyone_speaks(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.start()
            began = time.monotonic()
            await asyncio.sleep(2.0)  # the far end sends nothing at all
            assert peer.frames[0][0] - began < 0.3
            sound = 0.02 * len(peer.frames)
            assert 1.8 < sound < 2.0 + phone.FRAME_S + 0.25

    play(tmp_path, scene)


def test_zero_transfers_with_the_summary_once_it_has_been_promised(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.start("17.1")
            await peer.until(peer.spoke)
            await peer.say(voice(0.8))
            await peer.be_quiet(0.8)
            await peer.digit("0")
            pressed = time.monotonic()
            await peer.until(lambda: peer.closed is not None or "HANGUP" in peer.names())
            await gone(peer, 2)
            assert peer.names()[-1] == "HANGUP" and peer.closed == (1000, "transferred")
            assert any(is_speech(frame) for at, frame in peer.frames if at > pressed + 0.5)
            said_marks = [c["correlation_id"] for c in peer.commands if c["command"] == "MARK_MEDIA"]
            assert peer.commands[-2]["correlation_id"] == said_marks[-1]
        step, reference, summary = await asyncio.to_thread(next_step, running, "17.1")
        assert step == "person" and reference and summary == "%E7%AC%AC52%E4%BD%8D"
        assert running.app.state.desk.sessions == {} and running.app.state.desk.queue.calls == {}

    play(tmp_path, scene, phone_transfer="agents")


def test_without_a_transfer_the_caller_waits_at_the_desk(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.start()
            await peer.until(peer.spoke)
            await peer.digit("0")
            await peer.until(lambda: len(running.app.state.desk.queue.calls) == 1)
            await peer.be_quiet(3.0)
            assert peer.closed is None

    play(tmp_path, scene)


def test_keys_80_ms_apart_are_all_heard(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.start()
            await peer.be_quiet(0.3)
            session = next(iter(running.app.state.desk.sessions.values()))
            for digit in "98765432#":
                await peer.digit(digit)
                await peer.be_quiet(0.08)
            await peer.until(lambda: "98765432" in [i["text"] for i in session.snapshot()["items"] if i["role"] == "user"])

    play(tmp_path, scene)


def test_who_does_not_show_the_password_gets_no_socket(tmp_path: Path) -> None:
    async def refused(running: Running, headers: dict[str, str]) -> int:
        with pytest.raises(InvalidStatus) as answer:
            async with dialled(running, headers):
                pass
        assert answer.value.response.headers["content-type"] == "application/problem+json"
        return answer.value.response.status_code

    async def scene(running: Running) -> None:
        wrong = base64.b64encode(b"pbx:wrong").decode()
        for headers in ({}, {"Authorization": f"Basic {wrong}"}, {"Authorization": "Basic %"}, {"Authorization": "Bearer secret"}):
            assert await refused(running, headers) == 401
        assert httpx.get(f"{running.http}/v1/phone/asterisk/next?call=1").status_code == 401

    play(tmp_path, scene)


def test_a_desk_without_the_password_serves_its_own_machine_only(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running, {}) as peer:
            await peer.start()
            await peer.until(peer.spoke)
        with pytest.raises(InvalidStatus):
            async with dialled(running, {"Origin": "https://evil.example"}):
                pass

    play(tmp_path, scene, asterisk_user="", asterisk_password="")


def test_a_public_desk_without_the_password_is_closed(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        with pytest.raises(InvalidStatus) as answer:
            async with dialled(running, {}):
                pass
        assert answer.value.response.status_code == 401 and b"phone_closed" in answer.value.response.body

    play(tmp_path, scene, asterisk_user="", asterisk_password="", public_url="https://desk.example.com")


def test_a_call_of_which_nothing_is_known_goes_to_a_person(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        assert await asyncio.to_thread(next_step, running, "never") == ["person", "", ""]

    play(tmp_path, scene)


def test_no_start_event_closes_after_two_seconds(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            for _ in range(5):
                await peer.audio(b"\xff" * 160)  # early audio
            await peer.send(event="WEATHER")
            assert 1.0 < await gone(peer, 4) < 3.5
            assert peer.closed == (1008, "no_start") and running.app.state.desk.sessions == {}

    play(tmp_path, scene)


def test_a_caller_may_leave_before_the_start_and_at_any_moment_after(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        for seconds in (0.0, 0.05, 0.2, 0.6):
            async with dialled(running) as peer:
                if seconds:
                    await peer.start(f"17.{seconds}")
                    await peer.be_quiet(seconds)
            left = time.monotonic()
            while running.app.state.desk.sessions:
                assert time.monotonic() < left + 1.0
                await asyncio.sleep(0.01)
        assert (await asyncio.to_thread(next_step, running, "17.0.6"))[0] == "end"

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("law", "event", "code"),
    [("slin16", None, "format_unsupported"), ("ulaw", "[]", "invalid_event"), ("ulaw", "nonsense", "invalid_event")],
)
def test_what_cannot_be_read_ends_the_call_with_its_code(tmp_path: Path, law: str, event: str | None, code: str) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.start(law=law)
            if event is not None:
                await peer.socket.send(event)
            await gone(peer, 2)
            assert peer.closed == (1008, code) and running.app.state.desk.sessions == {}
        assert (await asyncio.to_thread(next_step, running, "17.1"))[0] == "person"

    play(tmp_path, scene)


def test_audio_of_another_codec_is_noticed_by_its_rate(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.start()
            with pytest.raises(ConnectionClosed):
                for _ in range(250):  # 16-bit samples come as twice the bytes
                    await peer.say([b"\x00\x10" * 160])
            assert peer.closed == (1008, "audio_rate_mismatch")

    play(tmp_path, scene)


def test_a_peer_that_is_half_open_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "PROBE_S", 0.4)
    monkeypatch.setattr(phone, "SILENT_PEER_S", 1.0)

    async def scene(running: Running) -> None:
        async with dialled(running) as alive, dialled(running) as dead:
            await alive.start("1")
            await dead.start("2")
            dead.echoes = False
            await asyncio.sleep(2.0)  # both callers keep still; one peer still answers
            assert dead.closed == (1000, "peer_silent") and alive.closed is None
            assert "GET_STATUS" in dead.names()

    play(tmp_path, scene)


def test_a_full_queue_holds_the_desk_back(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.start()
            await peer.until(peer.spoke)
            await peer.send(event="MEDIA_XOFF")
            await peer.be_quiet(0.3)
            count = len(peer.frames)
            await peer.be_quiet(0.5)
            assert len(peer.frames) == count
            await peer.send(event="MEDIA_XON")
            await peer.until(lambda: len(peer.frames) > count + 10)

    play(tmp_path, scene)


def test_one_call_too_many_is_refused_and_goes_to_a_person(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as first, dialled(running) as second:
            await first.start("1")
            await first.until(first.spoke)
            await second.start("2")
            await gone(second, 2)
            assert second.closed == (1013, "server_busy") and first.closed is None
        assert (await asyncio.to_thread(next_step, running, "2"))[0] == "person"

    play(tmp_path, scene, max_calls=1)
