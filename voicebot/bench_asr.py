"""`voicebot bench --asr`: what hearing costs while customers speak, measured inside this process, and the waits.

The clips of the tests are spoken into streams, 20 ms at a time. Work is counted in CPU time of this process, so that a busy
machine does not change it; waits are on the clock, through the desk's own executor, and a busy machine lengthens them.
"""

from __future__ import annotations

import asyncio
import csv
import time
import tracemalloc
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .asr.embedded import EmbeddedRecognizer
from .audio.files import read
from .bench import CLIPS
from .compute import Executor, Stage
from .config import Settings
from .engines import RecognitionStream
from .errors import InputError
from .events import IN_RATE
from .hearing import PARTIAL_EVERY_S

STREAMS = 16
SPEAKING_S = 10.0  # of the streams at the same time
LAST_S = 4.0
REPEATS = 9
_FRAME = 320
_EVERY = round(PARTIAL_EVERY_S * IN_RATE / _FRAME)


def measure(settings: Settings) -> dict[str, Any]:
    """cpu_ms_per_s: of one stream's speech, partials and final together, and of the partials alone; partial_ms: median
    and 95th percentile of the wait for one at 16 speaking streams, late: share of partials that were dropped;
    last_ms: of the final of 4 s, on the clock and in CPU time; kb_per_stream: Python's and numpy's memory of a stream
    that has heard 10 s. Raises InputError without clips."""
    speech, recognizer = _speech(), EmbeddedRecognizer()
    _spoken(recognizer.stream(), speech[: IN_RATE * 2])
    partial_s, final_s = _work(recognizer, speech)
    length = len(speech) / IN_RATE
    waits, late = asyncio.run(_together(recognizer, speech, settings.threads))
    return {
        "speech_s": round(length, 1), "streams": STREAMS,
        "cpu_ms_per_s": round(1000 * (partial_s + final_s) / length, 1), "cpu_ms_per_s_partials": round(1000 * partial_s / length, 1),
        "partial_ms": [round(float(v), 1) for v in np.percentile(waits, [50, 95])] if waits else [],
        "partials": len(waits), "late": round(late / max(1, late + len(waits)), 3),
        **_last(recognizer, speech), "kb_per_stream": _memory(recognizer, speech),
    }  # fmt: skip


def _speech() -> NDArray[np.int16]:
    if not CLIPS.is_file():
        raise InputError("the clips for the benchmark are missing; run it from a clone of the repository")
    with CLIPS.open(encoding="utf-8") as rows:
        return np.concatenate([read(CLIPS.parent / row["file"]) for row in csv.DictReader(rows, delimiter="\t")])


def _spoken(stream: RecognitionStream, audio: NDArray[np.int16]) -> float:
    """Feed audio with its partials; CPU seconds of them."""
    busy = 0.0
    for number, start in enumerate(range(0, len(audio), _FRAME), 1):
        stream.feed(audio[start : start + _FRAME])
        if number % _EVERY == 0:
            began = time.process_time()
            stream.partial()
            busy += time.process_time() - began
    return busy


def _work(recognizer: EmbeddedRecognizer, speech: NDArray[np.int16]) -> tuple[float, float]:
    """CPU seconds of partials and of finals over turns of at most 6 s."""
    partial_s = final_s = 0.0
    for start in range(0, len(speech), 6 * IN_RATE):
        stream = recognizer.stream()
        partial_s += _spoken(stream, speech[start : start + 6 * IN_RATE])
        began = time.process_time()
        stream.final()
        final_s += time.process_time() - began
    return partial_s, final_s


async def _together(recognizer: EmbeddedRecognizer, speech: NDArray[np.int16], threads: int) -> tuple[list[float], int]:
    """Waits for partials in ms, and how many were dropped, of STREAMS customers who speak at their own pace."""
    executor = Executor(threads)
    waits: list[float] = []
    late = 0

    async def customer(number: int) -> None:
        nonlocal late
        stream = recognizer.stream()
        begin = number * len(speech) // STREAMS
        audio = np.roll(speech, -begin)[: int(SPEAKING_S * IN_RATE)]
        size = _EVERY * _FRAME
        await asyncio.sleep(PARTIAL_EVERY_S * number / STREAMS)
        due = time.monotonic()
        for start in range(0, len(audio), size):
            stream.feed(audio[start : start + size])
            asked = time.monotonic()
            done = await executor.submit(Stage.PARTIAL, lambda: (stream.partial(),), droppable=True)  # None where it was dropped
            if done is None:
                late += 1
            elif done[0] is not None:
                waits.append(1000 * (time.monotonic() - asked))
            due += PARTIAL_EVERY_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    try:
        async with asyncio.TaskGroup() as tasks:
            for number in range(STREAMS):
                tasks.create_task(customer(number))
    finally:
        executor.close()
    return waits, late


def _last(recognizer: EmbeddedRecognizer, speech: NDArray[np.int16]) -> dict[str, float]:
    """The final of LAST_S seconds whose partials were made: median of REPEATS stretches."""
    clock, cpu = [], []
    for number in range(REPEATS):
        begin = number * (len(speech) - int(LAST_S * IN_RATE)) // REPEATS
        stream = recognizer.stream()
        _spoken(stream, speech[begin : begin + int(LAST_S * IN_RATE)])
        began, busy = time.perf_counter(), time.process_time()
        stream.final()
        clock.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - busy))
    return {"last_ms": round(float(np.median(clock)), 1), "last_cpu_ms": round(float(np.median(cpu)), 1)}


def _memory(recognizer: EmbeddedRecognizer, speech: NDArray[np.int16]) -> int:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        stream = recognizer.stream()
        _spoken(stream, speech[: int(SPEAKING_S * IN_RATE)])
        return round((tracemalloc.get_traced_memory()[0] - before) / 1024)
    finally:
        tracemalloc.stop()
