"""espeak-ng as a voice, by a program of the same name that the test brings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicebot.commands.espeak import PROGRAM, Espeak
from voicebot.errors import EngineError


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Says a second of sound at 22,050 Hz, and writes down how it was asked."""
    soundfile.write(tmp_path / "said.wav", np.full(22_050, 0.25, np.float32), 22_050)
    script = tmp_path / PROGRAM
    script.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\ncat >> "{tmp_path}/asked"\ncat "{tmp_path}/said.wav"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return script


def test_phrases_in_words_at_24_khz(program: Path) -> None:
    assert Espeak.found()
    pieces = list(Espeak("yue").speak("收費20蚊，多謝。", rate=2.0))
    assert [p.text for p in pieces] == ["收費20蚊，", "多謝。"] and pieces[1].syllables == ("do1", "ze6")
    assert abs(len(pieces[0].pcm) - 24_000) < 50
    asked = (program.parent / "asked").read_text(encoding="utf-8")
    assert "-v yue -s 350" in asked and "二十" in asked


def test_a_program_that_fails_is_an_engine_that_fails(program: Path) -> None:
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    with pytest.raises(EngineError):
        list(Espeak().speak("你好"))
    program.write_text("#!/bin/sh\necho no sound\n", encoding="utf-8")
    with pytest.raises(EngineError):
        list(Espeak().speak("你好"))
