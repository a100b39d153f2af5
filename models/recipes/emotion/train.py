"""Step 3: the head, chosen by cross-validation and tried on held-out speakers → `var/head.npz`, `var/results.json`.

Usage: python train.py [--work var]          (torch and speechbrain, in an environment of their own)
Standardise → one linear layer → log-softmax, negative log likelihood with balanced classes, AdamW. The weight decay is
chosen by three inner folds of speakers inside each of five outer folds (nested, so that the choice is never judged on
what it was made on); then once for all development speakers, tried on the held-out ones; then the shipped head is
trained the same way on everybody.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import speechbrain as sb
import torch
from speechbrain.nnet.linear import Linear
from speechbrain.nnet.losses import nll_loss

LABELS = ("calm", "happy", "angry", "sad")
TRAIN = ("equal", "equal_phone", "turn", "turn_phone")
TEST = ("raw", "raw_phone", "equal", "equal_phone")
DECAYS = (1.0, 10.0, 30.0)
EPOCHS, BATCH, RATE = 20, 256, 1e-3
OUTER, INNER = 5, 3
DRAWS = 2_000

Arrays = dict[str, np.ndarray]


class Head(sb.Brain):
    """speechbrain's training loop around one linear layer; a batch is (traits [n, 1024], labels [n])."""

    def compute_forward(self, batch: tuple[torch.Tensor, torch.Tensor], stage: sb.Stage) -> torch.Tensor:
        return torch.log_softmax(self.modules.linear(batch[0]), dim=-1)

    def compute_objectives(self, predictions: torch.Tensor, batch: tuple[torch.Tensor, torch.Tensor], stage: sb.Stage) -> torch.Tensor:
        return nll_loss(predictions, batch[1], weight=self.hparams.balance)


def fit(x: np.ndarray, y: np.ndarray, decay: float) -> Arrays:
    """The head for traits `x` [n, 1024] and labels `y` [n]."""
    torch.manual_seed(0)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    balance = torch.tensor(len(y) / (len(LABELS) * np.bincount(y, minlength=len(LABELS))), dtype=torch.float32)
    data = torch.utils.data.TensorDataset(torch.tensor((x - mean) / scale, dtype=torch.float32), torch.tensor(y))
    order = torch.utils.data.RandomSampler(data, generator=torch.Generator().manual_seed(0))
    whole = torch.utils.data.BatchSampler(order, BATCH, drop_last=False)  # a batch is one look-up, not 256
    batches = torch.utils.data.DataLoader(data, sampler=whole, batch_size=None)
    brain = Head(
        modules={"linear": Linear(input_size=x.shape[1], n_neurons=len(LABELS))},
        opt_class=lambda parameters: torch.optim.AdamW(parameters, lr=RATE, weight_decay=decay),
        hparams={"balance": balance},
        run_opts={"device": "cpu"},
    )
    brain.fit(range(EPOCHS), batches, progressbar=False)
    linear = brain.modules.linear.w
    weight, bias = linear.weight.detach().numpy(), linear.bias.detach().numpy()
    return {"mean": mean, "scale": scale, "weight": weight, "bias": bias}


def predict(head: Arrays, x: np.ndarray) -> np.ndarray:
    return (((x - head["mean"]) / head["scale"]) @ head["weight"].T + head["bias"]).argmax(axis=1)


def uar(y: np.ndarray, found: np.ndarray) -> float:
    return float(np.mean([(found[y == label] == label).mean() for label in range(len(LABELS)) if (y == label).any()]))


def folds(speakers: np.ndarray, count: int) -> np.ndarray:
    """The fold of each clip; the corpora's speakers are spread evenly, a speaker is in one fold."""
    order = {name: i % count for i, name in enumerate(sorted(set(speakers)))}
    return np.array([order[name] for name in speakers])


