"""Twilio's door: signed webhooks, a stream that proves itself, whole calls by an outside client, and every way to leave."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import psutil
import pytest
import structlog
from streamdouble.protocol import StreamIdentity
from streamdouble.scenario import Dtmf, Hangup, Say, Scenario, Step, Wait, WaitFor
from streamdouble.session import Session, SessionConfig, SessionResult
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.edge.phones import HEARD, SILENCE, TwilioPeer, is_speech, voice
from tests.edge.server import Running, desk
from voicebot import fakes
from voicebot.app import create_app
from voicebot.building import build_engines
from voicebot.audio import g711
from voicebot.audio.files import read
from voicebot.audio.telephone import Decimator
from voicebot.config import Settings
from voicebot.edge import phone, twilio
from voicebot.engines import Engines, Question
from voicebot.errors import ConfigError
from voicebot.events import Reply

TOKEN = "the-accounts-token"
PUBLIC = "https://desk.example.com"
SPEECH = Path(__file__).parents[1] / "data" / "speech"


def signed(path: str, form: dict[str, str], token: str = TOKEN, base: str = PUBLIC) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(base + path, form)}


async def post(running: Running, path: str, form: dict[str, str], headers: dict[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(verify=False) as client:
        return await client.post(running.http + path, data=form, headers=headers)


async def token_for(running: Running, call_sid: str) -> tuple[str, str]:
    """The stream's token and address, as our TwiML gives them for a new call."""
    answer = await post(running, "/v1/phone/twilio/voice", {"CallSid": call_sid, "From": "+85290000000"})
    stream = ElementTree.fromstring(answer.text).find("Connect/Stream")
    assert stream is not None
    parameter = stream.find("Parameter")
    assert parameter is not None
    return parameter.attrib["value"], stream.attrib["url"]


def play(folder: Path, scene: Callable[[Running], Awaitable[None]], engines: Engines | None = None, **settings: Any) -> None:
    with desk(folder, engines, **settings) as running:
        asyncio.run(asyncio.wait_for(scene(running), 90))  # type: ignore[arg-type]


async def stream(running: Running, *steps: Step) -> SessionResult:
    """A call by streamdouble; our webhook has connected it."""
    identity = StreamIdentity()
    token, url = await token_for(running, identity.call_sid)
    config = SessionConfig(custom_parameters={"token": token}, max_drain_s=0.2, max_call_s=60)
    return await Session(url, scenario=Scenario("call", list(steps)), config=config, identity=identity).run()


@asynccontextmanager
async def dialled(running: Running, call_sid: str = "CA1") -> AsyncIterator[TwilioPeer]:
    token, url = await token_for(running, call_sid)
    async with connect(url, compression=None) as socket:
        peer = TwilioPeer(socket)
        listener = asyncio.create_task(peer.listen())
        await peer.start(token, call_sid)
        yield peer
        listener.cancel()
        await asyncio.wait([listener])


def say(seconds: float) -> Say:
    return Say(Path("caller.wav"), voice(seconds))


def speech_times(result: SessionResult) -> list[float]:
    """Seconds at which frames came that are not silence."""
    at, times = 0, []
    for event in result.events:
        if event.kind == "media_received":
            data = result.audio_received[at : at + event.detail["bytes"]]
            at += len(data)
            if is_speech(data):
                times.append(event.at)
    return times


