"""A turn that the journal holds, answered once more: the same judgement, with the clock, the tools' outcomes and a model's
draft as they were. Nothing is called and nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, cast

from . import fakes
from .answering import Answering
from .compute import Executor, Stage
from .daytime import HONG_KONG
from .dialog.flows.language import Flows
from .dialog.trace import question_of
from .engines import Engines, Mind, OpenedPassage, Question, unheard
from .events import Channel, Heading, Reply, Trace
from .flowing import Business
from .llm.draft import check, reply
from .memory import Item, Memory, cited_of, flow_before, history_of
from .privacy.mask import DOT
from .tools.outcome import UNKNOWN, Call, Outcome

T = TypeVar("T")
HAN_FIGURES = "零〇一二三四五六七八九"


class _Nowhere:
    def keep(self, item: Item) -> None: ...

    def forget(self) -> None: ...


class _Here:
    """An `Executor` that computes at once: nobody else waits."""

    async def run(self, stage: Stage, work: Callable[[], T]) -> T:
        return work()


class _Recorded:
    """`Tools` that give the outcomes that they gave, in order."""

    def __init__(self, outcomes: Sequence[tuple[str, str, tuple[tuple[str, str], ...]]]) -> None:
        self._left = list(outcomes)

    async def call(self, call: Call) -> Outcome:
        if not self._left or self._left[0][0] != call.tool:  # the flow asks for something else than it did
            return Outcome(UNKNOWN)
        _, code, values = self._left.pop(0)
        return Outcome(code, dict(values))


class _Redrafted:
    """`Writer` that drafts what was drafted; each sentence is checked again."""

    def __init__(self, draft: Sequence[tuple[str, str]]) -> None:
        self._draft = draft

    async def answer(self, question: Question, evidence: tuple[OpenedPassage, ...], told: Callable[[Reply], None] = unheard) -> Reply | None:
        known = {passage.id: passage for passage in evidence}
        kept = [check(f"{text}[1]", (known[id_],)) for text, id_ in self._draft if id_ in known]
        found = [sentence for sentence in kept if sentence is not None]
        return reply(found) if found else None


def replay(mind: Mind, flows: Flows, pack: str, trace: Trace, before: Sequence[Item]) -> Reply:
    """The reply to the turn of `trace`, as it is decided and carried out now; `before` are the conversation's items up to it.
    Raises TypeError, ValueError or KeyError where these were written by another version of the desk."""
    return asyncio.run(_replay(mind, flows, pack, trace, before))


async def _replay(mind: Mind, flows: Flows, pack: str, trace: Trace, before: Sequence[Item]) -> Reply:
    question = question_of(trace, history_of(before), cited_of(before))
    now = datetime.fromisoformat(trace.now).replace(tzinfo=HONG_KONG) if trace.now else datetime.min.replace(tzinfo=HONG_KONG)
    engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), mind, writer=_Redrafted(trace.draft) if trace.draft else None)
    heading = Heading("replay", "R-0001", pack, channel=cast(Channel, trace.channel))
    memory = Memory(_Nowhere(), [])
    async with asyncio.TaskGroup() as tasks:
        answers = Answering(
            heading, engines, cast(Executor, _Here()), memory, None, Business(flows, _Recorded(trace.outcomes)), tasks.create_task, lambda: now
        )
        answers.flowing.restore(flow_before(before))
        decided = await answers.considered(question)
        said = await answers.say(decided, _nothing)
    return replace(said, trace=decided.reply.trace)


async def _nothing(phrase: str) -> None: ...


def heard_again(trace: Trace) -> Trace:
    """With figures where an identifier or a code was hidden: what was said does not hold them either, and what they led to
    is on record."""
    spoken = any(c in HAN_FIGURES for c in trace.heard)
    return replace(trace, heard=trace.heard.replace(DOT, "六" if spoken else "6")) if DOT in trace.heard else trace
