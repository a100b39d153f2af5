"""What became of a pack's answers since it was written: who approved, dated or withdrew which, when and why; and who made
which collection of documents public, or the staff's.

The pack is the base; a change is a line of history in one JSON file, replaced as a whole by rename, so that a reader in
another process sees all of it or nothing. Nothing is ever taken out of the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from ..errors import ConfigError
from .pack import Answer, Pack
from .replacing import alone, replace_file

FILE = "answers.json"  # in the knowledge folder
Action = Literal["approve", "schedule", "withdraw", "publish", "restrict"]


@dataclass(frozen=True, slots=True)
class Change:
    answer: str  # its id; "" where it is about a collection
    action: Action
    by: str
    at: datetime
    why: str = ""
    version: str = ""  # of approve: the words that were approved
    valid_from: date | None = None  # of schedule
    valid_to: date | None = None
    collection: str = ""  # of publish and restrict: its name


def apply(pack: Pack, changes: Iterable[Change]) -> Pack:
    """The pack with every answer as it stands now. Changes of answers that it does not have are passed over."""
    answers = dict(pack.answers)
    for change in changes:
        if change.answer in answers:
            answers[change.answer] = _changed(answers[change.answer], change)
    return replace(pack, answers=answers)


def _changed(answer: Answer, change: Change) -> Answer:
    match change.action:
        case "approve":  # of other words than these: says nothing about these
            return replace(answer, approver=change.by, withdrawn=False) if change.version == answer.version else answer
        case "schedule":
            return replace(answer, valid_from=change.valid_from or answer.valid_from, valid_to=change.valid_to)
        case "withdraw":
            return replace(answer, withdrawn=True)
        case "publish" | "restrict":  # of a collection, never of an answer
            return answer


def read(folder: Path) -> tuple[Change, ...]:
    """The history, oldest first; nothing where there is none yet. Raises ConfigError where it cannot be understood."""
    path = folder / FILE
    try:
        rows = json.loads(path.read_text("utf-8"))["changes"]
        return tuple(map(_change, rows))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} cannot be read; no answer is safe to say without it", "knowledge_damaged") from error


def record(folder: Path, change: Change) -> None:
    """Add one change. Two processes that do so at once both get in. Raises ConfigError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(folder, FILE):
            rows = [_row(known) for known in (*read(folder), change)]
            replace_file(folder / FILE, json.dumps({"changes": rows}, ensure_ascii=False, indent=1))
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror}") from error


def _row(change: Change) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(change).items() if value not in ("", None)}


def _change(row: dict[str, Any]) -> Change:
    if row["action"] not in get_args(Action) or not all(isinstance(value, str) for value in row.values()):
        raise ValueError("no such change")
    dates: dict[str, Any] = {name: date.fromisoformat(row[name]) for name in ("valid_from", "valid_to") if name in row}
    values = {"answer": "", **row, "at": datetime.fromisoformat(row["at"]), **dates}
    return Change(**values)
