"""What shows the English words: sixty of them in carrier sentences → `var/eval/english.tsv` and its recordings.

Usage: OMP_NUM_THREADS=1 python carriers.py --kokoro FOLDER [--work var]
The carrier is said by the shipped woman's voice, the word by a voice of bank.HELD; neither is trained on, both are
synthetic. Columns: file, text, syllables (the word's first reading), word, voice.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import soundfile

import units
from bank import HELD, said
from kokoro import Kokoro
from prepare import RATE, level, reading
from voicebot.audio.resample import resample
from voicebot.tts.embedded import EmbeddedVoice

WORDS = (
    "account address agent app balance bank banking bill bonus branch call cancel cash check code confirm copy credit data debit"
    " deposit email error file form hello hotline insurance interest internet limit link loan login message mobile ok online order"
    " password pay payme payment phone plan point promotion rate reset scan send service sim statement token transfer update visa"
    " website whatsapp"
).split()
CARRIERS = (("我想問下個", "嘅事"), ("你哋個", "係咪有問題"), ("可唔可以幫我睇下個", ""), ("我唔識用你哋嘅", ""), ("而家個", "點樣計"))
GAP = RATE // 20  # between carrier and word


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kokoro", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    out = options.work / "eval" / "english"
    out.mkdir(parents=True, exist_ok=True)
    kokoro, woman = Kokoro(options.kokoro), EmbeddedVoice("woman")
    readings = json.loads((options.work / "texts.json").read_text(encoding="utf-8"))["words"]
    known = units.shipped()

    def carried(text: str) -> np.ndarray:
        if not text:
            return np.zeros(GAP, np.int16)
        return level(resample(np.concatenate([piece.pcm for piece in woman.speak(text)]), 24_000, RATE))

    lines = ["file\ttext\tsyllables\tword\tvoice"]
    gap = np.zeros(GAP, np.int16)
    for voice in HELD:
        for number, word in enumerate(WORDS):
            before, after = CARRIERS[number % len(CARRIERS)]
            audio = np.concatenate([carried(before), gap, said(kokoro, word, voice, 1.1), gap, carried(after)])
            name = f"english/{voice}-{number:02}.wav"
            soundfile.write(options.work / "eval" / name, audio, RATE)
            syllables = [*reading(before, known), *readings[word][0].split(), *reading(after, known)]
            lines.append(f"{name}\t{before}{word}{after}\t{' '.join(syllables)}\t{word}\t{voice}")
    (options.work / "eval" / "english.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} sentences, {len(WORDS)} words")


if __name__ == "__main__":
    main()
