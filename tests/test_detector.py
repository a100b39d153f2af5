import asyncio

import numpy as np
import pytest

from tests.speech import clip
from tests.virtual import InlineExecutor
from voicebot import fakes
from voicebot.compute import Executor
from voicebot.detector import Detector
from voicebot.events import Audio, SpeechOff, SpeechOn
from voicebot.vad.silero import SileroVad

SPEECH = clip("00011-04.opus")


def segments(block: int, audio: np.ndarray) -> list[SpeechOn | SpeechOff]:
    async def run() -> list[SpeechOn | SpeechOff]:
        executor = Executor(1)
        try:
            detector, found = Detector(SileroVad(), executor), []
            for start in range(0, len(audio), block):
                part = audio[start : start + block]
                found += await detector.detect([Audio((start + len(part)) / 16_000, part.tobytes())])
            return found
        finally:
            executor.close()

    return asyncio.run(run())


@pytest.mark.parametrize("block", [160, 320, 480, 512, 720])
def test_every_block_size_gives_the_same_segments(block: int) -> None:
    wanted, found = segments(320, SPEECH), segments(block, SPEECH)
    assert [type(e) for e in found] == [type(e) for e in wanted] and len(wanted) == 4
    assert [e.at for e in found] == pytest.approx([e.at for e in wanted], abs=0.05)


def test_a_new_threshold_in_the_middle_of_speech_does_not_lose_its_end() -> None:
    async def run() -> list[SpeechOn | SpeechOff]:
        detector, found = Detector(fakes.FakeVad(), InlineExecutor()), []  # type: ignore[arg-type]
        loud, quiet = fakes.utterance(1, 0.02, 16_000), bytes(640)
        for number, pcm in enumerate([quiet] * 10 + [loud] * 50 + [quiet] * 20, 1):
            found += await detector.detect([Audio(number * 0.02, pcm)])
            if number == 60:  # with the last voiced frame
                detector.set_threshold(0.7)
        return found

    on, off = asyncio.run(run())
    assert isinstance(on, SpeechOn) and isinstance(off, SpeechOff) and off.at == pytest.approx(1.2, abs=0.05)
