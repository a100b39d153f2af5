"""Whether everything that is spoken rests on something, and whether the desk holds back where nothing does. The manifest is
a TSV with the columns `question` and `answer` (an answer's or a passage's id, or `none` where neither the answers nor the
documents hold one).

The judge is stricter than the desk's own check and shares nothing with it but the reading of claims: every spoken
sentence must be a sentence of an approved text, or make the claim of a passage that the reply itself cites. Time to the
first spoken clause is measured with 5,000 more passages than the pack has, made of its own clauses: all of the same words,
which is the most work for the index.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engines import Question
from ..events import Reply, Transcript
from ..knowledge import meaning
from ..knowledge.collection import Collection
from ..knowledge.documents import Passage
from ..knowledge.index import Index
from ..knowledge.library import Snapshot
from ..knowledge.pack import Pack
from ..knowledge.passages import passage_docs
from ..knowledge.text import Glossary
from .evaluate import read_rows, wilson
from .guard import supported
from .mind import PackMind

PASSAGES = 5_000  # beside the pack's own, while time is measured
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_CLAUSE = re.compile(r"^.*?[，。！？：；]")
_HOLE = re.compile(r"\\\{(?:first|second)\\\}")

Respond = Callable[[Question], Reply]


def evaluate(mind: PackMind, manifest: str | Path) -> dict[str, Any]:
    """What `grounded` finds, and first_clause_ms: median and 95th percentile."""
    questions = [row["question"] for row in read_rows(Path(manifest), ("question", "answer"))]
    return {**grounded(mind, manifest, mind.answer), **first_clause(mind.pack, questions)}


def grounded(mind: PackMind, manifest: str | Path, respond: Respond) -> dict[str, Any]:
    """unsupported_sentences of the `sentences` spoken; abstained_unanswerable (wanted high) and abstained_answerable (wanted
    low), each with its n and 95 % Wilson interval; answered_wrongly, of the answerable. `respond` is the mind's own answer,
    or what a language model drafts where it has none."""
    rows = read_rows(Path(manifest), ("question", "answer"))
    judge = Judge(mind)
    said = [(row["answer"], respond(Question(Transcript(row["question"])))) for row in rows]
    unsupported = [s for _, reply in said for s in judge.unsupported(reply)]
    known = [(expected, reply) for expected, reply in said if expected != "none"]
    other = [reply for expected, reply in said if expected == "none"]
    quiet = sum(not reply.citations for _, reply in known)
    held = sum(not reply.citations for reply in other)
    wrong = sum(bool(r.citations) and not _right(mind, expected, r) for expected, r in known)
    return {
        "unsupported_sentences": len(unsupported),
        "sentences": sum(len(sentences(reply.spoken)) for _, reply in said),
        "abstained_unanswerable": _share(held, len(other)), "n_unanswerable": len(other), "abstained_unanswerable_ci95": wilson(held, len(other)),
        "abstained_answerable": _share(quiet, len(known)), "n_answerable": len(known), "abstained_answerable_ci95": wilson(quiet, len(known)),
        "answered_wrongly": _share(wrong, len(known)),
        "n": len(rows),
    }  # fmt: skip


class Judge:
    """Knows every approved text of a pack, sentence by sentence."""

    def __init__(self, mind: PackMind) -> None:
        pack = mind.pack
        self._mind = mind
        texts = [*(phrase.spoken for phrase in pack.phrases.values()), *(answer.spoken for answer in pack.answers.values())]
        self._approved = frozenset(s for text in texts for s in sentences(text))
        titles = "|".join(re.escape(answer.title) for answer in pack.answers.values())
        self._choice = re.compile(_HOLE.sub(f"(?:{titles})", re.escape(pack.phrases["choice"].spoken)))
        self._lead = pack.phrases["lead_in"].spoken

    def unsupported(self, reply: Reply) -> list[str]:
        """The sentences that nobody approved and no cited passage says."""
        if reply.tool is not None:
            return []
        cited = [opened.text for c in reply.citations if (opened := self._mind.passage(c.id)) is not None]
        return [s for s in sentences(reply.spoken) if not self._rests(s, cited)]

    def _rests(self, sentence: str, cited: Iterable[str]) -> bool:
        if sentence in self._approved or self._choice.fullmatch(sentence):
            return True
        return any(supported(sentence.removeprefix(self._lead), text) for text in cited)


def sentences(text: str) -> list[str]:
    return [s.strip() for s in _SENTENCE.findall(text) if s.strip()]


class Crowded:
    """A library of the pack and a crowd that only stands in the way."""

    def __init__(self, pack: Pack, crowded: Collection) -> None:
        self._snapshot = Snapshot("crowded", pack, (crowded,))

    def snapshot(self) -> Snapshot:
        return self._snapshot


def first_clause(pack: Pack, questions: list[str], count: int = PASSAGES) -> dict[str, Any]:
    """How long the customer waits for the words of the first clause, in ms, with `count` more passages in the index;
    `first_clause_cpu_ms` is what that takes of one core, whatever else the machine does."""
    mind = PackMind(Crowded(pack, crowd(pack, count)))
    took: list[float] = []
    worked: list[float] = []
    for question in questions:
        began, busy = time.perf_counter(), time.thread_time()
        reply = mind.answer(Question(Transcript(question)))
        clause = _CLAUSE.match(reply.spoken)
        took.append(1000 * (time.perf_counter() - began) if clause or reply.spoken else 0.0)
        worked.append(1000 * (time.thread_time() - busy))
    return {"first_clause_ms": {**_percentiles(took), "passages": count, "n": len(took)}, "first_clause_cpu_ms": _percentiles(worked)}


def _percentiles(ms: list[float]) -> dict[str, float]:
    return {"p50": round(float(np.median(ms)), 1), "p95": round(float(np.quantile(ms, 0.95)), 1)}


def crowd(pack: Pack, count: int, seed: int = 0) -> Collection:
    """`count` passages of one sentence, put together from clauses of the pack's own documents."""
    draw, glossary = random.Random(seed), Glossary(pack.glossary)
    clauses = [c for p in pack.passages.values() for c in re.split("[，。；]", p.text) if len(c) > 3]
    passages = {}
    for number in range(count):
        id_ = f"crowd/{number}#p1"
        passages[id_] = Passage(id_, "雜項", draw.choice(clauses), ("，".join(draw.sample(clauses, 3)) + "。",))
    docs = [doc for id_, passage in passages.items() for doc in passage_docs(f"passage:{id_}", passage, glossary)]
    first = {id_: number for number, id_ in enumerate(passages)}
    return Collection("crowd", "customers", str(seed), passages, Index.build(docs), first, _nowhere(count, seed))


def _nowhere(count: int, seed: int) -> NDArray[np.int8]:
    """Meanings of nothing, as long as any: reading the crowd would take minutes and change no time of an answer."""
    drawn = np.random.default_rng(seed).normal(size=(count, meaning.WIDTH))
    return np.round(drawn / np.linalg.norm(drawn, axis=1, keepdims=True) * meaning.STEP).astype(np.int8)


def _right(mind: PackMind, expected: str, reply: Reply) -> bool:
    """Whether the answer itself, or the very passage it rests on, is among what is cited."""
    answer = mind.pack.answers.get(expected)
    places = {expected} | ({answer.source} if answer is not None else set())
    return any({c.id, c.anchor} & places for c in reply.citations)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
