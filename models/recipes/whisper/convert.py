"""Step 3: `work/model` → `work/served`, the folder that `voicebot engine serve --engine faster-whisper` loads.

Usage: python convert.py --base work/base [--work work] [--type float16]
Two traps of CTranslate2's converter are met here: a generation config that says it was made from the model's config is
left out when saving, and a model counts as multilingual only where its vocabulary has an empty token, without which
`yue` and `zh` are heard as English. What was written is loaded and looked at before this says that it is done.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import ctranslate2
from transformers import AutoTokenizer, GenerationConfig, WhisperForConditionalGeneration


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, default=Path("work/base"))
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--type", default="float16", choices=("float32", "float16", "int8", "int8_float16"))
    wanted = parser.parse_args()
    whole, served = wanted.work / "whole", wanted.work / "served"
    model = WhisperForConditionalGeneration.from_pretrained(wanted.work / "model", local_files_only=True)
    model.generation_config = GenerationConfig.from_pretrained(wanted.base, local_files_only=True)
    model.generation_config._from_model_config = False
    model.save_pretrained(whole)
    AutoTokenizer.from_pretrained(wanted.base, local_files_only=True).save_pretrained(whole)
    for name in ("tokenizer.json", "preprocessor_config.json"):
        if (wanted.base / name).is_file():
            shutil.copy(wanted.base / name, whole)
    copied = [name for name in ("tokenizer.json", "preprocessor_config.json") if (whole / name).is_file()]
    ctranslate2.converters.TransformersConverter(str(whole), copy_files=copied).convert(str(served), quantization=wanted.type, force=True)
    multilingual(served)
    if not ctranslate2.models.Whisper(str(served), device="cpu").is_multilingual:
        raise SystemExit("error: the converted model is not multilingual")
    print(f"{sum(p.stat().st_size for p in served.iterdir()) / 1e6:.0f} MB in {served}")


def multilingual(folder: Path) -> None:
    """Give the vocabulary the empty token by which CTranslate2 (4.7.1 and later) knows a multilingual Whisper."""
    path = folder / "vocabulary.json"
    tokens = json.loads(path.read_text("utf-8"))
    if "" not in tokens:
        tokens[-1] = ""  # the last timestamp, 30.00 s: no piece that is heard is so long
        path.write_text(json.dumps(tokens, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
