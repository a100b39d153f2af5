"""The engines' Protocols: one to three methods each. Every engine has a deterministic fake (`voicebot.fakes`),
an embedded one that needs no download, and production ones behind the same Protocol.

All methods here are synchronous and may compute: live callers run them through `compute.Executor`, never on the
event loop. An instance of an engine is shared by all calls and thread-safe; a stream belongs to one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .events import Felt, Phone, Reply, Style, Transcript
from .knowledge.documents import Document
from .knowledge.opening import Signals
from .privacy.consent import PrivacyNotice

VAD_SAMPLES = 512  # at 16 kHz: 32 ms a window
# Characters of a turn in which values are looked for: more than a minute of talk, and what our pages take. Readers of values
# weigh every way to cut a turn up, so that ten thousand characters would hold up every other caller.
LONGEST_SAID = 500


class VadStream(Protocol):
    def probability(self, window: NDArray[np.int16]) -> float:
        """Probability of speech, 0..1, in the next 512 samples at 16 kHz. Keeps its own history."""
        ...


class Vad(Protocol):
    def stream(self) -> VadStream: ...


@dataclass(frozen=True, slots=True)
class Expect:
    """What the dialog expects to hear, so that the decoder can lean towards it."""

    kind: str = "any"  # any, yes_no, number, hkid, phone, date, amount, choice
    phrases: tuple[str, ...] = ()


class RecognitionStream(Protocol):
    """One customer turn. `feed` only buffers; `partial` and `final` compute."""

    def feed(self, pcm: NDArray[np.int16]) -> None:
        """Append audio, 16 kHz mono, any length."""
        ...

    def partial(self) -> Transcript | None:
        """The hypothesis for all audio fed so far, or None where nothing new could be encoded."""
        ...

    def final(self) -> Transcript:
        """Encode the whole turn with full context. Pure: may be called early (speculation) and again."""
        ...

    def traits(self) -> NDArray[np.float32] | None:
        """What `final` saw of the voice itself, for `Feeling`: mean and standard deviation over time of an inner
        layer's output, one row. None where the engine keeps none."""
        ...


class Recognizer(Protocol):
    name: str

    def stream(self, expect: Expect = Expect()) -> RecognitionStream: ...


@dataclass(frozen=True, slots=True)
class Speech:
    """A piece of synthetic speech: one phrase. Piece times count from the piece's own first sample."""

    pcm: NDArray[np.int16]  # 24 kHz mono
    text: str  # the piece of the given text that it speaks
    phones: tuple[Phone, ...]
    syllables: tuple[str, ...]  # jyutping with tone

    @property
    def ms(self) -> int:
        return len(self.pcm) * 1000 // 24_000


class Voice(Protocol):
    name: str

    def speak(self, text: str, style: Style = "warm", rate: float = 1.0) -> Iterator[Speech]:
        """Speak `text` phrase by phrase; the first piece is short, so that it can start at once."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """One customer turn for the mind, with what the recogniser was unsure of, and the call so far."""

    transcript: Transcript
    history: tuple[tuple[str, str], ...] = ()  # ("customer" | "desk", what was heard), oldest first
    misunderstood: int = 0  # turns in a row that were not understood
    channel: str = "web"  # web, phone, kiosk
    feeling: str = "unsure"  # of this turn, as `events.Felt.label`
    angry_turns: int = 0  # of anger or distress in a row, this one included
    language: str = "zh-HK"
    tools: tuple[str, ...] = ()  # the client's functions, JSON
    tool_choice: str = "auto"
    now: datetime | None = None  # Hong Kong time without a zone; None takes every answer as valid, and knows no hours
    standing: tuple[str, ...] = ()  # requests that last for the call: slower, quicker, louder, simpler
    cited: tuple[tuple[str, str], ...] = ()  # ids behind the desk's last words, and the versions of what they cited
    signals: Signals | None = None  # of storms, where a turn is played again; None: as they are posted now

    @property
    def today(self) -> date | None:
        return self.now.date() if self.now is not None else None


@dataclass(frozen=True, slots=True)
class OpenedPassage:
    """What a citation opens for the customer. `anchor` is its place in the documents, `text` plain text."""

    id: str
    title: str
    anchor: str
    text: str
    page: int = 0  # of a PDF, from 1; 0 where there are no pages
    version: str = ""  # of these words
    extract: str = ""  # as evidence: its own sentences, to be spoken, where they know enough of the question by themselves


class Mind(Protocol):
    def answer(self, question: Question) -> Reply:
        """The reply to this turn. Never raises for a customer's words; no side effects (it may be thrown away)."""
        ...

    def heeds(self, question: Question) -> Reply | None:
        """The reply where the turn is of the kind that goes before an open flow or form: a standing request, a wish for
        a person, a warning or safety script. None for every other turn."""
        ...

    def evidence(self, question: Question) -> tuple[OpenedPassage, ...]:
        """The passages that are likely to answer, best first, at most four, perhaps none: what a `Writer` may write from."""
        ...

    def phrase(self, key: str) -> Reply:
        """A fixed phrase of the pack (greeting, reprompt, holding, …). Raises KeyError where it is missing."""
        ...

    def notice(self, channel: str, records: bool) -> PrivacyNotice:
        """What a customer of the channel is told first; `records`: whether the telephone system records."""
        ...

    def passage(self, citation_id: str) -> OpenedPassage | None:
        """The passage behind a citation; None for an unknown id."""
        ...

    def document(self, page: str) -> Document | None:
        """A whole document by its page, which is an anchor's part before "#"; None for an unknown one."""
        ...


class FeelingStream(Protocol):
    """One call: keeps the caller's own baseline."""

    def judge(self, turn_id: int, pcm: NDArray[np.int16], transcript: Transcript, traits: NDArray[np.float32] | None) -> Felt:
        """How the caller sounded in one turn (16 kHz mono; no samples where it was typed); "unsure" where the evidence
        is weak or conflicting. Judged ahead of the end of turn and perhaps again: the same turn replaces itself."""
        ...


class Feeling(Protocol):
    def stream(self) -> FeelingStream: ...


def unheard(_: Reply) -> None:
    """For who waits for the whole."""


class Writer(Protocol):
    """Drafts where nobody has approved an answer. Waits on another machine or process, so it is asynchronous."""

    async def answer(self, question: Question, evidence: tuple[OpenedPassage, ...], told: Callable[[Reply], None] = unheard) -> Reply | None:
        """A reply of which every sentence is supported by the evidence, or None. Never raises for what a model does.

        `told` is given the reply so far, sentence by sentence; each goes on where the one before ended.
        """
        ...


@dataclass(frozen=True, slots=True)
class Engines:
    """What one desk process runs with; chosen once by `app`."""

    vad: Vad
    recognizer: Recognizer
    voice: Voice
    mind: Mind
    feeling: Feeling | None = None
    writer: Writer | None = None
