"""Opens the shipped networks, all in the one way: one thread a session, no spinning.

ONNX Runtime's defaults (a thread a core, each spinning while it waits) cost twice the CPU and twice the tail latency
where many short jobs share two cores; the live executor has the threads.
"""

from __future__ import annotations

from pathlib import Path

import onnxruntime

from .errors import ModelError
from .weights import find


def open_session(name: str) -> onnxruntime.InferenceSession:
    """The network in a shipped file, such as "voice/enc.onnx". Raises ModelError where it is missing or damaged."""
    return open_file(find(name), f"{name} is damaged; run `voicebot models verify`")


def open_file(path: Path, fault: str = "") -> onnxruntime.InferenceSession:
    """The network in any file. Raises ModelError, with `fault` after the words "model file", where it cannot be read."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - the runtime's errors have no class of their own in common
        raise ModelError(f"model file {fault or path.name + ' cannot be read'}") from error
