"""What a killed process left behind: pages and videos in the making, which nobody will fetch any more."""

from __future__ import annotations

import shutil
from pathlib import Path

TRANSIENT = ("videos", "forms", "tmp")  # folders of the data folder that hold work in progress and nothing else


def sweep(data_dir: Path) -> int:
    """Empty the transient folders of `data_dir`; returns how many entries went. To be called before any work begins.

    Links are taken away, never followed. Raises OSError where an entry cannot be erased.
    """
    gone = 0
    for name in TRANSIENT:
        folder = data_dir / name
        if folder.is_symlink() or not folder.is_dir():
            continue
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
            gone += 1
    return gone
