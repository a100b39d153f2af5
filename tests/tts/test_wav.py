"""Files that say what they are."""

from __future__ import annotations

import io

import numpy as np
import soundfile

from voicebot.tts import wav


def test_the_file_says_that_it_was_generated() -> None:
    pcm = np.arange(-1200, 1201, dtype=np.int16)
    data = wav.encode(pcm)
    sound, rate = soundfile.read(io.BytesIO(data), dtype="int16")
    assert rate == 24_000 and (sound == pcm).all() and b"AI-generated" in data[:200]
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
