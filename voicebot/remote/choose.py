"""Which engines a desk runs with: the embedded ones, and before them the servers that its settings name."""

from __future__ import annotations

from ..config import Settings
from ..engines import Recognizer, Voice
from .endpoint import Endpoint, Place
from .fallback import Circuit, FallbackRecognizer, FallbackVoice
from .reader import TIMEOUT_S as READER_S
from .reader import RemoteReader
from .recognizer import TIMEOUT_S as RECOGNIZER_S
from .recognizer import RemoteRecognizer
from .voice import TIMEOUT_S as VOICE_S
from .voice import RemoteVoice


def recognizer(settings: Settings, embedded: Recognizer) -> Recognizer:
    """`asr_url` for whole turns, `embedded` for captions and where the server fails."""
    if not settings.asr_url:
        return embedded
    remote = RemoteRecognizer(Endpoint(Place.parse(settings.asr_url), settings.engine_key, RECOGNIZER_S))
    return FallbackRecognizer(remote, embedded, Circuit("asr"))


def voice(settings: Settings, embedded: Voice) -> Voice:
    """`tts_url`, and `embedded` where the server fails."""
    if not settings.tts_url:
        return embedded
    remote = RemoteVoice(Endpoint(Place.parse(settings.tts_url), settings.engine_key, VOICE_S))
    return FallbackVoice(remote, embedded, Circuit("tts"))


def reader(settings: Settings) -> RemoteReader | None:
    """`ocr_url`; None where no server is set."""
    if not settings.ocr_url:
        return None
    return RemoteReader(Endpoint(Place.parse(settings.ocr_url), settings.engine_key, READER_S))
