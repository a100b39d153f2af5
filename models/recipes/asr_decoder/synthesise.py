"""Values and English words spoken without a speaker → WAV files and manifests for `voicebot eval asr`.

Usage: python synthesise.py --out FOLDER [--syllables FOLDER] [--each 10] [--questions TSV]

Every value is spoken by the two shipped timbres and, with `--syllables` (isolated Jyutping recordings of one man, files
named by syllable), by joined syllables. All of it is synthetic; the recogniser was trained on that man's syllables, and
the shipped voice learned from them too, so that the figures flatter. The manifests: `values.tsv` (column expect is the
kind that the dialog asks for), `values-unasked.tsv` (the same without it), `english.tsv` (carrier sentences with a word),
and with `--questions` (columns text, answer) `questions.tsv` for `voicebot eval hear`.
"""

from __future__ import annotations

import argparse
import csv
import functools
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile
import ToJyutping

from ocr.fields import hkid_check_digit
from voicebot.audio import files
from voicebot.audio.resample import resample
from voicebot.tts.embedded import EmbeddedVoice
from voicebot.tts.english import LETTERS
from voicebot.tts.numbers import cardinal, digits, money

RATE = 16_000
OVERLAP = RATE * 30 // 1000
WORDS = (
    "account app ATM balance bank banking bill branch call cancel cash check click code confirm copy credit customer data debit"
    " deposit email error file form Google hello hotline insurance interest internet iPhone limit link loan login message mobile"
    " OK online password pay payment PayMe phone plan point promotion rate reset scan service SIM SMS statement transfer update"
    " Visa website WhatsApp"
).split()
CARRIERS = ("我想問下個{}嘅事", "你哋個{}係咪有問題", "可唔可以幫我睇下個{}", "我唔識用你哋嘅{}", "而家{}點樣計")


def identity(letter: str, figures: str) -> str:
    """With the check digit that fits."""
    check = hkid_check_digit(f"{letter}{figures}")
    return f"{letter}{digits(figures)}括弧{digits(check) or check}"


def values(each: int, draw: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, text): phones, accounts, letters with figures, amounts, dates."""
    for _ in range(each):
        yield "phone", digits(f"{draw.choice('235679')}{draw.randrange(10**7):07}")
        yield "number", digits(f"{draw.randrange(10**9):09}")
        letter = draw.choice("ABCDEGHKMPRYZ")
        yield "hkid", letter + digits(f"{draw.randrange(1000):03}")
        yield "hkid", identity(letter, f"{draw.randrange(10**6):06}")
        yield "amount", money(str(draw.choice([draw.randrange(20, 1000), draw.randrange(1000, 100_000), 100 * draw.randrange(10, 900)])))
        yield "amount", money(str(draw.randrange(1, 100)), draw.choice(["5", "8", "20", "90"]))
        yield "date", f"{cardinal(draw.randrange(1, 13))}月{cardinal(draw.randrange(1, 29))}號"
        yield "date", f"{digits(str(draw.randrange(1945, 2012)))}年{cardinal(draw.randrange(1, 13))}月{cardinal(draw.randrange(1, 29))}號"


def spoken(voice: EmbeddedVoice, text: str) -> np.ndarray:
    pieces = [piece.pcm for piece in voice.speak(text)]
    return resample(np.concatenate(pieces), 24_000, RATE)


def jyutping(text: str) -> list[str]:
    said: list[str] = []
    for piece, reading in ToJyutping.get_jyutping_list(text):
        said += (reading or LETTERS[piece.lower()]).split()
    return said


def joined(folder: Path, text: str) -> np.ndarray | None:
    """Recorded syllables, cut to their loud part and at most .34 s, faded into each other; None where one is missing."""
    line = np.zeros(RATE // 5)
    for syllable in jyutping(text):
        path = next(folder.glob(f"{syllable}.*"), None)
        if path is None:
            return None
        audio = files.read(path).astype(float)
        level = np.convolve(np.abs(audio), np.ones(160) / 160, mode="same")
        loud = np.flatnonzero(level > 0.06 * level.max())
        piece = audio[loud[0] : min(loud[-1], loud[0] + int(0.34 * RATE))]
        piece *= 3_000 / np.sqrt(np.mean(piece**2))
        ramp = np.linspace(0, 1, OVERLAP)
        piece[:OVERLAP] *= ramp
        piece[-OVERLAP:] *= ramp[::-1]
        line = np.concatenate([line[:-OVERLAP], line[-OVERLAP:] + piece[:OVERLAP], piece[OVERLAP:]])
    return np.concatenate([line, np.zeros(RATE // 5)]).clip(-32768, 32767).astype(np.int16)


def questions(path: Path, most: int) -> list[tuple[str, str]]:
    """(text, answer) of questions that have an answer, in Han characters only, evenly over the file."""
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))
    known = [(r["text"], r["answer"]) for r in rows if r["answer"] not in ("none", "") and not re.search("[A-Za-z0-9]", r["text"])]
    return known[:: max(1, len(known) // most)]


def ask(options: argparse.Namespace, voices: dict[str, Callable[[str], np.ndarray | None]]) -> None:
    lines = ["file\tpassage"]
    for name, voice in voices.items():
        for n, (text, answer) in enumerate(questions(options.questions, options.each * 4)):
            if (audio := voice(text)) is not None:
                soundfile.write(options.out / f"{name}-asks-{n:03}.wav", audio, RATE)
                lines.append(f"{name}-asks-{n:03}.wav\t{answer}")
    (options.out / "questions.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} questions")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--syllables", type=Path)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--questions", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.questions:
        voices = {timbre: functools.partial(spoken, EmbeddedVoice(timbre)) for timbre in ("man", "woman")}
        ask(options, {**voices, **({"joined": functools.partial(joined, options.syllables)} if options.syllables else {})})
        return
    draw = random.Random(1)
    wanted = list(values(options.each, draw))
    sentences = [CARRIERS[n % len(CARRIERS)].format(word) for n, word in enumerate(WORDS)]
    lines = ["file\ttext\texpect"]
    english = ["file\ttext"]
    for timbre in ("man", "woman"):
        voice = EmbeddedVoice(timbre)
        for n, (kind, text) in enumerate(wanted):
            soundfile.write(options.out / f"{timbre}-{n:03}.wav", spoken(voice, text), RATE)
            lines.append(f"{timbre}-{n:03}.wav\t{text}\t{kind}")
        for n, text in enumerate(sentences):
            soundfile.write(options.out / f"{timbre}-word-{n:03}.wav", spoken(voice, text), RATE)
            english.append(f"{timbre}-word-{n:03}.wav\t{text}")
    for n, (kind, text) in enumerate(wanted) if options.syllables else ():
        if (audio := joined(options.syllables, text)) is not None:
            soundfile.write(options.out / f"joined-{n:03}.wav", audio, RATE)
            lines.append(f"joined-{n:03}.wav\t{text}\t{kind}")
    for name, table in (("values", lines), ("english", english)):
        (options.out / f"{name}.tsv").write_text("\n".join(table) + "\n", encoding="utf-8")
    unasked = [line.rsplit("\t", 1)[0] for line in lines]
    (options.out / "values-unasked.tsv").write_text("\n".join(unasked) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} values, {len(english) - 1} sentences")


if __name__ == "__main__":
    main()
