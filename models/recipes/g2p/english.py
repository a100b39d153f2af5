"""How good the spelling rules are: against the phones of the CMU dictionary, on English words met in Cantonese text.

Usage: python english.py --cmudict FILE --text FOLDER [--show N]
FILE is cmudict.dict (Carnegie Mellon University, BSD), FOLDER has yue-wikipedia-sentences.txt.xz. Words of four letters and
more that our table lacks: those met in the Cantonese text are for looking at; for the figures, the words of this
repository's LICENSE, and 300 of the dictionary in the order of their sha256, most of them family names. Both sides go
through the same phones → Jyutping, tones left out, so this measures the rules, not how well a loan is said; the last line
compares that second half with the table.
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
import re
from collections.abc import Iterable
from pathlib import Path

from voicebot.asr.evaluate import distance
from voicebot.tts import english, spelling

LICENSE = Path(__file__).resolve().parents[3] / "LICENSE"


def phones(path: Path) -> dict[str, list[str]]:
    found = {}
    for line in path.read_text(encoding="latin-1").splitlines():
        word, *sounds = line.partition("#")[0].split() or [""]
        if word.isalpha() and word.isascii():
            found.setdefault(word, [sound.rstrip("012") for sound in sounds])
    return found


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
    parser.add_argument("--cmudict", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    known, table = phones(args.cmudict), english.words()
    with lzma.open(args.text / "yue-wikipedia-sentences.txt.xz", "rt", encoding="utf-8") as stream:
        seen = met(stream)
    licence = met(LICENSE.read_text(encoding="utf-8").splitlines())
    drawn = sorted((w for w in known if len(w) > 3), key=lambda w: hashlib.sha256(w.encode()).hexdigest())
    sets = {"development": seen, "licence": licence - seen, "dictionary": [w for w in drawn if w not in seen | table.keys()][:300]}
    for name, words in sets.items():
        part = sorted(w for w in words if w in known and w not in table)
        shown = args.show if name == "development" else 0
        compare(name, [(w, toneless(spelling.syllables(w)), toneless(spelling.said(known[w]))) for w in part], shown)
    compare("table", [(w, toneless(spelling.said(known[w])), toneless(said.split())) for w, said in table.items() if w in known], args.show)


if __name__ == "__main__":
    main()
