"""The flow that one conversation is in: talked through, its tools called, its outcome told.

Deciding changes nothing, for a reply may be prepared ahead and thrown away. A tool is called when its reply is really
given, once: its key says which deed it is, and an interruption does not stop it: what came of it is told with the next
reply. While it takes longer than a second the customer hears that the desk is at it. One flow may be set aside for
another, and comes back when that one is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from .dialog import questions
from .dialog.flows.engine import Talk
from .dialog.flows.keeping import row_of, state_of
from .dialog.flows.language import NOTHING, Flows, Say
from .dialog.flows.reading import yes_or_no
from .dialog.flows.state import FlowState, Turn
from .engines import Expect
from .events import Reply, Transcript
from .paperwork import Decided
from .privacy.mask import DOT
from .tools.outcome import UNKNOWN, Call, Outcome, Tools

log = structlog.get_logger()
# Seconds of waiting for a tool after which each of these phrases is said.
HOLDING = ((1.0, "holding"), (6.0, "holding_long"))
ASIDE = 2  # flows that wait for another one

Spawn = Callable[[Coroutine[Any, Any, Outcome]], "asyncio.Task[Outcome]"]
Hold = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Business:
    """What a desk can have done: the pack's flows, and the tools that they call."""

    flows: Flows
    tools: Tools
    own: Spawn | None = None  # of deeds: a confirmed one goes on when the customer has hung up; None: it ends with the conversation