# ---- webhooks -----------------------------------------------------------------------------------------------------
def test_only_what_twilio_has_signed_is_answered(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        path, form = "/v1/phone/twilio/voice", {"CallSid": "CA1", "From": "+85290000000", "SpeechResult": "你好 + &"}
        good = await post(running, path, form, signed(path, form))
        assert good.status_code == 200 and good.headers["content-type"].startswith("application/xml")
        root = ElementTree.fromstring(good.text)
        connect_, stream_ = root.find("Connect"), root.find("Connect/Stream")
        assert connect_ is not None and connect_.attrib["action"] == f"{PUBLIC}/v1/phone/twilio/after"
        assert stream_ is not None and stream_.attrib["url"] == "wss://desk.example.com/v1/phone/twilio/stream"
        for headers in ({}, signed(path, form, "wrong"), signed(path, {**form, "From": "+852"}), signed(path, form, base="https://x.example")):
            bad = await post(running, path, form, headers)
            assert (bad.status_code, bad.json()["code"]) == (403, "signature_invalid")
        for other in ("/v1/phone/twilio/after", "/v1/phone/twilio/whisper?call=CA1"):
            assert (await post(running, other, form)).status_code == 403
            assert (await post(running, other, form, signed(other, form))).status_code == 200

    play(tmp_path, scene, twilio_auth_token=TOKEN, public_url=PUBLIC)


def test_without_a_token_only_this_machine_is_answered(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        form = {"CallSid": "CA1"}
        assert (await post(running, "/v1/phone/twilio/voice", form)).status_code == 200
        for headers in ({"Origin": running.http}, {"Host": "rebound.example"}):
            assert (await post(running, "/v1/phone/twilio/voice", form, headers)).status_code == 403

    async def public(running: Running) -> None:
        answer = await post(running, "/v1/phone/twilio/voice", {"CallSid": "CA1"})
        assert (answer.status_code, answer.json()["code"]) == (403, "phone_closed")

    play(tmp_path, scene)
    play(tmp_path, public, public_url=PUBLIC)


def test_forms_that_cannot_be_used_are_told_so(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        path = "/v1/phone/twilio/voice"
        assert (await post(running, path, {})).json()["title"] == "the form has no CallSid"
        assert (await post(running, path, {"CallSid": "x" * 70_000})).json()["title"] == "the form is too long"
        async with httpx.AsyncClient(verify=False) as client:
            assert (await client.post(running.http + path, content=b"CallSid=\xff\xfe")).status_code == 400

    play(tmp_path, scene)


def test_a_missing_package_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "twilio.request_validator", None)
    with pytest.raises(ConfigError, match="pip install"):
        create_app(Settings(twilio_auth_token=TOKEN), fakes.engines())


# ---- the stream ---------------------------------------------------------------------------------------------------
def test_a_stream_without_its_token_is_refused(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        token, url = await token_for(running, "CA1")
        for used, call_sid in (("", "CA1"), ("wrong", "CA1"), (token, "CA2"), (token, "CA1")):  # each is spent by its first use
            async with connect(url, compression=None) as socket:
                await TwilioPeer(socket).start(used, call_sid)
                with pytest.raises(ConnectionClosed) as closed:
                    await socket.recv()
                assert closed.value.rcvd is not None
                assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "unauthorized")
        assert running.app.state.desk.sessions == {}

    play(tmp_path, scene)


def test_a_handshake_with_a_wrong_signature_is_refused(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        url = f"ws://127.0.0.1:{running.port}/v1/phone/twilio/stream"
        path = "/v1/phone/twilio/stream"
        with pytest.raises(InvalidStatus) as answer:
            async with connect(url, additional_headers={"X-Twilio-Signature": "wrong"}):
                pass
        assert answer.value.response.status_code == 403
        async with connect(url, additional_headers=signed(path, {}, base="wss://desk.example.com")):
            pass

    play(tmp_path, scene, twilio_auth_token=TOKEN, public_url=PUBLIC)


def test_an_outside_client_calls_asks_interrupts_and_is_transferred(tmp_path: Path) -> None:
    heard: list[list[dict[str, Any]]] = []

    async def watch(running: Running) -> None:
        while True:
            for session in list(running.app.state.desk.sessions.values()):
                heard.append(session.snapshot()["items"])
            await asyncio.sleep(0.05)

    async def scene(running: Running) -> None:
        watcher = asyncio.create_task(watch(running))
        result = await stream(
            running, WaitFor("mark"), Wait(2.5), say(0.8), Wait(1.6), say(0.8), Wait(1.0), Wait(2.5), Dtmf("0"), Wait(5.0),
        )  # fmt: skip
        watcher.cancel()
        assert result.violations == [] and result.unknown_events == []
        assert result.clears_received == 1  # the second question cuts the first answer
        clear = next(e.at for e in result.events if e.kind == "clear_received")
        second = [e.at for e in result.events if e.kind == "clear_received" or e.kind == "media_received"]
        assert second and not [t for t in speech_times(result) if clear < t < clear + 0.4]
        texts = [(i["role"], i["text"]) for i in heard[-1]]
        assert texts[0] == ("assistant", "句子greeting。") and [t for r, t in texts if r == "user"] == [HEARD, HEARD]
        cut = texts[2][1]
        assert 0 < len(cut) < len(f"你講{HEARD}。多謝你打嚟。") and f"你講{HEARD}。多謝你打嚟。".startswith(cut)
        assert result.marks_echoed[-1] == result.marks_received[-1]  # the promise was heard to its end
        after = await post(running, "/v1/phone/twilio/after", {"CallSid": result.identity.call_sid})
        number = ElementTree.fromstring(after.text).find("Dial/Number")
        assert number is not None and number.text == "+85230000000"
        whispered = await post(running, "/v1/phone/twilio/whisper?" + number.attrib["url"].partition("?")[2], {"CallSid": "CA-agent"})
        assert HEARD in whispered.text and "編號" in whispered.text

    play(tmp_path, scene, phone_transfer="+85230000000")


class Farewell(fakes.FakeMind):
    def answer(self, question: Question) -> Reply:
        return Reply("多謝你，拜拜。", "多謝你，拜拜。", "smalltalk", ends=True)


def test_it_hangs_up_after_a_goodbye_when_that_was_heard(tmp_path: Path) -> None:
    base = fakes.engines()

    async def scene(running: Running) -> None:
        result = await stream(running, WaitFor("mark"), Wait(2.5), say(0.8), Wait(6.0))
        assert result.marks_echoed == result.marks_received and result.marks_received[-1].split("-")[2] == "1060"
        assert [e for e in result.events if e.kind == "closed" or "close" in e.kind]
        after = await post(running, "/v1/phone/twilio/after", {"CallSid": result.identity.call_sid})
        assert "<Hangup" in after.text and "<Dial" not in after.text

    play(tmp_path, scene, Engines(base.vad, base.recognizer, base.voice, Farewell()), phone_transfer="+85230000000")


def test_a_call_of_which_nothing_is_known_goes_to_a_person_or_is_told_so(tmp_path: Path) -> None:
    async def with_person(running: Running) -> None:
        assert "<Dial" in (await post(running, "/v1/phone/twilio/after", {"CallSid": "CA-lost"})).text

    async def alone(running: Running) -> None:
        text = (await post(running, "/v1/phone/twilio/after", {"CallSid": "CA-lost"})).text
        assert "句子busy" in text and "<Hangup" in text

    play(tmp_path, with_person, phone_transfer="sip:agents@desk.example.com")
    play(tmp_path, alone)


def test_marks_that_come_back_after_a_clear_do_not_count_as_heard(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.until(peer.spoke)
            await peer.be_quiet(2.5)
            session = next(iter(running.app.state.desk.sessions.values()))
            await peer.say(voice(0.8))
            asked = time.monotonic()
            await peer.until(lambda: peer.spoke(asked))
            peer.echoes = False  # nothing is played from here on
            await peer.be_quiet(0.5)
            await peer.say(voice(0.8))
            clear = next(n for n, name in enumerate(peer.names()) if name == "clear")
            for event in peer.commands[:clear]:  # Twilio sends all marks that wait at once
                await peer.send(event="mark", mark=event["mark"])
            await peer.be_quiet(0.3)
            said = [i["text"] for i in session.snapshot()["items"] if i["role"] == "assistant"][1]
            assert len(said) < len(f"你講{HEARD}。多謝你打嚟。") // 2

    play(tmp_path, scene)


def test_the_real_ears_hear_a_real_voice_through_g711(tmp_path: Path) -> None:
    line = g711.encode(Decimator(2).push(read(SPEECH / "p00017-01.opus")), "ulaw")
    line += g711.silence(-len(line) % 160, "ulaw")
    clip = [line[n : n + 160] for n in range(0, len(line), 160)]
    heard: list[str] = []

    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            await peer.until(lambda: len(peer.frames) > 10)
            session = next(iter(running.app.state.desk.sessions.values()))
            await peer.until(peer.spoke, 20)
            await peer.say(clip)  # over the greeting
            await peer.until(lambda: any(i["role"] == "user" for i in session.snapshot()["items"]), 20)
            heard.extend(i["text"] for i in session.snapshot()["items"] if i["role"] == "user")
            cut = time.monotonic()
            assert "clear" in peer.names()
            await peer.until(lambda: peer.spoke(cut), 20)

    play(tmp_path, scene, build_engines(Settings()))
    assert set(heard[0]) & set("水同雨")


# ---- leaving ------------------------------------------------------------------------------------------------------
def test_a_peer_that_is_half_open_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "PROBE_S", 0.4)
    monkeypatch.setattr(phone, "SILENT_PEER_S", 1.0)

    async def scene(running: Running) -> None:
        async with dialled(running) as peer:
            peer.echoes = False
            await asyncio.sleep(2.0)
            assert peer.closed == (1000, "peer_silent")
            assert "alive" in [e["mark"]["name"] for e in peer.commands if e["event"] == "mark"]

    play(tmp_path, scene)


def test_a_stream_that_never_starts_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio, "START_S", 0.5)

    async def scene(running: Running) -> None:
        _, url = await token_for(running, "CA1")
        async with connect(url, compression=None) as socket:
            await socket.send('{"event":"connected"}')
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), 3)
            assert closed.value.rcvd is not None and closed.value.rcvd.reason == "no_start"

    play(tmp_path, scene)


