"""Fetching over a real connection that breaks, resumes, lies: a file is whole and right, or it is not there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.public.hub import Hub
from tests.serving.server import serving
from voicebot.errors import InputError, ModelError
from voicebot.public import fetch
from voicebot.public import models as public
from voicebot.public.models import File

BODY = np.random.default_rng(5).bytes(50_000)
FILE = File("model.bin", len(BODY), hashlib.sha256(BODY).hexdigest())


class Bench:
    def __init__(self, address: str, hub: Hub, folder: Path) -> None:
        self.address, self.hub, self.folder = address, hub, folder
        self.told: list[int] = []
        self.waited: list[float] = []

    def get(self, path: str = "file", file: File = FILE) -> None:
        with fetch.client() as http:
            fetch.fetch(http, f"{self.address}/{path}", file, self.folder, self.told.append, self.waited.append)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    hub = Hub(BODY)
    with serving(hub.app) as address:
        yield Bench(address, hub, tmp_path)


def whole(bench: Bench) -> bool:
    return (bench.folder / "model.bin").read_bytes() == BODY and bench.names() == ["model.bin"]


def test_a_file_comes_whole_and_says_how_far_it_is(bench: Bench) -> None:
    bench.get()
    assert whole(bench) and bench.told[-1] == len(BODY) and bench.told == sorted(bench.told) and not bench.waited


def test_it_goes_on_where_the_connection_broke(bench: Bench) -> None:
    bench.hub.break_after = [10_000, 20_000]
    bench.get()
    assert whole(bench) and len(bench.waited) == 2
    starts = [int(asked.removeprefix("bytes=").rstrip("-") or 0) for asked in bench.hub.asked]
    assert starts[0] == 0 and 0 < starts[1] < starts[2] < len(BODY)


def test_it_goes_on_where_an_earlier_run_ended(bench: Bench) -> None:
    (bench.folder / "model.bin.part").write_bytes(BODY[:30_000])
    bench.get()
    assert whole(bench) and bench.hub.asked == ["bytes=30000-"]


def test_a_hub_that_cannot_resume_sends_all_of_it_again(bench: Bench) -> None:
    bench.hub.ranges, bench.hub.break_after = False, [10_000]
    bench.get()
    assert whole(bench)


def test_a_busy_hub_is_waited_for_longer_each_time_then_left(bench: Bench) -> None:
    bench.hub.busy = 3
    bench.get()
    assert whole(bench) and bench.waited == [1.0, 2.0, 4.0]
    bench.hub.busy = 99
    (bench.folder / "model.bin").unlink()
    with pytest.raises(ModelError, match="breaks off") as caught:
        bench.get()
    assert caught.value.code == "model_offline"


def test_what_came_before_a_hub_went_away_is_kept(bench: Bench) -> None:
    bench.hub.break_after = [10_000] + [0] * 20
    with pytest.raises(ModelError, match="breaks off"):
        bench.get()
    kept = (bench.folder / "model.bin.part").read_bytes()
    assert kept and BODY.startswith(kept) and bench.names() == ["model.bin.part"]


@pytest.mark.parametrize("wrong", [BODY[:-1] + b"!", BODY + b"more"])
def test_what_is_not_expected_is_thrown_away(bench: Bench, wrong: bytes) -> None:
    bench.hub.body = wrong
    with pytest.raises(ModelError) as caught:
        bench.get()
    assert caught.value.code == "model_refused" and bench.names() == []


def test_a_part_of_another_file_is_found_out(bench: Bench) -> None:
    (bench.folder / "model.bin.part").write_bytes(b"x" * 30_000)
    with pytest.raises(ModelError, match="sha256"):
        bench.get()
    bench.get()
    assert whole(bench)


def test_a_hub_that_resumes_elsewhere_is_not_believed(bench: Bench) -> None:
    (bench.folder / "model.bin.part").write_bytes(BODY[:30_000])
    bench.hub.shift = 7
    with pytest.raises(ModelError, match="another place"):
        bench.get()


def test_nothing_is_fetched_without_tls_from_elsewhere(bench: Bench) -> None:
    with pytest.raises(ModelError, match="without TLS"):
        bench.get("away")


def test_a_file_that_the_hub_does_not_have(bench: Bench) -> None:
    with pytest.raises(ModelError, match="answered 404"):
        bench.get("gone")


def test_the_catalogue_is_whole() -> None:
    for model in public.catalogue().values():
        assert model.licence and model.wants and len(model.revision) == 40
        assert all(len(file.sha256) == 64 and int(file.sha256, 16) and file.bytes > 0 for file in model.files)
        assert len({file.path for file in model.files}) == len(model.files)


def test_a_model_is_a_folder_a_pulled_name_or_nothing(tmp_path: Path) -> None:
    assert public.located(str(tmp_path), tmp_path) == tmp_path
    with pytest.raises(ModelError, match="voicebot models pull wenetspeech-yue"):
        public.located("wenetspeech-yue", tmp_path)
    with pytest.raises(ModelError, match="there is no model folder someone/something"):
        public.located("someone/something", tmp_path)
    with pytest.raises(ModelError, match="public models are"):
        public.located("large-v9", tmp_path)
    with pytest.raises(InputError, match="there is no public model"):
        public.named("large-v9")
    known = public.catalogue()["wenetspeech-yue"]
    folder = public.folder_of(tmp_path, known)
    folder.mkdir(parents=True)
    for file in known.files:
        with (folder / file.path).open("wb") as out:
            out.truncate(file.bytes)
    assert public.located("wenetspeech-yue", tmp_path) == folder and not public.missing(known, folder)
    assert not public.right(known.files[1], folder)


def test_the_command_pulls_checks_and_says_what_to_do_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from voicebot.commands import models

    small = public.Public("small", "sherpa-onnx", "a test", "MIT", "", "o/r", "0" * 40, None, True, 1, 0, "one core", (FILE,))
    monkeypatch.setattr(public, "catalogue", lambda: {"small": small})
    monkeypatch.setattr(fetch, "TRIES", 1)
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="models public small") as caught:
        models.pull(None, "small", "http://127.0.0.1:9")
    assert caught.value.code == "model_offline"
    hub = Hub(BODY)
    with serving(hub.app) as address:
        models.pull(None, "small", address)
    folder = public.folder_of(tmp_path, small)
    assert (folder / "model.bin").read_bytes() == BODY
    assert json.loads((folder / public.NOTE).read_text())["name"] == "small"
    models.pull(None, "small", "http://127.0.0.1:9")  # all is there: no network is needed
    (folder / "model.bin").write_bytes(bytes(len(BODY)))
    with pytest.raises(ModelError, match="take it away"):
        models.pull(None, "small", "http://127.0.0.1:9")
    models.show_public(None, "small", False)
    assert FILE.sha256 in capsys.readouterr().out
