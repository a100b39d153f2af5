"""One reply while it is spoken: what was sent, what was heard of it, and the pace.

Audio never runs more than `AHEAD_S` ahead of the clock, so that an interruption leaves little unheard sound on its
way. What was heard is what the client reports; where it reports nothing, what the pace says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .events import Citation, Phone, Reply

AHEAD_S = 0.48  # the protocol promises at most 0.5 s
CHUNK_MS = 100
CHUNK_BYTES = 24_000 * 2 * CHUNK_MS // 1000
YES_NO = ("係", "唔係")  # what may be tapped where a yes or a no is asked for


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    start_ms: int
    end_ms: int


@dataclass(slots=True)
class Track:
    """The bookkeeping of one reply. Times in ms count from the first sample of its audio."""

    turn_id: int
    item_id: str
    response_id: str
    pieces: list[Piece] = field(default_factory=list)
    began: float | None = None  # clock at which the first sample would have left, had the rest followed without a gap
    sent_ms: int = 0
    reported_ms: int | None = None
    ended: bool = False
    cited: tuple[Citation, ...] = ()  # with their times, as far as the speech is rendered

    @property
    def total_ms(self) -> int:
        return self.pieces[-1].end_ms if self.pieces else 0

    def heard_ms(self, now: float) -> int:
        """How much of the reply has been heard at `now` (clock seconds)."""
        if self.began is None:
            return 0
        paced = int((now - self.began) * 1000)
        return max(0, min(paced if self.reported_ms is None else self.reported_ms, self.sent_ms))

    def wait_s(self, now: float, ms: int) -> float:
        """Seconds to wait before `ms` more audio may leave."""
        if self.began is None:
            return 0.0
        return max(0.0, (self.sent_ms + ms) / 1000 - AHEAD_S - (now - self.began))

    def starts(self, now: float) -> None:
        """More audio leaves at `now`. Where all that went before has been played already, the far end plays it from here."""
        gap_free = now - self.sent_ms / 1000
        self.began = gap_free if self.began is None else max(self.began, gap_free)

    def text_heard(self, heard_ms: int) -> str:
        """The part of the text that was heard, to the character: pieces are cut in proportion to their time."""
        said = ""
        for piece in self.pieces:
            if piece.end_ms <= heard_ms:
                said += piece.text
                continue
            share = (heard_ms - piece.start_ms) / max(1, piece.end_ms - piece.start_ms)
            return said + piece.text[: int(len(piece.text) * max(0.0, share))]
        return said

    def cited_until(self, heard_ms: int) -> tuple[Citation, ...]:
        """What was cited in the part that was heard."""
        return tuple(replace(c, end_ms=min(c.end_ms, heard_ms)) for c in self.cited if c.start_ms < heard_ms)


def offered(reply: Reply) -> tuple[str, ...]:
    """What the customer may tap in answer."""
    return reply.options or (YES_NO if reply.expect == "yes_no" else ())


def placed(reply: Reply, pieces: Sequence[Piece]) -> tuple[Citation, ...]:
    """The reply's citations with the times of the words that rest on them. What is not rendered yet lies at the end of
    what is."""
    spoken = _letters(reply.spoken)
    out = []
    for citation in reply.citations:
        said = _letters(citation.said) or spoken
        start = max(spoken.find(said), 0)
        out.append(replace(citation, start_ms=_time(pieces, start), end_ms=_time(pieces, start + len(said))))
    return tuple(out)


def _letters(text: str) -> str:
    """Without spaces, which a voice may leave out or put in where it cuts."""
    return "".join(text.split())


def _time(pieces: Sequence[Piece], letter: int) -> int:
    """When the letter of that number begins; pieces are cut in proportion to their time."""
    for piece in pieces:
        count = len(_letters(piece.text))
        if letter < count:
            return piece.start_ms + (piece.end_ms - piece.start_ms) * letter // count
        letter -= count
    return pieces[-1].end_ms if pieces else 0


def shifted(phones: tuple[Phone, ...], by_ms: int) -> tuple[Phone, ...]:
    """The same phones on the reply's own time line."""
    return tuple(Phone(p.unit, p.tone, p.start_ms + by_ms, p.end_ms + by_ms, p.syllable) for p in phones)
