"""Finite automata of what can be said, put together from parts: one after another, one of several, perhaps, repeated.

A part adds its paths between two nodes. An arc is one written token with the syllables it is said in and a cost in nats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Part = Callable[["Automaton", int, int], None]
START, END = 0, 1  # nodes


@dataclass(frozen=True, slots=True)
class Arc:
    source: int
    target: int
    text: str
    said: tuple[str, ...]  # Jyutping
    cost: float


@dataclass
class Automaton:
    """From node 0 to node 1. `skips`: (source, target, cost), which say nothing and have no cycle."""

    nodes: int = 2
    arcs: list[Arc] = field(default_factory=list)
    skips: list[tuple[int, int, float]] = field(default_factory=list)

    def node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def without_skips(self) -> list[Arc]:
        """The same language, each skip put before the arcs that may follow it and after those that reach the end."""
        ahead: dict[int, list[tuple[int, float]]] = {}
        for source, target, cost in self.skips:
            ahead.setdefault(source, []).append((target, cost))

        def reached(node: int) -> dict[int, float]:
            found, todo = {node: 0.0}, [node]
            while todo:
                at = todo.pop()
                for target, cost in ahead.get(at, ()):
                    if found[at] + cost < found.get(target, float("inf")):
                        found[target] = found[at] + cost
                        todo.append(target)
            return found

        leaving: dict[int, list[Arc]] = {}
        for arc in self.arcs:
            leaving.setdefault(arc.source, []).append(arc)
        out: dict[tuple[int, int, str, tuple[str, ...]], Arc] = {}

        def keep(arc: Arc) -> None:
            key = (arc.source, arc.target, arc.text, arc.said)
            if key not in out or arc.cost < out[key].cost:
                out[key] = arc

        for node in {START, *(arc.target for arc in self.arcs)}:
            for at, cost in reached(node).items():
                for arc in leaving.get(at, ()):
                    whole = Arc(node, arc.target, arc.text, arc.said, arc.cost + cost)
                    keep(whole)
                    if arc.target != END and (more := reached(arc.target).get(END)) is not None:
                        keep(Arc(node, END, arc.text, arc.said, whole.cost + more))
        return _useful(list(out.values()))


def _useful(arcs: list[Arc]) -> list[Arc]:
    """Those on a way from the start to the end."""
    forward, back = {START}, {END}
    for _ in range(len(arcs)):
        more = {a.target for a in arcs if a.source in forward} - forward, {a.source for a in arcs if a.target in back} - back
        if not any(more):
            break
        forward |= more[0]
        back |= more[1]
    return [arc for arc in arcs if arc.source in forward and arc.target in back]


def chain(*parts: Part) -> Part:
    def add(made: Automaton, source: int, target: int) -> None:
        for part in parts[:-1]:
            after = made.node()
            part(made, source, after)
            source = after
        parts[-1](made, source, target)

    return add


def either(*parts: Part) -> Part:
    def add(made: Automaton, source: int, target: int) -> None:
        for part in parts:
            part(made, source, target)

    return add


def maybe(part: Part, cost: float = 0.0) -> Part:
    """`cost` is of saying it."""

    def add(made: Automaton, source: int, target: int) -> None:
        inside = made.node()
        made.skips += [(source, inside, cost), (source, target, 0.0)]
        part(made, inside, target)

    return add


def priced(part: Part, cost: float) -> Part:
    def add(made: Automaton, source: int, target: int) -> None:
        inside = made.node()
        made.skips.append((source, inside, cost))
        part(made, inside, target)

    return add


def repeated(part: Part) -> Part:
    """Once or more often."""

    def add(made: Automaton, source: int, target: int) -> None:
        after = made.node()
        part(made, source, after)
        part(made, after, after)
        made.skips.append((after, target, 0.0))

    return add
