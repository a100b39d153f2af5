"""Which engines a desk runs with: the embedded ones, and before them the servers that its settings name or that it starts."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from ..config import Settings
from ..engines import Expect, RecognitionStream, Recognizer, Voice
from ..errors import EngineError
from ..public import local
from ..tts.phrases import UNMARKED
from ..tts.ssml import Marked
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

PATIENCE_S = 60.0  # of a measurement, in which nobody waits on the line
CAPTIONS_SPEED = 20.0  # seconds of audio a second, on a GPU, from which on a server writes captions too
log = structlog.get_logger()


def recognizer(settings: Settings, embedded: Recognizer, terms: tuple[str, ...] = ()) -> Recognizer:
    """The best that can be had, `embedded` behind it: `asr_url` where it is set, else as `asr_engine` says. `terms`: the
    pack's own words. The log says which and why. Raises ConfigError, ModelError for an `asr_engine` that cannot be had."""
    if settings.asr_engine == "embedded":
        return _said(embedded, "asr_engine says so")
    if settings.asr_url:
        endpoint = Endpoint(Place.parse(settings.asr_url), settings.engine_key, RECOGNIZER_S)
        return _said(_behind(endpoint, embedded, terms), "asr_url names a server")
    choice = chosen(settings)
    if choice.model is None:
        return _said(embedded, choice.why)
    starting = Starting(embedded, choice.model.name)
    command = local.command(choice, settings.data_dir, max(1, settings.threads // 2))
    local.Server(command, lambda address, key: starting.ready(address, key, terms)).start()
    return _said(starting, choice.why)


def chosen(settings: Settings) -> local.Choice:
    """What `asr_engine` comes to on this machine."""
    here = local.pulled(settings.data_dir)
    return local.choose(settings.asr_engine, here, local.Machine.here(), lambda engine: local.python_with(engine, settings.engine_python))


def recognizer_at(url: str, key: str = "") -> RemoteRecognizer:
    """A server's own recogniser, with nothing behind it: for measuring. A failure is an EngineError."""
    return RemoteRecognizer(Endpoint(Place.parse(url), key, PATIENCE_S))


class Starting:
    """`engines.Recognizer`: the embedded one until the desk's own engine server is ready, then that before it."""

    def __init__(self, embedded: Recognizer, model: str) -> None:
        self.name = f"{model}, else {embedded.name}"
        self._embedded = self._now = embedded

    def ready(self, address: str, key: str, terms: tuple[str, ...]) -> None:
        self._now = _behind(Endpoint(Place.parse(f"{address}/v1"), key, RECOGNIZER_S), self._embedded, terms)
        log.info("ears ready", engine=self.name)

    def stream(self, expect: Expect = Expect()) -> RecognitionStream:
        return self._now.stream(expect)


def _behind(endpoint: Endpoint, embedded: Recognizer, terms: tuple[str, ...]) -> FallbackRecognizer:
    captions = _quick(endpoint)
    return FallbackRecognizer(RemoteRecognizer(endpoint, terms, captions), embedded, Circuit("asr"), captions)


def _quick(endpoint: Endpoint) -> bool:
    """Whether the server is one of ours, on a GPU, and quick enough for captions. A server that does not say is not."""
    try:
        told = endpoint.health()
        return told.get("device") == "cuda" and float(told["speed"]["value"]) >= CAPTIONS_SPEED
    except (EngineError, KeyError, TypeError, ValueError):
        return False


def _said(ears: Recognizer, why: str) -> Recognizer:
    log.info("ears chosen", engine=ears.name, reason=why)
    return ears


def voice(
    settings: Settings, embedded: Voice, ear: Ear | None = None, marked: Marked = UNMARKED, words: Mapping[str, str] = {}
) -> Voice:
    """`tts_url`, and `embedded` where the server fails. `ear` times its phones and hears whether it speaks Cantonese; of
    `marked` texts the server gets the words, and `words` are a pack's own readings.

    Raises ConfigError (voice_language) where it does not; a server that is not there yet is heard at its first phrase.
    """
    if not settings.tts_url:
        return embedded
    server = server_voice(settings, ear, marked=marked, words=words)
    if isinstance(server, ProvenVoice):
        try:
            server.prove()
        except EngineError as error:
            log.warning("the voice's server does not answer; the embedded voice takes over", code=error.code, reason=error.text)
    return FallbackVoice(server, embedded, Circuit("tts"))


def server_voice(
    settings: Settings, ear: Ear | None, timeout_s: float | None = None, marked: Marked = UNMARKED, words: Mapping[str, str] = {}
) -> ProvenVoice | RemoteVoice:
    """The voice at `tts_url` alone; `timeout_s` for a phrase, where nobody waits for it."""
    remote = RemoteVoice(Endpoint(Place.parse(settings.tts_url), settings.engine_key, timeout_s or VOICE_S), ear, marked, words)
    return remote if ear is None else ProvenVoice(remote, ear)


def reader(settings: Settings) -> RemoteReader | None:
    """`ocr_url`; None where no server is set."""
    if not settings.ocr_url:
        return None
    return RemoteReader(Endpoint(Place.parse(settings.ocr_url), settings.engine_key, READER_S))
