"""A sentence in the desk's own voice, with the times of its phones."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from voicebot.tts.embedded import EmbeddedVoice
from voicebot.video import script

TEXT = "轉數快轉賬唔使收費，每日限額係一萬蚊。"


@cache
def spoken() -> tuple[tuple[tuple[str, int, int], ...], NDArray[np.int16]]:
    """Phones (unit, start and end in ms) and the sound, 24 kHz."""
    said = script(EmbeddedVoice("woman").speak(TEXT))
    return said.phones, said.pcm
