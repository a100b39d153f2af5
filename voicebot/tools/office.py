"""Which back office the tools call: the organisation's own at `office_url`, else the demonstration's, inside the process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from ..config import Settings
from ..customers import Customers, Hours
from ..dialog.flows.load import load_flows, pack_folder
from ..edge.office import api
from ..flowing import Business, Spawn
from ..knowledge import opening
from .client import HttpTools
from .load import load_tools


def branch_hours(pack: Path) -> Hours:
    """When the pack's branches are open, general holidays among it. Raises ConfigError."""
    branch = opening.load(pack)["branch"]
    return lambda when: opening.open_at(branch, when.replace(tzinfo=None)).open


async def open_business(
    settings: Settings, key: bytes, now: Callable[[], float], closing: AsyncExitStack, own: Spawn
) -> tuple[Business | None, Customers | None]:
    """What the pack's flows need; (None, None) for a pack without flows. `own` owns what customers have confirmed. The customers are the demonstration's, where
    it is they that are called. Raises ConfigError."""
    pack = pack_folder(settings.pack)
    flows = load_flows(pack)
    if not flows.flows:
        return None, None
    client, customers = _client(settings, pack, key, now, closing)
    await closing.enter_async_context(client)
    return Business(flows, HttpTools(load_tools(pack / "tools.yaml"), client), own), customers


def _client(
    settings: Settings, pack: Path, key: bytes, now: Callable[[], float], closing: AsyncExitStack
) -> tuple[httpx.AsyncClient, Customers | None]:
    if settings.office_url:
        headers = {"Authorization": f"Bearer {settings.office_key}"} if settings.office_key else {}
        # No proxy of the environment and no redirect: the target is the one that was set.
        return httpx.AsyncClient(base_url=settings.office_url, headers=headers, trust_env=False), None
    customers = Customers(Path(settings.data_dir) / "customers.db", key, pack / "customers.toml", branch_hours(pack))
    closing.callback(customers.close)
    return httpx.AsyncClient(transport=httpx.ASGITransport(api(customers, now)), base_url="http://office"), customers
