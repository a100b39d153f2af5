"""The remote voice against our own server, and against answers that are no speech."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from tests.remote import bad_server as bad
from tests.serving import fake_engines
from tests.serving.server import serving
from voicebot.errors import EngineError, InputError
from voicebot.remote.endpoint import Endpoint, Place
from voicebot.remote.voice import RemoteVoice
from voicebot.serving.server import create_app
from voicebot.tts.ssml import Marked


def voice(url: str) -> RemoteVoice:
    return RemoteVoice(Endpoint(Place.parse(url), "", 60.0))


def test_phrases_come_one_by_one_with_phones_on_their_own_clock() -> None:
    text = "多謝你打電話嚟，請問有咩可以幫到你？"
    with serving(create_app(fake_engines.served("tts", fake_engines.Synthesizer()))) as address:
        pieces = list(voice(f"{address}/v1").speak(text))
    assert "".join(p.text for p in pieces) == text and len(pieces) == 2
    for piece in pieces:
        assert piece.phones[0].start_ms == 0 and piece.phones[-1].end_ms == piece.ms
        assert all(a.end_ms == b.start_ms for a, b in zip(piece.phones, piece.phones[1:], strict=False))
    assert pieces[0].syllables[:2] == ("do1", "ze6")


def test_numbers_go_out_in_words_and_the_rate_as_speed() -> None:
    with serving(create_app(fake_engines.served("tts", fake_engines.Synthesizer()))) as address:
        (slow,) = voice(f"{address}/v1").speak("收費20蚊", rate=0.5)
    assert slow.text == "收費20蚊"  # the piece is the given text
    characters = int(slow.pcm[0]) // 100  # the fake tells how many it was asked to say
    assert characters == len("收費二十蚊") and len(slow.pcm) == characters * 4_800


def test_of_a_pack_s_ssml_the_words_go_out() -> None:
    marked = Marked({"用FPS。": "<speak>用<sub alias='轉數快'>FPS</sub>。</speak>"})
    with serving(create_app(fake_engines.served("tts", fake_engines.Synthesizer()))) as address:
        (piece,) = RemoteVoice(Endpoint(Place.parse(f"{address}/v1"), "", 60.0), marked=marked).speak("用FPS。")
    assert piece.text == "用FPS。" and int(piece.pcm[0]) // 100 == len("用轉數快。")


def test_a_pack_s_own_readings_go_out_as_characters_that_sound_so() -> None:
    words = {"Flexi": "gou1 si6"}
    with serving(create_app(fake_engines.served("tts", fake_engines.Synthesizer()))) as address:
        (piece,) = RemoteVoice(Endpoint(Place.parse(f"{address}/v1"), "", 60.0), words=words).speak("用Flexi。")
    assert piece.text == "用Flexi。" and piece.syllables == ("jung6", "gou1", "si6")
    assert int(piece.pcm[0]) // 100 == len("用高事。")


def test_a_text_without_sound_asks_nobody() -> None:
    assert list(voice("http://127.0.0.1:9/v1").speak("……")) == []
    with pytest.raises(InputError):
        list(voice("http://127.0.0.1:9/v1").speak("你好", rate=3))


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<html>login</html>", "text/html"),
        (b"", "audio/pcm"),
        (b"\x01\x02\x03", "audio/pcm"),
        (b"\x00" * 4_800, "audio/pcm"),
        (np.full(24_000 * 30, 500, "<i2").tobytes(), "audio/pcm"),
    ],
    ids=["a page", "nothing", "half a sample", "silence", "half a minute for two syllables"],
)
def test_answers_that_are_no_speech(body: bytes, media_type: str) -> None:
    with bad.misbehaving(bad.reply("200 OK", body, media_type)) as url, pytest.raises(EngineError):
        list(voice(url).speak("你好"))


class _Counting(fake_engines.Synthesizer):
    """Tells when a second phrase has been asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.second = threading.Event()

    def synthesize(self, text: str, voice: str, speed: float) -> np.ndarray:
        self.asked.append(text)
        if len(self.asked) == 2:
            self.second.set()
        return super().synthesize(text, voice, speed)


def test_the_next_phrase_is_asked_for_while_one_is_spoken_and_no_more_than_that() -> None:
    engine = _Counting()
    with serving(create_app(fake_engines.served("tts", engine))) as address:
        pieces = voice(f"{address}/v1").speak("多謝。請等等。再見。好。")
        next(pieces)
        assert engine.second.wait(20)
        pieces.close()  # the customer speaks over it
    assert len(engine.asked) == 2
