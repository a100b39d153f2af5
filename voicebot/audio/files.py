"""Recordings on disk, and audio that came as a file's bytes, as 16 kHz mono samples."""

from __future__ import annotations

import io
import math
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
_BLOCK = 65_536  # frames unpacked at a time: a long recording must not fill the memory
_FFMPEG = ("-v", "error", "-nostdin", "-f", "s16le", "-ac", "1", "-ar", str(IN_RATE), "pipe:1")


def read(path: Path | str) -> NDArray[np.int16]:
    """A recording (WAV, FLAC, Ogg, Opus, MP3; more with ffmpeg on the machine) as int16 mono at 16 kHz.

    Raises AudioError where there is no such file, or nothing in it can be read as audio.
    """
    path = Path(path)
    if not path.is_file():
        raise AudioError(f"there is no audio file {path.name}")
    return decode(path.read_bytes(), path.name)


def decode(data: bytes, name: str = "audio", longest_s: float = math.inf) -> NDArray[np.int16]:
    """A file's bytes as int16 mono at 16 kHz; `name` is for the error text. Raises AudioError, also for a recording of
    more than `longest_s` seconds, of which no more is unpacked."""
    if not data:
        raise AudioError(f"{name} is empty")
    parts: list[NDArray[np.int16]] = []
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, most = file.samplerate, longest_s * file.samplerate
            for block in file.blocks(_BLOCK, dtype="float64", always_2d=True):
                parts.append(_mono(block, name))
                most -= len(block)
                if most < 0:
                    raise AudioError(f"{name} is longer than {longest_s:g} s", "audio_too_long")
    except soundfile.LibsndfileError as error:
        return _by_ffmpeg(data, name, error, longest_s)
    if not parts:
        raise AudioError(f"{name} holds no audio")
    return resample(np.concatenate(parts), rate, IN_RATE)


def _mono(block: NDArray[np.float64], name: str) -> NDArray[np.int16]:
    mono = block.mean(axis=1)
    if not np.isfinite(mono).all():
        raise AudioError(f"{name} holds samples that are not numbers")
    return np.clip(np.rint(mono * 32768), -32768, 32767).astype(np.int16)


def _by_ffmpeg(data: bytes, name: str, cause: Exception, longest_s: float) -> NDArray[np.int16]:
    """Some files (a few Opus ones, M4A, WebM) are refused by libsndfile and read by ffmpeg."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise AudioError(f"{name} cannot be read as audio (WAV, FLAC, Ogg or MP3 can)") from cause
    limit = [] if longest_s == math.inf else ["-t", f"{longest_s + 1:g}"]
    command = [program, *_FFMPEG[:3], "-i", "pipe:0", *limit, *_FFMPEG[3:]]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=_FFMPEG_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise AudioError(f"{name} took too long to decode") from error
    if run.returncode != 0 or not run.stdout:
        raise AudioError(f"{name} cannot be read as audio") from cause
    if len(run.stdout) > 2 * IN_RATE * longest_s:
        raise AudioError(f"{name} is longer than {longest_s:g} s", "audio_too_long")
    return samples(run.stdout)
