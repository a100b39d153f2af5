"""One customer turn while it is heard: recognition stream, partials, and the reply prepared ahead.

A `Hearing` belongs to one conversation's loop. Its recognition stream is only touched under its lock, because a
partial and the final may be wanted at the same time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compute import Executor, Stage
from .engines import Expect, RecognitionStream, Recognizer, Speech
from .events import FRAME_S, Audio, Felt, Transcript
from .paperwork import Decided

PARTIAL_EVERY_S = 0.32
BUFFER_S = 90.0  # the input buffer holds at most this much audio


class InputBuffer:
    """The last frames heard, so that a turn can begin before its onset was noticed. Oldest frames go first."""

    def __init__(self, seconds: float = BUFFER_S) -> None:
        self._frames: deque[Audio] = deque(maxlen=int(seconds / FRAME_S))

    def push(self, frame: Audio) -> None:
        self._frames.append(frame)

    def since(self, at: float) -> bytes:
        """PCM at 16 kHz of all frames that end after `at`."""
        recent: list[bytes] = []
        for frame in reversed(self._frames):
            if frame.at <= at:
                break
            recent.append(frame.pcm)
        return b"".join(reversed(recent))

    def clear(self) -> None:
        self._frames.clear()

    @property
    def seconds(self) -> float:
        return len(self._frames) * FRAME_S


@dataclass(slots=True)
class Prepared:
    """A reply made ahead: what was heard and how, what will be said, and its first piece of speech."""

    transcript: Transcript
    felt: Felt | None = None
    decided: Decided | None = None
    begun: tuple[Speech | None, Iterator[Speech]] | None = None

    def close(self) -> None:
        """It is not wanted."""
        if self.decided is not None and self.decided.more is not None:
            self.decided.more.close()


class Hearing:
    def __init__(
        self, turn_id: int, item_id: str, began: float, recognizer: Recognizer, executor: Executor, expect: Expect = Expect()
    ) -> None:
        self.turn_id = turn_id
        self.item_id = item_id
        self.began = began  # onset on the media clock
        self.announced = False
        self.recognising: asyncio.Task[Prepared | None] | None = None  # ahead of the end of turn: what was heard
        self.preparing: asyncio.Task[Prepared | None] | None = None  # and what will be said
        self.caption = ""
        self.captions = True  # False: none any more in this turn
        self.seconds = 0.0
        self._stream: RecognitionStream = recognizer.stream(expect)
        self._executor = executor
        self._lock = asyncio.Lock()
        self._heard: deque[bytes] = deque(maxlen=int(BUFFER_S / FRAME_S))
        self._since_partial = 0.0

    def feed(self, pcm: bytes) -> bool:
        """Take audio at 16 kHz; True where a partial is due."""
        seconds = len(pcm) / 32_000
        self._stream.feed(np.frombuffer(pcm, dtype="<i2"))
        self._heard.append(pcm)
        self.seconds += seconds
        self._since_partial += seconds
        due = self.captions and self._since_partial >= PARTIAL_EVERY_S and not self._lock.locked()
        if due:
            self._since_partial = 0.0
        return due

    async def partial(self) -> Transcript | None:
        """The hypothesis so far; None where it came too late to be of use."""
        async with self._lock:
            return await self._executor.submit(Stage.PARTIAL, self._stream.partial, droppable=True)

    async def final(self) -> Transcript:
        async with self._lock:
            return await self._executor.run(Stage.FINAL, self._stream.final)

    def pcm(self) -> NDArray[np.int16]:
        """All audio of the turn, 16 kHz."""
        return np.frombuffer(b"".join(self._heard), dtype="<i2")

    def traits(self) -> NDArray[np.float32] | None:
        return self._stream.traits()

    def release(self) -> None:
        """What was prepared to be said is not wanted, or not any more."""
        if self.preparing is not None:
            if not self.preparing.cancel() and not self.preparing.cancelled() and (ready := self.preparing.result()) is not None:
                ready.close()
            self.preparing = None

    def discard(self) -> None:
        """The customer goes on: what was prepared is void, and what was heard is not all."""
        self.release()
        if self.recognising is not None:
            self.recognising.cancel()
            self.recognising = None
