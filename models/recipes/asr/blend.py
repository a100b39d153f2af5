"""Step 5b: the mean of two checkpoints of one ancestry → FILE.safetensors.

Usage: python blend.py TRAINED.safetensors BEGINNING.safetensors OUT.safetensors      (training environment)
Half of each: what further training learned is mostly kept, and most of what it forgot comes back (Wortsman et al. 2022,
Robust fine-tuning of zero-shot models). Where BEGINNING lacks the rimes of loan words, they begin as train.py begins them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

import units
from train import widened


def blend(trained: dict[str, Tensor], beginning: dict[str, Tensor]) -> dict[str, Tensor]:
    """Mean of every weight. Raises SystemExit where the two are not of one network."""
    beginning = widened(beginning, units.wider())
    if trained.keys() != beginning.keys() or any(trained[name].shape != beginning[name].shape for name in trained):
        raise SystemExit("error: these are not two checkpoints of one network")
    return {name: ((weight.float() + beginning[name]) / 2).contiguous() for name, weight in trained.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("trained", "beginning", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    save_file(blend(load_file(options.trained), load_file(options.beginning)), options.out)


if __name__ == "__main__":
    main()
