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
    server = server_voice(settings, ear)
    if isinstance(server, ProvenVoice):
        try:
            server.prove()
        except EngineError as error:
            log.warning("the voice's server does not answer; the embedded voice takes over", code=error.code, reason=error.text)
    return FallbackVoice(server, embedded, Circuit("tts"))


def server_voice(settings: Settings, ear: Ear | None, timeout_s: float | None = None) -> ProvenVoice | RemoteVoice:
    """The voice at `tts_url` alone; `timeout_s` for a phrase, where nobody waits for it."""
    remote = RemoteVoice(Endpoint(Place.parse(settings.tts_url), settings.engine_key, timeout_s or VOICE_S), ear=ear)
    return remote if ear is None else ProvenVoice(remote, ear)


def reader(settings: Settings) -> RemoteReader | None:
    """`ocr_url`; None where no server is set."""
    if not settings.ocr_url:
        return None
    return RemoteReader(Endpoint(Place.parse(settings.ocr_url), settings.engine_key, READER_S))
