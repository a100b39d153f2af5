"""An engine server as a process of its own, as an operator starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from voicebot.remote.endpoint import Endpoint, Place

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240.0  # imports of these libraries take many seconds on a busy machine


@contextmanager
def engine_server(stage: str, engine: str, model: Path, *options: str) -> Iterator[str]:
    """The server's address, such as http://127.0.0.1:40123, until the block ends. Nothing is fetched: hubs are switched off."""
    command = [sys.executable, "-m", "voicebot.cli", "engine", "serve", "--stage", stage, "--engine", engine, "--model", str(model)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [*command, "--port", "0", *options], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        alarm = threading.Timer(PATIENCE_S, process.kill)
        alarm.start()
        try:
            assert process.stdout is not None
            address = next((found[0] for line in process.stdout if (found := re.search(r"http://\S+", line))), None)
            alarm.cancel()
            if address is None:
                errors.seek(0)
                raise RuntimeError(f"the engine server did not start: {errors.read()[-2000:]}")
            yield address
        finally:
            alarm.cancel()
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def endpoint(address: str, timeout_s: float = 120.0) -> Endpoint:
    """With patience: what is proved here is the answer, not its speed on a busy machine."""
    return Endpoint(Place.parse(f"{address}/v1"), "", timeout_s)


def health(address: str) -> dict[str, object]:
    return httpx.get(f"{address}/healthz", timeout=10).json()
