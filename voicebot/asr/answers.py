"""The whole answer to what was asked, as the likeliest sentence of its grammar: a hard second reading of a turn.

A best path through the grammar's units in the frames (CTC topology, Viterbi by token passing) needs no slots: a figure that
the best free path lost is there if the number of figures wants it. All scores are relative to the best free path, which
has 0, so that what is left is what the grammar costs; it is believed where it costs little, and else the free reading
stays. Before and after the answer anything may be said, at a price a syllable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..events import Syllable, Transcript, Word
from .acoustic import FRAME_S, Floats, Posteriors
from .automaton import END, START, Arc
from .foreign import joined, rimes_of
from .grammar import FIGURES
from .lexicon import ONSETS, fold, parts

_FLOOR = -14.0  # nats a frame
_TONE = 0.5  # weight of the tone's log-probability, in every frame of a rime
_NEAR = 2  # rimes tried for a loan's, as `foreign.rimes_of` gives them
_OTHER = 8.0  # nats for a syllable before or after the answer
_DOUBT = 0.5  # of a token's confidence, for a nat a syllable
_LONGEST = 1_000  # frames, 20 s: a longer turn is a story, not an answer
_WORTH = 3.0  # nats a syllable of the answer at which it is no longer believed
_NEARER = 0.5  # nats a syllable by which the first reading's answer must be nearer than the second's to be taken
_NEVER = np.float32(-1e9)
_SUREST = 0.98


@dataclass(frozen=True, slots=True)
class Said:
    """A token of the answer: its text, its syllables as heard (folded), its frames, and what it cost in nats."""

    text: str
    syllables: tuple[str, ...]
    start: int
    end: int
    cost: float


@dataclass(frozen=True, slots=True)
class _Ends:
    """After a frame, of each group: the arc that ended best, the link before it (-1: none), the frame in which it was
    begun, and the score of all so far. A link is the number of a frame times the number of groups, plus the group."""

    arc: NDArray[np.int64]
    link: NDArray[np.int64]
    born: NDArray[np.int64]
    score: Floats


class Answers:
    """A kind's grammar in the units of an acoustic model. Shared and thread-safe."""

    def __init__(self, arcs: list[Arc], units: tuple[str, ...]) -> None:
        """Arcs with a sound that the units cannot write are left out."""
        ids = {name: n for n, name in enumerate(units)}
        written = [(arc, way, far) for arc in arcs for way, far in _ways(arc, ids)]
        written.sort(key=lambda one: one[0].target)
        self._arcs = [arc for arc, _, _ in written]
        self._cost = np.array([arc.cost + far for arc, _, far in written], np.float32)
        labels = [label for _, way, _ in written for label in way]
        known = sorted(set(labels))
        place = {label: n for n, label in enumerate(known)}
        self._label = np.array([place[label] for label in labels])
        self._units = np.array([unit for unit, _ in known])
        self._pitch = np.array([tone for _, tone in known])
        length = np.array([len(way) for _, way, _ in written])
        self._first = np.cumsum(length) - length  # state of each arc's first unit
        self._last = np.cumsum(length) - 1
        same = np.array([label[0] for label in labels])
        self._doubled = np.setdiff1d(np.flatnonzero(np.diff(same) == 0) + 1, self._first)  # not without a blank before
        self._enter(written)

    def _enter(self, written: list[tuple[Arc, tuple[tuple[int, int], ...], float]]) -> None:
        """Groups of arcs after which an arc may begin: all that reach its node, but for those whose last unit is its first
        (between two equal units there must be a blank)."""
        into: dict[int, list[int]] = {START: []}
        for n, (arc, _, _) in enumerate(written):
            into.setdefault(arc.target, []).append(n)
        nodes = {node: n for n, node in enumerate(into)}
        groups = [list(arcs) for arcs in into.values()]
        found: dict[tuple[int, int], int] = {}
        self._group, self._node = np.zeros(len(written), np.int64), np.zeros(len(written), np.int64)
        for n, (arc, way, _) in enumerate(written):
            here, unit = nodes[arc.source], way[0][0]
            self._group[n] = self._node[n] = here
            if any(written[m][1][-1][0] == unit for m in into[arc.source]):
                if (here, unit) not in found:
                    found[here, unit] = len(groups)
                    groups.append([m for m in into[arc.source] if written[m][1][-1][0] != unit])
                self._group[n] = found[here, unit]
        self._nodes, self._groups = len(nodes), len(groups)
        self._end = nodes[END]
        self._filled = np.array([n for n, group in enumerate(groups) if group])
        self._members = np.concatenate([np.array(group, np.int64) for group in groups if group])
        sizes = np.array([len(group) for group in groups if group])
        self._offsets = np.cumsum(sizes) - sizes
        self._owner = np.repeat(self._filled, sizes)

    def read(self, heard: Posteriors) -> tuple[list[Said], bool]:
        """The answer, and whether it is the second reading's, which has the word unless the first's answer is much the nearer;
        empty where the frames are too far from every sentence of the grammar."""
        said, far = self._each(heard)
        again, away = self._each(heard.second) if heard.second is not None else ([], math.inf)
        second = away <= far + _NEARER
        said, far = (again, away) if second else (said, far)
        return (said, second) if far <= _WORTH else ([], False)

    def _each(self, heard: Posteriors) -> tuple[list[Said], float]:
        """The likeliest sentence and its cost in nats a syllable; without end where there is none."""
        said, cost = self.nearest(heard)
        return said, cost / sum(len(one.syllables) for one in said) if said else math.inf

    def nearest(self, heard: Posteriors) -> tuple[list[Said], float]:
        """The likeliest sentence, however far, and what it costs in nats; empty where there are too few frames for any, or
        more than 20 s."""
        return self._search(*self._scores(heard)) if 0 < len(heard) <= _LONGEST else ([], 0.0)

    def _scores(self, heard: Posteriors) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Of each label [frames, labels] and of the blank [frames], relative to the best; how many syllables the best path
        has begun [frames + 1]."""
        units = np.maximum(heard.units - heard.units.max(axis=1, keepdims=True), np.float32(_FLOOR))
        tones = np.maximum(heard.tones - heard.tones.max(axis=1, keepdims=True), np.float32(_FLOOR)) * np.float32(_TONE)
        rime = self._pitch >= 0
        scores = units[:, self._units] + np.where(rime, tones[:, np.maximum(self._pitch, 0)], np.float32(0))
        best = heard.units.argmax(axis=1)
        begun = (best >= ONSETS) & (np.diff(best, prepend=-1) != 0)
        return scores, units[:, 0], np.concatenate([[0], np.cumsum(begun)])

    def _search(self, scores: Floats, blank: Floats, syllables: NDArray[np.int64]) -> tuple[list[Said], float]:
        """Token passing. `in_unit`, `after` [states]: best score whose last frame is the unit, or a blank after it; `out`
        [groups]: whose last frame ends an arc of the group; `rest` [nodes]: a blank after one."""
        frames, states = len(blank), len(self._label)
        in_unit, after = np.full(states, _NEVER), np.full(states, _NEVER)
        link, after_link = np.full(states, -1), np.full(states, -1)
        born, after_born = np.zeros(states, np.int64), np.zeros(states, np.int64)
        out, rest = np.full(self._groups, _NEVER), np.full(self._nodes, _NEVER)
        out_link, rest_link = np.full(self._groups, -1), np.full(self._nodes, -1)
        out[START] = 0.0
        links: list[_Ends] = []
        finish, final = float(_NEVER), -1
        inside = np.ones(states, bool)
        inside[self._first] = False
        for t in range(frames):
            come, come_link, come_born = np.roll(in_unit, 1), np.roll(link, 1), np.roll(born, 1)
            come[self._doubled] = _NEVER
            blanks = np.roll(after, 1)
            better = blanks > come
            come = np.where(better, blanks, come)
            come_link = np.where(better, np.roll(after_link, 1), come_link)
            come_born = np.where(better, np.roll(after_born, 1), come_born)
            direct, paused = out[self._group], rest[self._node]
            come[self._first] = np.maximum(direct, paused) - self._cost
            come_link[self._first] = np.where(direct >= paused, out_link[self._group], rest_link[self._node])
            come_born[self._first] = t
            still = in_unit > after  # a blank goes on, or follows the unit
            after = np.where(still, in_unit, after) + blank[t]
            after_link, after_born = np.where(still, link, after_link), np.where(still, born, after_born)
            still = out[: self._nodes] > rest
            rest = np.where(still, out[: self._nodes], rest) + blank[t]
            rest_link = np.where(still, out_link[: self._nodes], rest_link)
            moved = come > in_unit
            in_unit = np.where(moved, come, in_unit) + scores[t, self._label]
            link, born = np.where(moved, come_link, link), np.where(moved, come_born, born)
            out, out_link = self._ends(t, in_unit, link, born, links)
            out[START], out_link[START], rest[START] = -_OTHER * syllables[t + 1], -1, _NEVER
            whole = out[self._end] - _OTHER * (syllables[-1] - syllables[t + 1])
            if whole > finish:
                finish, final = float(whole), int(out_link[self._end])
        return self._back(final, links, -_OTHER * syllables.astype(np.float64)), -finish

    def _ends(
        self, t: int, in_unit: Floats, link: NDArray[np.int64], born: NDArray[np.int64], links: list[_Ends]
    ) -> tuple[Floats, NDArray[np.int64]]:
        """The best end of an arc in each group, and the number of the link that tells which it was."""
        ends = in_unit[self._last][self._members]
        best = np.full(self._groups, _NEVER)
        best[self._filled] = np.maximum.reduceat(ends, self._offsets)
        won = np.flatnonzero(ends == best[self._owner])
        arc = np.zeros(self._groups, np.int64)
        arc[self._owner[won]] = self._members[won]
        state = self._last[arc]
        links.append(_Ends(arc, link[state], born[state], best))
        return best, np.arange(self._groups) + t * self._groups

    def _back(self, at: int, links: list[_Ends], lead: NDArray[np.float64]) -> list[Said]:
        found: list[Said] = []
        while at >= 0:
            t, group = divmod(at, self._groups)
            ends = links[t]
            told, before, born = self._arcs[int(ends.arc[group])], int(ends.link[group]), int(ends.born[group])
            earlier = links[before // self._groups].score[before % self._groups] if before >= 0 else lead[born]
            found.append(Said(told.text, tuple(map(fold, told.said)), born, t + 1, max(0.0, float(earlier - ends.score[group]))))
            at = before
        return found[::-1]


def transcript(said: list[Said], free: Transcript) -> Transcript:
    """The answer as a transcript. What the free reading heard before and after it is kept, and so are its readings of
    each syllable as alternatives. The free reading stays as it is where a figure stands outside the answer: then the
    answer is not the whole of the value."""
    said = [one for one in said if one.text]  # what is not written was only breath
    if not said:
        return free
    start, end = said[0].start * FRAME_S, said[-1].end * FRAME_S
    before = [word for word in free.words if word.end + word.start < 2 * start]
    after = [word for word in free.words if word.end + word.start > 2 * end]
    if any(word.text in FIGURES for word in (*before, *after)):
        return free
    words = [*before, *(Word(one.text, one.start * FRAME_S, one.end * FRAME_S, _sure(one)) for one in said), *after]
    own = [syllable for one in said for syllable in _syllables(one, free.syllables)]
    outside = [s for s in free.syllables if s.end + s.start < 2 * start], [s for s in free.syllables if s.end + s.start > 2 * end]
    return Transcript(joined(word.text for word in words), tuple(words), (*outside[0], *own, *outside[1]))


def _sure(one: Said) -> float:
    return _SUREST * float(np.exp(-_DOUBT * one.cost / len(one.syllables)))


def _syllables(one: Said, free: tuple[Syllable, ...]) -> list[Syllable]:
    """Its syllables in equal shares of its time, each with what the free reading heard then."""
    edges = np.linspace(one.start, one.end, len(one.syllables) + 1) * FRAME_S
    found, sure = [], _sure(one)
    for name, start, end in zip(one.syllables, edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        there = max(free, key=lambda s: min(s.end, end) - max(s.start, start), default=None)
        heard = () if there is None or min(there.end, end) <= max(there.start, start) else there.alternatives
        others = [(sound, p) for sound, p in heard if sound != name]
        scale = min(1.0, (1 - sure) / max(1e-9, sum(p for _, p in others)))
        alternatives = [(name, sure), *((sound, p * scale) for sound, p in others)]
        found.append(Syllable(tuple(sorted(alternatives, key=lambda a: -a[1])[:3]), start, end))
    return found


def _ways(arc: Arc, ids: dict[str, int]) -> list[tuple[tuple[tuple[int, int], ...], float]]:
    """The labels (unit, tone or -1) of an arc's syllables, in each way that the units can write them, and its price."""
    ways: list[tuple[tuple[tuple[int, int], ...], float]] = [((), 0.0)]
    for one in arc.said:
        found = parts(one)
        if found is None or (found[0] and f"o_{found[0]}" not in ids):
            return []
        onset, rime, tone = found
        front = ((ids[f"o_{onset}"], -1),) if onset else ()
        ways = [((*way, *front, (unit, tone - 1)), cost + far) for way, cost in ways for unit, far in rimes_of(rime, ids)[:_NEAR]]
    return ways
