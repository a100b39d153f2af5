"""Step 4: the acoustic net → `var/<run>.pt` (to go on from).

Usage: OMP_NUM_THREADS=1 python train.py RUN --minutes N [--start OTHER] [--work var]          (torch)
A new run begins with the mean weights of OTHER. One thread, bfloat16. N CPU minutes are added to what the run has had, so
the same command goes on where it stopped: weights, their mean, optimisers, random generators and curve are kept. First the
listener learns natural envelopes, then the net: absolute error of envelope and its slope, durations, pitch, voicing; the
listener's inner layers, and what sound it takes the made envelope for.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

import phrases as corpus
from network import BANDS, ROUGH, Listener, Net, expand

FRAMES = 2_000  # a batch, at a stride of 2
TOKENS = 64  # a batch's tokens are filled up to a multiple of these
PAUSE_BETWEEN = 8
LISTEN_S = 400.0  # CPU seconds
RATE, SLOW = 1.2e-3, 4_000.0  # the learning rate falls as 1 / sqrt(1 + steps / SLOW)
KEEP, MEAN_EVERY = 0.999, 5  # of the mean of weights, a step; it is taken every so many steps
READERS = 0.7  # of the frames; the rest are isolated syllables
WARP = 0.10
TAUGHT, ALONE = 1, 2  # a reader's sound; an isolated syllable's, no lesson in durations and pitch; 0 a gap
SAVE_S = 60.0
WEIGHTS = {"envelope": 1.0, "slope": 0.5, "rough": 0.5, "voicing": 0.3, "pitch": 0.5, "length": 0.5, "inner": 2.0, "state": 0.2}

_SILENCE = np.r_[np.full(BANDS, -16.0), np.zeros(ROUGH + 2)].astype(np.float32)


class Batches:
    """Phrases one after the other with short gaps, as one long sequence."""

    def __init__(self, data: corpus.Corpus, dice: np.random.Generator) -> None:
        man = data.speakers.get(corpus.MAN, -1)
        train = [p for p in data.phrases if p.split == "train"]
        self.pools = [[p for p in train if p.speaker != man], [p for p in train if p.speaker == man]]
        self.weights = [np.array([len(p.z) for p in pool], float) ** 0.7 for pool in self.pools]
        self.weights = [w / w.sum() if len(w) else w for w in self.weights]
        self.dice = dice

    def draw(self, frames: int = FRAMES) -> dict[str, Tensor]:
        parts: dict[str, list[np.ndarray]] = {k: [] for k in ("rows", "positions", "durations", "natural", "voices", "warp", "own", "y")}
        total = 0
        while True:
            pool = int(self.dice.random() > READERS and len(self.pools[1]) > 0)
            phrase = self.pools[pool][self.dice.choice(len(self.pools[pool]), p=self.weights[pool])]
            if total + len(phrase.z) + 2 * PAUSE_BETWEEN > frames:
                break
            total += self._append(parts, phrase, pool)
        self._fill(parts, frames - total)
        return {k: torch.from_numpy(np.concatenate(v, 1 if k == "rows" else 0)) for k, v in parts.items()}

    @staticmethod
    def _fill(parts: dict[str, list[np.ndarray]], frames: int) -> None:
        """Silence, and tokens without frames, to sizes that hardly vary: for each new size the matrix library would
        write its machine code anew, which takes longer than the product."""
        tokens = sum(len(d) for d in parts["durations"])
        more = -tokens % TOKENS or TOKENS
        fill = {
            "rows": np.zeros((5, more), np.int64), "positions": np.zeros((more, 3), np.float32), "natural": np.ones(more, np.int64),
            "durations": np.r_[frames, np.zeros(more - 1, np.int64)], "voices": np.zeros(more, np.int64), "own": np.zeros(more, np.int64),
            "warp": np.zeros(frames, np.float32), "y": np.tile(_SILENCE, (frames, 1)),
        }  # fmt: skip
        for key, value in fill.items():
            parts[key].append(value)

    def _append(self, parts: dict[str, list[np.ndarray]], phrase: corpus.Phrase, isolated: int) -> int:
        factor = self.dice.uniform(0.35 if isolated else 0.5, 1.0) if self.dice.random() < 0.7 else 1.0
        durations, left, share = corpus.retime(phrase, factor)
        warp = float(np.exp(self.dice.uniform(-WARP, WARP))) if self.dice.random() < 0.6 else 1.0
        y = np.c_[corpus.warped(phrase.envelope, warp), phrase.rough, phrase.voiced, phrase.z]
        right = np.minimum(left + 1, len(y) - 1)
        y = y[left] * (1 - share)[:, None] + y[right] * share[:, None]
        y[:, BANDS + ROUGH] = y[:, BANDS + ROUGH] > 0.5
        count, gap = len(durations), PAUSE_BETWEEN
        parts["rows"] += [phrase.rows, np.zeros((5, 1), np.int64)]
        parts["positions"] += [phrase.positions, np.zeros((1, 3), np.float32)]
        parts["durations"] += [durations, np.array([gap])]
        parts["natural"] += [phrase.durations, np.array([1])]
        parts["voices"].append(np.full(count + 1, phrase.speaker))
        parts["warp"].append(np.full(len(y) + gap, 10 * np.log(warp), np.float32))
        parts["own"].append(np.r_[np.full(count, ALONE if isolated else TAUGHT), 0])
        parts["y"] += [y.astype(np.float32), np.tile(_SILENCE, (gap, 1))]
        return len(y) + gap


def states_of(rows: Tensor, durations: Tensor) -> Tensor:
    """[T] what sound a frame is: a unit and which third of it; pauses are 0."""
    index = torch.repeat_interleave(torch.arange(len(durations)), durations)
    place = torch.arange(len(index)) - (torch.cumsum(durations, 0) - durations)[index]
    third = (3 * place) // durations[index].clamp(min=1)
    return torch.where(rows[3][index] == 3, 0, 3 * rows[0][index] + third)


class Run:
    def __init__(self, name: str, work: Path, stride: int, start: str | None) -> None:
        self.data, self.path, self.stride = corpus.load(work, stride), work / f"{name}.pt", stride
        torch.manual_seed(0)
        self.dice = np.random.default_rng(0)
        units, speakers = len(self.data.units), len(self.data.speakers)
        self.net, self.listener = Net(units, speakers), Listener(3 * units)
        self.batches = Batches(self.data, self.dice)
        self._start_at_mean()
        self.optimiser = torch.optim.AdamW(self.net.parameters(), RATE, (0.9, 0.98), weight_decay=0.01, fused=True)
        self.listening = torch.optim.AdamW(self.listener.parameters(), 2e-3, (0.9, 0.98), weight_decay=0.05, fused=True)
        self.mean = {k: v.detach().clone() for k, v in self.net.state_dict().items()}
        self.spent, self.listened, self.steps = 0.0, 0.0, 0
        self.curve: list[dict[str, float]] = []
        if self.path.exists():
            self._resume()
        elif start:
            self._begin(torch.load(work / f"{start}.pt", weights_only=True))

    def _start_at_mean(self) -> None:
        every = np.concatenate([p.envelope for p in self.data.phrases[::7]]).mean(0)
        with torch.no_grad():
            self.net.envelope.leave.mix.bias[:BANDS] = torch.from_numpy(every)

    def _begin(self, other: dict[str, Any]) -> None:
        """Weights of another run, over the same units and speakers."""
        if other["units"] != self.data.units or other["speakers"] != self.data.speakers:
            raise SystemExit("the other run knows other units or speakers")
        self.net.load_state_dict(other["mean"])
        self.listener.load_state_dict(other["listener"])
        self.mean = {k: v.detach().clone() for k, v in self.net.state_dict().items()}
        self.listened = other["listened"]

    def _parts(self) -> dict[str, Any]:
        return {"net": self.net, "listener": self.listener, "optimiser": self.optimiser, "listening": self.listening}

    def _resume(self) -> None:
        stored = torch.load(self.path, weights_only=True)
        for key, part in self._parts().items():
            part.load_state_dict(stored[key])
        self.mean, self.curve = stored["mean"], stored["curve"]
        self.spent, self.listened, self.steps = stored["spent"], stored["listened"], stored["steps"]
        self.dice.bit_generator.state = json.loads(stored["dice"])
        torch.set_rng_state(stored["torch"])

    def save(self) -> None:
        state = {key: part.state_dict() for key, part in self._parts().items()}
        state |= {
            "mean": self.mean, "curve": self.curve, "spent": self.spent, "listened": self.listened, "steps": self.steps, "stride": self.stride,
            "dice": json.dumps(self.dice.bit_generator.state), "torch": torch.get_rng_state(),
            "units": self.data.units, "speakers": self.data.speakers, "pitch": self.data.pitch,
        }  # fmt: skip
        torch.save(state, self.path.with_suffix(".part"))
        self.path.with_suffix(".part").replace(self.path)

    def listen(self) -> float:
        """One lesson of the listener."""
        self.listener.train()
        batch = self.batches.draw(FRAMES * 2 // self.stride)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out, _ = self.listener(batch["y"][None, :, :BANDS] + 0.5 * torch.randn(1))
        loss = F.cross_entropy(out[0].float(), states_of(batch["rows"], batch["durations"]))
        self.listening.zero_grad()
        loss.backward()
        self.listening.step()
        return loss.item()

    def learn(self) -> dict[str, float]:
        """One lesson of the net."""
        self.net.train()
        self.listener.eval()
        batch = self.batches.draw(FRAMES * 2 // self.stride)
        y, rows, durations = batch["y"], batch["rows"], batch["durations"]
        index = torch.repeat_interleave(torch.arange(len(durations)), durations)
        voices = batch["voices"]
        z = y[:, BANDS + ROUGH + 1]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            encoder = self.net.encoder
            x = encoder.encode(rows, batch["positions"])
            lengths = encoder.durations(0.7 * x.detach() + 0.3 * x, encoder.speaker(voices))[0]
            frames = expand(x, durations, 20 * 2 / self.stride)
            pitch = self.net.pitch(0.5 * frames.detach() + 0.5 * frames, self.net.pitch.speaker(voices)[index])[0]
            noisy = z + 0.1 * torch.randn(1)
            out = self.net.envelope(frames, noisy[None], batch["warp"][None], self.net.envelope.speaker(voices)[index])[0]
        out, pitch, lengths = out.float(), pitch.float(), lengths.float()
        own = batch["own"]
        weight = torch.where(own[index] > 0, torch.where(rows[3][index] == 3, 0.3, 1.0), 0.0)
        losses = direct(out, pitch, lengths, y, weight, own, index, rows, batch["natural"])
        made, real = out[:, :BANDS], y[:, :BANDS]
        losses |= self._heard(made, real, states_of(rows, durations), weight)
        total = sum(WEIGHTS[k] * v for k, v in losses.items() if k in WEIGHTS)
        for group in self.optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (self.steps + 1) / 200) / (1 + self.steps / SLOW) ** 0.5
        self.optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.steps += 1
        if self.steps % MEAN_EVERY == 0:
            keep = min(KEEP**MEAN_EVERY, self.steps / (self.steps + 50))
            with torch.no_grad():
                now = self.net.state_dict()
                torch._foreach_lerp_([self.mean[k] for k in now], list(now.values()), 1 - keep)
        return {k: float(v.detach()) if isinstance(v, Tensor) else v for k, v in losses.items()}

    def _heard(self, made: Tensor, real: Tensor, sounds: Tensor, weight: Tensor) -> dict[str, Tensor]:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            with torch.no_grad():
                _, true = self.listener(real[None])
            states, inner = self.listener(made[None])
        apart = torch.stack([((a - b).abs().mean(-1)[0].float() * weight).sum() / weight.sum() for a, b in zip(inner, true, strict=True)]).mean()
        taken = F.cross_entropy(states[0].float(), sounds, reduction="none")
        return {"inner": apart, "state": (taken * weight).sum() / weight.sum()}

    def go(self, minutes: float) -> None:
        until, saved = self.spent + 60 * minutes, time.process_time()
        seen: list[dict[str, float]] = []
        while self.spent < until:
            began = time.process_time()
            if self.listened < LISTEN_S:
                seen.append({"listener": self.listen()})
                self.listened += time.process_time() - began
            else:
                seen.append(self.learn())
            self.spent += time.process_time() - began
            if time.process_time() - saved > SAVE_S or self.spent >= until:
                saved = time.process_time()
                keys = sorted({k for s in seen for k in s})
                self.curve.append({"cpu_s": round(self.spent, 1), "steps": self.steps} | {k: round(float(np.mean([s[k] for s in seen if k in s])), 4) for k in keys})
                print(json.dumps(self.curve[-1]), flush=True)
                seen = []
                self.save()


def direct(out: Tensor, pitch: Tensor, lengths: Tensor, y: Tensor, weight: Tensor, own: Tensor, index: Tensor, rows: Tensor, natural: Tensor) -> dict[str, Tensor]:
    """Errors against the recording, as means over the frames or tokens that teach them."""

    def mean(error: Tensor, w: Tensor) -> Tensor:
        return (error * w).sum() / (w.sum() + 1)

    made, real = out[:, :BANDS], y[:, :BANDS]
    both = weight[1:] * weight[:-1]
    voiced = y[:, BANDS + ROUGH]
    of_reader = (own == TAUGHT).float() * (rows[3] != 3)
    sung = ((own[index] == TAUGHT) & (voiced > 0)).nonzero()[:, 0]
    return {
        "liveliness": pitch.detach()[sung].std() / y[sung, BANDS + ROUGH + 1].std(),  # of pitch, beside the readers'; no loss
        "envelope": mean((made - real).abs().mean(1), weight),
        "slope": mean(((made[1:] - made[:-1]) - (real[1:] - real[:-1])).abs().mean(1), both),
        "rough": mean((out[:, BANDS : BANDS + ROUGH] - y[:, BANDS : BANDS + ROUGH]).abs().mean(1), weight),
        "voicing": mean(F.binary_cross_entropy_with_logits(out[:, BANDS + ROUGH], voiced, reduction="none"), weight),
        "pitch": mean((pitch - y[:, BANDS + ROUGH + 1]).abs(), (own[index] == TAUGHT).float() * voiced),
        "length": mean((lengths - torch.log(natural.clamp(min=1).float())).abs(), of_reader),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--minutes", type=float, required=True, help="CPU minutes to add, at most 120")
    parser.add_argument("--start", help="a run whose weights a new one begins with")
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--stride", type=int, default=corpus.STRIDE, choices=(1, 2), help="steps of 5 ms in a frame")
    options = parser.parse_args()
    torch.set_num_threads(1)
    run = Run(options.run, options.work, options.stride, options.start)
    print(f"{len(run.data.phrases)} phrases, {len(run.data.units)} units, {list(run.data.speakers)}", flush=True)
    print("parameters", {k: sum(w.numel() for w in part.parameters()) for k, part in (("net", run.net), ("listener", run.listener))}, flush=True)
    run.go(min(120.0, options.minutes))


if __name__ == "__main__":
    main()
