"""What flows through the desk: three closed unions of frozen dataclasses, by direction.

`Input` comes from the edge, `Finding` from an engine, `Command` goes out to the edge. Data flows one way:
Input -> Finding -> Command. Times (`at`, `start`, `end`) are seconds on the edge's media clock unless the name
ends in `_ms`. Audio is 16-bit little-endian mono PCM in `bytes`; the rate stands in the field's comment.
Everything that goes out carries the `turn_id` it belongs to, so that a sender can drop what is stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

IN_RATE = 16_000  # Hz, what the ears hear
OUT_RATE = 24_000  # Hz, what the voice speaks
FRAME_S = 0.02  # one step of the media clock
FRAME_BYTES = int(IN_RATE * FRAME_S) * 2


# ---- values shared by the unions -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: float  # seconds from the start of the utterance's audio
    end: float
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Syllable:
    """One heard syllable: up to three readings, best first, as (jyutping with tone, probability)."""

    alternatives: tuple[tuple[str, float], ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the ears believe was said. `text` is "" where there was no evidence of speech."""

    text: str
    words: tuple[Word, ...] = ()
    syllables: tuple[Syllable, ...] = ()

    @property
    def confidence(self) -> float:
        return sum(w.confidence for w in self.words) / len(self.words) if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """Binds a piece of a reply to its evidence by id, never by position."""

    id: str  # answer or passage id
    title: str  # of the source document
    anchor: str  # opens the very place, e.g. "fees.html#fps"
    quote: str  # the written text that supports the reply
    start_ms: int = 0  # where in the reply's audio it is spoken
    end_ms: int = 0
    version: str = ""  # of the answer's or passage's words, as they were
    said: str = ""  # the part of `Reply.spoken` that rests on it; "" is the whole


@dataclass(frozen=True, slots=True)
class ToolCall:
    call_id: str
    name: str
    arguments: str  # JSON object


Route = Literal["answer", "passage", "flow", "smalltalk", "request", "script", "person", "staff", "tool", "none"]
Style = Literal["warm", "calm", "brisk", "apologetic"]


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a reply is what it is, in plain JSON-able values: what was heard, what was weighed, what was done. Together
    with the conversation before it, it gives the whole question again, so that the turn can be replayed."""

    # the question
    heard: str = ""
    syllables: tuple[tuple[tuple[str, float], ...], ...] = ()  # each up to three readings with their probabilities
    confidence: float | None = None  # of the words; None where they were typed
    channel: str = "web"
    language: str = "zh-HK"
    now: str = ""  # the desk's clock, ISO 8601; "" where it did not matter
    signals: tuple[Any, ...] = ()  # of storms, as `knowledge.opening.Signals` has them; () where nothing was known of the time
    misunderstood: int = 0
    feeling: str = "unsure"
    angry_turns: int = 0
    requests: tuple[str, ...] = ()  # in force before the turn
    # the decision
    knowledge: str = ""  # version of what the desk knew
    route: str = ""
    target: str = ""  # phrase, answer, flow or passage
    coverage: float = 0.0
    margin: float = 0.0  # of the score, to the runner-up
    runner_up: str = ""
    sources: tuple[tuple[str, str], ...] = ()  # ids of answers and passages, and the versions of their words
    edits: tuple[tuple[str, str, str], ...] = ()  # of the spoken-Cantonese guard: before, after, rule
    influence: str = ""  # of the feeling: apology, offer, calm
    standing: tuple[str, ...] = ()  # requests in force after the turn
    calls: tuple[str, ...] = ()  # of tools, by name and outcome
    outcomes: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()  # the same whole: tool, code, values that may be said
    draft: tuple[tuple[str, str], ...] = ()  # of a language model: sentences that were kept, each with its passage's id
    spoken: str = ""  # what was decided to be said, whole


@dataclass(frozen=True, slots=True)
class Reply:
    """What the desk has decided to say. `spoken` is spoken word for word; `written` is shown."""

    spoken: str
    written: str
    route: Route
    citations: tuple[Citation, ...] = ()
    style: Style = "warm"
    rate: float = 1.0  # of speech; < 1 is slower
    offer_person: bool = False
    hand_over: bool = False
    tool: ToolCall | None = None
    ends: bool = False  # a goodbye: on the phone the desk hangs up after it
    expect: str = "any"  # what the customer is asked for, as `engines.Expect.kind`
    options: tuple[str, ...] = ()  # of a choice: what may be tapped, in order, each sent as if it were typed
    flow: str = ""  # the flow that this turn begins
    standing: tuple[str, ...] = ()  # requests that last for the call, as they now stand
    trace: Trace | None = None
    in_hand: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)  # the flow after this reply, for the journal


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone of synthetic speech. `unit` is an onset ("o_g"), a rime ("r_aai") or "sp" (silence)."""

    unit: str
    tone: int  # 1..6, 0 for silence and onsets without tone
    start_ms: int
    end_ms: int
    syllable: int  # index into the utterance's syllables, -1 for silence


