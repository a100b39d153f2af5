"""Step 8: a model on everything that is held out → its name's place in `metrics.json` beside this file.

Usage: OMP_NUM_THREADS=1 python report.py NAME FOLDER [--work var] [--record var/desk.json]
FOLDER holds best.int8.onnx and best_stream.int8.onnx. dev.tsv is measured here and nowhere before, so run it once, at
the end, for every model that is to be compared. `--record` is train.py's, whose plan and learning curve are kept.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from evaluate import items, measure
from hear import Ears, Streamed

OUT = Path(__file__).with_name("metrics.json")
MEASURED = {
    "dev": ("clean", "phone", "noise:15", "noise:10", "room"),
    "values": ("clean", "phone"), "english": ("clean", "phone"), "english-new": ("clean",),
}  # fmt: skip
STREAMED = ("dev", "values")


def report(folder: Path, manifests: Path) -> dict[str, Any]:
    """Errors by manifest and channel, "stream" for the streaming graph; confusions of the dev readers only."""
    whole, chunk = Ears(folder / "best.int8.onnx"), Streamed(folder / "best_stream.int8.onnx")
    found: dict[str, Any] = {}
    for name, channels in MEASURED.items():
        held = items(manifests / f"{name}.tsv")
        found[name] = {channel: measure(whole, held, channel) for channel in channels}
        if name in STREAMED:
            found[name]["stream"] = measure(chunk, held, "clean")
        for channel, one in found[name].items():
            if (name, channel) != ("dev", "clean"):
                del one["confusions"]
            print(name, channel, {key: value for key, value in one.items() if key != "confusions"}, flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--record", type=Path)
    options = parser.parse_args()
    found: dict[str, Any] = {"set": "greedy, int8, no language model; dev: two readers, looked at once; the others synthetic"}
    if options.record:
        record = json.loads(options.record.read_text(encoding="utf-8"))
        found |= {"plan": record["phases"], "cpu_min": record["cpu_min"], "curve": record["curve"]}
    found |= report(options.folder, options.work / "eval")
    kept = json.loads(OUT.read_text(encoding="utf-8")) if OUT.is_file() else {}
    OUT.write_text(json.dumps({**kept, options.name: found}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
