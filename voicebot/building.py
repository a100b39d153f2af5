"""Settings → engines: what a desk, a command or a test puts together, without a server around it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import structlog

from .config import Settings
from .dialog.flows.load import load_flows
from .dialog.mind import PackMind
from .engines import Engines, Feeling, Question, Voice, Writer
from .errors import ModelError
from .events import Transcript
from .knowledge.library import Library
from .knowledge.pack import Audience, load_pack
from .tts.cache import CachedVoice, PhraseStore
from .tts.cache import version as voice_version
from .weights import manifest

log = structlog.get_logger()
OPTIONAL = ("emotion/head.npz",)  # weights that the desk goes without where their use forbids them


def build_mind(settings: Settings, audience: Audience = "customers") -> PackMind:
    """The pack's answers as they are managed, its flows, and the ingested collections, ready to be asked. Raises ConfigError for a
    pack or a history of its answers that cannot be used."""
    folder = Path(settings.data_dir) / "knowledge"
    library = Library(load_pack(settings.pack), folder, audience, lambda code, file: log.error("knowledge not read", code=code, file=file))
    return PackMind(library, tuple(load_flows(settings.pack).flows.values()))


def build_engines(settings: Settings) -> Engines:
    """The embedded engines, behind engine servers where those are set. Raises ModelError where a weight is missing or,
    in production, not for any use."""
    from .asr.embedded import EmbeddedRecognizer
    from .asr.sounds import Ear
    from .remote.choose import recognizer, voice
    from .tts.ssml import Marked
    from .vad.silero import SileroVad

    if settings.profile == "production" and (held := [w.name for w in manifest().values() if w.use != "any" and w.name not in OPTIONAL]):
        raise ModelError(f"the production profile loads only weights for any use; take away: {', '.join(held)}")
    writer = build_writer(settings)
    pack = load_pack(settings.pack)
    heard = EmbeddedRecognizer(pack.texts)
    ears = recognizer(settings, heard, tuple(pack.glossary))
    spoken = voice(settings, embedded_voice(settings), Ear(heard.acoustic), Marked(pack.marked), pack.pronunciations)
    mouth = CachedVoice(spoken, phrase_store(settings))
    return Engines(SileroVad(), ears, mouth, build_mind(settings), build_feeling(settings), writer)


def embedded_voice(settings: Settings) -> Voice:
    """The voice in the core, which knows how the pack wants its own words said. Raises ModelError, ConfigError."""
    from .tts.embedded import EmbeddedVoice
    from .tts.pronounce import Pronouncer
    from .tts.ssml import Marked

    pack = load_pack(settings.pack)
    return EmbeddedVoice(settings.timbre, Pronouncer(pack.pronunciations), Marked(pack.marked))


def phrase_store(settings: Settings) -> PhraseStore:
    """Where `voicebot voice prepare` puts the pack's phrases, by the voice that these settings lead to."""
    pack = load_pack(settings.pack)
    written = {**pack.marked, **{f"word {word}": said for word, said in pack.pronunciations.items()}}
    own = {w.name: w.sha256 for w in manifest().values() if w.name.startswith("voice/")} | {"timbre": settings.timbre}
    server = {"server": settings.tts_url}  # what model runs there is its own affair: prepare again when it changes
    return PhraseStore(Path(settings.data_dir) / "voice", voice_version({**(server if settings.tts_url else own), **written}))


def build_writer(settings: Settings) -> Writer | None:
    """Who drafts where no answer is approved: a server, a local model, or nobody. Raises ModelError."""
    if not settings.llm_model:
        return None
    from .llm.draft import Manner
    from .llm.writer import ChatModel, DraftWriter

    pack = load_pack(settings.pack)
    model: ChatModel
    if settings.llm_url:
        from .llm.openai_chat import OpenAIChat

        model = OpenAIChat(settings.llm_url, settings.llm_model, settings.llm_key, settings.llm_timeout_s)
    else:
        from .llm.local import LocalChat

        model = LocalChat(Path(settings.llm_model))
    return DraftWriter(model, settings.llm_timeout_s, Manner(pack.title, pack.prompt, pack.glossary))


def build_feeling(settings: Settings) -> Feeling | None:
    """Notices how callers feel; None where the settings do not want it. Raises ModelError where the head is damaged.

    The production profile goes without the head, whose training data are not for commercial use.
    """
    from .emotion.head import Head, usable
    from .emotion.judge import EmbeddedFeeling

    if not settings.emotion:
        return None
    return EmbeddedFeeling(Head(settings.profile) if usable(settings.profile) else None)


def warm_up(engines: Engines) -> None:
    """One whole turn on silence and a greeting, so that the first customer waits for no lazy loading."""
    engines.vad.stream().probability(np.zeros(512, np.int16))
    stream = engines.recognizer.stream()
    stream.feed(np.zeros(32_000, np.int16))
    stream.partial()
    stream.final()
    engines.mind.answer(Question(Transcript("你好")))
    for _ in engines.voice.speak(engines.mind.phrase("greeting").spoken):
        pass
