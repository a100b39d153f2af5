"""Speaks replies: written or voiced, paced to the clock, cut when the customer takes the floor."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Literal

import structlog

from .audio.loud import louder
from .compute import Executor, Stage
from .dialog.spoken import written_markers
from .engines import Speech, Voice
from .events import (
    Duck, HandOver, Played, Reply, ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyOptions, ReplyPhones, ReplyText, ReplyTool,
)  # fmt: skip
from .memory import Memory
from .metrics import Metrics
from .outbox import Outbox
from .speaking import CHUNK_BYTES, CHUNK_MS, Piece, Track, offered, placed, shifted

Following = Callable[[Reply], Awaitable[Reply | None]]
log = structlog.get_logger()
TRACKS = 20  # items back to which a client's report of playback is taken


async def nothing(_: Reply) -> None:
    """Of a reply that is whole."""


class Speaker:
    """One conversation's mouth. `clock` gives monotonic seconds, `new_id(kind)` fresh ids."""

    def __init__(
        self, reference: str, voice: Voice, executor: Executor, outbox: Outbox, memory: Memory, metrics: Metrics,
        clock: Callable[[], float], new_id: Callable[[str], str],
    ) -> None:  # fmt: skip
        self._reference = reference
        self._voice = voice
        self._executor = executor
        self._outbox = outbox
        self._memory = memory
        self._metrics = metrics
        self._clock = clock
        self._id = new_id
        self._tracks: list[Track] = []  # the newest items, in order; a turn may have several
        self._asked_at = clock()
        self._voiced_until: float | None = None

    def asked(self, voiced_until: float | None = None) -> None:
        """A turn was given to the desk now; `voiced_until` is the clock at its last voiced moment, if it was spoken."""
        self._asked_at = self._clock()
        self._voiced_until = voiced_until

    async def ahead(self, reply: Reply) -> tuple[Speech | None, Iterator[Speech]]:
        """The first piece of a reply's speech and the rest, rendered before anyone knows that it is wanted."""
        pieces = self._voice.speak(reply.spoken, reply.style, reply.rate)
        return await self._next(pieces), pieces

    async def speak(
        self, turn_id: int, reply: Reply, text_only: bool, begun: tuple[Speech | None, Iterator[Speech]] | None = None,
        following: Following = nothing,
    ) -> None:  # fmt: skip
        """Say the whole reply and wait until it has been heard. `begun` is what `ahead` gave; `following` gives the same reply
        with more at its end, as it is written, and None where it has ended."""
        track = Track(turn_id, self._id("item"), self._id("resp"))
        self._tracks = [*self._tracks, track][-TRACKS:]
        silent = text_only or reply.tool is not None
        await self._outbox.put(ReplyBegin(turn_id, track.response_id, track.item_id, silent))
        if reply.hand_over:
            await self._outbox.put(HandOver(turn_id, self._reference, self._memory.summary()))
        if reply.tool is not None:
            await self._outbox.put(ReplyTool(turn_id, track.response_id, track.item_id, reply.tool))
        elif text_only:
            await self._write(track, reply)
        else:
            await self._say(track, reply, begun or await self.ahead(reply), following)
        track.ended = True
        await self._outbox.put(ReplyEnd(turn_id, "completed"))
        await self._until_heard(track)

    async def cut(self, turn_id: int, reason: Literal["turn_detected", "client_cancelled"]) -> None:
        """The reply, whose task is cancelled, stops here: what had not left is taken back, what was heard is kept."""
        self._outbox.drop_audio(turn_id)
        track = self._track(turn_id)
        if track is None:
            return  # it had not begun
        heard = track.heard_ms(self._clock())
        if track.ended:  # all had left, the client still plays it: it stops by the speech that follows
            await self._outbox.put(Duck(turn_id, False))
        else:
            track.ended = True
            if track.cited:
                await self._outbox.put(ReplyCitations(turn_id, track.cited_until(heard)))
            await self._outbox.put(ReplyEnd(turn_id, "cancelled", reason, heard))
        self._memory.keep_heard(track, heard, over=True)

    async def fail(self, turn_id: int) -> None:
        """End a reply whose engine broke."""
        track = self._track(turn_id)
        if track is not None and not track.ended:
            track.ended = True
            await self._outbox.put(ReplyEnd(turn_id, "failed"))

    def played(self, event: Played) -> None:
        """The client's own word on what was heard."""
        track = self._track(event.turn_id, event.item_id)
        if track is None:
            return
        track.reported_ms = event.ms
        if event.final:
            self._memory.keep_heard(track, event.ms, over=True)

    def keep_heard(self, turn_id: int) -> None:
        """Remember how far the running reply was heard, as when the caller is gone."""
        if (track := self._track(turn_id)) is not None:
            self._memory.keep_heard(track, track.heard_ms(self._clock()), over=True)

    def _track(self, turn_id: int, item_id: str = "") -> Track | None:
        """The item of that id, or the turn's newest; None for one that is not known any more."""
        return next((t for t in reversed(self._tracks) if t.turn_id == turn_id and item_id in ("", t.item_id)), None)

    async def _write(self, track: Track, reply: Reply) -> None:
        await self._outbox.put(ReplyText(track.turn_id, reply.written))
        if reply.citations:
            await self._outbox.put(ReplyCitations(track.turn_id, reply.citations))
        if options := offered(reply):
            await self._outbox.put(ReplyOptions(track.turn_id, options))
        self._memory.keep_desk(track.item_id, reply.written, reply)

    async def _say(self, track: Track, reply: Reply, begun: tuple[Speech | None, Iterator[Speech]], following: Following) -> None:
        speech, pieces = begun
        if reply.route != "staff" and (left := written_markers(reply.spoken)):
            log.warning("a reply holds words of written Chinese", code="reply_written", count=len(left))
        self._memory.keep_desk(track.item_id, "", reply)
        while speech is not None:
            start = track.total_ms
            track.pieces.append(Piece(speech.text, start, start + speech.ms))
            await self._outbox.put(ReplyText(track.turn_id, speech.text, start))
            await self._outbox.put(ReplyPhones(track.turn_id, shifted(speech.phones, start)))
            track.cited = placed(reply, track.pieces)
            if start == 0 and reply.citations:
                await self._outbox.put(ReplyCitations(track.turn_id, track.cited))
            if start == 0 and (options := offered(reply)):
                await self._outbox.put(ReplyOptions(track.turn_id, options))
            sound = louder(speech.pcm) if "louder" in reply.standing else speech.pcm
            await self._send(track, sound.astype("<i2").tobytes())
            self._memory.keep_heard(track, track.heard_ms(self._clock()))
            speech = await self._next(pieces)
            if speech is None and (longer := await following(reply)) is not None:
                pieces = self._voice.speak(longer.spoken[len(reply.spoken) :], longer.style, longer.rate)
                reply, speech = longer, await self._next(pieces)
                self._memory.keep_desk(track.item_id, "", reply)
                self._memory.keep_heard(track, track.heard_ms(self._clock()))
        if reply.citations and len(track.pieces) > 1:  # now all times are known
            await self._outbox.put(ReplyCitations(track.turn_id, track.cited))

    async def _send(self, track: Track, pcm: bytes) -> None:
        for offset in range(0, len(pcm), CHUNK_BYTES):
            chunk = pcm[offset : offset + CHUNK_BYTES]
            if (wait := track.wait_s(self._clock(), len(chunk) * CHUNK_MS // CHUNK_BYTES)) > 0:
                await asyncio.sleep(wait)
            if track.began is None:
                self._measure()
            track.starts(self._clock())
            await self._outbox.put(ReplyAudio(track.turn_id, chunk, track.sent_ms))
            track.sent_ms += len(chunk) * CHUNK_MS // CHUNK_BYTES

    def _measure(self) -> None:
        """The first audio of a reply leaves."""
        now = self._clock()
        self._metrics.first_audio_seconds.observe(max(0.0, now - self._asked_at))
        if self._voiced_until is not None:
            self._metrics.voice_to_voice_seconds.observe(max(0.0, now - self._voiced_until))

    async def _until_heard(self, track: Track) -> None:
        """Until the last sample has been played by the pace; text has been read as soon as it has left."""
        if track.began is None:
            return
        rest = track.total_ms / 1000 - (self._clock() - track.began)
        if rest > 0:
            await asyncio.sleep(rest)
        self._memory.keep_heard(track, track.sent_ms)

    async def _next(self, pieces: Iterator[Speech]) -> Speech | None:
        return await self._executor.run(Stage.VOICE, lambda: next(pieces, None))
