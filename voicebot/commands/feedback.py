"""`voicebot feedback export`: what customers thought of the answers, as an evaluation set."""

from __future__ import annotations

from pathlib import Path

import typer

from ..errors import InputError
from ..knowledge.feedback import manifest
from ..store import Feedback, load_key
from . import terminal


def export(config: Path | None, output: Path | None) -> None:
    """Raises InputError where nobody has ever judged an answer, or the file cannot be written."""
    settings = terminal.settings(config)
    folder = Path(settings.data_dir)
    if not (folder / "feedback.db").exists():
        raise InputError(f"there is no feedback in {settings.data_dir}; the desk makes it when it first starts")
    kept = Feedback(folder / "feedback.db", load_key(folder), settings.feedback_days)
    judgements = kept.entries()
    kept.close()
    if output is None:
        typer.echo(manifest(judgements), nl=False)
        return
    terminal.write(output, manifest(judgements).encode())
    typer.echo(f"{len(judgements)} {'judgement' if len(judgements) == 1 else 'judgements'}, {sum(j.verdict == 'helpful' for j in judgements)} of them helpful", err=True)
