"""One conversation's mouth in virtual time: what it logs of a reply, how it paces one, and how it ends one early."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from structlog.testing import capture_logs

from tests.virtual import InlineExecutor, play
from voicebot import fakes
from voicebot.events import Command, Played, Reply, ReplyAudio, ReplyEnd
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


# ---- the pace -----------------------------------------------------------------------------------------------------
def test_what_comes_after_a_gap_is_paced_from_there_and_waited_for() -> None:
    """A draft's next sentence, or a slow voice's next piece, may come seconds after the last one has been played."""
    first, second = "一句。", "長" * 40 + "。"  # 0.45 s and 6.15 s of speech

    async def later(said: Reply) -> Reply | None:
        if said.spoken != first:
            return None
        await asyncio.sleep(5.0)
        return _reply(first + second)

    async def scene() -> None:
        mouth = Mouth()
        running = asyncio.create_task(mouth.speaker.speak(1, _reply(first), False, following=later))
        await asyncio.sleep(8.0)
        sent = sum(len(c.pcm) for _, c in mouth.out if isinstance(c, ReplyAudio)) / 48_000
        assert sent <= 0.45 + 3.0 + 0.5  # three seconds after the gap, at most half a second ahead
        mouth.speaker.keep_heard(1)
        assert mouth.memory.items()[-1]["text"] == first + "長" * 20
        await running
        assert asyncio.get_running_loop().time() == pytest.approx(1000 + 0.45 + 4.55 + 6.15, abs=0.1)
        assert [t for t, c in mouth.out if isinstance(c, ReplyEnd)] == [pytest.approx(11.15, abs=0.6)]

    play(scene())


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


def test_a_report_on_one_item_of_a_turn_says_nothing_of_the_others() -> None:
    """A turn says that it looks something up, and then the answer: the page's reports on the first come when the second has begun."""

    async def scene() -> None:
        mouth = Mouth()
        await mouth.speaker.speak(1, Reply("等等，我睇吓。", "等等，我睇吓。", "script"), False)
        answer = asyncio.create_task(mouth.speaker.speak(1, Reply("長" * 40, "長" * 40, "answer"), False))
        await asyncio.sleep(3.0)
        first, second = (item["item_id"] for item in mouth.memory.items())
        mouth.speaker.played(Played(1, 2 * fakes.MS_PER_CHARACTER, final=True, item_id=first))
        answer.cancel()
        await mouth.speaker.cut(1, "client_cancelled")
        said = {item["item_id"]: item["text"] for item in mouth.memory.items()}
        assert said[first] == "等等"
        assert said[second] == "長" * 20  # 3 s of it, by the pace
        mouth.speaker.played(Played(1, 4 * fakes.MS_PER_CHARACTER, final=True))  # of the turn's newest item
        assert [item["text"] for item in mouth.memory.items()] == ["等等", "長" * 4]

    play(scene())
