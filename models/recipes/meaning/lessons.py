"""The lessons: invented organisations' documents with questions that customers might ask of them (`data/*.jsonl`).

A line is a document: `title`, `sections` (`heading`, `sentences`), `questions` (`q`, `at`: section and sentence that answer) and
`unanswerable`. All were written for this recipe, by several authors who did not see each other's, nor any set that measures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from voicebot.knowledge.meaning import of_sentence

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Lesson:
    """One document. `asked`: each question with the number of the sentence that answers it, or -1."""

    title: str
    sentences: tuple[str, ...]
    bare: tuple[str, ...]  # the same without headings
    asked: tuple[tuple[str, int], ...]


def lessons(author: str) -> list[Lesson]:
    return [_lesson(json.loads(line)) for line in (DATA / f"{author}.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]


def authors() -> list[str]:
    return sorted(path.stem for path in DATA.glob("*.jsonl"))


def _lesson(row: dict) -> Lesson:  # type: ignore[type-arg]
    rows = [(section["heading"], sentence) for section in row["sections"] for sentence in section["sentences"]]
    first = [sum(len(section["sentences"]) for section in row["sections"][:n]) for n in range(len(row["sections"]))]
    asked = [(question["q"], first[question["at"][0]] + question["at"][1]) for question in row["questions"]]
    asked += [(question, -1) for question in row["unanswerable"]]
    return Lesson(row["title"], tuple(of_sentence(heading, text) for heading, text in rows), tuple(text for _, text in rows), tuple(asked))
