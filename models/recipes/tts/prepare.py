"""Step 1: the recordings as clips of 24 kHz with pitch, envelope and aperiodicity → `var/clips/**.npz`, `var/clips.json`.

Usage: python prepare.py --data FOLDER [--work var]
FOLDER holds hbl/ (readers' stories, manifest.tsv) and jyutnet-syllables/ (one speaker, isolated syllables). A clip keeps
`pcm` int16 [n], `f0` [T] in Hz, `mel` [T, 80], `rough` [T, 3]; the list has its speaker, split, text or syllable. Clips
that are there already are kept, so that a stopped run goes on; a damaged recording is named and left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from frames import RATE, envelope, pitch, rough_pitch

# Stories that name no reader, by the reader they sound like (speaker similarity of the recogniser's features).
VOICE_OF = {"p00019": "山奴", "p00007": "p00007", "p00012": "p00007", "p00009": "p00009"}
MAN = "jyutnet"
EDGE_S = 0.08  # of silence kept round an isolated syllable


def listed(data: Path, tones: int) -> Iterator[dict[str, Any]]:
    """All clips; of each isolated syllable at most `tones` tones, the envelope hardly differing between them."""
    with (data / "hbl" / "manifest.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            story = row["story"]
            yield {
                "id": f"hbl/{row['file'].removesuffix('.opus')}", "source": str(data / "hbl" / row["file"]), "split": row["split"],
                "speaker": row["reader"] or VOICE_OF.get(story, story), "story": story, "text": row["text"], "kind": row["kind"],
            }  # fmt: skip
    taken: Counter[str] = Counter()
    for path in sorted((data / "jyutnet-syllables").glob("**/*.opus"), key=lambda p: zlib.crc32(p.stem.encode())):
        if path.stem[-1].isdigit() and path.stem[:-1].isalpha() and taken[path.stem[:-1]] < tones:
            taken[path.stem[:-1]] += 1
            yield {"id": f"jn/{path.stem}", "source": str(path), "split": "train", "speaker": MAN, "syllable": path.stem}


def read(path: str) -> np.ndarray:
    audio, rate = soundfile.read(path, always_2d=True)
    return soxr.resample(audio.mean(1), rate, RATE)


def speech_only(audio: np.ndarray) -> np.ndarray:
    """An isolated syllable without the long silence round it: the loudest stretch whose gaps are below 120 ms."""
    hop = RATE // 200
    power = 10 * np.log10((audio[: len(audio) // hop * hop].reshape(-1, hop) ** 2).mean(1) + 1e-9)
    power = np.convolve(power, np.ones(3) / 3, "same")
    loud = np.flatnonzero(power > max(np.percentile(power, 8) + 8, power.max() - 42))
    runs = np.split(loud, np.flatnonzero(np.diff(loud) > 24) + 1)
    best = max(runs, key=lambda run: (10 ** (power[run] / 10)).sum())
    edge = round(EDGE_S * 200)
    return audio[max(0, best[0] - edge) * hop : (best[-1] + edge) * hop]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--tones", type=int, default=6, help="of each isolated syllable, at most")
    parser.add_argument("--quick", action="store_true", help="pitch by DIO instead of Harvest")
    options = parser.parse_args()
    clips = list(listed(options.data, options.tones))
    options.work.mkdir(parents=True, exist_ok=True)
    listing = [{k: v for k, v in clip.items() if k != "source"} for clip in clips]
    (options.work / "clips.json").write_text(json.dumps(listing, ensure_ascii=False, indent=0), encoding="utf-8")
    groups = defaultdict(list)
    for clip in clips:
        groups[clip["speaker"]].append(clip)
    for speaker, own in groups.items():
        missing = [clip for clip in own if not (options.work / "clips" / f"{clip['id']}.npz").exists()]
        if not missing:
            continue
        sounds = {}
        for clip in missing:
            try:
                sounds[clip["id"]] = read(clip["source"])
            except soundfile.LibsndfileError:
                print("cannot be read:", clip["id"])
        if not sounds:
            continue
        if speaker == MAN:
            sounds = {name: speech_only(audio) for name, audio in sounds.items()}
        tracks = [rough_pitch(audio) for audio in list(sounds.values())[:40]]
        median = float(np.median(np.concatenate([track[track > 0] for track in tracks])))
        for name, audio in sounds.items():
            f0 = pitch(audio, median, options.quick)
            mel, rough = envelope(audio, f0)
            target = options.work / "clips" / f"{name}.npz"
            target.parent.mkdir(parents=True, exist_ok=True)
            pcm = np.rint(np.clip(audio, -1, 1) * 32767).astype(np.int16)
            part = target.with_suffix(".part.npz")
            np.savez(part, pcm=pcm, f0=f0, mel=mel, rough=rough)
            part.replace(target)
        print(speaker, len(sounds), f"median {median:.0f} Hz", flush=True)


if __name__ == "__main__":
    main()
