"""Which engines a desk's settings lead to."""

from __future__ import annotations

import numpy as np
import pytest

from tests.serving import fake_engines
from tests.serving.server import serving
from voicebot import fakes
from voicebot.config import Settings
from voicebot.errors import ConfigError, EngineError
from voicebot.remote import choose, endpoint
from voicebot.remote.choose import reader, recognizer, voice
from voicebot.serving.server import create_app
from voicebot.serving.shapes import Served, Speed


def test_without_settings_the_embedded_engines_run_alone() -> None:
    ears, mouth = fakes.FakeRecognizer(), fakes.FakeVoice()
    assert recognizer(Settings(), ears) is ears and voice(Settings(), mouth) is mouth and reader(Settings()) is None


def test_settings_put_servers_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "RECOGNIZER_S", 60.0)  # a busy machine is no failure here
    monkeypatch.setattr(endpoint, "CONNECT_S", 60.0)
    app = create_app(fake_engines.served("asr", fake_engines.Transcriber()), key="sesame")
    with serving(app) as address:
        settings = Settings(asr_url=f"{address}/v1", engine_key="sesame")
        ears = recognizer(settings, fakes.FakeRecognizer())
        stream = ears.stream()
        stream.feed(np.frombuffer(fakes.utterance(3, 0.5, 16_000), "<i2"))
        remote = stream.final()
    assert ears.name == "remote, else fake"
    assert (remote.text, remote.confidence) == ("第3位", pytest.approx(0.8))  # the embedded fake says 0.9


def test_a_desk_whose_servers_are_gone_still_talks() -> None:
    settings = Settings(asr_url="http://127.0.0.1:9/v1", tts_url="http://127.0.0.1:9/v1", ocr_url="http://127.0.0.1:9/v1")
    stream = recognizer(settings, fakes.FakeRecognizer()).stream()
    stream.feed(np.frombuffer(fakes.utterance(3, 0.5, 16_000), "<i2"))
    assert stream.final().text == "第3位"
    assert [p.text for p in voice(settings, fakes.FakeVoice()).speak("你好。")] == ["你好。"]


@pytest.mark.parametrize("name", ["asr_url", "tts_url", "ocr_url"])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("127.0.0.1:8900", "must be an address"),
        ("ftp://127.0.0.1/v1", "must be an address"),
        ("http://127.0.0.1:port/v1", "must be an address"),
        ("http://user:pw@127.0.0.1/v1", "must be an address"),
        ("http://", "must be an address"),
        ("http://10.0.0.7:8900/v1", "must begin with https://"),
        ("http://speech.example/v1", "must begin with https://"),
    ],
)
def test_addresses_that_cannot_be_used_are_refused(name: str, url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        Settings(**{name: url})  # type: ignore[arg-type]
    assert name in caught.value.text and "pw" not in caught.value.text


def test_the_engine_key_stays_out_of_the_repr() -> None:
    assert "sesame" not in repr(Settings(engine_key="sesame"))
    with pytest.raises(ConfigError):
        Settings(engine_key="ses ame")


def test_the_embedded_engine_hears_until_the_desks_own_server_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "RECOGNIZER_S", 60.0)
    monkeypatch.setattr(endpoint, "CONNECT_S", 60.0)
    ears = choose.Starting(fakes.FakeRecognizer(), "some-model")

    def hear() -> float:
        stream = ears.stream()
        stream.feed(np.frombuffer(fakes.utterance(3, 0.5, 16_000), "<i2"))
        return round(stream.final().confidence, 2)

    assert hear() == 0.9
    with serving(create_app(fake_engines.served("asr", fake_engines.Transcriber()), key="sesame")) as address:
        ears.ready(address, "sesame", ("轉數快",))
        assert hear() == 0.8
    assert ears.name == "some-model, else fake"


def test_captions_come_from_a_server_only_where_it_says_that_it_is_quick() -> None:
    class Quick(fake_engines.Transcriber):
        device = "cuda"

    for engine, speed, captions in ((Quick(), 50.0, True), (Quick(), 3.0, False), (fake_engines.Transcriber(), 50.0, False)):
        served = Served("asr", engine, "m", Speed(speed, "seconds of audio a second"))
        with serving(create_app(served)) as address:
            assert choose._quick(endpoint.Endpoint(endpoint.Place.parse(f"{address}/v1"), "", 60.0)) is captions


def test_an_engine_that_cannot_be_had_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigError, match="setting asr_engine must be auto, embedded"):
        recognizer(Settings(asr_engine="siri"), fakes.FakeRecognizer())
    ears = fakes.FakeRecognizer()
    assert recognizer(Settings(asr_engine="embedded", asr_url="http://127.0.0.1:9/v1"), ears) is ears


def test_a_servers_own_recogniser_for_measuring_has_nothing_behind_it() -> None:
    stream = choose.recognizer_at("http://127.0.0.1:9/v1").stream()
    stream.feed(np.frombuffer(fakes.utterance(3, 0.5, 16_000), "<i2"))
    with pytest.raises(EngineError):
        stream.final()
