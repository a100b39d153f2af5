"""Step 6: weights → ONNX, float32: `<name>.onnx` (full context) and `<name>_stream.onnx` (a chunk with cached keys).

Usage: python export.py FILE.safetensors OUT [--no-stream | --upper]      (training environment: torch, onnx)
With --upper only `asked.onnx`: the blocks above the second and the heads, `layer2` → `units`, `tone`, as many frames.
Inputs and outputs are those that `voicebot/asr/acoustic.py` reads. Full: `mel` [1, 80, T] → `units` [1, T/2, n], `tone`
[1, T/2, 6], `layer2` [1, T/2, 512] (what the second block hands on). Stream: `mel` of a chunk, its look-ahead and 4
frames of history, `k`, `v` [6, 8, P, 64], `pos` [1] → `units`, `tone` of the new frames, `k2`, `v2` to append.
Attention is written out, so that the graph has plain matrix products, which quantise well.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from network import HEADS, TONE_LAYER, WIDTH, Layer, Network

HISTORY = 4  # frames before a chunk, for the convolutions
OPSET = 17
SECOND = 1  # block whose output the emotion head reads


def attend(layer: Layer, x: Tensor, past: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """One block over [1, n, 512]; with `past` keys and values [1, 8, P, 64] before its own. Gives its own as well."""
    own = layer.self_attn
    heard = layer.self_attn_layer_norm(x)
    q, k, v = (p(heard).reshape(1, -1, HEADS, WIDTH // HEADS).transpose(1, 2) for p in (own.q_proj, own.k_proj, own.v_proj))
    keys, values = (k, v) if past is None else (torch.cat([past[0], k], 2), torch.cat([past[1], v], 2))
    weights = torch.softmax(q @ keys.transpose(2, 3) * (WIDTH // HEADS) ** -0.5, -1)
    x = x + own.out_proj((weights @ values).transpose(1, 2).reshape(1, -1, WIDTH))
    return x + layer.fc2(F.gelu(layer.fc1(layer.final_layer_norm(x)))), k, v


class Heads(nn.Module):
    """What both graphs share: the network's convolutions and heads."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.n = network

    def front(self, mel: Tensor) -> Tensor:
        return F.gelu(self.n.encoder.conv2(F.gelu(self.n.encoder.conv1(mel)))).transpose(1, 2)

    def ends(self, x: Tensor, middle: Tensor) -> tuple[Tensor, Tensor]:
        top = self.n.encoder.layer_norm(x)
        tone = self.n.tone(torch.cat([top, self.n.mid_norm(middle)], -1))
        return torch.log_softmax(self.n.units(top), -1), torch.log_softmax(tone, -1)


class Whole(Heads):
    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.front(mel)
        x = x + self.n.encoder.embed_positions.weight[: x.shape[1]][None]
        outputs = []
        for layer in self.n.encoder.layers:
            x, _, _ = attend(layer, x)
            outputs.append(x)
        return *self.ends(x, outputs[TONE_LAYER]), outputs[SECOND]


class Upper(Heads):
    def forward(self, layer2: Tensor) -> tuple[Tensor, Tensor]:
        x, outputs = layer2, []
        for layer in list(self.n.encoder.layers)[SECOND + 1 :]:
            x, _, _ = attend(layer, x)
            outputs.append(x)
        return self.ends(x, outputs[TONE_LAYER - SECOND - 1])


class Chunk(Heads):
    def forward(self, mel: Tensor, k: Tensor, v: Tensor, pos: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        x = self.front(mel)[:, HISTORY:]
        x = x + self.n.encoder.embed_positions(pos + torch.arange(x.shape[1]))[None]
        keys, values, outputs = [], [], []
        for number, layer in enumerate(self.n.encoder.layers):
            x, key, value = attend(layer, x, (k[number : number + 1], v[number : number + 1]))
            keys.append(key[0])
            values.append(value[0])
            outputs.append(x)
        scores, tone = self.ends(x, outputs[TONE_LAYER])
        return scores[0], tone[0], torch.stack(keys), torch.stack(values)


def load(path: Path) -> Network:
    stored = load_file(path)
    network = Network(len(stored["units.bias"]))
    network.load_state_dict({name: array.float() for name, array in stored.items()})
    return network.eval()


def export_whole(network: Network, out: Path) -> None:
    axes = {"mel": {2: "T"}, "units": {1: "U"}, "tone": {1: "U"}, "layer2": {1: "U"}}
    torch.onnx.export(
        Whole(network), (torch.randn(1, 80, 800),), str(out), input_names=["mel"], output_names=["units", "tone", "layer2"],
        dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def export_chunk(network: Network, out: Path) -> None:
    axes = {"mel": {2: "T"}, "units": {0: "n"}, "tone": {0: "n"}} | {n: {2: "P"} for n in "kv"} | {n: {2: "n"} for n in ("k2", "v2")}
    past = torch.randn(6, HEADS, 50, WIDTH // HEADS)
    torch.onnx.export(
        Chunk(network), (torch.randn(1, 80, 104), past, past, torch.tensor([50])), str(out), input_names=["mel", "k", "v", "pos"],
        output_names=["units", "tone", "k2", "v2"], dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def export_upper(network: Network, out: Path) -> None:
    torch.onnx.export(
        Upper(network), (torch.randn(1, 400, WIDTH),), str(out), input_names=["layer2"], output_names=["units", "tone"],
        dynamic_axes={name: {1: "U"} for name in ("layer2", "units", "tone")}, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def difference(network: Network) -> float:
    """The most by which the written-out graph and the network that was trained differ."""
    mel = torch.randn(1, 80, 600)
    written, trained = Whole(network)(mel), network(mel)
    return max(float((a - b).abs().max()) for a, b in zip(written, trained, strict=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--no-stream", action="store_true")
    parser.add_argument("--upper", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = load(options.weights)
    options.out.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        gap = difference(network)
        if gap > 1e-3:
            raise SystemExit(f"error: the graph differs from the network by {gap:.4f}")
        if options.upper:
            export_upper(network, options.out / "asked.onnx")
        else:
            export_whole(network, options.out / "best.onnx")
        if not (options.upper or options.no_stream):
            export_chunk(network, options.out / "best_stream.onnx")
    print(f"greatest difference {gap:.1e}")


if __name__ == "__main__":
    main()
