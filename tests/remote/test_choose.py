"""Which engines a desk's settings lead to."""

from __future__ import annotations

import numpy as np
import pytest

from tests.serving import fake_engines
from tests.serving.server import serving
from voicebot import fakes
from voicebot.config import Settings
from voicebot.errors import ConfigError
from voicebot.remote import choose, endpoint
from voicebot.remote.choose import reader, recognizer, voice
from voicebot.serving.server import create_app


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
