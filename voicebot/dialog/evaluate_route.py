"""How often a turn goes where it should. The manifest is a TSV with the columns `text`, `route` (flow, knowledge, smalltalk,
request, script, none) and `target` (the flow's name, the answer's or passage's id, the phrase's key; empty for none)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..engines import Mind, Question
from ..errors import InputError
from ..events import Reply, Transcript
from .evaluate import read_rows, wilson

ROUTES = ("flow", "knowledge", "smalltalk", "request", "script", "none")
_OF = {"answer": "knowledge", "passage": "knowledge", "person": "request"}
_DRAWS = 2_000  # of the bootstrap


def evaluate(mind: Mind, manifest: str | Path) -> dict[str, Any]:
    """macro_f1 over the routes with its 95 % bootstrap interval and n; right_target is the share of rows where the place
    within the route is right too. `confusion` is expected → given → count."""
    rows = read_rows(Path(manifest), ("text", "route"))
    if unknown := {row["route"] for row in rows} - set(ROUTES):
        raise InputError(f"{Path(manifest).name}: there is no route {min(unknown)}; routes are {', '.join(ROUTES)}")
    given = [went(mind.answer(Question(Transcript(row["text"])))) for row in rows]
    expected = np.array([ROUTES.index(row["route"]) for row in rows])
    got = np.array([ROUTES.index(route) for route, _ in given])
    present = sorted(set(expected.tolist()))
    drawn = np.random.default_rng(0).integers(0, len(rows), (_DRAWS, len(rows)))
    spread = [_macro(expected[draw], got[draw], present) for draw in drawn]
    placed = sum(route == row["route"] and target == (row["target"] or "") for (route, target), row in zip(given, rows, strict=True))
    return {
        "macro_f1": round(_macro(expected, got, present), 4),
        "ci95": tuple(round(float(q), 4) for q in np.quantile(spread, (0.025, 0.975))),
        "n": len(rows),
        "right_target": round(placed / len(rows), 4),
        "right_target_ci95": wilson(placed, len(rows)),
        "by_route": {ROUTES[r]: {"n": int((expected == r).sum()), "f1": round(_f1(expected, got, r), 4)} for r in present},
        "confusion": {ROUTES[e]: {ROUTES[g]: n for g in range(len(ROUTES)) if (n := int(((expected == e) & (got == g)).sum()))} for e in present},
    }


def went(reply: Reply) -> tuple[str, str]:
    """The route of a reply and its target, as the manifest names them."""
    route = _OF.get(reply.route, reply.route)
    if route == "knowledge":
        return route, reply.citations[0].id
    if route == "flow":
        return route, reply.flow
    return (route, reply.trace.target if reply.trace is not None else "") if route in ("smalltalk", "request", "script") else ("none", "")


def _macro(expected: np.ndarray[Any, Any], got: np.ndarray[Any, Any], routes: list[int]) -> float:
    return float(np.mean([_f1(expected, got, route) for route in routes]))


def _f1(expected: np.ndarray[Any, Any], got: np.ndarray[Any, Any], route: int) -> float:
    """Where a route was neither expected nor given there is no mistake in it."""
    right = int(((expected == route) & (got == route)).sum())
    either = int((expected == route).sum() + (got == route).sum())
    return 2 * right / either if either else 1.0
