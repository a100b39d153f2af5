"""Hong Kong's time. It has no daylight saving, so nothing depends on a machine's time zone tables."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

HONG_KONG = timezone(timedelta(hours=8), "HKT")


def local(epoch_s: float) -> datetime:
    """The local time at `epoch_s` seconds since the epoch."""
    return datetime.fromtimestamp(epoch_s, HONG_KONG)
