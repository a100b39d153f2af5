"""`voicebot doctor`."""

from __future__ import annotations

import dataclasses

import typer

from .. import doctor
from . import terminal


def report(as_json: bool) -> None:
    """Prints every check as it is made; exit status 1 where something needed is missing."""
    ok = True
    rows = []
    group = ""
    for check in doctor.checks(terminal.settings(None)):
        ok = ok and (check.ok or not check.needed)
        rows.append(dataclasses.asdict(check))
        if as_json:
            continue
        if check.group != group:
            group = check.group
            typer.secho(group, bold=True)
        mark = "ok     " if check.ok else "MISSING" if check.needed else "absent "
        typer.echo(f"  {mark} {check.name:<34} {check.detail}{'' if check.ok else f' → {check.remedy}'}")
    if as_json:
        terminal.print_json({"ok": ok, "checks": rows})
    else:
        typer.echo("The desk can run." if ok else "The desk cannot run yet; the lines marked MISSING say what to do.")
    if not ok:
        raise typer.Exit(1)
