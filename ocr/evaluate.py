"""How well forms are read: share of fields whose value is exactly right."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

from .image import open_image
from .reading import read_form
from .recognise import LineReader


def evaluate(manifest: Path) -> dict[str, Any]:
    """Read every photo of a manifest (TSV with columns file, form, values: JSON of field → value).

    Keys of the result: `n` forms; `accuracy` over all fields; `fields`: name → {n, accuracy, accepted, wrong}, where
    `accepted` is the share that the desk would read back as right and `wrong` the share accepted with a wrong value.
    """
    reader = LineReader()
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    forms = 0
    with manifest.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            truth = json.loads(row["values"])
            forms += 1
            found = {f.name: f for f in read_form(open_image((manifest.parent / row["file"]).read_bytes()), row["form"], reader).fields}
            for name, value in truth.items():
                asked[name] += 1
                right[name] += found[name].text == value
                accepted[name] += found[name].ok
                wrong[name] += found[name].ok and found[name].text != value
    fields = {
        name: {"n": n, "accuracy": right[name] / n, "accepted": accepted[name] / n, "wrong": wrong[name] / n} for name, n in asked.items()
    }
    return {"n": forms, "accuracy": sum(right.values()) / max(1, sum(asked.values())), "fields": fields}
