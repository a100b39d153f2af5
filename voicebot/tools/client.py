"""Calls the organisation's tools over HTTP: one fixed target, a time limit on each attempt, retries with one key.

Only an answer of the tool says that something was done or refused. Where none comes, the outcome is `tool_failed`:
nobody knows, so nothing is promised and nothing denied. Arguments and answers are never logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from .described import Request, Tool, request
from .outcome import INVALID, UNCONFIRMED, UNKNOWN, Call, Outcome

log = structlog.get_logger()
ATTEMPTS = 3
PAUSE_S = 0.3  # before the second attempt; twice as long before the third
AGAIN = frozenset({429, 500, 502, 503, 504})
ANSWER_LIMIT = 65_536  # bytes


class HttpTools:
    def __init__(self, tools: Mapping[str, Tool], client: httpx.AsyncClient) -> None:
        """`client` has the base URL, the credentials and no cookies; redirects are not followed."""
        self._tools = tools
        self._client = client

    async def call(self, call: Call) -> Outcome:
        tool = self._tools.get(call.tool)
        asked = request(tool, call.arguments) if tool is not None else None
        if tool is None or asked is None:
            log.warning("tool call does not fit its schema", tool=call.tool)
            return Outcome(INVALID)
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(PAUSE_S * attempt)
            outcome = await self._attempt(tool, asked, call.key)
            if outcome is not None:
                break
        outcome = outcome or Outcome(UNKNOWN)
        log.info("tool called", tool=call.tool, code=outcome.code or "ok", attempts=attempt + 1)
        return outcome

    async def _attempt(self, tool: Tool, asked: Request, key: str) -> Outcome | None:
        """None: nothing is known, and the same may be asked again."""
        headers = {**asked.headers, "Idempotency-Key": key}
        try:
            async with asyncio.timeout(tool.timeout_s):
                answer = await self._client.request(asked.method, asked.path, params=asked.query, headers=headers, json=asked.body)
        except (TimeoutError, httpx.HTTPError):
            return None
        if answer.status_code in AGAIN:
            return None
        return _outcome(tool, answer)


def _outcome(tool: Tool, answer: httpx.Response) -> Outcome:
    try:
        body = answer.json() if len(answer.content) <= ANSWER_LIMIT else None
    except ValueError:
        body = None
    values = _flat(body)
    if not answer.is_success:
        return Outcome(values.get("code") or f"http_{answer.status_code}", values)
    confirmed = isinstance(body, dict) and (not tool.confirmed or body.get(tool.confirmed) is True)
    return Outcome("" if confirmed else UNCONFIRMED, values)


def _flat(body: Any) -> dict[str, str]:
    """The members of an answer that can be said: texts and numbers."""
    if not isinstance(body, dict):
        return {}
    return {name: str(value) for name, value in body.items() if isinstance(value, (str, int, float)) and not isinstance(value, bool)}
