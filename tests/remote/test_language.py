"""A voice that does not speak Cantonese is not let in, at the start or later."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.remote import bad_server as bad
from voicebot import fakes
from voicebot.asr.acoustic import Acoustic
from voicebot.asr.sounds import Ear
from voicebot.config import Settings
from voicebot.engines import Speech
from voicebot.errors import ConfigError, EngineError
from voicebot.remote.choose import voice
from voicebot.remote.language import MOST_WRONG, ProvenVoice, wrong
from voicebot.tts.embedded import EmbeddedVoice


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(Acoustic())


class _Backwards:
    """Sound of speech that is no Cantonese: our own, from its end to its beginning."""

    name = "backwards"

    def __init__(self) -> None:
        self.asked = 0

    def speak(self, text: str, style: str = "warm", rate: float = 1.0) -> Iterator[Speech]:
        self.asked += 1
        for piece in EmbeddedVoice().speak(text):
            yield Speech(piece.pcm[::-1].copy(), piece.text, (), piece.syllables)


def test_our_own_voice_is_let_in(ear: Ear) -> None:
    own = EmbeddedVoice()
    assert wrong(own, ear) < MOST_WRONG - 0.2
    proven = ProvenVoice(own, ear)
    proven.prove()
    assert "".join(p.text for p in proven.speak("你好。")) == "你好。"


def test_speech_that_is_no_cantonese_is_refused_once_and_for_all(ear: Ear) -> None:
    backwards = _Backwards()
    proven = ProvenVoice(backwards, ear)
    with pytest.raises(ConfigError) as refused:
        proven.prove()
    assert refused.value.code == "voice_language"
    with pytest.raises(EngineError):
        list(proven.speak("你好。"))
    assert backwards.asked == 1  # no customer's text went to it


def test_a_desk_with_a_voice_of_another_language_does_not_start(ear: Ear) -> None:
    babble = (np.random.default_rng(0).normal(0, 3_000, 24_000 * 4)).astype("<i2").tobytes()
    with bad.misbehaving(bad.reply("200 OK", babble, "audio/pcm")) as url, pytest.raises(ConfigError, match="Cantonese"):
        voice(Settings(tts_url=url), fakes.FakeVoice(), ear)


def test_a_server_that_is_not_there_yet_is_no_reason_to_stay_shut(ear: Ear) -> None:
    mouth = voice(Settings(tts_url="http://127.0.0.1:9/v1"), fakes.FakeVoice(), ear)
    assert "".join(p.text for p in mouth.speak("第3位")) == "第3位"
