"""Step 4: training by a plan of phases → `var/<run>.pt` (to go on from), `var/<run>.safetensors` (weights), `<run>.json`.

Usage: OMP_NUM_THREADS=1 python train.py PLAN [--start FILE.safetensors] [--fold K] [--work var]
One thread, bfloat16 autocast. Budgets are CPU minutes of this process. A run that was stopped goes on from its last
checkpoint when started again: weights, their mean, optimiser, random generators, CPU time and curve are kept; only the
pool of samples is drawn anew. Loss: half CTC over labels, half CTC over toneless units; in the first phases cross-entropy
of the aligned frame labels beside it, since new CTC heads may otherwise stay at blank for long.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

import batches
import sources
import units
from folds import FOLDS
from network import POSITIONS, Network, attention_mask, label_scores

SAVE_S = 120  # CPU seconds between checkpoints
REPORT_S = 60


@dataclass(frozen=True)
class Phase:
    minutes: float  # CPU
    mix: dict[str, float]
    frozen: int = 0  # of the encoder, from below: 1 the convolutions, 2 the first block too, … 8 all
    rate: float = 2e-4  # of the top block; each one below learns .8 as fast
    head_rate: float = 1e-3
    dense: float = 0.0  # weight of the frame labels' loss; CTC's is then .3
    chunked: float = 0.0  # share of batches that see no further than a chunk, as the streaming graph does
    hold: float = 0.4  # share of the phase at full rate, after which it falls to 3 %
    keep: float = 0.98  # of the mean of weights, a step
    frames: int = 1_600  # in a batch: 32 s
    warm: int = 20  # steps


READERS = {"hbl-train": 1.0}
ALL = {"hbl-train": 0.2, "hasty": 0.26, "spice": 0.1, "joined": 0.08, "voiced": 0.22, "between": 0.14}
ASKED = {"hbl-train": 0.1, "hasty": 0.14, "spice": 0.05, "joined": 0.11, "voiced": 0.38, "between": 0.22}  # values and English first
PLANS: dict[str, tuple[Phase, ...]] = {
    "judge": (
        Phase(2.5, READERS, frozen=8, head_rate=3e-3, dense=1.0, hold=1.0, frames=2_000),
        Phase(5.0, READERS, frozen=3, head_rate=2e-3, dense=0.5, hold=1.0, keep=0.96),
        Phase(34.0, READERS, frozen=3),
    ),
    "desk": (
        Phase(20.0, ALL, frozen=3, hold=1.0, chunked=0.3),
        Phase(16.0, ALL, frozen=3, hold=0.1, chunked=0.3),
        Phase(34.0, ALL, frozen=3, rate=1.2e-4, head_rate=6e-4, hold=0.25, chunked=0.6),
    ),
    "asked": (
        Phase(18.0, ASKED, frozen=3, hold=1.0),
        Phase(22.0, ASKED, frozen=3, hold=0.1),
        Phase(14.0, ASKED, frozen=3, rate=1.2e-4, head_rate=6e-4, hold=0.1),
    ),
}
WIDER = ("desk", "asked")  # plans whose network has the rimes of loan words


def widened(stored: dict[str, Tensor], known: units.Units) -> dict[str, Tensor]:
    """Weights as float32; where their head lacks the rimes of loan words, each begins as the rime that is heard for it,
    less probable."""
    stored = {name: weight.float() for name, weight in stored.items()}
    missing = known.names[len(stored.get("units.bias", known.names)) :]
    if missing:
        near = torch.tensor([known.names.index(f"r_{units.LOANS[name[2:]]}") for name in missing])
        stored["units.weight"] = torch.cat([stored["units.weight"], stored["units.weight"][near]])
        stored["units.bias"] = torch.cat([stored["units.bias"], stored["units.bias"][near] - 2.0])
    return stored


def depth(name: str) -> int:
    """Blocks below the top: 0 for the top block and the last norm, 5 for the first block, 6 for the convolutions."""
    if ".conv" in name:
        return 6
    return 5 - int(name.split(".")[2]) if ".layers." in name else 0


def trainable(network: Network, phase: Phase) -> list[dict[str, Any]]:
    """AdamW's groups; freezes the rest. Rates fall with depth; vectors do not decay."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, weight in network.named_parameters():
        below = name.startswith("encoder.")
        frozen = name == "encoder.embed_positions.weight" or (below and depth(name) >= 7 - phase.frozen)
        weight.requires_grad_(not frozen)
        if not frozen:
            rate = phase.rate * 0.8 ** depth(name) if below else phase.head_rate
            groups.setdefault((rate, 0.01 if weight.ndim > 1 else 0.0), []).append(weight)
    return [{"params": weights, "lr": rate, "base": rate, "weight_decay": decay} for (rate, decay), weights in groups.items()]


