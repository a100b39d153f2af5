"""The remote recogniser against our own server, and against answers that are none."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.remote import bad_server as bad
from tests.serving import fake_engines
from tests.serving.server import serving
from voicebot.errors import EngineError
from voicebot.events import Transcript
from voicebot.fakes import utterance
from voicebot.remote.endpoint import Endpoint, Place
from voicebot.remote.recognizer import RemoteRecognizer
from voicebot.remote.recognizer import written as as_shown
from voicebot.serving.server import create_app


def turn(number: int, seconds: float = 0.5) -> np.ndarray:
    return np.frombuffer(utterance(number, seconds, 16_000), "<i2")


def recognizer(url: str, key: str = "") -> RemoteRecognizer:
    return RemoteRecognizer(Endpoint(Place.parse(url), key, 60.0))


def answered(**body: object) -> Transcript:
    with bad.misbehaving(bad.reply("200 OK", json.dumps(body).encode())) as url:
        stream = recognizer(url).stream()
        stream.feed(turn(1, 0.1))
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
    assert heard.text == "第12位" and heard.words[0].end == 0.5 and heard.confidence == 0.8


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
