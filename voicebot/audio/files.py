"""Recordings on disk, and audio that came as a file's bytes, as 16 kHz mono samples."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ..errors import AudioError
from ..events import IN_RATE
from .pcm import samples
from .resample import resample

_FFMPEG_TIMEOUT_S = 120
_FFMPEG = ("-v", "error", "-nostdin", "-f", "s16le", "-ac", "1", "-ar", str(IN_RATE), "pipe:1")


def read(path: Path | str) -> NDArray[np.int16]:
    """A recording (WAV, FLAC, Ogg, Opus, MP3; more with ffmpeg on the machine) as int16 mono at 16 kHz.

    Raises AudioError where there is no such file, or nothing in it can be read as audio.
    """
    path = Path(path)
    if not path.is_file():
        raise AudioError(f"there is no audio file {path.name}")
    return decode(path.read_bytes(), path.name)


def decode(data: bytes, name: str = "audio") -> NDArray[np.int16]:
    """A file's bytes as int16 mono at 16 kHz; `name` is for the error text. Raises AudioError."""
    if not data:
        raise AudioError(f"{name} is empty")
    try:
        audio, rate = soundfile.read(io.BytesIO(data), dtype="float64", always_2d=True)
    except soundfile.LibsndfileError as error:
        return _by_ffmpeg(data, name, error)
    if not len(audio):
        raise AudioError(f"{name} holds no audio")
    mono = audio.mean(axis=1)
    if not np.isfinite(mono).all():
        raise AudioError(f"{name} holds samples that are not numbers")
    whole = np.clip(np.rint(mono * 32768), -32768, 32767).astype(np.int16)
    return resample(whole, rate, IN_RATE)


def _by_ffmpeg(data: bytes, name: str, cause: Exception) -> NDArray[np.int16]:
    """Some files (a few Opus ones, M4A, WebM) are refused by libsndfile and read by ffmpeg."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise AudioError(f"{name} cannot be read as audio (WAV, FLAC, Ogg or MP3 can)") from cause
    command = [program, *_FFMPEG[:3], "-i", "pipe:0", *_FFMPEG[3:]]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=_FFMPEG_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise AudioError(f"{name} took too long to decode") from error
    if run.returncode != 0 or not run.stdout:
        raise AudioError(f"{name} cannot be read as audio") from cause
    return samples(run.stdout)
