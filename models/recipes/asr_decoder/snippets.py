"""Snippets of 4 to 6 syllables of the dev readers' pages → WAV files and a manifest for `voicebot eval hear`.

Usage: OMP_NUM_THREADS=1 python snippets.py --hbl MANIFEST --out FOLDER [--every 3]

A page is cut at the times at which the recogniser heard its characters in the whole page, aligned with the page's text
by edit distance; whether it heard them rightly does not matter, only that both ends are aligned.
"""

from __future__ import annotations

import argparse
import csv
import random
from pathlib import Path

import soundfile

from voicebot.asr.confusion import aligned
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.asr.evaluate import characters
from voicebot.audio import files

RATE = 16_000
BESIDE_S = 0.06


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hbl", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--every", type=int, default=3, help="syllables between two starts")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with options.hbl.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if r["split"] == "dev" and r["kind"] == "page"]
    recognizer, draw, lines = EmbeddedRecognizer(), random.Random(0), ["file\tpassage"]
    for number, row in enumerate(rows):
        audio, text = files.read(options.hbl.parent / row["file"]), characters(row["text"])
        stream = recognizer.stream()
        stream.feed(audio)
        words = [word for word in stream.final().words if characters(word.text)]
        at = {i: words[j] for i, j in aligned(text, [characters(w.text) for w in words], lambda a, b: float(a != b)) if i >= 0 and j >= 0}
        for start in range(0, len(text) - 4, options.every):
            end = start + draw.randint(4, 6) - 1
            if start in at and end in at:
                low, high = at[start].start - BESIDE_S, at[end].end + BESIDE_S
                name = f"{number:02}-{start:03}.wav"
                soundfile.write(options.out / name, audio[max(0, int(low * RATE)) : int(high * RATE)], RATE)
                lines.append(f"{name}\t{row['text']}")
    (options.out / "snippets.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} snippets of {len(rows)} pages")


if __name__ == "__main__":
    main()
