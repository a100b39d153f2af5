"""`voicebot explain`: why the desk said what it said, as long as the journal keeps the conversation, and the turn again."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from ..errors import InputError
from . import terminal


def explain(config: Path | None, session: str, turn: int | None, as_json: bool) -> None:
    """Raises InputError for a turn that is not there, AuthError for a conversation that is over."""
    from ..building import build_mind
    from ..dialog import trace as traces
    from ..dialog.flows.load import load_flows
    from ..knowledge.pack import load_pack, texts
    from ..privacy.mask import published
    from ..replaying import heard_again, replay

    settings = terminal.settings(config)
    items = _items(Path(settings.data_dir), settings.resume_minutes * 60, session)
    at, number = _turn(items, turn)
    mind, flows = build_mind(settings), load_flows(settings.pack)
    try:
        trace = traces.read(items[at]["trace"])
        again = replay(mind, flows, settings.pack, heard_again(trace), items[:at])
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError("the record of this turn was written by another version of the desk") from error
    known = again.trace.knowledge if again.trace is not None else ""
    differs = traces.differs(trace, again, known, published(texts(load_pack(settings.pack))))
    if as_json:
        terminal.print_json({"session": session, "turn": number, "trace": asdict(trace), "replay": {"same": not differs, "differs": differs}})
        return
    for line in traces.told(trace):
        typer.echo(line)
    typer.echo("replay     the same, byte for byte" if not differs else "replay     not the same")
    for line in differs:
        typer.echo(f"           {line}")


def _items(folder: Path, ttl_s: float, session: str) -> tuple[dict[str, Any], ...]:
    from ..store import Journal, load_key

    if not (folder / "journal.db").is_file():
        raise InputError(f"there is no journal in {folder}")
    journal = Journal(folder / "journal.db", load_key(folder), ttl_s)
    try:
        return journal.items(session, time.time())
    finally:
        journal.close()


def _turn(items: tuple[dict[str, Any], ...], turn: int | None) -> tuple[int, int]:
    """Where the turn's reply stands, and its number, from 1; None is the newest."""
    decided = [at for at, item in enumerate(items) if "trace" in item]
    number = len(decided) if turn is None else turn
    if not 1 <= number <= len(decided):
        raise InputError(f"the conversation has {len(decided)} turns that were decided; there is no turn {number}")
    return decided[number - 1], number
