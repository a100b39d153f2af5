"""Which part of a voice costs how many syllables: unseen readers' phrases with the true parts exchanged for made ones.

Usage: VOICEBOT_MODELS=FOLDER python diagnose.py --judge GRAPH [--work var] [--timbre woman]
Rows: the recordings; copied through the vocoder; copied with the durations of the net (its envelope and pitch stretched
sound by sound); the net's envelope at the true durations and pitch; the same with the net's pitch; all from the net, at the
readers' pace. The judge hears whole clips, pauses as they were.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import phrases as corpus
from judge import Judge, Score, units_of
from voicebot.events import OUT_RATE
from voicebot.onnx import open_session
from voicebot.tts import embedded
from voicebot.tts.synth import HOP, synthesise
from voicebot.tts.tokens import tokens

Floats = NDArray[np.float32]


class Parts:
    """The shipped graphs, one at a time."""

    def __init__(self, timbre: str) -> None:
        self.timbre = embedded._settings(f"voice/voice_{timbre}.json")
        self.nets = {name: open_session(f"voice/{name}.onnx") for name in ("enc", "f0", "voc", f"spec_{timbre}")}
        self.spec = self.nets[f"spec_{timbre}"]

    def durations(self, phrase: corpus.Phrase) -> tuple[Floats, NDArray[np.int64]]:
        """The phrase's encoding, and the net's frames of each token with the recording's pauses at both ends."""
        t = tokens(phrase.syllables, int(phrase.rows[4, 1]), self.timbre.units)
        hidden, logs = self.nets["enc"].run(None, {"tok": t.rows[:, None], "pos": t.positions[None]})
        made = np.maximum(2, np.round(np.exp(logs[0]))).astype(np.int64)
        made[0], made[-1] = phrase.durations[0], phrase.durations[-1]
        return hidden, made

    def envelope(self, hidden: Floats, durations: NDArray[np.int64], z: Floats | None) -> tuple[Floats, Floats]:
        """The net's envelope [T, 84] and the pitch z it was given, or its own."""
        frames = embedded._expand(hidden, durations)
        z = self.nets["f0"].run(None, {"x": frames})[0][0] if z is None else z
        return self.spec.run(None, {"x": frames, "z": z[None].astype(np.float32)})[0][0].T, z

    def sound(self, envelope: Floats, z: Floats, pitch: tuple[float, float]) -> Floats:
        f0 = np.exp(pitch[0] + pitch[1] * z).astype(np.float32)
        voiced = (envelope[:, 83] > 0).astype(np.float32)
        rough = np.minimum(envelope[:, 80:83] * 10, 0)
        features = np.concatenate([envelope[:, :80], np.log(f0)[:, None], voiced[:, None], rough], 1).astype(np.float32)
        return synthesise(self.nets["voc"].run(None, {"x": features.T[None]})[0][0], f0)


def natural(phrase: corpus.Phrase) -> Floats:
    return np.concatenate([phrase.envelope, phrase.rough, phrase.voiced[:, None] - 0.5], 1)


def stretched(phrase: corpus.Phrase, durations: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The recording's frames and pitch, sound by sound at other durations."""
    starts = np.cumsum(phrase.durations) - phrase.durations
    at = np.concatenate([s + np.floor((np.arange(k) + 0.5) * d / k) for s, d, k in zip(starts, phrase.durations, durations, strict=True)])
    return natural(phrase)[at.astype(int)], phrase.z[at.astype(int)]


def rows(parts: Parts) -> dict[str, Callable[[corpus.Phrase, tuple[float, float]], Floats]]:
    def made(phrase: corpus.Phrase, pitch: tuple[float, float], own_z: bool, own_durations: bool) -> Floats:
        hidden, durations = parts.durations(phrase)
        durations = durations if own_durations else phrase.durations
        envelope, z = parts.envelope(hidden, durations, None if own_z else phrase.z)
        return parts.sound(envelope, z, (parts.timbre.mean, parts.timbre.spread) if own_z else pitch)

    return {
        "copied": lambda p, pitch: parts.sound(natural(p), p.z, pitch),
        "copied, durations of the net": lambda p, pitch: parts.sound(*stretched(p, parts.durations(p)[1]), pitch),
        "envelope of the net": lambda p, pitch: made(p, pitch, False, False),
        "envelope and pitch of the net": lambda p, pitch: made(p, pitch, True, False),
        "all of the net": lambda p, pitch: made(p, pitch, True, True),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--timbre", default="woman")
    options = parser.parse_args()
    judge, parts = Judge(options.judge), Parts(options.timbre)
    data = corpus.load(options.work, only="dev")
    names = {n: speaker for speaker, n in data.speakers.items()}
    clips = defaultdict(list)
    for phrase in data.phrases:
        clips[phrase.clip].append(phrase)
    ways = rows(parts)
    scores = {name: Score() for name in ("recording", *ways)}
    for clip, own in clips.items():
        wanted = [units_of(s) for p in own for s in p.syllables]
        with np.load(options.work / "clips" / f"{clip}.npz") as stored:
            scores["recording"].add(wanted, judge.hear(stored["pcm"], OUT_RATE))
        for name, way in ways.items():
            quiet = np.zeros(HOP * 10, np.float32)
            sound = np.concatenate([part for p in own for part in (way(p, data.pitch[names[p.speaker]]), quiet)])
            scores[name].add(wanted, judge.hear(np.clip(sound / np.abs(sound).max() * 20_000, -32768, 32767).astype(np.int16), OUT_RATE))
    for name, score in scores.items():
        print(f"{name:32}", score.line(), flush=True)
    print(json.dumps({name: {k: round(s.rate(k), 1) for k in s.errors} | {"n": s.n} for name, s in scores.items()}))


if __name__ == "__main__":
    main()
