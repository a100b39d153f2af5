"""Writes `models/manifest.toml`: every shipped weight with its sha256, size and use.

Usage: python models/recipes/manifest.py. The use of a file is the `use: ...` line of the card in its folder.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent
NOT_WEIGHTS = {"card.md", "metrics.json", "LICENSE"}


def use_of(folder: Path) -> str:
    """The use that the folder's card states; stops with a message where it states none of the three."""
    card = folder / "card.md"
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    found = re.search(r"\buse: (any|noncommercial|research)\b", text)
    if found is None:
        raise SystemExit(f"{card}: no line `use: any|noncommercial|research`")
    return found[1]


def entry(path: Path, shipped: Path) -> str:
    data = path.read_bytes()
    return (
        "[[file]]\n"
        f'name = "{path.relative_to(shipped).as_posix()}"\n'
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"\n'
        f"bytes = {len(data)}\n"
        f'use = "{use_of(path.parent)}"\n'
    )


def main() -> None:
    shipped = MODELS / "shipped"
    files = sorted(p for p in shipped.rglob("*") if p.is_file() and p.name not in NOT_WEIGHTS)
    head = "# Written by models/recipes/manifest.py; do not edit.\n\n"
    (MODELS / "manifest.toml").write_text(head + "\n".join(entry(p, shipped) for p in files), encoding="utf-8")
    print(f"{len(files)} files")


if __name__ == "__main__":
    main()
