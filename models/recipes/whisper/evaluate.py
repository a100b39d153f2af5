"""Step 4: character error rate of the base and of the fine-tuned model on `work/dev.tsv`, through the desk's own path.

Usage: python evaluate.py FOLDER [FOLDER …] [--manifest work/dev.tsv]     (FOLDERs as faster-whisper loads them)
Prints a line of JSON a folder. Speakers of the dev list must not be in the training list (see prepare.py); a dev list
that was looked at to choose a step is no test of it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicebot.asr.evaluate import evaluate
from voicebot.engines import Expect
from voicebot.events import IN_RATE, Transcript
from voicebot.remote.transcript import transcript
from voicebot.serving.faster_whisper import FasterWhisper
from voicebot.serving.media import verbose
from voicebot.serving.shapes import Load


class Near:
    """The served engine without its server (`engines.Recognizer`)."""

    name = "faster-whisper"

    def __init__(self, folder: Path) -> None:
        self._engine = FasterWhisper(Load(folder))

    def stream(self, expect: Expect = Expect()) -> Stream:
        return Stream(self._engine)


class Stream:
    def __init__(self, engine: FasterWhisper) -> None:
        self._engine, self._audio = engine, np.zeros(0, np.int16)

    def feed(self, pcm: NDArray[np.int16]) -> None:
        self._audio = np.concatenate([self._audio, pcm])

    def partial(self) -> Transcript | None:
        return None

    def final(self) -> Transcript:
        seconds = len(self._audio) / IN_RATE
        return transcript(verbose(self._engine.transcribe(self._audio, "yue"), seconds), seconds)

    def traits(self) -> NDArray[np.float32] | None:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--manifest", type=Path, default=Path("work/dev.tsv"))
    wanted = parser.parse_args()
    for folder in wanted.folders:
        print(json.dumps({"model": folder.name, **evaluate(Near(folder), wanted.manifest)}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
