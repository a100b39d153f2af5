"""Step 4: `var/RUN.safetensors` → `OUT/encoder.int8.onnx` and `OUT/pieces.npz`.

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
import torch.nn.functional as F
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import Tensor, nn

from network import HEADS, WIDTH, Network

OPSET = 17
UNSEEN = 1e4  # by which what is filled up lies below what is there, before the softmax


class Exported(nn.Module):
    """The same function with fewer, larger products: queries, keys and values in one, the mask made once."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.qkv = nn.ParameterList(torch.cat([part.weight for part in (layer.q, layer.k, layer.v)]).T.contiguous() for layer in network.layers)
        self.bias = nn.ParameterList(torch.cat([part.bias for part in (layer.q, layer.k, layer.v)]) for layer in network.layers)

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = embedded.shape
        x = self.network.norm(embedded + self.network.positions[:length])
        shown = (mask.to(x.dtype)[:, None, None, :] - 1) * UNSEEN
        for layer, weight, bias in zip(self.network.layers, self.qkv, self.bias, strict=True):
            q, k, v = (x @ weight + bias).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
            seen = ((q * (WIDTH // HEADS) ** -0.5) @ k.transpose(-1, -2) + shown).softmax(-1) @ v
            x = layer.aln(x + layer.ao(seen.transpose(1, 2).reshape(batch, length, WIDTH)))
            x = layer.oln(x + layer.fo(F.gelu(layer.fi(x))))
        share = mask[..., None].to(x.dtype)
        mean = (x * share).sum(1) / share.sum(1)
        return mean / mean.norm(dim=-1, keepdim=True)


def graph(network: Network, out: Path) -> None:
    example = (torch.randn(2, 9, 384), torch.arange(9)[None] < torch.tensor([[9], [7]]))
    axes = {"embedded": {0: "texts", 1: "pieces"}, "mask": {0: "texts", 1: "pieces"}, "vectors": {0: "texts"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "encoder.onnx"
        torch.onnx.export(Exported(network).eval(), example, str(whole), input_names=["embedded", "mask"], output_names=["vectors"], dynamic_axes=axes, opset_version=OPSET, dynamo=False)
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
