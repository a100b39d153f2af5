"""What is installed, which engines can run, and how to get what is missing. Engines are tried, not guessed at."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from . import weights
from .config import Settings
from .engines import VAD_SAMPLES, Question
from .errors import DeskError
from .events import IN_RATE, Transcript


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. `remedy` is what to do where `ok` is False."""

    group: Literal["machine", "package", "weight", "engine", "tool"]
    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True  # False where the desk runs without it


def checks(settings: Settings) -> Iterator[Check]:
    """Every check in turn; the engines take a second or two, so a caller can show each as it comes."""
    yield from _machine(settings)
    yield from _packages()
    yield from _weights()
    yield from _engines(settings)
    yield from _tools()


def _machine(settings: Settings) -> Iterator[Check]:
    ok = sys.version_info >= (3, 11)
    yield Check("machine", "python", ok, platform.python_version(), "install Python 3.11 or newer")
    yield Check("machine", "cores", True, f"{os.cpu_count()}; {settings.threads} threads for live inference")
    yield Check("machine", "sqlite", True, sqlite3.sqlite_version)
    folder = settings.data_dir
    writable = os.access(folder if os.path.isdir(folder) else os.path.dirname(os.path.abspath(folder)), os.W_OK)
    yield Check("machine", "data folder", writable, folder, "set data_dir to a folder that can be written")


def _packages() -> Iterator[Check]:
    for requirement in importlib.metadata.requires("voicebot") or []:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        try:
            yield Check("package", name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Check("package", name, False, "not installed", "pip install -e .")


def _weights() -> Iterator[Check]:
    try:
        listed = weights.manifest()
    except DeskError as error:
        yield Check("weight", "manifest.toml", False, error.text, "restore models/manifest.toml from the repository")
        return
    for weight in listed.values():
        try:
            weights.find(weight.name)
        except DeskError:
            remedy = f"restore models/shipped/{weight.name} from the repository, or point VOICEBOT_MODELS at it"
            yield Check("weight", weight.name, False, "missing", remedy)
        else:
            yield Check("weight", weight.name, True, f"{weight.bytes / 1e6:.2f} MB, use: {weight.use}")


def _engines(settings: Settings) -> Iterator[Check]:
    """Each engine does a little real work."""
    trials: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("vad: silero", _try_vad),
        ("ears: embedded", _try_ears),
        ("voice: embedded", lambda: _try_voice(settings)),
        ("mind: approved answers", lambda: _try_mind(settings)),
    )
    yield _chosen_ears(settings)
    for name, trial in trials:
        try:
            trial()
        except DeskError as error:
            yield Check("engine", name, False, error.text, "see the weights and packages above")
        except Exception as error:  # noqa: BLE001 - whatever breaks it, the report must go on
            yield Check("engine", name, False, type(error).__name__, "run `voicebot --debug ask 你好` to see where")
        else:
            yield Check("engine", name, True, "runs")
    yield _readings(settings)


def _readings(settings: Settings) -> Check:
    """Whether the voice can read every character that the pack says or shows."""
    from .knowledge.pack import load_pack, texts
    from .tts.normalise import normalise
    from .tts.pronounce import Pronouncer

    remedy = "give them a reading in the pack's pronunciations.tsv"
    try:
        pack = load_pack(settings.pack)
    except DeskError as error:
        return Check("engine", "voice: readings", False, error.text, "mend the pack")
    own = Pronouncer(pack.pronunciations)
    unread = {said.text for text in texts(pack) for said in own.explain(normalise(text)) if said.source == "unknown"}
    detail = f"no reading for {''.join(sorted(unread))}" if unread else "every character of the pack has one"
    return Check("engine", "voice: readings", not unread, detail, remedy, needed=False)


def _chosen_ears(settings: Settings) -> Check:
    """Which recogniser the desk would start with, and why; nothing is started."""
    from .remote.choose import chosen

    if settings.asr_engine == "embedded" or settings.asr_url:
        which, why = ("embedded", "asr_engine says so") if settings.asr_engine == "embedded" else ("the server of asr_url, else embedded", "asr_url is set")
        return Check("engine", "ears: chosen", True, f"{which}: {why}")
    try:
        choice = chosen(settings)
    except DeskError as error:
        return Check("engine", "ears: chosen", False, error.text, "change asr_engine, or do what the line says")
    which = "embedded" if choice.model is None else f"{choice.model.name} by {choice.model.engine}, else embedded"
    return Check("engine", "ears: chosen", True, f"{which}: {choice.why}")


def _try_vad() -> None:
    import numpy as np

    from .vad.silero import SileroVad

    SileroVad().stream().probability(np.zeros(VAD_SAMPLES, np.int16))


def _try_ears() -> None:
    import numpy as np

    from .asr.embedded import EmbeddedRecognizer

    stream = EmbeddedRecognizer().stream()
    stream.feed(np.zeros(IN_RATE, np.int16))
    stream.final()


def _try_voice(settings: Settings) -> None:
    from .tts.embedded import EmbeddedVoice

    next(iter(EmbeddedVoice(settings.timbre).speak("你好")))


def _try_mind(settings: Settings) -> None:
    from .building import build_mind

    build_mind(settings).answer(Question(Transcript("你好")))


def _tools() -> Iterator[Check]:
    wanted = (
        ("ffmpeg", "reads recordings that libsndfile refuses (M4A, WebM)", "apt-get install ffmpeg"),
        ("chromium", "runs the browser tests", "apt-get install chromium, or make test"),
        ("node", "checks our events against the JavaScript client", "make test"),
    )
    for name, use, remedy in wanted:
        yield Check("tool", name, shutil.which(name) is not None, use, remedy, needed=False)
