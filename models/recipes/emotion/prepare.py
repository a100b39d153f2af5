"""Step 1: the recordings as six sets of clips → `var/<set>/*.wav` and `var/clips.tsv`.

Usage: python prepare.py --data FOLDER [--work var]
FOLDER holds manifest.tsv (file, corpus, speaker, emotion, ...) with RAVDESS and EmoDB. Sets: `raw` as recorded;
`equal` cut to the speech, the same loudness, the same length; `turn` the same speech and loudness with as much of its
own room before and after as chance says, as a caller's turn has; and each of these through a telephone (`*_phone`).
Training reads equal and turn, so that neither level nor length nor the silence around can give an emotion away.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from voicebot.asr.features import LogMel
from voicebot.asr.traits import spoken
from voicebot.audio import files
from voicebot.audio.resample import resample

Audio = NDArray[np.int16]
CLASS = {"neutral": "calm", "calm": "calm", "happy": "happy", "angry": "angry", "sad": "sad"}
HELD_OUT = {"actor19", "actor20", "actor21", "actor22", "emodb12", "emodb14"}  # two of each sex, and one: the last ones
LEVEL = 10 ** (-26 / 20)  # root mean square, ITU-T P.56's usual -26 dBov
LENGTH = 3 * 16_000
ROOM = 16_000  # samples before or after a turn, at most
BAND = (300.0, 3_400.0)  # Hz, ITU-T G.712


def speech_of(audio: Audio) -> tuple[NDArray[np.float64], int, int]:
    """The recording with its speech at -26 dBov, and the speech's first and last sample: 3 s of its middle at most."""
    log_mel = LogMel()
    log_mel.push(audio)
    frames = spoken(log_mel.whole())
    first, last = 320 * frames.start, 320 * frames.stop
    level = float(np.sqrt((audio[first:last].astype(np.float64) ** 2).mean()))
    first += max(0, (last - first - LENGTH) // 2)
    return audio * (32768 * LEVEL / max(1.0, level)), first, min(last, first + LENGTH)


def equalise(audio: Audio) -> Audio:
    """The speech alone in 3 s, with silence around it where it is shorter."""
    level, first, last = speech_of(audio)
    before = (LENGTH - (last - first)) // 2
    out = np.zeros(LENGTH)
    out[before : before + last - first] = level[first:last]
    return whole(out)


def turn(audio: Audio) -> Audio:
    """The speech with up to 1 s of its own room on either side."""
    level, first, last = speech_of(audio)
    before, after = np.random.default_rng(len(audio)).integers(0, ROOM, 2)
    return whole(level[max(0, first - before) : last + after])


def whole(audio: NDArray[np.float64]) -> Audio:
    return np.clip(np.rint(audio), -32768, 32767).astype(np.int16)


def telephone(audio: Audio) -> Audio:
    """300-3,400 Hz, 8 kHz, mu-law with 256 steps (after ITU-T G.711's curve), back to 16 kHz."""
    spectrum = np.fft.rfft(audio.astype(np.float64))
    hertz = np.fft.rfftfreq(len(audio), 1 / 16_000)
    spectrum[(hertz < BAND[0]) | (hertz > BAND[1])] = 0
    cut = whole(np.fft.irfft(spectrum, len(audio)))
    narrow = resample(cut, 16_000, 8_000) / 32768
    coded = np.rint(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127.5) / 127.5
    decoded = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    return resample(np.rint(decoded * 32767).astype(np.int16), 8_000, 16_000)


SETS: dict[str, Callable[[Audio], Audio]] = {
    "raw": lambda audio: audio,
    "raw_phone": telephone,
    "equal": equalise,
    "equal_phone": lambda audio: telephone(equalise(audio)),
    "turn": turn,
    "turn_phone": lambda audio: telephone(turn(audio)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    for name in SETS:
        (options.work / name).mkdir(parents=True, exist_ok=True)
    lines = ["file\tcorpus\tspeaker\temotion\tpart"]
    with (options.data / "manifest.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["emotion"] not in CLASS:
                continue
            name = Path(row["file"]).stem + ".wav"
            audio = files.read(options.data / row["file"])
            for folder, change in SETS.items():
                soundfile.write(options.work / folder / name, change(audio), 16_000)
            part = "held_out" if row["speaker"] in HELD_OUT else "development"
            lines.append(f"{name}\t{row['corpus']}\t{row['speaker']}\t{CLASS[row['emotion']]}\t{part}")
    (options.work / "clips.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} clips in {len(SETS)} sets")


if __name__ == "__main__":
    main()
