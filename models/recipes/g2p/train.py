"""Step 2: half A, labelled sentences and words → `voicebot/tts/context.gz`.

Usage: python train.py --rime FOLDER [--work var] [--cross] [--out ../../../voicebot/tts/context.gz]
A multinomial logistic regression for each character that the library misreads, L2, fitted with L-BFGS. Beside the
conversations stand our labelled sentences (tests/tts/readings_labelled.tsv), words of rime-cantonese, so that what is common
in talk does not spoil what stands in a word, and reviewed.tsv, words that a person went through with the readings before
this model in view.
`--cross` prints the accuracy on labelled sentences, one author by the other and five-fold by word, and on half A, five-fold
over conversations, and writes nothing.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from prepare import TODAY
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from voicebot.asr.lexicon import fold as merged
from voicebot.tts import context
from voicebot.tts.pronounce import clauses, places, segmenter

LABELLED = Path(__file__).parents[3] / "tests/tts/readings_labelled.tsv"
REVIEWED = Path(__file__).with_name("reviewed.tsv")
LEAST_ERRORS, LEAST_SEEN = 3, 2  # of a character to be learned from talk, in two conversations at least; of a reading to be chosen
L2 = 0.1  # penalty, on how far a weight goes from
LIBRARY, RULE = 1.0, 1.0  # what speaks for the library's reading and for a rule's before anything is seen, and 0 for the rest
WORD, SENTENCE, REVIEW = 0.1, 4.0, 2.0  # weight of a word's character, a labelled one, a reviewed word's, beside one of the conversations
NAMED = re.compile("[㐀-鿿]")  # in a feature: another character
PRUNED = 0.2  # weights below are left out
FREQUENCY = 20  # a word of the lexicon counts from this frequency on
# 來 is HKCanCor's spelling of 嚟; in our texts it is loi4. 喇 is settled by TODAY; the rest are lazy sounds of one speaker or another.
LEFT = frozenset("來喇嚟啱嗱")
LEFT_READINGS = frozenset((("行", "hang4"), ("零", "leng4")))  # ways of saying haang4, in talk, and ling4, of what is over (十零個): never of a figure


@dataclass(frozen=True, slots=True)
class Site:
    """A character whose reading is known, in its folded clause."""

    group: str
    text: str
    at: int
    word: context.Word
    base: str
    plain: str
    told: str | None
    gold: tuple[str, ...]  # any of them is right
    weight: float = 1.0

    @property
    def character(self) -> str:
        return self.text[self.at]


def sites(group: str, text: str, gold: Mapping[int, tuple[str, ...]], weight: float = 1.0) -> Iterator[Site]:
    """Of the places of `text` that `gold` tells; our own words are left out, as context has no say there."""
    for offset, clause, runs in clauses(text):
        for run, start in runs:
            for p in places(clause, run, start, segmenter().split(run)):
                if (right := gold.get(offset + p.at)) and p.reading is not None and p.source != "word":
                    yield Site(group, clause, p.at, p.word, p.reading, p.plain or p.reading, p.told, right, weight)


def talk(path: Path) -> Iterator[Site]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            gold = {n: (said,) for n, said in enumerate(row["jyutping"].split()) if said != "_"}
            for site in sites(row["conversation"], row["text"].translate(TODAY), gold):
                # n and l, ng and no onset are one sound to most speakers: the dictionary's is kept.
                yield replace(site, gold=(site.base,)) if merged(site.base) == merged(site.gold[0]) else site


def labelled(path: Path) -> Iterator[Site]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            gold = {row["text"].index("【"): tuple(row["readings"].split("|"))}
            yield from sites(row["author"], re.sub("[【】]", "", row["text"]), gold, SENTENCE)


def alone(word: str, gold: Mapping[int, tuple[str, ...]], weight: float) -> Iterator[Site]:
    """What stands around a word is unknown: `#` is in no feature, and no word ends its clause."""
    for s in sites("", word, gold, weight):
        shifted = context.Word(s.word.start + 1, s.word.end + 1, s.word.before + 1, s.word.after + 1)
        yield replace(s, text=f"#{s.text}#㐀", at=s.at + 1, word=shifted, told=None)


def lexicon(rime: Path) -> Iterator[Site]:
    """Rime's words with one reading."""
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
            yield from alone(word, {n: (said,) for n, said in enumerate(min(found).split())}, WORD)


