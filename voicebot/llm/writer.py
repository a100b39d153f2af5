"""A Writer over any language model: ask, read the draft as it comes, keep the sentences that the evidence supports."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Protocol

import structlog

from ..engines import OpenedPassage, Question, unheard
from ..errors import EngineError
from ..events import Reply
from ..knowledge.machine import speaks_to_machine
from .draft import MOST_CHARACTERS, MOST_SENTENCES, Checked, Cutter, Manner, check, messages, reply

log = structlog.get_logger()


class ChatModel(Protocol):
    def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str, None]:
        """The draft piece by piece. Raises EngineError; stops the model when the iterator is closed."""
        ...


class DraftWriter:
    """`engines.Writer`. `timeout_s` bounds the whole draft; what was checked in time is still said.

    `outcomes` counts by code: said, unsupported, no_evidence, timeout, or the error's.
    """

    def __init__(self, model: ChatModel, timeout_s: float, manner: Manner = Manner()) -> None:
        self.outcomes: Counter[str] = Counter()
        self._model = model
        self._timeout_s = timeout_s
        self._manner = manner

    async def answer(self, question: Question, evidence: tuple[OpenedPassage, ...], told: Callable[[Reply], None] = unheard) -> Reply | None:
        usable = tuple(passage for passage in evidence if not speaks_to_machine(f"{passage.title}\n{passage.text}"))
        if len(usable) < len(evidence):
            log.warning("passage speaks to the model and was left out", code="evidence_suspicious")
        kept: list[Checked] = []
        code = "no_evidence"
        if usable and question.transcript.text.strip():
            try:
                async with asyncio.timeout(self._timeout_s):
                    await self._read(question, usable, kept, told)
                code = "unsupported"
            except TimeoutError:
                code = "timeout"
            except EngineError as error:
                code = error.code
        self.outcomes["said" if kept else code] += 1
        if not kept and code != "no_evidence":
            log.info("draft was not said", code=code)
        return reply(kept) if kept else None

    async def _read(
        self, question: Question, evidence: tuple[OpenedPassage, ...], kept: list[Checked], told: Callable[[Reply], None]
    ) -> None:
        cutter, read = Cutter(), 0
        async with aclosing(self._model.stream(messages(question.transcript.text, evidence, self._manner))) as draft:
            async for chunk in draft:
                read += len(chunk)
                if self._keep(cutter.push(chunk), evidence, kept):
                    told(reply(kept))
                if len(kept) == MOST_SENTENCES or read > MOST_CHARACTERS:
                    return
        self._keep(cutter.flush(), evidence, kept)

    @staticmethod
    def _keep(pieces: list[str], evidence: tuple[OpenedPassage, ...], kept: list[Checked]) -> bool:
        """Whether there is more to say."""
        before = len(kept)
        for piece in pieces:
            if len(kept) < MOST_SENTENCES and (checked := check(piece, evidence)) is not None and checked not in kept:
                kept.append(checked)
        return len(kept) > before
