"""The pack's phrases and approved answers, rendered ahead while the desk already serves, in a child process of lowest priority.

The child ends with its work, or with the desk. The voice behind `tts_url` is not asked ahead: its time belongs to callers;
`voicebot voice prepare` asks it when the organisation wants.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import time
from typing import Any

import structlog

from .config import Settings
from .errors import DeskError

AFTER_S = 60.0  # the desk's first minute is its callers'
COMMAND = (sys.executable, "-m", "voicebot.preparing")
_ROOT = Path(__file__).resolve().parent.parent
_PATH = os.pathsep.join([str(_ROOT), *sys.path[1:]])  # it runs the very code that this process runs, from the same folder
log = structlog.get_logger()


async def prepare(settings: Settings, after_s: float = AFTER_S, command: Sequence[str] = COMMAND) -> None:
    """Once. What fails is told in the log: without it the desk speaks as ever."""
    await asyncio.sleep(after_s)
    job = {"pack": settings.pack, "data_dir": settings.data_dir, "timbre": settings.timbre, "profile": settings.profile}
    try:
        child = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": _PATH},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        log.warning("phrases are not prepared", code="prepare_failed")
        return
    try:
        said, _ = await child.communicate(json.dumps(job).encode())
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    told = _told(said)
    if "rendered" in told:
        log.info("phrases prepared", **told)
    else:
        log.warning("phrases are not prepared", code=told.get("code", "prepare_failed"))


def _told(said: bytes) -> dict[str, Any]:
    try:
        told = json.loads(said)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def main() -> None:
    """The child: settings as JSON on its standard input, what became of it on its standard output."""
    os.nice(19)
    from .commands.voice import render

    try:
        print(json.dumps(asdict(render(Settings(**json.load(sys.stdin)), time()))))
    except DeskError as error:
        print(json.dumps({"code": error.code}))


if __name__ == "__main__":
    main()
