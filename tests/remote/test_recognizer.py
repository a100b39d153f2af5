"""The remote recogniser against our own server, and against answers that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from tests.remote import bad_server as bad
from tests.serving import fake_engines
from tests.serving.server import serving
from voicebot.engines import Expect
from voicebot.errors import EngineError
from voicebot.events import Transcript
from voicebot.fakes import utterance
from voicebot.remote.endpoint import Endpoint, Place
from voicebot.remote.recognizer import HINT_CHARACTERS, MANNERS, RemoteRecognizer
from voicebot.remote.transcript import written as as_shown
from voicebot.serving.server import create_app


def turn(number: int, seconds: float = 0.5) -> np.ndarray:
    return np.frombuffer(utterance(number, seconds, 16_000), "<i2")


def recognizer(url: str, key: str = "") -> RemoteRecognizer:
    return RemoteRecognizer(Endpoint(Place.parse(url), key, 60.0))


def answered(**body: object) -> Transcript:
    with bad.misbehaving(bad.reply("200 OK", json.dumps(body).encode())) as url:
        stream = recognizer(url).stream()
        stream.feed(turn(1, 3.0))
        return stream.final()


def test_a_turn_fed_in_pieces_comes_back_with_words_and_times() -> None:
    app = create_app(fake_engines.served("asr", fake_engines.Transcriber()), key="sesame")
    with serving(app) as address:
        stream = recognizer(f"{address}/v1", "sesame").stream()
        assert stream.final() == Transcript("")  # nothing was said, nothing is asked
        for piece in np.array_split(turn(12), 7):
            stream.feed(piece)
        assert stream.partial() is None
        heard = stream.final()
    assert heard.text == "第12位" and [w.text for w in heard.words] == ["第", "12", "位"]
    assert heard.words[-1].end == 0.5 and heard.confidence == pytest.approx(0.8)


def test_asking_again_costs_nothing_until_more_was_said() -> None:
    engine = fake_engines.Transcriber()
    with serving(create_app(fake_engines.served("asr", engine))) as address:
        stream = recognizer(f"{address}/v1").stream()
        stream.feed(turn(1))
        assert stream.final() == stream.final()
        assert engine.calls == [1]
        stream.feed(turn(1))
        stream.final()
        assert engine.calls == [1, 1]


def test_what_the_pack_and_the_dialog_expect_goes_along() -> None:
    engine = fake_engines.Transcriber()
    with serving(create_app(fake_engines.served("asr", engine))) as address:
        ears = RemoteRecognizer(Endpoint(Place.parse(f"{address}/v1"), "", 60.0), ("轉數快", "轉賬", *(f"詞語{n}" for n in range(99))))
        stream = ears.stream(Expect("choice", ("儲蓄戶口", "轉賬")))
        stream.feed(turn(1))
        stream.final()
    assert engine.hints[:4] == ("儲蓄戶口", "轉賬", "轉數快", "詞語0")
    assert sum(len(term) + 1 for term in engine.hints) <= HINT_CHARACTERS


@pytest.mark.parametrize(
    ("wanted", "takes", "asked"),
    [
        ("", {"language=zh"}, ["yue", "zh", "zh"]),
        ("", {"response_format=json"}, ["yue", "zh", "yue", "yue"]),
        ("?language=zh", {"response_format=json"}, ["zh", "zh", "zh"]),
    ],
)
def test_a_server_that_does_not_know_yue_or_words_is_asked_otherwise_and_only_once(wanted: str, takes: set[str], asked: list[str]) -> None:
    """OpenAI's own models: `whisper-1` refuses `yue`, `gpt-4o-transcribe` refuses `verbose_json`."""
    with picky(takes) as (address, seen):
        ears = recognizer(f"{address}/v1{wanted}")
        for _ in range(2):
            stream = ears.stream()
            stream.feed(turn(1))
            assert stream.final().text == "你好"
    assert [fields["language"] for fields in seen] == asked


