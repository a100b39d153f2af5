"""Commands that measure, where they put several engines side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import speech
from tests.serving import fake_engines
from tests.serving.server import serving
from voicebot import cli
from voicebot.serving.server import create_app


def test_engines_stand_in_one_table_on_the_same_recordings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    manifest = tmp_path / "m.tsv"
    manifest.write_text(f"file\ttext\n{speech.FOLDER / '00011-04a.flac'}\t{speech.texts()['00011-04a.flac']}\n", "utf-8")
    with serving(create_app(fake_engines.served("asr", fake_engines.Transcriber()))) as address, pytest.raises(SystemExit) as ended:
        cli.main(["eval", "engines", "--manifest", str(manifest), "--engines", f"{address}/v1", "--json"])
    assert ended.value.code == 0
    table = json.loads(capsys.readouterr().out)
    own, other = table["embedded"], table[f"fake fake-model on cpu at {address}/v1/"]
    assert own["n"] == other["n"] == 6 and own["cer"] < 50 < other["cer"] and own["wall"] > 0
