"""What an act has to play on: a real desk in its own process, a caller's voice, a real browser, and a folder to fill.

The caller's sentences are spoken by the desk's own man's voice: synthetic, and no measure of the ears. A real reader is
heard where an act says so.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from playwright.sync_api import Page, Playwright

from tests.browser.driver import launch
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.audio.files import read
from voicebot.tts.embedded import EmbeddedVoice

ROOT = Path(__file__).parents[2]
SPEECH = ROOT / "tests" / "data" / "speech"
MIC_RATE = 48_000
T = TypeVar("T")


class ActFailed(Exception):
    """What an act had to show was not there."""


def need(shown: object, what: str) -> None:
    """Raises ActFailed, naming what is missing, unless `shown` holds."""
    if not shown:
        raise ActFailed(what)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class DeskProcess:
    """`voicebot serve` with the embedded engines. Its log is part of what the scanner looks at."""

    def __init__(self, folder: Path, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.http = f"http://127.0.0.1:{self.port}"
        self.ws = f"ws://127.0.0.1:{self.port}/v1/realtime"
        self.data = folder / "desk-data"
        self.log = folder / "desk.log"
        self._env = {**os.environ, "VOICEBOT_DATA_DIR": str(self.data), **{f"VOICEBOT_{k.upper()}": v for k, v in settings.items()}}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "voicebot", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._env, cwd=ROOT, stdout=log, stderr=log)
        deadline = time.monotonic() + 180  # seconds; a shared core is slow
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ActFailed(f"the desk did not start; see {self.log.name}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Without a farewell, as a crash."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.http}/readyz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


@dataclass
class Stage:
    """One tour. `planted` are values that must be nowhere in the output (the last act looks)."""

    out: Path
    desk: DeskProcess
    browsers: Playwright
    staff_key: str
    planted: list[str] = field(default_factory=list)
    _voice: EmbeddedVoice = field(default_factory=lambda: EmbeddedVoice("man"))
    _ears: EmbeddedRecognizer = field(default_factory=EmbeddedRecognizer)
    _open: list[Any] = field(default_factory=list)

    # ---- a caller's sounds ----------------------------------------------------------------------------------------
    def say(self, text: str, rate: int) -> NDArray[np.float32]:
        """The sentence in the caller's synthetic voice, mono at `rate`."""
        pcm = np.concatenate([piece.pcm for piece in self._voice.speak(text)]).astype(np.float32) / 32768
        return soxr.resample(pcm, 24_000, rate)  # type: ignore[no-any-return]

    def reader(self, rate: int) -> tuple[NDArray[np.float32], str]:
        """A real reader's shortest clip, and what was read."""
        with (SPEECH / "manifest.tsv").open(encoding="utf-8") as table:
            row = min(csv.DictReader(table, delimiter="\t"), key=lambda r: float(r["seconds"]))
        return soxr.resample(read(SPEECH / row["file"]).astype(np.float32) / 32768, 16_000, rate), row["text"]

    def microphone(self, name: str, *parts: NDArray[np.float32] | float) -> Path:
        """A WAV file for the browser's microphone; a number is a pause in seconds."""
        rows = [np.zeros(int(p * MIC_RATE), np.float32) if isinstance(p, (int, float)) else p for p in parts]
        path = self.out / "microphone" / f"{name}.wav"
        path.parent.mkdir(exist_ok=True)
        soundfile.write(path, np.concatenate(rows), MIC_RATE, subtype="PCM_16")
        return path

    def hear(self, pcm: NDArray[np.int16], rate: int) -> str:
        """What the desk's own recogniser hears in 16-bit audio: shows that it is speech, not how good it is."""
        stream = self._ears.stream()
        at_16k = soxr.resample(pcm.astype(np.float32) / 32768, rate, 16_000)
        stream.feed((np.clip(at_16k, -1, 1) * 32767).astype(np.int16))
        return stream.final().text

    def run(self, scene: Coroutine[Any, Any, T]) -> T:
        """A conversation on a loop of its own: the browser's driver has one in this thread."""
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(asyncio.run, scene).result()

    # ---- what is left behind --------------------------------------------------------------------------------------
    def wav(self, name: str, pcm: NDArray[np.int16], rate: int) -> str:
        soundfile.write(self.out / f"{name}.wav", pcm, rate, subtype="PCM_16")
        return f"{name}.wav"

    def text(self, name: str, lines: list[str]) -> str:
        (self.out / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return f"{name}.txt"

    def json(self, name: str, value: Any) -> str:
        (self.out / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
        return f"{name}.json"

    # ---- pages ------------------------------------------------------------------------------------------------------
    def page(self, path: str, wav: Path | None = None, **options: Any) -> Page:
        browser, _, page = launch(self.browsers, wav, **options)
        self._open.append(browser)
        page.goto(self.desk.http + path)
        return page  # type: ignore[no-any-return]

    def shoot(self, page: Page, name: str) -> str:
        page.screenshot(path=self.out / f"{name}.png")
        return f"{name}.png"

    def close_pages(self) -> None:
        while self._open:
            self._open.pop().close()


def new_key() -> str:
    return secrets.token_urlsafe(24)
