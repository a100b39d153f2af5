"""The path of models/recipes/whisper with real Whisper base weights and a handful of clips: from recordings with consent
to a served folder. It proves the path, and nothing about how well a model gets. Run by `make engines`."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import speech
from tests.engines.process import ROOT
from voicebot.serving.faster_whisper import FasterWhisper
from voicebot.serving.shapes import Load

RECIPE = ROOT / "models" / "recipes" / "whisper"
WEIGHTS = ROOT / "artefacts" / "engines" / "whisper-base"
SHORT = ("00011-01.opus", "00011-04a.flac", "p00017-01.opus")


def step(name: str, *arguments: object) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(RECIPE / f"{name}.py"), *map(str, arguments)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def recordings(path: Path, consent: str) -> Path:
    texts = speech.texts()
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, delimiter="\t")
        rows.writerow(["file", "text", "speaker", "consent"])
        rows.writerows([speech.FOLDER / name, texts[name], f"speaker {number}", consent] for number, name in enumerate(SHORT))
    return path


@pytest.mark.parametrize("consent", ["", "no", "yes", "-"])
def test_a_recording_without_a_record_of_consent_stops_it(consent: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(RECIPE / "prepare.py"), str(recordings(tmp_path / "r.tsv", consent)), "--work", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "no record of consent in lines 2, 3, 4" in done.stderr
    assert "船" not in done.stderr and not (tmp_path / "train.tsv").exists()


def test_from_recordings_to_a_served_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    step("prepare", recordings(tmp_path / "r.tsv", "2026-11-30/1"), "--work", tmp_path, "--dev-share", "0")
    step("base", WEIGHTS, "--out", tmp_path / "base")
    train = ("train", "--base", tmp_path / "base", "--work", tmp_path, "--freeze-encoder", "--batch", 3, "--steps", 6, "--rate", "2e-5", "--look-every", 3)
    first = losses(step(*train, "--stop-at", 3))
    told = step(*train)
    assert "goes on at step 3" in told
    rest = losses(told)
    assert len(first) == len(rest) == 3 and rest[-1] < 0.7 * first[0]
    step("convert", "--base", tmp_path / "base", "--work", tmp_path)
    engine = FasterWhisper(Load(tmp_path / "served"))
    assert engine.languages[:2] == ("yue", "zh")
    heard = engine.transcribe(speech.clip("00011-04a.flac"), "yue")
    with capsys.disabled():
        print(f"\nfine-tuned for 6 steps on 3 clips: loss {first[0]:.2f} to {rest[-1]:.2f}")
    assert "我哋坐船" in heard.text  # spoken Cantonese now, where the base writes 我們


def losses(told: str) -> list[float]:
    return [float(found) for found in re.findall(r"^step \d+ loss ([\d.]+)$", told, re.MULTILINE)]
