"""TLS for a desk that other machines reach: the operator's certificate, or one that we make ourselves.

A browser gives no microphone to a plain-http page, so even a trial in the office needs TLS. Our own certificate is
kept in the data folder (mode 0600) and made anew when it runs out or the names change; people compare its fingerprint.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ..config import Settings
from ..errors import ConfigError

DAYS = 397  # browsers refuse longer ones
_RENEW_DAYS = 14


def certificate(settings: Settings) -> tuple[Path, Path]:
    """(certificate, key) to serve with: the operator's files, or our own, made where needed. Raises ConfigError."""
    if settings.tls_cert:
        load(Path(settings.tls_cert))
        return Path(settings.tls_cert), Path(settings.tls_key)
    return self_signed(Path(settings.data_dir), names_of(settings.host), datetime.now(UTC))


def names_of(host: str) -> tuple[str, ...]:
    """The names and addresses under which `host` is reached: all of this machine's where it binds every interface."""
    if host not in ("0.0.0.0", "::", ""):
        return tuple(dict.fromkeys((host.strip("[]"), "localhost", "127.0.0.1")))
    own = socket.gethostname()
    try:
        addresses = sorted({str(info[4][0]).partition("%")[0] for info in socket.getaddrinfo(own, None)})
    except OSError:
        addresses = []
    return tuple(dict.fromkeys(("localhost", "127.0.0.1", own, *addresses)))


def self_signed(data_dir: Path, names: Sequence[str], now: datetime) -> tuple[Path, Path]:
    """The data folder's certificate for `names`, made where it is missing, runs out soon, or names others."""
    cert, key = data_dir / "tls.crt", data_dir / "tls.key"
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (cert.is_file() and key.is_file() and _good(load(cert), names, now)):
            made, secret = _make(names, now)
            _write(key, secret)
            _write(cert, made)
    except OSError as error:
        raise ConfigError(f"data folder {data_dir} cannot be used: {error.strerror}") from error
    return cert, key


def fingerprint(cert: x509.Certificate) -> str:
    """SHA-256 as browsers show it: "AB:CD:…"."""
    return cert.fingerprint(hashes.SHA256()).hex(":").upper()


def _make(names: Sequence[str], now: datetime) -> tuple[bytes, bytes]:
    secret = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    cert = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # clocks of other machines run behind
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    return cert.public_bytes(pem), secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _good(cert: x509.Certificate, names: Sequence[str], now: datetime) -> bool:
    has = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return cert.not_valid_after_utc > now.astimezone(UTC) + timedelta(days=_RENEW_DAYS) and set(has) == {
        _general_name(name) for name in names
    }


def load(path: Path) -> x509.Certificate:
    """The first certificate of a PEM file. Raises ConfigError."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"certificate {path} cannot be read") from error


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)  # the mode counts only when the file is made
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
