"""The circuit breaker on its own clock, and the embedded engines that take over."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
from structlog.testing import capture_logs

from voicebot import fakes
from voicebot.engines import Expect, Speech
from voicebot.errors import EngineError, InputError
from voicebot.events import Style, Syllable, Transcript, Word
from voicebot.remote.endpoint import Refused
from voicebot.remote.fallback import FAILURES, PAUSE_S, RETRY, WAIT_S, Circuit, FallbackRecognizer, FallbackVoice, Pressure
from voicebot.tts import ssml


class Server:
    """A recogniser and a voice that answer or fail as they are told, and count how often they are asked."""

    name = "server"

    def __init__(self, up: bool = True) -> None:
        self.up, self.asked, self.pieces = up, 0, 99

    def stream(self, expect: Expect = Expect()) -> Server:
        return self

    def feed(self, pcm: np.ndarray) -> None:
        pass

    def partial(self) -> Transcript | None:
        raise AssertionError("captions are the backup's")

    def final(self) -> Transcript:
        self.asked += 1
        if not self.up:
            raise EngineError("down")
        return Transcript("伺服器")

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        for n, piece in enumerate(text.replace("。", "。|").split("|")[:-1]):
            self.asked += 1
            if n >= self.pieces or not self.up:
                raise EngineError("down")
            yield Speech(np.full(2_400, 7, np.int16), piece, (), ())


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def one_turn(recognizer: FallbackRecognizer) -> str:
    stream = recognizer.stream()
    stream.feed(np.frombuffer(fakes.utterance(4, 0.5, 16_000), "<i2"))
    assert stream.partial() == Transcript("第4位", stream.partial().words, stream.partial().syllables)  # type: ignore[union-attr]
    return stream.final().text


def test_captions_are_near_and_the_final_comes_from_the_server() -> None:
    assert one_turn(FallbackRecognizer(Server(), fakes.FakeRecognizer(), Circuit("asr"))) == "伺服器"


def test_a_server_that_fails_is_left_alone_then_tried_by_one_call() -> None:
    clock, server = Clock(), Server(up=False)
    recognizer = FallbackRecognizer(server, fakes.FakeRecognizer(), Circuit("asr", clock))
    for _ in range(FAILURES + 5):
        assert one_turn(recognizer) == "第4位"
    assert server.asked == FAILURES
    clock.now += PAUSE_S + 1
    assert [one_turn(recognizer) for _ in range(3)] == ["第4位"] * 3
    assert server.asked == FAILURES + 1  # one tried, the others went on without
    server.up = True
    clock.now += PAUSE_S + 1
    assert [one_turn(recognizer) for _ in range(3)] == ["伺服器"] * 3


def test_a_success_between_failures_starts_the_count_anew() -> None:
    clock, server = Clock(), Server()
    recognizer = FallbackRecognizer(server, fakes.FakeRecognizer(), Circuit("asr", clock))
    for up in (False, False, True, False, False, True):
        server.up = up
        one_turn(recognizer)
    assert server.asked == 6


def test_it_is_told_once_when_it_fails_and_once_when_it_is_back() -> None:
    clock, server = Clock(), Server(up=False)
    recognizer = FallbackRecognizer(server, fakes.FakeRecognizer(), Circuit("asr", clock))
    with capture_logs() as lines:
        for _ in range(10):
            one_turn(recognizer)
        clock.now += PAUSE_S + 1
        server.up = True
        for _ in range(3):
            one_turn(recognizer)
    assert [line["log_level"] for line in lines] == ["warning", "info"]
    assert {line["stage"] for line in lines} == {"asr"} and "第4位" not in json.dumps(lines, ensure_ascii=False)


def test_only_a_servers_failures_count() -> None:
    circuit = Circuit("asr", Clock())

    def refuse() -> None:
        raise InputError("no")

    for _ in range(FAILURES + 2):
        with pytest.raises(InputError):
            circuit.call(refuse)
    assert circuit.call(lambda: 5) == 5


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_not_left_alone(status: int) -> None:
    circuit = Circuit("asr", Clock())

    def refuse() -> None:
        raise Refused(status)

    for _ in range(FAILURES + 2):
        with pytest.raises(Refused):
            circuit.call(refuse)
    assert circuit.call(lambda: 5) == 5


def test_where_the_server_hears_nothing_the_near_engine_may_have() -> None:
    server = Server()
    server.final = lambda: Transcript("")  # type: ignore[method-assign]
    assert one_turn(FallbackRecognizer(server, fakes.FakeRecognizer(), Circuit("asr"))) == "第4位"


def test_a_slow_server_is_passed_by_until_it_may_be_quick_again() -> None:
    clock = Clock()
    pressure = Pressure(clock)

    def work(seconds: float) -> float:
        clock.now += seconds
        return seconds

    assert pressure.call(lambda: work(WAIT_S + 1)) == WAIT_S + 1
    assert [pressure.call(lambda: work(0.1)) for _ in range(RETRY)] == [None] * RETRY
    passed = [pressure.call(lambda: work(0.1)) for _ in range(20)]
    assert passed[0] == 0.1 and passed[-1] == 0.1
    assert [pressure.call(lambda: work(0.1)) for _ in range(5)] == [0.1] * 5


def test_turns_that_wait_for_one_another_count() -> None:
    clock = Clock()
    pressure = Pressure(clock)
    pressure.call(lambda: setattr(clock, "now", clock.now + 0.6 * WAIT_S))
    inside: list[object] = []
    pressure.call(lambda: inside.append(pressure.call(lambda: "a second one")))
    assert inside == [None]


def test_captions_of_a_quick_server_and_of_the_near_engine_once_that_fails() -> None:
    server = Server()
    server.partial = lambda: Transcript("伺服")  # type: ignore[method-assign]
    stream = FallbackRecognizer(server, fakes.FakeRecognizer(), Circuit("asr"), captions=True).stream()
    stream.feed(np.frombuffer(fakes.utterance(4, 0.5, 16_000), "<i2"))
    assert stream.partial() == Transcript("伺服")

    def down() -> Transcript:
        raise EngineError("down")

    server.partial = down  # type: ignore[method-assign]
    assert [stream.partial().text for _ in range(2)] == ["第4位"] * 2  # type: ignore[union-attr]


def test_the_near_engines_sounds_stand_beside_the_servers_words() -> None:
    class Written(Server):
        def final(self) -> Transcript:
            words = (Word("帶", 0.0, 0.2, 0.6), Word("位", 0.2, 0.4, 0.9))
            sounds = (Syllable((("daai3", 0.6),), 0.0, 0.2), Syllable((("wai2", 0.9),), 0.2, 0.4))
            return Transcript("帶位", words, sounds)

    class Near(fakes.FakeRecognizer):
        def stream(self, expect: Expect = Expect()):  # type: ignore[no-untyped-def]
            stream = super().stream(expect)
            heard = (Syllable((("dai6", 0.5), ("daai3", 0.3)), 0.0, 0.2), Syllable((("wai2", 0.7), ("wai6", 0.2)), 0.2, 0.4))
            stream.final = lambda: Transcript("第位", (), heard)
            return stream

    heard = FallbackRecognizer(Written(), Near(), Circuit("asr")).stream().final()
    assert heard.text == "帶位"
    assert [s.alternatives[0][0] for s in heard.syllables] == ["daai3", "wai2"]
    assert [name for name, _ in heard.syllables[0].alternatives] == ["daai3", "dai6"]
    assert [name for name, _ in heard.syllables[1].alternatives] == ["wai2", "wai6"]
    assert all(sum(p for _, p in s.alternatives) <= 1.001 for s in heard.syllables)


def test_a_voice_that_breaks_off_is_spoken_on_from_there() -> None:
    server = Server()
    server.pieces = 1
    pieces = list(FallbackVoice(server, fakes.FakeVoice(), Circuit("tts")).speak("一。二二。三。"))
    assert "".join(p.text for p in pieces) == "一。二二。三。"
    assert [bool((p.pcm == 7).all()) for p in pieces] == [True, False, False]


def test_ssml_that_breaks_off_goes_on_with_its_words() -> None:
    class Marked(Server):
        def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
            return super().speak(ssml.plain(text), style, rate)

    server = Marked()
    server.pieces = 1
    pieces = list(FallbackVoice(server, fakes.FakeVoice(), Circuit("tts")).speak("<speak>一。<emphasis>二二。</emphasis>三。</speak>"))
    assert "".join(p.text for p in pieces) == "一。二二。三。"


def test_a_voice_whose_server_is_down_is_the_backup() -> None:
    clock, server = Clock(), Server(up=False)
    voice = FallbackVoice(server, fakes.FakeVoice(), Circuit("tts", clock))
    wanted = [p.text for p in fakes.FakeVoice().speak("你好。再見。")]
    for _ in range(FAILURES + 2):
        assert [p.text for p in voice.speak("你好。再見。")] == wanted
    assert server.asked == FAILURES
