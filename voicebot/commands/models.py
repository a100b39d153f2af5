"""`voicebot models list|verify|public|pull`."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import typer

from .. import weights
from ..errors import InputError, ModelError
from ..public import fetch
from ..public import models as public
from . import terminal

_SPARE = 1.05  # of what a model takes on the disk


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


def show_public(config: Path | None, name: str | None, as_json: bool) -> None:
    """The catalogue, or one model with its files and where to put them. Raises InputError for an unknown name."""
    data_dir = terminal.settings(config).data_dir
    wanted = list(public.catalogue().values()) if name is None else [public.named(name)]
    if as_json:
        rows = [{**dataclasses.asdict(m), "here": not public.missing(m, public.folder_of(data_dir, m))} for m in wanted]
        terminal.print_json({"models": rows})
        return
    for model in wanted:
        state = "here" if not public.missing(model, public.folder_of(data_dir, model)) else "not here"
        error = "unpublished" if model.error is None else f"{model.error:g} %"
        typer.echo(f"{model.name:<24} {model.bytes / 1e6:7.0f} MB  {model.licence:<11} {error:>11}  {model.engine:<15} {state}")
        typer.echo(f"  {model.what}; wants {model.wants}, {model.memory_gb:g} GB of memory")
        if name is not None:
            _explain(model, public.folder_of(data_dir, model))


def _explain(model: public.Public, folder: Path) -> None:
    if model.licence_note:
        typer.echo(f"  licence: {model.licence_note}")
    typer.echo(f"  without a network here, get these of {model.repository} at {model.revision}")
    typer.echo(f"  elsewhere, put them into {folder}, and run `voicebot models pull {model.name}`, which then only checks them:")
    for file in model.files:
        typer.echo(f"    {file.path:<26} {file.bytes:>13} bytes  sha256 {file.sha256}")


def pull(config: Path | None, name: str, hub: str) -> None:
    """Fetch what is missing, check everything. Raises InputError, ModelError (what to do without a network is in its text)."""
    model = public.named(name)
    folder = public.folder_of(terminal.settings(config).data_dir, model)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lacking = public.missing(model, folder)
    if shutil.disk_usage(folder).free < _SPARE * sum(file.bytes for file in lacking):
        raise InputError(f"{folder} has no room for {sum(file.bytes for file in lacking) / 1e6:.0f} MB")
    typer.echo(f"{model.name}: {model.licence}{'; ' if model.licence_note else ''}{model.licence_note}; wants {model.wants}")
    for file in model.files:
        if file in lacking:
            _get(model, file, folder, hub)
        elif not public.right(file, folder):
            raise ModelError(f"{file.path} in {folder} is not what was expected (sha256); take it away and pull again", code="model_refused")
        typer.echo(f"  {file.path}: as expected")
    note = {"name": model.name, "engine": model.engine, "licence": model.licence, "repository": model.repository, "revision": model.revision}
    terminal.write(folder / public.NOTE, (json.dumps(note, indent=2) + "\n").encode())
    typer.echo(f"{model.name} is in {folder}; `voicebot doctor` says whether the desk can use it")


def _get(model: public.Public, file: public.File, folder: Path, hub: str) -> None:
    with terminal.bytes_bar(file.path, file.bytes) as told, fetch.client() as http:
        try:
            fetch.fetch(http, fetch.address(hub, model, file), file, folder, told)
        except ModelError as error:
            if error.code != "model_offline":
                raise
            raise ModelError(f"{error.text}; `voicebot models public {model.name}` says what to put where by hand", code=error.code) from error
