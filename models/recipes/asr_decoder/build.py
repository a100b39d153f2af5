"""Step 2: corpus and reading lexicon → `decoder.npz` (interpolated Witten-Bell in back-off form, and readings).

Usage: python build.py --text FOLDER [--work var] [--units UNITS.txt] [--out ../../shipped/asr/decoder.npz]
Witten & Bell 1991; the weight of the shorter history is MORE[n] times the plain Witten-Bell weight.
"""

from __future__ import annotations

import argparse
import collections
import math
import re
from pathlib import Path

import numpy as np

from prepare import FOLD, HKCANCOR_FOLD, words
from voicebot.asr.lexicon import ONSETS, parts
from voicebot.asr.ngram import ORDER, STEP, fill

MORE = {2: 1.5, 3: 2.0, 4: 2.5}
LEAST = {2: 1.01, 3: 1.01, 4: 1.01}  # n-grams with less weight are left out
RARE = math.log(0.003)  # log prior of a reading that is hardly used
OFTEN, SHARE = 3, 0.01  # how often, and in what share of a character's uses, people must say it so
HERE = Path(__file__).resolve().parent


def grams(ids: np.ndarray, weights: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Sorted packed n-grams of `size` and their total weights. A start mark can only come first; no gaps inside."""
    count = len(ids) - size + 1
    keys = np.zeros(count, dtype=np.uint64)
    valid = np.ones(count, dtype=bool)
    for offset in range(size):
        part = ids[offset : offset + count]
        keys = keys << np.uint64(16) | part.astype(np.uint64)
        valid &= part != 0
        if offset or size == 1:
            valid &= part != 1
    order = np.argsort(keys[valid], kind="stable")
    ordered = keys[valid][order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[first], np.add.reduceat(weights[size - 1 :][valid][order].astype(np.float64), first)


def lookup(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray, default: float) -> np.ndarray:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], default)


def witten_bell(ids: np.ndarray, weights: np.ndarray, characters: int) -> dict[str, np.ndarray]:
    """All tables of `voicebot.asr.ngram.NGrams`."""
    keys, total = grams(ids, weights, 1)
    single = np.full(characters, 0.5)
    single[keys.astype(int)] += total
    probability = single / single.sum()
    arrays = {"first": np.log(probability).astype(np.float32)}
    lower_keys, lower = np.arange(characters, dtype=np.uint64), probability
    for size in range(2, ORDER + 1):
        keys, total = grams(ids, weights, size)
        keep = total > LEAST[size]
        keys, total = keys[keep], total[keep]
        context = keys >> np.uint64(16)
        first = np.flatnonzero(np.concatenate([[True], context[1:] != context[:-1]]))
        kinds = np.diff(np.append(first, len(keys)))
        mass = np.add.reduceat(total, first)
        share = MORE[size] * kinds / (mass + MORE[size] * kinds)  # of the shorter history
        mask = np.uint64((1 << 16 * (size - 1)) - 1)
        short = lookup(lower_keys, lower, keys & mask, 1e-9)
        each = np.repeat(np.arange(len(first)), kinds)
        value = (1 - share[each]) * total / mass[each] + share[each] * short
        best = np.argsort(-total, kind="stable")
        arrays[f"more{size}"] = fill(keys[best], np.log(value[best]))
        if size == 2:
            backoff = np.zeros(characters, dtype=np.float32)
            backoff[context[first].astype(int)] = np.log(share)
            arrays["first_backoff"] = backoff
        else:
            heavy = np.argsort(-mass, kind="stable")
            arrays[f"backoff{size - 1}"] = fill(context[first][heavy], np.log(share[heavy]))
        print(f"order {size}: {len(keys)} n-grams, {len(first)} contexts")
        lower_keys, lower = keys, value
    return arrays


def readings(text: Path, chars: np.ndarray, units: list[str]) -> dict[str, np.ndarray]:
    """Readings grouped by syllable: rime-cantonese's characters, ToJyutping's reading of the spoken sentences, what
    HKCanCor's speakers said (particles in all their tones, changed tones), and characters inside rime-cantonese's words."""
    onset_of = {name[2:]: i for i, name in enumerate(units) if name.startswith("o_")} | {"": 0}
    rime_of = {name[2:]: i for i, name in enumerate(units) if name.startswith("r_")}
    ids = {chr(c): i for i, c in enumerate(chars) if i > 2}
    found: dict[tuple[int, int, int, int], float] = {}

    def add(char: str, jyutping: str, prior: float) -> None:
        split = parts(jyutping)
        if split is None or char not in ids or split[1] not in rime_of:
            return
        key = (onset_of[split[0]], rime_of[split[1]], split[2] - 1, ids[char])
        found[key] = max(prior, found.get(key, RARE))

    for line in (text / "rime-cantonese" / "jyut6ping3.chars.dict.yaml").read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) >= 2 and len(fields[0]) == 1 and re.fullmatch(r"[a-z]+[1-6]", fields[1]):
            share = float(fields[2].rstrip("%")) / 100 if len(fields) > 2 and fields[2].endswith("%") else 1.0
            add(fields[0], fields[1], max(RARE, math.log(max(share, 1e-9))))
    for uses, least, share in ((heard(text), 1, 0.0), (talked(), OFTEN, SHARE), (inside_words(text), OFTEN, SHARE)):
        whole: collections.Counter[str] = collections.Counter()
        for (char, _), count in uses.items():
            whole[char] += count
        for (char, jyutping), count in uses.items():
            if count >= least and count >= share * whole[char]:
                add(char, jyutping, max(RARE, math.log(count / whole[char])))

    rows = sorted(found.items())
    cell = np.array([onset * len(rime_of) + rime - ONSETS for (onset, rime, _, _), _ in rows])
    starts = np.searchsorted(cell, np.arange(ONSETS * len(rime_of) + 1)).astype(np.int32)
    print(f"{len(rows)} readings")
    return {
        "units": np.array(units),
        "rimes": np.array(len(rime_of)),
        "starts": starts,
        "char": np.array([key[3] for key, _ in rows], dtype=np.uint16),
        "tone": np.array([key[2] for key, _ in rows], dtype=np.uint8),
        "prior": np.array([prior for _, prior in rows], dtype=np.float16),
    }


def talked() -> collections.Counter[tuple[str, str]]:
    """How often HKCanCor's speakers said each (character, Jyutping), in the language model's spelling."""
    import pycantonese

    found: collections.Counter[tuple[str, str]] = collections.Counter()
    for utterance in pycantonese.hkcancor().utterances():
        for token in utterance.tokens:
            said = re.findall(r"[a-z]+[1-6]", token.jyutping or "")
            if len(said) == len(token.word):
                found.update(zip(token.word.translate(HKCANCOR_FOLD).translate(FOLD), said, strict=True))
    return found


def inside_words(text: Path) -> collections.Counter[tuple[str, str]]:
    """(character, Jyutping) in the lexicon's words, by the root of their frequency."""
    often = dict(words(text))
    found: collections.Counter[tuple[str, str]] = collections.Counter()
    for line in (text / "rime-cantonese" / "jyut6ping3.words.dict.yaml").read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition("\t")
        said = rest.split("\t")[0].split()
        if word in often and len(said) == len(word):
            for pair in zip(word.translate(FOLD), said, strict=True):
                found[pair] += often[word]
    return found


def heard(text: Path) -> collections.Counter[tuple[str, str]]:
    """How often ToJyutping reads each (character, Jyutping) in the colloquial sentences."""
    import pycantonese
    import ToJyutping

    lines = (text / "common-voice" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    lines += ["".join(t.word for t in u.tokens) for u in pycantonese.hkcancor().utterances()]
    lines += (HERE / "domain.txt").read_text(encoding="utf-8").splitlines()
    pairs: collections.Counter[tuple[str, str]] = collections.Counter()
    for line in lines:
        pairs.update((c, j) for c, j in ToJyutping.get_jyutping_list(line) if j and len(c) == 1 and " " not in j)
    return pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    shipped = HERE.parents[1] / "shipped" / "asr"
    parser.add_argument("--out", type=Path, default=shipped / "decoder.npz")
    parser.add_argument("--units", type=Path, default=shipped / "units.txt")
    options = parser.parse_args()
    corpus = np.load(options.work / "corpus.npz")
    units = options.units.read_text(encoding="utf-8").split()
    arrays = witten_bell(corpus["ids"], corpus["weights"], len(corpus["chars"]))
    arrays |= readings(options.text, corpus["chars"], units) | {"chars": corpus["chars"]}
    np.savez(options.out, **arrays)
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.1f} MB, values in steps of {STEP} nat")


if __name__ == "__main__":
    main()