class Run:
    """A network on its way through a plan."""

    def __init__(self, plan: str, work: Path, fold: int | None, start: Path) -> None:
        self.phases, self.work, self.fold = PLANS[plan], work, fold
        self.name = plan if fold is None else f"{plan}-{fold}"
        self.known = units.shipped() if plan in WIDER else units.native()
        self.network = Network(len(self.known.names))
        self.chance = np.random.default_rng(1)
        torch.manual_seed(1)
        self.phase, self.spent, self.total, self.steps, self.seconds = 0, 0.0, 0.0, 0, 0.0
        self.curve: list[dict[str, float]] = []
        if self.checkpoint.is_file():
            self._resume()
        else:
            found = self.network.load_state_dict(widened(load_file(start), self.known), strict=False)
            if found.unexpected_keys:
                raise SystemExit(f"error: {start.name} holds weights of another network: {found.unexpected_keys[:3]}")
            self._enter()

    @property
    def checkpoint(self) -> Path:
        return self.work / f"{self.name}.pt"

    def _enter(self) -> None:
        """A phase begins: its own optimiser, batches and mean."""
        phase = self.phases[self.phase]
        groups = trainable(self.network, phase)
        self.optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)
        self.weights = [w for group in groups for w in group["params"]]
        self.mean = [w.detach().clone() for w in self.weights]
        self.batches = sources.build(self.work, self.known, phase.mix, phase.frames, self.chance, self.fold)
        self.spent, self.steps = 0.0, 0

    def _resume(self) -> None:
        stored = torch.load(self.checkpoint, weights_only=True)
        self.phase, self.total, self.seconds = stored["phase"], stored["total"], stored["seconds"]
        self.chance.bit_generator.state = json.loads(stored["chance"])
        torch.set_rng_state(stored["torch"])
        self.curve = stored["curve"]
        self.network.load_state_dict(stored["network"])
        self._enter()
        self.spent, self.steps = stored["spent"], stored["steps"]
        self.optimiser.load_state_dict(stored["optimiser"])
        for mean, kept in zip(self.mean, stored["mean"], strict=True):
            mean.copy_(kept)

    def save(self) -> None:
        """The checkpoint, replaced at once so that a stop in between loses nothing."""
        state = {
            "phase": self.phase, "spent": self.spent, "total": self.total, "steps": self.steps, "seconds": self.seconds,
            "chance": json.dumps(self.chance.bit_generator.state), "torch": torch.get_rng_state(), "curve": self.curve,
            "network": self.network.state_dict(), "optimiser": self.optimiser.state_dict(), "mean": self.mean,
        }  # fmt: skip
        torch.save(state, self.checkpoint.with_suffix(".part"))
        self.checkpoint.with_suffix(".part").replace(self.checkpoint)

    def finish_phase(self) -> None:
        """The mean of the weights becomes the weights."""
        with torch.no_grad():
            for weight, mean in zip(self.weights, self.mean, strict=True):
                weight.copy_(mean)
        self.phase += 1

    def losses(self) -> Iterator[dict[str, float]]:
        """Steps until the phase's budget is spent."""
        phase = self.phases[self.phase]
        while self.spent < 60 * phase.minutes:
            began = time.process_time()
            set_rate(self.optimiser, phase, self.spent / (60 * phase.minutes), self.steps)
            found = self._step(phase)
            took = time.process_time() - began
            self.spent, self.total = self.spent + took, self.total + took
            yield found

    def _step(self, phase: Phase) -> dict[str, float]:
        batch = self.batches.next()
        total = batch.frames.shape[1]
        chunk, left = self._view(phase)
        mask = attention_mask(total, batch.lengths, chunk, left)
        position = int(self.chance.integers(0, POSITIONS - total)) if self.chance.random() < 0.5 else 0
        with torch.autocast("cpu", torch.bfloat16):
            unit, tone = self.network(torch.from_numpy(batch.mel), mask, position)
        found = loss(unit, tone, batch, self.known, phase.dense)
        self.optimiser.zero_grad(set_to_none=True)
        found["loss"].backward()
        torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimiser.step()
        self.steps += 1
        self.seconds += sum(batch.lengths) * 0.02
        with torch.no_grad():
            torch._foreach_lerp_(self.mean, self.weights, 1 - min(phase.keep, self.steps / (self.steps + 10)))
        return {name: float(value.detach()) for name, value in found.items()}

    def _view(self, phase: Phase) -> tuple[int, int]:
        """(chunk, left) in frames: .32 to 1.28 s, and 4 s, 8 s or all of the past; (0, 0) for full context."""
        if self.chance.random() >= phase.chunked:
            return 0, 0
        return int(self.chance.choice([16, 24, 32, 32, 40, 48, 64])), int(self.chance.choice([0, 200, 400]))


