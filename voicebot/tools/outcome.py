"""What became of a tool call. Pure: flows are told it, and never see HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

UNKNOWN = "tool_failed"  # nobody answered in time: whether anything was done is not known
UNCONFIRMED = "tool_unconfirmed"  # it answered, and did not say that it was done
INVALID = "tool_arguments"  # the arguments do not fit the tool; nothing was sent


@dataclass(frozen=True, slots=True)
class Call:
    """A call that a flow wants. The same `key` is the same deed, however often it is sent."""

    tool: str
    arguments: Mapping[str, str] = field(repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code` is "" where the tool confirmed, else the tool's own code for its refusal, or one of ours above."""

    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def ok(self) -> bool:
        return not self.code


class Tools(Protocol):
    async def call(self, call: Call) -> Outcome:
        """Carry it out, with time limit and retries. Never raises for what the other side does."""
        ...
