"""Step 0: give the full-context recogniser a third output, `layer2`: what its second block hands on, [1, T/2, 512].

Usage: python expose.py --clips FOLDER. Done once for the shipped file; a graph that has the output is left alone.
No weight changes. The graph is replaced only if `units` and `tone` stay bit-identical on every clip of FOLDER.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from voicebot.asr.features import LogMel, normalise
from voicebot.audio import files

GRAPH = Path(__file__).resolve().parents[2] / "shipped" / "asr" / "best.int8.onnx"
OUTPUT = "layer2"
WIDTH = 512


def second_block(graph: onnx.GraphProto) -> str:
    """The tensor that enters the third block's first normalisation: the second block's residual sum."""
    weight = "n.encoder.layers.2.self_attn_layer_norm.weight"
    (norm,) = [n for n in graph.node if n.op_type == "LayerNormalization" and weight in n.input]
    (source,) = [n for n in graph.node if norm.input[0] in n.output]
    (last,) = [n for n in graph.node if "n.encoder.layers.1.fc2.bias" in n.input]
    if source.op_type != "Add" or last.output[0] not in source.input:
        raise SystemExit("the graph has another shape than expected: no residual sum after the second block")
    return norm.input[0]


def expose(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same model with that tensor renamed to an output: no node more, so a caller who does not ask pays nothing."""
    grown = onnx.ModelProto()
    grown.CopyFrom(model)
    tensor = second_block(grown.graph)
    for node in grown.graph.node:
        node.input[:] = [OUTPUT if name == tensor else name for name in node.input]
        node.output[:] = [OUTPUT if name == tensor else name for name in node.output]
    grown.graph.output.append(onnx.helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, [1, "U", WIDTH]))
    onnx.checker.check_model(grown)
    return grown


def session(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def identical(before: onnxruntime.InferenceSession, after: onnxruntime.InferenceSession, mel: np.ndarray) -> bool:
    """Whether the old outputs are the same to the bit, asked for alone and together with the new one."""
    old = before.run(["units", "tone"], {"mel": mel})
    alone = after.run(["units", "tone"], {"mel": mel})
    *beside, layer = after.run(["units", "tone", OUTPUT], {"mel": mel})
    if layer.shape != (1, mel.shape[2] // 2, WIDTH):
        raise SystemExit(f"{OUTPUT} has the shape {layer.shape}")
    return all(np.array_equal(a, b) and np.array_equal(a, c) for a, b, c in zip(old, alone, beside, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, required=True)
    model = onnx.load(GRAPH)
    clips = sorted(p for p in parser.parse_args().clips.iterdir() if p.suffix in (".opus", ".flac", ".wav"))
    if OUTPUT in [output.name for output in model.graph.output]:
        raise SystemExit(f"{GRAPH.name} has the output {OUTPUT} already")
    grown = expose(model)
    before, after = session(model), session(grown)
    for path in clips:
        log_mel = LogMel()
        log_mel.push(files.read(path))
        columns = log_mel.whole()[:, :2_800]
        columns = columns[:, : columns.shape[1] // 2 * 2]
        if not identical(before, after, normalise(columns, float(columns.max()))[None]):
            raise SystemExit(f"units or tone changed on {path.name}; nothing written")
    onnx.save(grown, GRAPH)
    print(f"{OUTPUT} added; units and tone bit-identical on {len(clips)} clips")


if __name__ == "__main__":
    main()
