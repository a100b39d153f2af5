"""Requests that last for the call, through a whole session: what leaves is slower and louder, after a lost connection too."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np

from tests.bank import BANK, MIND
from tests.test_session import Caller
from tests.virtual import play
from voicebot import fakes
from voicebot.engines import Engines, OpenedPassage, Question
from voicebot.events import Citation, Configure, Reply, ReplyAudio, ReplyText, Text

HOURS = BANK.answers["branch-hours"].spoken


def engines() -> Engines:
    return replace(fakes.engines(), mind=MIND)


async def turn(caller: Caller, text: str) -> tuple[str, float, int]:
    """What the desk says to a typed turn: words, seconds of audio, loudest sample."""
    before = len(caller.out)
    await caller.session.put(Text(text))
    await asyncio.sleep(60)
    new = [command for _, command in caller.out[before:]]
    pcm = b"".join(c.pcm for c in new if isinstance(c, ReplyAudio))
    said = "".join(c.text for c in new if isinstance(c, ReplyText))
    return said, len(pcm) / 48_000, int(np.abs(np.frombuffer(pcm, "<i2").astype(int)).max(initial=0))


def test_slower_and_louder_hold_for_every_reply_of_the_call() -> None:
    async def scene() -> None:
        caller = Caller(engines())
        plain = await turn(caller, "分行幾點開門")
        await turn(caller, "講慢啲")
        slow = await turn(caller, "分行幾點開門")
        await turn(caller, "大聲啲")
        both = await turn(caller, "分行幾點開門")
        await turn(caller, "照平時咁講")
        again = await turn(caller, "分行幾點開門")
        await caller.leave()
        assert plain[0] == slow[0] == both[0] == again[0] == HOURS
        assert plain[1] * 1.1 < slow[1] == both[1] and again[1] == plain[1]
        assert plain[2] == slow[2] == again[2] and both[2] > 2 * plain[2]

    play(scene())


class Drafter:
    """A writer that always has something to say."""

    async def answer(self, question: Question, evidence: tuple[OpenedPassage, ...], told: object = None) -> Reply:
        return Reply("補領收五十蚊。", "補領收五十元。", "passage", (Citation("cards.html#atm-lost", "t", "cards.html#atm-lost", "q", version="v"),))


def test_they_hold_for_a_draft_too_and_its_reasons_are_kept() -> None:
    async def scene() -> None:
        caller = Caller(replace(engines(), writer=Drafter()))
        await turn(caller, "大聲啲")
        said, _, peak = await turn(caller, "飛機西瓜")
        await caller.leave()
        trace = list(caller.kept.values())[-1]["trace"]
        assert said == "補領收五十蚊。" and peak > 1_000
        assert (trace["route"], trace["calls"], trace["sources"]) == ("passage", ("language model: drafted",), (("cards.html#atm-lost", "v"),))
        assert trace["standing"] == ("louder",) and trace["heard"] == "飛機西瓜"

    play(scene())


def test_they_hold_after_a_lost_connection() -> None:
    async def scene() -> None:
        first = Caller(engines())
        plain = await turn(first, "分行幾點開門")
        await turn(first, "大聲啲")
        await first.leave()
        second = Caller(engines(), items=list(first.kept.values()))
        loud = await turn(second, "分行幾點開門")
        await second.leave()
        assert loud[0] == HOURS and loud[2] > 2 * plain[2]

    play(scene())


def test_a_customer_who_reads_is_understood_like_one_who_listens() -> None:
    """Yes to an offer, a number of the menu: the customer saw the written words, the mind knows the spoken ones."""

    async def scene() -> None:
        caller = Caller(engines())
        await caller.session.put(Configure(text_only=True))
        said = [(await turn(caller, text))[0] for text in ("飛機西瓜", "西瓜飛機", "飛機西瓜呀", "3")]
        await caller.leave()
        assert said[2] == BANK.phrases["keypad"].written
        assert said[3] == BANK.answers["branch-hours"].written

    play(scene())
