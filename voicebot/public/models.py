"""The public recognisers that a desk can be run with: where they come from, what they want, and whether they are here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import InputError, ModelError

NOTE = "model.json"  # beside the weights: which model they are


@dataclass(frozen=True, slots=True)
class File:
    path: str  # in the folder and in the repository
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Public:
    """One row of models.json, which says where its figures and hashes come from."""

    name: str
    engine: str
    what: str
    licence: str
    licence_note: str
    repository: str
    revision: str
    error: float | None  # as its makers publish it; None where they do not
    cpu: bool  # quick enough without a GPU
    memory_gb: float
    gpu_gb: float
    wants: str
    files: tuple[File, ...]

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


@cache
def catalogue() -> dict[str, Public]:
    rows = json.loads(Path(__file__).with_name("models.json").read_text("utf-8"))["models"]
    return {row["name"]: Public(**{**row, "files": tuple(File(**file) for file in row["files"])}) for row in rows}


def named(name: str) -> Public:
    """Raises InputError for a name that the catalogue does not have."""
    if name not in catalogue():
        raise InputError(f"there is no public model {name}; there is {', '.join(catalogue())}")
    return catalogue()[name]


def folder_of(data_dir: str | Path, model: Public) -> Path:
    """Where `voicebot models pull` puts it and the desk looks for it."""
    return Path(data_dir) / "engines" / model.name


def missing(model: Public, folder: Path) -> tuple[File, ...]:
    """The files that are not there in their full length. Reads no contents."""
    return tuple(file for file in model.files if not (folder / file.path).is_file() or (folder / file.path).stat().st_size != file.bytes)


def right(file: File, folder: Path) -> bool:
    """Whether the file has the catalogue's sha256. Reads all of it."""
    with (folder / file.path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256


def located(model: str, data_dir: str | Path) -> Path:
    """The folder behind `--model`: a folder itself, a name of the catalogue that was pulled, or a hub's name that is in
    this machine's cache. Nothing is fetched. Raises ModelError that says what to do."""
    if Path(model).is_dir():
        return Path(model)
    if model in catalogue():
        known = catalogue()[model]
        folder = folder_of(data_dir, known)
        if lacking := missing(known, folder):
            raise ModelError(f"{lacking[0].path} of {model} is not in {folder}; run `voicebot models pull {model}`")
        return folder
    if model.count("/") == 1 and not model.startswith((".", "/")):
        return _cached(model)
    raise ModelError(f"there is no model folder {model}; public models are {', '.join(catalogue())}")


def _cached(repository: str) -> Path:
    """A snapshot in the hub client's own cache (`HF_HOME`), where an operator has put it with that client."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError
    except ImportError as error:
        raise ModelError(f"there is no model folder {repository}") from error
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (LocalEntryNotFoundError, ValueError) as error:
        raise ModelError(f"there is no model folder {repository}, and this machine's hub cache does not have it; nothing is fetched here") from error
