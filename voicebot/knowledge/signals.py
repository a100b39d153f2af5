"""Which storm signals are in force, as staff have posted them: one JSON file, replaced as a whole by rename.

Nothing here looks up the weather. What was posted ends by itself after its time, so that a signal that nobody took down
does not close the branches for good; and from then on nothing is known of it, not that it was lifted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ..errors import ConfigError
from .opening import Signals, closes
from .replacing import alone, replace_file

FILE = "signals.json"  # in the knowledge folder


@dataclass(frozen=True, slots=True)
class Posted:
    """Hong Kong local time without a zone. `until` is when it ends by itself."""

    signals: Signals = Signals()
    until: datetime = datetime.min
    by: str = ""


def in_force(posted: Posted, when: datetime) -> Signals:
    """What is known to hold at `when`."""
    return posted.signals if when < posted.until else Signals()


def post(folder: Path, wanted: Signals, now: datetime, until: datetime, by: str) -> Posted:
    """Say what is in force from now on. Where nothing closes a service any more that did before, it was lifted now.
    Raises ConfigError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(folder, FILE):
            before = in_force(read(folder), now)
            lifted = None if closes(wanted) else now if closes(before) else before.lifted
            posted = Posted(replace(wanted, lifted=lifted), until, by)
            replace_file(folder / FILE, _text(posted))
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror}") from error
    return posted


def read(folder: Path) -> Posted:
    """What was posted last; nothing where there is no file. Raises ConfigError (knowledge_damaged)."""
    try:
        row = json.loads((folder / FILE).read_text("utf-8"))
        lifted = datetime.fromisoformat(row["lifted"]) if row["lifted"] else None
        signals = Signals(int(row["typhoon"]), bool(row["black_rain"]), bool(row["extreme"]), lifted)
        return Posted(signals, datetime.fromisoformat(row["until"]), str(row["by"]))
    except FileNotFoundError:
        return Posted()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{folder / FILE} cannot be read", "knowledge_damaged") from error


def _text(posted: Posted) -> str:
    signals = posted.signals
    lifted = signals.lifted.isoformat() if signals.lifted is not None else ""
    row = {
        "typhoon": signals.typhoon, "black_rain": signals.black_rain, "extreme": signals.extreme, "lifted": lifted,
        "until": posted.until.isoformat(), "by": posted.by,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False, indent=1)
