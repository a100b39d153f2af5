"""The way to the caller's ear: speech in, 20 ms frames of G.711 out, each at its time, with silence in between.

Every frame has an absolute deadline, so that nothing drifts. Speech runs at most `LEAD_S` ahead of it, against
jitter; silence never runs ahead, so that speech does not wait behind it. The far end says by marks what it has
played. A cut starts a new generation: marks of an older one may still come back, at once and unheard, and say nothing.

Pure: `now` is monotonic time in seconds, given by the caller.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio import g711
from ..audio.g711 import RATE, Law
from ..audio.pcm import samples
from ..audio.telephone import Decimator
from ..events import FRAME_S, OUT_RATE, Played, ReplyAudio

LEAD_S = 0.3
FRAME_SAMPLES = int(RATE * FRAME_S)
FRAME_MS = int(FRAME_S * 1000)
MARK_EVERY = 5  # frames of speech
LIMIT = 150  # 3 s of frames and marks wait at most, while the far end asks for a pause; then the oldest give way
DUCKED = 10 ** (-12 / 20)


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


@dataclass(frozen=True, slots=True)
class _Frame:
    samples: NDArray[np.int16]  # [160]


class Playout:
    def __init__(self, law: Law, now: float) -> None:
        self._law = law
        self._until = now  # the sound that was sent ends here
        self._queue: deque[_Frame | Mark] = deque()
        self._generation = 0
        self._gain = 1.0
        self._flowing = True
        self._silence = g711.silence(FRAME_SAMPLES, law)
        self._awaited = ""  # the newest mark that was sent and has not come back
        self._item_id = ""
        self._begin()

    def _begin(self) -> None:
        self._turn_id = 0  # of none yet; turns count from 1
        self._frames = 0  # of this turn, queued or sent
        self._filter = Decimator(OUT_RATE // RATE)
        self._rest = np.zeros(0, np.int16)

    @property
    def quiet(self) -> bool:
        """True where the far end has played all that was said."""
        return not self._queue and not self._awaited

    def begin(self, item_id: str) -> None:
        """What is pushed from now on is this item's; its marks count from 0."""
        self.finish()
        self._item_id = item_id

    def push(self, audio: ReplyAudio) -> None:
        """The next piece of a reply."""
        if audio.turn_id != self._turn_id:
            self.finish()
            self._turn_id = audio.turn_id
        line = np.concatenate([self._rest, self._filter.push(samples(audio.pcm))])
        whole = len(line) - len(line) % FRAME_SAMPLES
        self._rest = line[whole:]
        for start in range(0, whole, FRAME_SAMPLES):
            self._add(line[start : start + FRAME_SAMPLES])

    def finish(self) -> None:
        """The reply is complete: what is left of it becomes a frame, and a mark stands at its end."""
        if len(self._rest):
            self._add(np.pad(self._rest, (0, FRAME_SAMPLES - len(self._rest))))
        if self._frames % MARK_EVERY:
            self._queue.append(self._mark())
        self._begin()

    def cut(self) -> None:
        """Forget what was not sent; the far end is told to do the same with what it has not played."""
        self._queue.clear()
        self._generation += 1
        self._awaited = ""
        self._gain = 1.0
        self._begin()

    def duck(self, on: bool) -> None:
        """Lower what was not sent yet by 12 dB, or bring it back."""
        self._gain = DUCKED if on else 1.0

    def flow(self, go: bool) -> None:
        """The far end's queue is full, or has room again."""
        self._flowing = go

    def due(self, now: float) -> list[bytes | Mark]:
        """What leaves now, in order: frames of 160 bytes and marks. Call it every 20 ms."""
        if not self._flowing:
            return []
        out: list[bytes | Mark] = []
        while self._queue and (isinstance(self._queue[0], Mark) or self._until < now + LEAD_S):
            item = self._queue.popleft()
            if isinstance(item, Mark):
                self._awaited = item.name
                out.append(item)
            else:
                self._advance(now)
                out.append(g711.encode(self._scaled(item.samples), self._law))
        if self._until <= now:
            self._advance(now)
            out.append(self._silence)
        return out

    def heard(self, name: str) -> Played | None:
        """What a mark that came back says of the caller's ear; None for one that is out of date or not ours."""
        generation, _, rest = name.partition("-")
        turn_id, _, rest = rest.partition("-")
        ms, _, item_id = rest.partition("-")
        if generation != str(self._generation) or not (turn_id.isdecimal() and ms.isdecimal()):
            return None
        if name == self._awaited:
            self._awaited = ""
        return Played(int(turn_id), int(ms), item_id=item_id)

    def _advance(self, now: float) -> None:
        """The next frame begins where the last one ends, unless the far end has already run dry for a whole frame."""
        begins = self._until if now < self._until + FRAME_S else now
        self._until = begins + FRAME_S

    def _add(self, frame: NDArray[np.int16]) -> None:
        self._queue.append(_Frame(frame))
        self._frames += 1
        if self._frames % MARK_EVERY == 0:
            self._queue.append(self._mark())
        while len(self._queue) > LIMIT:
            self._queue.popleft()

    def _mark(self) -> Mark:
        item = f"-{self._item_id}" if self._item_id else ""
        return Mark(f"{self._generation}-{self._turn_id}-{self._frames * FRAME_MS}{item}")

    def _scaled(self, frame: NDArray[np.int16]) -> NDArray[np.int16]:
        return frame if self._gain == 1.0 else np.rint(frame * self._gain).astype(np.int16)
