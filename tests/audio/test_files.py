import io
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.speech import FOLDER
from voicebot.audio import files
from voicebot.errors import AudioError


def test_opus_at_24_khz_comes_as_16_khz_samples() -> None:
    audio = files.read(FOLDER / "00011-04.opus")
    assert audio.dtype == np.int16 and audio.ndim == 1
    assert abs(len(audio) / 16_000 - 4.96) < 0.01
    assert 1_000 < np.sqrt(np.mean(audio.astype(float) ** 2)) < 10_000


def test_16_bit_wav_at_16_khz_is_bit_identical(tmp_path: Path) -> None:
    wanted = np.random.default_rng(0).integers(-32768, 32768, 5_000).astype(np.int16)
    soundfile.write(tmp_path / "a.wav", wanted, 16_000)
    assert np.array_equal(files.read(tmp_path / "a.wav"), wanted)


def test_stereo_becomes_the_mean(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.tile(np.array([[100, 300]], dtype=np.int16), (800, 1)), 16_000)
    assert set(files.read(tmp_path / "a.wav").tolist()) == {200}


@pytest.mark.parametrize("data", [b"", b"not audio at all" * 50, b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_what_is_no_audio_is_refused(data: bytes) -> None:
    with pytest.raises(AudioError) as error:
        files.decode(data, "upload")
    assert "upload" in error.value.text and error.value.code == "audio_invalid"


def test_a_header_without_samples_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0, dtype=np.int16), 16_000)
    with pytest.raises(AudioError, match="holds no audio"):
        files.read(tmp_path / "a.wav")


def test_samples_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.array([0.0, np.nan, 0.1]), 16_000, subtype="FLOAT")
    with pytest.raises(AudioError, match="not numbers"):
        files.read(tmp_path / "a.wav")


def test_loud_floats_are_clipped_not_wrapped(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.array([1.5, -1.5] * 100), 16_000, subtype="FLOAT")
    assert set(files.read(tmp_path / "a.wav").tolist()) == {32767, -32768}


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(AudioError) as error:
        files.read(tmp_path / "gone.wav")
    assert error.value.text == "there is no audio file gone.wav"


def test_without_ffmpeg_the_error_says_what_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AudioError, match="WAV, FLAC, Ogg or MP3"):
        files.decode(b"nothing of the kind" * 20)


# ---- headers and formats that recordings really have ------------------------------------------------------------
SPOKEN = (6_000 * np.sin(2 * np.pi * 300 * np.arange(4_800) / 16_000)).astype(np.int16)


def chunk(name: bytes, body: bytes, size: int | None = None) -> bytes:
    return name + struct.pack("<I", len(body) if size is None else size) + body + b"\0" * (len(body) % 2)


def wav(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


FORMAT = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
DATA = SPOKEN.tobytes()
HEADERS = {
    "plain": wav(chunk(b"fmt ", FORMAT), chunk(b"data", DATA)),
    "long fmt and fact": wav(chunk(b"fmt ", FORMAT + b"\0\0"), chunk(b"fact", struct.pack("<I", len(SPOKEN))), chunk(b"data", DATA)),
    "list before": wav(chunk(b"fmt ", FORMAT), chunk(b"LIST", b"INFOISFT\x04\0\0\0abc\0"), chunk(b"data", DATA)),
    "list after": wav(chunk(b"fmt ", FORMAT), chunk(b"data", DATA), chunk(b"LIST", b"INFO" + b"loud" * 300)),
    "odd chunk": wav(chunk(b"fmt ", FORMAT), chunk(b"junk", b"odd"), chunk(b"data", DATA)),
    "endless": wav(chunk(b"fmt ", FORMAT), chunk(b"data", DATA, 0xFFFFFFFF)),
    "half endless": wav(chunk(b"fmt ", FORMAT), chunk(b"data", DATA, 0x7FFFFFFF)),
}


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_only_the_samples_of_a_wav_are_heard(name: str) -> None:
    assert np.array_equal(files.decode(HEADERS[name]), SPOKEN)


def test_a_length_of_zero_is_refused_or_heard_never_half() -> None:
    try:
        assert np.array_equal(files.decode(wav(chunk(b"fmt ", FORMAT), chunk(b"data", DATA, 0))), SPOKEN)
    except AudioError as error:
        assert "holds no audio" in error.text


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000])
def test_depths_rates_and_channels(subtype: str, channels: int, rate: int) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 300 * np.arange(rate // 2) / rate)
    file = io.BytesIO()
    soundfile.write(file, np.tile(tone[:, None], (1, channels)), rate, subtype=subtype, format="WAV")
    heard = files.decode(file.getvalue())
    assert abs(len(heard) - 8_000) <= 1
    wanted = 0.3 * 32768 * np.sin(2 * np.pi * 300 * np.arange(len(heard)) / 16_000)
    assert np.abs(heard - wanted)[800:-800].max() < 700  # 8 bits and logarithmic steps are coarse


def test_truncated_opus_gives_its_beginning_or_an_error() -> None:
    data = (FOLDER / "00011-04.opus").read_bytes()
    for size in (len(data) // 2, 200, 30):
        try:
            assert 0 < len(files.decode(data[:size])) < 4.96 * 16_000
        except AudioError as error:
            assert error.code == "audio_invalid"


def test_an_mp3_with_another_name_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "really.wav"
    soundfile.write(path, SPOKEN, 16_000, format="MP3")
    assert abs(len(files.read(path)) - len(SPOKEN)) < 3_000


def test_two_hours_are_refused_before_they_are_unpacked() -> None:
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 8_000, 1, subtype="PCM_16", format="FLAC") as out:
        for _ in range(120):
            out.write(np.zeros(60 * 8_000, dtype=np.int16))
    tracemalloc.start()
    with pytest.raises(AudioError) as error:
        files.decode(file.getvalue(), "long", longest_s=60)
    assert error.value.code == "audio_too_long"
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_clipped_and_offset_samples_stay_in_range() -> None:
    file = io.BytesIO()
    soundfile.write(file, np.full(1_600, 0.999), 48_000, format="WAV", subtype="PCM_24")
    heard = files.decode(file.getvalue())
    assert heard.min() >= 0 and heard.max() <= 32767
