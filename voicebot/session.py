"""One conversation: an owner of tasks around the pure turn machine.

Inputs of the edge and findings of the engines meet in one bounded inbox; the loop steps the turn machine and
carries out its orders. Every task belongs to the conversation's TaskGroup and ends with it. Commands leave by
`Outbox`, which the edge drains. Nothing here knows a socket; `clock` gives monotonic seconds.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any, Protocol, assert_never

import numpy as np
import structlog

from . import turn
from .compute import Executor, Stage
from .engines import VAD_SAMPLES, Engines, Question, Speech
from .errors import DeskError
from .events import (
    Answered, Audio, Caption, Cleared, Committed, Configure, Duck, End, Finding, HandOver, Heading, Heard, Input,
    Listening, Played, Problem, Reply, ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyPhones, ReplyText,
    ReplyTool, SpeechOff, SpeechOn, Spoken, ToolOutput, Transcript,
)  # fmt: skip
from .hearing import Hearing, InputBuffer, Prepared
from .metrics import Metrics
from .outbox import Outbox
from .speaking import CHUNK_BYTES, CHUNK_MS, Piece, Track, shifted
from .vad.segmenter import Segmenter

log = structlog.get_logger()
INBOX = 1024  # 20 s of frames; a full inbox holds back the socket
HISTORY = 40  # turns that the mind is given
UNHEARD_S = 0.7  # speech at least this long that gave no text is answered with "not understood"


class Journal(Protocol):
    """What the conversation keeps for a resume; never audio."""

    def keep(self, item: dict[str, Any]) -> None: ...


class Session:
    def __init__(
        self, heading: Heading, engines: Engines, executor: Executor, journal: Journal, metrics: Metrics,
        clock: Callable[[], float], new_id: Callable[[str], str], items: list[dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        self.heading = heading
        self.outbox = Outbox()
        self._engines = engines
        self._executor = executor
        self._journal = journal
        self._metrics = metrics
        self._clock = clock
        self._id = new_id
        self._items: list[dict[str, Any]] = list(items or [])
        self._inbox: asyncio.Queue[Input | Finding] = asyncio.Queue(INBOX)
        self._state = turn.State(last_turn=sum(1 for _ in self._items))
        self._vad = engines.vad.stream()
        self._segmenter = Segmenter()
        self._vad_rest = np.zeros(0, np.int16)
        self._vad_at = 0.0
        self._buffer = InputBuffer()
        self._hearing: Hearing | None = None
        self._awaiting: asyncio.Task[None] | None = None  # the recognition that a later `respond` waits for
        self._reply_task: asyncio.Task[None] | None = None
        self._track: Track | None = None
        self._tracks: dict[int, Track] = {}
        self._tool_outputs: list[str] = []
        self._misunderstood = 0
        self._asked_clock = clock()  # when the running turn was given to the desk
        self._speech_off_clock = 0.0  # last voiced moment of a spoken turn that is not answered yet
        self._speech_on_clock = 0.0
        self._tasks: asyncio.TaskGroup | None = None

    # ---- the loop ------------------------------------------------------------------------------------------------
    async def put(self, event: Input | Finding) -> None:
        """Give the conversation an event; waits while the inbox is full."""
        await self._inbox.put(event)

    async def run(self) -> None:
        """Live until `Gone`. Raises nothing for a customer's input; an engine's failure is told and survived."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            ours: list[asyncio.Task[None]] = []
            self._spawned = ours
            while self._state.call is not turn.Call.ENDED:
                await self._take(await self._gather())
            for task in ours:
                task.cancel()

    async def _gather(self) -> list[Input | Finding]:
        events = [await self._inbox.get()]
        while not self._inbox.empty() and len(events) < 64:
            events.append(self._inbox.get_nowait())
        return events

    async def _take(self, events: list[Input | Finding]) -> None:
        frames = [e for e in events if isinstance(e, Audio)]
        found = await self._detect(frames) if frames else []
        for event in events:
            self._note(event)
            await self._step(event)
            if isinstance(event, Audio):
                while found and found[0].at <= event.at:
                    await self._step(found.pop(0))
        for late in found:
            await self._step(late)

    async def _step(self, event: Input | Finding) -> None:
        if isinstance(event, SpeechOff):
            self._speech_off_clock = self._clock() - max(0.0, self._state.now - event.at)
        if isinstance(event, SpeechOn):
            self._speech_on_clock = self._clock() - max(0.0, self._state.now - event.at)
        self._state, orders = turn.step(self._state, event)
        for order in orders:
            await self._carry_out(order)

    def _note(self, event: Input | Finding) -> None:
        """What an event means beside the floor: audio is kept, playback is recorded, tools have answered."""
        match event:
            case Audio():
                self._buffer.push(event)
                self._metrics.call_seconds.inc(0.02)
                if self._hearing is not None and self._hearing.feed(event.pcm):
                    self._spawn(self._partial(self._hearing), event)
            case Played():
                self._played(event)
            case ToolOutput(output=output):
                self._tool_outputs.append(output)
            case Configure(threshold=threshold) if threshold != self._state.config.threshold:
                self._segmenter = Segmenter(threshold)
            case _:
                pass

    async def _detect(self, frames: list[Audio]) -> list[SpeechOn | SpeechOff]:
        """Speech onsets and offsets in the frames; frames that the edge filled in are not speech."""
        if self._state.config.turn_detection == "none":
            return []
        real = np.frombuffer(b"".join(f.pcm for f in frames), dtype="<i2")
        samples = np.concatenate([self._vad_rest, real])
        count = len(samples) // VAD_SAMPLES
        windows = samples[: count * VAD_SAMPLES].reshape(count, VAD_SAMPLES)
        self._vad_rest = samples[count * VAD_SAMPLES :]
        silent = all(f.filled for f in frames)
        end = frames[-1].at - len(self._vad_rest) / 16_000

        def work() -> list[float]:
            return [0.0 if silent else self._vad.probability(w) for w in windows]

        found: list[SpeechOn | SpeechOff] = []
        probabilities = await self._executor.run(Stage.VAD, work) if count else []
        for i, probability in enumerate(probabilities):
            found += self._segmenter.push(end - (count - 1 - i) * VAD_SAMPLES / 16_000, probability)
        return found

    # ---- orders --------------------------------------------------------------------------------------------------
    async def _carry_out(self, order: turn.Order) -> None:
        match order:
            case turn.Attend(turn_id, at):
                self._attend(turn_id, at)
            case turn.Announce(turn_id, at):
                await self._announce(turn_id, at)
            case turn.Dismiss():
                self._forget_hearing()
            case turn.Prepare(turn_id):
                self._prepare(turn_id)
            case turn.Discard():
                if self._hearing is not None:
                    self._hearing.discard()
            case turn.Finish(turn_id, at, respond):
                await self._finish(turn_id, at, respond)
            case turn.AnswerText(turn_id, text, item_id, respond):
                await self._typed(turn_id, text, item_id, respond)
            case turn.Respond(turn_id, text_only):
                self._reply_task = self._spawn(self._respond(turn_id, text_only), turn_id)
            case turn.Soften(turn_id, on):
                await self.outbox.put(Duck(turn_id, on))
            case turn.Interrupt(turn_id, reason):
                await self._interrupt(turn_id, reason)
            case turn.HandUp(turn_id):
                self._reply_task = self._spawn(self._say_phrase(turn_id, "hand_over"), turn_id)
            case turn.Refuse(turn_id, code):
                await self.outbox.put(Problem(turn_id, code, _REFUSALS[code]))
            case turn.Drop(turn_id):
                self._buffer.clear()
                await self.outbox.put(Cleared(turn_id))
            case turn.Leave(turn_id, code):
                await self.outbox.put(End(turn_id, code))
            case _:
                assert_never(order)

    def _attend(self, turn_id: int, at: float) -> None:
        self._hearing = Hearing(turn_id, self._id("item"), at, self._engines.recognizer, self._executor)
        self._hearing.feed(self._buffer.since(at - self._state.config.prefix_ms / 1000))

    async def _announce(self, turn_id: int, at: float) -> None:
        hearing = self._hearing
        if hearing is not None and hearing.turn_id == turn_id:
            hearing.announced = True
            await self.outbox.put(Listening(turn_id, hearing.item_id, True, int(at * 1000)))

    def _forget_hearing(self) -> None:
        if self._hearing is not None:
            self._hearing.discard()
            self._hearing = None

    def _prepare(self, turn_id: int) -> None:
        hearing = self._hearing
        if hearing is not None and hearing.turn_id == turn_id:
            assert self._tasks is not None
            hearing.preparing = self._tasks.create_task(self._prepared(hearing))

    async def _finish(self, turn_id: int, at: float, respond: bool) -> None:
        hearing, self._hearing = self._hearing, None
        if hearing is None:
            return
        if hearing.announced:
            await self.outbox.put(Listening(turn_id, hearing.item_id, False, int(at * 1000)))
        await self.outbox.put(Committed(turn_id, hearing.item_id))
        self._buffer.clear()
        self._asked_clock = self._clock()
        task = self._spawn(self._answer_speech(hearing, at, respond), turn_id)
        if respond:
            self._reply_task = task
        else:
            self._awaiting = task

    async def _typed(self, turn_id: int, text: str, item_id: str, respond: bool) -> None:
        item_id = item_id or self._id("item")
        self._keep({"item_id": item_id, "role": "user", "text": text})
        await self.outbox.put(Committed(turn_id, item_id, text))
        self._asked_clock = self._clock()
        if respond:
            self._reply_task = self._spawn(self._respond(turn_id, self._state.config.text_only), turn_id)

    async def _interrupt(self, turn_id: int, reason: str) -> None:
        if self._reply_task is not None:
            self._reply_task.cancel()
            self._reply_task = None
        self.outbox.drop_audio(turn_id)
        track = self._tracks.get(turn_id)
        if track is None:
            return
        heard = track.heard_ms(self._clock())
        if not track.ended:
            track.ended = True
            await self.outbox.put(ReplyEnd(turn_id, "cancelled", "client_cancelled" if reason == "client_cancelled" else "turn_detected", heard))
        else:
            await self.outbox.put(Duck(turn_id, False))
        self._keep_heard(track, heard)
        if reason == "turn_detected" and self._speech_on_clock:
            self._metrics.barge_in_stop_seconds.observe(max(0.0, self._clock() - self._speech_on_clock))

    # ---- hearing -------------------------------------------------------------------------------------------------
    async def _partial(self, hearing: Hearing) -> None:
        transcript = await hearing.partial()
        if transcript is None or hearing is not self._hearing:
            return
        if hearing.announced and transcript.text and transcript.text != hearing.caption:
            hearing.caption = transcript.text
            await self.outbox.put(Caption(hearing.turn_id, hearing.item_id, transcript.text, final=False))
        await self.put(Heard(hearing.turn_id, transcript))

    async def _prepared(self, hearing: Hearing) -> Prepared | None:
        """Hear, decide and begin to speak ahead of the end of turn. No side effects; a failure is found later."""
        try:
            transcript = await hearing.final()
            if not transcript.text:
                return Prepared(transcript, None, None, None)
            reply = await self._decide(transcript)
            if reply.tool is not None or self._state.config.text_only:
                return Prepared(transcript, reply, None, None)
            pieces = self._engines.voice.speak(reply.spoken, reply.style, reply.rate)
            return Prepared(transcript, reply, await self._next(pieces), pieces)
        except DeskError:
            return None

    async def _answer_speech(self, hearing: Hearing, off: float, respond: bool) -> None:
        preparing = hearing.preparing
        ready = await preparing if preparing is not None and not preparing.cancelled() else None
        try:
            transcript = ready.transcript if ready is not None else await hearing.final()
        except DeskError as error:
            await self.outbox.put(Caption(hearing.turn_id, hearing.item_id, "", True, hearing.seconds, error.code))
            raise
        await self.outbox.put(Caption(hearing.turn_id, hearing.item_id, transcript.text, True, hearing.seconds))
        if transcript.text:
            self._keep({"item_id": hearing.item_id, "role": "user", "text": transcript.text})
        await self.put(Heard(hearing.turn_id, transcript, final=True))
        if not respond:
            return
        if not transcript.text and off - hearing.began < UNHEARD_S:
            await self.put(Spoken(hearing.turn_id, self._clock()))  # a cough: nobody has the floor
            return
        reply = ready.reply if ready is not None and ready.reply is not None else await self._decide(transcript)
        first, rest = (ready.first, ready.rest) if ready is not None else (None, None)
        await self._speak(hearing.turn_id, reply, self._state.config.text_only, first, rest)

    async def _decide(self, transcript: Transcript) -> Reply:
        config = self._state.config
        history = tuple(("customer" if i["role"] == "user" else "desk", i["text"]) for i in self._items[-HISTORY:])
        question = Question(transcript, history, self._misunderstood, language=config.language, tools=config.tools, tool_choice=config.tool_choice)
        return await self._executor.run(Stage.MIND, lambda: self._engines.mind.answer(question))

    # ---- speaking ------------------------------------------------------------------------------------------------
    async def _respond(self, turn_id: int, text_only: bool) -> None:
        """A reply to the newest customer item, to a tool's output, or, at the very start, the greeting."""
        text_only = text_only or self._state.config.text_only
        if self._awaiting is not None:
            await asyncio.wait([self._awaiting])
            self._awaiting = None
        if self._tool_outputs:
            outputs, self._tool_outputs = self._tool_outputs, []
            text = " ".join(map(_tool_text, outputs))
            return await self._speak(turn_id, Reply(text, text, "tool"), text_only)
        last = next((i for i in reversed(self._items) if i["role"] == "user"), None)
        if last is None:
            return await self._say_phrase(turn_id, "greeting", text_only)
        await self._speak(turn_id, await self._decide(Transcript(last["text"])), text_only)

    async def _say_phrase(self, turn_id: int, key: str, text_only: bool = False) -> None:
        reply = replace(self._engines.mind.phrase(key), hand_over=key == "hand_over")
        await self._speak(turn_id, reply, text_only or self._state.config.text_only)

    async def _speak(
        self, turn_id: int, reply: Reply, text_only: bool, first: Speech | None = None, rest: Iterator[Speech] | None = None
    ) -> None:
        self._misunderstood = self._misunderstood + 1 if reply.route == "none" else 0
        await self.put(Answered(turn_id, reply))
        track = Track(turn_id, self._id("item"), self._id("resp"))
        self._tracks = {turn_id: track, **{k: t for k, t in self._tracks.items() if k > turn_id - 20}}
        await self.outbox.put(ReplyBegin(turn_id, track.response_id, track.item_id, text_only or reply.tool is not None))
        if reply.hand_over:
            await self.outbox.put(HandOver(turn_id, self.heading.reference, self._summary()))
        if reply.tool is not None:
            await self.outbox.put(ReplyTool(turn_id, track.response_id, track.item_id, reply.tool))
        elif text_only:
            await self._write(track, reply)
        else:
            await self._voice(track, reply, first, rest)
        if not track.ended:
            track.ended = True
            await self.outbox.put(ReplyEnd(turn_id, "completed"))
        await self._until_heard(track)
        await self.put(Spoken(turn_id, self._clock()))

    async def _write(self, track: Track, reply: Reply) -> None:
        await self.outbox.put(ReplyText(track.turn_id, reply.written))
        if reply.citations:
            await self.outbox.put(ReplyCitations(track.turn_id, reply.citations))
        self._keep(_desk_item(track.item_id, reply.written, reply))

    async def _voice(self, track: Track, reply: Reply, first: Speech | None, rest: Iterator[Speech] | None) -> None:
        pieces = rest if rest is not None else self._engines.voice.speak(reply.spoken, reply.style, reply.rate)
        speech = first if first is not None else await self._next(pieces)
        self._keep(_desk_item(track.item_id, "", reply))
        while speech is not None:
            start = track.total_ms
            track.pieces.append(Piece(speech.text, start, start + speech.ms))
            await self.outbox.put(ReplyText(track.turn_id, speech.text, start))
            await self.outbox.put(ReplyPhones(track.turn_id, shifted(speech.phones, start)))
            if start == 0 and reply.citations:
                await self.outbox.put(ReplyCitations(track.turn_id, reply.citations))
            await self._send(track, speech.pcm.astype("<i2").tobytes())
            self._keep_heard(track, track.heard_ms(self._clock()))
            speech = await self._next(pieces)

    async def _send(self, track: Track, pcm: bytes) -> None:
        for offset in range(0, len(pcm), CHUNK_BYTES):
            chunk = pcm[offset : offset + CHUNK_BYTES]
            if (wait := track.wait_s(self._clock(), len(chunk) * 1000 // 48_000)) > 0:
                await asyncio.sleep(wait)
            if track.began is None:
                track.began = self._clock()
                self._metrics.first_audio_seconds.observe(track.began - self._asked_clock)
                if self._speech_off_clock:
                    self._metrics.voice_to_voice_seconds.observe(max(0.0, track.began - self._speech_off_clock))
                    self._speech_off_clock = 0.0
            await self.outbox.put(ReplyAudio(track.turn_id, chunk, track.sent_ms))
            track.sent_ms += len(chunk) * CHUNK_MS // CHUNK_BYTES

    async def _until_heard(self, track: Track) -> None:
        """Until the last sample has been played, by the client's word or by the pace."""
        if track.began is None:
            return
        rest = track.total_ms / 1000 - (self._clock() - track.began)
        if rest > 0:
            await asyncio.sleep(rest)
        self._keep_heard(track, track.sent_ms)

    async def _next(self, pieces: Iterator[Speech]) -> Speech | None:
        return await self._executor.run(Stage.VOICE, lambda: next(pieces, None))

    # ---- memory --------------------------------------------------------------------------------------------------
    def _played(self, event: Played) -> None:
        track = self._tracks.get(event.turn_id)
        if track is None:
            return
        track.reported_ms = event.ms
        if event.final:
            self._keep_heard(track, event.ms)

    def _keep_heard(self, track: Track, heard_ms: int) -> None:
        item = next((i for i in self._items if i["item_id"] == track.item_id), None)
        if item is not None and track.pieces:
            self._keep({**item, "text": track.text_heard(heard_ms)})

    def _keep(self, item: dict[str, Any]) -> None:
        """Put an item into history and journal; the same id replaces."""
        at = next((n for n, i in enumerate(self._items) if i["item_id"] == item["item_id"]), None)
        if at is None:
            self._items.append(item)
        elif self._items[at] == item:
            return
        else:
            self._items[at] = item
        self._journal.keep(item)

    def _summary(self) -> str:
        asked = [i["text"] for i in self._items if i["role"] == "user"][-3:]
        return " / ".join(asked)

    # ---- tasks ---------------------------------------------------------------------------------------------------
    def _spawn(self, work: Coroutine[Any, Any, None], turn_of: int | Audio) -> asyncio.Task[None]:
        assert self._tasks is not None
        task = self._tasks.create_task(self._survive(work, turn_of if isinstance(turn_of, int) else 0))
        task.add_done_callback(lambda _: work.close())  # for a task that was cancelled before it began
        self._spawned[:] = [t for t in self._spawned if not t.done()] + [task]
        return task

    async def _survive(self, work: Coroutine[Any, Any, None], turn_id: int) -> None:
        """An engine that fails costs its turn, not the call: the client is told, the floor is given back."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the boundary of one turn; engines raise what their libraries raise
            code = error.code if isinstance(error, DeskError) else "engine_failed"
            log.error("turn failed", code=code, kind=type(error).__name__, reference=self.heading.reference, exc_info=not isinstance(error, DeskError))
            self._metrics.errors.labels(code).inc()
            if turn_id in self._tracks and not self._tracks[turn_id].ended:
                self._tracks[turn_id].ended = True
                await self.outbox.put(ReplyEnd(turn_id, "failed"))
            await self.outbox.put(Problem(turn_id, code, "the desk could not finish this turn; please say it again"))
            await self.put(Spoken(turn_id, self._clock()))


_REFUSALS = {
    "response_cancel_not_active": "no response is active",
    "conversation_already_has_active_response": "a response is active; cancel it first",
}


def _desk_item(item_id: str, text: str, reply: Reply) -> dict[str, Any]:
    cited = [{"id": c.id, "title": c.title, "anchor": c.anchor, "quote": c.quote} for c in reply.citations]
    return {"item_id": item_id, "role": "assistant", "text": text, "citations": cited}


def _tool_text(output: str) -> str:
    """The words of a tool's output: its `spoken` or `text` where it is such an object, else the output itself."""
    try:
        value = json.loads(output)
    except ValueError:
        return output
    if isinstance(value, dict):
        return str(value.get("spoken") or value.get("text") or "，".join(f"{k}：{v}" for k, v in value.items()))
    return str(value)
