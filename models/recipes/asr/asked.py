"""What shows the values: numbers, HKIDs, amounts and dates in voices never trained on → `var/eval/values.tsv`, recordings.

Usage: OMP_NUM_THREADS=1 python asked.py --kokoro FOLDER [--work var] [--each 30]      (training environment)
`each` texts a kind, drawn with a seed of their own and by a grammar of their own, said in turn by the voices of
timbres.HELD: synthetic, and no native speakers. Columns: file, text, syllables, expect (what the dialog would ask for,
voicebot/asr/expected.py), kind (an account is asked for as a number), voice. unasked.tsv is the same without `expect`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

import soundfile

from prepare import RATE
from texts import tokens
from timbres import HELD, Timbres
from voiced import heard, syllables
from voicebot.asr.expected import KINDS
from voicebot.privacy.mask import hkid_check
from voicebot.tts.numbers import cardinal, digits, money
from voicebot.tts.phrases import Phrase

SEED = 2_026
EXPECT = {"digits": "digits", "phone": "phone", "hkid": "hkid", "account": "number", "amount": "amount", "date": "date"}
assert set(EXPECT.values()) <= KINDS.keys()


def hkid(draw: random.Random) -> str:
    """A letter, six figures and the figure that checks them; those checked by A are passed over."""
    while True:
        letter, body = draw.choice("ABCDEGHKMPRSVYZ"), f"{draw.randrange(10**6):06}"
        if (check := hkid_check(letter, body)).isdigit():
            return f"{letter}{digits(body)}{draw.choice(('', '括弧'))}{digits(check)}"


def value(kind: str, draw: random.Random) -> str:
    """One value of a kind, as it is said."""
    month, day = cardinal(draw.randrange(1, 13)), cardinal(draw.randrange(1, 29))
    if kind == "digits":
        return digits("".join(draw.choices("0123456789", k=draw.choice((4, 5, 6)))))
    if kind == "phone":
        return digits(f"{draw.choice('235679')}{draw.randrange(10**7):07}")
    if kind == "hkid":
        return hkid(draw)
    if kind == "account":
        return digits("".join(draw.choices("0123456789", k=draw.choice((9, 10, 12)))))
    if kind == "amount":
        whole = draw.choice((draw.randrange(20, 1_000), draw.randrange(1_000, 100_000), 100 * draw.randrange(10, 900)))
        return money(str(whole), draw.choice(("", "", "5", "80")))
    return f"{draw.choice(('', digits(str(draw.randrange(1945, 2027))) + '年'))}{month}月{day}號"


def values(each: int) -> Iterator[tuple[str, str]]:
    """(kind, text), kinds in turn, no text twice."""
    draw, seen = random.Random(SEED), set()
    for _ in range(each):
        for kind in EXPECT:
            while (text := value(kind, draw)) in seen:
                continue
            seen.add(text)
            yield kind, text


def record(timbres: Timbres, text: str, voice: str, readings: dict[str, list[str]], draw: random.Random, path: Path) -> tuple[str, ...]:
    """Write `text` as a voice says it, 16 kHz; its syllables."""
    said = syllables(tokens(text, readings), readings, draw)
    soundfile.write(path, heard(timbres.say(Phrase("", said, 2), voice, "warm", draw.uniform(0.8, 1.0))), RATE)
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kokoro", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--each", type=int, default=30)
    options = parser.parse_args()
    readings = json.loads((options.work / "texts.json").read_text(encoding="utf-8"))["words"]
    timbres, draw, out = Timbres(options.kokoro), random.Random(SEED), options.work / "eval"
    (out / "values").mkdir(parents=True, exist_ok=True)
    lines = ["file\ttext\tsyllables\texpect\tkind\tvoice"]
    for number, (kind, text) in enumerate(values(options.each)):
        voice = HELD[number // len(EXPECT) % len(HELD)]
        place = f"values/{number:03}.wav"
        said = record(timbres, text, voice, readings, draw, out / place)
        lines.append("\t".join([place, text, " ".join(said), EXPECT[kind], kind, voice]))
    (out / "values.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (out / "unasked.tsv").write_text("\n".join("\t".join(line.split("\t")[:3]) for line in lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} values in {len(HELD)} voices")


if __name__ == "__main__":
    main()
