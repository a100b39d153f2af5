"""What `/metrics` says."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from voicebot.metrics import Metrics


def test_every_measure_is_on_the_page() -> None:
    metrics = Metrics()
    metrics.job_done("final", wait_s=0.01, cpu_s=0.04)
    metrics.errors.labels("server_busy").inc()
    metrics.sessions.set(2)
    page = {f.name: f for f in text_string_to_metric_families(metrics.exposition().decode())}
    assert {
        "voicebot_stage_seconds", "voicebot_first_audio_seconds", "voicebot_voice_to_voice_seconds", "voicebot_barge_in_stop_seconds",
        "voicebot_cpu_seconds", "voicebot_call_seconds", "voicebot_errors", "voicebot_sessions",
    } <= page.keys()  # fmt: skip
    total = next(s for s in page["voicebot_stage_seconds"].samples if s.name.endswith("_sum"))
    assert (total.labels, round(total.value, 6)) == ({"stage": "final"}, 0.05)


def test_cpu_ms_per_second_of_call_by_stage() -> None:
    metrics = Metrics()
    assert metrics.cpu_ms_per_call_s() == {}
    metrics.job_done("final", 0.0, 0.2)
    metrics.job_done("voice", 0.0, 0.1)
    metrics.call_seconds.inc(10)
    assert metrics.cpu_ms_per_call_s() == {"final": 20.0, "voice": 10.0}


def test_two_desks_in_one_process_do_not_mix() -> None:
    one, two = Metrics(), Metrics()
    one.sessions.inc()
    assert two.registry.get_sample_value("voicebot_sessions") == 0
