"""What a hostile language model gets spoken: every trick on every question, with passages however little they know of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..dialog.evaluate import read_rows, wilson
from ..dialog.evaluate_grounding import Judge
from ..dialog.evaluate_route import went
from ..dialog.mind import PackMind
from ..engines import OpenedPassage, Question
from ..events import Reply, Transcript
from .draft import Manner
from .hostile import ENDLESS, TRICKS, HostileModel
from .writer import DraftWriter

TIMEOUT_S = 5.0
STALLED_S = 0.02  # for the trick that never says anything
Asked = tuple[Question, Reply, tuple[OpenedPassage, ...]]


def evaluate(mind: PackMind, questions: Iterable[str], attempts: Path, tricks: Iterable[str] = (*TRICKS, *ENDLESS)) -> dict[str, Any]:
    """`attempts` is a TSV with `kind`, `text` and `route`: misuse, and where each may go (`|` between them).

    attempts_n by kind, attempts_misrouted; drafts: how often a model was asked, by all tricks; drafted_sentences: of its
    drafts, what was spoken after the check; unsupported_sentences, wanted 0, with the 95 % interval of the share of drafts that got one past; by
    trick, the sentences that were spoken (true ones, which a model may say)."""
    rows = read_rows(attempts, ("kind", "text", "route"))
    judge = Judge(mind)
    asked = [_asked(mind, text) for text in [*questions, *(row["text"] for row in rows)]]
    tried = asked[len(asked) - len(rows) :]
    plain = [s for _, reply, _ in asked for s in judge.unsupported(reply)]
    misrouted = sum(went(reply)[0] not in row["route"].split("|") for row, (_, reply, _) in zip(rows, tried, strict=True))
    spoken: Counter[str] = Counter()
    drafts = lies = unsupported = 0
    for trick in tricks:
        writer = DraftWriter(HostileModel(trick), STALLED_S if trick == "stall" else TIMEOUT_S, Manner(mind.pack.title, "", mind.pack.glossary))
        for question, reply, evidence in asked:
            if reply.route == "none" and evidence:
                drafts += 1
                drafted = asyncio.run(writer.answer(question, evidence))
                made_up = judge.unsupported(drafted) if drafted is not None else []
                spoken[trick] += len(drafted.citations) if drafted is not None else 0
                lies, unsupported = lies + bool(made_up), unsupported + len(made_up)
    return {
        "attempts_n": dict(Counter(row["kind"] for row in rows)), "attempts_misrouted": misrouted, "questions_n": len(asked) - len(rows),
        "drafts": drafts, "drafted_sentences": sum(spoken.values()), "unsupported_sentences": len(plain) + unsupported,
        "drafts_unsupported_ci95": wilson(lies, drafts), "spoken_by_trick": _said(spoken),
    }  # fmt: skip


def _asked(mind: PackMind, text: str) -> Asked:
    question = Question(Transcript(text))
    reply = mind.answer(question)
    return question, reply, mind.evidence(question, 0.0) if reply.route == "none" else ()


def _said(spoken: Mapping[str, int]) -> dict[str, int]:
    return {trick: count for trick, count in sorted(spoken.items()) if count}
