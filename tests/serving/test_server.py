"""The HTTP shapes of engine servers, over a real port: answers, refusals, the queue, and who may call."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import numpy as np
import openai
import pytest
import soundfile

from tests.serving import fake_engines as fakes
from tests.serving.server import serving
from voicebot.fakes import utterance
from voicebot.serving.guard import BODY_LIMIT
from voicebot.serving.server import create_app
from voicebot.serving.shapes import Engine, Stage
from voicebot.tts import wav


@contextmanager
def client(stage: Stage, engine: Engine, key: str = "", waiting: int = 8) -> Iterator[httpx.Client]:
    app = create_app(fakes.served(stage, engine), key, waiting=waiting)
    with serving(app) as address, httpx.Client(base_url=address, timeout=30, limits=httpx.Limits(max_connections=64)) as caller:
        yield caller


def clip(number: int, seconds: float = 0.5) -> bytes:
    return wav.encode(np.frombuffer(utterance(number, seconds, 16_000), "<i2"), 16_000)


def hear(caller: httpx.Client, number: int, **fields: str) -> httpx.Response:
    return caller.post("/v1/audio/transcriptions", files={"file": clip(number)}, data=fields)


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body.keys() == {"type", "title", "status", "code"} and body["status"] == answer.status_code
    assert "\n" not in body["title"]
    return answer.status_code, body["code"]


def test_transcripts_in_three_formats() -> None:
    with client("asr", fakes.Transcriber()) as caller:
        assert hear(caller, 7).json() == {"text": "第7位"}
        assert hear(caller, 7, response_format="text").text == "第7位\n"
        told = hear(caller, 7, response_format="verbose_json", language="zh").json()
    assert (told["text"], told["language"], told["duration"]) == ("第7位", "zh", 0.5)
    assert told["words"] == [{"word": "第7位", "start": 0.0, "end": 0.5, "probability": 0.8}]


def test_a_prompt_is_taken_as_terms_and_segments_tell_other_likely_texts() -> None:
    engine = fakes.Transcriber()
    with client("asr", engine) as caller:
        told = hear(caller, 7, response_format="verbose_json", prompt="轉數快、FPS, 轉賬\n轉數快；").json()
        assert problem(hear(caller, 7, prompt="轉" * 2000)) == (400, "input_invalid")
    assert engine.hints == ("轉數快", "FPS", "轉賬")
    assert told["segments"] == [
        {
            "id": 0, "start": 0.0, "end": 0.5, "text": "第7位", "avg_logprob": -0.2, "no_speech_prob": 0.1,
            "alternatives": [{"text": "第7位", "probability": 0.75}, {"text": "第7胃", "probability": 0.25}],
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"language": "zn"}, "language_unsupported"), ({"response_format": "srt"}, "input_invalid"), ({"stream": "true"}, "input_invalid")],
)
def test_what_a_recogniser_cannot_do_is_refused(fields: dict[str, str], code: str) -> None:
    with client("asr", fakes.Transcriber()) as caller:
        assert problem(hear(caller, 1, **fields)) == (400, code)


@pytest.mark.parametrize("data", [b"", b"RIFF and nothing", b"\x00" * 4096])
def test_bad_audio_is_refused_and_the_next_call_works(data: bytes) -> None:
    with client("asr", fakes.Transcriber()) as caller:
        assert problem(caller.post("/v1/audio/transcriptions", files={"file": data}))[0] == 400
        assert problem(caller.post("/v1/audio/transcriptions", data={"language": "yue"})) == (400, "input_invalid")
        assert hear(caller, 3).json() == {"text": "第3位"}


def test_a_recording_too_long_for_a_turn_is_refused() -> None:
    with client("asr", fakes.Transcriber()) as caller:
        answer = caller.post("/v1/audio/transcriptions", files={"file": clip(1, 121.0)})
    assert problem(answer) == (400, "audio_invalid")


def test_twenty_callers_each_get_their_own_words() -> None:
    with client("asr", fakes.Transcriber(), waiting=64) as caller, ThreadPoolExecutor(20) as callers:
        answers = list(callers.map(lambda n: hear(caller, n).json(), list(range(20)) * 3))
    assert answers == [{"text": f"第{n}位"} for n in range(20)] * 3


def test_a_full_queue_is_told_at_once_and_loses_nobody() -> None:
    hold = threading.Event()
    with client("asr", fakes.Transcriber(hold), waiting=2) as caller, ThreadPoolExecutor(8) as callers:
        jobs = [callers.submit(hear, caller, n) for n in range(8)]
        refused = wait_for(lambda: [j for j in jobs if j.done()], 5)
        assert {problem(j.result()) for j in refused} == {(503, "server_busy")}
        hold.set()
        answers = [(n, job.result()) for n, job in enumerate(jobs)]
    kept = {n: a.json()["text"] for n, a in answers if a.status_code == 200}
    assert len(kept) == 3 and all(text == f"第{n}位" for n, text in kept.items())


def wait_for(what, count: int):  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 15
    while len(found := what()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def test_an_engine_that_breaks_tells_no_more_than_that() -> None:
    with client("asr", fakes.Broken()) as caller:
        for _ in range(3):
            answer = hear(caller, 1)
            assert problem(answer) == (503, "engine_failed")
            assert fakes.PRIVATE not in answer.text


def test_an_engine_that_knows_no_ssml_gets_its_words() -> None:
    with client("tts", fakes.Synthesizer()) as caller:
        text = "<speak>用<sub alias='轉數快'>FPS</sub><break/>過</speak>"
        raw = caller.post("/v1/audio/speech", json={"input": text, "response_format": "pcm"})
        assert set(np.frombuffer(raw.content, "<i2")) == {500}  # five characters
        assert problem(caller.post("/v1/audio/speech", json={"input": "<speak>用"})) == (400, "ssml_invalid")


def test_speech_as_wav_and_as_pcm() -> None:
    with client("tts", fakes.Synthesizer()) as caller:
        said = caller.post("/v1/audio/speech", json={"model": "m", "input": "你好嗎", "voice": "other"})
        raw = caller.post("/v1/audio/speech", json={"input": "你好嗎", "response_format": "pcm", "speed": 2.0})
    pcm, rate = soundfile.read(io.BytesIO(said.content), dtype="int16")
    assert (rate, len(pcm), set(pcm)) == (24_000, 7_200, {300})
    assert len(raw.content) == 7_200 and raw.headers["content-type"].startswith("audio/pcm")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"input": ""}, "input_invalid"),
        ({"input": "字" * 4097}, "input_invalid"),
        ({"input": "好", "speed": 9}, "input_invalid"),
        ({"input": "好", "voice": "nobody"}, "voice_unknown"),
        ({"input": "好", "response_format": "mp3"}, "input_invalid"),
    ],
)
def test_speech_that_cannot_be_made_is_refused(body: dict[str, object], code: str) -> None:
    with client("tts", fakes.Synthesizer()) as caller:
        answer = caller.post("/v1/audio/speech", json=body)
    assert problem(answer) == (400, code)
    assert "字" not in answer.text


def test_emotion_names_its_best_label() -> None:
    with client("emotion", fakes.Classifier()) as caller:
        answer = caller.post("/v1/audio/emotion", files={"file": clip(900)}).json()
    assert answer == {"label": "angry", "probabilities": {"calm": 0.0, "angry": 1.0}}


def test_pages_have_lines_with_boxes() -> None:
    with client("ocr", fakes.Reader()) as caller:
        answer = caller.post("/v1/ocr", files={"file": b"PNG.abcd"}).json()
        refused = caller.post("/v1/ocr", files={"file": b"bad"})
    assert answer == {"lines": [{"text": "61626364", "confidence": 0.9, "box": [[0, 0], [9, 0], [9, 5], [0, 5]]}], "width": 9, "height": 5}
    assert problem(refused) == (400, "image_unsupported")


def test_the_stock_client_reads_our_shapes() -> None:
    with client("llm", fakes.Chat()) as caller:
        stock = openai.OpenAI(base_url=f"{caller.base_url}/v1", api_key="none", max_retries=0)
        ask = [{"role": "user", "content": "轉數快"}]
        whole = stock.chat.completions.create(model="m", messages=ask)  # type: ignore[call-overload]
        pieces = list(stock.chat.completions.create(model="m", messages=ask, stream=True))  # type: ignore[call-overload]
    assert whole.choices[0].message.content == "轉數快"
    assert [p.choices[0].delta.content for p in pieces] == ["", "轉", "數", "快", None]
    assert pieces[-1].choices[0].finish_reason == "stop"
    with client("asr", fakes.Transcriber()) as caller:
        stock = openai.OpenAI(base_url=f"{caller.base_url}/v1", api_key="none", max_retries=0)
        heard = stock.audio.transcriptions.create(model="m", file=("a.wav", clip(5)), response_format="verbose_json", language="yue")
        with pytest.raises(openai.BadRequestError):
            stock.audio.transcriptions.create(model="m", file=("a.wav", clip(5)), language="zn")
    assert (heard.text, heard.duration) == ("第5位", 0.5)
    with client("tts", fakes.Synthesizer()) as caller:
        stock = openai.OpenAI(base_url=f"{caller.base_url}/v1", api_key="none", max_retries=0)
        assert stock.audio.speech.create(model="m", voice="default", input="好", response_format="wav").content[:4] == b"RIFF"


def test_an_engine_that_breaks_in_mid_stream_says_so_in_the_stream() -> None:
    body = {"messages": [{"role": "user", "content": "x"}]}
    with client("llm", fakes.Broken()) as caller:  # type: ignore[arg-type]
        lines = [e.removeprefix("data: ") for e in caller.post("/v1/chat/completions", json={**body, "stream": True}).text.split("\n\n") if e]
        whole = caller.post("/v1/chat/completions", json=body)
    assert json.loads(lines[1])["choices"][0]["delta"] == {"content": "一"}
    assert json.loads(lines[-1])["error"]["code"] == "engine_failed"
    assert problem(whole) == (503, "engine_failed")


def test_leaving_a_stream_stops_the_model() -> None:
    engine = fakes.Chat(pause_s=0.02)
    body = {"messages": [{"role": "user", "content": "長" * 1024}], "stream": True, "max_tokens": 1024}  # 20 s of it
    with client("llm", engine) as caller:
        with caller.stream("POST", "/v1/chat/completions", json=body) as answer:
            next(answer.iter_lines())
        assert engine.stopped_early.wait(10)
        after = caller.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "短"}]})
    assert after.json()["choices"][0]["message"]["content"] == "短"


@pytest.mark.parametrize("body", [{}, {"messages": []}, {"messages": [{"role": "tool", "content": "x"}]}, {"messages": [{"role": "user"}]}])
def test_chats_that_cannot_be_answered_are_refused(body: dict[str, object]) -> None:
    with client("llm", fakes.Chat()) as caller:
        assert problem(caller.post("/v1/chat/completions", json=body)) == (400, "input_invalid")
        assert problem(caller.post("/v1/chat/completions", content=b"{", headers={"content-type": "application/json"}))[0] == 400


def test_health_and_what_is_not_served() -> None:
    with client("asr", fakes.Transcriber()) as caller:
        assert caller.get("/healthz").json() == {
            "status": "ready", "stage": "asr", "engine": "fake", "model": "fake-model", "device": "cpu",
            "speed": {"value": 2.5, "unit": "seconds of audio a second"}, "languages": ["yue", "zh", "en"],
        }  # fmt: skip
        assert problem(caller.get("/v1/audio/speech")) == (404, "not_served")
        assert problem(caller.get("/v1/audio/transcriptions")) == (405, "not_served")


def test_who_may_call() -> None:
    with client("asr", fakes.Transcriber(), key="sesame") as caller:
        right = {"Authorization": "Bearer sesame"}
        assert caller.get("/healthz", headers=right).status_code == 200
        assert problem(caller.get("/healthz")) == (401, "unauthorized")
        assert problem(caller.get("/healthz", headers={"Authorization": "Bearer sesam"})) == (401, "unauthorized")
        assert problem(caller.get("/healthz", headers={**right, "Origin": "http://127.0.0.1"})) == (401, "origin_refused")
        assert problem(caller.get("/healthz", headers={**right, "Host": "evil.example"})) == (401, "origin_refused")


def test_bodies_have_a_limit_announced_or_not() -> None:
    def flood() -> Iterator[bytes]:
        for _ in range(BODY_LIMIT // 1_048_576 + 2):
            yield b"x" * 1_048_576

    with client("tts", fakes.Synthesizer()) as caller:
        assert problem(caller.post("/v1/audio/speech", content=b"x" * (BODY_LIMIT + 1))) == (413, "request_too_large")
        assert problem(caller.post("/v1/audio/speech", content=flood())) == (413, "request_too_large")
