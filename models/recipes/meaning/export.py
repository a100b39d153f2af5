"""Step 3: `var/RUN.safetensors` → `OUT/encoder.int8.onnx` and `OUT/pieces.npz`.

Usage: python export.py RUN [--work var] [--out ../../shipped/meaning]      (training environment: torch, onnx, onnxruntime)
Matrix products are quantised to 8 bits, a scale a channel, activations as they come; the table of pieces to 8 bits, a scale a
piece, and kept outside of the graph.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file

from network import Network

OPSET = 17


def graph(network: Network, out: Path) -> None:
    example = (torch.randn(2, 9, 384), torch.arange(9)[None] < torch.tensor([[9], [7]]))
    axes = {"embedded": {0: "texts", 1: "pieces"}, "mask": {0: "texts", 1: "pieces"}, "vectors": {0: "texts"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "encoder.onnx"
        torch.onnx.export(network, example, str(whole), input_names=["embedded", "mask"], output_names=["vectors"], dynamic_axes=axes, opset_version=OPSET, dynamo=False)
        quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gemm"], extra_options={"MatMulConstBOnly": True})


def table(words: np.ndarray, lines: list[str], out: Path) -> None:  # type: ignore[type-arg]
    scales = np.maximum(np.abs(words).max(1), 1e-6).astype(np.float32) / 127
    rows = np.round(words / scales[:, None]).astype(np.int8)
    pieces, scores = zip(*(line.split("\t") for line in lines), strict=True)
    text = np.frombuffer("\n".join(pieces).encode(), np.uint8)
    np.savez_compressed(out, pieces=text, scores=np.array(scores, np.float32), rows=rows, scales=scales)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "shipped" / "meaning")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    weights = load_file(args.work / f"{args.run}.safetensors")
    words = weights.pop("words").numpy()
    network = Network(1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers.")))
    network.load_state_dict(weights)
    graph(network.eval(), args.out / "encoder.int8.onnx")
    table(words, (args.work / "pieces.tsv").read_text(encoding="utf-8").splitlines(), args.out / "pieces.npz")
    for path in sorted(args.out.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
