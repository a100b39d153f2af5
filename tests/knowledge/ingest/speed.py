"""How many pages a minute are taken in, on a synthetic manual: `python -m tests.knowledge.ingest.speed [PAGES]`.

From the file to the collection, with its index; the load of the machine stands beside the figure, and what a minute of one core takes in.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from voicebot.ingesting import Ingest
from voicebot.knowledge.collection import open_collection

from .makers import manual


def measure(pages: int, folder: Path) -> dict[str, float]:
    (folder / "docs").mkdir()
    (folder / "docs" / "manual.pdf").write_bytes(manual(pages))
    load = os.getloadavg()[0]
    started, busy = time.perf_counter(), time.process_time()
    report = Ingest(folder / "knowledge", "manual", {}).take_in([folder / "docs"])
    taken, worked = time.perf_counter() - started, time.process_time() - busy
    started = time.perf_counter()
    collection = open_collection(folder / "knowledge" / "manual.collection")
    opened = time.perf_counter() - started
    assert len(report.stored.documents[0].account.parts) == pages
    return {
        "pages": pages, "seconds": round(taken, 2), "pages_per_minute": round(60 * pages / taken), "pages_per_cpu_minute": round(60 * pages / worked), "passages": len(collection.passages),
        "sentences": sum(len(passage.sentences) for passage in collection.passages.values()),
        "open_ms": round(1000 * opened, 1), "load_before": round(load, 2), "cores": os.cpu_count() or 1,
    }  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 400, Path(name))))
