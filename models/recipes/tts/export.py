"""Step 5: a run's mean weights as the graphs that the desk loads → `FOLDER/voice/`.

Usage: python export.py RUN --to FOLDER [--work var] [--vocoder voc.onnx]          (torch, onnx)
The graphs have the shipped ones' inputs and outputs: `enc` (tok, pos → x, ld), `f0` (x → z), `spec_<timbre>` (x, z → o);
`voc` is copied. What is run for every frame, `f0` and `spec`, multiplies 8-bit whole numbers, a third of the time; `enc` is
stored in half precision and cast back when a session opens. A timbre is a blend of speakers' vectors, with a warp of the
frequency scale, so that it is nobody's own.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from network import Net
from phrases import MAN

SHIPPED = Path(__file__).resolve().parents[2] / "shipped" / "voice" / "voc.onnx"
LARGE = 4096  # numbers from which a tensor is halved


@dataclass(frozen=True)
class Timbre:
    """Weights of speakers' vectors in sound and in manner of speaking; pitch as median in Hz and spread in octaves."""

    sound: dict[str, float]
    manner: dict[str, float]
    warp: float  # above 1 a shorter vocal tract
    hertz: float
    spread: float


WOMEN = {"Ivy": 0.25, "Jaime Ho": 0.25, "林璃蝶": 0.25, "p00015": 0.25}
TIMBRES = {
    "woman": Timbre(WOMEN, WOMEN, 1.0, 205.0, 0.3),
    "man": Timbre({MAN: 0.5, "山奴": 0.25, "Edwin": 0.25}, WOMEN, 1.0, 120.0, 0.3),
}


class Encode(nn.Module):
    def __init__(self, net: Net, voice: Tensor) -> None:
        super().__init__()
        self.encoder, self.voice = net.encoder, nn.Parameter(voice)

    def forward(self, tok: Tensor, pos: Tensor) -> tuple[Tensor, Tensor]:
        x = self.encoder.encode(tok[:, 0], pos[0].transpose(0, 1))
        return x.transpose(1, 2), self.encoder.durations(x, self.voice)


class Sing(nn.Module):
    def __init__(self, net: Net, voice: Tensor) -> None:
        super().__init__()
        self.pitch, self.voice = net.pitch, nn.Parameter(voice)

    def forward(self, x: Tensor) -> Tensor:
        return self.pitch(x.transpose(1, 2), self.voice)


class Shape(nn.Module):
    def __init__(self, net: Net, voice: Tensor, warp: float) -> None:
        super().__init__()
        self.envelope, self.voice, self.warp = net.envelope, nn.Parameter(voice), 10 * float(np.log(warp))

    def forward(self, x: Tensor, z: Tensor) -> Tensor:
        return self.envelope(x.transpose(1, 2), z, torch.full_like(z, self.warp), self.voice).transpose(1, 2)


def blend(table: nn.Embedding, speakers: dict[str, int], shares: dict[str, float]) -> Tensor:
    total = sum(shares.values())
    return sum(table.weight.detach()[speakers[name]] * (share / total) for name, share in shares.items())[None, None]


def written(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], lengths: dict[str, dict[int, str]], path: Path) -> None:
    """The module as a graph of 32-bit numbers."""
    torch.onnx.export(
        module.eval(), tuple(inputs.values()), str(path), input_names=list(inputs), output_names=outputs,
        dynamic_axes=lengths, opset_version=17, dynamo=False,
    )  # fmt: skip


def quantised(path: Path) -> None:
    """Matrix products over 8-bit weights, a scale for each column, and frames scaled as they come."""
    large = path.with_suffix(".large")
    path.replace(large)
    quantize_dynamic(large, path, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
    large.unlink()


def halved(path: Path) -> None:
    """Large weights as float16 with a cast behind each, which the runtime folds away when it opens the graph."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for tensor in list(graph.initializer):
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= LARGE:
            name = tensor.name
            small = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}_half")
            graph.initializer.remove(tensor)
            graph.initializer.append(small)
            casts.append(helper.make_node("Cast", [small.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def network(stored: dict[str, Any]) -> Net:
    net = Net(len(stored["units"]), len(stored["speakers"]))
    net.load_state_dict(stored["mean"])
    return net.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--vocoder", type=Path, default=SHIPPED)
    parser.add_argument("--pace", type=float, default=1.45, help="times as fast as the readers, in rimes")
    parser.add_argument("--sharpen", type=float, default=1.0)
    options = parser.parse_args()
    stored = torch.load(options.work / f"{options.run}.pt", weights_only=True)
    net, speakers, folder = network(stored), stored["speakers"], options.to / "voice"
    folder.mkdir(parents=True, exist_ok=True)
    width = net.encoder.place.out_features
    lively = stored["curve"][-1]["liveliness"]  # the net's pitch moves less than the readers', by this factor
    x, z = torch.zeros(1, width + 3, 50), torch.zeros(1, 50)
    for name, timbre in TIMBRES.items():
        sound = {k: v for k, v in timbre.sound.items() if k in speakers}
        written(
            Shape(net, blend(net.envelope.speaker, speakers, sound), timbre.warp), {"x": x, "z": z}, ["o"],
            {"x": {2: "T"}, "z": {1: "T"}, "o": {2: "T"}}, folder / f"spec_{name}.onnx",
        )  # fmt: skip
        quantised(folder / f"spec_{name}.onnx")
        settings = {
            "V": stored["units"], "mu": float(np.log(timbre.hertz)), "sd": timbre.spread * float(np.log(2)) / lively,
            "pace": options.pace, "onset_share": 0.5, "sharpen": options.sharpen, "lively": 1.0,
        }  # fmt: skip
        (folder / f"voice_{name}.json").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    manner = {k: v for k, v in TIMBRES["woman"].manner.items() if k in speakers}  # both timbres speak in one manner
    tok, pos = torch.zeros(5, 1, 20, dtype=torch.long), torch.zeros(1, 3, 20)
    written(
        Encode(net, blend(net.encoder.speaker, speakers, manner)), {"tok": tok, "pos": pos}, ["x", "ld"],
        {"tok": {2: "L"}, "pos": {2: "L"}, "x": {2: "L"}, "ld": {1: "L"}}, folder / "enc.onnx",
    )  # fmt: skip
    halved(folder / "enc.onnx")
    written(Sing(net, blend(net.pitch.speaker, speakers, manner)), {"x": x}, ["z"], {"x": {2: "T"}, "z": {1: "T"}}, folder / "f0.onnx")
    quantised(folder / "f0.onnx")
    shutil.copyfile(options.vocoder, folder / "voc.onnx")
    print({path.name: path.stat().st_size for path in sorted(folder.iterdir())})


if __name__ == "__main__":
    main()
