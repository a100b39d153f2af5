"""Real Whisper base weights through our server and our adapter. Run by `make engines` in the speech environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests import speech
from tests.engines import no_speech
from tests.engines.process import ROOT, endpoint, engine_server, health
from voicebot.asr.evaluate import evaluate
from voicebot.remote.recognizer import RemoteRecognizer

MODEL = ROOT / "artefacts" / "engines" / "whisper-base"  # docker/engines/whisper_base.py puts it there


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with engine_server("asr", "faster-whisper", MODEL) as address:
        yield address


def hear(server: str, pcm: np.ndarray) -> str:
    stream = RemoteRecognizer(endpoint(server)).stream()
    stream.feed(pcm)
    return stream.final().text


def test_health_tells_what_runs(server: str) -> None:
    told = health(server)
    assert (told["stage"], told["engine"], told["device"]) == ("asr", "faster-whisper", "cpu")
    assert told["languages"][:2] == ["yue", "zh"]  # type: ignore[index]
    assert told["speed"]["value"] > 0.01  # type: ignore[index]


def test_it_hears_cantonese(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = evaluate(RemoteRecognizer(endpoint(server)), speech.MANIFEST)
    with capsys.disabled():
        print(f"\nfaster-whisper, Whisper base, zero-shot: {result}")
    assert result["clips"] == 9
    assert 5 < result["cer"] < 70  # written Chinese for spoken Cantonese: far from our own, and no noise either


def test_words_have_times_and_a_language_that_is_true(server: str) -> None:
    clip = (speech.FOLDER / "00011-04a.flac").read_bytes()
    answer = httpx.post(
        f"{server}/v1/audio/transcriptions", files={"file": clip}, data={"language": "yue", "response_format": "verbose_json"}, timeout=120
    ).json()
    assert answer["language"] == "zh"  # base is older than the token for Cantonese, and says so
    assert answer["duration"] == pytest.approx(3.04, abs=0.01)
    assert "船" in answer["text"]
    assert "".join(w["word"] for w in answer["words"]) == re.sub(r"\W", "", answer["text"])
    (segment,) = answer["segments"]
    assert segment["text"] == answer["text"] == segment["alternatives"][0]["text"] and len(segment["alternatives"]) > 1
    assert sum(a["probability"] for a in segment["alternatives"]) == pytest.approx(1, abs=0.01)
    assert all(0 <= w["start"] <= w["end"] <= 3.2 and 0 < w["probability"] <= 1 for w in answer["words"])


def test_two_callers_at_once_get_their_own_words(server: str) -> None:
    clips = ["00011-04a.flac", "p00017-01.opus"]
    alone = [hear(server, speech.clip(name)) for name in clips]
    with ThreadPoolExecutor(4) as callers:
        together = list(callers.map(lambda name: hear(server, speech.clip(name)), clips * 2))
    assert together == alone * 2
    wanted = set("水同雨")  # by processor it writes 水同宇, 水同魚 or 洗銅雨
    assert "船" in alone[0] and "船" not in alone[1] and wanted & set(alone[1]) and not wanted & set(alone[0])


def test_nothing_is_made_up_where_nobody_speaks(server: str) -> None:
    made_up = [(kind, text) for kind, pcm in no_speech.sounds() if (text := hear(server, pcm))]
    assert made_up == []


def test_hints_that_nobody_says_are_not_read_out(server: str) -> None:
    terms = ("轉數快", "轉賬", "月結單", "定期存款")
    stream = RemoteRecognizer(endpoint(server), terms).stream()
    stream.feed(speech.clip("00011-04a.flac"))
    heard = stream.final().text
    assert "船" in heard and not any(term in heard for term in terms)


@pytest.mark.parametrize("language", ["zn", "", "klingon"])
def test_unknown_languages_are_refused(server: str, language: str, tmp_path: Path) -> None:
    clip = (speech.FOLDER / "p00017-01.opus").read_bytes()
    answer = httpx.post(f"{server}/v1/audio/transcriptions", files={"file": clip}, data={"language": language or "''"}, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (400, "language_unsupported")
