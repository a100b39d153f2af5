"""Step 1d: English words in synthetic voices → `var/english-VOICE.{npy,json}` (int16, 16 kHz; word to [start, length]).

Usage: OMP_NUM_THREADS=1 nice python bank.py --kokoro FOLDER [--work var] [--voices NAME …]
Kokoro (kokoro.py) says every word of texts.json alone, at a pace by chance. TAUGHT voices are for training; HELD ones say
what is measured and nothing else. Both lists name accents of English on purpose; none is a Hong Kong voice.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from kokoro import RATE as KOKORO_RATE
from kokoro import Kokoro, phones
from prepare import RATE, level, trim

TAUGHT = ("bf_emma", "am_michael", "bm_george", "af_heart", "am_puck", "bf_alice")
HELD = ("bf_isabella", "am_fenrir")


def said(kokoro: Kokoro, word: str, voice: str, speed: float) -> NDArray[np.int16]:
    """A word or letter, trimmed, at the usual level, 16 kHz."""
    audio = kokoro.speak(phones(word, "en-gb" if voice.startswith("b") else "en-us"), voice, speed)
    heard = soxr.resample(audio, KOKORO_RATE, RATE)
    return level(trim(np.clip(np.rint(heard * 20_000), -32768, 32767).astype(np.int16)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kokoro", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--voices", nargs="+", default=TAUGHT, choices=TAUGHT)
    parser.add_argument("--each", type=int, help="words a voice, by chance; without it all")
    options = parser.parse_args()
    kokoro = Kokoro(options.kokoro)
    words = json.loads((options.work / "texts.json").read_text(encoding="utf-8"))["words"]
    for voice in options.voices:
        chance = np.random.default_rng(TAUGHT.index(voice))
        pieces, places, at = [], {}, 0
        for word in chance.choice(list(words), options.each, replace=False).tolist() if options.each else words:
            piece = said(kokoro, word, voice, float(chance.uniform(1.0, 1.4)))
            places[word] = [at, len(piece)]
            pieces.append(piece)
            at += len(piece)
        np.save(options.work / f"english-{voice}.npy", np.concatenate(pieces))
        (options.work / f"english-{voice}.json").write_text(json.dumps(places), encoding="utf-8")
        print(f"{voice}: {len(places)} words, {at / RATE:.0f} s", flush=True)


if __name__ == "__main__":
    main()
