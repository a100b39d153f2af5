"""The pack's own mind: it says approved answers word for word, reads out passages, and otherwise says so.

What a turn is answered with is decided in `deciding`; here the newest knowledge is at hand for it, and every reply is
checked, said as the caller feels and has asked for, and recorded with its reasons. Nothing is generated, so nothing can
be made up; `Composer.allows` holds this for every reply.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ..engines import OpenedPassage, Question
from ..events import Reply
from ..knowledge.documents import Document, Passage
from ..knowledge.library import Library, Snapshot
from ..knowledge.pack import Pack
from ..privacy.consent import PrivacyNotice, notice_for
from . import requests
from .compose import Composer, title_of
from .deciding import Known, Turn
from .router import Reading, Router, Startable
from .spoken import spoken
from .temper import influence, temper
from .trace import traced

EVIDENCE = 4  # passages that a writer is given
LIKELY = 0.3  # of the question that they or what cites them must know: a model that reads out truths that were not asked for is wrong too
EXTRACT = 0.5  # coverage from which a passage's own sentences may take the place of a draft about it that said too much


class Source(Protocol):
    """What is asked for the newest knowledge: a `Library`."""

    def snapshot(self) -> Snapshot: ...


class PackMind:
    """A Mind over one library. All calls share it; it keeps nothing of any."""

    def __init__(self, source: Source | Pack, flows: Sequence[Startable] = ()) -> None:
        self._source: Source = Library(source) if isinstance(source, Pack) else source
        self._flows = flows
        self._lock = threading.Lock()
        self._known = self._ready(self._source.snapshot())

    @property
    def pack(self) -> Pack:
        return self._current().view.pack

    def answer(self, question: Question) -> Reply:
        known = self._current()
        turn = Turn(question, known)
        return self._finished(known, question, turn, turn.reply())

    def heeds(self, question: Question) -> Reply | None:
        known = self._current()
        turn = Turn(question, known)
        reply = turn.heeded()
        return self._finished(known, question, turn, reply) if reply is not None else None

    def evidence(self, question: Question, likely: float | None = None) -> tuple[OpenedPassage, ...]:
        """`likely` takes the place of `LIKELY`, to measure what a model does with passages that know little."""
        known, least = self._current(), LIKELY if likely is None else likely
        read = known.router.read(known.router.query(question), question.transcript.text)
        found = [reading for reading in read if reading.likely >= least][:EVIDENCE]
        return tuple(_opened(known, reading) for reading in found if known.view.passage(reading.id) is not None)

    def phrase(self, key: str) -> Reply:
        return Composer(self._source.snapshot(), frozenset()).phrase(key)

    def notice(self, channel: str, records: bool) -> PrivacyNotice:
        return notice_for(self.pack, channel, records)

    def passage(self, citation_id: str) -> OpenedPassage | None:
        """What a citation opens: the section behind an answer's or a passage's id; None for an unknown id."""
        view = self._current().view
        answer = view.pack.answers.get(citation_id)
        found = view.passage(answer.source if answer is not None else citation_id)
        return _page(citation_id, found) if found is not None else None

    def document(self, page: str) -> Document | None:
        return self._source.snapshot().document(page)

    def _current(self) -> Known:
        """The newest knowledge. Only new words need a new index; who may say which answer today is asked at each turn."""
        view, known = self._source.snapshot(), self._known
        if view.version != known.view.version:
            with self._lock:
                known = self._known if view.version == self._known.view.version else self._ready(view, self._known)
                self._known = known
        return known if view is known.view else replace(known, view=view)

    def _ready(self, view: Snapshot, known: Known | None = None) -> Known:
        router = known.router.moved(view) if known is not None else None
        return Known(view, router or Router(view, self._flows))

    def _finished(self, known: Known, question: Question, turn: Turn, reply: Reply) -> Reply:
        """Checked word by word, said to suit the caller, and recorded."""
        pack = known.view.pack
        if reply.tool is None and not turn.compose.allows(reply, turn.question):
            reply = turn.compose.phrase("no_evidence", "none", turn.english, offer_person=True)
        standing = reply.standing if reply.route == "request" else question.standing
        if "simpler" in standing and not turn.whole and reply.route in ("answer", "passage", "request"):
            reply = requests.simpler(reply, turn.lead, pack.phrases.get(requests.MORE), turn.english)
        plain = reply
        if reply.route in ("answer", "passage", "none"):  # small talk, requests and scripts have their own wording
            reply = temper(reply, question.feeling, question.angry_turns, pack, turn.english)
        reply = requests.kept(reply, standing)
        sources = [(c.id, c.version) for c in reply.citations]
        read_out = [c.quote for c in reply.citations if reply.route == "passage"]
        edits = [(e.before, e.after, e.rule) for quote in read_out for e in spoken(quote, (pack.title,)).edits]
        return replace(reply, trace=traced(question, turn.decision, reply, known.view.version, sources, edits, influence(plain, reply), turn.compose.signals(question)))


def _page(id_: str, passage: Passage) -> OpenedPassage:
    return OpenedPassage(id_, title_of(passage), passage.source, passage.text, passage.page, passage.version)


def _opened(known: Known, reading: Reading) -> OpenedPassage:
    """A passage as evidence, with its own sentences where they would nearly have been read out."""
    passage = known.view.passage(reading.id)
    assert passage is not None  # the caller has looked
    read = Composer(known.view, frozenset()).passage(reading.id, reading.sentence) if reading.coverage >= EXTRACT else None
    return replace(_page(reading.id, passage), extract=read.citations[0].said if read is not None else "")
