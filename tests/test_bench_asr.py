import json

import pytest

from voicebot import bench_asr
from voicebot.cli import main


def test_it_measures_work_waits_and_memory(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On 8 s of speech and two streams; the figures depend on the machine, their kinds do not."""
    speech = bench_asr._speech()[: 8 * 16_000]
    monkeypatch.setattr(bench_asr, "_speech", lambda: speech)
    monkeypatch.setattr(bench_asr, "STREAMS", 2)
    monkeypatch.setattr(bench_asr, "SPEAKING_S", 2.0)
    monkeypatch.setattr(bench_asr, "REPEATS", 2)
    with pytest.raises(SystemExit) as ended:
        main(["bench", "--asr", "--json"])
    assert not ended.value.code
    result = json.loads(capsys.readouterr().out)
    assert 0 < result["cpu_ms_per_s_partials"] < result["cpu_ms_per_s"]
    assert result["streams"] == 2 and result["partials"] + round(result["late"]) >= 1
    assert result["last_cpu_ms"] > 0 and 0 < result["kb_per_stream"] < 20_000
