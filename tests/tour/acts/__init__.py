"""The acts. Each shows one way into the desk, honestly: what is thin about it stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..stage import Stage

Play = Callable[[Stage, list[str], dict[str, object]], None]


@dataclass(frozen=True)
class Act:
    """`play(stage, files, seen)` adds the files it leaves and what it saw; it raises where it did not see what it must."""

    name: str
    title: str
    thin: str
    play: Play


from . import calls, machines, pages, papers  # noqa: E402 - they need Act

SETTINGS = calls.SETTINGS
ACTS: tuple[Act, ...] = (
    pages.TALK, pages.BROKEN_LINE, pages.KIOSK, papers.FORM, papers.PEN, machines.FEELING, pages.PERSON, calls.TWILIO, calls.ASTERISK,
    machines.VIDEO, machines.MODEL, pages.FLOW, machines.STAGES,
)  # fmt: skip
