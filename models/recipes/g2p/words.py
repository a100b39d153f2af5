"""Words and how common they are → `voicebot/tts/words.gz`, by which `voicebot/tts/segment.py` cuts a text.

Usage: python words.py --rime FOLDER --text FILE [FILE …] [--out ../../../voicebot/tts/words.gz]
Words of two to six characters are rime-cantonese's (CC BY 4.0), by itself and in ToJyutping. Their counts begin from the cut with the fewest words and
are counted again from the cut that they give themselves (Viterbi training), on texts of a sentence a line (.xz too).
Nothing of HKCanCor teaches, so both halves of it can measure.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import ToJyutping
from ToJyutping.Trie import Node, root

from voicebot.tts import lexicon, segment

ROUNDS, LEAST = 3, 2  # a word seen less often is kept only where its characters read otherwise alone
SMOOTHING = 2.0
TODAY = str.maketrans("爲衆裏説着臺啓麪綫羣峯牀脱税温", "為眾裡說著台啟麵線群峰床脫稅溫")
HAN = re.compile(r"[㐀-鿿]+")


def words(rime: Path) -> set[str]:
    """Rime's words and the library's, in today's spelling too."""
    lines = (rime / "jyut6ping3.words.dict.yaml").read_text(encoding="utf-8").splitlines()
    found = {line.partition("\t")[0] for line in lines} | set(library(root, ""))
    return {word for word in found | {word.translate(TODAY) for word in found} if 2 <= len(word) <= 6 and HAN.fullmatch(word)}


def library(node: Node, before: str) -> Iterator[str]:
    for character, below in node.items():
        if below.v:
            yield before + character
        yield from library(below, before + character)


def runs(files: list[Path]) -> Iterator[str]:
    for file in files:
        with (lzma.open if file.suffix == ".xz" else open)(file, "rt", encoding="utf-8") as stream:
            for line in stream:
                yield from HAN.findall(line)


def told(word: str) -> bool:
    """Whether the library reads a word otherwise than its characters alone."""
    return any(reading != ToJyutping.get_jyutping_list(c)[0][1] for c, reading in ToJyutping.get_jyutping_list(word))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rime", type=Path, required=True)
    parser.add_argument("--text", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=segment.TABLE)
    args = parser.parse_args()
    known = words(args.rime)
    text = Counter(runs(args.text))
    costs: dict[str, float] = dict.fromkeys(known, 1.0) | {c: 1.0 for run in text for c in run}
    count: Counter[str] = Counter()
    for _ in range(ROUNDS):
        cut = segment.Segmenter(costs, lexicon.words())
        count = Counter()
        for run, n in text.items():
            for word in cut.split(run):
                count[word] += n
        total = sum(count.values())
        costs = {word: math.log(total / (count[word] + SMOOTHING)) for word in known | {w for w in count if len(w) == 1}}
        print(len(count), "words seen", total, "in the text", flush=True)
    kept = {word: cost for word, cost in costs.items() if len(word) == 1 or count[word] >= LEAST or told(word)}
    lines = "".join(f"{word}\t{round(10 * cost)}\n" for word, cost in sorted(kept.items()))
    args.out.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    print(len(kept), "words", args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
