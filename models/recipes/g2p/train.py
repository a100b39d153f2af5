"""Step 2: half A and the lexicon's words → `voicebot/tts/context.tsv`.

Usage: python train.py --rime FOLDER [--work var] [--cross] [--out ../../../voicebot/tts/context.tsv]
A multinomial logistic regression for each character whose reading the library misses, L2, fitted with L-BFGS. Words of
rime-cantonese stand beside the conversations, so that what is common in talk does not spoil what stands in a word.
`--cross` prints the accuracy on half A, five-fold over conversations, and writes nothing.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from prepare import TODAY
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from voicebot.asr.lexicon import fold as merged
from voicebot.tts import context
from voicebot.tts.pronounce import base, plain

LEAST_ERRORS, LEAST_SEEN = 3, 2  # of a character to be learned, in two conversations at least; of a reading to be chosen
L2, WORD = 0.3, 1.0  # penalty; weight of a word's character beside one of the conversations
PRUNED = 0.15  # weights below are left out
FREQUENCY = 20  # a word of the lexicon counts from this frequency on
# 來 is HKCanCor's spelling of 嚟; in our texts it is loi4. 喇 is settled by TODAY; the rest are lazy sounds of one speaker or another.
LEFT = frozenset("來喇嚟啱嗱")
LEFT_READINGS = frozenset((("行", "hang4"),))  # a way of saying haang4


@dataclass(frozen=True, slots=True)
class Clause:
    conversation: str
    text: str  # folded
    gold: list[str]
    base: list[str | None]
    plain: list[str | None]
    weight: float = 1.0


def talk(path: Path) -> Iterator[Clause]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, gold = row["text"].translate(TODAY), row["jyutping"].split()
            first = [reading for _, reading in base(text)]
            # n and l, ng and no onset are one sound to most speakers: the dictionary's is kept.
            gold = [b if b and g != "_" and merged(b) == merged(g) else g for b, g in zip(first, gold, strict=True)]
            yield Clause(row["conversation"], context.fold(text), gold, first, [plain(c) for c in text])


def words(rime: Path) -> Iterator[Clause]:
    """Words with one reading; what stands around them is unknown: `#` is in no feature, and no word ends its clause."""
    frequent: dict[str, int] = {}
    for line in (rime / "essay-cantonese.txt").read_text(encoding="utf-8").splitlines():
        word, _, count = line.partition("\t")
        if count.strip().isdigit():
            frequent[word] = int(count)
    readings: dict[str, set[str]] = defaultdict(set)
    for line in (rime / "jyut6ping3.words.dict.yaml").read_text(encoding="utf-8").splitlines():
        word, _, said = line.partition("\t")
        said = said.partition("\t")[0]
        if re.fullmatch(r"[㐀-鿿]{2,5}", word) and len(said.split()) == len(word):
            readings[word].add(said)
    for word, found in readings.items():
        if len(found) == 1 and frequent.get(word, 0) >= FREQUENCY:
            first = [reading for _, reading in base(word)]
            gold = ["_", *min(found).split(), "_", "_"]
            yield Clause("", f"#{context.fold(word)}#㐀", gold, [None, *first, None, None], [None, *map(plain, word), None, None], WORD)


def learned(clauses: Iterable[Clause]) -> dict[str, list[str]]:
    """Character → its readings in talk, for the characters worth learning."""
    wrong: Counter[str] = Counter()
    where, seen = defaultdict(set), defaultdict(Counter)
    for c in clauses:
        for character, gold, first in zip(c.text, c.gold, c.base, strict=True):
            if gold != "_" and character not in LEFT:
                seen[character][gold] += 1
                if gold != first:
                    wrong[character] += 1
                    where[character].add(c.conversation)
    return {
        character: [r for r, n in seen[character].items() if n >= LEAST_SEEN and (character, r) not in LEFT_READINGS]
        for character, n in wrong.items() if n >= LEAST_ERRORS and len(where[character]) > 1
    }  # fmt: skip


Weights = dict[tuple[str, str], float]


def options(readings: list[str], first: str | None) -> list[str]:
    return list(dict.fromkeys([*([first] if first else []), *readings]))


def keys(around: list[str], reading: str, listed: list[str], c: Clause, at: int) -> list[tuple[str, str]]:
    """The features of one choice."""
    own = [(feature, "=") for feature in context.agreement(c.text[at], reading, c.plain[at])] if reading == c.base[at] else []
    return own + [(feature, reading) for feature in around] if reading in listed else own


def fit(clauses: Iterable[Clause], table: dict[str, list[str]]) -> Weights:
    ids: dict[tuple[str, str], int] = {}
    rows, columns, starts, gold, weights = [], [], [0], [], []
    for c in clauses:
        for at, (character, right) in enumerate(zip(c.text, c.gold, strict=True)):
            if character not in table or right == "_":
                continue
            choices = options(table[character], c.base[at])
            if right not in choices:
                continue
            around = [f for f in context.features(c.text, at) if "#" not in f]
            for n, reading in enumerate(choices):
                for key in keys(around, reading, table[character], c, at):
                    rows.append(starts[-1] + n)
                    columns.append(ids.setdefault(key, len(ids)))
            gold.append(starts[-1] + choices.index(right))
            weights.append(c.weight)
            starts.append(starts[-1] + len(choices))
    x = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(starts[-1], len(ids)))
    first, sizes, target, heavy = np.array(starts[:-1]), np.diff(starts), np.array(gold), np.array(weights)
    group = np.repeat(np.arange(len(first)), sizes)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        score -= np.maximum.reduceat(score, first)[group]
        power = np.exp(score)
        total = np.add.reduceat(power, first)
        slope = heavy[group] * power / total[group]
        slope[target] -= heavy
        return float(heavy @ (np.log(total) - score[target]) + L2 / 2 * w @ w), x.T @ slope + L2 * w

    w = minimize(loss, np.zeros(len(ids)), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return {key: w[n] for key, n in ids.items() if abs(w[n]) >= PRUNED}


def right(clauses: Iterable[Clause], table: dict[str, list[str]], weights: Weights, missed: Counter) -> tuple[int, int]:
    good = count = 0
    for c in clauses:
        for at, (character, gold) in enumerate(zip(c.text, c.gold, strict=True)):
            if gold == "_":
                continue
            said = c.base[at]
            if character in table:
                around, listed = context.features(c.text, at), table[character]
                scores = {r: sum(weights.get(key, 0) for key in keys(around, r, listed, c, at)) for r in options(listed, said)}
                said = max(scores, key=scores.__getitem__)
            count += 1
            good += said == gold
            if said != gold:
                missed[character, said, gold] += 1
    return good, count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rime", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--out", type=Path, default=context.TABLE)
    args = parser.parse_args()
    half, lexicon = list(talk(args.work / "learn.tsv")), list(words(args.rime))
    print(len(half), "clauses", len(lexicon), "words", flush=True)
    if args.cross:
        names = sorted({c.conversation for c in half})
        good = count = 0
        missed: Counter = Counter()
        for fold in range(5):
            held = set(names[fold::5])
            rest = [c for c in half if c.conversation not in held]
            table = learned(rest)
            a, b = right((c for c in half if c.conversation in held), table, fit([*rest, *lexicon], table), missed)
            good, count = good + a, count + b
        print(f"five-fold on half A: {good / count:.4f} of {count}")
        print(missed.most_common(60))
        return
    table = learned(half)
    weights = fit([*half, *lexicon], table)
    with args.out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerows(sorted((character, reading, "") for character, readings in table.items() for reading in readings))
        writer.writerows(sorted((feature, reading, round(100 * w)) for (feature, reading), w in weights.items()))
    print(len(table), "characters", len(weights), "weights", args.out.stat().st_size, "bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