class Flowing:
    def __init__(
        self, business: Business | None, key: str, spawn: Spawn, now: Callable[[], datetime], state: FlowState | None = None,
        begins: Callable[[str], None] = lambda tool: None,
    ) -> None:  # fmt: skip
        """`key` is the conversation's own, and makes the calls' idempotency keys; `spawn` owns the calls; `now` is the local
        time in Hong Kong; `state` is of the same conversation on a line that was lost; `begins(tool)` is told of a deed that
        the customer has confirmed, before it is done."""
        self.state = state
        self._business = business
        self._key = key
        self._spawn = spawn
        self._now = now
        self._aside: tuple[FlowState, ...] = ()
        self._call: asyncio.Task[Outcome] | None = None
        self._tool = ""  # that the call is of
        self._calls = 0
        self._begins = begins
        self._revived: Decided | None = None  # what a conversation says first that outlived the desk's process
        self.outcomes: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()  # of the last reply's calls, without tokens
        self.called: tuple[str, ...] = ()  # tools of the last reply, each with its outcome
        self._offered = ""  # the flow that the last reply offered
        self._said: Transcript | None = None  # for what

    @property
    def open(self) -> bool:
        return self.state is not None and self.state.open

    @property
    def offers(self) -> bool:
        """Whether the last reply offered to begin a flow."""
        return bool(self._offered)

    def expect(self) -> Expect | None:
        """What the open question asks for; None without one."""
        if self.state is None or not self.state.open:
            return None
        turn = self._talk(self.state).expects(self.state)
        return Expect(turn.expect, turn.phrases)

    def confirms(self, transcript: Transcript) -> bool:
        """Whether a read-back is open and this is a yes or a no: so short a turn may sound like anything else."""
        return self.state is not None and self.state.stage == "confirming" and bool(yes_or_no(transcript, self._now()))

    # ---- the journal -----------------------------------------------------------------------------------------------
    def dumped(self) -> dict[str, Any]:
        """What a later desk needs of it, as plain JSON; empty where nothing is in hand."""
        if self.state is None and not self._offered:
            return {}
        state = row_of(self.state) if self.state is not None else None
        return {"state": state, "aside": [row_of(one) for one in self._aside], "offers": self._offered, "said": self._said.text if self._said else ""}

    def restore(self, row: Mapping[str, Any]) -> None:
        """As it was when it was dumped. Raises KeyError or TypeError for what was dumped by another version."""
        if row:
            self.state = state_of(row["state"]) if row["state"] is not None else None
            self._aside, self._offered = tuple(map(state_of, row["aside"])), str(row["offers"])
            self._said = Transcript(str(row["said"])) if row["said"] else None

    def revive(self, row: Mapping[str, Any], doing: str) -> None:
        """Take up what a desk that was killed had in hand, or `doing`, the tool of a deed whose outcome nobody knows: then a
        person takes over. What is not fit to go on from begins anew."""
        try:
            self.restore(row)
            if self.state is None or not self.state.open:
                return
            talk = self._talk(self.state)
            say = talk.texts["not_known"]
            if doing:
                state, turn = replace(self.state, stage="ended", focus="", end="person"), Turn(say, hand_over=True)
            else:
                state, turn = talk.resumed(self.state)
            if turn.call is not None:  # nothing is asked for any more, and nobody says yes now
                raise KeyError(turn.call.tool)
        except (KeyError, TypeError, AttributeError):  # another version of the flow, or none
            self.forget()
            return
        self.state, self._aside, self._offered, self._said = state, (), "", None
        self._revived = self._decided(state, turn)

    # ---- deciding: no side effects ---------------------------------------------------------------------------------
    def revived(self) -> Decided | None:
        """The first reply after the desk itself was started again: where it stands, and the question once more."""
        return self._revived

    def running(self) -> Decided | None:
        """A call that has not been told: the next reply is what comes of it."""
        if self._call is None or self.state is None:
            return None
        say = self._talk(self.state).texts["in_hand"]
        return Decided(Reply(say.spoken, say.written, "flow"), flow=self.state, joins=True)

    def begin(self, name: str, transcript: Transcript, before: Transcript | None = None) -> Decided | None:
        """The customer wants the flow `name`; None where the pack has none of that name. `before`: what they said when it was
        offered, which may hold values already."""
        business, state = self._business, self.state
        if business is None or name not in business.flows.flows:
            return None
        if state is not None and state.open and state.flow == name:
            return self._decided(*self._talk(state).back(state))
        said = Transcript(f"{before.text}，{transcript.text}") if before is not None else transcript
        return self._decided(*Talk(business.flows.flows[name], business.flows.texts).begin(said, self._now()))

    def accepted(self, transcript: Transcript, reply: Reply | None = None) -> Decided | None:
        """The flow that the last reply offered, where the customer says yes, or (`reply` of the mind) states the same wish
        again. None where they do not."""
        if not self._offered or self.open or self._business is None:
            return None
        again = reply is not None and self._offer(reply) == self._offered and not questions.asks(transcript.text)
        if again:
            return self.begin(self._offered, transcript)
        return self.begin(self._offered, transcript, self._said) if yes_or_no(transcript, self._now()) == "yes" else None

    def declined(self, transcript: Transcript) -> bool:
        """Whether the customer says no to what the last reply offered."""
        return bool(self._offered) and not self.open and yes_or_no(transcript, self._now()) == "no"

    def heard(self, transcript: Transcript, alone: bool = False) -> Decided | None:
        """What the sentence does to the open flow; None where it is about something else (`Talk.heard`)."""
        if self.state is None or not self.state.open:
            return None
        step = self._talk(self.state).heard(self.state, transcript, self._now(), alone)
        return self._decided(*step) if step is not None else None

    def again(self, transcript: Transcript) -> Decided | None:
        """Nobody understood: the open question in another way."""
        if self.state is None or not self.state.open:
            return None
        return self._decided(*self._talk(self.state).again(self.state, transcript.text))

    def around(self, reply: Reply, transcript: Transcript | None = None) -> Decided:
        """A reply that is not the flow's, and then the flow's question again. A request repeats by itself what was
        asked; who is handed over has left the flow."""
        state = self.state
        if state is None or not state.open:
            return self._offering(reply, transcript)
        if reply.hand_over:
            return Decided(reply, flow=replace(state, stage="ended", focus="", end="person"))
        if reply.route == "request":
            asked = self._talk(state).expects(state)
            return Decided(replace(reply, expect=asked.expect, options=asked.options))
        state, turn = self._talk(state).back(state)
        spoken, written = reply.spoken + turn.say.spoken, reply.written + turn.say.written
        return Decided(replace(reply, spoken=spoken, written=written, expect=turn.expect, options=turn.options), flow=state)

    # ---- doing -----------------------------------------------------------------------------------------------------
    def settle(self, decided: Decided) -> None:
        """The reply is being given: its flow is the flow in hand. A form that is read takes its place."""
        self._offered, self._said, self._revived = decided.offers, decided.said, None
        if decided.form is not None:
            self.state, self._aside = None, ()
        elif decided.flow is not None:
            self._take(decided.flow)

    async def carry_out(self, decided: Decided, hold: Hold) -> Reply:
        """Make the calls and say what came of them. Who is cancelled here loses nothing: `running` takes it up."""
        lead, call = NOTHING, decided.call
        self.called, self.outcomes = (), ()
        if decided.call is not None:
            lead = Say(decided.reply.spoken, decided.reply.written)
        while True:
            if call is not None:
                self._calls += 1
                made = replace(call, key=f"{self._key}-{self._calls:04d}")
                self._tool = call.tool
                self._call = self._spawn_of(call.tool)(self._called(made))
            outcome = await self._outcome(hold)
            self.called = (*self.called, f"{self._tool}: {outcome.code or 'ok'}")
            assert self.state is not None  # a call runs for a flow
            kinds = self._talk(self.state).flow.steps[self.state.step].takes
            told = tuple((name, DOT if kinds[name] == "token" else text) for name, text in outcome.values.items() if name in kinds)
            self.outcomes = (*self.outcomes, (self._tool, outcome.code, told))
            state, turn = self._talk(self.state).told(self.state, outcome, self._now())
            self._call = None
            lead, call = lead + turn.say, turn.call
            if call is None:
                finished = self._decided(state, replace(turn, say=lead))
                self._take(finished.flow or state)
                return finished.reply
            self.state = state

    def _spawn_of(self, tool: str) -> Spawn:
        """Who owns a call that begins now: of a deed, the desk."""
        assert self._business is not None  # a call runs for a flow
        if not self._confirmed():
            return self._spawn
        self._begins(tool)
        return self._business.own or self._spawn

    async def _called(self, call: Call) -> Outcome:
        try:
            return await self._tools().call(call)
        except Exception as error:  # noqa: BLE001 - a client that breaks leaves unknown what was done, and the call alive
            log.error("tool broke", tool=call.tool, code=UNKNOWN, exc_info=error)
            return Outcome(UNKNOWN)

    def _confirmed(self) -> bool:
        """Whether the customer has said yes to what is called for: a deed, not a look."""
        state = self.state
        return state is not None and any(self._talk(state).flow.steps[number].confirm for number in state.done)

    def kept(self) -> FlowState | None:
        """What may go on when the line comes back: an open question, not a call whose outcome nobody heard."""
        return self.state if self.open and self._call is None else None

    def forget(self) -> None:
        self.state, self._aside, self._offered, self._said, self._revived = None, (), "", None, None

    def shown(self) -> dict[str, Any] | None:
        """The flow as a person who takes the call over sees it, in the shape of a `FormShown`; never a code."""
        state = self.state
        if state is None:
            return None
        slots = [slot for slot in self._talk(state).flow.slots.values() if slot.kind != "digits"]
        fields = [
            {"name": slot.name, "label": slot.names[0] if slot.names else slot.name, "shown": value.shown if value is not None else "",
             "ok": value is not None, "problem": ""}
            for slot in slots for value in (state.values.get(slot.name),)
        ]  # fmt: skip
        return {"form": state.flow, "stage": state.end or state.stage, "focus": state.focus, "fields": fields, "reference": ""}

    def _offer(self, reply: Reply) -> str:
        """The flow that does what the reply's answer only tells how to do; "" for none."""
        cited = {citation.id for citation in reply.citations} if reply.route == "answer" else set()
        flows = self._business.flows.flows.values() if self._business is not None else ()
        return next((flow.name for flow in flows if cited & {*flow.after}), "")

    def _offering(self, reply: Reply, transcript: Transcript | None) -> Decided:
        name = self._offer(reply)
        if not name or reply.offer_person or self._business is None:
            return Decided(reply)
        say = self._business.flows.flows[name].offer
        spoken, written = reply.spoken + say.spoken, reply.written + say.written
        return Decided(replace(reply, spoken=spoken, written=written, expect="yes_no"), offers=name, said=transcript)

    async def _outcome(self, hold: Hold) -> Outcome:
        call = self._call
        assert call is not None
        for seconds, phrase in HOLDING:
            done, _ = await asyncio.wait({call}, timeout=seconds)
            if done:
                break
            await hold(phrase)
        return await asyncio.shield(call)

    def _take(self, state: FlowState) -> None:
        older = self.state
        if self._aside and state.flow == self._aside[-1].flow and (older is None or older.flow != state.flow):
            self._aside = self._aside[:-1]  # it has come back
        elif older is not None and older.open and older.flow != state.flow:
            self._aside = (*self._aside, older)[-ASIDE:]
        self.state = state
        if state.end == "person":
            self._aside = ()

    def _decided(self, state: FlowState, turn: Turn) -> Decided:
        if not state.open and state.end != "person" and self._aside:
            older = self._aside[-1]
            state, back = self._talk(older).back(older)
            turn = replace(back, say=turn.say + back.say)
        reply = Reply(turn.say.spoken, turn.say.written, "flow", expect=turn.expect, options=turn.options, offer_person=turn.hand_over, hand_over=turn.hand_over)
        return Decided(reply, flow=state, call=turn.call)

    def _talk(self, state: FlowState) -> Talk:
        assert self._business is not None  # a state comes of a flow
        return Talk(self._business.flows.flows[state.flow], self._business.flows.texts)

    def _tools(self) -> Tools:
        assert self._business is not None
        return self._business.tools
