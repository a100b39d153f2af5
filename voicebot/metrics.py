"""What the desk measures of itself, for Prometheus: durations in seconds, no personal data, few labels.

CPU-ms per second of call and stage: `1000 * rate(voicebot_cpu_seconds_total[5m]) / rate(voicebot_call_seconds_total[5m])`.
"""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Fine around what the desk promises: barge-in 0.15 and 0.5 s, first audio and voice to voice 0.8 s.
_SHORT = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_ANSWER = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0)
_STOP = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 2.0)


class Metrics:
    """One process's measures on a registry of its own, so that two desks in one process (as in tests) do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self.stage_seconds = Histogram(
            "voicebot_stage_seconds", "Wait and work of one job of a stage", ["stage"], registry=r, buckets=_SHORT
        )
        self.first_audio_seconds = Histogram(
            "voicebot_first_audio_seconds", "End of turn to the first audio sent", registry=r, buckets=_ANSWER
        )
        self.voice_to_voice_seconds = Histogram(
            "voicebot_voice_to_voice_seconds", "Last sample of speech to the first audio sent", registry=r, buckets=_ANSWER
        )
        self.barge_in_stop_seconds = Histogram(
            "voicebot_barge_in_stop_seconds", "Onset of the customer's speech to the stop sent", registry=r, buckets=_STOP
        )
        self.cpu_seconds = Counter("voicebot_cpu_seconds", "CPU time of a stage", ["stage"], registry=r)
        self.call_seconds = Counter("voicebot_call_seconds", "Duration of calls", registry=r)
        self.errors = Counter("voicebot_errors", "Errors by code", ["code"], registry=r)
        self.sessions = Gauge("voicebot_sessions", "Conversations that are open", registry=r)

    def job_done(self, stage: str, wait_s: float, cpu_s: float) -> None:
        """One job of the live executor: waited `wait_s` seconds, then computed for `cpu_s`."""
        self.stage_seconds.labels(stage).observe(wait_s + cpu_s)
        self.cpu_seconds.labels(stage).inc(cpu_s)

    def cpu_ms_per_call_s(self) -> dict[str, float]:
        """CPU milliseconds by stage for each second of call; empty before the first second."""
        calls = self.registry.get_sample_value("voicebot_call_seconds_total") or 0.0
        if calls <= 0:
            return {}
        samples = (s for family in self.cpu_seconds.collect() for s in family.samples if s.name.endswith("_total"))
        return {s.labels["stage"]: 1000 * s.value / calls for s in samples}

    def exposition(self) -> bytes:
        """The page for `/metrics`, of media type `CONTENT_TYPE`."""
        return generate_latest(self.registry)
