"""Step 2: what a reader said and about where: each syllable's peak by the desk's recogniser → `var/anchors.json`.

Usage: python anchor.py --readings TABLE [--work var] [--judge GRAPH]
A CTC path through what the text says finds every syllable; the first frame of its rime, the peak, lies near the change
from onset to rime. Where a character has several readings and the recogniser clearly hears another than the dictionary's
first, that one is taken. Clips with Latin letters or digits, and those whose text does not fit the sound, are left out.
Isolated syllables take their peak from where the voice begins. Clips that are in the list already are kept.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import soxr
import ToJyutping
from numpy.typing import NDArray

from judge import FRAME_S, Judge, units_of
from paths import ctc_path
from voicebot.events import OUT_RATE
from voicebot.tts.tokens import split

MARGIN = 3.0  # nats by which another reading must win
SURE = -4.0  # mean log-probability of a clip's syllables below which text and sound do not belong together
STEPS = round(FRAME_S / 0.005)
LONGEST = 28 * 16_000
SONORANT = {"", "m", "n", "ng", "l", "j", "w"}
_BREAKS = {"，": 1, "、": 1, "；": 1, "：": 1, ",": 1, ";": 1, "。": 2, "！": 2, "!": 2, ".": 2, "…": 2, "？": 3, "?": 3}


def spelt(text: str, readings: dict[str, list[str]]) -> tuple[list[str], list[int], list[list[str]]] | None:
    """Syllables, breaks, and each syllable's other readings; None where something is not written in Han characters."""
    syllables: list[str] = []
    breaks: list[int] = []
    choices: list[list[str]] = []
    for character, reading in ToJyutping.get_jyutping_list(text):
        if reading:
            for syllable in re.findall(r"[a-z]+[1-6]", reading):
                syllables.append(syllable)
                breaks.append(0)
                choices.append(readings.get(character, []))
        elif re.match(r"[A-Za-z0-9]", character):
            return None
        elif syllables and character in _BREAKS:
            breaks[-1] = max(breaks[-1], _BREAKS[character])
    if not syllables:
        return None
    breaks[-1] = max(breaks[-1], 2)
    return syllables, breaks, choices


def anchor(syllables: list[str], choices: list[list[str]], judge: Judge, pcm: NDArray[np.int16]) -> tuple[list[str], list[int], float]:
    """The spoken syllables, their peaks in steps of 5 ms, and the mean log-probability of a syllable."""
    audio = soxr.resample(pcm.astype(np.float32), OUT_RATE, 16_000).clip(-32768, 32767).astype(np.int16)
    pieces = [judge.probabilities(audio[at : at + LONGEST]) for at in range(0, len(audio), LONGEST) if len(audio) - at > 1600]
    units, tones = (np.concatenate([piece[k] for piece in pieces]) for k in (0, 1))
    index = {name: n for n, name in enumerate(judge.units)}
    labels: list[int] = []
    owner: list[int] = []
    for n, syllable in enumerate(syllables):
        onset, rime, _ = units_of(syllable)
        for name in ([f"o_{onset}"] if onset else []) + [f"r_{rime}" if f"r_{rime}" in index else "r_aa"]:
            labels.append(index[name])
            owner.append(n)
    if len(units) < 2 * len(labels):
        return syllables, [], -np.inf
    path, _ = ctc_path(units, labels)
    scores: list[float] = []
    peaks: list[int] = []
    said_syllables = list(syllables)
    for n, syllable in enumerate(syllables):
        own = np.array([p >= 0 and owner[p] == n for p in path])
        rime = np.array([p >= 0 and owner[p] == n and judge.units[labels[p]].startswith("r_") for p in path])
        frames, at = np.flatnonzero(own), np.flatnonzero(rime)
        peaks.append(int((at[0] + 0.5) * STEPS))
        around = slice(max(0, frames[0] - 1), frames[-1] + 2)

        def worth(candidate: str, around: slice = around, at: NDArray[np.int64] = at) -> float:
            onset, rime, tone = units_of(candidate)
            if f"r_{rime}" not in index:
                return -30.0
            first = units[around, index[f"o_{onset}"]].max() if onset else 0.0
            return float(first + units[around, index[f"r_{rime}"]].max() + tones[at].mean(0)[tone - 1])

        said = worth(syllable)
        best = max(choices[n], key=worth, default=syllable) if choices else syllable
        if worth(best) > said + MARGIN:
            said_syllables[n] = best
        scores.append(max(said, worth(said_syllables[n])))
    return said_syllables, peaks, float(np.mean(scores))


def isolated(syllable: str, f0: NDArray[np.float32]) -> list[int]:
    """The peak of a syllable that stands alone: where its voice begins, later by 60 ms in a voiced onset."""
    voiced = np.flatnonzero(f0 > 0)
    onset, _, _ = split(syllable)
    start = int(voiced[0]) if len(voiced) else len(f0) // 3
    return [start + (12 if onset and onset in SONORANT else 0)]


def table(path: Path) -> dict[str, list[str]]:
    """rime-cantonese's readings of single characters."""
    readings: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        if len(row) >= 2 and len(row[0]) == 1 and re.fullmatch(r"[a-z]+[1-6]", row[1]):
            readings[row[0]].append(row[1])
    return readings


def found(row: dict[str, Any], pcm: NDArray[np.int16], f0: NDArray[np.float32], judge: Judge, readings: dict[str, list[str]]) -> dict[str, Any] | None:
    """One clip's entry, None where it is left out."""
    if "syllable" in row:
        return {"syllables": [row["syllable"]], "breaks": [2], "peaks": isolated(row["syllable"], f0)}
    if (spelling := spelt(row["text"], readings)) is None:
        return None
    syllables, peaks, sure = anchor(spelling[0], spelling[2], judge, pcm)
    if sure < SURE:
        return None
    changed = [f"{a}→{b}" for a, b in zip(spelling[0], syllables, strict=True) if a != b]
    return {"syllables": syllables, "breaks": spelling[1], "peaks": peaks, "changed": changed, "sure": round(sure, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--judge", type=Path, default=Path(__file__).resolve().parents[2] / "shipped" / "asr" / "best.int8.onnx")
    parser.add_argument("--readings", type=Path, required=True, help="rime-cantonese's jyut6ping3.chars.dict.yaml")
    options = parser.parse_args()
    readings, judge = table(options.readings), Judge(options.judge)
    target = options.work / "anchors.json"
    known = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    for row in json.loads((options.work / "clips.json").read_text(encoding="utf-8")):
        path = options.work / "clips" / f"{row['id']}.npz"
        if row["id"] in known or not path.exists():
            continue
        with np.load(path) as stored:
            entry = found(row, stored["pcm"], stored["f0"], judge, readings)
        known[row["id"]] = entry and {"speaker": row["speaker"], "split": row["split"], "story": row.get("story", "")} | entry
    target.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    kept = [entry for entry in known.values() if entry]
    changed = [c for entry in kept for c in entry.get("changed", [])]
    print(f"clips {len(kept)}, left out {len(known) - len(kept)}, readings changed {len(changed)}: {' '.join(changed)}")


if __name__ == "__main__":
    main()
