"""Which engines a desk runs with: the embedded ones, and before them the servers that its settings name."""

from __future__ import annotations

import structlog

from ..config import Settings
from ..engines import Recognizer, Voice
from ..errors import EngineError
from .endpoint import Endpoint, Place
from .fallback import Circuit, FallbackRecognizer, FallbackVoice
from .language import ProvenVoice
from .reader import TIMEOUT_S as READER_S
from .reader import RemoteReader
from .recognizer import TIMEOUT_S as RECOGNIZER_S
from .recognizer import RemoteRecognizer
from .timing import Ear
from .voice import TIMEOUT_S as VOICE_S
from .voice import RemoteVoice

log = structlog.get_logger()


def recognizer(settings: Settings, embedded: Recognizer) -> Recognizer:
    """`asr_url` for whole turns, `embedded` for captions and where the server fails."""
    if not settings.asr_url:
        return embedded
    remote = RemoteRecognizer(Endpoint(Place.parse(settings.asr_url), settings.engine_key, RECOGNIZER_S))
    return FallbackRecognizer(remote, embedded, Circuit("asr"))


def voice(settings: Settings, embedded: Voice, ear: Ear | None = None) -> Voice:
    """`tts_url`, and `embedded` where the server fails. `ear` times its phones and hears whether it speaks Cantonese.

    Raises ConfigError (voice_language) where it does not; a server that is not there yet is heard at its first phrase.
    """
    if not settings.tts_url:
        return embedded
    remote = RemoteVoice(Endpoint(Place.parse(settings.tts_url), settings.engine_key, VOICE_S), ear=ear)
    if ear is None:
        return FallbackVoice(remote, embedded, Circuit("tts"))
    proven = ProvenVoice(remote, ear)
    try:
        proven.prove()
    except EngineError as error:
        log.warning("the voice's server does not answer; the embedded voice takes over", code=error.code, reason=error.text)
    return FallbackVoice(proven, embedded, Circuit("tts"))


def reader(settings: Settings) -> RemoteReader | None:
    """`ocr_url`; None where no server is set."""
    if not settings.ocr_url:
        return None
    return RemoteReader(Endpoint(Place.parse(settings.ocr_url), settings.engine_key, READER_S))
