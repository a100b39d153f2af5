import asyncio

import numpy as np
import pytest

from tests.speech import clip
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
