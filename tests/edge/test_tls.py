"""A certificate of our own: good for its names, private, kept until it runs out."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voicebot.config import Settings
from voicebot.edge import tls
from voicebot.errors import ConfigError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("desk.example", "127.0.0.1", "::1")


def handshake(cert: Path, key: Path, name: str) -> None:
    """A TLS handshake in memory with a client that trusts only this certificate."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    client = ssl.create_default_context(cafile=str(cert))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(to_client, to_server, server_hostname=name), server.wrap_bio(to_server, to_client, server_side=True)]
    for _ in range(3):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert sides[0].version() == "TLSv1.3"


def test_browsers_can_shake_hands_by_name_and_address(tmp_path: Path) -> None:
    cert, key = tls.self_signed(tmp_path, NAMES, datetime.now(UTC))
    handshake(cert, key, "desk.example")
    handshake(cert, key, "127.0.0.1")
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(cert, key, "other.example")


def test_it_is_kept_until_it_runs_out_or_names_change(tmp_path: Path) -> None:
    def made(names: tuple[str, ...], now: datetime) -> str:
        return tls.fingerprint(tls.load(tls.self_signed(tmp_path, names, now)[0]))

    first = made(NAMES, NOW)
    assert made(NAMES, NOW + timedelta(days=300)) == first
    second = made(NAMES, NOW + timedelta(days=390))
    assert second != first
    assert made(NAMES[:1], NOW + timedelta(days=391)) != second


def test_files_are_for_the_owner_only(tmp_path: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in tls.self_signed(tmp_path, NAMES, NOW)} == {0o600}


def test_the_operators_own_files(tmp_path: Path) -> None:
    cert, key = tls.self_signed(tmp_path, NAMES, NOW)
    assert tls.certificate(Settings(tls_cert=str(cert), tls_key=str(key))) == (cert, key)
    cert.write_text("no certificate")
    with pytest.raises(ConfigError, match="cannot be read"):
        tls.certificate(Settings(tls_cert=str(cert), tls_key=str(key)))


def test_names() -> None:
    assert tls.names_of("desk.example") == ("desk.example", "localhost", "127.0.0.1")
    assert tls.names_of("0.0.0.0")[:2] == ("localhost", "127.0.0.1")
