"""Step 0, where there is no network: Whisper in CTranslate2's form → the folder that `transformers` reads.

Usage: python base.py FOLDER --out work/base      (FOLDER: what docker/engines/whisper_base.py gets, or any float model)
Who has a folder of transformers' (config.json, model.safetensors, tokenizer.json) leaves this out. Read with numpy
alone: the file holds a header, the variables as name, shape, type and bytes, and aliases (specification version 6).
"""

from __future__ import annotations

import argparse
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
Arrays = dict[str, np.ndarray[Any, Any]]


def variables(data: bytes) -> Arrays:
    """The variables of a model.bin by name. Stops with a message for another kind or version."""
    at = 0

    def number(kind: str) -> int:
        nonlocal at
        at += struct.calcsize(kind)
        return int(struct.unpack_from("<" + kind, data, at - struct.calcsize(kind))[0])

    def taken(size: int) -> bytes:
        nonlocal at
        at += size
        return data[at - size : at]

    def text() -> str:
        return taken(number("H")).rstrip(b"\0").decode()

    version, kind, _ = number("I"), text(), number("I")
    if (version, kind) != (6, "WhisperSpec"):
        raise SystemExit(f"error: model.bin is a {kind} of version {version}, not a WhisperSpec of version 6")
    found: Arrays = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        dtype = TYPES[number("B")]
        found[name] = np.frombuffer(taken(number("I")), dtype).reshape(shape)
    if any(name.endswith("/weight_scale") for name in found):
        raise SystemExit("error: the model is quantised; fine-tuning wants its float16 or float32 form")
    return found


def renamed(stored: Arrays) -> Arrays:
    """CTranslate2's names → transformers'. Its query, key and value are one matrix; Whisper's keys have no bias."""
    out: Arrays = {}

    def norm(name: str, source: str) -> None:
        out[f"{name}.weight"], out[f"{name}.bias"] = stored[f"{source}/gamma"], stored[f"{source}/beta"]

    def linear(source: str, *names: str) -> None:
        for what in ("weight", "bias"):
            parts = np.split(stored[f"{source}/{what}"], len(names))
            out.update({f"{name}.{what}": part for name, part in zip(names, parts, strict=True) if not name.endswith("k_proj") or what == "weight"})

    for number in (1, 2):
        linear(f"encoder/conv{number}", f"model.encoder.conv{number}")
    out["model.decoder.embed_tokens.weight"] = stored["decoder/embeddings/weight"]
    for side in ("encoder", "decoder"):
        out[f"model.{side}.embed_positions.weight"] = stored[f"{side}/position_encodings/encodings"]
        norm(f"model.{side}.layer_norm", f"{side}/layer_norm")
        for number in range(layers(stored, side)):
            there, here = f"{side}/layer_{number}", f"model.{side}.layers.{number}"
            norm(f"{here}.self_attn_layer_norm", f"{there}/self_attention/layer_norm")
            linear(f"{there}/self_attention/linear_0", *(f"{here}.self_attn.{x}_proj" for x in "qkv"))
            linear(f"{there}/self_attention/linear_1", f"{here}.self_attn.out_proj")
            if side == "decoder":
                norm(f"{here}.encoder_attn_layer_norm", f"{there}/attention/layer_norm")
                linear(f"{there}/attention/linear_0", f"{here}.encoder_attn.q_proj")
                linear(f"{there}/attention/linear_1", *(f"{here}.encoder_attn.{x}_proj" for x in "kv"))
                linear(f"{there}/attention/linear_2", f"{here}.encoder_attn.out_proj")
            norm(f"{here}.final_layer_norm", f"{there}/ffn/layer_norm")
            linear(f"{there}/ffn/linear_0", f"{here}.fc1")
            linear(f"{there}/ffn/linear_1", f"{here}.fc2")
    return {name: np.ascontiguousarray(array, np.float32) for name, array in out.items()}


def layers(stored: Arrays, side: str) -> int:
    return len({name.split("/")[1] for name in stored if name.startswith(f"{side}/layer_") and name.split("/")[1] != "layer_norm"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("work/base"))
    wanted = parser.parse_args()
    import torch
    from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration, WhisperTokenizerFast

    stored = variables((wanted.folder / "model.bin").read_bytes())
    told = json.loads((wanted.folder / "config.json").read_text())
    words, width = stored["decoder/embeddings/weight"].shape
    tokenizer = WhisperTokenizerFast(tokenizer_file=str(wanted.folder / "tokenizer.json"))
    end, start = (tokenizer.convert_tokens_to_ids(f"<|{name}|>") for name in ("endoftext", "startoftranscript"))
    heads = width // 64  # of every Whisper model
    config = WhisperConfig(
        vocab_size=words, d_model=width, encoder_layers=layers(stored, "encoder"), decoder_layers=layers(stored, "decoder"),
        encoder_attention_heads=heads, decoder_attention_heads=heads, encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width,
        num_mel_bins=stored["encoder/conv1/weight"].shape[1], max_source_positions=1500, max_target_positions=448,
        pad_token_id=end, bos_token_id=end, eos_token_id=end, decoder_start_token_id=start,
    )  # fmt: skip
    model = WhisperForConditionalGeneration(config)
    lacking = model.load_state_dict({name: torch.from_numpy(array) for name, array in renamed(stored).items()}, strict=False)
    if set(lacking.missing_keys) - {"proj_out.weight"} or lacking.unexpected_keys:
        raise SystemExit("error: the weights do not fit a Whisper model")
    model.tie_weights()
    model.generation_config = GenerationConfig(
        suppress_tokens=told["suppress_ids"], begin_suppress_tokens=told["suppress_ids_begin"], alignment_heads=told["alignment_heads"],
        lang_to_id={tokenizer.convert_ids_to_tokens(i): i for i in told["lang_ids"]}, eos_token_id=end, decoder_start_token_id=start,
    )  # fmt: skip
    model.save_pretrained(wanted.out)
    tokenizer.save_pretrained(wanted.out)
    print(f"{sum(p.numel() for p in model.parameters()):,} weights in {wanted.out}")


if __name__ == "__main__":
    main()
