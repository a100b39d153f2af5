"""`voicebot engine serve`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from ..errors import ConfigError
from ..serving.run import Address
from ..serving.run import serve as run
from ..serving.shapes import Device, Load

KEY_VARIABLE = "VOICEBOT_ENGINE_KEY"  # the desk's setting engine_key reads the same one


def serve(
    stage: str, engine: str, model: Path, host: str, port: int, device: str, language: str, threads: int,
    tls_cert: Path | None, tls_key: Path | None,
) -> None:  # fmt: skip
    """Run until interrupted. Raises ConfigError and ModelError before anything listens."""
    if device not in ("auto", "cpu", "cuda"):
        raise ConfigError("--device must be one of: auto, cpu, cuda")
    address = Address(host, port, os.environ.get(KEY_VARIABLE, ""), tls_cert, tls_key)
    run(stage, engine, Load(model, cast(Device, device), language, threads), address)
