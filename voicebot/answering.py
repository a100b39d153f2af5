"""What one conversation's turns are answered with: the form in hand, the flow in hand, the mind, else what a writer drafts.

While a flow is open, what is no answer to its question goes to the mind, and the flow comes back with the question.
Deciding has no side effects, for a reply may be decided ahead and thrown away; `took` and `say` are called once the
turn was really the customer's and the reply is really given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import cast

import numpy as np
from numpy.typing import NDArray

from .compute import Executor, Stage
from .dialog.flows.state import FlowState
from .dialog.requests import kept
from .dialog.router import Decision
from .dialog.temper import UPSET
from .dialog.trace import traced
from .drafting import Drafting, Owner
from .engines import LONGEST_SAID, Engines, Expect, Question, Writer
from .events import Configure, Felt, Heading, Reply, Transcript
from .flowing import Business, Flowing, Hold, Spawn
from .memory import Memory, begun, flow_before
from .paperwork import Decided, Papers, Paperwork

FEELINGS = 40  # turns whose feeling a person is shown


class Answering:
    """One conversation's judgement."""

    def __init__(
        self, heading: Heading, engines: Engines, executor: Executor, memory: Memory, papers: Papers | None, business: Business | None,
        spawn: Spawn, now: Callable[[], datetime], flow: FlowState | None = None,
    ) -> None:  # fmt: skip
        """`now` is the local time in Hong Kong; `spawn` owns the calls of tools."""
        self.paperwork = Paperwork(papers, executor, heading.session_id)
        # A conversation that comes back on a new line makes new calls, not the old ones again.
        self.flowing = Flowing(business, f"{heading.session_id}-{int(now().timestamp() * 1000):x}", spawn, now, flow, memory.calling)
        if flow is None and len(memory):
            self.flowing.revive(flow_before(memory.items()), begun(memory.items()))
        self.feelings: tuple[Felt, ...] = ()
        self.expect = self.flowing.expect() or Expect()  # of the customer's next turn
        self._heading = heading
        self._mind = engines.mind
        self._writer = engines.writer
        self._feeling = engines.feeling.stream() if engines.feeling is not None else None
        self._executor = executor
        self._memory = memory
        self._own = cast(Owner, spawn)
        self._misunderstood = 0  # turns in a row
        self._angry_turns = 0  # of anger or distress, in a row
        self._now = now

    async def feel(self, turn_id: int, pcm: NDArray[np.int16], heard: Transcript, traits: NDArray[np.float32] | None) -> Felt | None:
        """How the customer sounded; None where nothing listens for it, or nothing was said."""
        stream = self._feeling
        if stream is None or not heard.text:
            return None
        return await self._executor.run(Stage.EMOTION, lambda: stream.judge(turn_id, pcm, heard, traits))

    async def decide(self, config: Configure, transcript: Transcript, felt: Felt | None = None) -> Decided:
        if (about_form := self.paperwork.heard(_short(transcript))) is not None:
            return about_form
        question = self._question(config, transcript, felt)
        return await self.considered(question, at_once=not config.text_only)

    async def considered(self, question: Question, at_once: bool = False) -> Decided:
        """What a turn that is about no form is answered with; `at_once`: of a draft the first sentence, with `more`."""
        return self._traced(question, await self._considered(question, at_once))

    async def _considered(self, question: Question, at_once: bool) -> Decided:
        transcript = _short(question.transcript)
        if self.flowing.open and not self.flowing.confirms(transcript):
            heeded = await self._executor.run(Stage.MIND, lambda: self._mind.heeds(question))
            if heeded is not None:
                return self.flowing.around(heeded)
        if (revived := self.flowing.revived()) is not None:
            return revived
        if (about_flow := self.flowing.running() or self.flowing.accepted(transcript) or self.flowing.heard(transcript)) is not None:
            return about_flow
        if self.flowing.declined(transcript):
            return Decided(self._mind.phrase("anything_else"))
        reply = await self._executor.run(Stage.MIND, lambda: self._mind.answer(question))
        begun = self.flowing.begin(reply.flow, transcript) if reply.flow else self.flowing.accepted(transcript, reply)
        if begun is not None:
            return begun
        if self.flowing.open and (reply.route == "none" or _mere_yes(reply)):
            if (asked := self.flowing.heard(transcript, alone=True) or self.flowing.again(transcript)) is not None:
                return asked
        if reply.route != "none" or self._writer is None:
            return self.flowing.around(reply, transcript)
        # A flow that is open has the last word, so the whole draft goes before it.
        return await self._drafted(self._writer, question, reply, at_once and not self.flowing.open)

    async def _drafted(self, writer: Writer, question: Question, reply: Reply, at_once: bool) -> Decided:
        """What a writer makes of the passages where the mind has nothing to say; else what the mind says."""
        evidence = await self._executor.run(Stage.MIND, lambda: self._mind.evidence(question))
        draft = Drafting(lambda told: writer.answer(question, evidence, told), self._own, lambda drafted: self._cited(question, reply, drafted))
        try:
            drafted = await (draft.beyond("") if at_once else draft.whole())
        except asyncio.CancelledError:
            draft.close()
            raise
        decided = self.flowing.around(drafted or reply)
        return replace(decided, more=draft) if drafted is not None and at_once else decided

    def _cited(self, question: Question, reply: Reply, drafted: Reply) -> Reply:
        """A draft with its reasons; `reply` is what the mind would have said."""
        drafted = self.kept(drafted)
        knowledge = reply.trace.knowledge if reply.trace is not None else ""
        cited = [(c.id, c.version) for c in drafted.citations]
        trace = traced(question, Decision("passage", cited[0][0] if cited else "", 0.0), drafted, knowledge, cited, (), "")
        return replace(drafted, trace=replace(trace, calls=("language model: drafted",), draft=drafted.trace.draft if drafted.trace else ()))

    def _traced(self, question: Question, decided: Decided) -> Decided:
        """With the reasons of a flow's reply; those of the mind's are there."""
        flow = decided.flow
        if flow is None or decided.reply.trace is not None:
            return decided
        heard = replace(question.transcript, text=self.remembered(question.transcript.text))
        decision = Decision("flow", f"{flow.flow}, {flow.focus or flow.stage}", 0.0)
        trace = traced(replace(question, transcript=heard), decision, decided.reply, "", (), (), "")
        return replace(decided, reply=replace(decided.reply, trace=trace))

    def _question(self, config: Configure, transcript: Transcript, felt: Felt | None) -> Question:
        return Question(
            transcript, self._memory.history(), self._misunderstood, self._heading.channel, felt.label if felt else "unsure",
            self._angry_turns + 1 if felt and felt.label in UPSET else 0, config.language, config.tools, config.tool_choice,
            now=self._now().replace(tzinfo=None, microsecond=0), standing=self._memory.standing(), cited=self._memory.cited(),
        )  # fmt: skip

    def phrase(self, key: str) -> Reply:
        return self.kept(replace(self._mind.phrase(key), hand_over=key == "hand_over"))

    def kept(self, reply: Reply) -> Reply:
        """The reply as the customer has asked to be talked to; a request that it grants goes before older ones."""
        return kept(reply, reply.standing if reply.route == "request" else self._memory.standing())

    def took(self, felt: Felt | None) -> None:
        """The turn was the customer's; remember how it felt."""
        if felt is not None:
            self._angry_turns = self._angry_turns + 1 if felt.label in UPSET else 0
            self.feelings = (*self.feelings, felt)[-FEELINGS:]

    async def say(self, decided: Decided, hold: Hold) -> Reply:
        """The reply as it is given now: a form that was confirmed is handed in, a flow's tools are called. `hold(phrase)`
        says a phrase of the pack while that takes its time."""
        self._misunderstood = self._misunderstood + 1 if decided.reply.route == "none" else 0
        self.paperwork.settle(decided)
        self.flowing.settle(decided)
        reply = decided.reply
        if decided.submit and decided.form is not None:
            reply = await self.paperwork.hand_in(decided.form)
        elif decided.acts:
            reply = await self.flowing.carry_out(decided, hold)
            if (trace := decided.reply.trace) is not None:
                reply = replace(reply, trace=replace(trace, calls=self.flowing.called, outcomes=self.flowing.outcomes))
        self.expect = self.flowing.expect() or Expect(reply.expect)
        if reply.trace is not None:  # with what a flow has put before and after it
            reply = replace(reply, trace=replace(reply.trace, spoken=reply.spoken))
        return self.given(reply)

    def given(self, reply: Reply) -> Reply:
        """As it is spoken and remembered."""
        return replace(self.kept(reply), in_hand=self.flowing.dumped())

    def remembered(self, text: str) -> str:
        """What is remembered of a typed or keyed turn: of a one-time code nothing but that it was given."""
        return "●" * len(text) if self.expect.kind == "digits" and text.strip(" #").isdigit() else text


def _mere_yes(reply: Reply) -> bool:
    """Whether the mind took the turn for a nod. A 好 is no value, and no small talk where one is asked for."""
    return reply.trace is not None and reply.trace.target == "understood"


def _short(transcript: Transcript) -> Transcript:
    """The beginning of a turn that is longer than people talk, which was typed."""
    return transcript if len(transcript.text) <= LONGEST_SAID else Transcript(transcript.text[:LONGEST_SAID])
