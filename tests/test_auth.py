"""Who may call: on loopback pages of the same host only; elsewhere a key or a fresh secret, and a listed origin."""

from __future__ import annotations

import pytest

from voicebot.config import Settings
from voicebot.edge.auth import SECRETS_LIMIT, Keys
from voicebot.errors import AuthError

KEY = "key-of-the-operator"
SITE = "https://www.example.com"
OPEN = Settings(host="0.0.0.0", api_keys=(KEY, "second"), allowed_origins=(SITE,), self_signed=True)
LOCAL = "127.0.0.1:8800"


def verdict(
    keys: Keys,
    headers: dict[str, str] | None = None,
    protocols: tuple[str, ...] = (),
    origin: str | None = None,
    host: str = "desk.example.com:8800",
    loopback: bool = False,
    now: float = 0.0,
) -> str:
    """"ok", or the code of the refusal."""
    try:
        keys.admit(headers or {}, protocols, origin, host, loopback, now)
    except AuthError as error:
        assert error.status == 401 and KEY not in error.text
        return error.code
    return "ok"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        (None, LOCAL, "ok"),
        (None, "[::1]:8800", "ok"),
        (f"http://{LOCAL}", LOCAL, "ok"),
        ("http://localhost:8800", "localhost:8800", "ok"),
        ("http://127.0.0.1:9999", LOCAL, "origin_refused"),  # another program's page on this machine
        ("https://evil.example", LOCAL, "origin_refused"),  # cross-site WebSocket hijacking
        ("http://evil.example:8800", "evil.example:8800", "origin_refused"),  # DNS rebinding
        (None, "evil.example:8800", "origin_refused"),
        (None, "", "origin_refused"),
        (None, "[", "origin_refused"),
        ("null", LOCAL, "origin_refused"),
        ("", LOCAL, "origin_refused"),
        (f"file://{LOCAL}", LOCAL, "origin_refused"),
    ],
)
def test_on_loopback_only_pages_of_the_same_host(origin: str | None, host: str, expected: str) -> None:
    assert verdict(Keys(Settings()), origin=origin, host=host, loopback=True) == expected


def test_on_loopback_a_listed_origin_may_embed_the_widget() -> None:
    keys = Keys(Settings(allowed_origins=("http://shop.example:3000",)))
    assert verdict(keys, origin="http://shop.example:3000", host=LOCAL, loopback=True) == "ok"


def test_configured_keys_are_asked_for_on_loopback_too() -> None:
    keys = Keys(Settings(api_keys=(KEY,)))
    assert verdict(keys, host=LOCAL, loopback=True) == "unauthorized"
    assert verdict(keys, bearer(KEY), host=LOCAL, loopback=True) == "ok"


@pytest.mark.parametrize(
    ("headers", "origin", "expected"),
    [
        ({}, None, "unauthorized"),
        (bearer(KEY), None, "ok"),
        (bearer("second"), SITE, "ok"),
        ({"Authorization": f"bearer {KEY}"}, None, "ok"),
        ({"authorization": f"Basic {KEY}"}, None, "unauthorized"),
        (bearer(KEY[:-1]), None, "unauthorized"),
        (bearer(""), None, "unauthorized"),
        (bearer("ek_guess"), SITE, "unauthorized"),
        (bearer(KEY), "https://evil.example", "origin_refused"),
        (bearer(KEY), "https://www.example.com.evil.example", "origin_refused"),
        (bearer(KEY), "http://www.example.com", "origin_refused"),
        (bearer(KEY), "https://desk.example.com:8800", "origin_refused"),  # its own host too must be listed
    ],
)
def test_from_other_machines(headers: dict[str, str], origin: str | None, expected: str) -> None:
    assert verdict(Keys(OPEN), headers, origin=origin) == expected


def test_a_secret_comes_as_a_subprotocol_from_an_allowed_page_and_runs_out() -> None:
    keys = Keys(OPEN)
    secret, expires_at = keys.issue(now=1000.0)
    assert secret.startswith("ek_") and expires_at == 1600.0
    offered = ("realtime", f"openai-insecure-api-key.{secret}")
    assert verdict(keys, protocols=offered, origin=SITE, now=1599.0) == "ok"
    assert verdict(keys, protocols=offered, origin=SITE, now=1599.0) == "ok"  # it may reconnect
    assert verdict(keys, protocols=offered, origin=SITE, now=1600.0) == "unauthorized"
    assert verdict(keys, protocols=offered, origin=None, now=1001.0) == "origin_refused"
    assert verdict(keys, protocols=offered, origin="https://evil.example", now=1001.0) == "origin_refused"


def test_a_key_works_as_a_subprotocol_too() -> None:
    assert verdict(Keys(OPEN), protocols=(f"openai-insecure-api-key.{KEY}",), origin=SITE) == "ok"


def test_only_a_key_gets_secrets() -> None:
    keys = Keys(OPEN)
    keys.check_key(bearer(KEY))
    secret, _ = keys.issue(now=0.0)
    for headers in ({}, bearer("wrong"), bearer(secret)):
        with pytest.raises(AuthError, match="API key"):
            keys.check_key(headers)


def test_a_flood_of_secrets_is_bounded_and_the_newest_work() -> None:
    keys = Keys(OPEN)
    issued = [keys.issue(now=0.0)[0] for _ in range(SECRETS_LIMIT + 10)]
    assert verdict(keys, bearer(issued[-1]), origin=SITE) == "ok"
    assert verdict(keys, bearer(issued[0]), origin=SITE) == "unauthorized"
    assert len(keys._secrets) == SECRETS_LIMIT
