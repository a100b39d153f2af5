"""The device that torch really computes on."""

from __future__ import annotations

from ..errors import ConfigError
from .shapes import Device


def torch_device(wanted: Device) -> str:
    """"cuda" or "cpu". Raises ConfigError where cuda is asked for and not to be had: it must fail loudly."""
    import torch

    usable = torch.cuda.is_available()
    if wanted == "cuda" and not usable:
        raise ConfigError("the device cuda was asked for, and torch finds none")
    return "cuda" if usable and wanted != "cpu" else "cpu"
