"""espeak-ng as a voice: what the desk's own is measured beside. A program of its own (GPL), called where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator

import numpy as np
import soundfile

from ..audio.resample import resample
from ..engines import Speech
from ..errors import EngineError
from ..events import OUT_RATE, Style
from ..tts.normalise import normalise
from ..tts.phrases import phrases
from ..tts.pronounce import Pronouncer

PROGRAM = "espeak-ng"
_TIMEOUT_S = 30
_PACE = 175  # words a minute, its own default


class Espeak:
    """`engines.Voice`; `language` is one of its voices: yue, cmn, en. Without phone times."""

    def __init__(self, language: str = "yue") -> None:
        self.name = f"{PROGRAM}-{language}"
        self._language = language
        self._pronouncer = Pronouncer()

    @classmethod
    def found(cls) -> bool:
        return shutil.which(PROGRAM) is not None

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        """Phrase by phrase. Raises EngineError where the program fails."""
        for phrase in phrases(text, self._pronouncer):
            command = [PROGRAM, "-v", self._language, "-s", str(round(_PACE * rate)), "--stdin", "--stdout"]
            try:
                run = subprocess.run(command, input=normalise(phrase.text).encode(), capture_output=True, timeout=_TIMEOUT_S, check=True)
                sound, given = soundfile.read(io.BytesIO(run.stdout), dtype="int16")
            except (OSError, subprocess.SubprocessError, soundfile.LibsndfileError) as error:
                raise EngineError(f"{PROGRAM} did not say this phrase") from error
            yield Speech(resample(np.asarray(sound, np.int16), given, OUT_RATE), phrase.text, (), phrase.syllables)
