"""Speech as the bytes of a file. What is compressed says of itself that it was generated, as `tts.wav` does."""

from __future__ import annotations

import io

import numpy as np
import soundfile
from numpy.typing import NDArray

from ..events import OUT_RATE

COMPRESSED = {"flac": ("FLAC", "PCM_16"), "opus": ("OGG", "OPUS"), "mp3": ("MP3", "MPEG_LAYER_III")}


def compress(pcm: NDArray[np.int16], kind: str, label: str) -> bytes:
    """24 kHz mono as "flac", "opus" (in Ogg) or "mp3"; `label` goes into the file's comment, which MP3 writers lack."""
    container, subtype = COMPRESSED[kind]
    body = io.BytesIO()
    with soundfile.SoundFile(body, "w", OUT_RATE, 1, subtype, format=container) as file:
        file.comment = label
        file.write(pcm)
    return body.getvalue()
