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
