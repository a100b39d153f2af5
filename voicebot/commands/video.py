"""`voicebot video`: a text as a video with the drawn face, the voice, subtitles and the label."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from .. import video
from ..errors import InputError
from . import terminal


def make(config: Path | None, text: str, output: Path, timbre: str | None, size: str) -> None:
    """Writes MP4 or WebM, by the ending of `output`. Raises DeskError; then there is no file, or the one from before."""
    text, pixels = text.strip(), video.parse_size(size)
    video.check(text, output, pixels)
    if not output.resolve().parent.is_dir():
        raise InputError(f"{output} cannot be written: there is no such folder")
    from ..building import embedded_voice
    from ..tts.embedded import TIMBRES

    if timbre is not None and timbre not in TIMBRES:
        raise InputError(f"there is no timbre {timbre}; choose one of: {', '.join(TIMBRES)}")
    settings = terminal.settings(config)
    with terminal.busy("speaking"):
        said = video.script(embedded_voice(replace(settings, timbre=timbre or settings.timbre)).speak(text))
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("drawing", total=100)
        work = video.render(said, output, pixels, datetime.now(UTC), lambda percent: bar.update(task, completed=percent))
        asyncio.run(work)
    typer.echo(f"{output}: {said.seconds:.1f} s, {output.stat().st_size / 1e6:.1f} MB, {size}")
