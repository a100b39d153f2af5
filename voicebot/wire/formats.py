"""The audio formats of a Realtime session: 24 kHz PCM, or G.711 at 8 kHz as telephone systems have it. Pure."""

from __future__ import annotations

from typing import Any

from ..audio import g711
from ..audio.pcm import pcm, samples
from ..audio.telephone import Decimator
from ..events import OUT_RATE, AudioFormat

_LAWS: dict[AudioFormat, g711.Law] = {"audio/pcmu": "ulaw", "audio/pcma": "alaw"}


def described(format_: AudioFormat) -> dict[str, Any]:
    """The format as the session shows it: only PCM names its rate."""
    return {"type": format_} if format_ in _LAWS else {"type": format_, "rate": OUT_RATE}


def named(value: Any) -> AudioFormat | None:
    """The format that a client names; None where it is none of ours."""
    for format_ in ("audio/pcm", *_LAWS):
        if value in (described(format_), {"type": format_}):  # type: ignore[arg-type]
            return format_  # type: ignore[return-value]
    return None


def rate(format_: AudioFormat) -> int:
    """Samples a second."""
    return g711.RATE if format_ in _LAWS else OUT_RATE


def unpacked(data: bytes, format_: AudioFormat) -> bytes:
    """A client's bytes as 16-bit PCM at the format's rate; PCM may be cut inside a sample."""
    law = _LAWS.get(format_)
    return data if law is None else pcm(g711.decode(data, law))


class Packer:
    """One reply's 24 kHz PCM, whole samples, as the format's bytes; G.711 is 3 ms late and loses no time."""

    def __init__(self, format_: AudioFormat) -> None:
        self._law = _LAWS.get(format_)
        self._decimator = Decimator(OUT_RATE // g711.RATE)

    def push(self, data: bytes) -> bytes:
        return data if self._law is None else g711.encode(self._decimator.push(samples(data)), self._law)
