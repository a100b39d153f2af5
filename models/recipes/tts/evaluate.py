"""Step 6: what a judge hears of exported timbres, said by the desk's own engine → a line each, and JSON.

Usage: VOICEBOT_MODELS=FOLDER python evaluate.py --sentences FILE --judge GRAPH [--timbres woman man] [--json OUT]
FOLDER is export's; without it the shipped voice is heard. The choice of weights and settings goes by `sentences.txt`
here; what is reported is heard on other sentences, once.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from judge import Judge, Score, units_of
from voicebot.events import OUT_RATE
from voicebot.tts.embedded import EmbeddedVoice


def heard(voice: EmbeddedVoice, judge: Judge, sentences: list[str]) -> tuple[Score, dict[str, Any]]:
    score, said_s, spent_s, inside_s = Score(), 0.0, 0.0, 0.0
    for text in sentences:
        began = time.process_time()
        pieces = list(voice.speak(text))
        spent_s += time.process_time() - began
        said_s += sum(len(p.pcm) for p in pieces) / OUT_RATE
        inside_s += sum(p.end_ms - p.start_ms for piece in pieces for p in piece.phones if p.unit != "sp") / 1000
        sound = np.concatenate([p.pcm for p in pieces])
        score.add([units_of(s) for p in pieces for s in p.syllables], judge.hear(sound, OUT_RATE))
    return score, {"syllables_a_second": round(score.n / inside_s, 2), "rtf": round(spent_s / said_s, 4)}


def commonest(swaps: dict[str, Counter[tuple[str, str]]], count: int = 12) -> dict[str, str]:
    return {kind: " ".join(f"{a}→{b}:{n}" for (a, b), n in found.most_common(count)) for kind, found in swaps.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--timbres", nargs="+", default=["woman", "man"])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sentences = [line for line in options.sentences.read_text(encoding="utf-8").splitlines() if line]
    judge, out = Judge(options.judge), {}
    for timbre in options.timbres:
        score, more = heard(EmbeddedVoice(timbre), judge, sentences)
        print(timbre, score.line(), more, flush=True)
        print("   ", commonest(score.swaps))
        out[timbre] = {kind: round(score.rate(kind), 1) for kind in score.errors} | more | {"n": score.n, "sentences": len(sentences)}
    if options.json:
        options.json.write_text(json.dumps(out, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
