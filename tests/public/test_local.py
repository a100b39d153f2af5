"""Which recogniser a machine can run, and the server that the desk starts for it."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from voicebot.errors import DeskError, EngineError
from voicebot.public import local
from voicebot.public.local import Choice, Machine, Server, choose
from voicebot.public.models import Public, catalogue, folder_of

PYTHON = Path("/opt/python")
BIG, SMALL, GPU = Machine(32, False), Machine(1.5, False), Machine(32, True)


def everything(_: str) -> Path | None:
    return PYTHON


def nothing(_: str) -> Path | None:
    return None


def here(*names: str) -> dict[str, Public]:
    return {name: catalogue()[name] for name in names}


def test_the_best_by_its_published_error_is_taken() -> None:
    found = choose("auto", here("sensevoice-yue", "whisper-large-v3", "wenetspeech-yue"), BIG, everything)
    assert found.model is catalogue()["wenetspeech-yue"] and found.python == PYTHON and "5.05 %" in found.why


@pytest.mark.parametrize(
    ("names", "machine", "runs", "words"),
    [
        ((), BIG, everything, "no public model was pulled"),
        (("wenetspeech-yue",), BIG, nothing, "needs the packages of sherpa-onnx; run `make engines`"),
        (("wenetspeech-yue",), SMALL, everything, "wants 1 GB of memory, and the machine has 2"),
        (("whisper-base", "whisper-large-v3"), GPU, everything, "not published to be better"),
    ],
)
def test_the_embedded_one_stays_and_it_is_said_why(names: tuple[str, ...], machine: Machine, runs: Callable[[str], Path | None], words: str) -> None:
    found = choose("auto", here(*names), machine, runs)
    assert found.model is None and words in found.why


def test_the_next_best_where_the_best_cannot_run() -> None:
    only_whisper = {**here("whisper-large-v3"), "mine": catalogue()["whisper-large-v3"]}
    assert choose("auto", only_whisper, BIG, everything).model is None
    assert choose("whisper-large-v3", only_whisper, GPU, everything).model is catalogue()["whisper-large-v3"]


@pytest.mark.parametrize(
    ("wanted", "names", "machine", "runs", "code", "words"),
    [
        ("siri", (), BIG, everything, "config_invalid", "must be auto, embedded, or one of"),
        ("whisper-large-v3", (), BIG, everything, "model_missing", "run `voicebot models pull whisper-large-v3`"),
        ("whisper-large-v3", ("whisper-large-v3",), BIG, everything, "config_invalid", "wants a GPU with 5 GB, and there is none"),
        ("whisper-base", ("whisper-base",), BIG, nothing, "config_invalid", "needs the packages of faster-whisper"),
    ],
)
def test_what_was_asked_for_by_name_is_had_or_refused(
    wanted: str, names: tuple[str, ...], machine: Machine, runs: Callable[[str], Path | None], code: str, words: str
) -> None:
    with pytest.raises(DeskError) as caught:
        choose(wanted, here(*names), machine, runs)
    assert caught.value.code == code and words in caught.value.text


def test_only_whole_models_count_as_pulled(tmp_path: Path) -> None:
    model = catalogue()["wenetspeech-yue"]
    folder = folder_of(tmp_path, model)
    folder.mkdir(parents=True)
    for file in model.files:
        assert local.pulled(str(tmp_path)) == {}
        with (folder / file.path).open("wb") as out:
            out.truncate(file.bytes)
    assert list(local.pulled(str(tmp_path))) == ["wenetspeech-yue"]
    command = local.command(Choice(model, "", PYTHON), str(tmp_path), 2)
    assert command[0] == str(PYTHON) and command[command.index("--model") + 1] == str(folder) and command[-1] == "--with-parent"


def test_a_python_is_asked_for_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(local._PACKAGES, "faster-whisper", "json")
    monkeypatch.setitem(local._PACKAGES, "sherpa-onnx", "no_such_package_at_all")
    assert local.python_with("faster-whisper", "") == Path(sys.executable)
    assert local.python_with("sherpa-onnx", sys.executable) is None
    assert local.python_with("faster-whisper", "/no/such/python") is None


def test_a_server_tells_where_it_is_and_ends_with_its_input() -> None:
    told: queue.Queue[tuple[str, str]] = queue.Queue(1)
    script = "import os, sys; print('Serving asr by x (m) on cpu, 3 s: http://127.0.0.1:40123', flush=True); print(os.environ['VOICEBOT_ENGINE_KEY'][:0]); sys.stdin.read()"
    server = Server([sys.executable, "-c", script], lambda address, key: told.put((address, key)))
    server.start()
    assert told.get(timeout=60) == ("http://127.0.0.1:40123", server.key) and len(server.key) > 20
    server.close()
    assert server._process is not None and server._process.returncode == 0


SERVES = "print('Serving asr by x (m) on cpu, 3 s: http://127.0.0.1:40123', flush=True)"


def test_a_server_that_dies_is_started_once_more_and_says_so() -> None:
    told: queue.Queue[str] = queue.Queue()
    with capture_logs() as logs:
        server = Server([sys.executable, "-c", SERVES], lambda address, key: told.put(address), again_s=(0.0,))
        server.start()
        assert [told.get(timeout=60) for _ in range(2)] == ["http://127.0.0.1:40123"] * 2
        for thread in threading.enumerate():
            if thread.name == "engine-server":
                thread.join(60)
    assert told.empty()  # not a third time
    assert [entry["code"] for entry in logs] == ["engine_restarted", "engine_ended"]


def test_a_server_that_is_closed_is_not_started_again() -> None:
    told: queue.Queue[str] = queue.Queue()
    with capture_logs() as logs:
        server = Server([sys.executable, "-c", f"{SERVES}; import sys; sys.stdin.read()"], lambda address, key: told.put(address), again_s=(0.0,))
        server.start()
        told.get(timeout=60)
        server.close()
        for thread in threading.enumerate():
            if thread.name == "engine-server":
                thread.join(60)
    assert told.empty() and logs == []


def test_a_server_that_cannot_be_started_is_an_engine_error() -> None:
    with pytest.raises(EngineError, match="cannot be started"):
        Server(["/no/such/python"], lambda address, key: None).start()
