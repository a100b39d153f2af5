"""Step 1: HKCanCor → manifests of clauses for `voicebot eval g2p`.

Usage: python prepare.py [--work var]
Writes learn.tsv (half A), test.tsv (half B) and test_spelt.tsv (half B in today's spelling): conversation, text,
jyutping, one entry for each character of the text, `_` where it has none. Halves are fixed before anything is read:
conversations in the order of the sha256 of their names, the first, third, … are A; parts of one recording stay together.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pycantonese

HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
WIDE = str.maketrans(",.?!", "，。？！")
# HKCanCor has a character of its own for each tone of a particle: 喇 is always laa1, 嚹 laa3, 啊 aa3, 呀 aa4, 𡃉 gaa3, 㗎 gaa4.
# Hong Kong writes 啦 for laa1, 喇 for laa3, and one character for both tones of the others, so that they must be chosen.
TODAY = str.maketrans("喇嚹哩𡃉啊囖噉", "啦喇呢㗎呀囉咁")


def conversation(path: str) -> str:
    return re.sub(r"(?<=\d)[a-z]+$", "", re.sub(r"_v\d?$", "", Path(path).stem))


def halves(paths: list[str]) -> dict[str, str]:
    names = sorted({conversation(path) for path in paths}, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {name: "AB"[n % 2] for n, name in enumerate(names)}


def characters(tokens: list) -> Iterator[tuple[str, str]]:
    """(character, its syllable or _); a word counts only where characters and syllables are as many."""
    for token in tokens:
        syllables = re.findall(r"[a-z]+[1-6]", token.jyutping or "")
        if syllables and len(syllables) == len(token.word) == len(HAN.findall(token.word)):
            yield from zip(token.word, syllables, strict=True)
        else:
            yield from ((character, "_") for character in token.word.translate(WIDE) + " " * token.word.isascii())


def clauses(tokens: list) -> Iterator[tuple[str, list[str]]]:
    said = list(characters(tokens))
    text, syllables = "".join(c for c, _ in said), [s for _, s in said]
    for m in re.finditer(r"[^，。？！]*[，。？！\s]*", text):
        if any(s != "_" for s in syllables[m.start() : m.end()]):
            lead = len(m[0]) - len(m[0].lstrip())
            yield m[0].strip(), syllables[m.start() + lead : m.start() + len(m[0].rstrip())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    args = parser.parse_args()
    args.work.mkdir(exist_ok=True, parents=True)
    corpus = pycantonese.hkcancor()
    half = halves(corpus.file_paths)
    rows: dict[str, list[tuple[str, str, str]]] = {"A": [], "B": []}
    for path, utterances in zip(corpus.file_paths, corpus.utterances(by_file=True), strict=True):
        name = conversation(path)
        for utterance in utterances:
            rows[half[name]] += [(name, text, " ".join(said)) for text, said in clauses(utterance.tokens)]
    spelt = [(name, text.translate(TODAY), said) for name, text, said in rows["B"]]
    for file, content in (("learn", rows["A"]), ("test", rows["B"]), ("test_spelt", spelt)):
        with (args.work / f"{file}.tsv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
            writer.writerows([("conversation", "text", "jyutping"), *content])
        print(file, len({row[0] for row in content}), "conversations", len(content), "clauses")


if __name__ == "__main__":
    main()
