"""The pack's own mind: it says approved answers word for word, reads out passages, and otherwise says so.

What a turn is answered with is decided in `deciding`; here the newest knowledge is at hand for it, and every reply is
checked, said as the caller feels and has asked for, and recorded with its reasons. Nothing is generated, so nothing can
be made up; `guard.verbatim` holds this for every reply.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from ..engines import OpenedPassage, Question
from ..events import Reply
from ..knowledge.documents import Passage
from ..knowledge.pack import Pack
from ..privacy.consent import PrivacyNotice, notice_for
from . import requests
from .compose import Composer
from .deciding import Known, Turn, View, last_heard
from .guard import verbatim
from .router import Router, Shelf, Startable
from .temper import influence, temper
from .trace import traced

EVIDENCE = 4  # passages that a writer is given


class Source(Protocol):
    """`knowledge.library.Library`."""

    def snapshot(self) -> View: ...


@dataclass(frozen=True, slots=True)
class Alone:
    """A pack without a library: nothing is managed, nothing was ingested."""

    pack: Pack
    version: str = "pack"
    collections: tuple[Shelf, ...] = ()

    def snapshot(self) -> Alone:
        return self

    def usable(self, today: date | None, channel: str) -> frozenset[str]:
        return frozenset(a.id for a in self.pack.answers.values() if channel in a.channels and (today is None or a.valid(today)))

    def passage(self, id_: str) -> Passage | None:
        return self.pack.passages.get(id_)


class PackMind:
    """A Mind over one library. All calls share it; it keeps nothing of any."""

    def __init__(self, source: Source | Pack, flows: Sequence[Startable] = ()) -> None:
        self._source: Source = Alone(source) if isinstance(source, Pack) else source
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

    def evidence(self, question: Question) -> tuple[OpenedPassage, ...]:
        router = self._current().router
        sources = router.passages(router.query(question))
        return tuple(opened for source in sources[:EVIDENCE] if (opened := self.passage(source)) is not None)

    def phrase(self, key: str) -> Reply:
        return self._current().compose.phrase(key)

    def notice(self, channel: str, records: bool) -> PrivacyNotice:
        return notice_for(self.pack, channel, records)

    def passage(self, citation_id: str) -> OpenedPassage | None:
        """What a citation opens: the section behind an answer's or a passage's id; None for an unknown id."""
        view = self._current().view
        answer = view.pack.answers.get(citation_id)
        found = view.passage(answer.source if answer is not None else citation_id)
        return None if found is None else OpenedPassage(citation_id, f"{found.document}：{found.heading}", found.source, found.text)

    def _current(self) -> Known:
        """The newest knowledge. Only new words need a new index; who may say which answer today is asked at each turn."""
        view, known = self._source.snapshot(), self._known
        if view.version != known.view.version:
            with self._lock:
                known = self._known if view.version == self._known.view.version else self._ready(view)
                self._known = known
        return known if view is known.view else replace(known, view=view)

    def _ready(self, view: View) -> Known:
        return Known(view, Router(view, self._flows), Composer(view.pack, frozenset(view.pack.answers)))

    def _finished(self, known: Known, question: Question, turn: Turn, reply: Reply) -> Reply:
        """Checked word by word, said to suit the caller, and recorded."""
        pack, last = known.view.pack, last_heard(question)
        allowed = known.compose.pieces | {last, requests.bare(last, pack.phrases)} | _sentences(known, reply)
        if reply.tool is None and not verbatim(reply.spoken, allowed):
            reply = known.compose.phrase("no_evidence", "none", turn.english, offer_person=True)
        standing = reply.standing if reply.route == "request" else question.standing
        if "simpler" in standing and not turn.whole and reply.route in ("answer", "passage", "request"):
            reply = requests.simpler(reply, turn.lead, pack.phrases.get(requests.MORE), turn.english)
        plain = reply
        if reply.route in ("answer", "passage", "none"):  # small talk, requests and scripts have their own wording
            reply = temper(reply, question.feeling, question.angry_turns, pack, turn.english)
        reply = requests.kept(reply, standing)
        sources = [(c.id, hashlib.sha256(c.quote.encode()).hexdigest()[:12]) for c in reply.citations]
        return replace(reply, trace=traced(question, turn.decision, reply, known.view.version, sources, (), influence(plain, reply)))


def _sentences(known: Known, reply: Reply) -> frozenset[str]:
    """The sentences of the passages that a reply cites: of thousands, only these may be read out now."""
    cited = (known.view.passage(citation.id) for citation in reply.citations)
    return frozenset(sentence for passage in cited if passage is not None for sentence in passage.sentences)
