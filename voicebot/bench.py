"""`voicebot bench`: what a caller waits for and what a call costs, measured from outside on a desk of its own.

A child process serves; callers stream real clips over WebSockets at their own pace. Voice-to-voice runs from the last
speech sample of the clip to the first audible sample that leaves our socket, so it contains the end-of-turn wait.
"""

from __future__ import annotations

import asyncio
import base64
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect

from .audio.files import read
from .config import Settings
from .errors import DeskError, InputError

CLIPS = Path(__file__).resolve().parent.parent / "tests" / "data" / "speech" / "manifest.tsv"
RATE = 16_000
CHUNK_S = 0.04
TURNS = 6
AUDIBLE = 150  # of 32,768: well above the voice's own dither
LISTEN_S = 1.2  # of the reply before a caller interrupts


@dataclass(slots=True)
class Measured:
    v2v_ms: list[float] = field(default_factory=list)
    barge_in_ms: list[float] = field(default_factory=list)
    call_s: float = 0.0
    missed: int = 0  # turns without an answer


def phrases(manifest: Path) -> list[NDArray[np.int16]]:
    """Stretches of 1–5 s of speech without a pause of .35 s, cut from the clips at their pauses; 16 kHz."""
    if not manifest.is_file():
        raise InputError("the clips for the benchmark are missing; run it from a clone of the repository")
    with manifest.open(encoding="utf-8") as rows:
        names = [row["file"] for row in csv.DictReader(rows, delimiter="\t")]
    return [p for name in names for p in _stretches(read(manifest.parent / name))]