def test_the_caller_may_hang_up_at_any_moment_and_nothing_breaks(tmp_path: Path) -> None:
    async def scene(running: Running) -> None:
        for steps in ([Hangup()], [Wait(0.2), Hangup()], [WaitFor("mark"), say(0.4), Hangup()], [Dtmf("0"), Wait(0.3), Hangup()]):
            await stream(running, *steps)
            left = time.monotonic()
            while running.app.state.desk.sessions:
                assert time.monotonic() < left + 1.0
                await asyncio.sleep(0.01)

    with structlog.testing.capture_logs() as logs:
        play(tmp_path, scene)
    assert [line for line in logs if line["log_level"] in ("error", "critical")] == []
    assert len([line for line in logs if line["event"] == "call over"]) >= 3


def test_many_that_connect_and_leave_leave_nothing_behind(tmp_path: Path) -> None:
    cycles = int(os.environ.get("PHONE_CYCLES", "24"))

    async def cycle(running: Running, n: int) -> None:
        async with dialled(running, f"CA{n}") as peer:
            await peer.audio(SILENCE)
            if n % 3 == 0:
                peer.socket.transport.abort()
            elif n % 3 == 1:
                await peer.send(event="stop", stop={})

    async def settled(running: Running) -> tuple[int, int, float]:
        """Threads' tasks, open files and megabytes, when no call is left."""
        while running.app.state.desk.sessions:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.7)  # closes are given half a second
        gc.collect()
        process = psutil.Process()
        tasks = sum(isinstance(o, asyncio.Task) and not o.done() for o in gc.get_objects())
        return tasks, process.num_fds(), process.memory_info().rss / 1e6

    async def scene(running: Running) -> None:
        for n in range(10):
            await cycle(running, n)
        tasks, files, memory = await settled(running)
        for n in range(10, 10 + cycles):
            await cycle(running, n)
        tasks2, files2, memory2 = await settled(running)
        print(f"{cycles} cycles: tasks {tasks} to {tasks2}, files {files} to {files2}, memory {memory:.1f} to {memory2:.1f} MB")
        assert tasks2 <= tasks and files2 <= files and memory2 < memory + 12

    with structlog.testing.capture_logs() as logs:
        play(tmp_path, scene)
    assert [line for line in logs if line["log_level"] in ("error", "critical")] == []
