"""`voicebot engine serve`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from ..errors import ConfigError
from ..public.models import located
from ..serving.run import Address
from ..serving.run import serve as run
from ..serving.shapes import Device, Load
from . import terminal

KEY_VARIABLE = "VOICEBOT_ENGINE_KEY"  # the desk's setting engine_key reads the same one


def serve(
    config: Path | None, stage: str, engine: str, model: str, host: str, port: int, device: str, language: str, threads: int,
    tls_cert: Path | None, tls_key: Path | None, with_parent: bool = False,
) -> None:  # fmt: skip
    """Run until interrupted. Raises ConfigError and ModelError before anything listens."""
    if device not in ("auto", "cpu", "cuda"):
        raise ConfigError("--device must be one of: auto, cpu, cuda")
    address = Address(host, port, os.environ.get(KEY_VARIABLE, ""), tls_cert, tls_key)
    folder = Path(model) if Path(model).is_dir() else located(model, terminal.settings(config).data_dir)
    run(stage, engine, Load(folder, cast(Device, device), language, threads), address, with_parent)
