"""How often the mind gives the right answer. The manifest is a TSV with the columns `text` and `answer` (an answer's
id, a passage's source, `none` for a question that must not be answered, or `!` and an id that a customer found wrong)."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

from ..engines import Mind, Question
from ..errors import InputError
from ..events import Reply, Transcript
from ..knowledge.feedback import NOT

Z95 = 1.96


def evaluate(mind: Mind, manifest: str | Path) -> dict[str, Any]:
    """top1 over the `n` answerable questions with its 95 % Wilson interval; rejected_correctly over the others.

    `still_wrong` is the share of the questions whose answer a customer found wrong that are still answered so.
    A wrong answer is worse than none, so `answered_wrongly` is told apart from what was refused or asked back.
    """
    rows = read_manifest(Path(manifest))
    replies = [(expected, mind.answer(Question(Transcript(text)))) for text, expected in rows]
    marked = [given(reply) == expected.removeprefix(NOT) for expected, reply in replies if expected.startswith(NOT)]
    known = [(expected, given(reply)) for expected, reply in replies if expected != "none" and not expected.startswith(NOT)]
    other = [given(reply) for expected, reply in replies if expected == "none"]
    right = sum(expected == got for expected, got in known)
    return {
        "top1": _share(right, len(known)),
        "n": len(known),
        "ci95": wilson(right, len(known)),
        "answered_wrongly": _share(sum(got not in ("none", expected) for expected, got in known), len(known)),
        "rejected_correctly": _share(sum(got == "none" for got in other), len(other)),
        "n_off_topic": len(other),
        "still_wrong": _share(sum(marked), len(marked)),
        "n_marked_wrong": len(marked),
    }


def given(reply: Reply) -> str:
    """The id of what a reply says: the cited answer or passage, `none` where nothing was asserted."""
    if reply.citations:
        return reply.citations[0].id
    return "none" if reply.route in ("none", "person") else reply.route


def read_manifest(path: Path) -> list[tuple[str, str]]:
    return [(row["text"], row["answer"]) for row in read_rows(path, ("text", "answer"))]


def read_rows(path: Path, filled: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a TSV with a header line; lines that begin with # are comments. The columns `filled` must be, in every
    row; what is empty elsewhere is ""."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
            rows = [{name: value or "" for name, value in row.items() if name} for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: cannot be read") from error
    if not rows or not all(row.get(name) for row in rows for name in filled):
        raise InputError(f"{path.name}: needs the columns {' and '.join(filled)}, filled in every row")
    return rows


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of right / n; (0, 1) for no observation."""
    if not n:
        return (0.0, 1.0)
    p, z = right / n, Z95
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
