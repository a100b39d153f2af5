"""No speech, no text; short speech, text. `models/recipes/asr_decoder/gate.py` measures both on more of each."""

import numpy as np
import pytest

from tests.asr.noises import KINDS, noise
from tests.speech import clip
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.engines import Expect
from voicebot.events import Transcript


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_no_speech_has_no_text(recognizer: EmbeddedRecognizer, kind: str) -> None:
    stream = recognizer.stream()
    stream.feed(noise(kind, 1))
    assert stream.partial() in (None, Transcript(""))
    assert stream.final() == Transcript("")


@pytest.mark.parametrize("expect", [Expect("yes_no"), Expect("phone"), Expect("choice", ("轉數快", "轉數快 轉數快"))])
@pytest.mark.parametrize("kind", ["pink", "fan", "breath", "keys"])
def test_what_is_expected_is_not_made_up_from_noise(recognizer: EmbeddedRecognizer, kind: str, expect: Expect) -> None:
    stream = recognizer.stream(expect)
    stream.feed(noise(kind, 2))
    assert stream.final() == Transcript("")


@pytest.mark.parametrize(("start", "end", "wanted"), [(0.0, 3.0, "之後我哋坐船")])
def test_short_speech_has_its_words(recognizer: EmbeddedRecognizer, start: float, end: float, wanted: str) -> None:
    stream = recognizer.stream()
    stream.feed(clip("00011-04.opus")[int(start * 16_000) : int(end * 16_000)])
    assert stream.final().text == wanted


def test_room_noise_after_a_turn_is_cleared_not_transcribed(recognizer: EmbeddedRecognizer) -> None:
    """What is committed after the turn was closed is only the room."""
    stream = recognizer.stream()
    stream.feed(np.concatenate([noise("brown", 3) // 20, noise("pink", 4) // 20]))
    assert stream.final() == Transcript("")
