"""A spoken text as a video file: the drawn face, the voice, subtitles and the label that says what made it.

Run as `python -m avatar.video`: one job comes on stdin (a line of JSON, then the PCM), one line of JSON goes to stdout for
every percent, and at last `{"done": …}` or `{"error": …}`. The process gives way to live calls (niceness), has a limit of
memory, and writes beside its target and renames, so that there is either a whole file or none.

WebM is VP9 and Opus. MP4 is H.264 and AAC; the x264 in PyAV's wheel is under the GPL.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from . import articulation, subtitles, timeline
from .expression import Expression
from .subtitles import Cue, FontMissing
from .vector import Stage

if TYPE_CHECKING:
    from av.container import OutputContainer
    from PIL.Image import Image

FPS = 25
RATE = 24_000  # Hz, of the PCM that comes in: 16-bit little-endian mono
SOUND_RATE = 48_000  # Hz, in the file: the rate of Opus, and fine for AAC
NICENESS = 10
MEMORY = 2 << 30  # bytes of address space; the work takes a fifth of it at 720p
KEYFRAME_S = 4
BT709, LIMITED = 1, 1  # ISO/IEC 23091-2 code points
_VP9 = {"deadline": "realtime", "cpu-used": "8", "crf": "30", "b": "0", "row-mt": "0", "lag-in-frames": "0", "threads": "1"}
_X264 = {"preset": "veryfast", "crf": "20", "tune": "animation", "threads": "1"}
CODECS = {".webm": ("webm", "libvpx-vp9", _VP9, "libopus"), ".mp4": ("mp4", "libx264", _X264, "aac")}


@dataclass(frozen=True, slots=True)
class _Phone:
    unit: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Job:
    """What to show and say. All times count from the sound's first sample. Raises ValueError for a size or a name it cannot take."""

    target: str  # file to write; its ending chooses the format
    width: int
    height: int
    phones: tuple[tuple[str, int, int], ...]  # unit, start and end in ms
    cues: tuple[tuple[int, int, tuple[str, ...]], ...]
    accents_ms: tuple[int, ...]  # where clauses begin
    label: str
    metadata: tuple[tuple[str, str], ...]  # tags of the container
    mood: str = "calm"
    seed: int = 1

    def __post_init__(self) -> None:
        if self.width % 2 or self.height % 2 or not (240 <= self.height <= 1080 and self.height <= self.width <= 1920):
            raise ValueError("a video must be from 240 to 1080 pixels high, up to 1920 wide and not narrower than high, both even")
        if Path(self.target).suffix.lower() not in CODECS:
            raise ValueError(f"a video's name must end in {' or '.join(CODECS)}")


