"""What customers think of the answers they got, and the evaluation set that it makes. Pure; `store.Feedback` keeps it.

A judgement holds the question, masked when it is kept, and what was cited, by id and version: no conversation, no
reference, nobody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["helpful", "wrong"]
NOT = "!"  # in front of the id that must not be the answer
COLUMNS = ("text", "answer", "verdict", "version", "channel")


@dataclass(frozen=True, slots=True)
class Judgement:
    item_id: str  # of the desk's item; a second verdict on it replaces the first
    verdict: Verdict
    question: str
    cited: tuple[tuple[str, str], ...]  # ids and versions, at least one
    channel: str


def manifest(judgements: Iterable[Judgement]) -> str:
    """A TSV that `voicebot eval answers` takes: `answer` is the id that a customer found helpful, or "!" and the id that
    one found wrong. What was judged both ways is left out: a person must look at it."""
    rows: dict[tuple[str, str], dict[str, Judgement]] = {}
    for judged in judgements:
        text = " ".join(judged.question.split()).lstrip("#")  # a line that begins with # is a comment there
        if text:
            rows.setdefault((text, judged.cited[0][0]), {})[judged.verdict] = judged
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for (text, id_), verdicts in rows.items():
        if len(verdicts) == 1:
            ((verdict, judged),) = verdicts.items()
            writer.writerow((text, id_ if verdict == "helpful" else NOT + id_, verdict, judged.cited[0][1], judged.channel))
    return out.getvalue()
