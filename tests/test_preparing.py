"""Phrases rendered ahead, beside a desk that serves."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from voicebot import fakes, preparing
from voicebot.app import create_app
from voicebot.building import phrase_store
from voicebot.commands import voice
from voicebot.config import Settings
from voicebot.tts.cache import Fixed


def ran(folder: Path, script: str | None = None, **settings: str) -> list[dict[str, object]]:
    command = preparing.COMMAND if script is None else (sys.executable, "-c", script)
    with capture_logs() as logs:
        asyncio.run(preparing.prepare(Settings(data_dir=str(folder), **settings), 0.0, command))
    return [dict(entry) for entry in logs]


def test_a_child_renders_what_a_call_then_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The child's own code, with a voice that costs nothing and two phrases.
    script = (
        "import voicebot.commands.voice as v, voicebot.building as a; from voicebot import fakes, preparing; from voicebot.tts.cache import Fixed;"
        "a.embedded_voice = lambda settings: fakes.FakeVoice(); v.fixed = lambda pack, day: [Fixed('你好。', 'warm'), Fixed('再見。', 'calm')];"
        "preparing.main()"
    )
    settings = Settings(data_dir=str(tmp_path))
    (told,) = ran(tmp_path, script)
    assert (told["event"], told["rendered"], told["left_out"]) == ("phrases prepared", 2, 0)
    assert phrase_store(settings).get(Fixed("你好。", "warm")) is not None
    monkeypatch.setattr("voicebot.building.embedded_voice", lambda settings: fakes.FakeVoice())
    monkeypatch.setattr(voice, "fixed", lambda pack, day: [Fixed("你好。", "warm"), Fixed("再見。", "calm")])
    again = voice.render(settings, 0.0)  # another process than the child: it keeps what that has left
    assert (again.rendered, again.kept) == (0, 2)


@pytest.mark.parametrize(
    ("script", "code"),
    [("print('{\"code\": \"busy\"}')", "busy"), ("import sys; sys.exit(3)", "prepare_failed"), ("print('[1]')", "prepare_failed"), ("print('{')", "prepare_failed")],
)  # fmt: skip
def test_what_fails_is_told_and_costs_nothing(tmp_path: Path, script: str, code: str) -> None:
    assert [entry["code"] for entry in ran(tmp_path, script)] == [code]


def test_the_child_knows_its_settings_and_yields(tmp_path: Path) -> None:
    script = (
        "import json, os, sys; from voicebot import preparing; import voicebot.commands.voice as v; from voicebot.tts.cache import Prepared;"
        "v.render = lambda settings, now: Prepared(os.nice(0), settings.timbre == 'man', settings.tts_url == '', 0, 0); preparing.main()"
    )
    (told,) = ran(tmp_path, script, timbre="man")
    assert (told["rendered"], told["kept"], told["removed"]) == (19, True, True)


def test_the_child_ends_with_the_desk(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    script = f"import os, pathlib, sys; pathlib.Path({str(tmp_path / 'part')!r}).write_text(str(os.getpid())); os.rename({str(tmp_path / 'part')!r}, {str(mark)!r}); sys.stdin.read(); import time; time.sleep(600)"

    async def cut() -> None:
        task = asyncio.create_task(preparing.prepare(Settings(data_dir=str(tmp_path)), 0.0, (sys.executable, "-c", script)))
        while not mark.exists():
            await asyncio.sleep(0.01)  # a real process: there is no virtual time here
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cut())
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_a_desk_runs_it_once_it_is_ready_and_ends_it(tmp_path: Path) -> None:
    seen: list[str] = []

    async def run() -> None:
        began = asyncio.Event()

        async def beside() -> None:
            seen.append("ready" if app.state.desk.ready else "starting")
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                seen.append("ended")

        app = create_app(Settings(data_dir=str(tmp_path)), fakes.engines(), beside=beside)
        async with app.router.lifespan_context(app):
            await began.wait()

    asyncio.run(run())
    assert seen == ["ready", "ended"]
