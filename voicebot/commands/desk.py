"""`voicebot serve`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from . import terminal


def serve(config: Path | None, overrides: Mapping[str, Any]) -> None:
    """Run until interrupted. Raises ConfigError and ModelError before anything listens."""
    settings = terminal.settings(config, overrides)
    from ..app import serve as run  # after the settings, so that a wrong one is told at once

    if settings.tls:
        from ..edge import tls

        cert, _ = tls.certificate(settings)
        typer.echo(f"certificate {cert}, SHA-256 {tls.fingerprint(tls.load(cert))}")
    run(settings)