def set_rate(optimiser: torch.optim.Optimizer, phase: Phase, done: float, steps: int) -> None:
    """Warm-up by steps, then full, then a cosine to 3 %."""
    fall = 0.0 if done < phase.hold else (done - phase.hold) / (1 - phase.hold)
    scale = min(1.0, (steps + 1) / phase.warm) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * min(1.0, fall))))
    for group in optimiser.param_groups:
        group["lr"] = group["base"] * scale


def loss(unit: Tensor, tone: Tensor, batch: batches.Batch, known: units.Units, dense: float) -> dict[str, Tensor]:
    """`loss` and its parts: `labels` and `units`, CTC a label; `frames`, cross-entropy a labelled frame."""
    scores = label_scores(unit, tone)
    labels = torch.tensor([label for row in batch.labels for label in row])
    plain = torch.tensor([known.unit(label) for row in batch.labels for label in row])
    inputs, outputs = torch.tensor(batch.lengths), torch.tensor([len(row) for row in batch.labels])

    def ctc(of: Tensor, target: Tensor) -> Tensor:
        total = F.ctc_loss(of.transpose(0, 1), target, inputs, outputs, reduction="sum", zero_infinity=True)
        return total / len(target)

    found = {"labels": ctc(scores, labels), "units": ctc(unit, plain)}
    found["loss"] = 0.5 * found["labels"] + 0.5 * found["units"]
    frames = torch.from_numpy(batch.frames)
    if dense and bool((frames >= 0).any()):
        found["frames"] = F.nll_loss(scores.flatten(0, 1), frames.flatten(), ignore_index=batches.UNKNOWN)
        found["loss"] = 0.3 * found["loss"] + dense * found["frames"]
    return found


def train(run: Run) -> None:
    while run.phase < len(run.phases):
        seen: list[dict[str, float]] = []
        reported, saved = run.total, run.total
        for found in run.losses():
            seen.append(found)
            if run.total - reported > REPORT_S:
                report(run, seen)
                seen, reported = [], run.total
            if run.total - saved > SAVE_S:
                run.save()
                saved = run.total
        report(run, seen)
        run.finish_phase()
        if run.phase < len(run.phases):
            run._enter()
            run.save()


def report(run: Run, seen: list[dict[str, float]]) -> None:
    """One point of the learning curve: mean losses since the last."""
    if not seen:
        return
    point = {name: round(float(np.mean([s[name] for s in seen if name in s])), 4) for name in sorted({n for s in seen for n in s})}
    point |= {"phase": run.phase, "cpu_min": round(run.total / 60, 2), "steps": run.steps, "audio_h": round(run.seconds / 3600, 3)}
    run.curve.append(point)
    print(json.dumps(point), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", choices=PLANS)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    parser.add_argument("--work", type=Path, default=Path("var"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    run = Run(options.plan, options.work, options.fold, options.start or options.work / "base.safetensors")
    train(run)
    save_file({k: v.contiguous() for k, v in run.network.state_dict().items()}, options.work / f"{run.name}.safetensors")
    record = {"plan": options.plan, "phases": [asdict(p) for p in run.phases], "cpu_min": run.total / 60, "curve": run.curve}
    (options.work / f"{run.name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
