"""`voicebot knowledge list|show|approve|schedule|withdraw`: what the desk may say, from when to when, by whose word.

A running desk obeys at its next turn.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typer

from ..config import Settings
from ..daytime import hong_kong
from ..errors import InputError
from ..knowledge import managed
from ..knowledge.managed import Action, Change
from ..knowledge.pack import Answer, load_pack
from . import terminal


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The answers as they stand, and their history."""

    folder: Path
    answers: dict[str, Answer]
    changes: tuple[Change, ...]

    def answer(self, id_: str) -> Answer:
        if id_ not in self.answers:
            raise InputError(f"there is no answer {id_}; voicebot knowledge list shows them", "answer_unknown")
        return self.answers[id_]


def _shelf(settings: Settings) -> _Shelf:
    folder = knowledge_folder(settings)
    changes = managed.read(folder)
    return _Shelf(folder, dict(managed.apply(load_pack(settings.pack), changes).answers), changes)


def knowledge_folder(settings: Settings) -> Path:
    return Path(settings.data_dir) / "knowledge"


def list_answers(config: Path | None, as_json: bool) -> None:
    """Every answer with its state today, its term, channels and audience."""
    shelf, today = _shelf(terminal.settings(config)), _today()
    if as_json:
        terminal.print_json({"answers": [_row(answer, today) for answer in shelf.answers.values()]})
        return
    for line in _table(shelf.answers.values(), today):
        typer.echo(line)


def show(config: Path | None, id_: str, as_json: bool) -> None:
    """One answer's words, and what was done to it by whom; of a collection only the latter. Raises InputError (answer_unknown)."""
    shelf, today = _shelf(terminal.settings(config)), _today()
    if id_ not in shelf.answers and (of_collection := [change for change in shelf.changes if change.collection == id_]):
        return _show_collection(id_, of_collection, as_json)
    answer = shelf.answer(id_)
    history = [change for change in shelf.changes if change.answer == id_]
    if as_json:
        said = {"spoken": answer.spoken, "written": answer.written, "english": answer.english, "source": answer.source}
        terminal.print_json({**_row(answer, today), **said, "history": list(map(_happened, history))})
        return
    typer.echo("\n".join(_table([answer], today)))
    typer.echo(f"  spoken   {answer.spoken}\n  written  {answer.written}\n  source   {answer.source}")
    for change in history:
        typer.echo(_told(change))


def _show_collection(name: str, history: list[Change], as_json: bool) -> None:
    if as_json:
        terminal.print_json({"collection": name, "history": list(map(_happened, history))})
    else:
        typer.echo("\n".join((f"collection {name}", *map(_told, history))))


def approve(config: Path | None, id_: str, by: str) -> None:
    """The words as they are now may be said, within their term. Raises InputError (answer_unknown)."""
    settings = terminal.settings(config)
    _record(settings, id_, "approve", by, version=_shelf(settings).answer(id_).version)


def schedule(config: Path | None, id_: str, valid_from: date, valid_to: date | None, by: str) -> None:
    """Raises InputError where the answer is unknown or the term ends before it begins."""
    if valid_to is not None and valid_to < valid_from:
        raise InputError("--to is before --from")
    _record(terminal.settings(config), id_, "schedule", by, valid_from=valid_from, valid_to=valid_to)


def withdraw(config: Path | None, id_: str, by: str, why: str) -> None:
    """It is not said any more, from the next turn on, until it is approved again. Raises InputError (answer_unknown)."""
    _record(terminal.settings(config), id_, "withdraw", by, why=why)


def _record(settings: Settings, id_: str, action: Action, by: str, **more: Any) -> None:
    _shelf(settings).answer(id_)
    at = hong_kong(time.time())
    managed.record(knowledge_folder(settings), Change(id_, action, by or getpass.getuser(), at, **more))
    typer.echo("\n".join(_table([_shelf(settings).answer(id_)], at.date())))


def _today() -> date:
    return hong_kong(time.time()).date()


def _row(answer: Answer, today: date) -> dict[str, Any]:
    return {
        "id": answer.id, "title": answer.title, "state": answer.state(today), "valid_from": str(answer.valid_from),
        "valid_to": str(answer.valid_to) if answer.valid_to else None, "channels": list(answer.channels), "audience": answer.audience,
        "owner": answer.owner, "approver": answer.approver, "version": answer.version,
    }  # fmt: skip


def _table(answers: Iterable[Answer], today: date) -> list[str]:
    return [
        f"{a.id:<24} {a.state(today):<9} {a.valid_from} – {a.valid_to or '          '}  {a.audience:<9} {','.join(a.channels):<15} "
        f"{a.title} · {a.owner} · {a.approver or 'nobody has approved it'}"
        for a in answers
    ]


def _told(change: Change) -> str:
    term = f" from {change.valid_from} to {change.valid_to or 'further notice'}" if change.action == "schedule" else ""
    return f"  {change.at.isoformat(timespec='seconds')}  {change.action}{term} by {change.by}{f': {change.why}' if change.why else ''}"


def _happened(change: Change) -> dict[str, Any]:
    return {
        "at": change.at.isoformat(timespec="seconds"), "action": change.action, "by": change.by, "why": change.why, "version": change.version,
        "valid_from": str(change.valid_from) if change.valid_from else None, "valid_to": str(change.valid_to) if change.valid_to else None,
    }  # fmt: skip
