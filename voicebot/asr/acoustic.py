"""The acoustic model: log-mel to log-probabilities of Jyutping units and tones, 20 ms a frame.

Two graphs of the same weights (see the card of models/shipped/asr): one sees a whole stretch of speech at once, the
other goes on chunk by chunk with cached keys and values. A third hears once more what the first one's two lowest blocks
hand on: its upper blocks were taught values and English words first, readers second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ..onnx import open_session
from ..weights import find
from . import lexicon
from .features import BANDS, Mel, normalise

WHOLE, STEP, ASKED = "asr/best.int8.onnx", "asr/best_stream.int8.onnx", "asr/asked.int8.onnx"
FRAME_S = 0.02
CHUNK = 32  # frames a step of the streaming graph: .64 s
AHEAD = 16  # frames of look-ahead, never emitted: .32 s
_HISTORY = 4  # frames of mel before a chunk, for the convolutions
_LEFT = 400  # frames of the past that are attended to: 8 s
_WRAP = 1_200  # frames after which positions start again (the table has 1,500)
_CARRY = 100  # frames encoded again at a new start, as context: 2 s

PIECE = 1_000  # frames: longer stretches (20 s) are cut, so that the end of a long turn is encoded soon
_LEAST = 500  # frames: and not before 10 s
_LAP = 100  # frames of context on either side of a cut: 2 s

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Log-probabilities: `units` [frames, units], `tones` [frames, 6]; from the full-context graph also what the encoder's
    second block hands on, `layer` [frames, 512], and from `Acoustic.long` what the blocks that were taught values hear in the same
    frames, `second`. Which units there are `units.txt` says, and nothing else."""

    units: Floats
    tones: Floats
    layer: Floats | None = None
    second: Posteriors | None = None

    def __len__(self) -> int:
        return len(self.units)

    @staticmethod
    def join(parts: list[Posteriors]) -> Posteriors:
        """One after the other; no parts are no frames, of no units."""
        if not parts:
            return Posteriors(np.zeros((0, 0), np.float32), np.zeros((0, 6), np.float32))
        layers = [p.layer for p in parts if p.layer is not None]
        seconds = [p.second for p in parts if p.second is not None]
        return Posteriors(
            np.concatenate([p.units for p in parts]),
            np.concatenate([p.tones for p in parts]),
            np.concatenate(layers) if len(layers) == len(parts) else None,
            Posteriors.join(seconds) if len(seconds) == len(parts) else None,
        )

    def __getitem__(self, frames: slice) -> Posteriors:
        layer = None if self.layer is None else self.layer[frames]
        return Posteriors(self.units[frames], self.tones[frames], layer, None if self.second is None else self.second[frames])


Pieces: TypeAlias = dict[int, tuple[int, Posteriors]]  # by first frame: (end, posteriors)


class Acoustic:
    """The graphs, shared by all calls and thread-safe. Raises ModelError where a file is missing."""

    def __init__(self) -> None:
        self._full, self._step = open_session(WHOLE), open_session(STEP)
        own = find(ASKED).parent == find(WHOLE).parent  # another model's lower blocks hand on something else
        self._asked = open_session(ASKED) if own else None
        self.units = lexicon.units()

    def whole(self, columns: Mel) -> Posteriors:
        """Raw log10 mel columns [80, n] to posteriors [n // 2] with full context.

        At most 28 s: the table of positions ends there.
        """
        columns = columns[:, : columns.shape[1] // 2 * 2]
        if columns.shape[1] < 2:
            return Posteriors.join([])
        mel = normalise(columns, float(columns.max()))
        units, tones, layer = self._full.run(["units", "tone", "layer2"], {"mel": mel[None]})
        return Posteriors(units[0], tones[0], layer[0])

    def settle(self, columns: Mel, done: Pieces) -> int:
        """Encode, into `done`, the pieces of a growing turn that are complete; gives the first frame after them.

        A piece ends where it is quietest and is encoded with 2 s of context on either side. `done` is keyed by a
        piece's first frame, and what is there is not encoded again.
        """
        start = 0
        while columns.shape[1] // 2 - start > PIECE:
            if start not in done:
                cut = _quietest(columns, start + _LEAST, start + PIECE - _LAP)
                done[start] = (cut, self._piece(columns, start, cut))
            start = done[start][0]
        return start

    def long(self, columns: Mel, done: Pieces) -> Posteriors:
        """Like `whole`, for any length: the pieces of `settle` and the rest, joined."""
        start = self.settle(columns, done)
        parts = [done[first][1] for first in sorted(done)]
        return Posteriors.join([*parts, self._piece(columns, start, columns.shape[1] // 2)])

    def _piece(self, columns: Mel, start: int, end: int) -> Posteriors:
        first = max(0, start - _LAP)
        last = min(columns.shape[1] // 2, end + _LAP)
        heard = self.whole(columns[:, 2 * first : 2 * last])
        if self._asked is not None and heard.layer is not None:
            units, tones = self._asked.run(["units", "tone"], {"layer2": heard.layer[None]})
            heard = replace(heard, second=Posteriors(units[0], tones[0]))
        return heard[start - first : end - first]

    def stream(self) -> AcousticStream:
        return AcousticStream(self._step)


def _quietest(columns: Mel, low: int, high: int) -> int:
    """The frame in low..high in the middle of the quietest 200 ms."""
    level = columns[:, 2 * low : 2 * high].mean(axis=0)
    smooth = np.convolve(level, np.ones(20), mode="valid")
    return low + (int(smooth.argmin()) + 10) // 2


class AcousticStream:
    """One turn through the streaming graph. What it has given is never changed."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._frames = 0  # emitted
        self._position = 0  # of the next frame in the table of positions
        self._loudest = -10.0
        self._forget()

    def _forget(self) -> None:
        self._keys = np.zeros((6, 8, 0, 64), dtype=np.float32)
        self._values = np.zeros((6, 8, 0, 64), dtype=np.float32)

    def advance(self, columns: Mel) -> list[Posteriors]:
        """Posteriors of the chunks that became complete, given all raw columns heard so far."""
        parts = []
        while columns.shape[1] // 2 >= self._frames + CHUNK + AHEAD:
            if self._position >= _WRAP:
                self._restart(columns)
            parts.append(self._run(columns, self._frames, CHUNK, AHEAD))
            self._frames += CHUNK
        return parts

    def _restart(self, columns: Mel) -> None:
        """Positions begin again at 0 with the last 2 s encoded anew, so that no key keeps an old position."""
        self._forget()
        self._position = 0
        self._run(columns, self._frames - _CARRY, _CARRY, 0)

    def _run(self, columns: Mel, start: int, new: int, ahead: int) -> Posteriors:
        first, last = 2 * (start - _HISTORY), 2 * (start + new + ahead)
        mel = columns[:, max(0, first) : last]
        if first < 0:
            mel = np.concatenate([np.full((BANDS, -first), -10, dtype=np.float32), mel], axis=1)
        self._loudest = max(self._loudest, float(mel.max()))
        feeds = {
            "mel": normalise(mel, self._loudest)[None],
            "k": self._keys,
            "v": self._values,
            "pos": np.array([self._position], dtype=np.int64),
        }
        units, tones, keys, values = self._session.run(["units", "tone", "k2", "v2"], feeds)
        self._keys = np.concatenate([self._keys, keys[:, :, :new]], axis=2)[:, :, -_LEFT:]
        self._values = np.concatenate([self._values, values[:, :, :new]], axis=2)[:, :, -_LEFT:]
        self._position += new
        return Posteriors(units[:new], tones[:new])