class _Planes:
    """A frame as Y, U and V in which only the middle square changes: half the pixels of a 16:9 frame need converting."""

    def __init__(self, still: Image, left: int) -> None:
        self._whole = _yuv(still)
        self._windows = [plane[:, at : at + plane.shape[0]] for plane, at in zip(_split(self._whole), (left, left // 2, left // 2), strict=True)]

    def with_square(self, square: Image) -> Any:
        """A video frame."""
        import av

        for window, plane in zip(self._windows, _split(_yuv(square)), strict=True):
            window[:] = plane
        frame = av.VideoFrame.from_ndarray(self._whole, format="yuv420p")
        frame.colorspace, frame.color_range = BT709, LIMITED
        return frame


def _yuv(image: Image) -> NDArray[np.uint8]:
    """[height * 3 / 2, width]: the three planes of yuv420p one after another."""
    import av

    frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24").reformat(format="yuv420p", dst_colorspace="ITU709")
    return np.asarray(frame.to_ndarray(), np.uint8)


def _split(planes: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Views on the planes."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    flat, size = planes.reshape(-1), height * width
    quarter = (height // 2, width // 2)
    return [flat[:size].reshape(height, width), flat[size : size * 5 // 4].reshape(quarter), flat[size * 5 // 4 :].reshape(quarter)]


def frames(job: Job, count: int) -> Iterator[Any]:
    """The video frames, one each 1/FPS s. Raises FontMissing."""
    stage = Stage(job.width, job.height)
    steps = timeline.visemes(_Phone(*phone) for phone in job.phones)
    face = Expression(job.seed, 1000 * count / FPS, job.accents_ms, job.mood)
    margin = round(job.height * 0.036)
    stage.stamp(subtitles.label(job.label, job.height), margin)
    planes = _Planes(stage.still, stage.left)
    plates = [(Cue(*cue), subtitles.picture(cue[2], job.height)) for cue in job.cues]
    for n in range(count):
        ms = 1000 * n / FPS
        # The frame is seen until the next one: its middle is what it stands for.
        square = stage.draw(face.pose(ms, articulation.mouth(steps, ms + 500 / FPS, 1000 / FPS)))
        for cue, plate in plates:
            if cue.start_ms <= ms < cue.end_ms:
                square.paste(plate, ((job.height - plate.width) // 2, job.height - plate.height - margin), plate)
        yield planes.with_square(square)


def encode(job: Job, pcm: NDArray[np.int16], part: Path, progress: Callable[[int], None]) -> None:
    """Write the whole video to `part`. Raises OSError where there is no room, FontMissing."""
    import av

    kind, video_codec, options, audio_codec = CODECS[Path(job.target).suffix.lower()]
    count = max(1, -(-len(pcm) * FPS // RATE))
    with av.open(str(part), "w", format=kind, options={"movflags": "+faststart+use_metadata_tags"} if kind == "mp4" else {}) as container:
        container.metadata.update(job.metadata)
        picture = _picture(container, video_codec, options, job)
        sound: Any = container.add_stream(audio_codec, rate=SOUND_RATE, layout="mono")
        sound.bit_rate = 64_000
        resampler = av.AudioResampler("s16" if audio_codec == "libopus" else "fltp", "mono", SOUND_RATE, sound.frame_size or None)
        said = 0
        for n, frame in enumerate(frames(job, count)):
            frame.pts = n
            container.mux(picture.encode(frame))
            until = min(len(pcm), (n + 1) * RATE // FPS)
            for piece in resampler.resample(_sound(pcm[said:until], said)):
                container.mux(sound.encode(piece))
            said = until
            if n * 100 // count != (n + 1) * 100 // count:
                progress((n + 1) * 100 // count)
        for piece in resampler.resample(None):
            container.mux(sound.encode(piece))
        container.mux(sound.encode(None))
        container.mux(picture.encode(None))


def _picture(container: OutputContainer, codec: str, options: dict[str, str], job: Job) -> Any:
    stream: Any = container.add_stream(codec, rate=FPS, options=options)
    stream.width, stream.height, stream.pix_fmt = job.width, job.height, "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.gop_size = KEYFRAME_S * FPS
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    return stream


def _sound(pcm: NDArray[np.int16], at: int) -> Any:
    import av

    frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
    frame.sample_rate, frame.pts = RATE, at
    return frame


def write(job: Job, pcm: NDArray[np.int16], part: Path, progress: Callable[[int], None]) -> None:
    """The video under its own name, whole, or nothing. `part` must be on the target's file system. Errors as `encode`."""
    try:
        encode(job, pcm, part, progress)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(job.target)
    finally:
        part.unlink(missing_ok=True)


def main(source: BinaryIO = sys.stdin.buffer) -> int:
    """The process: 0 done, 1 told an error. Codes: engine_missing, font_missing, input_invalid, storage_full, video_failed."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        head, pcm = json.loads(source.readline()), np.frombuffer(source.read(), "<i2")
        part = Path(head.pop("part"))
        job = Job(**head)
        write(job, pcm, part, lambda percent: _tell({"progress": percent}))
        _tell({"done": {"frames": max(1, -(-len(pcm) * FPS // RATE)), "bytes": Path(job.target).stat().st_size}})
        return 0
    except BrokenPipeError:  # who asked is gone: `write` has cleaned up
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that the interpreter's last flush finds no broken pipe
        return 1
    except Exception as error:  # handed to the parent as a code and one line, which turns it into an error of its own
        code, text = _explained(error)
        _tell({"error": {"code": code, "text": text}})
        return 1


def _explained(error: Exception) -> tuple[str, str]:
    if isinstance(error, ModuleNotFoundError):
        return "engine_missing", f"video needs the package {error.name}; install it with: pip install 'voicebot[video]'"
    if isinstance(error, FontMissing):
        return "font_missing", str(error)
    if isinstance(error, (ValueError, TypeError)) and not isinstance(error, OSError):
        return "input_invalid", str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "storage_full", "there is no room left where the video is written; nothing was kept"
    if isinstance(error, OSError):
        return "input_invalid", f"the video cannot be written: {error.strerror}"
    return "video_failed", f"the video could not be made ({type(error).__name__})"


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
