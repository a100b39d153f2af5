"""Step 7: float32 graphs → int8: `<name>.int8.onnx` beside each.

Usage: python quantise.py FOLDER       (training environment: onnx, onnxruntime)
Dynamic quantisation of the matrix products' weights, a scale a channel. Convolutions stay float32: int8 ones are slower.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from onnxruntime.quantization import QuantType, quantize_dynamic


def quantise(graph: Path) -> Path:
    out = graph.with_suffix(".int8.onnx")
    quantize_dynamic(
        graph, out, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gemm"],
        extra_options={"MatMulConstBOnly": True},  # two products of activations (attention) stay as they are
    )  # fmt: skip
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for graph in sorted(parser.parse_args().folder.glob("*.onnx")):
        if not graph.name.endswith(".int8.onnx"):
            out = quantise(graph)
            print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB, from {graph.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