def test_a_server_that_understands_nothing_is_an_engine_error() -> None:
    with picky({"language=xx"}) as (address, seen):
        stream = recognizer(f"{address}/v1").stream()
        stream.feed(turn(1))
        with pytest.raises(EngineError, match="answered 400"):
            stream.final()
    assert len(seen) == len(MANNERS)


@contextmanager
def picky(takes: set[str]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that refuses every request but those whose form has all of `takes`; and the forms that it saw."""
    app, seen = FastAPI(), []

    @app.post("/v1/audio/transcriptions")
    async def transcribe(request: Request) -> JSONResponse:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        seen.append(form)
        wanted = takes <= {f"{name}={value}" for name, value in form.items()}
        return JSONResponse({"text": "你好"} if wanted else {"error": {"message": "no"}}, 200 if wanted else 400)

    with serving(app) as address:
        yield address, seen


def test_captions_come_from_a_quick_server_once_enough_is_new() -> None:
    engine = fake_engines.Transcriber()
    with serving(create_app(fake_engines.served("asr", engine))) as address:
        ears = RemoteRecognizer(Endpoint(Place.parse(f"{address}/v1"), "", 60.0), captions=True)
        stream = ears.stream()
        shown = []
        for _ in range(8):
            stream.feed(turn(5, 0.32))
            shown.append(stream.partial())
    assert [None if s is None else s.text for s in shown] == [None, None, "", None, None, "第5位", None, None]
    assert len(engine.calls) == 2


def test_many_calls_at_once_hear_their_own_words() -> None:
    app = create_app(fake_engines.served("asr", fake_engines.Transcriber()), waiting=64)
    with serving(app) as address:
        ears = recognizer(f"{address}/v1")

        def call(number: int) -> str:
            stream = ears.stream()
            stream.feed(turn(number))
            return stream.final().text

        with ThreadPoolExecutor(12) as callers:
            assert list(callers.map(call, range(24))) == [f"第{n}位" for n in range(24)]


def test_a_wrong_key_is_an_engine_error() -> None:
    with serving(create_app(fake_engines.served("asr", fake_engines.Transcriber()), key="sesame")) as address:
        stream = recognizer(f"{address}/v1", "wrong").stream()
        stream.feed(turn(1))
        with pytest.raises(EngineError, match="answered 401"):
            stream.final()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": None},
        {"text": 5},
        {"text": "好", "words": 3},
        {"text": "好", "words": [{"word": "好"}]},
        {"text": "好", "words": ["好"]},
        {"text": "好", "words": [{"word": 5, "start": 0, "end": 1}]},
    ],
)
def test_answers_that_are_no_transcript(body: dict[str, object]) -> None:
    with pytest.raises(EngineError):
        answered(**body)


@pytest.mark.parametrize("text", ["", "  ", "ご視聴ありがとうございました", "시청해주셔서 감사합니다", "Продолжение следует", "多謝ありがとう"])
def test_scripts_that_nobody_spoke_are_not_heard(text: str) -> None:
    assert answered(text=text) == Transcript("")


def test_a_server_without_words_is_neither_sure_nor_unsure() -> None:
    heard = answered(text="我想check吓個order")
    assert (heard.text, heard.confidence) == ("我想check吓個order", 0.5)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("之后,我们坐船", "之後，我們坐船"),
        ("你 好嗎? 我 想問", "你好嗎？我想問"),
        ("我想check吓個order", "我想check吓個order"),
        ("佢喺度嘅，冇嘢㗎喎", "佢喺度嘅，冇嘢㗎喎"),
        ("利率3.5%, 1,000蚊", "利率3.5%, 1,000蚊"),
        (" 汇丰银行 ", "滙豐銀行"),
        ("講一吓，晒相，郁手，東涌", "講一吓，晒相，郁手，東涌"),
        ("讲一吓点样去东涌，玩晒", "講一吓點樣去東涌，玩晒"),
    ],
)
def test_whatever_a_server_writes_is_shown_in_hong_kongs_script(written: str, shown: str) -> None:
    assert as_shown(written) == shown
