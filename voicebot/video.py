"""A text as a video file: the voice speaks it here, a child process draws, encodes and writes it (`avatar.video`).

The child runs at low priority with a limit of memory, is killed when it takes too long, and leaves a whole file or none.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import sys
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import avatar
from avatar.subtitles import cues

from .engines import Speech
from .errors import AudioError, DeskError, EngineError, InputError
from .events import OUT_RATE

FORMATS = {".mp4": "video/mp4", ".webm": "video/webm"}
SIZE = (1280, 720)
LONGEST = 1_000  # characters, about four minutes of speech
LABEL = "AI 生成"
LEAD_MS, TAIL_MS = 400, 600  # the face before it speaks, and after
_PACKAGES = ("av", "PIL", "aggdraw")
_PATIENCE_S = 60.0  # for the child's start and its end, and for each second of video:
_PATIENCE_EACH = 15.0  # the work takes about 0.6 s on an idle core; live calls go before it


@dataclass(frozen=True, slots=True)
class Script:
    """What is said and when; milliseconds from the sound's first sample."""

    pcm: NDArray[np.int16]  # OUT_RATE, mono
    phones: tuple[tuple[str, int, int], ...]
    pieces: tuple[tuple[str, int, int], ...]  # text, start, end

    @property
    def seconds(self) -> float:
        return len(self.pcm) / OUT_RATE


def script(pieces: Iterable[Speech]) -> Script:
    """The pieces of an utterance on one clock, with stillness around. Raises AudioError where nothing can be spoken."""
    sound = [_silence(LEAD_MS)]
    phones: list[tuple[str, int, int]] = []
    said: list[tuple[str, int, int]] = []
    samples = len(sound[0])
    for piece in pieces:
        at = samples * 1000 // OUT_RATE
        phones += [(p.unit, at + p.start_ms, at + p.end_ms) for p in piece.phones]
        said.append((piece.text, at, at + piece.ms))
        sound.append(piece.pcm)
        samples += len(piece.pcm)
    if not said:
        raise AudioError("the voice found nothing in this text that can be spoken")
    return Script(np.concatenate([*sound, _silence(TAIL_MS)]), tuple(phones), tuple(said))


def _silence(ms: int) -> NDArray[np.int16]:
    return np.zeros(ms * OUT_RATE // 1000, np.int16)


def check(text: str, target: Path, size: tuple[int, int]) -> None:
    """Everything that can be known before the voice speaks. Raises InputError, or EngineError where the extra is missing."""
    if not text.strip():
        raise InputError("there is nothing to say")
    if len(text) > LONGEST:
        raise InputError(f"the text is too long for one video: {len(text)} characters, the most is {LONGEST}")
    if target.suffix.lower() not in FORMATS:
        raise InputError(f"a video's name must end in {' or '.join(FORMATS)}")
    width, height = size
    if width % 2 or height % 2 or not (240 <= height <= 1080 and height <= width <= 1920):
        raise InputError("a video must be from 240 to 1080 pixels high, up to 1920 wide and not narrower than high, both even")
    if missing := [name for name in _PACKAGES if importlib.util.find_spec(name) is None]:
        raise EngineError(f"video needs the packages {', '.join(missing)}; install them with: pip install 'voicebot[video]'", "engine_missing")


def parse_size(text: str) -> tuple[int, int]:
    """WIDTHxHEIGHT in pixels. Raises InputError."""
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and len(text) <= 11):
        raise InputError("a size is written as WIDTHxHEIGHT, such as 1280x720")
    return int(width), int(height)


async def render(
    said: Script, target: Path, size: tuple[int, int], made_at: datetime, progress: Callable[[int], None], timeout_s: float | None = None
) -> None:
    """Write the video; `progress` is told percents. Raises EngineError (`font_missing`, `storage_full`, `video_failed` …) or InputError.

    Where it fails or is cancelled, the child is dead and nothing of the video is left when this ends.
    """
    target = target.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    head = json.dumps({"part": str(part), **_job(said, target, size, made_at)}, ensure_ascii=False).encode()
    try:
        async with asyncio.timeout(timeout_s or _PATIENCE_S + _PATIENCE_EACH * said.seconds), _child() as child:
            assert child.stdin is not None and child.stdout is not None  # both are pipes
            with contextlib.suppress(ConnectionError):  # a child that died tells below, by its silence
                child.stdin.write(head + b"\n" + said.pcm.astype("<i2").tobytes())
                await child.stdin.drain()
                child.stdin.close()
            await _follow(child.stdout, progress)
    except TimeoutError as error:
        raise EngineError("the video took too long and was given up", "video_failed") from error
    finally:
        with contextlib.suppress(OSError):  # a folder that is not there holds nothing either
            part.unlink(missing_ok=True)


def _job(said: Script, target: Path, size: tuple[int, int], made_at: datetime) -> dict[str, Any]:
    """The child's job as plain data. Its tags name no customer and hold nothing of the text."""
    maker = f"voicebot {version('voicebot')}"
    stamp = made_at.isoformat(timespec="seconds")
    return {
        "target": str(target),
        "width": size[0],
        "height": size[1],
        "phones": said.phones,
        "cues": [(cue.start_ms, cue.end_ms, cue.lines) for cue in cues(said.pieces)],
        "accents_ms": [start for _, start, _ in said.pieces],
        "label": LABEL,
        "metadata": [
            ("title", "AI 生成影片 (AI-generated video)"),
            ("comment", f"AI-generated: a drawn face and a synthetic voice, made by {maker} at {stamp}"),
            ("date", stamp),
        ],
        "seed": zlib.crc32(said.pcm.tobytes()),
    }


@asynccontextmanager
async def _child() -> AsyncIterator[asyncio.subprocess.Process]:
    """The process; dead when the block ends, however it ends."""
    root = Path(avatar.__file__).resolve().parent.parent  # so that it runs the very code that this process runs
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "avatar.video", cwd=root, env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


async def _follow(lines: asyncio.StreamReader, progress: Callable[[int], None]) -> None:
    """Read the child's lines to its last. Raises what it tells, or EngineError where it ended without a word."""
    async for line in lines:
        told = json.loads(line)
        if "error" in told:
            raise _error(told["error"]["code"], told["error"]["text"])
        if "done" in told:
            return
        progress(told["progress"])
    raise EngineError("the process that made the video was ended before it was done; nothing was kept", "video_failed")


def _error(code: str, text: str) -> DeskError:
    return InputError(text) if code == InputError.code else EngineError(text, code)
