"""Draw real readers beside the desk's voice on the same sentences: python models/recipes/tts_report/sheet.py MANIFEST OUTPUT.png

A row a sentence, reader left, voice right: log-mel spectrogram (0–8 kHz, 60 dB from white to black, 10 ms a pixel, four
seconds) and pitch (red, 75–500 Hz, logarithmic). MANIFEST is a TSV with file and text, and perhaps split and kind, of which
"dev" and not "title" are taken.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from voicebot.asr.features import BANDS, LogMel
from voicebot.audio import files
from voicebot.audio.resample import resample
from voicebot.emotion.prosody import track
from voicebot.events import IN_RATE, OUT_RATE
from voicebot.tts.embedded import EmbeddedVoice

ROWS, SECONDS, GAP = 20, 4.0, 4
WIDTH = int(SECONDS * 100)
GREYS, RED = 15, 15  # palette: 15 greys, then red
RANGE = 6.0  # decades of power
HERTZ = (75.0, 500.0)


def recordings(manifest: Path) -> Iterator[tuple[str, NDArray[np.int16]]]:
    with manifest.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("split", "dev") == "dev" and row.get("kind") != "title":
                yield row["text"], _from_sound(files.read(manifest.parent / row["file"]))


def _from_sound(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """Without the silence before the first word."""
    power = np.abs(pcm.astype(np.int32))
    first = int(np.argmax(power > power.max() * 0.05))
    return pcm[max(0, first - IN_RATE // 20) :]


def panel(pcm: NDArray[np.int16]) -> NDArray[np.uint8]:
    """[80, 400] palette indices of the first four seconds at 16 kHz."""
    pcm = pcm[: int(SECONDS * IN_RATE)]
    mel = LogMel()
    mel.push(pcm)
    columns = mel.whole()
    grey = np.clip((columns - columns.max() + RANGE) / RANGE, 0, 1)
    out = np.zeros((BANDS, WIDTH), np.uint8) + GREYS - 1
    part = ((1 - grey) * (GREYS - 1)).round().astype(np.uint8)[::-1, :WIDTH]
    out[:, : part.shape[1]] = part
    for at, hz in enumerate(track(pcm)[: WIDTH - 2]):
        if not np.isnan(hz):
            height = np.log(hz / HERTZ[0]) / np.log(HERTZ[1] / HERTZ[0])
            row = int(np.clip((1 - height) * BANDS, 1, BANDS - 2))
            out[row - 1 : row + 1, at + 2] = RED  # a frame of the track has its middle some 25 ms on
    return out


def sheet(manifest: Path, voice: EmbeddedVoice) -> tuple[NDArray[np.uint8], list[str]]:
    """The picture's palette indices, and the texts by row."""
    rows: list[NDArray[np.uint8]] = []
    texts: list[str] = []
    for text, natural in recordings(manifest):
        said = np.concatenate([p.pcm for p in voice.speak(text)])
        pair = [panel(natural), np.full((BANDS, GAP), GREYS - 1, np.uint8), panel(_from_sound(resample(said, OUT_RATE, IN_RATE)))]
        rows += [np.concatenate(pair, axis=1), np.full((GAP, 2 * WIDTH + GAP), GREYS - 1, np.uint8)]
        texts.append(text)
        if len(texts) == ROWS:
            break
    return np.concatenate(rows), texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--timbre", default="woman")
    given = parser.parse_args()
    pixels, texts = sheet(given.manifest, EmbeddedVoice(given.timbre))
    picture = Image.fromarray(pixels, "P")
    greys = [round(255 * n / (GREYS - 1)) for n in range(GREYS)]
    picture.putpalette([v for g in greys for v in (g, g, g)] + [220, 30, 30])
    picture.save(given.output, optimize=True, bits=4)
    print("\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1)))


if __name__ == "__main__":
    main()
