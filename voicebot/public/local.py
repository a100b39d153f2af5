"""Which recogniser this machine can run, best first, and the engine server that the desk starts for it.

What is looked at: the public models that were pulled into the desk's own folder, the packages of their engines, memory
and a GPU. Nothing is fetched. The server is a child process on a loopback port with a key of its own; it ends with the
desk, because its standard input does.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
import structlog

from ..errors import ConfigError, EngineError, ModelError
from .models import Public, catalogue, folder_of, missing

ENOUGH = 8.0  # published error (percent) up to which a model is taken without being asked for by name
AGAIN_S = (5.0,)  # after which an engine server that died is started again; then no more
_PACKAGES = {"faster-whisper": "faster_whisper", "sherpa-onnx": "sherpa_onnx"}
_ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv-speech" / "bin" / "python"  # of `make engines`
_SHARE = 0.5  # of the machine's memory that an engine may take
_SERVING = re.compile(r"^Serving .*: (?P<address>http://\S+)$")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Machine:
    memory_gb: float
    gpu: bool

    @classmethod
    def here(cls) -> Machine:
        return cls(psutil.virtual_memory().total / 1e9, shutil.which("nvidia-smi") is not None)


@dataclass(frozen=True, slots=True)
class Choice:
    """`model` None: the embedded recogniser. `python` runs the model's engine. `why` is for the log and `doctor`."""

    model: Public | None
    why: str
    python: Path | None = None


def choose(wanted: str, here: Mapping[str, Public], machine: Machine, runs: Callable[[str], Path | None]) -> Choice:
    """`wanted`: "auto", or a public model's name. `here`: those that were pulled. `runs`: an engine's name → the Python
    that has its packages. Raises ConfigError, ModelError where a model was asked for by name and cannot be run."""
    if wanted != "auto":
        return _by_name(wanted, here, machine, runs)
    refused = []
    fit = [model for model in here.values() if model.error is not None and model.error <= ENOUGH]
    for model in sorted(fit, key=lambda model: model.error or 0.0):
        python, no = runs(model.engine), _obstacle(model, machine)
        if no is None and python is not None:
            return Choice(model, f"its makers publish {model.error:g} % of errors on short Cantonese sentences, and it wants {model.wants}", python)
        refused.append(f"{model.name} {no or _no_packages(model)}")
    others = [name for name in here if here[name] not in fit]
    if refused:
        return Choice(None, "; ".join(refused))
    if others:
        return Choice(None, f"of {', '.join(others)} it is not published to be better; name one in asr_engine to use it")
    return Choice(None, "no public model was pulled; see `voicebot models public`")


def _by_name(wanted: str, here: Mapping[str, Public], machine: Machine, runs: Callable[[str], Path | None]) -> Choice:
    if wanted not in catalogue():
        raise ConfigError(f"setting asr_engine must be auto, embedded, or one of: {', '.join(catalogue())}")
    if wanted not in here:
        raise ModelError(f"{wanted} is not here; run `voicebot models pull {wanted}`")
    model = here[wanted]
    python, no = runs(model.engine), _obstacle(model, machine)
    if no is not None or python is None:
        raise ConfigError(f"{wanted} {no or _no_packages(model)}")
    return Choice(model, "asr_engine names it", python)


def _obstacle(model: Public, machine: Machine) -> str | None:
    if not (model.cpu or machine.gpu):
        return f"wants {model.wants}, and there is none"
    if model.memory_gb > _SHARE * machine.memory_gb:
        return f"wants {model.memory_gb:g} GB of memory, and the machine has {machine.memory_gb:.0f}"
    return None


def _no_packages(model: Public) -> str:
    return f"needs the packages of {model.engine}; run `make engines`, or set engine_python"


def pulled(data_dir: str) -> dict[str, Public]:
    """The public models that are here in full length."""
    return {name: model for name, model in catalogue().items() if not missing(model, folder_of(data_dir, model))}


def python_with(engine: str, setting: str) -> Path | None:
    """The Python that has an engine's packages: the setting's, our own, or the one that `make engines` builds."""
    question = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({_PACKAGES[engine]!r}) is None)"
    for python in [Path(setting)] if setting else [Path(sys.executable), _ENVIRONMENT]:
        try:
            if subprocess.run([python, "-c", question], timeout=20, capture_output=True, check=False).returncode == 0:
                return python
        except (OSError, subprocess.TimeoutExpired):
            continue
    return None


class Server:
    """One engine server of our own. `start` returns at once; `ready` is called from another thread, with address and
    key, when the server has loaded its model and tried it. One that dies is started again after each of `again_s` seconds,
    in turn; then the embedded engine goes on alone."""

    def __init__(self, command: list[str], ready: Callable[[str, str], None], again_s: tuple[float, ...] = AGAIN_S) -> None:
        self.key = secrets.token_urlsafe(24)
        self._command, self._ready, self._again_s = command, ready, again_s
        self._process: subprocess.Popen[str] | None = None
        self._closed = threading.Event()
        self._lock = threading.Lock()  # no process is started once `close` has begun

    def start(self) -> None:
        """Raises EngineError where the process cannot be started."""
        process = self._launch()
        if process is not None:
            threading.Thread(target=self._watch, args=(process,), name="engine-server", daemon=True).start()

    def _launch(self) -> subprocess.Popen[str] | None:
        environment = {**os.environ, "VOICEBOT_ENGINE_KEY": self.key, "OMP_NUM_THREADS": "1"}
        with self._lock:
            if self._closed.is_set():
                return None
            try:
                self._process = subprocess.Popen(
                    self._command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
                )
            except OSError as error:
                raise EngineError("the engine server cannot be started") from error
            return self._process

    def _watch(self, process: subprocess.Popen[str]) -> None:
        for wait_s in self._again_s:
            status = self._follow(process)
            if self._closed.is_set():
                return
            log.warning("engine server ended and is started again", code="engine_restarted", stage="asr", status=status, wait_s=wait_s)
            try:
                again = None if self._closed.wait(wait_s) else self._launch()
            except EngineError:
                break
            if again is None:
                return
            process = again
        status = self._follow(process)
        if not self._closed.is_set():
            log.warning("engine server ended; the embedded engine goes on alone", code="engine_ended", stage="asr", status=status)

    def _follow(self, process: subprocess.Popen[str]) -> int:
        """Until it ends; its exit status."""
        assert process.stdout is not None
        for line in process.stdout:
            if found := _SERVING.match(line.strip()):
                self._ready(found["address"], self.key)
        return process.wait()

    def close(self) -> None:
        """End it: gently, by the end of its standard input, then not."""
        self._closed.set()
        with self._lock:
            process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def command(choice: Choice, data_dir: str, threads: int) -> list[str]:
    """What runs a chosen model's server."""
    assert choice.model is not None and choice.python is not None
    folder = folder_of(data_dir, choice.model).resolve()
    serve = [str(choice.python), "-m", "voicebot", "engine", "serve", "--stage", "asr", "--engine", choice.model.engine]
    return [*serve, "--model", str(folder), "--port", "0", "--threads", str(threads), "--with-parent"]
