"""What shows that a customer is understood: bank questions in voices never trained on → `var/eval/questions.tsv`, recordings.

Usage: OMP_NUM_THREADS=1 python questions.py --kokoro FOLDER [--work var] [--count 60]      (training environment)
`count` questions of `tests/data/bank_questions.tsv` that a draw with a seed of its own picks, said in turn by the voices of
timbres.HELD: synthetic, and no native speakers. Columns as `voicebot eval hear` wants them: file, passage (the answer's
id); question and voice beside them.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from pathlib import Path

from asked import record
from timbres import HELD, Timbres

SEED = 2_027
QUESTIONS = Path(__file__).resolve().parents[3] / "tests" / "data" / "bank_questions.tsv"


def questions(count: int, draw: random.Random) -> list[tuple[str, str]]:
    """(question, answer's id) of those that have one."""
    with QUESTIONS.open(encoding="utf-8", newline="") as stream:
        next(stream)  # who wrote them
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return draw.sample([(row["text"], row["answer"]) for row in rows if row["answer"] != "none"], count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kokoro", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--count", type=int, default=60)
    options = parser.parse_args()
    readings = json.loads((options.work / "texts.json").read_text(encoding="utf-8"))["words"]
    timbres, draw, out = Timbres(options.kokoro), random.Random(SEED), options.work / "eval"
    (out / "questions").mkdir(parents=True, exist_ok=True)
    lines = ["file\tpassage\tquestion\tvoice"]
    for number, (question, answer) in enumerate(questions(options.count, draw)):
        voice = HELD[number % len(HELD)]
        place = f"questions/{number:03}.wav"
        record(timbres, question, voice, readings, draw, out / place)
        lines.append("\t".join([place, answer, question, voice]))
    (out / "questions.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} questions in {len(HELD)} voices")


if __name__ == "__main__":
    main()
