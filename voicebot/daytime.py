"""Hong Kong's local time of a moment: what is valid "today", what "tomorrow" means, whether a branch is open."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

HONG_KONG = timezone(timedelta(hours=8), "HKT")  # without summer time, so no table of zones is needed


def hong_kong(now: float) -> datetime:
    """`now` in seconds since the epoch."""
    return datetime.fromtimestamp(now, HONG_KONG)
