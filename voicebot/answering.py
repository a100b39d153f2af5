"""What one conversation's turns are answered with: the form in hand, the mind, else what a writer drafts.

Deciding has no side effects, for a reply may be decided ahead and thrown away; `took` and `say` are called once the
turn was really the customer's and the reply is really given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .compute import Executor, Stage
from .dialog.requests import kept
from .dialog.temper import UPSET
from .engines import Engines, Expect, Question
from .events import Configure, Felt, Heading, Reply, Transcript
from .memory import Memory
from .paperwork import Decided, Papers, Paperwork

FEELINGS = 40  # turns whose feeling a person is shown


class Answering:
    """One conversation's judgement."""

    def __init__(
        self, heading: Heading, engines: Engines, executor: Executor, memory: Memory, papers: Papers | None, today: Callable[[], date | None]
    ) -> None:
        self.paperwork = Paperwork(papers, executor, heading.session_id)
        self.feelings: tuple[Felt, ...] = ()
        self.expect = Expect()  # of the customer's next turn
        self._heading = heading
        self._mind = engines.mind
        self._writer = engines.writer
        self._feeling = engines.feeling.stream() if engines.feeling is not None else None
        self._executor = executor
        self._memory = memory
        self._today = today
        self._misunderstood = 0  # turns in a row
        self._angry_turns = 0  # of anger or distress, in a row

    async def feel(self, turn_id: int, pcm: NDArray[np.int16], heard: Transcript, traits: NDArray[np.float32] | None) -> Felt | None:
        """How the customer sounded; None where nothing listens for it, or nothing was said."""
        stream = self._feeling
        if stream is None or not heard.text:
            return None
        return await self._executor.run(Stage.EMOTION, lambda: stream.judge(turn_id, pcm, heard, traits))

    async def decide(self, config: Configure, transcript: Transcript, felt: Felt | None = None) -> Decided:
        if (about_form := self.paperwork.heard(transcript)) is not None:
            return about_form
        question = Question(
            transcript, self._memory.history(), self._misunderstood, self._heading.channel, felt.label if felt else "unsure",
            self._angry_turns + 1 if felt and felt.label in UPSET else 0, config.language, config.tools, config.tool_choice,
            today=self._today(), standing=self._memory.standing(), cited=self._memory.cited(),
        )  # fmt: skip
        reply = await self._executor.run(Stage.MIND, lambda: self._mind.answer(question))
        if reply.route != "none" or self._writer is None:
            return Decided(reply)
        evidence = await self._executor.run(Stage.MIND, lambda: self._mind.evidence(question))
        return Decided(await self._writer.answer(question, evidence) or reply)

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

    async def say(self, decided: Decided) -> Reply:
        """The reply as it is given now; a form that was confirmed is handed in."""
        self._misunderstood = self._misunderstood + 1 if decided.reply.route == "none" else 0
        self.paperwork.settle(decided)
        self.expect = Expect(decided.reply.expect)
        if decided.submit and decided.form is not None:
            return self.kept(await self.paperwork.hand_in(decided.form))
        return self.kept(decided.reply)
