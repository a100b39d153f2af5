"""The form that one conversation is about: pictures taken in, read aside, talked over, handed in.

Reading takes seconds in another process, and an interruption does not stop it: what was read is told with the next
reply. A form is handed in only when its reply is really spoken, never ahead, and once: its key says which form it is.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from .compute import Executor, Stage
from .dialog.flows.state import FlowState
from .drafting import Drafting
from .errors import DeskError
from .events import FormShown, Picture, Reply, ShownField, Transcript
from .forms import conversation
from .forms.state import FormReader, FormState, Turn
from .tools.outcome import Call

log = structlog.get_logger()
EXPECTED = {"phone": "phone", "date": "date"}  # kind of a field → what the ears lean towards


@dataclass(frozen=True, slots=True)
class Papers:
    """What a desk reads forms with, and where it hands them in: (form, values, idempotency key) → reference."""

    reader: FormReader
    submit: Callable[[str, Mapping[str, str], str], str]


@dataclass(frozen=True, slots=True)
class Decided:
    """A reply, and what it makes of the form or the flow in hand. Nothing has happened yet."""

    reply: Reply
    form: FormState | None = None
    submit: bool = False
    flow: FlowState | None = None
    call: Call | None = None  # of a tool, made when the reply is really given
    offers: str = ""  # a flow that the reply offers to begin
    said: Transcript | None = None  # what it offers that for: who says yes need not say the rest again
    joins: bool = False  # the reply is what comes of the call that runs
    more: Drafting | None = None  # where the reply is the beginning of a draft

    @property
    def acts(self) -> bool:
        """Whether giving the reply does something, so that its words are not known before."""
        return self.submit or self.call is not None or self.joins


class Paperwork:
    def __init__(self, papers: Papers | None, executor: Executor, key: str) -> None:
        """`key` is the conversation's own; with what a form says it makes the form's idempotency key, so that the same form
        handed in again after a lost line is the same deed, and another form is another."""
        self.state: FormState | None = None
        self._papers = papers
        self._executor = executor
        self._key = key
        self._reference = ""
        self._picture: Picture | None = None
        self._reading: asyncio.Task[Decided] | None = None
        self._submitting: Decided | None = None  # confirmed, and what became of it has not been told

    def take(self, picture: Picture) -> None:
        """Keep a picture for the next reply; a newer one takes its place."""
        self._picture = picture

    @property
    def waits(self) -> bool:
        """Whether a picture has come that nobody has looked at."""
        return self._picture is not None

    def begin(self, spawn: Callable[[Coroutine[Any, Any, Decided]], asyncio.Task[Decided]]) -> None:
        """Start to read the picture that waits, in a task that `spawn` owns; an older reading is given up."""
        picture, self._picture = self._picture, None
        if self._reading is not None:
            self._reading.cancel()
        self._reading = spawn(self._read(picture)) if picture is not None else None

    async def read(self) -> Decided | None:
        """What came of the reading. Who is cancelled here loses nothing: `heard` tells it with the next reply."""
        return await asyncio.shield(self._reading) if self._reading is not None else None

    def heard(self, transcript: Transcript) -> Decided | None:
        """What the customer's sentence does to the form; None where it is about something else. Changes nothing."""
        if self._submitting is not None:
            return self._submitting  # an interruption cut it off: handed in again with its key, it is the same deed
        if (read := self._untold()) is not None:
            return read
        said = conversation.heard(self.state, transcript) if self.state is not None else None
        return _decided(*said) if said is not None else None

    def settle(self, decided: Decided) -> None:
        """The reply is being given: its form is the form in hand."""
        if self._untold() is decided:
            self._reading = None
        if decided.form is not None:
            self.state = decided.form
            self._submitting = decided if decided.submit else None

    async def hand_in(self, form: FormState) -> Reply:
        """Submit the confirmed form. The reply promises nothing that the back office has not confirmed."""
        papers, reference = self._papers, None
        if papers is not None:
            values = form.values()
            try:
                reference = await self._executor.run(Stage.MIND, lambda: papers.submit(form.form, values, self._deed(form.form, values)))
            except DeskError as error:
                log.warning("back office refused a form", code=error.code)
            except Exception as error:  # noqa: BLE001 - a broken office costs its form, not the call
                log.error("back office broke", code="office_failed", exc_info=error)
        self._submitting = None
        self._reference = reference or ""
        reply = _reply(conversation.submitted(form, reference), form)
        return reply if reference is not None else Reply(reply.spoken, reply.written, "flow", offer_person=True)

    def _deed(self, form: str, values: Mapping[str, str]) -> str:
        said = json.dumps([self._key, form, sorted(values.items())], ensure_ascii=False)
        return f"form-{hashlib.blake2b(said.encode(), digest_size=20).hexdigest()}"

    def shown(self, turn_id: int) -> FormShown | None:
        form = self.state
        if form is None:
            return None
        fields = tuple(ShownField(f.name, f.label, f.shown, f.ok, f.problem) for f in form.fields)
        return FormShown(turn_id, form.form, form.stage, form.focus, fields, self._reference if form.stage == "confirmed" else "")

    def _untold(self) -> Decided | None:
        reading = self._reading
        return reading.result() if reading is not None and reading.done() and not reading.cancelled() else None

    async def _read(self, picture: Picture) -> Decided:
        if self._papers is None:
            return _problem("ocr_failed")
        try:
            read = await self._papers.reader.read(picture.data, picture.media_type)
        except DeskError as error:
            return _problem(error.code)
        except Exception as error:  # noqa: BLE001 - nobody may be waiting: a broken reader costs its picture, not the call
            log.error("reading failed", exc_info=error)
            return _problem("ocr_failed")
        return _decided(*conversation.begin(read))


def _decided(form: FormState, turn: Turn) -> Decided:
    return Decided(_reply(turn, form), form, turn.submit)


def _reply(turn: Turn, form: FormState) -> Reply:
    if form.stage == "reading_back":
        return Reply(turn.spoken, turn.written, "flow", expect="yes_no")
    asked = form.field(form.focus) if form.stage == "asking_value" else None
    return Reply(turn.spoken, turn.written, "flow", expect=EXPECTED.get(asked.kind, "any") if asked else "any")


def _problem(code: str) -> Decided:
    turn = conversation.problem(code)
    return Decided(Reply(turn.spoken, turn.written, "flow", offer_person=code == "ocr_failed"))
