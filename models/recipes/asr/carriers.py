"""What shows the English words, in carrier sentences → `var/eval/english.tsv`, `var/eval/english-new.tsv`, recordings.

Usage: OMP_NUM_THREADS=1 python carriers.py --kokoro FOLDER [--work var]      (training environment)
english.tsv: sixty words of the table that is trained on (texts.py): the words are known, these voices and takes are not.
english-new.tsv: thirty words that are in no training text. The word is said by a voice of bank.HELD, the carrier by the
voice of timbres.HELD that has a part of it; neither is trained on, both are synthetic. Columns: file, text, syllables
(the word's first reading), word, voice.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

import units
from bank import HELD, said
from kokoro import Kokoro
from prepare import RATE, reading
from timbres import HELD as CARRYING
from timbres import Timbres
from voiced import heard
from voicebot.tts.phrases import Phrase

WORDS = (
    "account address agent app balance bank banking bill bonus branch call cancel cash check code confirm copy credit data debit"
    " deposit email error file form hello hotline insurance interest internet limit link loan login message mobile ok online order"
    " password pay payme payment phone plan point promotion rate reset scan send service sim statement token transfer update visa"
    " website whatsapp"
).split()
# Readings as in voicebot/asr/spelt.py, written for this table alone.
NEW = dict(line.split(" ", 1) for line in (
    "auction ok1 san4", "cable kei1 bou4", "calendar ke1 lan4 daa4", "charger caa1 zaa4", "deadline det1 laai1", "gallery ge1 laa6 wi4",
    "lemon lem1 man4", "magic me1 zik4", "museum miu6 si1 am4", "novel no1 wou4", "panda pen1 daa4", "pepper pep1 paa4", "picnic pik1 nik4",
    "planner pen1 naa4", "pocket pok1 kit4", "poster pou1 si6 daa4", "sensor sen1 saa4", "silver siu1 waa4", "studio si6 diu1 di6 ou4",
    "summer sam1 maa4", "target taa1 git4", "tennis ten1 nit4", "tunnel taan1 nou4", "tutor tiu1 taa4", "vector wek1 taa4",
    "vitamin waai1 taa6 min4", "warranty wo1 wan6 ti4", "window win1 dou4", "winter win1 taa4", "yoga jou1 gaa4",
))  # fmt: skip
CARRIERS = (("我想問下個", "嘅事"), ("你哋個", "係咪有問題"), ("可唔可以幫我睇下個", ""), ("我唔識用你哋嘅", ""), ("而家個", "點樣計"))
GAP = RATE // 20  # between carrier and word


class Carriers:
    """The halves of the carrier sentences, each said once a voice."""

    def __init__(self, timbres: Timbres, voice: str) -> None:
        self._said = {half: self._half(timbres, voice, half) for pair in CARRIERS for half in pair}

    @staticmethod
    def _half(timbres: Timbres, voice: str, text: str) -> NDArray[np.int16]:
        if not text:
            return np.zeros(GAP, np.int16)
        return heard(timbres.say(Phrase("", tuple(reading(text, units.native())), 0), voice, "warm", 1.0))

    def around(self, number: int, word: NDArray[np.int16]) -> NDArray[np.int16]:
        before, after = CARRIERS[number % len(CARRIERS)]
        gap = np.zeros(GAP, np.int16)
        return np.concatenate([self._said[before], gap, word, gap, self._said[after]])


def manifest(out: Path, name: str, words: Mapping[str, str], kokoro: Kokoro, carriers: dict[str, Carriers]) -> None:
    (out / name).mkdir(parents=True, exist_ok=True)
    lines = ["file\ttext\tsyllables\tword\tvoice"]
    for voice, carrier in carriers.items():
        for number, (word, spoken) in enumerate(words.items()):
            place = f"{name}/{voice}-{number:02}.wav"
            soundfile.write(out / place, carrier.around(number, said(kokoro, word, voice, 1.1)), RATE)
            before, after = CARRIERS[number % len(CARRIERS)]
            syllables = [*reading(before, units.native()), *spoken.split(), *reading(after, units.native())]
            lines.append(f"{place}\t{before}{word}{after}\t{' '.join(syllables)}\t{word}\t{voice}")
    (out / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines) - 1} sentences, {len(words)} words", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kokoro", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    readings = json.loads((options.work / "texts.json").read_text(encoding="utf-8"))["words"]
    taught = NEW.keys() & readings.keys()
    if taught:
        raise SystemExit(f"error: trained on: {', '.join(sorted(taught))}")
    timbres, kokoro = Timbres(options.kokoro), Kokoro(options.kokoro)
    carriers = {voice: Carriers(timbres, next(pair for pair in CARRYING if voice in pair)) for voice in HELD}
    out = options.work / "eval"
    manifest(out, "english", {word: readings[word][0] for word in WORDS}, kokoro, carriers)
    manifest(out, "english-new", NEW, kokoro, carriers)


if __name__ == "__main__":
    main()
