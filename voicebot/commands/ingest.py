"""`voicebot ingest`."""

from __future__ import annotations

import getpass
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..daytime import hong_kong
from ..errors import InputError
from ..ingesting import Ingest, Outcome, Report
from ..ingesting import Progress as Tell
from ..knowledge import managed
from ..knowledge.collection import AUDIENCES, Audience
from ..knowledge.ingest.decode import line
from ..knowledge.managed import Action, Change
from ..knowledge.pack import load_pack
from . import terminal


def ingest(
    config: Path | None, paths: list[Path], name: str, audience: str | None, make_public: bool, by: str, remove: bool, preview: bool, as_json: bool
) -> None:
    """Raises InputError after the report where a file could not be taken in, and before anything is written where what is
    for staff would become public without `make_public`."""
    if audience is not None and audience not in AUDIENCES:
        raise InputError(f"an audience is one of: {', '.join(AUDIENCES)}")
    settings = terminal.settings(config)
    folder = Path(settings.data_dir) / "knowledge"

    def record(audience: Audience) -> None:
        action: Action = "publish" if audience == "customers" else "restrict"
        managed.record(folder, Change("", action, by or getpass.getuser(), hong_kong(time.time()), collection=name))

    run = Ingest(folder, name, load_pack(settings.pack).glossary, cast(Audience | None, audience), preview, make_public, record)
    with _bar() as run.progress:
        report = run.remove(paths) if remove else run.take_in(paths)
    if as_json:
        terminal.print_json(_json(report))
    else:
        _print(report, preview)
    if failed := sum(outcome.state == "failed" for outcome in report.outcomes):
        raise InputError(f"{failed} of {len(report.outcomes)} files could not be taken in", "ingest_incomplete")


@contextmanager
def _bar() -> Iterator[Tell]:
    """A bar on stderr for the file at hand; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda name, done, of: bar.update(task, description=name, completed=done, total=of)


def _print(report: Report, preview: bool) -> None:
    for outcome in report.outcomes:
        typer.echo(f"{outcome.state:<10} {line(Path(outcome.source).name)}  {_found(outcome)}".rstrip())  # a name may hold anything
        for remark in _remarks(outcome):
            typer.echo(f"{'':<10} {remark}")
        if preview and outcome.entry is not None:
            for passage in outcome.entry.passages:
                where = "withheld  " if passage.source in outcome.entry.withheld else ""
                where += f"page {passage.page}  " if passage.page else ""
                typer.echo(f"{'':<10} {where}{' › '.join((*passage.path, passage.heading))}")
                for text in passage.lines:
                    typer.echo(f"{'':<12} {text}")
    stored = report.stored
    if stored.audience != report.audience_before:
        typer.echo(f"{'audience':<10} {report.audience_before} → {stored.audience}{' (needs --make-public)' if preview and stored.audience == 'customers' else ''}")
    passages = sum(len(entry.passages) for entry in stored.documents)
    done = "written" if report.written else "a preview, nothing was written" if preview else "as it was"
    typer.echo(f"collection {stored.name} for {stored.audience}: {_count(len(stored.documents), 'document')}, {_count(passages, 'passage')}; {done}")


def _found(outcome: Outcome) -> str:
    if outcome.code:
        return f"[{outcome.code}] {outcome.text}"
    if outcome.entry is None:
        return ""
    return f"{_count(len(outcome.entry.passages), 'passage')} from {_count(len(outcome.entry.account.parts), 'part')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _remarks(outcome: Outcome) -> Iterator[str]:
    """What a person should know of a file: pages without text, what is withheld and why, an encoding that was guessed."""
    if outcome.begins:
        assert outcome.entry is not None  # it was read
        yield f"read as {outcome.entry.account.encoding}; it begins: {outcome.begins}"
    if outcome.entry is None or outcome.state == "failed":
        return
    yield from (f"{part.name}: {part.note}" for part in outcome.entry.account.parts if part.note)
    for why, count in Counter(outcome.entry.withheld.values()).items():
        yield f"withheld from customers: {_count(count, 'passage')} that {why}"


def _json(report: Report) -> dict[str, Any]:
    return {
        "collection": report.stored.name,
        "audience": report.stored.audience,
        "audience_before": report.audience_before,
        "written": report.written,
        "documents": len(report.stored.documents),
        "passages": sum(len(entry.passages) for entry in report.stored.documents),
        "files": [_file(outcome) for outcome in report.outcomes],
    }


def _file(outcome: Outcome) -> dict[str, Any]:
    row: dict[str, Any] = {"file": outcome.source, "state": outcome.state}
    if outcome.code:
        row |= {"code": outcome.code, "text": outcome.text}
    if outcome.entry is not None:
        account = outcome.entry.account
        parts = [{"name": part.name, "characters": part.characters, "note": part.note} for part in account.parts]
        row |= {"title": account.title, "encoding": account.encoding, "begins": outcome.begins, "parts": parts}
        row |= {"passages": [passage.source for passage in outcome.entry.passages], "withheld": dict(outcome.entry.withheld)}
    return row