def _stretches(pcm: NDArray[np.int16]) -> list[NDArray[np.int16]]:
    hop = RATE // 100
    frames = pcm[: len(pcm) // hop * hop].reshape(-1, hop).astype(np.float32)
    loud = np.sqrt((frames**2).mean(1))
    voiced = np.flatnonzero(loud > max(60.0, float(np.percentile(loud, 95)) * 0.08))
    if not len(voiced):
        return []
    cuts = np.split(voiced, np.flatnonzero(np.diff(voiced) > 35) + 1)
    return [pcm[c[0] * hop : (c[-1] + 1) * hop] for c in cuts if 100 <= c[-1] - c[0] <= 500]


class Caller:
    """One simultaneous call: asks, listens, interrupts every second answer."""

    def __init__(self, url: str, clips: list[NDArray[np.int16]], measured: Measured) -> None:
        self._url = url
        self._clips = clips
        self._measured = measured
        self._sent_at = 0.0  # when the last speech sample left
        self._asked_at = float("inf")  # when the running question was over; a reply begun before it does not count
        self._reply_began = 0.0
        self._last_audio = 0.0
        self._first_audible: asyncio.Future[float] | None = None
        self._cancelled: asyncio.Future[float] | None = None
        self._queue: list[bytes] = []

    async def run(self, turns: int, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        async with connect(self._url, subprotocols=["realtime"], max_size=None, compression=None) as socket:  # type: ignore[list-item]
            began = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                reader = tasks.create_task(self._read(socket))
                writer = tasks.create_task(self._write(socket))
                for turn in range(turns):
                    await self._turn(turn)
                reader.cancel()
                writer.cancel()
            self._measured.call_s += time.monotonic() - began

    async def _turn(self, turn: int) -> None:
        loop = asyncio.get_running_loop()
        self._first_audible, self._asked_at = loop.create_future(), float("inf")
        self._asked_at = await self._say(self._clips[turn % len(self._clips)])
        try:
            async with asyncio.timeout(8):
                self._measured.v2v_ms.append(1000 * (await self._first_audible - self._asked_at))
        except TimeoutError:
            self._measured.missed += 1
            return
        await asyncio.sleep(LISTEN_S)
        if turn % 2:
            self._cancelled = loop.create_future()
            onset = time.monotonic()
            await self._say(self._clips[(turn + 1) % len(self._clips)])
            try:
                async with asyncio.timeout(2):
                    self._measured.barge_in_ms.append(1000 * (await self._cancelled - onset))
            except TimeoutError:
                self._measured.missed += 1
        await self._quiet()

    async def _quiet(self) -> None:
        """Until the desk has been silent for two seconds."""
        self._last_audio = time.monotonic()
        while time.monotonic() - self._last_audio < 2:
            await asyncio.sleep(0.1)

    async def _say(self, clip: NDArray[np.int16]) -> float:
        """Queue a clip; returns when its last sample has left, and at what time."""
        import soxr

        pcm = soxr.resample(clip.astype(np.float32), RATE, 24_000).clip(-32768, 32767).astype("<i2").tobytes()
        size = int(24_000 * CHUNK_S) * 2
        self._queue = [pcm[i : i + size] for i in range(0, len(pcm), size)]
        while self._queue:
            await asyncio.sleep(CHUNK_S / 4)
        return self._sent_at

    async def _write(self, socket: ClientConnection) -> None:
        """A microphone that never stops: clips when there are any, else silence."""
        silence = bytes(int(24_000 * CHUNK_S) * 2)
        due = time.monotonic()
        while True:
            chunk = self._queue.pop(0) if self._queue else silence
            audio = base64.b64encode(chunk).decode()
            await socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
            if chunk is not silence:
                self._sent_at = time.monotonic()
            due += CHUNK_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _read(self, socket: ClientConnection) -> None:
        async for message in socket:
            event = json.loads(message)
            now = time.monotonic()
            if event["type"] == "response.created":
                self._reply_began = now
            elif event["type"] == "response.output_audio.delta":
                self._hear(np.frombuffer(base64.b64decode(event["delta"]), "<i2"), now)
            elif event["type"] == "response.done" and event["response"]["status"] == "cancelled":
                if self._cancelled is not None and not self._cancelled.done():
                    self._cancelled.set_result(now)

    def _hear(self, pcm: NDArray[np.int16], now: float) -> None:
        self._last_audio = now
        first = self._first_audible
        if first is None or first.done() or self._reply_began < self._asked_at:
            return
        loud = np.flatnonzero(np.abs(pcm) > AUDIBLE)
        if len(loud):
            first.set_result(now + int(loud[0]) / 24_000)


class _Child:
    """A desk in a process of its own, on a free port, with a journal of its own."""

    def __init__(self, settings: Settings) -> None:
        self._folder = tempfile.TemporaryDirectory()
        command = [sys.executable, "-m", "voicebot", "serve", "--port", "0"]
        env = {**os.environ, "VOICEBOT_DATA_DIR": self._folder.name, "VOICEBOT_MAX_CALLS": "64", "VOICEBOT_LOG_LEVEL": "error"}
        env["VOICEBOT_THREADS"] = str(settings.threads)
        began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        assert self.process.stdout is not None
        line = next((text for text in self.process.stdout if "http" in text), "")
        if not line:
            raise DeskError("the desk did not start", code="bench_failed")
        self.start_s = time.monotonic() - began
        self.base = line.split()[-1].rstrip("/")
        self.usage = psutil.Process(self.process.pid)

    def cpu_s(self) -> float:
        times = self.usage.cpu_times()
        return float(times.user + times.system)

    def stages(self) -> dict[str, float]:
        """CPU seconds by stage, from the desk's own metrics."""
        with urllib.request.urlopen(f"{self.base}/metrics", timeout=5) as page:
            lines = page.read().decode().splitlines()
        prefix = "voicebot_cpu_seconds_total{stage="
        return {line.split('"')[1]: float(line.split()[-1]) for line in lines if line.startswith(prefix)}

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        self._folder.cleanup()


def run(settings: Settings, calls: int, json_out: bool) -> dict[str, Any]:
    """Measure 1 call and `calls` at once; print a table, or one JSON object. Raises InputError without clips."""
    console = Console(stderr=json_out)
    load = os.getloadavg()[0]
    console.print(f"load before the start: {load:.2f} on {os.cpu_count()} cores")
    clips = phrases(CLIPS)
    rtf_asr, rtf_tts = _offline(settings, clips)
    rows = [_measure(settings, n, clips, console) for n in sorted({1, calls})]
    result = {**rows[-1], "rtf_asr": rtf_asr, "rtf_tts": rtf_tts, "load_before": load, "runs": rows}
    if json_out:
        print(json.dumps(result, ensure_ascii=False))
    else:
        console.print(_table(rows, rtf_asr, rtf_tts))
    return result


def _offline(settings: Settings, clips: list[NDArray[np.int16]]) -> tuple[float, float]:
    """CPU seconds for each second of audio, of the final recognition and of the voice."""
    from .asr.embedded import EmbeddedRecognizer
    from .tts.embedded import EmbeddedVoice

    recognizer, voice = EmbeddedRecognizer(), EmbeddedVoice(settings.timbre)
    ears, mouth = [], []
    for n, clip in enumerate(track(clips[:12], "engines", transient=True)):
        began = time.process_time()
        stream = recognizer.stream()
        stream.feed(clip)
        stream.final()
        heard = time.process_time()
        spoken = sum(len(s.pcm) for s in voice.speak(f"第{n + 1}個號碼，請問有咩可以幫到你？")) / 24_000
        ears.append((heard - began) / (len(clip) / RATE))
        mouth.append((time.process_time() - heard) / spoken)
    return round(statistics.median(ears), 4), round(statistics.median(mouth), 4)


def _measure(settings: Settings, calls: int, clips: list[NDArray[np.int16]], console: Console) -> dict[str, Any]:
    child = _Child(replace(settings))
    try:
        with console.status(f"{calls} call(s), about {TURNS * 13} s"):
            measured, cpu = Measured(), child.cpu_s()
            url = child.base.replace("http", "ws") + "/v1/realtime?model=desk"
            asyncio.run(_all(url, calls, clips, measured))
            cpu = child.cpu_s() - cpu
        stages = {name: round(1000 * s / measured.call_s, 1) for name, s in child.stages().items()}
        rss = child.usage.memory_info().rss / 1_048_576
    finally:
        child.close()
    if not measured.v2v_ms:
        raise DeskError("no caller was answered", code="bench_failed")
    return {
        "calls": calls, "turns": len(measured.v2v_ms), "missed": measured.missed,
        "v2v_ms_p50": _percentile(measured.v2v_ms, 50), "v2v_ms_p95": _percentile(measured.v2v_ms, 95),
        "barge_in_ms_p95": _percentile(measured.barge_in_ms, 95), "barge_ins": len(measured.barge_in_ms),
        "cpu_ms_per_call_s": round(1000 * cpu / measured.call_s, 1), "cpu_ms_by_stage": stages,
        "rss_mb": round(rss), "start_s": round(child.start_s, 2),
    }  # fmt: skip


async def _all(url: str, calls: int, clips: list[NDArray[np.int16]], measured: Measured) -> None:
    async with asyncio.TaskGroup() as tasks:
        for n in range(calls):
            own = clips[n % len(clips) :] + clips[: n % len(clips)]
            tasks.create_task(Caller(url, own, measured).run(TURNS, n * 0.7))


def _percentile(values: list[float], q: int) -> int:
    return round(float(np.percentile(values, q))) if values else 0


def _table(rows: list[dict[str, Any]], rtf_asr: float, rtf_tts: float) -> Table:
    table = Table(title=f"recognition {rtf_asr} × real time, voice {rtf_tts} × real time (median, CPU)")
    table.add_column("")
    for row in rows:
        table.add_column(f"{row['calls']} call(s)", justify="right")
    for key in rows[0]:
        if key != "calls":
            table.add_row(key, *(str(row[key]) for row in rows))
    return table
