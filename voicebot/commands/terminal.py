"""What commands share: reading the settings, progress on stderr, JSON and files out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn, track

from ..config import Settings
from ..errors import InputError

T = TypeVar("T")
DEFAULT_CONFIG = Path("desk.toml")


def settings(config: Path | None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """The process's settings: `config`, or ./desk.toml where there is one. Raises ConfigError."""
    if config is None and DEFAULT_CONFIG.exists():
        config = DEFAULT_CONFIG
    return Settings.load(config, os.environ, overrides)


def progress(work: Iterable[T], total: int, title: str) -> Iterable[T]:
    """Pass `work` through while a bar grows on stderr; silent where stderr is no terminal."""
    console = Console(stderr=True)
    return track(work, total=total, description=title, console=console, transient=True, disable=not console.is_terminal)


def busy(title: str) -> AbstractContextManager[object]:
    """A spinner on stderr around work of unknown length; silent where stderr is no terminal."""
    console = Console(stderr=True)
    return console.status(title) if console.is_terminal else nullcontext()


@contextmanager
def bytes_bar(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A function that is told how many bytes are there; the bar is on stderr, silent where that is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(title, total=total)
        yield lambda done: bars.update(bar, completed=done)


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write(path: Path, content: bytes) -> None:
    """Write a result. Raises InputError where the place cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
