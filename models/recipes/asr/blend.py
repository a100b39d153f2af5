"""Step 5b: the mean of two checkpoints of one ancestry → FILE.safetensors.

Usage: python blend.py TRAINED.safetensors BEGINNING.safetensors OUT.safetensors [--share .6]      (training environment)
So what further training learned is mostly kept, and most of what it forgot comes back (Wortsman et al. 2022, Robust
fine-tuning of zero-shot models); `--share` is the part of TRAINED. Where BEGINNING lacks the rimes of loan words, they begin as train.py begins them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

import units
from train import widened


def blend(trained: dict[str, Tensor], beginning: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """`share` of the one and the rest of the other, weight by weight. Raises SystemExit where the two are not of one network."""
    beginning = widened(beginning, units.shipped())
    if trained.keys() != beginning.keys() or any(trained[name].shape != beginning[name].shape for name in trained):
        raise SystemExit("error: these are not two checkpoints of one network")
    return {name: (share * weight.float() + (1 - share) * beginning[name]).contiguous() for name, weight in trained.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("trained", "beginning", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--share", type=float, default=0.6)
    options = parser.parse_args()
    save_file(blend(load_file(options.trained), load_file(options.beginning), options.share), options.out)


if __name__ == "__main__":
    main()
