"""A small Qwen-class model through our server, streamed. Run by `make engines` in the speech environment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.engines import small_chat
from tests.engines.process import engine_server, health


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("chat") / "small-qwen"
    small_chat.build(folder)
    with engine_server("llm", "transformers", folder) as address:
        yield address


def ask(server: str, question: str, **options: object) -> httpx.Response:
    body = {"messages": [{"role": "user", "content": question}], "max_tokens": 40, **options}
    return httpx.post(f"{server}/v1/chat/completions", json=body, timeout=120)


def streamed(server: str, question: str, **options: object) -> list[str]:
    lines = [line.removeprefix("data: ") for line in ask(server, question, stream=True, **options).text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line)["choices"][0]["delta"].get("content", "") for line in lines[:-1]]


def test_health_names_the_device(server: str) -> None:
    told = health(server)
    assert (told["engine"], told["model"], told["device"]) == ("transformers", "small-qwen", "cpu")
    assert told["speed"]["unit"] == "pieces a second"  # type: ignore[index]


@pytest.mark.parametrize("question", small_chat.TAUGHT)
def test_it_says_what_it_learnt_and_stops(server: str, question: str) -> None:
    choice = ask(server, question).json()["choices"][0]
    assert choice["message"]["content"] == small_chat.TAUGHT[question]  # and nothing after it, with 40 tokens allowed


def test_it_streams_piece_by_piece(server: str) -> None:
    question = "轉數快收唔收費"
    pieces = streamed(server, question)
    assert "".join(pieces) == small_chat.TAUGHT[question]
    assert sum(bool(piece) for piece in pieces) > 1


def test_a_limit_of_tokens_holds(server: str) -> None:
    cut = "".join(streamed(server, "分行幾點開門", max_tokens=5))
    assert cut and small_chat.TAUGHT["分行幾點開門"].startswith(cut) and len(cut) <= 5


def test_parallel_callers_get_their_own_answers(server: str) -> None:
    questions = list(small_chat.TAUGHT) * 4
    with ThreadPoolExecutor(4) as callers:
        answers = list(callers.map(lambda q: ask(server, q).json()["choices"][0]["message"]["content"], questions))
    assert answers == [small_chat.TAUGHT[q] for q in questions]
