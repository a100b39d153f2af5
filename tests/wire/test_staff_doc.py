"""docs/staff.md and the code name the same events, codes and limits."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from voicebot.edge import staff as edge
from voicebot.wire.staff import MESSAGE_LIMIT, TEXT_LIMIT

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "staff.md").read_text(encoding="utf-8")
MODULES = [ast.parse((ROOT / "voicebot" / p).read_text(encoding="utf-8")) for p in ("wire/staff.py", "edge/staff.py")]


def written() -> set[str]:
    strings = {n.value for m in MODULES for n in ast.walk(m) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return {s for s in strings if re.fullmatch(r"staff\.[a-z]+", s)}


def test_every_event_is_documented_and_no_other() -> None:
    assert set(re.findall(r"^\| `(staff\.[a-z]+)`", DOC, re.MULTILINE)) == written()
    assert len(written()) > 15


def test_every_error_code_is_documented_and_no_other() -> None:
    raised = {
        call.args[1].value
        for module in MODULES
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "InputError" and isinstance(call.args[1], ast.Constant)
    }
    assert set(re.findall(r"`([a-z_]+)`", DOC.split("Codes of `staff.error`")[1])) == raised


def test_the_limits_are_those_of_the_code() -> None:
    assert f"at most {MESSAGE_LIMIT:,} bytes" in DOC and f"at most {TEXT_LIMIT} characters" in DOC
    assert f"more than {edge.PAGES} open pages" in DOC and f"{edge.CLOSE_UNAUTHORIZED}" in DOC and f"{edge.CLOSE_SLOW}" in DOC
    assert f"no ping for {edge.SILENT_S:g} s" in DOC and f"has {edge.LINE_LOST_S:g} s to come back" in DOC and f"within {edge.KEY_S:g} s" in DOC
