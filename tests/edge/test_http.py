"""The stock `openai` client on the desk's HTTP stages, with the desk's real engines, and what it is refused."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import openai
import pytest
import soundfile
from openai import OpenAI

from tests.edge.server import Running, desk
from tests.speech import FOLDER, texts
from voicebot import fakes
from voicebot.building import build_engines
from voicebot.audio.files import read
from voicebot.config import Settings
from voicebot.engines import OpenedPassage, Question, Speech
from voicebot.events import Citation, Reply
from voicebot.tts.wav import LABEL

CLIP = min(FOLDER.glob("*.opus"), key=lambda p: p.stat().st_size, default=None) or next(iter(sorted(FOLDER.glob("*.*"))))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with desk(tmp_path_factory.mktemp("desk"), build_engines(Settings())) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Running) -> OpenAI:
    return OpenAI(api_key="none", base_url=f"{server.http}/v1", max_retries=0)


def shared(text: str, said: str) -> float:
    wanted = {c for c in said if "一" <= c <= "鿿"}
    return len({c for c in text} & wanted) / len(wanted)


def test_a_recording_is_transcribed(client: OpenAI) -> None:
    said = texts()[CLIP.name]
    heard = client.audio.transcriptions.create(file=CLIP, model="desk", language="yue")
    assert shared(heard.text, said) >= 0.6
    told = client.audio.transcriptions.create(file=CLIP, model="desk", response_format="verbose_json", timestamp_granularities=["word"])
    assert told.text == heard.text and told.duration == pytest.approx(len(read(CLIP)) / 16_000, abs=0.01)
    assert told.words and told.segments and 0 <= told.words[0].start < told.words[-1].end <= told.duration + 0.1
    plain = client.audio.transcriptions.create(file=CLIP, model="desk", response_format="text")
    assert plain.strip() == heard.text
    assert client.audio.transcriptions.create(file=CLIP, model="desk", response_format="srt").startswith("1\n00:00:00,000 --> ")
    assert client.audio.transcriptions.create(file=CLIP, model="desk", response_format="vtt").startswith("WEBVTT")


def test_a_long_recording_is_transcribed_piece_by_piece(client: OpenAI) -> None:
    clips = sorted(p for p in FOLDER.iterdir() if p.name in texts())
    long = np.concatenate([np.concatenate([read(p), np.zeros(8_000, np.int16)]) for p in (clips * 6)[:9]])
    body = io.BytesIO()
    soundfile.write(body, long, 16_000, format="WAV")
    stream = client.audio.transcriptions.create(file=("long.wav", body.getvalue()), model="desk", stream=True)
    events = list(stream)
    assert len(long) > 20 * 16_000 and [e.type for e in events][-1] == "transcript.text.done"
    deltas = [e.delta for e in events if e.type == "transcript.text.delta"]
    assert len(deltas) >= 2 and "".join(deltas) == events[-1].text


@pytest.mark.parametrize("kind", ["wav", "pcm", "flac", "opus", "mp3"])
def test_a_text_is_spoken(client: OpenAI, kind: str) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="desk", voice="nova", input="你好，補領提款卡收費五十蚊。", response_format=kind  # type: ignore[arg-type]
    ) as response:
        data = b"".join(response.iter_bytes())
    if kind == "pcm":
        sound, rate = np.frombuffer(data, "<i2") / 32768, 24_000
    elif kind == "wav":
        assert data[:4] == b"RIFF" and LABEL.encode() in data[:200]
        sound, rate = np.frombuffer(data[data.index(b"data") + 8 :], "<i2") / 32768, 24_000
    else:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            assert kind == "mp3" or file.comment == LABEL
            sound, rate = file.read(), file.samplerate
    assert 1.5 < len(sound) / rate < 6 and 0.02 < float(np.sqrt((sound**2).mean())) < 0.3


def test_what_is_spoken_is_understood_again(client: OpenAI) -> None:
    data = client.audio.speech.create(model="desk", voice="woman", input="星期日同公眾假期休息", response_format="wav").content
    assert shared(client.audio.transcriptions.create(file=("a.wav", data), model="desk").text, "星期日公眾假期休息") >= 0.6


def test_speed_and_events(client: OpenAI, server: Running) -> None:
    fast, slow = (len(client.audio.speech.create(model="desk", voice="desk", input="早晨", response_format="pcm", speed=s).content) for s in (1.5, 0.75))
    assert fast < 0.75 * slow
    order = {"model": "desk", "input": "早晨。你好。", "response_format": "pcm", "stream_format": "sse"}
    lines = [line for line in httpx.post(f"{server.http}/v1/audio/speech", json=order).text.splitlines() if line]
    assert "speech.audio.delta" in lines[0] and "speech.audio.done" in lines[-1] and len(lines) == 3


def test_ssml_is_heard(client: OpenAI) -> None:
    said = lambda text: len(client.audio.speech.create(model="desk", voice="desk", input=text, response_format="pcm").content)  # noqa: E731
    longer = said("<speak>早晨。<break time='2s'/>你好。</speak>") - said("早晨。你好。")
    assert 1.5 < longer / 48_000 < 2.0  # instead of the pause that a full stop brings


def test_the_desks_mind_is_a_chat_model(client: OpenAI) -> None:
    messages: Any = [
        {"role": "system", "content": "講免費"}, {"role": "user", "content": "你好"}, {"role": "assistant", "content": "你好"},
        {"role": "user", "content": [{"type": "text", "text": "分行幾點開門呀"}]},
    ]  # fmt: skip
    whole = client.chat.completions.create(model="desk", messages=messages)
    about: Any = whole.model_extra["desk"]  # type: ignore[index]
    assert "上午九時" in str(whole.choices[0].message.content) and whole.choices[0].finish_reason == "stop"
    assert (about["route"], about["citations"][0]["anchor"]) == ("answer", "branches.html#hours")
    stream = list(client.chat.completions.create(model="desk", messages=messages, stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in stream) == whole.choices[0].message.content
    assert stream[-1].choices[0].finish_reason == "stop" and stream[-1].model_extra["desk"] == about  # type: ignore[index]
    unknown = client.chat.completions.create(model="desk", messages=[{"role": "user", "content": "今日天氣點呀"}])
    assert unknown.model_extra["desk"]["route"] == "none" and "沒有" in str(unknown.choices[0].message.content)  # type: ignore[index]


def test_the_models_are_listed(client: OpenAI) -> None:
    assert [m.id for m in client.models.list()] == ["desk"]


@pytest.mark.parametrize(
    "call, code",
    [
        (lambda c: c.audio.transcriptions.create(file=CLIP, model="desk", language="en"), "language_unsupported"),
        (lambda c: c.audio.transcriptions.create(file=("a.wav", b"RIFFxxxx"), model="desk"), "audio_invalid"),
        (lambda c: c.audio.transcriptions.create(file=("a.wav", b""), model="desk"), "missing_required_parameter"),
        (lambda c: c.audio.speech.create(model="desk", voice="man", input="早晨"), "voice_unavailable"),
        (lambda c: c.audio.speech.create(model="desk", voice="desk", input="早" * 5000), "string_above_max_length"),
        (lambda c: c.audio.speech.create(model="desk", voice="desk", input="。。", response_format="pcm"), "audio_invalid"),
        (lambda c: c.audio.speech.create(model="desk", voice="desk", input="早", response_format="aac"), "unsupported_format"),
        (lambda c: c.audio.speech.create(model="desk", voice="desk", input="<speak>早"), "ssml_invalid"),
        (lambda c: c.audio.speech.create(model="desk", voice="desk", input="早", speed=4.0), "invalid_value"),
        (lambda c: c.chat.completions.create(model="desk", messages=[{"role": "system", "content": "x"}]), "invalid_value"),
        (lambda c: c.chat.completions.create(model="desk", messages=[{"role": "user", "content": "x"}], n=2), "unsupported_parameter"),
    ],
)
def test_what_cannot_be_done_is_refused_in_openais_shape(client: OpenAI, call: Any, code: str) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        call(client)
    assert refused.value.code == code and refused.value.type == "invalid_request_error"


@pytest.mark.parametrize("path", ["/v1/audio/speech", "/v1/chat/completions"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b"\xff", b"[" * 100_000, b'{"model": 3}', b"x" * 2_000_000])
def test_broken_bodies_are_refused(server: Running, path: str, body: bytes) -> None:
    answer = httpx.post(f"{server.http}{path}", content=body)
    assert answer.status_code == 400 and answer.json()["error"]["type"] == "invalid_request_error"


def test_a_recording_that_is_too_long_or_too_large(server: Running) -> None:
    body = io.BytesIO()
    soundfile.write(body, np.zeros(8_000 * 601, np.int16), 8_000, format="FLAC")  # a few kilobytes
    for data, code in ((body.getvalue(), "audio_too_long"), (bytes(26 * 1_048_576), "file_too_large")):
        answer = httpx.post(f"{server.http}/v1/audio/transcriptions", files={"file": ("a.flac", data)}, data={"model": "desk"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_keys_are_asked_for(tmp_path: Path) -> None:
    with desk(tmp_path, api_keys=("right",)) as running:
        wrong = OpenAI(api_key="wrong", base_url=f"{running.http}/v1", max_retries=0)
        with pytest.raises(openai.AuthenticationError) as refused:
            wrong.chat.completions.create(model="desk", messages=[{"role": "user", "content": "x"}])
        assert refused.value.code == "unauthorized"
        right = OpenAI(api_key="right", base_url=f"{running.http}/v1")
        assert "x" in str(right.chat.completions.create(model="desk", messages=[{"role": "user", "content": "x"}]).choices[0].message.content)


def test_a_writer_is_asked_where_no_answer_is_approved(tmp_path: Path) -> None:
    class Mind(fakes.FakeMind):
        def answer(self, question: Question) -> Reply:
            return Reply("冇資料", "冇資料", "none")

    class Writer:
        async def answer(self, question: Question, evidence: tuple[OpenedPassage, ...], told: Any = None) -> Reply | None:
            return Reply("五十蚊", "五十蚊", "passage", (Citation("a", "t", "t.html#a", "五十元"),))

    with desk(tmp_path, replace(fakes.engines(), mind=Mind(), writer=Writer())) as running:
        client = OpenAI(api_key="none", base_url=f"{running.http}/v1")
        assert client.chat.completions.create(model="desk", messages=[{"role": "user", "content": "x"}]).choices[0].message.content == "五十蚊"


def test_too_many_at_once_are_refused_and_the_rest_are_served(tmp_path: Path) -> None:
    held = threading.Event()

    class Slow(fakes.FakeVoice):
        def speak(self, text: str, style: Any = "warm", rate: float = 1.0) -> Iterator[Speech]:
            if text == "早晨":
                held.wait(10)
            yield from super().speak(text, style, rate)

    async def scene(url: str) -> list[int]:
        order = {"model": "desk", "input": "早晨", "voice": "desk", "response_format": "mp3"}
        async with httpx.AsyncClient(timeout=30) as many, asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(many.post(url, json=order)) for _ in range(14)]
            await asyncio.wait(asked[:], timeout=20, return_when=asyncio.FIRST_COMPLETED)
            while sum(t.done() for t in asked) < 4:
                await asyncio.sleep(0.01)  # a real server: those over the limit are answered at once
            held.set()
        return [t.result().status_code for t in asked]

    with desk(tmp_path, replace(fakes.engines(), voice=Slow()), threads=1) as running:
        codes = asyncio.run(scene(f"{running.http}/v1/audio/speech"))
    assert (codes.count(200), codes.count(503)) == (10, 4)
