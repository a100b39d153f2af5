"""One conversation's mouth in virtual time: what it logs of a reply, how it paces one, and how it ends one early."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from structlog.testing import capture_logs

from tests.virtual import InlineExecutor, play
from voicebot import fakes
from voicebot.events import Command, Reply, ReplyAudio, ReplyEnd
from voicebot.memory import Memory
from voicebot.metrics import Metrics
from voicebot.outbox import Outbox
from voicebot.speaker import Speaker


class Nowhere:
    def keep(self, item: dict[str, object]) -> None:
        pass

    def forget(self) -> None:
        pass


class Mouth:
    """A speaker, and what left it, with the seconds since its making at which it left."""

    def __init__(self) -> None:
        loop, counter = asyncio.get_running_loop(), itertools.count()
        self._began = loop.time()
        self.memory = Memory(Nowhere(), [])
        outbox = Outbox()
        self.out: list[tuple[float, Command]] = []
        outbox.tell = lambda command: self.out.append((loop.time() - self._began, command))
        self.speaker = Speaker(
            "K-1", fakes.engines().voice, InlineExecutor(), outbox, self.memory, Metrics(),  # type: ignore[arg-type]
            loop.time, lambda kind: f"{kind}_{next(counter)}",
        )  # fmt: skip

    def ends(self) -> list[str]:
        return [c.status for _, c in self.out if isinstance(c, ReplyEnd)]


def logged(reply: Reply, text_only: bool = False) -> list[tuple[object, object]]:
    async def scene() -> None:
        await Mouth().speaker.speak(1, reply, text_only)

    with capture_logs() as logs:
        play(scene())
    return [(entry["code"], entry["count"]) for entry in logs]


def test_a_voiced_reply_in_written_chinese_is_logged_by_count() -> None:
    assert logged(Reply("我們沒有您的資料。", "我們沒有您的資料。", "answer")) == [("reply_written", 4)]


@pytest.mark.parametrize("reply", [Reply("我哋冇你嘅資料。", "我們沒有您的資料。", "answer"), Reply("他們在忙。", "他們在忙。", "staff")])
def test_cantonese_and_a_persons_own_words_are_not(reply: Reply) -> None:
    assert logged(reply) == []


def test_what_is_only_shown_may_be_written() -> None:
    assert logged(Reply("我們沒有您的資料。", "我們沒有您的資料。", "answer"), text_only=True) == []


# ---- the end of a reply -------------------------------------------------------------------------------------------
def _reply(text: str) -> Reply:
    return Reply(text, text, "answer")


def test_of_two_replies_to_one_turn_it_is_the_running_one_that_is_cut() -> None:
    """As where 等一等 was said while a tool was called."""

    async def scene() -> None:
        mouth = Mouth()
        await mouth.speaker.speak(1, _reply("等陣。"), False)
        running = asyncio.create_task(mouth.speaker.speak(1, _reply("長" * 40), False))
        await asyncio.sleep(1.5)
        running.cancel()
        await mouth.speaker.cut(1, "turn_detected")
        assert mouth.ends() == ["completed", "cancelled"]
        assert mouth.memory.items()[-1]["text"] == "長" * 10  # 150 ms each

    play(scene())
