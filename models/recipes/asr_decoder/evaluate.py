"""Step 3: the recogniser with this decoder on the dev readers → `metrics.json` beside the weights.

Usage: OMP_NUM_THREADS=1 python evaluate.py --hbl MANIFEST [--work var]
Conditions: as recorded; the channels of `voicebot eval asr` (G.711, pink noise at 15 and 10 dB, a room); captions of the
streaming graph. The decoder's weights were chosen on these very clips as recorded, so the figures are optimistic.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import soundfile

from voicebot.asr import foreign, lattice, lexicon
from voicebot.asr.acoustic import Acoustic
from voicebot.asr.decoder import Decoder
from voicebot.asr.embedded import EmbeddedRecognizer, EmbeddedStream
from voicebot.asr.evaluate import evaluate
from voicebot.asr.features import LogMel
from voicebot.audio import files
from voicebot.engines import Expect
from voicebot.events import Transcript

OUT = Path(__file__).resolve().parents[2] / "shipped" / "asr" / "metrics.json"
LENGTHS_S = (1, 2, 3, 5, 8, 16)
REPEATS = 5
CHUNK = 10_240  # samples, .64 s


@dataclass
class CaptionStream:
    """The last caption in the place of the final text; silence follows, so that it holds every syllable."""

    stream: EmbeddedStream
    text: Transcript = Transcript("")
    rest: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int16))  # less than a chunk

    def feed(self, pcm: np.ndarray) -> None:
        whole = np.concatenate([self.rest, pcm])
        for start in range(0, len(whole) - CHUNK + 1, CHUNK):
            self.stream.feed(whole[start : start + CHUNK])
            self.text = self.stream.partial() or self.text
        self.rest = whole[len(whole) // CHUNK * CHUNK :]

    def partial(self) -> Transcript | None:
        return self.text if self.text.text else None

    def final(self) -> Transcript:
        self.feed(np.zeros(3 * CHUNK - len(self.rest), dtype=np.int16))
        return self.text


@dataclass
class CaptionsOnly:
    recognizer: EmbeddedRecognizer
    name: str = "captions"

    def stream(self, expect: Expect = Expect()) -> CaptionStream:
        return CaptionStream(self.recognizer.stream(expect))


def prepare(hbl: Path, folder: Path) -> Path:
    """The dev clips as WAV with a manifest of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["file\ttext"]
    with hbl.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["split"] == "dev":
                name = row["file"].replace("/", "-").replace(".opus", ".wav")
                soundfile.write(folder / name, files.read(hbl.parent / row["file"]), 16_000)
                lines.append(f"{name}\t{row['text']}")
    manifest = folder / "manifest.tsv"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return manifest


def timings(audio: np.ndarray) -> list[dict[str, float]]:
    """CPU-ms of a final by length of speech: all of it, and lattice with decoder alone; median of five."""
    acoustic, rows = Acoustic(), []
    decoder = Decoder(*lexicon.load(acoustic.units), acoustic.units, foreign.vocabulary(acoustic.units))
    recognizer = EmbeddedRecognizer()
    for seconds in LENGTHS_S:
        piece, whole, decoding = audio[: seconds * 16_000], [], []
        mel = LogMel()
        mel.push(piece)
        heard = acoustic.long(mel.whole(), {})
        for _ in range(REPEATS):
            stream = recognizer.stream()
            stream.feed(piece)
            began = time.process_time()
            text = stream.final()
            middle = time.process_time()
            decoder.decode(lattice.build(heard))
            whole.append(middle - began)
            decoding.append(time.process_time() - middle)
        rows.append({
            "seconds": seconds, "syllables": len(text.syllables),
            "final_ms": round(1000 * float(np.median(whole)), 1),
            "decode_ms": round(1000 * float(np.median(decoding)), 1),
        })  # fmt: skip
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hbl", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    began = time.perf_counter()
    recognizer = EmbeddedRecognizer()
    metrics: dict[str, object] = {
        "set": "hbl dev, readers Shan and Toby Ng; decoder weights chosen on it",
        "load_s": round(time.perf_counter() - began, 2),
    }
    manifest = prepare(options.hbl, options.work / "as_recorded")
    for name, through in (("as_recorded", ""), ("telephone", "phone"), ("noise_15_db", "noise:15"), ("noise_10_db", "noise:10"), ("room", "room")):
        metrics[name] = evaluate(recognizer, manifest, through)
        print(name, metrics[name], flush=True)
        metrics.setdefault("rss_mb", round(psutil.Process().memory_info().rss / 1e6))
    metrics["captions"] = evaluate(CaptionsOnly(recognizer), manifest)
    print("captions", metrics["captions"])
    clips = [files.read(path) for path in sorted((options.work / "as_recorded").glob("*.wav"))]
    metrics["timings"] = timings(np.concatenate(clips[2:6]))
    OUT.write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
