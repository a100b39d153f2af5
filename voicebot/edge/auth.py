"""Who may call: API keys, short-lived client secrets for browsers, and the Origin.

A desk on loopback asks for no key, but only pages of its own host may call it: otherwise any web page that the person
has open could (cross-site WebSocket hijacking), also under a name that resolves to 127.0.0.1 (DNS rebinding).
Elsewhere every caller needs an API key or a client secret, and a browser also a listed Origin. Where keys are
configured they are asked for on loopback too: a proxy on the same machine may stand before the desk.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ..config import Settings, is_loopback
from ..errors import AuthError

SECRET_PREFIX = "ek_"
SECRETS_LIMIT = 10_000  # the oldest gives way: a flood of secrets must not eat the memory
_SUBPROTOCOL = "openai-insecure-api-key."  # where a browser's WebSocket, which has no headers, carries its secret


class Keys:
    """Admits callers. Times (`now`) are seconds since the epoch. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._digests = [_digest(key) for key in settings.api_keys]
        self._origins = frozenset(origin.lower() for origin in settings.allowed_origins)
        self._loopback = settings.loopback
        self._lifetime_s = settings.secret_minutes * 60
        self._secrets: OrderedDict[bytes, float] = OrderedDict()  # digest -> expires at, oldest first
        self._lock = threading.Lock()

    def issue(self, now: float) -> tuple[str, float]:
        """A new client secret and when it expires. It works only from a page of an allowed origin (or our own)."""
        secret, expires_at = SECRET_PREFIX + secrets.token_urlsafe(32), now + self._lifetime_s
        with self._lock:
            self._secrets[_digest(secret)] = expires_at
            while len(self._secrets) > SECRETS_LIMIT or next(iter(self._secrets.values())) < now:
                self._secrets.popitem(last=False)
        return secret, expires_at

    def check_key(self, headers: Mapping[str, str]) -> None:
        """Raises AuthError unless the headers carry an API key; a client secret is not enough."""
        if not self._is_key(_bearer(headers)):
            raise AuthError("an API key is needed: Authorization: Bearer <key>")

    def admit(
        self,
        headers: Mapping[str, str],
        subprotocols: Sequence[str],
        origin: str | None,
        host: str,
        client_is_loopback: bool,
        now: float,
    ) -> None:
        """Raises AuthError unless this caller may open a conversation. `host` is the Host header."""
        local = self._loopback and client_is_loopback
        own_page = self._check_origin(origin, host, local)
        if local and not self._digests:
            return
        token = _bearer(headers) or _from_subprotocol(subprotocols)
        if not token:
            raise AuthError("a key is needed: an API key, or a client secret from /v1/realtime/client_secrets")
        if self._is_key(token):
            return
        if not self._is_secret(token, now):
            raise AuthError("the key is wrong or has expired")
        if not own_page:
            raise AuthError("a client secret works only from a page of an allowed origin", code="origin_refused")

    def _check_origin(self, origin: str | None, host: str, local: bool) -> bool:
        """True where a page of ours or of an allowed origin calls, False where no page does (no Origin)."""
        if local and not is_loopback(hostname(host)):
            raise AuthError("this Host name is not served", code="origin_refused")
        if origin is None:
            return False
        same = urlsplit(origin).netloc.lower() == host.lower() and urlsplit(origin).scheme in ("http", "https")
        if same and local or origin.lower() in self._origins:
            return True
        raise AuthError("pages of this origin may not call; see allowed_origins", code="origin_refused")

    def _is_key(self, token: str) -> bool:
        digest = _digest(token)
        # Every key is compared, so that the time does not tell which one was near.
        return sum(hmac.compare_digest(digest, known) for known in self._digests) > 0

    def _is_secret(self, token: str, now: float) -> bool:
        with self._lock:
            return self._secrets.get(_digest(token), now) > now


def _bearer(headers: Mapping[str, str]) -> str:
    value = next((v for k, v in headers.items() if k.lower() == "authorization"), "")
    scheme, _, token = value.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _from_subprotocol(offered: Sequence[str]) -> str:
    return next((p[len(_SUBPROTOCOL) :] for p in offered if p.startswith(_SUBPROTOCOL)), "")


def hostname(host: str) -> str:
    """The name in a Host header, without its port; "" where there is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