def reviewed(path: Path) -> Iterator[Site]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            for word in row["words"].split():
                yield from alone(word, {word.index(row["character"]): (row["reading"],)}, REVIEW)


def learned(talked: Iterable[Site], told: Iterable[Site]) -> dict[str, list[str]]:
    """Character → its readings, for the characters worth learning: those misread in talk often enough, and those that are
    labelled (`told`) with more than one reading or another than the library's."""
    wrong: Counter[str] = Counter()
    where, seen = defaultdict(set), defaultdict(Counter)
    for s in talked:
        if s.character not in LEFT:
            seen[s.character][s.gold[0]] += 1
            if s.gold[0] != s.base:
                wrong[s.character] += 1
                where[s.character].add(s.group)
    taught, missed = defaultdict(dict), set()
    for s in told:
        taught[s.character].update(dict.fromkeys(s.gold))
        if s.base not in s.gold:
            missed.add(s.character)
    often = {c for c, n in wrong.items() if n >= LEAST_ERRORS and len(where[c]) > 1}
    return {
        c: list(dict.fromkeys([*(r for r, n in seen[c].items() if n >= LEAST_SEEN and (c, r) not in LEFT_READINGS), *taught[c]]))
        for c in sorted((often | missed | {c for c, r in taught.items() if len(r) > 1}) - LEFT)
    }  # fmt: skip


Weights = dict[tuple[str, str], float]


def keys(around: Sequence[str], reading: str, listed: Sequence[str], s: Site) -> list[tuple[str, str]]:
    """The features of one choice."""
    own = [(feature, "=") for feature in context.agreement(s.character, reading, s.base, s.plain, s.told)]
    return own + [(feature, reading) for feature in around] if reading in listed else own


def fit(known: Iterable[Site], table: Mapping[str, Sequence[str]]) -> Weights:
    ids: dict[tuple[str, str], int] = {}
    rows, columns, starts, good, weights = [], [], [0], [], []
    for s in known:
        if s.character not in table:
            continue
        choices = context.options(table[s.character], s.base, s.told)
        if not set(choices) & set(s.gold):
            continue
        around = [f for f in context.features(s.text, s.at, s.word) if not set(f) & set("#㐀")]
        listed = s.weight == REVIEW  # a list tells how a word is read, not how often a reading is met
        if listed:
            around = [f for f in around if NAMED.search(f, 1)]
        for n, reading in enumerate(choices):
            for key in keys(around, reading, table[s.character], s):
                if listed and key[1] == "=":
                    continue
                rows.append(starts[-1] + n)
                columns.append(ids.setdefault(key, len(ids)))
        good += [reading in s.gold for reading in choices]
        weights.append(s.weight)
        starts.append(starts[-1] + len(choices))
    x = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(starts[-1], len(ids)))
    back, first, right, heavy = x.T.tocsr(), np.array(starts[:-1]), np.array(good, float), np.array(weights)
    group = np.repeat(np.arange(len(first)), np.diff(starts))

    start = np.zeros(len(ids))
    for (feature, reading), n in ids.items():
        if reading == "=":
            start[n] = RULE if feature == "%" else LIBRARY if feature[1:] == "=" else 0

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ w
        power = np.exp(score - np.maximum.reduceat(score, first)[group])
        total, hit = np.add.reduceat(power, first), np.add.reduceat(power * right, first)
        slope = heavy[group] * (power / total[group] - power * right / hit[group])
        return float(heavy @ (np.log(total) - np.log(hit)) + L2 / 2 * (w - start) @ (w - start)), back @ slope + L2 * (w - start)

    w = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return {key: w[n] for key, n in ids.items() if abs(w[n]) >= PRUNED}


