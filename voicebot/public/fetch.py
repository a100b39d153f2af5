"""Gets one file of a public model: resumes where it broke off, checks its sha256, leaves nothing half done in its place.

Only `voicebot models pull` calls this; no server and no desk reaches for the network when it starts.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from ..config import is_loopback
from ..errors import ModelError
from .models import File, Public

HUB = "https://huggingface.co"
TRIES = 5  # in a row that bring nothing new
_PAUSES_S = (1.0, 2.0, 4.0, 8.0)  # between them
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


class _Broken(Exception):
    """The connection gave less than all; another try may give the rest."""


def client() -> httpx.Client:
    """With the environment's proxies: what is fetched is public. Redirects go to TLS only."""

    def only_tls(request: httpx.Request) -> None:
        if request.url.scheme != "https" and not is_loopback(request.url.host):
            raise ModelError("the hub sends to an address without TLS; nothing was fetched", code="model_refused")

    return httpx.Client(timeout=_TIMEOUT, follow_redirects=True, event_hooks={"request": [only_tls]})


def fetch(
    http: httpx.Client, url: str, file: File, folder: Path, told: Callable[[int], None], wait: Callable[[float], None] = time.sleep
) -> None:
    """`file` into `folder`; `told` gets the bytes that are there, now and again. Raises ModelError, and where that can
    be mended by trying again keeps `<file>.part` for it."""
    place = folder / file.path
    part = place.with_name(place.name + ".part")
    place.parent.mkdir(parents=True, exist_ok=True)
    failures = 0
    while (have := part.stat().st_size if part.exists() else 0) < file.bytes:
        try:
            _more(http, url, part, have, file, told)
        except (_Broken, httpx.TransportError) as error:
            failures = failures + 1 if not part.exists() or part.stat().st_size <= have else 1
            if failures >= TRIES:
                raise ModelError(f"{file.path} cannot be fetched: the hub does not answer or breaks off", code="model_offline") from error
            wait(_PAUSES_S[min(failures, len(_PAUSES_S)) - 1])
    if have > file.bytes or _digest(part) != file.sha256:
        part.unlink()
        raise ModelError(f"{file.path} is not what was expected (sha256); it was thrown away", code="model_refused")
    os.replace(part, place)


def _more(http: httpx.Client, url: str, part: Path, have: int, file: File, told: Callable[[int], None]) -> None:
    """What comes of one request, appended to `part`."""
    headers = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {"Accept-Encoding": "identity"}
    with http.stream("GET", url, headers=headers) as answer:
        if answer.status_code in (429, 500, 502, 503, 504):
            raise _Broken
        if answer.status_code not in (200, 206):
            raise ModelError(f"{file.path} cannot be fetched: the hub answered {answer.status_code}", code="model_offline")
        at = _resumed(answer, have)
        with part.open("r+b" if at else "wb") as out:
            out.seek(at)
            out.truncate()
            for chunk in answer.iter_raw():  # as they come: a chunk that is waited for in full is lost with the connection
                at += len(chunk)
                if at > file.bytes:
                    part.unlink()
                    raise ModelError(f"{file.path} is longer than it should be; it was thrown away", code="model_refused")
                out.write(chunk)
                told(at)
            out.flush()
            os.fsync(out.fileno())
    if at < file.bytes:
        raise _Broken


def _resumed(answer: httpx.Response, have: int) -> int:
    """From which byte the answer goes on: 0 where the server sends all of it again."""
    if answer.status_code == 200:
        return 0
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if found is None or int(found[1]) != have:
        raise ModelError("the hub resumes at another place than it was asked for", code="model_offline")
    return have


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def address(hub: str, model: Public, file: File) -> str:
    return f"{hub.rstrip('/')}/{model.repository}/resolve/{model.revision}/{file.path}"
