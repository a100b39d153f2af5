"""Cost and errors of the shipped voice activity detector → `metrics.json` beside it.

Usage: OMP_NUM_THREADS=1 python measure.py --clips FOLDER
`--clips` holds recordings of one speaker each that begin with speech or a pause and no other talker, e.g. the
project's tests/data/speech. Onsets are compared with the first syllable that the recogniser hears.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.audio import files
from voicebot.engines import VAD_SAMPLES
from voicebot.events import SpeechOff, SpeechOn
from voicebot.vad.segmenter import WINDOW_S, Segmenter
from voicebot.vad.silero import SileroVad

OUT = Path(__file__).resolve().parents[2] / "shipped" / "vad" / "metrics.json"


def segments(vad: SileroVad, audio: np.ndarray) -> list[SpeechOn | SpeechOff]:
    stream, segmenter = vad.stream(), Segmenter()
    events = []
    for i in range(len(audio) // VAD_SAMPLES):
        window = audio[i * VAD_SAMPLES : (i + 1) * VAD_SAMPLES]
        events += segmenter.push((i + 1) * WINDOW_S, stream.probability(window))
    return events


def missed(events: list[SpeechOn | SpeechOff], centres: list[float], length_s: float) -> int:
    """Syllables whose middle lies in no stretch of speech."""
    ons = [e.at for e in events if isinstance(e, SpeechOn)]
    offs = [e.at for e in events if isinstance(e, SpeechOff)] + [length_s]
    return sum(not any(on <= at <= off for on, off in zip(ons, offs, strict=False)) for at in centres)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, required=True)
    options = parser.parse_args()
    vad, recognizer = SileroVad(), EmbeddedRecognizer()
    onsets, lost, total, windows, busy = [], 0, 0, 0, 0.0
    paths = sorted(p for p in options.clips.iterdir() if p.suffix in (".opus", ".flac", ".wav"))
    for path in paths:
        audio = files.read(path)
        began = time.process_time()
        events = segments(vad, audio)
        busy += time.process_time() - began
        windows += len(audio) // VAD_SAMPLES
        stream = recognizer.stream()
        stream.feed(audio)
        words = stream.final().words
        onsets.append(1000 * (events[0].at - words[0].start))
        lost += missed(events, [(w.start + w.end) / 2 for w in words], len(audio) / 16_000)
        total += len(words)
    noise = np.random.default_rng(0).normal(0, 1_000, 60 * 16_000).astype(np.int16)
    metrics = {
        "clips": len(paths),
        "window_ms": round(1000 * busy / windows, 3),
        "cpu_ms_per_s": round(1000 * busy / windows / WINDOW_S, 2),
        "onset_minus_first_syllable_ms_median": round(float(np.median(onsets))),
        "syllables_outside_speech": lost,
        "syllables": total,
        "false_starts_in_60_s_of_white_noise": sum(isinstance(e, SpeechOn) for e in segments(vad, noise)),
    }
    OUT.write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    print(metrics)


if __name__ == "__main__":
    main()
