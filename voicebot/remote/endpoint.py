"""A server of OpenAI's HTTP shapes: requests with a strict time limit, every failure one kind of error."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from ..errors import EngineError

CONNECT_S = 1.0
ANSWER_LIMIT = 16 * 1_048_576  # bytes; five minutes of speech


class Refused(EngineError):
    """The server answered, and would not do it: `http_status` says why."""

    def __init__(self, http_status: int) -> None:
        super().__init__(f"the engine server answered {http_status}")
        self.http_status = http_status


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is and what to ask it for, from a setting such as `http://127.0.0.1:8900/v1?model=base&voice=a`."""

    url: str
    model: str
    voice: str
    language: str = ""  # that a recogniser is asked for; "": Cantonese, by whichever name the server knows

    @classmethod
    def parse(cls, setting: str) -> Place:
        parts = urlsplit(setting)
        asked = parse_qs(parts.query)
        url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"
        return cls(url, asked.get("model", ["default"])[-1], asked.get("voice", ["default"])[-1], asked.get("language", [""])[-1])


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    media_type: str  # lower case, without parameters

    def json(self) -> dict[str, Any]:
        """Raises EngineError for what is no JSON object."""
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise EngineError("the engine server answered with something other than JSON") from error
        if not isinstance(value, dict):
            raise EngineError("the engine server answered with something other than a JSON object")
        return value


class Endpoint:
    """Thread-safe. `post` waits on the network for at most about `timeout_s`, and blocks its thread meanwhile."""

    def __init__(self, place: Place, key: str, timeout_s: float, now: Callable[[], float] = time.monotonic) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # trust_env off: a customer's voice must not leave by way of a proxy that the environment happens to name.
        self._client = httpx.Client(
            base_url=place.url, headers=headers, timeout=httpx.Timeout(timeout_s, connect=CONNECT_S), trust_env=False
        )
        self.place = place
        self._timeout_s, self._now = timeout_s, now

    def post(self, path: str, **body: Any) -> Answer:
        """`body` as httpx takes it (json, data, files). Raises EngineError; its text never quotes the answer."""
        return self._ask("POST", path, **body)

    def health(self) -> dict[str, Any]:
        """What a server of ours says of itself (`/healthz`). Raises EngineError where it says nothing."""
        return self._ask("GET", str(self._client.base_url.join("/healthz")), timeout=CONNECT_S).json()

    def _ask(self, method: str, path: str, **body: Any) -> Answer:
        deadline = self._now() + self._timeout_s
        try:
            with self._client.stream(method, path, **body) as response:
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > ANSWER_LIMIT:
                        raise EngineError("the engine server answered with more than can be right")
                    if self._now() > deadline:  # httpx's own limit holds for each read, and a trickle never ends
                        raise EngineError("the engine server did not answer in time")
                if response.status_code != 200:
                    raise Refused(response.status_code)
                return Answer(bytes(content), response.headers.get("content-type", "").partition(";")[0].strip().lower())
        except httpx.TimeoutException as error:
            raise EngineError("the engine server did not answer in time") from error
        except httpx.HTTPError as error:
            raise EngineError("the engine server cannot be reached") from error

    def close(self) -> None:
        self._client.close()
