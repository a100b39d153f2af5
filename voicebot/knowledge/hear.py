"""From speech to what it asks for: does what was heard find the right page, or the right answer?

The manifest is a TSV with the columns `file` and `passage`: a recording, and the text of the page that it was cut from,
or the id of the answer that it asks for. A page is looked for among all pages of the manifest and the distractors, a
text file with a passage a line (the sample is the same every time), an answer among those of the pack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..asr.channels import Change
from ..asr.evaluate import table
from ..audio import files
from ..dialog.evaluate import wilson
from ..engines import Recognizer
from ..events import Transcript
from .documents import Passage
from .evaluate import DEPTH, sample
from .index import Index
from .pack import Pack
from .passages import passage_docs
from .text import Glossary, tokens_of_transcript

Finder = Callable[[Transcript], Sequence[str]]  # what was heard → ids of answers, best first


def evaluate(
    recognizer: Recognizer, pack: Pack, answers: Finder, manifest: Path, change: Change, distractors: Path | None = None
) -> dict[str, Any]:
    """pages and answers, each where the manifest has some: n, recall1, recall3 (percent) and recall3_ci95 (Wilson's; for
    answers recall1_ci95 too: the first is the one that is said); silent: recordings in which nothing was heard;
    distractors: their number. Raises InputError, AudioError."""
    rows = table(manifest, "passage")
    pages = list(dict.fromkeys(row["passage"] for row in rows if row["passage"] not in pack.answers))
    noise = sample(distractors) if distractors and pages else []
    find = _pages([*pages, *noise]) if pages else answers
    ranks: dict[str, list[int]] = {"pages": [], "answers": []}
    silent = 0
    for row in rows:
        stream = recognizer.stream()
        stream.feed(change(files.read(manifest.parent / row["file"])))
        heard = stream.final()
        silent += not heard.text
        kind, wanted = ("answers", row["passage"]) if row["passage"] in pack.answers else ("pages", str(pages.index(row["passage"])))
        found = list((answers if kind == "answers" else find)(heard))[:DEPTH]
        ranks[kind].append(found.index(wanted) + 1 if wanted in found else DEPTH + 1)
    return {**{kind: _shares(row) for kind, row in ranks.items() if row}, "silent": silent, "distractors": len(noise)}


def _pages(texts: list[str]) -> Finder:
    glossary = Glossary({})
    index = Index.build(doc for n, text in enumerate(texts) for doc in passage_docs(str(n), Passage(str(n), "", "", (text,)), glossary))
    return lambda heard: [hit.id for hit in index.search(tokens_of_transcript(heard, glossary), DEPTH)]


def _shares(ranks: list[int]) -> dict[str, Any]:
    first, third = sum(rank == 1 for rank in ranks), sum(rank <= 3 for rank in ranks)
    return {
        "n": len(ranks), "recall1": round(100 * first / len(ranks), 1), "recall1_ci95": wilson(first, len(ranks)),
        "recall3": round(100 * third / len(ranks), 1), "recall3_ci95": wilson(third, len(ranks)),
    }  # fmt: skip