def write(path: Path, table: Mapping[str, Sequence[str]], weights: Weights) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerows(sorted((character, reading, "") for character, readings in table.items() for reading in readings))
    writer.writerows(sorted((feature, reading, round(100 * w)) for (feature, reading), w in weights.items()))
    path.write_bytes(gzip.compress(stream.getvalue().encode(), 9, mtime=0))


def said(model: context.Context, s: Site) -> str:
    if model.knows(s.character):
        return model.choose(s.text, s.at, s.word, s.base, s.plain, s.told)
    return s.told or s.base


def judge(model: context.Context, held: Sequence[Site]) -> tuple[int, list[str]]:
    """How many are right, and the others."""
    wrong = [f"{said(model, s)} for {'|'.join(s.gold)}: {s.text[: s.at]}【{s.character}】{s.text[s.at + 1 :]}" for s in held if said(model, s) not in s.gold]
    return len(held) - len(wrong), wrong


def cross(named: str, half: Sequence[Site], known: Sequence[Site], words: Sequence[Site], fold: Callable[[Site], int], work: Path) -> None:
    """Each fold of the sites to which `fold` gives one (0 or more) is read by a model that saw neither it nor any reviewed word in it."""
    right = count = 0
    missed: list[str] = []
    everything = [*half, *known]
    for n in range(max(map(fold, everything)) + 1):
        held = [s for s in everything if fold(s) == n]
        texts = defaultdict(str)
        for s in held:
            texts[s.character] += s.text + "，"
        rest = [s for s in words if s.weight == WORD or s.text.strip("#㐀") not in texts[s.character]]
        kept_half, kept = [s for s in half if fold(s) != n], [s for s in known if fold(s) != n]
        table = learned(kept_half, [*kept, *(s for s in rest if s.weight != WORD)])
        write(work / "fold.gz", table, fit([*kept_half, *kept, *rest], table))
        good, wrong = judge(context.Context(work / "fold.gz"), held)
        right, count, missed = right + good, count + len(held), missed + wrong
        print(f"{named}, fold {n}: {good} of {len(held)}, {good / len(held):.4f}", flush=True)
    print(f"{named}: {right} of {count}, {right / count:.4f}", flush=True)
    (work / f"missed {named}.txt").write_text("\n".join(sorted(missed)), encoding="utf-8")


def by_word(s: Site) -> int:
    """One fold for all sentences in which a character stands in the same word, or alone before the same character."""
    word = s.text[s.word.start : max(s.word.end, s.at + 2)]
    return zlib.crc32(f"{s.character}{word}".encode()) % 5 if s.weight == SENTENCE else -1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rime", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--out", type=Path, default=context.TABLE)
    args = parser.parse_args()
    half, known = list(talk(args.work / "learn.tsv")), list(labelled(LABELLED))
    words, looked = list(lexicon(args.rime)), list(reviewed(REVIEWED))
    print(len(half), "characters of talk", len(known), "labelled", len(words), "of words", len(looked), "reviewed", flush=True)
    if args.cross:
        authors = sorted({s.group for s in known})
        cross("author", half, known, [*words, *looked], lambda s: authors.index(s.group) if s.group in authors else -1, args.work)
        cross("word", half, known, [*words, *looked], by_word, args.work)
        names = sorted({s.group for s in half})
        cross("talk", half, known, [*words, *looked], lambda s: names.index(s.group) % 5 if s.group in names else -1, args.work)
        return
    table = learned(half, [*known, *looked])
    weights = fit([*half, *known, *words, *looked], table)
    write(args.out, table, weights)
    print(len(table), "characters", len(weights), "weights", args.out.stat().st_size, "bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
