"""The last look at a reply before it is voiced: written Chinese is told, by count and never by its words."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from structlog.testing import capture_logs

from tests.virtual import InlineExecutor, play
from voicebot import fakes
from voicebot.events import Reply
from voicebot.memory import Memory
from voicebot.metrics import Metrics
from voicebot.outbox import Outbox
from voicebot.speaker import Speaker


class Nowhere:
    def keep(self, item: dict[str, object]) -> None:
        pass

    def forget(self) -> None:
        pass


def logged(reply: Reply, text_only: bool = False) -> list[tuple[object, object]]:
    async def scene() -> None:
        loop, counter = asyncio.get_running_loop(), itertools.count()
        speaker = Speaker(
            "K-1", fakes.engines().voice, InlineExecutor(), Outbox(), Memory(Nowhere(), []), Metrics(),  # type: ignore[arg-type]
            loop.time, lambda kind: f"{kind}_{next(counter)}",
        )  # fmt: skip
        await speaker.speak(1, reply, text_only)

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
