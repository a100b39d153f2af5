"""How good English is said that the table lacks: by the dictionary's phones, and by spelling where that lacks it too.

Usage: python english.py --text FOLDER [--show N]
FOLDER has yue-wikipedia-sentences.txt.xz. First the spelling's phones beside the dictionary's, through the same loanwords,
without tones: words of four letters and more that our table lacks, those of this repository's LICENSE, and 300 of the
dictionary in the order of their sha256, most of them family names; those met in the Cantonese text are for looking at.
Then both beside our table, which people know how to say, with tones: half A is for mending rules, half B for the figure.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import lzma
import re
from collections.abc import Iterable
from pathlib import Path

from voicebot.asr.evaluate import distance
from voicebot.tts import dictionary, english, loanwords, spelling

LICENSE = Path(__file__).resolve().parents[3] / "LICENSE"


def met(lines: Iterable[str]) -> set[str]:
    return {word.lower() for line in lines for word in re.findall("[A-Za-z]{4,}", line) if not word.isupper()}


def toneless(syllables: tuple[str, ...] | list[str]) -> list[str]:
    return [syllable[:-1] for syllable in syllables]


def compare(name: str, pairs: list[tuple[str, list[str], list[str]]], show: int = 0) -> None:
    wrong = [(word, own, wanted) for word, own, wanted in pairs if own != wanted]
    errors = sum(distance(own, wanted) for _, own, wanted in pairs)
    syllables = sum(len(wanted) for *_, wanted in pairs)
    as_many = sum(len(own) == len(wanted) for _, own, wanted in pairs)
    print(f"{name}: n {len(pairs)}, all syllables the same {1 - len(wrong) / len(pairs):.3f}, as many {as_many / len(pairs):.3f}, "
          f"syllable errors {errors / syllables:.3f} of {syllables}")  # fmt: skip
    for word, own, wanted in wrong[:show]:
        print(" ", word, " ".join(own), "|", " ".join(wanted))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    table = english.words()
    with lzma.open(args.text / "yue-wikipedia-sentences.txt.xz", "rt", encoding="utf-8") as stream:
        seen = met(stream)
    licence = met(LICENSE.read_text(encoding="utf-8").splitlines())
    listed = [line.split()[0] for line in gzip.decompress(dictionary.FILE.read_bytes()).decode().splitlines()]
    drawn = sorted((w for w in listed if len(w) > 3), key=lambda w: hashlib.sha256(w.encode()).hexdigest())
    sets = {"development": seen, "licence": licence - seen, "dictionary": [w for w in drawn if w not in seen | table.keys()][:300]}
    for name, words in sets.items():
        part = sorted(w for w in words if dictionary.phones(w) and w not in table)
        shown = args.show if name == "development" else 0
        compare(name, [(w, toneless(spelling.syllables(w)), toneless(loaned(w))) for w in part], shown)
    for half in "AB":
        part = sorted(w for w in table if len(w) > 2 and dictionary.phones(w) and half_of(w) == half)
        for name, say in (("dictionary", loaned), ("spelling", spelling.syllables)):
            said = [(w, list(say(w)), table[w].split()) for w in part]
            compare(f"table {half} by {name}", [(w, toneless(own), toneless(gold)) for w, own, gold in said])
            compare(f"table {half} by {name}, with tones", said, args.show if half == "A" else 0)


def half_of(word: str) -> str:
    return "AB"[hashlib.sha256(f"eng{word}".encode()).digest()[0] & 1]


def loaned(word: str) -> tuple[str, ...]:
    return loanwords.said(dictionary.phones(word), word)


if __name__ == "__main__":
    main()
