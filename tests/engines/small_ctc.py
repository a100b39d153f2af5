"""Recognisers in sherpa-onnx's layout, of a few weights set by hand: they write 多謝 where it is loud, and nothing else.

The small SenseVoice writes only where it was asked for Cantonese. SenseVoice puts four labels in front of its text (language, feeling, event, form); WeNet CTC does not. Both folders hold
what the public exports hold: model.onnx with its metadata, tokens.txt. They say nothing about the quality of the engine;
they show that a folder is told apart, loaded, and asked for Cantonese.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TOKENS = ("<blk>", "多", "謝", "<|zh|>", "<|yue|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>")
_LANGUAGES = {"auto": 0, "zh": 3, "en": 4, "yue": 7, "ja": 11, "ko": 12, "nospeech": 13}
_FORMS = {"with_itn": 14, "without_itn": 15}
_LOUD = 10.0  # mean of a frame's features above which it is loud


def sense_voice(folder: Path) -> None:
    inputs = [_input("x", TensorProto.FLOAT, ["N", "T", 560])]
    inputs += [_input(name, TensorProto.INT32, ["N"]) for name in ("x_length", "language", "text_norm")]
    marks = np.full((1, 4, len(TOKENS)), -9, np.float32)
    for place, token in enumerate(("<|yue|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>")):
        marks[0, place, TOKENS.index(token)] = 9
    asked = [
        _constant("cantonese", np.array(_LANGUAGES["yue"], np.int32)),
        _constant("wide", np.array([-1, 1, 1], np.int64)),
        helper.make_node("Equal", ["language", "cantonese"], ["is_cantonese"]),
        helper.make_node("Reshape", ["is_cantonese", "wide"], ["asked"]),
    ]
    nodes = [*asked, *_frames("asked"), _constant("marks", marks), helper.make_node("Concat", ["marks", "frames"], ["logits"], axis=1)]
    told = {
        "model_type": "sense_voice_ctc", "vocab_size": len(TOKENS), "normalize_samples": 0, "lfr_window_size": 7, "lfr_window_shift": 6,
        "neg_mean": ",".join(["0"] * 560), "inv_stddev": ",".join(["1"] * 560),
        **{f"lang_{name}": number for name, number in _LANGUAGES.items()}, **_FORMS,
    }  # fmt: skip
    _save(folder, nodes, inputs, [_input("logits", TensorProto.FLOAT, ["N", "U", len(TOKENS)])], told)


def wenet(folder: Path, **more: object) -> None:
    inputs = [_input("x", TensorProto.FLOAT, ["N", "T", 80]), _input("x_lens", TensorProto.INT64, ["N"])]
    nodes = [
        _constant("asked", np.array(True)),
        *_frames("asked"),
        helper.make_node("LogSoftmax", ["frames"], ["log_probs"], axis=-1),
        helper.make_node("Identity", ["x_lens"], ["log_probs_lens"]),
    ]
    outputs = [_input("log_probs", TensorProto.FLOAT, ["N", "T", len(TOKENS)]), _input("log_probs_lens", TensorProto.INT64, ["N"])]
    _save(folder, nodes, inputs, outputs, {"vocab_size": len(TOKENS), "subsampling_factor": 1, **more})


def _frames(asked: str) -> list[onnx.NodeProto]:
    """x → frames: 多 in the first loud frames, 謝 in the later ones, blank in the others and where nobody asked."""
    first = np.zeros((1, 1, len(TOKENS)), np.float32)
    first[0, 0, 1] = 5
    rest = np.zeros((1, 1, len(TOKENS)), np.float32)
    rest[0, 0, 2] = 5
    quiet = np.zeros((1, 1, len(TOKENS)), np.float32)
    quiet[0, 0, 0] = 5
    return [
        _constant("axis", np.array([-1], np.int64)),
        _constant("loud", np.array(_LOUD, np.float32)),
        _constant("few", np.array(8.0, np.float32)),
        _constant("first", first),
        _constant("rest", rest),
        _constant("quiet", quiet),
        _constant("time", np.array(1, np.int64)),
        helper.make_node("ReduceMean", ["x", "axis"], ["mean"], keepdims=1),
        helper.make_node("Greater", ["mean", "loud"], ["above"]),
        helper.make_node("And", ["above", asked], ["is_loud"]),
        helper.make_node("Cast", ["is_loud"], ["ones"], to=TensorProto.FLOAT),
        helper.make_node("CumSum", ["ones", "time"], ["count"]),
        helper.make_node("Less", ["count", "few"], ["early"]),
        helper.make_node("Where", ["early", "first", "rest"], ["said"]),
        helper.make_node("Where", ["is_loud", "said", "quiet"], ["frames"]),
    ]


def _constant(name: str, value: np.ndarray) -> onnx.NodeProto:
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(value, name))


def _input(name: str, kind: int, shape: list[object]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


def _save(folder: Path, nodes: list[onnx.NodeProto], inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto], told: dict[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    graph = helper.make_graph(nodes, "small", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    helper.set_model_props(model, {name: str(value) for name, value in told.items()})
    onnx.save(model, folder / "model.onnx")
    (folder / "tokens.txt").write_text("".join(f"{token} {i}\n" for i, token in enumerate(TOKENS)), "utf-8")
