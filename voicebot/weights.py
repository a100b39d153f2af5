"""Finds the weights that the desk ships, and checks them.

Looked for in this order: `VOICEBOT_MODELS` (a folder), the installed package's own data, `models/shipped` of the
repository. `models/manifest.toml` names every file with its sha256, size and use.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .errors import ModelError

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Weight:
    """One shipped file. `name` is its path below the models folder, e.g. "asr/best.int8.onnx"."""

    name: str
    sha256: str
    bytes: int
    use: str  # any, noncommercial, research


def roots() -> list[Path]:
    """The folders that may hold weights, best first."""
    named = os.environ.get("VOICEBOT_MODELS")
    places = [Path(named)] if named else []
    return [*places, Path(__file__).resolve().parent / "models", _ROOT / "models" / "shipped"]


def manifest() -> dict[str, Weight]:
    """Every shipped weight by name. Raises ModelError where the manifest is missing or unreadable."""
    for path in (*(root / "manifest.toml" for root in roots()), _ROOT / "models" / "manifest.toml"):
        if path.is_file():
            try:
                rows = tomllib.loads(path.read_text(encoding="utf-8"))["file"]
                return {r["name"]: Weight(r["name"], r["sha256"], r["bytes"], r["use"]) for r in rows}
            except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
                raise ModelError(f"models manifest cannot be read: {type(error).__name__}") from error
    raise ModelError("models manifest is missing")


def find(name: str) -> Path:
    """The path of a shipped file, e.g. find("asr/best.int8.onnx"). Raises ModelError where it is nowhere."""
    for root in roots():
        if (path := root / name).is_file():
            return path
    raise ModelError(f"model file {name} is missing; run `voicebot doctor`")


def verify(weight: Weight) -> bool:
    """True where the file is there and its sha256 is the manifest's. Reads the whole file."""
    with find(weight.name).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == weight.sha256