# ---- Input: the edge tells the session --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Audio:
    """One 20 ms frame at 16 kHz (640 bytes), ending at `at`. `filled` where the edge put silence for a lost frame."""

    at: float
    pcm: bytes
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Typed by the customer. `respond` is False where a client adds an item and asks for the reply separately."""

    text: str
    item_id: str = ""
    respond: bool = True


@dataclass(frozen=True, slots=True)
class Digit:
    digit: str  # one of 0-9 * # A-D


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    media_type: str
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """The customer has heard `ms` of an item's audio, of the turn's newest where none is named. `final`: playback stopped there
    (truncate)."""

    turn_id: int
    ms: int
    final: bool = False
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class ToolOutput:
    call_id: str
    output: str


@dataclass(frozen=True, slots=True)
class Control:
    """Asked for by the client: commit the input buffer, clear it, respond now, cancel the running reply, hand over,
    forget the conversation."""

    kind: Literal["commit", "clear", "respond", "cancel", "person", "forget"]
    turn_id: int = 0  # for cancel: 0 means whichever runs
    text_only: bool = False  # for respond


AudioFormat: TypeAlias = Literal["audio/pcm", "audio/pcmu", "audio/pcma"]  # 24 kHz PCM; 8 kHz G.711, µ-law and A-law


@dataclass(frozen=True, slots=True)
class Configure:
    """The client changed the session (Realtime `session.update`)."""

    turn_detection: Literal["server_vad", "semantic_vad", "none"] = "server_vad"
    create_response: bool = True
    interrupt_response: bool = True
    silence_ms: int = 500
    prefix_ms: int = 300
    threshold: float = 0.5
    text_only: bool = False
    transcribe: bool = True
    tools: tuple[str, ...] = ()  # each a JSON object {type, name, description, parameters}
    tool_choice: str = "auto"  # auto, none, required, or a function's name
    input_format: AudioFormat = "audio/pcm"
    output_format: AudioFormat = "audio/pcm"
    language: Literal["zh-HK", "en"] = "zh-HK"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person of the organisation takes the call, speaks in it, gives it back to the desk, or is lost to it."""

    kind: Literal["join", "say", "back", "leave"]
    text: str = ""  # of `say`: spoken to the customer word for word


@dataclass(frozen=True, slots=True)
class Judged:
    """What the customer thinks of an answer."""

    item_id: str  # of the desk's item
    verdict: Literal["helpful", "wrong"]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float


@dataclass(frozen=True, slots=True)
class Gone:
    reason: str


Input: TypeAlias = Audio | Text | Digit | Picture | Played | ToolOutput | Control | Configure | Staff | Judged | Tick | Gone


# ---- Finding: an engine tells the turn machine ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SpeechOn:
    at: float  # onset


@dataclass(frozen=True, slots=True)
class SpeechOff:
    at: float  # last voiced moment; the turn machine waits from here


@dataclass(frozen=True, slots=True)
class Heard:
    """A hypothesis of the running turn; `final` after the end of turn."""

    turn_id: int
    transcript: Transcript
    final: bool = False


Feeling: TypeAlias = Literal["calm", "happy", "angry", "sad", "unsure"]


@dataclass(frozen=True, slots=True)
class Felt:
    turn_id: int
    label: Feeling
    arousal: float  # 0..1
    confidence: float