def stacked(x: Arrays, chosen: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([x[name][chosen] for name in TRAIN]), np.tile(y[chosen], len(TRAIN))


def choose(x: Arrays, y: np.ndarray, speakers: np.ndarray, chosen: np.ndarray) -> tuple[float, dict[float, float]]:
    """The weight decay with the best mean recall, as recorded and by telephone, over folds of the chosen speakers."""
    inner = np.full(len(y), -1)
    inner[chosen] = folds(speakers[chosen], INNER)
    scores = {}
    for decay in DECAYS:
        found = {name: np.zeros(len(y), int) for name in TEST[:2]}
        for fold in range(INNER):
            head = fit(*stacked(x, chosen & (inner != fold), y), decay)
            for name in found:
                found[name][inner == fold] = predict(head, x[name][inner == fold])
        scores[decay] = float(np.mean([uar(y[chosen], part[chosen]) for part in found.values()]))
    return max(scores, key=lambda decay: scores[decay]), scores


def figures(y: np.ndarray, found: np.ndarray, speakers: np.ndarray, corpora: np.ndarray) -> dict[str, Any]:
    """Recall with its n, and a 95 % interval by drawing speakers anew."""
    groups = [np.flatnonzero(speakers == name) for name in sorted(set(speakers))]
    draws = np.random.default_rng(0).integers(0, len(groups), (DRAWS, len(groups)))
    values = [uar(y[rows], found[rows]) for rows in (np.concatenate([groups[i] for i in draw]) for draw in draws)]
    return {
        "uar": round(uar(y, found), 3),
        "n": len(y),
        "speakers": len(groups),
        "ci95": [round(float(edge), 3) for edge in np.percentile(values, [2.5, 97.5])],
        "recall": {label: round(float((found[y == i] == i).mean()), 3) for i, label in enumerate(LABELS)},
        "corpora": {c: {"uar": round(uar(y[corpora == c], found[corpora == c]), 3), "n": int((corpora == c).sum())} for c in sorted(set(corpora))},
    }


def nested(x: Arrays, y: np.ndarray, speakers: np.ndarray, development: np.ndarray) -> tuple[Arrays, list[float]]:
    """What each development clip is taken for by a head, and a weight decay, that never saw its speaker."""
    outer = np.full(len(y), -1)
    outer[development] = folds(speakers[development], OUTER)
    found, decays = {name: np.zeros(len(y), int) for name in TEST}, []
    for fold in range(OUTER):
        inside = development & (outer != fold)
        decay, _ = choose(x, y, speakers, inside)
        decays.append(decay)
        head = fit(*stacked(x, inside, y), decay)
        for name in TEST:
            found[name][outer == fold] = predict(head, x[name][outer == fold])
        print("outer fold", fold, "decay", decay, flush=True)
    return found, decays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    work = parser.parse_args().work
    torch.set_num_threads(1)
    with (work / "clips.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    y = np.array([LABELS.index(row["emotion"]) for row in rows])
    speakers, corpora = (np.array([row[name] for row in rows]) for name in ("speaker", "corpus"))
    development = np.array([row["part"] == "development" for row in rows])
    held_out = ~development
    with np.load(work / "traits.npz") as stored:
        x = {name: stored[name].astype(np.float64) for name in stored.files}

    found, decays = nested(x, y, speakers, development)
    decay, scores = choose(x, y, speakers, development)
    tried = fit(*stacked(x, development, y), decay)
    results = {
        "nested_cv": {n: figures(y[development], found[n][development], speakers[development], corpora[development]) for n in TEST},
        "nested_decays": decays,
        "chosen_decay": decay,
        "decay_scores": {str(d): round(score, 3) for d, score in scores.items()},
        "held_out": {n: figures(y[held_out], predict(tried, x[n][held_out]), speakers[held_out], corpora[held_out]) for n in TEST},
    }
    shipped = fit(*stacked(x, np.ones(len(y), bool), y), decay)
    np.savez(work / "head.npz", **{name: array.astype(np.float32) for name, array in shipped.items()})
    (work / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results["nested_cv"]["raw"]), json.dumps(results["held_out"]["raw"]))


if __name__ == "__main__":
    main()
