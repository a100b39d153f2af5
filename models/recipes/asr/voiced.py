"""Step 1e: whole texts in synthetic voices → `var/voiced-VOICE.{npy,json}` (int16, 16 kHz; [start, length, syllables]).

Usage: OMP_NUM_THREADS=1 python voiced.py [--work var] [--each 2400]
       OMP_NUM_THREADS=1 python voiced.py --kokoro FOLDER --each 60 [--voices NAME …] [--values .7]      (training environment)
Joined syllables jump from one to the next; a voice says numbers in one breath, with the tones that meet in it. Without
--kokoro the desk's own two timbres speak, with it those of timbres.py that may be taught. None of them may judge
afterwards. `--values` is the share of the texts that are values, half without it; of the others as many have an English word as not.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import soxr
from numpy.typing import NDArray

import units
from prepare import RATE, level
from timbres import TAUGHT, Timbres
from voicebot.tts.embedded import TIMBRES, EmbeddedVoice
from voicebot.tts.phrases import Phrase
from voicebot.tts.synth import RATE as VOICE_RATE

STYLES = ("warm", "calm", "brisk", "apologetic")
OWN_PACES, KOKORO_PACES = (0.9, 1.5), (0.75, 1.15)  # Kokoro's signs want their time

Say = Callable[[Phrase, random.Random], NDArray[np.int16]]


def syllables(text: list[str], readings: dict[str, list[str]], draw: random.Random) -> tuple[str, ...]:
    """A text of texts.py as Jyutping, each English word in one of its readings."""
    found = [draw.choice(readings[token[1:]]).split() if token.startswith("@") else [token] for token in text]
    return tuple(jyutping for said in found for jyutping in said)


def heard(audio: NDArray[np.float32]) -> NDArray[np.int16]:
    """A voice's 24 kHz, -1..1, as the recipe keeps sound."""
    return level(np.clip(np.rint(soxr.resample(audio, VOICE_RATE, RATE) * 20_000), -32768, 32767).astype(np.int16))


def own(timbre: str) -> Say:
    voice = EmbeddedVoice(timbre)
    return lambda phrase, draw: heard(voice.say(phrase, draw.choice(STYLES), draw.uniform(*OWN_PACES)).pcm / np.float32(32_768))


def borrowed(timbres: Timbres, voice: str) -> Say:
    return lambda phrase, draw: heard(timbres.say(phrase, voice, draw.choice(STYLES), draw.uniform(*KOKORO_PACES)))


def speak(
    say: Say, texts: dict[str, list[list[str]]], readings: dict[str, list[str]], known: units.Units, each: int, draw: random.Random, values: float = 0.5
) -> tuple[NDArray[np.int16], list[list[int | str]]]:
    """`each` texts by chance, the share `values` of them values, less those with a syllable that is not `known`, and where each is."""
    pieces: list[NDArray[np.int16]] = []
    places: list[list[int | str]] = []
    at = 0
    for kind in draw.choices(("values", "english", "sentences"), (values, (1 - values) / 2, (1 - values) / 2), k=each):
        said = syllables(draw.choice(texts[kind]), readings, draw)
        if any(not known.of_syllable(jyutping) for jyutping in said):
            continue
        pieces.append(say(Phrase("", said, draw.choice((0, 1, 2, 2, 3))), draw))
        places.append([at, len(pieces[-1]), " ".join(said)])
        at += len(pieces[-1])
    return np.concatenate(pieces), places


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--each", type=int, default=2_400, help="texts a voice")
    parser.add_argument("--kokoro", type=Path)
    parser.add_argument("--voices", nargs="+", choices=TAUGHT, default=TAUGHT, help="with --kokoro")
    parser.add_argument("--values", type=float, default=0.5)
    options = parser.parse_args()
    texts = json.loads((options.work / "texts.json").read_text(encoding="utf-8"))
    if options.kokoro:
        timbres, known = Timbres(options.kokoro), units.shipped()
        voices = {f"kokoro-{name}": borrowed(timbres, name) for name in options.voices}
    else:
        known = units.native()  # the desk's voices have no rimes of loan words
        voices = {name: own(name) for name in TIMBRES}
    for name, say in voices.items():
        audio, places = speak(say, texts, texts["words"], known, options.each, random.Random(crc32(name.encode())), options.values)
        np.save(options.work / f"voiced-{name}.npy", audio)
        (options.work / f"voiced-{name}.json").write_text(json.dumps(places), encoding="utf-8")
        print(f"{name}: {len(places)} texts, {len(audio) / RATE:.0f} s", flush=True)


if __name__ == "__main__":
    main()
