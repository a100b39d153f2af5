import numpy as np

from voicebot.engines import Feeling
from voicebot.events import Felt, Transcript
from voicebot.fakes import LOUD, FakeFeeling


def test_the_fake_hears_shouting_and_reads_exclamation_marks() -> None:
    feeling: Feeling = FakeFeeling()
    stream = feeling.stream()
    quiet, loud = np.full(100, LOUD, np.int16), np.full(100, -2 * LOUD, np.int16)
    labels = [
        stream.judge(1, quiet, Transcript("你好"), None).label,
        stream.judge(2, loud, Transcript("你好"), None).label,
        stream.judge(3, quiet, Transcript("你好！"), None).label,
    ]
    assert labels == ["calm", "angry", "angry"]
    assert stream.judge(4, loud, Transcript(""), None) == Felt(4, "unsure", 0.5, 0.0)
