"""A small speechbrain classifier through our server. Run by `make engines` in the speech environment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.engines import small_emotion
from tests.engines.process import engine_server, health
from voicebot.tts import wav


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("emotion") / "tones"
    small_emotion.build(folder)
    with engine_server("emotion", "speechbrain", folder) as address:
        yield address


def judge(server: str, pcm: np.ndarray) -> httpx.Response:
    return httpx.post(f"{server}/v1/audio/emotion", files={"file": wav.encode(pcm, small_emotion.RATE)}, timeout=120)


def test_health_names_the_labels(server: str) -> None:
    assert set(health(server)["labels"]) == {"calm", "happy", "angry"}  # type: ignore[call-overload]


@pytest.mark.parametrize("label", small_emotion.HERTZ)
def test_tones_that_it_never_met_are_told_apart(server: str, label: str) -> None:
    answer = judge(server, small_emotion.tone(label, seed=1_000)).json()
    assert answer["label"] == label
    assert set(answer["probabilities"]) == set(small_emotion.HERTZ)
    assert sum(answer["probabilities"].values()) == pytest.approx(1.0, abs=1e-3)


def test_parallel_callers_get_their_own_labels(server: str) -> None:
    wanted = list(small_emotion.HERTZ) * 4
    with ThreadPoolExecutor(4) as callers:
        answers = list(callers.map(lambda job: judge(server, small_emotion.tone(job[1], 2_000 + job[0])).json()["label"], enumerate(wanted)))
    assert answers == wanted


def test_audio_too_short_to_judge_is_refused(server: str) -> None:
    answer = judge(server, np.zeros(100, np.int16))
    assert (answer.status_code, answer.json()["code"]) == (400, "audio_invalid")