@dataclass(frozen=True, slots=True)
class Answered:
    turn_id: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class Spoken:
    """The pacing says that the last sample of the turn's reply has been played."""

    turn_id: int
    at: float


Finding: TypeAlias = SpeechOn | SpeechOff | Heard | Felt | Answered | Spoken


# ---- Command: the session tells the edge ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Listening:
    """Speech of the customer began (`on`) or ended; `at_ms` on the input buffer's own clock."""

    turn_id: int
    item_id: str
    on: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Committed:
    """The customer's turn is now an item of the conversation. `text` is set where it was typed."""

    turn_id: int
    item_id: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """A partial (whole text so far, not a delta) or the final transcript of a customer's item."""

    turn_id: int
    item_id: str
    text: str
    final: bool
    seconds: float = 0.0  # of audio, for usage
    failed: str = ""  # an error code where recognition failed


@dataclass(frozen=True, slots=True)
class ReplyBegin:
    turn_id: int
    response_id: str
    item_id: str
    text_only: bool


@dataclass(frozen=True, slots=True)
class ReplyText:
    """The next piece of the reply's written text, spoken from `start_ms` of its audio on."""

    turn_id: int
    text: str
    start_ms: int = 0


@dataclass(frozen=True, slots=True)
class ReplyAudio:
    """The next piece of speech, 24 kHz PCM, starting at `start_ms` of the reply's audio."""

    turn_id: int
    pcm: bytes
    start_ms: int


@dataclass(frozen=True, slots=True)
class ReplyPhones:
    turn_id: int
    phones: tuple[Phone, ...]  # times count from the start of the reply's audio


@dataclass(frozen=True, slots=True)
class ReplyCitations:
    turn_id: int
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ReplyOptions:
    turn_id: int
    options: tuple[str, ...]  # what the customer may tap in answer, each sent as if it were typed


@dataclass(frozen=True, slots=True)
class ReplyTool:
    turn_id: int
    response_id: str
    item_id: str
    call: ToolCall


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    turn_id: int
    status: Literal["completed", "cancelled", "failed"]
    reason: Literal["", "turn_detected", "client_cancelled"] = ""
    heard_ms: int = 0  # of the reply's audio, when it was cut


@dataclass(frozen=True, slots=True)
class Duck:
    """Lower the voice by 12 dB at once (`on`), or bring it back."""

    turn_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class Mood:
    turn_id: int
    felt: Felt


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the customer or the page must know, by a code with a text in `phrases`."""

    turn_id: int
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ShownField:
    name: str
    label: str
    shown: str  # as a page may show it: an HKID is masked
    ok: bool
    problem: str


@dataclass(frozen=True, slots=True)
class FormShown:
    """How far the form in hand has come; `focus` is the field that is asked for."""

    turn_id: int
    form: str
    stage: str
    focus: str
    fields: tuple[ShownField, ...]
    reference: str = ""  # of the back office, once it has taken the form


@dataclass(frozen=True, slots=True)
class HandOver:
    turn_id: int
    reference: str
    summary: str


@dataclass(frozen=True, slots=True)
class Truncated:
    turn_id: int
    item_id: str
    ms: int


@dataclass(frozen=True, slots=True)
class Cleared:
    turn_id: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An error for the client: `code` from `errors`, `text` in plain words."""

    turn_id: int
    code: str
    text: str
    client_event_id: str = ""


@dataclass(frozen=True, slots=True)
class End:
    turn_id: int
    code: str


Command: TypeAlias = (
    Listening | Committed | Caption | ReplyBegin | ReplyText | ReplyAudio | ReplyPhones | ReplyCitations | ReplyOptions
    | ReplyTool | ReplyEnd | Duck | Mood | Notice | FormShown | HandOver | Truncated | Cleared | Problem | End
)  # fmt: skip


Channel: TypeAlias = Literal["web", "phone", "kiosk"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Who and what a conversation is: shown on the page, spoken to staff, never personal."""

    session_id: str
    reference: str  # short, spoken-able, e.g. "K4-7302"
    pack: str
    language: str = "zh-HK"
    channel: Channel = "web"
    extras: dict[str, str] = field(default_factory=dict)
