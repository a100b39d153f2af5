"""WAV files that say of themselves that they were generated (RIFF LIST/INFO chunk), 24 kHz mono 16 bit."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from ..events import OUT_RATE

LABEL = "AI-generated speech (AI 生成語音), voicebot"


def encode(pcm: NDArray[np.int16], rate: int = OUT_RATE) -> bytes:
    """`pcm` as a WAV file, label before the samples so that readers that stop at the data see it."""
    sound = pcm.astype("<i2").tobytes()
    form = _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16))
    notes = b"".join(_chunk(name, LABEL.encode() + b"\0") for name in (b"ICMT", b"ISFT"))
    body = b"WAVE" + form + _chunk(b"LIST", b"INFO" + notes) + _chunk(b"data", sound)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def head(rate: int = OUT_RATE) -> bytes:
    """The start of a WAV file whose length is not known yet, as players and ffmpeg take it: both sizes at their most."""
    most = b"\xff\xff\xff\xff"
    empty = encode(np.zeros(0, np.int16), rate)
    return empty[:4] + most + empty[8:-4] + most


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
