"""Why a reply is what it is: the record that is kept with a turn, told in plain words, and played again. Pure.

A recogniser's alternatives spell out a number as well as its characters do, so they are left out where the words hold
an identifier: such a turn can be told, but may not be played again to the letter, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from ..engines import Question
from ..events import Reply, Syllable, Trace, Transcript, Word
from ..knowledge import everyday
from ..knowledge.opening import Signals, closes
from ..knowledge.text import normalise
from ..privacy.mask import mask
from .router import Decision


def traced(question: Question, decision: Decision, reply: Reply, knowledge: str, sources: Iterable[tuple[str, str]], edits: Iterable[tuple[str, str, str]],
           influence: str, signals: Signals | None = None) -> Trace:  # fmt: skip
    heard = question.transcript
    private = mask(heard.text) != heard.text
    return Trace(
        heard=heard.text,
        syllables=() if private else tuple(syllable.alternatives for syllable in heard.syllables),
        confidence=round(heard.confidence, 4) if heard.words else None,
        channel=question.channel, language=question.language, now=question.now.isoformat() if question.now else "", signals=_row(signals),
        misunderstood=question.misunderstood, feeling=question.feeling, angry_turns=question.angry_turns, requests=question.standing,
        knowledge=knowledge, route=reply.route, target=decision.target, coverage=round(decision.coverage, 4), margin=round(decision.margin, 4),
        runner_up=decision.runner_up, sources=tuple(sources), edits=tuple(edits), influence=influence, standing=reply.standing, spoken=reply.spoken,
    )  # fmt: skip


def read(value: Mapping[str, Any]) -> Trace:
    """A trace as the journal kept it. Raises TypeError or ValueError where it is none."""
    known = {field.name for field in fields(Trace)}
    return Trace(**{name: _frozen(part) for name, part in value.items() if name in known})


def question_of(trace: Trace, history: tuple[tuple[str, str], ...], cited: tuple[tuple[str, str], ...] = ()) -> Question:
    """The question that a trace answers; `history` is the conversation before it, `cited` what its last words cited."""
    words = (Word(trace.heard, 0.0, 0.0, trace.confidence),) if trace.confidence is not None else ()
    syllables = tuple(Syllable(alternatives, 0.0, 0.0) for alternatives in trace.syllables)
    return Question(
        Transcript(trace.heard, words, syllables), history, trace.misunderstood, trace.channel, trace.feeling, trace.angry_turns, trace.language,
        now=datetime.fromisoformat(trace.now) if trace.now else None, standing=trace.requests, cited=cited, signals=_signals(trace.signals),
    )  # fmt: skip


def told(trace: Trace) -> list[str]:
    """The trace in plain words, a line a step."""
    heard = "typed" if trace.confidence is None else f"heard with confidence {trace.confidence:.2f}"
    lines = [f"heard      {trace.heard} ({heard}, {trace.channel})"]
    unsure = [" / ".join(f"{sound} {p:.2f}" for sound, p in row) for row in trace.syllables if len(row) > 1]
    if unsure:
        lines.append(f"           alternatives: {'; '.join(unsure)}")
    if (signals := _signals(trace.signals)) is not None and (closes(signals) or signals.lifted):
        lines.append(f"hours      at {trace.now}: {_storms(signals)}")
    target = f" → {trace.target}" if trace.target else ""
    lines.append(f"route      {trace.route}{target}, coverage {trace.coverage:.2f}, margin {trace.margin:.2f}{f' before {trace.runner_up}' if trace.runner_up else ''}")
    if trace.route == "passage" and "/" in trace.target and (as_written := everyday.written(trace.heard)) != normalise(trace.heard):
        lines.append(f"           also read as {as_written}")
    if trace.misunderstood:
        lines.append(f"           after {trace.misunderstood} turns that were not understood")
    lines += [f"source     {id_} (version {version})" for id_, version in trace.sources]
    lines += [f"guard      {before} → {after} ({rule})" for before, after, rule in trace.edits]
    if trace.feeling != "unsure":
        lines.append(f"feeling    {trace.feeling}, {trace.angry_turns} in a row: {trace.influence or 'changed nothing'}")
    if trace.requests or trace.standing:
        lines.append(f"requests   {', '.join(trace.standing) or 'none'} (before: {', '.join(trace.requests) or 'none'})")
    lines += [f"call       {call}" for call in trace.calls]
    return [*lines, f"said       {trace.spoken}"]


def differs(trace: Trace, again: Reply, knowledge: str, public: frozenset[str]) -> list[str]:
    """Why a replay is not what was said; empty where it gives the same bytes. `knowledge` is the version it was played on,
    `public` the organisation's own numbers, which are never masked."""
    said = mask(again.spoken, public)
    if said.encode() == trace.spoken.encode():
        return []
    reasons = []
    if knowledge and knowledge != trace.knowledge:
        reasons.append(f"the knowledge has changed since: {trace.knowledge} then, {knowledge} now")
    if "●" in trace.heard:
        reasons.append("an identifier in the customer's words was masked before they were kept")
    if trace.route == "tool":
        reasons.append("the reply came of a client's function, which is not run again")
    if trace.route != again.route:
        reasons.append(f"the route is {again.route}, it was {trace.route}")
    return [*reasons, f"said now   {said}"]


def _row(signals: Signals | None) -> tuple[Any, ...]:
    if signals is None:
        return ()
    return signals.typhoon, signals.black_rain, signals.extreme, signals.lifted.isoformat() if signals.lifted is not None else ""


def _signals(row: tuple[Any, ...]) -> Signals | None:
    """Raises ValueError."""
    if not row:
        return None
    typhoon, black_rain, extreme, lifted = row
    return Signals(typhoon, black_rain, extreme, datetime.fromisoformat(lifted) if lifted else None)


def _storms(signals: Signals) -> str:
    held = [f"typhoon signal {signals.typhoon}"] if signals.typhoon else []
    held += ["black rainstorm"] if signals.black_rain else []
    held += ["extreme conditions"] if signals.extreme else []
    return ", ".join(held) or f"warnings lifted at {signals.lifted}"


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
