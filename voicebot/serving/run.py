"""Runs one engine server until a signal ends it."""

from __future__ import annotations

import os
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from ..config import is_loopback
from ..errors import ConfigError
from .catalogue import load
from .server import create_app
from .shapes import Load, Served


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens. Raises ConfigError for an address beyond this machine without key and TLS."""

    host: str = "127.0.0.1"
    port: int = 8900
    key: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None

    def __post_init__(self) -> None:
        if bool(self.tls_cert) != bool(self.tls_key):
            raise ConfigError("--tls-cert and --tls-key must be given together")
        for path in filter(None, (self.tls_cert, self.tls_key)):
            if not path.is_file():
                raise ConfigError(f"TLS file {path} is missing")
        if not is_loopback(self.host) and not (self.key and self.tls_cert):
            raise ConfigError(f"host {self.host} is open to other machines and needs a key and --tls-cert with --tls-key")


def serve(stage: str, engine: str, wanted: Load, address: Address, with_parent: bool = False) -> None:
    """Load, try, listen. Raises DeskError where the engine cannot serve; nothing is fetched from anywhere. `with_parent`:
    end when standard input does, which is when the process that started this one has gone, however it went."""
    from ..logs import configure

    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK="True")
    served = load(stage, engine, wanted)
    configure("info")  # after the libraries, which set up logging of their own; from here on customers' words come in
    app = create_app(served, address.key, is_loopback(address.host))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=5, limit_concurrency=64,
        ssl_certfile=address.tls_cert, ssl_keyfile=address.tls_key,
    )  # fmt: skip
    with _listen(address) as listener:
        server = _Server(config, served, address)
        if with_parent:
            threading.Thread(target=_end_with, args=(server,), daemon=True).start()
        server.run([listener])


def _end_with(server: uvicorn.Server) -> None:
    while sys.stdin.buffer.read(1):
        pass
    server.should_exit = True


def _listen(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host.strip("[]"), address.port), family=family)
    except OSError as error:
        cause = str(error.strerror).partition(" (")[0]  # Python's words would add the address a second time
        raise ConfigError(f"cannot listen on {address.host} port {address.port}: {cause}; choose another --port") from error


class _Server(uvicorn.Server):
    """Says what runs where, once it can be asked."""

    def __init__(self, config: uvicorn.Config, served: Served, address: Address) -> None:
        super().__init__(config)
        self._served, self._address = served, address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit or not self.servers:
            return
        port = self.servers[0].sockets[0].getsockname()[1]
        scheme = "https" if self._address.tls_cert else "http"
        served = self._served
        what = f"{served.stage} by {served.engine.name} ({served.model}) on {served.engine.device}"
        print(f"Serving {what}, {served.speed.value:.3g} {served.speed.unit}: {scheme}://{self._address.host}:{port}", flush=True)
