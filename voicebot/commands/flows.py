"""`voicebot flows check`."""

from __future__ import annotations

from typing import Any

import typer

from ..dialog.flows.load import load_flows
from . import terminal


def check(pack: str, as_json: bool) -> None:
    """Raises ConfigError with the file and the place of the first thing that is wrong."""
    flows = load_flows(pack).flows.values()
    rows: list[dict[str, Any]] = [
        {"flow": f.name, "title": f.title, "examples": len(f.examples), "slots": len(f.slots), "steps": len(f.steps),
         "tools": [step.tool for step in f.steps if step.tool]}
        for f in flows
    ]  # fmt: skip
    if as_json:
        terminal.print_json({"flows": rows})
        return
    for row in rows:
        typer.echo(f"{row['flow']:<18} {row['examples']} examples, {row['slots']} slots, {row['steps']} steps, calls {', '.join(row['tools'])}")
    typer.echo(f"{len(rows)} {'flow' if len(rows) == 1 else 'flows'} can be talked through")
