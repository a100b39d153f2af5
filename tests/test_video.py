"""Text to video: the job, the child process and its end, the command."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from voicebot import cli, video
from voicebot.engines import Speech
from voicebot.errors import AudioError, DeskError, EngineError, InputError
from voicebot.events import OUT_RATE, Phone
from voicebot.fakes import FakeVoice

MADE_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SMALL = (320, 240)


def said(text: str = "你好。多謝你打嚟。") -> video.Script:
    return video.script(FakeVoice().speak(text))


def render(target: Path, progress: Callable[[int], None] = lambda percent: None, text: str = "你好。多謝你打嚟。", **options: Any) -> None:
    asyncio.run(video.render(said(text), target, SMALL, MADE_AT, progress, **options))


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE and "avatar.video" in child.cmdline()]


def test_pieces_come_on_one_clock_after_a_moment_of_stillness() -> None:
    first = Speech(np.ones(OUT_RATE, np.int16), "你好，", (Phone("o_n", 5, 0, 80, 0), Phone("r_ei", 5, 80, 300, 0)), ("nei5",))
    second = Speech(np.ones(OUT_RATE // 2, np.int16), "再見", (Phone("o_z", 3, 10, 90, 0),), ("zoi3",))
    made = video.script([first, second])
    assert made.phones == (("o_n", 400, 480), ("r_ei", 480, 700), ("o_z", 1410, 1490))
    assert made.pieces == (("你好，", 400, 1400), ("再見", 1400, 1900))
    assert made.seconds == 2.5
    assert not made.pcm[: OUT_RATE * 400 // 1000].any() and made.pcm[OUT_RATE * 400 // 1000] == 1
    with pytest.raises(AudioError):
        video.script([])


@pytest.mark.parametrize(
    ("text", "name", "size", "words"),
    [
        (" ", "x.mp4", (1280, 720), "nothing to say"),
        ("好" * 1001, "x.mp4", (1280, 720), "too long"),
        ("好", "x.avi", (1280, 720), "must end in .mp4 or .webm"),
        ("好", "x", (1280, 720), "must end in"),
        ("好", "x.mp4", (720, 1280), "not narrower than high"),
        ("好", "x.mp4", (1281, 720), "both even"),
    ],
)
def test_bad_input_is_told_before_any_work(text: str, name: str, size: tuple[int, int], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        video.check(text, Path(name), size)
    assert text.strip() == "" or text not in caught.value.text


@pytest.mark.parametrize("size", ["", "1280", "1280x", "ax720", "-2x4", "1280×720", "123456x123456", "1e3x720"])
def test_a_size_is_two_numbers(size: str) -> None:
    with pytest.raises(InputError, match="such as 1280x720"):
        video.parse_size(size)
    assert video.parse_size("640X360") == (640, 360)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "av" else object())
    with pytest.raises(EngineError, match=r"pip install 'voicebot\[video\]'") as caught:
        video.check("好", Path("x.mp4"), (1280, 720))
    assert caught.value.code == "engine_missing"


@pytest.mark.parametrize("name", ["made.mp4", "made.webm"])
def test_a_video_is_made_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    percents: list[int] = []
    render(Path(name), percents.append)
    assert percents[-1] == 100
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_size > 5000
    assert children() == []


def test_the_tags_say_what_made_it_and_when_but_not_what_is_said() -> None:
    made = video._job(said("我個身份證號碼。"), Path("/x/y.mp4"), SMALL, MADE_AT)
    tags = dict(made["metadata"])
    assert "AI 生成" in tags["title"] and "AI-generated" in tags["comment"] and "2026-01-02T03:04:05+00:00" in tags["comment"]
    assert "身份證" not in json.dumps(made["metadata"], ensure_ascii=False)
    assert made["label"] == "AI 生成"


def test_a_child_that_is_killed_is_an_error_and_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "x.mp4"
    target.write_bytes(b"yesterday")
    with pytest.raises(EngineError) as caught:
        render(target, lambda percent: [child.send_signal(signal.SIGKILL) for child in children()] and None)
    assert caught.value.code == "video_failed"
    assert target.read_bytes() == b"yesterday"
    assert [p.name for p in tmp_path.iterdir()] == ["x.mp4"]


def test_too_long_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="too long") as caught:
        render(tmp_path / "x.mp4", timeout_s=0.1)
    assert caught.value.code == "video_failed"
    assert list(tmp_path.iterdir()) == [] and children() == []


def test_cancelling_ends_the_child_and_leaves_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        begun = asyncio.Event()
        work = asyncio.create_task(video.render(said("好" * 200), tmp_path / "x.webm", SMALL, MADE_AT, lambda percent: begun.set()))
        await asyncio.wait_for(begun.wait(), 60)
        assert len(children()) == 1
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(run())
    assert list(tmp_path.iterdir()) == [] and children() == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        render(tmp_path / "no" / "folder" / "x.mp4")


def test_the_command_writes_a_video(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        cli.main(["video", "你好，多謝你打嚟。", "-o", "hello.mp4", "--size", "320x240", "--timbre", "man"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("hello.mp4: 3.")
    assert os.listdir() == ["hello.mp4"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["", "-o", "x.mp4"], "error[input_invalid]: there is nothing to say"),
        (["好", "-o", "x.gif"], "error[input_invalid]: a video's name must end in .mp4 or .webm"),
        (["好", "-o", "no/x.mp4"], "error[input_invalid]: no/x.mp4 cannot be written"),
        (["好", "-o", "x.mp4", "--timbre", "child"], "error[input_invalid]: there is no timbre child"),
        (["。", "-o", "x.mp4"], "error[audio_invalid]: the voice found nothing"),
    ],
)
def test_the_commands_errors_are_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        cli.main(["video", *arguments])
    err = capsys.readouterr().err
    assert caught.value.code == 1 and err.startswith(line) and err.count("\n") == 1
    assert os.listdir() == []


def test_every_error_of_the_child_keeps_its_code() -> None:
    assert isinstance(video._error("input_invalid", "x"), InputError)
    for code in ("font_missing", "storage_full", "engine_missing", "video_failed"):
        error: DeskError = video._error(code, "x")
        assert (type(error), error.code, error.text) == (EngineError, code, "x")
