"""A small VITS voice through our server and our adapter. Run by `make engines` in the speech environment."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest
import soundfile

from tests.engines import small_voice, small_xtts
from tests.engines.process import endpoint, engine_server, health
from voicebot.errors import ModelError
from voicebot.remote.voice import RemoteVoice
from voicebot.serving.coqui import CoquiVoice
from voicebot.serving.shapes import Load


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("voice") / "small-vits"
    small_voice.build(folder)
    with engine_server("tts", "coqui-tts", folder) as address:
        yield address


def say(server: str, text: str, **options: object) -> httpx.Response:
    return httpx.post(f"{server}/v1/audio/speech", json={"input": text, **options}, timeout=120)


def test_health_names_the_voices(server: str) -> None:
    told = health(server)
    assert (told["engine"], told["device"], told["voices"]) == ("coqui-tts", "cpu", ["default"])


def test_a_wav_at_24_khz_that_says_it_was_generated(server: str) -> None:
    wav = say(server, "多謝你打電話嚟。").content
    pcm, rate = soundfile.read(io.BytesIO(wav), dtype="int16")
    assert rate == 24_000 and np.abs(pcm).max() > 1_000
    assert "AI".encode() in wav[:200]


def test_pcm_holds_the_same_sound(server: str) -> None:
    pcm = np.frombuffer(say(server, "轉數快", response_format="pcm").content, "<i2")
    wav, _ = soundfile.read(io.BytesIO(say(server, "轉數快").content), dtype="int16")
    assert np.array_equal(pcm, wav)


def test_half_the_speed_takes_longer(server: str) -> None:
    lengths = [len(say(server, "轉數快唔收費", response_format="pcm", speed=speed).content) for speed in (1.0, 0.5)]
    assert lengths[1] > 1.2 * lengths[0]


def test_the_desks_voice_gives_pieces_with_phones(server: str) -> None:
    pieces = list(RemoteVoice(endpoint(server)).speak("多謝你打電話嚟，轉數快唔收費。"))
    assert [p.text for p in pieces] == ["多謝你打電話嚟，", "轉數快唔收費。"]
    for piece in pieces:
        assert piece.phones[0].start_ms == 0 and abs(piece.phones[-1].end_ms - piece.ms) <= 10
        assert {p.syllable for p in piece.phones} >= set(range(len(piece.syllables)))


def test_parallel_callers_get_their_own_speech(server: str) -> None:
    texts = ["轉數快", "多謝你打電話嚟", "分行幾點開門", "唔收費"]
    alone = [say(server, text).content for text in texts]
    with ThreadPoolExecutor(4) as callers:
        together = list(callers.map(lambda text: say(server, text).content, texts * 2))
    assert together == alone * 2 and len(set(alone)) == 4


@pytest.mark.parametrize(("options", "code"), [({"voice": "nobody"}, "voice_unknown"), ({"response_format": "mp3"}, "input_invalid")])
def test_what_it_has_not_is_refused(server: str, options: dict[str, str], code: str) -> None:
    answer = say(server, "你好", **options)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.fixture(scope="module")
def cloning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cloning") / "small-xtts"
    small_xtts.build(folder)
    return folder


def test_xtts_speaks_as_its_folders_reference_and_keeps_nothing(cloning: Path) -> None:
    before = sorted(cloning.rglob("*"))
    engine = CoquiVoice(Load(cloning, language="en"))
    sound = engine.synthesize("hello, good morning.", "default", 1.0)
    assert engine.voices == ("default",) and len(sound) > 12_000 and np.abs(sound).max() > 1_000
    assert sorted(cloning.rglob("*")) == before


def test_xtts_without_cantonese_is_refused(cloning: Path) -> None:
    with pytest.raises(ModelError) as refused:
        CoquiVoice(Load(cloning))
    assert refused.value.code == "language_unsupported"
