"""A draft that is still being written."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.virtual import play
from voicebot.drafting import Drafting, Told
from voicebot.events import Reply


def _reply(text: str) -> Reply:
    return Reply(text, text, "passage")


async def _three(told: Told) -> Reply:
    for text in ("一。", "一。二。"):
        await asyncio.sleep(1)
        told(_reply(text))
    await asyncio.sleep(1)
    return _reply("一。二。三。")


async def _broken(told: Told) -> Reply:
    told(_reply("一。"))
    raise RuntimeError


async def _unwilling(told: Told) -> None:
    return None


def _drafting(write: object) -> Drafting:
    return Drafting(write, asyncio.get_running_loop().create_task, lambda reply: replace(reply, route="answer"))  # type: ignore[arg-type]


async def _heard(draft: Drafting) -> list[str]:
    said: list[str] = []
    while (reply := await draft.beyond("".join(said))) is not None:
        assert reply.route == "answer"
        said.append(reply.spoken[len("".join(said)) :])
    return said


@pytest.mark.parametrize(("write", "said"), [(_three, ["一。", "二。", "三。"]), (_broken, ["一。"]), (_unwilling, [])])
def test_each_sentence_is_given_once_and_the_end_is_told(write: object, said: list[str]) -> None:
    async def scene() -> None:
        assert await _heard(_drafting(write)) == said
        whole = await _drafting(write).whole()
        assert (whole.spoken if whole is not None else "") == "".join(said)

    play(scene())


def test_who_comes_late_hears_all_that_there_is_at_once() -> None:
    async def scene() -> None:
        draft = _drafting(_three)
        await asyncio.sleep(10)
        assert await _heard(draft) == ["一。二。三。"]

    play(scene())


def test_a_draft_that_is_closed_ends_for_its_listener_too() -> None:
    async def scene(after: float) -> list[str]:
        draft = _drafting(_three)
        asyncio.get_running_loop().call_later(after, draft.close)
        return await _heard(draft)

    assert (play(scene(0.0)), play(scene(1.5))) == ([], ["一。"])


def test_what_does_not_go_on_where_it_ended_is_not_taken() -> None:
    async def other(told: Told) -> Reply:
        told(_reply("一。"))
        return _reply("二。三。")

    async def scene() -> None:
        assert await _heard(_drafting(other)) == ["一。"]

    play(scene())
