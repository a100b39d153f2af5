"""A real Asterisk, a real desk with its own engines, and callers by SIPp, all on this machine for one test run."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.edge.server import Running, desk
from voicebot.building import build_engines
from voicebot.audio import g711
from voicebot.audio.g711 import RATE
from voicebot.audio.telephone import Decimator, Interpolator
from voicebot.config import Settings
from voicebot.engines import Engines
from voicebot.events import Style

HERE = Path(__file__).parent
# What Asterisk asks for and may be empty.
EMPTY = "acl ari ccss cdr cel features http indications musiconhold pjproject queuerules queues res_curl stasis udptl".split()
USER, PASSWORD = "pbx", "a-password-of-the-test"
SILENCE = np.zeros(RATE, np.int16)


@dataclass(frozen=True)
class Rig:
    desk: Running
    engines: Engines
    folder: Path
    sip: int
    agent: int
    rtp: int

    def speech(self, text: str, style: Style = "warm") -> NDArray[np.int16]:
        """The desk's own voice at the telephone's rate; our callers speak with it too."""
        down = Decimator(3)
        return np.concatenate([down.push(piece.pcm) for piece in self.engines.voice.speak(text, style)])

    def text(self, pcm: NDArray[np.int16]) -> str:
        """What the desk's own ears make of a recording at 8 kHz."""
        stream = self.engines.recognizer.stream()
        stream.feed(Interpolator().push(pcm))
        return stream.final().text

    @contextmanager
    def caller(self, number: str, says: NDArray[np.int16], *then: str) -> Iterator[subprocess.Popen[bytes]]:
        """A call to `number`; `then` are the pieces of scenario that follow once the caller speaks."""
        folder = self.folder / number
        folder.mkdir()
        (folder / "caller.alaw").write_bytes(g711.encode(says, "alaw"))
        (folder / "caller.xml").write_text((HERE / "sipp" / "caller.xml").read_text().replace("@THEN@", "\n".join(then)))
        port = self.sip + 1
        command = [
            "sipp", "-sf", "caller.xml", "-s", number, f"127.0.0.1:{self.sip}", "-i", "127.0.0.1", "-p", str(port), "-m", "1", "-nostdin",
            "-mp", str(self.rtp + 400), "-trace_msg", "-message_file", "messages.log",
        ]  # fmt: skip
        with _running(command, folder) as process:
            yield process

    @contextmanager
    def person(self) -> Iterator[subprocess.Popen[bytes]]:
        """Somebody at the telephone to whom callers are transferred."""
        folder = self.folder / "agent"
        folder.mkdir()
        command = [
            "sipp", "-sf", str(HERE / "sipp" / "agent.xml"), "-i", "127.0.0.1", "-p", str(self.agent), "-m", "1", "-nostdin",
            "-mp", str(self.rtp + 600), "-trace_msg", "-message_file", "messages.log",
        ]  # fmt: skip
        with _running(command, folder) as process:
            yield process

    def recording(self, number: str, side: str) -> NDArray[np.int16]:
        """One side of a call ("caller" or "desk") as Asterisk recorded it, at 8 kHz; both begin at the same moment."""
        with wave.open(str(self.folder / "run" / f"{number}-{side}.wav")) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
            return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def piece(name: str, **values: int) -> str:
    """A piece of scenario with its times."""
    text = (HERE / "sipp" / f"{name}.xml").read_text()
    for key, value in values.items():
        text = text.replace(f"@{key.upper()}@", str(value))
    return text


@contextmanager
def rig(asterisk: Path, folder: Path) -> Iterator[Rig]:
    """Raises RuntimeError where a part does not start."""
    if shutil.which("sipp") is None:
        raise RuntimeError("SIPp is missing; on Debian: apt-get install sip-tester")
    base = 20_000 + random.randrange(20) * 1_000
    engines = build_engines(Settings())
    login = {"asterisk_user": USER, "asterisk_password": PASSWORD, "phone_transfer": "agent"}
    with desk(folder / "desk", engines, **login) as running:
        made = Rig(running, engines, folder, base, base + 10, base + 100)
        with _asterisk(asterisk, made):
            yield made


@contextmanager
def _asterisk(asterisk: Path, made: Rig) -> Iterator[None]:
    etc, run = made.folder / "etc", made.folder / "run"
    for path in (etc, run):
        path.mkdir()
    values = {
        "ETC": etc, "RUN": run, "ROOT": asterisk / "root", "MODULES": (asterisk / "modules").read_text().strip(), "SIP": made.sip,
        "AGENT": made.agent, "RTP": made.rtp, "RTP_END": made.rtp + 300, "DESK": f"127.0.0.1:{made.desk.port}", "USER": USER,
        "PASSWORD": PASSWORD,
    }  # fmt: skip
    for template in (HERE / "asterisk").glob("*.conf"):
        text = template.read_text()
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        (etc / template.name).write_text(text)
    for name in EMPTY:
        (etc / f"{name}.conf").write_text("[general]\n")
    program = [str(asterisk / "asterisk"), "-C", str(etc / "asterisk.conf")]
    with _running([*program, "-f", "-vvv"], run) as process:
        deadline = time.monotonic() + 30
        while subprocess.run([*program, "-rx", "core waitfullybooted"], capture_output=True, timeout=60, check=False).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Asterisk did not start; see {run}/output.log")
            time.sleep(0.2)
        yield


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program whose output goes to output.log; ended with the block."""
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env={**os.environ, "TERM": "dumb"})
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
