"""`voicebot eval` and `voicebot bench`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from ..config import Settings
from ..engines import Recognizer
from ..errors import ConfigError, InputError
from ..events import Transcript
from . import terminal


def _asr(_: Settings, manifest: Path, channel: str = "", confusions: Path | None = None) -> dict[str, Any]:
    from ..asr.embedded import EmbeddedRecognizer
    from ..asr.evaluate import evaluate as run

    return run(EmbeddedRecognizer(), manifest, channel, confusions)


def _hear(settings: Settings, manifest: Path, distractors: Path | None = None, channel: str = "") -> dict[str, Any]:
    from ..asr.channels import channel as through
    from ..asr.embedded import EmbeddedRecognizer
    from ..dialog.router import Router
    from ..engines import Question
    from ..knowledge.hear import evaluate as run
    from ..knowledge.library import Library
    from ..knowledge.pack import load_pack

    pack = load_pack(settings.pack)
    router = Router(Library(pack, Path(settings.data_dir) / "knowledge").snapshot())
    usable = frozenset(pack.answers)

    def answers(heard: Transcript) -> list[str]:
        decision = router.route(router.query(Question(heard)), usable, heard.text)
        return [decision.target, *(id_ for id_ in decision.candidates if id_ != decision.target)]

    return run(EmbeddedRecognizer(pack.texts), pack, answers, manifest, through(channel), distractors)


def _engines(settings: Settings, manifest: Path, engines: str = "") -> dict[str, Any]:
    """The embedded recogniser and each server of `engines` (URLs, separated by commas), on the same recordings, as
    `asr.evaluate` measures them; `wall` is seconds of waiting a second of audio, one clip at a time."""
    from ..asr.embedded import EmbeddedRecognizer
    from ..asr.evaluate import evaluate as run
    from ..remote.choose import recognizer_at
    from ..remote.endpoint import Place

    ears: dict[str, Recognizer] = {"embedded": EmbeddedRecognizer()}
    for url in filter(None, (part.strip() for part in engines.split(","))):
        server = recognizer_at(url, settings.engine_key)
        ears[f"{server.described()} at {Place.parse(url).url}"] = server
    return {name: _timed(recognizer, lambda ear: run(ear, manifest)) for name, recognizer in ears.items()}


def _timed(recognizer: Recognizer, work: Callable[[Recognizer], dict[str, Any]]) -> dict[str, Any]:
    """What `work` finds, and `wall`: seconds in `final` a second of audio that the recogniser was fed."""
    from ..asr.timed import Timed

    timed = Timed(recognizer)
    return {**work(timed), "wall": round(timed.waited_s / max(1e-9, timed.fed_s), 3)}


def _tts(
    settings: Settings, manifest: Path, judge: Path | None = None, whisper: str = "", dnsmos: Path | None = None, **more: Path
) -> dict[str, Any]:
    from ..remote.choose import recognizer_at
    from ..tts.embedded import EmbeddedVoice
    from ..tts.evaluate import Aids
    from ..tts.evaluate import evaluate as run
    from ..tts.evaluate_heard import Judge, Writer
    from ..tts.evaluate_sound import Quality
    from ..tts.normalise import normalise
    from ..tts.pronounce import Pronouncer
    from .espeak import Espeak

    second = None
    if whisper:
        read = Pronouncer().syllables
        second = Writer(recognizer_at(whisper, settings.engine_key), f"Whisper at {whisper.partition('?')[0]}", lambda text: read(normalise(text)))
    aids = Aids(
        other=Espeak() if Espeak.found() else None, second=second, quality=Quality(dnsmos) if dnsmos else None, **more
    )  # fmt: skip
    return run(EmbeddedVoice(settings.timbre), Judge(judge), manifest, aids)


def _g2p(settings: Settings, manifest: Path) -> dict[str, Any]:
    from ..knowledge.pack import load_pack
    from ..tts.evaluate_g2p import evaluate as run
    from ..tts.pronounce import Pronouncer

    return run(manifest, Pronouncer(load_pack(settings.pack).pronunciations))


def _answers(settings: Settings, manifest: Path) -> dict[str, Any]:
    from ..building import build_mind
    from ..dialog.evaluate import evaluate as run

    return run(build_mind(settings), manifest)


def _route(settings: Settings, manifest: Path) -> dict[str, Any]:
    from ..building import build_mind
    from ..dialog.evaluate_route import evaluate as run

    return run(build_mind(settings), manifest)


def _grounding(settings: Settings, manifest: Path, hostile: Path | None = None) -> dict[str, Any]:
    from ..building import build_mind
    from ..dialog.evaluate import read_rows
    from ..dialog.evaluate_grounding import evaluate as run
    from ..llm.evaluate import evaluate as attacked
    from ..logs import configure

    mind = build_mind(settings)
    if hostile is None:
        return run(mind, manifest)
    configure("error")
    return attacked(mind, [row["question"] for row in read_rows(manifest, ("question", "answer"))], hostile)


def _forms(_: Settings, manifest: Path) -> dict[str, Any]:
    try:
        from ocr.evaluate import evaluate as run
    except ImportError as error:
        raise ConfigError("reading forms needs more packages; install voicebot[ocr]") from error

    return run(manifest)


def _emotion(settings: Settings, manifest: Path) -> dict[str, Any]:
    from ..asr.embedded import EmbeddedRecognizer
    from ..emotion.evaluate import evaluate as run
    from ..emotion.head import Head

    return run(Head(settings.profile), EmbeddedRecognizer(), manifest)


def _retrieval(settings: Settings, manifest: Path, distractors: Path | None = None) -> dict[str, Any]:
    from ..dialog.router import Router
    from ..engines import Question
    from ..events import Transcript
    from ..knowledge.evaluate import evaluate as run
    from ..knowledge.library import Library, Snapshot
    from ..knowledge.pack import load_pack

    def built(view: Snapshot) -> Callable[[Transcript], list[str]]:
        router = Router(view)
        return lambda heard: [reading.id for reading in router.read(router.query(Question(heard)), heard.text)]

    library = Library(load_pack(settings.pack), Path(settings.data_dir) / "knowledge")
    return run(library.snapshot(), manifest, built, distractors)


def _slots(_: Settings, manifest: Path) -> dict[str, Any]:
    from ..dialog.slots.evaluate import evaluate as run

    return run(manifest)


def _guard(_: Settings, manifest: Path, clean: Path | None = None) -> dict[str, Any]:
    from ..dialog.evaluate_guard import evaluate as run

    return run(manifest, clean)


def _dialog(settings: Settings, manifest: Path) -> dict[str, Any]:
    from ..building import build_mind
    from ..logs import configure
    from ..rehearsal import evaluate as run

    configure("warning")
    return run(settings, build_mind(settings), manifest)


# The docstring of a stage's `evaluate` names the manifest's columns and the keys of the result.
STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "asr": _asr, "engines": _engines, "hear": _hear, "tts": _tts, "answers": _answers, "emotion": _emotion, "forms": _forms, "retrieval": _retrieval, "dialog": _dialog,
    "route": _route, "grounding": _grounding, "slots": _slots, "guard": _guard, "g2p": _g2p,
}  # fmt: skip
# What else a stage takes.
TAKES = {
    "engines": {"engines"},
    "asr": {"channel", "confusions"}, "hear": {"distractors", "channel"},
    "retrieval": {"distractors"}, "guard": {"clean"}, "grounding": {"hostile"},
    "tts": {"judge", "whisper", "dnsmos", "natural", "strings", "cases"},
}  # fmt: skip


def evaluate(
    config: Path | None, stage: str, manifest: Path, as_json: bool, profile: str | None = None,
    **more: Path | str | None,
) -> None:  # fmt: skip
    """Raises InputError for an unknown stage or a manifest that is not there, ModelError where a weight may not be used."""
    if stage not in STAGES:
        raise InputError(f"there is no stage {stage}; stages are {', '.join(STAGES)}")
    if not manifest.exists():
        raise InputError(f"there is no manifest {manifest}")
    given = {name: value for name, value in more.items() if value is not None}
    if strange := given.keys() - TAKES.get(stage, set()):
        raise InputError(f"{stage} takes no --{min(strange)}")
    settings = terminal.settings(config, {"profile": profile} if profile is not None else None)
    with terminal.busy(f"measuring {stage}"):
        result = STAGES[stage](settings, manifest, **given)
    _print(result, as_json)


def _print(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        terminal.print_json(result)
        return
    for name, value in _flat(result):
        typer.echo(f"{name:<24} {value:.4g}" if isinstance(value, float) else f"{name:<24} {value}")


def _flat(result: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in result.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def bench(config: Path | None, calls: int, as_json: bool) -> None:
    settings = terminal.settings(config)
    from .. import bench as benchmark

    benchmark.run(settings, calls, as_json)


def bench_asr(config: Path | None, as_json: bool) -> None:
    from ..bench_asr import measure

    with terminal.busy("measuring what hearing costs"):
        result = measure(terminal.settings(config))
    _print(result, as_json)
