"""`voicebot voice prepare`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import typer

from ..config import Settings
from ..daytime import hong_kong
from ..engines import Voice
from ..knowledge.pack import Pack
from ..tts.cache import Fixed, Prepared
from . import terminal

PHRASE_S = 120.0  # that a server may take for one phrase: nobody waits


def fixed(pack: Pack, today: date) -> list[Fixed]:
    """What the pack says word for word: its phrases, and the answers for customers that are in force."""
    phrases = [Fixed(p.spoken, p.style) for p in pack.phrases.values() if "{" not in p.spoken]
    answers = [Fixed(a.spoken, "warm") for a in pack.answers.values() if a.audience == "customers" and a.state(today) == "approved"]
    return list(dict.fromkeys([*phrases, *answers]))


def prepare(config: Path | None, now: datetime, as_json: bool) -> None:
    """Raises ConfigError for a voice that may not speak, EngineError where it fails, BusyError beside another such run."""
    settings = terminal.settings(config)
    with terminal.busy("rendering the pack's phrases"):
        done = render(settings, now.timestamp())
    if as_json:
        terminal.print_json(asdict(done))
        return
    typer.echo(f"{done.rendered} rendered, {done.kept} kept, {done.removed} taken away, {done.left_out} left out; {done.bytes / 1e6:.1f} MB")


def render(settings: Settings, now: float) -> Prepared:
    """What is missing of the pack's fixed phrases; `now` in seconds since the epoch. Raises as `prepare` does."""
    from ..building import build_mind, embedded_voice, phrase_store
    from ..asr.acoustic import Acoustic
    from ..asr.sounds import Ear
    from ..remote.choose import server_voice
    from ..tts.ssml import Marked

    pack = build_mind(settings).pack
    speaks: Voice = embedded_voice(settings)
    if settings.tts_url:
        speaks = server_voice(settings, Ear(Acoustic()), PHRASE_S, Marked(pack.marked), pack.pronunciations)
    return phrase_store(settings).prepare(speaks, fixed(pack, hong_kong(now).date()))
