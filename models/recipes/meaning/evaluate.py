"""Step 5: what is shipped on lessons of authors held back → `../../shipped/meaning/metrics.json`.

Usage: python evaluate.py AUTHOR [AUTHOR …] [--out FILE]      (the desk's environment)
Four documents at a time stand on one shelf. By words alone, by meaning alone and by both: how many questions find the sentence that
answers them first, with 95 % intervals (Wilson). Their authors taught nothing, but their questions chose how the two are weighed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lessons import DATA
from voicebot.dialog import facts, matching, subject
from voicebot.knowledge.documents import Passage
from voicebot.knowledge.meaning import nearness, shipped
from voicebot.knowledge.passages import headed
from voicebot.knowledge.text import normalise
from voicebot.dialog.evaluate import wilson

SHELF = 4
Asked = tuple[str, str, str]  # question, passage, sentence


def shelves(author: str) -> Iterator[tuple[list[Passage], list[Asked]]]:
    rows = [json.loads(line) for line in (DATA / f"{author}.jsonl").read_text(encoding="utf-8").splitlines()]
    for at in range(0, len(rows), SHELF):
        passages, asked = [], []
        for row in rows[at : at + SHELF]:
            ids = [f"{row['doc']}#{n}" for n in range(len(row["sections"]))]
            passages += [Passage(id_, row["title"], s["heading"], ("".join(s["sentences"]),)) for id_, s in zip(ids, row["sections"], strict=True)]
            asked += [(q["q"], ids[q["at"][0]], row["sections"][q["at"][0]]["sentences"][q["at"][1]]) for q in row["questions"]]
        yield passages, asked


def found(passages: Sequence[Passage], asked: Sequence[Asked]) -> Iterator[tuple[bool, bool, bool]]:
    """For each question whether its passage comes first by words, by meaning, by both."""
    kept = shipped().sentences([(headed(p), sentence) for p in passages for sentence in p.sentences])
    first = np.cumsum([0, *(len(p.sentences) for p in passages)])
    rows = [(n, part) for n, p in enumerate(passages) for part in matching.of_passage(p)]
    texts = [part for _, part in rows]
    for question, right, _ in asked:
        said = normalise(question)
        kind = facts.asked(said)
        near = nearness(shipped().question(question), kept)
        cosines = [[float(near[first[n] + part.first + k]) for k in range(len(part.sentences))] for n, part in rows]
        judged = matching.best(subject.about(said, kind, matching.vocabulary(texts)), kind, texts, cosines)
        scores = [[m.share for m in judged], [max(row) for row in cosines], [m.score for m in judged]]
        ids = [passages[rows[int(np.argmax(score))][0]].source for score in scores]
        yield ids[0] == right, ids[1] == right, ids[2] == right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("authors", nargs="+")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "shipped" / "meaning" / "metrics.json")
    args = parser.parse_args()
    hits = [hit for author in args.authors for shelf in shelves(author) for hit in found(*shelf)]
    told = {name: {"first": round(sum(h[k] for h in hits) / len(hits), 3), "interval": wilson(sum(h[k] for h in hits), len(hits))} for k, name in enumerate(("words", "meaning", "both"))}
    out = {"set": f"passages of {SHELF} unseen documents, questions of {len(args.authors)} authors who taught nothing", "n": len(hits), **told}
    args.out.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
