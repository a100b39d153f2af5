"""`voicebot hours`: whether the pack's services are open, and the storm signals that staff post."""

from __future__ import annotations

import getpass
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import typer

from ..daytime import hong_kong
from ..dialog.hours import sentence
from ..errors import InputError
from ..knowledge import signals
from ..knowledge.opening import Signals
from ..knowledge.pack import load_pack
from . import terminal
from .knowledge import knowledge_folder

TYPHOON = ("1", "3", "8", "9", "10")
LONGEST_H = 72.0


def show(config: Path | None, as_json: bool) -> None:
    """What the desk would say now of every service, and what is in force."""
    settings = terminal.settings(config)
    now = hong_kong(time.time()).replace(tzinfo=None, microsecond=0)
    posted = signals.read(knowledge_folder(settings))
    known = signals.in_force(posted, now)
    services = load_pack(settings.pack).hours
    said = {key: sentence(hours, now, known).spoken for key, hours in services.items()}
    if as_json:
        row = {"typhoon": known.typhoon, "black_rain": known.black_rain, "extreme": known.extreme, "lifted": str(known.lifted or "")}
        terminal.print_json({"now": now.isoformat(), "signals": row, "until": posted.until.isoformat() if now < posted.until else "", "services": said})
        return
    typer.echo(_told(known, posted, now < posted.until))
    for key, text in said.items():
        typer.echo(f"{key:<12} {text}")


def post(config: Path | None, names: Sequence[str], hours: float, by: str) -> None:
    """Say which signals are in force, all of them; `none` takes them down. Raises InputError."""
    settings = terminal.settings(config)
    now = hong_kong(time.time()).replace(tzinfo=None, microsecond=0)
    if not 0 < hours <= LONGEST_H:
        raise InputError(f"--hours is more than 0 and at most {LONGEST_H:.0f}")
    posted = signals.post(knowledge_folder(settings), _signals(names), now, now + timedelta(hours=hours), by or getpass.getuser())
    typer.echo(_told(posted.signals, posted, True))


def _signals(names: Sequence[str]) -> Signals:
    if strange := [name for name in names if name not in (*TYPHOON, "black", "extreme", "none")]:
        raise InputError(f"there is no signal {strange[0]}; signals are {', '.join(TYPHOON)}, black, extreme, none")
    typhoons = [int(name) for name in names if name in TYPHOON]
    if len(typhoons) > 1 or ("none" in names and len(names) > 1):
        raise InputError("these signals cannot be in force together")
    return Signals(typhoons[0] if typhoons else 0, "black" in names, "extreme" in names)


def _told(known: Signals, posted: signals.Posted, holds: bool) -> str:
    held = [f"typhoon signal {known.typhoon}"] if known.typhoon else []
    held += ["black rainstorm"] * known.black_rain + ["extreme conditions"] * known.extreme
    lifted = f"; lifted at {known.lifted:%H:%M}" if known.lifted is not None else ""
    return f"in force: {', '.join(held) or 'nothing'}{lifted}{f' (until {posted.until:%Y-%m-%d %H:%M}, by {posted.by})' if holds else ''}"
