"""`voicebot models list|verify`."""

from __future__ import annotations

from typing import Any

import typer

from .. import weights
from ..errors import ModelError
from . import terminal


def show(as_json: bool) -> None:
    rows: list[dict[str, Any]] = [
        {"name": w.name, "bytes": w.bytes, "use": w.use, "present": present(w)} for w in weights.manifest().values()
    ]
    if as_json:
        terminal.print_json({"files": rows})
        return
    for row in rows:
        state = "here" if row["present"] else "missing"
        typer.echo(f"{row['name']:<40} {row['bytes'] / 1e6:8.2f} MB  {row['use']:<14} {state}")


def verify() -> None:
    """Raises ModelError naming what is missing or changed."""
    files = list(weights.manifest().values())
    bad = [w.name for w in terminal.progress(files, len(files), "verifying") if not (present(w) and weights.verify(w))]
    if bad:
        raise ModelError(f"{len(bad)} of {len(files)} files are missing or changed: {', '.join(bad)}")
    typer.echo(f"{len(files)} files, all as in the manifest")


def present(weight: weights.Weight) -> bool:
    try:
        weights.find(weight.name)
    except ModelError:
        return False
    return True
