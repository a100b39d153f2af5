"""One conversation: an owner of tasks around the pure turn machine.

Inputs of the edge and findings of the engines meet in one bounded inbox; the loop steps the turn machine and
carries out its orders. Every task belongs to the conversation's TaskGroup and ends with it. Commands leave by
`Outbox`, which the edge drains. Nothing here knows a socket; `clock` gives monotonic seconds.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import Any, TypeVar, assert_never

import numpy as np
import structlog

from . import orders, turn
from .answering import Answering
from .compute import Executor
from .daytime import hong_kong
from .detector import Detector
from .dialog.flows.state import FlowState
from .dialog.written import written
from .drafting import Drafting
from .engines import Engines
from .errors import DeskError
from .events import (
    Answered, Audio, Caption, Cleared, Command, Committed, Configure, Duck, End, Finding, Heading, Heard, Input, Judged, Listening,
    Mood, Notice, Picture, Played, Problem, Reply, Spoken, ToolOutput, Transcript,
)  # fmt: skip
from .flowing import Business
from .hearing import Hearing, InputBuffer, Prepared
from .knowledge.feedback import Judgement
from .memory import Item, Journal, Memory
from .metrics import Metrics
from .outbox import Outbox
from .paperwork import Decided, Papers
from .privacy.consent import Event, PrivacyNotice
from .speaker import Following, Speaker

log = structlog.get_logger()
T = TypeVar("T")
INBOX = 1024  # 20 s of frames; a full inbox holds back the socket
AT_ONCE = 64  # events taken in one round
NO_INPUT_S = 6.0  # on the phone: silence after which the caller is prompted
TOOL_OUTPUTS = 20  # that wait for a reply; the oldest give way
UNHEARD_S = 0.7  # speech at least this long that gave no text is answered with "not understood"


class Session:
    def __init__(
        self, heading: Heading, engines: Engines, executor: Executor, journal: Journal, metrics: Metrics,
        clock: Callable[[], float], new_id: Callable[[str], str], items: list[Item] | None = None,
        people: Callable[[], bool] = lambda: True, papers: Papers | None = None,
        records: bool = False, told: Callable[[PrivacyNotice, Event], None] = lambda notice, event: None,
        judged: Callable[[Judgement], bool] = lambda judgement: True, business: Business | None = None,
        wall: Callable[[], float] = time.time, flow: FlowState | None = None,
    ) -> None:  # fmt: skip
        """`people` says whether a person could take the call now: what the desk promises depends on it. `told` is
        told what became of the privacy notice; `records`: whether the notice says that the call is recorded. `judged` is
        told what the customer thinks of an answer, and says whether it is kept; `wall` gives seconds since the epoch; `flow` is what the conversation
        was in when its line was lost."""
        self.heading = heading
        self.outbox = Outbox()
        self._engines = engines
        self._executor = executor
        self._metrics = metrics
        self._clock = clock
        self._id = new_id
        self._memory = Memory(journal, items or [])
        self._speaker = Speaker(heading.reference, engines.voice, executor, self.outbox, self._memory, metrics, clock, new_id)
        self._detector = Detector(engines.vad, executor)
        self._inbox: asyncio.Queue[Input | Finding] = asyncio.Queue(INBOX)
        self._answers = Answering(
            heading, engines, executor, self._memory, papers, business, self._own, lambda: hong_kong(wall()), flow,
        )  # fmt: skip
        self._people = people
        self._notice = engines.mind.notice(heading.channel, records)
        self._told = told
        self._judged = judged
        phone = heading.channel == "phone"
        self._state = turn.State(last_turn=len(self._memory), no_input_s=NO_INPUT_S if phone else 0.0, hangs_up=phone)
        self._buffer = InputBuffer()
        self._hearing: Hearing | None = None
        self._awaiting: asyncio.Task[Prepared | None] | None = None  # the recognition that a later `respond` waits for
        self._reply: asyncio.Task[None] | None = None
        self._tool_outputs: list[str] = []
        self._typed_text: str | None = None  # the newest customer item, where it was typed and is remembered otherwise
        self._tasks: asyncio.TaskGroup | None = None
        self._owned: list[asyncio.Task[Any]] = []

    # ---- the loop ------------------------------------------------------------------------------------------------
    async def put(self, event: Input | Finding) -> None:
        """Give the conversation an event; waits while the inbox is full."""
        await self._inbox.put(event)

    def watch(self) -> AbstractContextManager[asyncio.Queue[Command]]:
        """A copy of every command, for who looks on; one that reads too slowly misses the newest."""
        return self.outbox.watch()

    def snapshot(self) -> dict[str, Any]:
        """The conversation as a person who takes it over needs it."""
        felt = [{"turn_id": f.turn_id, "label": f.label, "arousal": f.arousal} for f in self._answers.feelings]
        form = self._answers.paperwork.shown(self._state.last_turn)
        return {
            "reference": self.heading.reference, "session_id": self.heading.session_id, "channel": self.heading.channel,
            "items": self._memory.items(), "feelings": felt, "summary": self._memory.summary(),
            "with_person": self._state.call is turn.Call.PERSON,
            "form": asdict(form) if form is not None else self._answers.flowing.shown(),
        }  # fmt: skip

    def open_flow(self) -> FlowState | None:
        """What may go on when the line is lost and comes back."""
        return self._answers.flowing.kept()

    async def run(self) -> None:
        """Live until `Gone`. A turn's failing engine is told and survived; what fails outside a turn is raised."""
        try:
            if not len(self._memory):
                await self.outbox.put(Notice(0, "notice", self._notice.shown))
                self._told(self._notice, "shown")
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                while self._state.call is not turn.Call.ENDED:
                    await self._take(await self._gather())
                for task in self._owned:
                    task.cancel()
        finally:
            self._speaker.keep_heard(self._state.said_turn)

    async def _gather(self) -> list[Input | Finding]:
        events = [await self._inbox.get()]
        while not self._inbox.empty() and len(events) < AT_ONCE:
            events.append(self._inbox.get_nowait())
        return events

    async def _take(self, events: list[Input | Finding]) -> None:
        frames = [e for e in events if isinstance(e, Audio)]
        listens = frames and self._state.config.turn_detection != "none"
        found = await self._detector.detect(frames) if listens else []
        for event in events:
            self._note(event)
            await self._step(event)
            if isinstance(event, Judged):
                await self._take_judgement(event)
            while isinstance(event, Audio) and found and found[0].at <= event.at:
                await self._step(found.pop(0))
        for late in found:
            await self._step(late)

    async def _step(self, event: Input | Finding) -> None:
        self._state, orders = turn.step(self._state, event)
        for order in orders:
            await self._carry_out(order)

    def _note(self, event: Input | Finding) -> None:
        """What an event means beside the floor: audio is kept, playback is recorded, tools have answered."""
        match event:
            case Audio(pcm=pcm):
                self._buffer.push(event)
                self._metrics.call_seconds.inc(0.02)
                if self._hearing is not None and self._hearing.feed(pcm):
                    self._own(self._partial(self._hearing))
            case Played():
                self._speaker.played(event)
            case ToolOutput(output=output):
                self._tool_outputs = [*self._tool_outputs, output][-TOOL_OUTPUTS:]
            case Picture():
                self._answers.paperwork.take(event)
            case Configure(threshold=threshold) if threshold != self._state.config.threshold:
                self._detector.set_threshold(threshold)
            case _:
                pass

    async def _take_judgement(self, event: Judged) -> None:
        found = self._memory.answered(event.item_id)
        if found is None:
            return await self.outbox.put(Problem(self._state.last_turn, "item_not_found", "no answer with a source has this id"))
        asked, item = found
        cited = tuple((c["id"], c.get("version", "")) for c in item["citations"])
        kept = self._judged(Judgement(event.item_id, event.verdict, asked, cited, self.heading.channel))
        await self.outbox.put(Notice(self._state.last_turn, "feedback_kept" if kept else "feedback_held"))

    def _clock_at(self, at: float) -> float:
        """The clock when the media clock stood at `at`."""
        return self._clock() - max(0.0, self._state.now - at)

    # ---- orders --------------------------------------------------------------------------------------------------
    async def _carry_out(self, order: orders.Order) -> None:
        match order:
            case orders.Attend(turn_id, at):
                self._attend(turn_id, at)
            case orders.Announce(turn_id, at):
                await self._announce(turn_id, at)
            case orders.Dismiss():
                self._dismiss()
            case orders.Prepare(turn_id):
                self._prepare(turn_id)
            case orders.Discard():
                if self._hearing is not None:
                    self._hearing.discard()
            case orders.Finish(turn_id, at, respond):
                await self._finish(turn_id, at, respond)
            case orders.AnswerText(turn_id, text, item_id, respond):
                await self._typed(turn_id, text, item_id, respond)
            case orders.Respond(turn_id, text_only):
                self._reply = self._spawn(self._respond(turn_id, text_only), turn_id)
            case orders.Soften(turn_id, on):
                await self.outbox.put(Duck(turn_id, on))
            case orders.Interrupt():
                await self._interrupt(order)
            case orders.HandUp(turn_id):
                self._reply = self._spawn(self._say_phrase(turn_id, "hand_over"), turn_id)
            case orders.Tell(turn_id, key):
                self._reply = self._spawn(self._say_phrase(turn_id, key), turn_id)
            case orders.Utter(turn_id, text):
                self._reply = self._spawn(self._say(turn_id, Decided(Reply(text, text, "staff")), self._state.config.text_only), turn_id)
            case orders.Join(turn_id, on):
                await self.outbox.put(Notice(turn_id, "person_joined" if on else "person_left"))
            case orders.Refuse(turn_id, code):
                await self.outbox.put(Problem(turn_id, code, _REFUSALS[code]))
            case orders.Drop(turn_id):
                self._buffer.clear()
                await self.outbox.put(Cleared(turn_id))
            case orders.Leave(turn_id, code):
                if code == "forgotten":
                    self._memory.forget()
                    self._answers.flowing.forget()
                    self._told(self._notice, "forgotten")
                await self.outbox.put(End(turn_id, code))
            case _:
                assert_never(order)

    def _attend(self, turn_id: int, at: float) -> None:
        self._hearing = Hearing(turn_id, self._id("item"), at, self._engines.recognizer, self._executor, self._answers.expect)
        self._hearing.feed(self._buffer.since(at - self._state.config.prefix_ms / 1000))

    async def _announce(self, turn_id: int, at: float) -> None:
        hearing = self._hearing
        if hearing is not None and hearing.turn_id == turn_id:
            hearing.announced = True
            await self.outbox.put(Listening(turn_id, hearing.item_id, True, int(at * 1000)))

    def _dismiss(self) -> None:
        if self._hearing is not None:
            self._hearing.discard()
            self._hearing = None

    def _prepare(self, turn_id: int) -> None:
        hearing = self._hearing
        if hearing is not None and hearing.turn_id == turn_id:
            hearing.recognising = self._own(self._recognised(hearing))
            hearing.preparing = self._own(self._prepared(hearing.recognising))

    async def _finish(self, turn_id: int, off: float, respond: bool) -> None:
        """The turn becomes an item. It is transcribed whatever happens to its reply."""
        hearing, self._hearing = self._hearing, None
        if hearing is None:
            return
        if hearing.announced:
            await self.outbox.put(Listening(turn_id, hearing.item_id, False, int(off * 1000)))
        await self.outbox.put(Committed(turn_id, hearing.item_id))
        self._buffer.clear()
        self._speaker.asked(self._clock_at(off))
        heard = self._own(self._transcribe(hearing))
        if respond:
            self._reply = self._spawn(self._answer_speech(hearing, heard, off), turn_id)
            self._reply.add_done_callback(lambda _: hearing.release())  # also where it was cut before it was given
        else:
            hearing.release()  # what is asked for later is decided anew, as the client wants it
            self._awaiting = heard

    async def _typed(self, turn_id: int, text: str, item_id: str, respond: bool) -> None:
        item_id = item_id or self._id("item")
        self._typed_text = text
        self._memory.keep_customer(item_id, self._answers.remembered(text))
        await self.outbox.put(Committed(turn_id, item_id, text))
        self._speaker.asked()
        if respond:
            self._reply = self._spawn(self._respond(turn_id, False), turn_id)

    async def _interrupt(self, order: orders.Interrupt) -> None:
        if self._reply is not None:
            self._reply.cancel()
            self._reply = None
        await self._speaker.cut(order.turn_id, order.reason)
        hearing = self._hearing
        if order.reason == "turn_detected" and hearing is not None and not hearing.announced:  # by voice, not by typing
            self._metrics.barge_in_stop_seconds.observe(max(0.0, self._clock() - self._clock_at(hearing.began)))

    # ---- hearing -------------------------------------------------------------------------------------------------
    async def _partial(self, hearing: Hearing) -> None:
        try:
            transcript = await hearing.partial()
        except Exception as error:  # noqa: BLE001 - whether the turn is heard is the final recognition's to tell
            hearing.captions = False
            self._log_failure(error)
            return
        if transcript is None or hearing is not self._hearing:
            return
        if hearing.announced and transcript.text and transcript.text != hearing.caption:
            hearing.caption = transcript.text
            await self.outbox.put(Caption(hearing.turn_id, hearing.item_id, transcript.text, final=False))
        await self.put(Heard(hearing.turn_id, transcript))

    async def _recognised(self, hearing: Hearing) -> Prepared | None:
        """What was heard, ahead of the end of turn. None where recognition broke: the turn itself meets that again, and tells it."""
        try:
            return await self._recognise(hearing)
        except Exception:  # noqa: BLE001 - nobody waits yet
            return None

    async def _recognise(self, hearing: Hearing) -> Prepared:
        transcript = await hearing.final()
        felt = await self._answers.feel(hearing.turn_id, hearing.pcm(), transcript, hearing.traits())
        return Prepared(transcript, felt)

    async def _prepared(self, recognising: asyncio.Task[Prepared | None]) -> Prepared | None:
        """Decide and begin to speak ahead of the end of turn; no side effects."""
        try:
            heard = await asyncio.shield(recognising)  # who takes back what was prepared may still want what was heard
            if heard is None or not heard.transcript.text:
                return None
            ready = replace(heard, decided=await self._answers.decide(self._state.config, heard.transcript, heard.felt))
            assert ready.decided is not None
            if ready.decided.reply.tool is not None or ready.decided.acts or self._state.config.text_only:
                return ready
            try:
                return replace(ready, begun=await self._speaker.ahead(self._answers.kept(ready.decided.reply)))
            except BaseException:
                ready.close()
                raise
        except Exception:  # noqa: BLE001 - nobody waits yet: the turn itself meets the failure again, and tells it
            return None

    async def _transcribe(self, hearing: Hearing) -> Prepared | None:
        """The final transcript, told and remembered. None where recognition broke, told too."""
        try:
            ready = await hearing.recognising if hearing.recognising is not None else None
            ready = ready or await self._recognise(hearing)
        except Exception as error:  # noqa: BLE001 - the boundary of one turn
            code = self._log_failure(error)
            await self.outbox.put(Caption(hearing.turn_id, hearing.item_id, "", True, hearing.seconds, code))
            await self._tell_failure(hearing.turn_id, code)
            return None
        text = ready.transcript.text
        await self.outbox.put(Caption(hearing.turn_id, hearing.item_id, written(ready.transcript), True, hearing.seconds))
        if text:
            self._typed_text = None
            self._memory.keep_customer(hearing.item_id, text)
        if ready.felt is not None:
            self._answers.took(ready.felt)
            await self.outbox.put(Mood(hearing.turn_id, ready.felt))
        await self.put(Heard(hearing.turn_id, ready.transcript, final=True))
        return ready

    async def _answer_speech(self, hearing: Hearing, heard: asyncio.Task[Prepared | None], off: float) -> None:
        ready = await asyncio.shield(heard)  # an interruption cancels the reply, not the transcript
        cough = ready is not None and not ready.transcript.text and off - hearing.began < UNHEARD_S
        if ready is None or cough:
            await self.put(Spoken(hearing.turn_id, self._clock()))  # nobody has the floor
            return
        ready = (await hearing.preparing if hearing.preparing is not None else None) or ready
        decided = ready.decided or await self._answers.decide(self._state.config, ready.transcript, ready.felt)
        await self._say(hearing.turn_id, decided, self._state.config.text_only, ready)

    # ---- answering -----------------------------------------------------------------------------------------------
    async def _respond(self, turn_id: int, text_only: bool) -> None:
        """A reply to the newest customer item, to a tool's output, or, at the very start, the greeting."""
        text_only = text_only or self._state.config.text_only
        spoken: Prepared | None = None
        if (awaited := self._awaiting) is not None:
            await asyncio.wait([awaited])
            self._awaiting = None
            spoken = awaited.result() if not awaited.cancelled() else None
        asked = self._typed_text or self._memory.last_question()
        if self._answers.paperwork.waits:
            await self._look(turn_id, text_only)
        elif self._tool_outputs:
            outputs, self._tool_outputs = self._tool_outputs, []
            text = " ".join(map(_tool_text, outputs))
            await self._say(turn_id, Decided(Reply(text, text, "tool")), text_only)
        elif asked is None:
            await self._say(turn_id, Decided(Reply(self._notice.spoken, self._notice.written, "smalltalk")), text_only)
            if not text_only:
                self._told(self._notice, "spoken")  # to its end; who interrupts it has only been shown it
        else:
            heard = spoken.transcript if spoken is not None and self._typed_text is None else None
            # Spoken words keep their alternatives, and a code that was spoken is not one that was keyed.
            await self._answer_text(turn_id, heard if heard is not None and heard.text else Transcript(asked), text_only)

    async def _answer_text(self, turn_id: int, asked: Transcript, text_only: bool) -> None:
        felt = await self._answers.feel(turn_id, np.zeros(0, np.int16), asked, None)
        decided = await self._answers.decide(self._state.config, asked, felt)
        if felt is not None:
            self._answers.took(felt)
            await self.outbox.put(Mood(turn_id, felt))
        await self._say(turn_id, decided, text_only)

    async def _say_phrase(self, turn_id: int, key: str, text_only: bool = False) -> None:
        await self._say(turn_id, Decided(self._answers.phrase(key)), text_only or self._state.config.text_only)

    async def _look(self, turn_id: int, text_only: bool) -> None:
        """Read the picture that came, and say meanwhile that it is being read."""
        paperwork = self._answers.paperwork
        paperwork.begin(self._own)
        await self._speaker.speak(turn_id, self._answers.phrase("holding"), text_only)
        if (decided := await paperwork.read()) is not None:
            await self._say(turn_id, decided, text_only)

    async def _say(self, turn_id: int, decided: Decided, text_only: bool, ready: Prepared | None = None) -> None:
        """Whatever becomes of the reply, nobody goes on writing its draft."""
        try:
            await self._give(turn_id, decided, text_only, ready)
        finally:
            if decided.more is not None:
                decided.more.close()
        await self.put(Spoken(turn_id, self._clock()))

    async def _give(self, turn_id: int, decided: Decided, text_only: bool, ready: Prepared | None) -> None:
        async def hold(phrase: str) -> None:
            await self._speaker.speak(turn_id, self._answers.phrase(phrase), text_only)

        draft = decided.more
        if draft is not None and text_only and (whole := await draft.whole()) is not None:
            decided, draft = replace(decided, reply=whole), None
        reply = await self._answers.say(decided, hold)
        if reply.hand_over and (reply.route == "flow" or not self._people()):  # promise no person who is not there
            reply, ready, draft = self._handing_over(reply), None, None
        await self.put(Answered(turn_id, reply))
        if reply.route == "flow" and (form := self._answers.paperwork.shown(turn_id)) is not None:
            await self.outbox.put(form)
        await self._speaker.speak(turn_id, reply, text_only, ready.begun if ready is not None else None, self._following(draft))

    def _following(self, draft: Drafting | None) -> Following:
        async def following(reply: Reply) -> Reply | None:
            longer = await draft.beyond(reply.spoken) if draft is not None else None
            return self._answers.given(longer) if longer is not None else None

        return following

    def _handing_over(self, reply: Reply) -> Reply:
        """What is said of a person, as there is one or none; a flow says before why it cannot go on."""
        said = replace(self._answers.phrase("hand_over" if self._people() else "hand_over_queued"), hand_over=True, route="person")
        if reply.route != "flow":
            return said
        return replace(reply, spoken=reply.spoken + said.spoken, written=reply.written + said.written)

    # ---- tasks ---------------------------------------------------------------------------------------------------
    def _own(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        assert self._tasks is not None
        task = self._tasks.create_task(work)
        self._owned = [t for t in self._owned if not t.done()] + [task]
        return task

    def _spawn(self, work: Coroutine[Any, Any, None], turn_id: int) -> asyncio.Task[None]:
        task = self._own(self._survive(work, turn_id))
        task.add_done_callback(lambda _: work.close())  # for a task that was cancelled before it began
        return task

    async def _survive(self, work: Coroutine[Any, Any, None], turn_id: int) -> None:
        """An engine that fails costs its turn, not the call: the client is told, the floor is given back."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the boundary of one turn; engines raise what their libraries raise
            code = self._log_failure(error)
            await self._speaker.fail(turn_id)
            await self._tell_failure(turn_id, code)
            await self.put(Spoken(turn_id, self._clock()))

    def _log_failure(self, error: Exception) -> str:
        code = error.code if isinstance(error, DeskError) else "engine_failed"
        log.error("turn failed", code=code, reference=self.heading.reference, exc_info=error)
        self._metrics.errors.labels(code).inc()
        return code

    async def _tell_failure(self, turn_id: int, code: str) -> None:
        await self.outbox.put(Problem(turn_id, code, "the desk could not finish this turn; please say it again"))


_REFUSALS = {
    "response_cancel_not_active": "no response is active",
    "conversation_already_has_active_response": "a response is active; cancel it first",
    "with_person": "a person has the call and answers",
}


def _tool_text(output: str) -> str:
    """The words of a tool's output: its `spoken` or `text` where it is such an object, else the output itself."""
    try:
        value = json.loads(output)
    except ValueError:
        return output
    if isinstance(value, dict):
        return str(value.get("spoken") or value.get("text") or "，".join(f"{k}：{v}" for k, v in value.items()))
    return str(value)
