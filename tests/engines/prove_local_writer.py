"""`llm.local` with a small model of Qwen's architecture that knows one supported sentence: streamed, said, stopped.

Run in the engines' environment (torch, transformers): `python -m pytest tests/engines/prove_local_writer.py`.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.engines import small_chat
from voicebot.engines import OpenedPassage, Question
from voicebot.errors import ModelError
from voicebot.events import Transcript
from voicebot.llm.local import LocalChat
from voicebot.llm.writer import DraftWriter

ASKED = [{"role": "user", "content": next(iter(small_chat.TAUGHT))}]
FEE = OpenedPassage("fees.html#a", "收費：補領", "fees.html#a", "補領提款卡收費五十元。")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalChat]:
    folder = tmp_path_factory.mktemp("model")
    small_chat.build(folder)
    yield LocalChat(folder)


def drafting() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "draft"]


async def whole(model: LocalChat, messages: list[dict[str, str]]) -> list[str]:
    return [piece async for piece in model.stream(messages)]


def test_a_draft_is_streamed_in_pieces(model: LocalChat) -> None:
    pieces = asyncio.run(whole(model, ASKED))
    assert "".join(pieces) == small_chat.TAUGHT[ASKED[0]["content"]] and len(pieces) > 1


def test_two_drafts_at_one_time_do_not_mix(model: LocalChat) -> None:
    async def scene() -> list[list[str]]:
        chats = [[{"role": "user", "content": asked}] for asked in small_chat.TAUGHT]
        return await asyncio.gather(*(whole(model, chat) for chat in chats))

    assert ["".join(p) for p in asyncio.run(scene())] == list(small_chat.TAUGHT.values())


def test_a_draft_that_nobody_reads_any_more_is_stopped(model: LocalChat) -> None:
    async def scene() -> None:
        async with aclosing(model.stream([{"role": "user", "content": "長" * 20}])) as draft:
            async for _ in draft:
                break

    asyncio.run(scene())
    deadline = time.monotonic() + 5
    while drafting() and time.monotonic() < deadline:
        time.sleep(0.01)  # a real thread
    assert drafting() == []


def test_a_small_models_draft_without_evidence_is_not_said(model: LocalChat) -> None:
    async def scene() -> None:
        writer = DraftWriter(model, 20.0)
        assert await writer.answer(Question(Transcript("轉數快收唔收費")), (FEE,)) is None
        assert sum(writer.outcomes.values()) == 1 and writer.outcomes["said"] == 0

    asyncio.run(scene())


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    for fill in (None, "{}", "not json"):
        if fill is not None:
            (tmp_path / "config.json").write_text(fill)
        with pytest.raises(ModelError):
            LocalChat(tmp_path)
