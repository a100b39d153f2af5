"""The desk in its own process, recordings for a microphone, and screenshots."""

from __future__ import annotations

import csv
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from playwright.sync_api import Page

from voicebot.audio.files import read

ROOT = Path(__file__).parents[2]
SPEECH = ROOT / "tests" / "data" / "speech"
ARTEFACTS = ROOT / "artefacts"
RATE = 48_000
STAFF_KEY = "staff-key-of-the-test"


class Desk:
    """`voicebot serve` in its own process, on a port that stays the same when it is killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.journal = folder / "journal.db"
        self._env = {**os.environ, "VOICEBOT_DATA_DIR": str(folder), "VOICEBOT_LOG_LEVEL": "error", "VOICEBOT_STAFF_KEYS": STAFF_KEY}
        self.url = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "voicebot", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(command, env=self._env, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert "http" in self._process.stdout.readline()

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)


def microphone(path: Path, *parts: NDArray[np.float32]) -> Path:
    soundfile.write(path, np.concatenate(parts), RATE, subtype="PCM_16")
    return path


def silence(seconds: float) -> NDArray[np.float32]:
    return np.zeros(int(seconds * RATE), np.float32)


def clip() -> NDArray[np.float32]:
    """The shortest recorded clip, as the microphone would hear it."""
    with (SPEECH / "manifest.tsv").open(encoding="utf-8") as table:
        row = min(csv.DictReader(table, delimiter="\t"), key=lambda r: float(r["seconds"]))
    return soxr.resample(read(SPEECH / row["file"]).astype(np.float32) / 32768, 16_000, RATE)  # type: ignore[no-any-return]


def shoot(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")
