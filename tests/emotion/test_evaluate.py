from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from tests.speech import clip
from voicebot.asr.embedded import EmbeddedRecognizer
from voicebot.cli import app
from voicebot.emotion.evaluate import Judged, evaluate, interval, recalls, uar
from voicebot.emotion.head import Head
from voicebot.errors import InputError, ModelError


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three readings that nobody meant to be angry, silence, and a feeling that is not ours."""
    folder = tmp_path_factory.mktemp("emotion")
    (folder / "clips").mkdir()
    for name in ("00011-01", "00011-04", "p00017-01"):
        soundfile.write(folder / "clips" / f"{name}.wav", clip(f"{name}.opus"), 16_000)
    soundfile.write(folder / "clips" / "silence.wav", np.zeros(16_000, np.int16), 16_000)
    rows = ["00011-01\thbl\ta\tneutral", "00011-04\thbl\ta\tcalm", "p00017-01\thbl\tb\thappy", "silence\tnone\tc\tsad", "silence\tnone\tc\tdisgust"]
    path = folder / "manifest.tsv"
    path.write_text("file\tcorpus\tspeaker\temotion\n" + "".join(f"clips/{row.replace(chr(9), '.wav' + chr(9), 1)}\n" for row in rows))
    return path


def test_keys_and_counts(manifest: Path) -> None:
    result = evaluate(Head("demo"), EmbeddedRecognizer(), manifest)
    assert result["n"] == 4 and result["speakers"] == 3
    assert result["skipped"] == {"disgust": 1}
    assert set(result["per_class"]) == {"calm", "happy", "sad"}
    assert result["confusion"]["sad"] == {"unheard": 1} and sum(result["confusion"]["calm"].values()) == 2
    assert result["uar"] == pytest.approx(sum(result["per_class"].values()) / 3, abs=1e-4)
    assert result["corpora"]["none"] == {"uar": 0.0, "n": 1}


def test_unweighted_recall() -> None:
    clips = [Judged("", "a", "calm", "calm")] * 9 + [Judged("", "b", "angry", "calm")]
    assert recalls(clips) == {"calm": 1.0, "angry": 0.0} and uar(clips) == 0.5
    assert interval(clips[:9]) is None and interval(clips) is not None


def test_the_command_prints_json_and_refuses_production(manifest: Path) -> None:
    shown = CliRunner().invoke(app, ["eval", "emotion", "--manifest", str(manifest), "--json"])
    assert json.loads(shown.stdout)["n"] == 4
    refused = CliRunner().invoke(app, ["eval", "emotion", "--manifest", str(manifest), "--profile", "production"])
    assert isinstance(refused.exception, ModelError) and "production" in refused.exception.text


@pytest.mark.parametrize("content", ["", "file\ttext\na.wav\tb\n", "file\temotion\n", "file\temotion\na.wav\tdisgust\n"])
def test_a_manifest_without_rows_or_columns_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    path.write_text(content)
    with pytest.raises(InputError, match="m.tsv"):
        evaluate(Head("demo"), EmbeddedRecognizer(), path)
