"""An hour of a call in virtual time: what stays in memory, and whether the ears still hear at its end → the terminal, JSON.

Usage: OMP_NUM_THREADS=1 python hour.py --hbl MANIFEST [--minutes 60]
The dev readers' pages are said one after the other, a second of quiet between them, in turns of at most 60 s as the desk
ends them: each turn a stream of its own, fed 20 ms at a time, a caption every .32 s and the final text at its end. The
pages come round again and again, each time in the same turns, so that any difference of texts between rounds is drift.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import time
import tracemalloc
from pathlib import Path

import numpy as np
import psutil

from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.audio import files
from voicebot.turn import LONGEST_TURN_S

RATE = 16_000
FRAME, EVERY = 320, 16  # samples a frame, frames between two captions
QUIET = np.zeros(RATE, np.int16)


def turns(hbl: Path) -> list[np.ndarray]:
    """The dev pages in turns of at most 60 s."""
    with hbl.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if r["split"] == "dev"]
    made: list[list[np.ndarray]] = [[]]
    for row in rows:
        page = np.concatenate([files.read(hbl.parent / row["file"]), QUIET])
        if sum(map(len, made[-1])) + len(page) > LONGEST_TURN_S * RATE:
            made.append([])
        made[-1].append(page)
    return [np.concatenate(pages) for pages in made]


def said(recognizer: EmbeddedRecognizer, audio: np.ndarray) -> tuple[str, str]:
    """The last caption and the final text of one turn."""
    stream, caption = recognizer.stream(), ""
    for number, start in enumerate(range(0, len(audio), FRAME), 1):
        stream.feed(audio[start : start + FRAME])
        if number % EVERY == 0 and (partial := stream.partial()) is not None:
            caption = partial.text
    return caption, stream.final().text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hbl", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    recognizer, rounds = EmbeddedRecognizer(), turns(options.hbl)
    process, first = psutil.Process(), [said(recognizer, audio) for audio in rounds]
    tracemalloc.start()
    heard_s, changed, count, memory, began = 0.0, 0, 0, [], time.process_time()
    while heard_s < 60 * options.minutes:
        for audio, wanted in zip(rounds, first, strict=True):
            changed += said(recognizer, audio) != wanted
            count, heard_s = count + 1, heard_s + len(audio) / RATE
        gc.collect()
        memory.append({"minutes": round(heard_s / 60, 1), "rss_mb": round(process.memory_info().rss / 1e6, 1),
                       "python_mb": round(tracemalloc.get_traced_memory()[0] / 1e6, 3)})  # fmt: skip
    used = round(1000 * (time.process_time() - began) / heard_s, 1)
    print(json.dumps({"minutes": round(heard_s / 60, 1), "turns": count, "turns_changed": changed, "cpu_ms_per_s": used, "memory": memory}, indent=1))


if __name__ == "__main__":
    main()
