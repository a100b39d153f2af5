"""Step 3: where every onset and rime begins and ends, in 5 ms steps → `var/aligned.json`.

Usage: python align.py [--work var] [--rounds 3] [--more]          (torch)
Round the recogniser's peaks a small convolutional net on the envelope and a left-to-right chain of states find the
boundaries: labels from the peaks → net → best path within REACH of the peaks → labels, a few rounds (Viterbi training;
Rabiner 1989). The dev readers are aligned, not learnt from. With --more the stored net aligns clips that came later.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from paths import NEVER, Link, best_path, chain

from voicebot.tts.tokens import split

QUIET, LOUD = -1.0, -0.4  # loudness below which a rime has ended, above which there is no silence


@dataclass
class Clip:
    id: str
    speaker: str
    split: str
    syllables: list[str]
    breaks: list[int]  # after each syllable: 0 none, 1 comma, 2 full stop, 3 question
    peaks: list[int]  # steps
    frames: Any = None  # [T, 81]
    loudness: Any = None  # [T], in spreads of the speaker's sounding frames round their mean
    path: Any = None  # [T] links of the chain


class Net(nn.Module):
    """Envelope frames [1, 81, T] → log-probabilities of states [1, S, T]; sees 85 ms to either side."""

    def __init__(self, states: int, width: int = 160) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv1d(81, width, 5, padding=2), nn.ReLU()]
        for dilation in (1, 2, 4):
            layers += [nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation), nn.ReLU()]
        self.stack = nn.Sequential(*layers, nn.Dropout(0.1), nn.Conv1d(width, states, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log_softmax(self.stack(x), 1)


def first_labels(clip: Clip, links: list[Link]) -> NDArray[np.int64]:
    """From the peaks: 60 ms of onset before each, a rime until it grows quiet or the next onset, silence elsewhere."""
    path = np.zeros(len(clip.frames), np.int64)
    of: dict[tuple[int, str], list[int]] = defaultdict(list)
    for s, link in enumerate(links):
        of[link.syllable, link.part].append(s)
    for n, peak in enumerate(clip.peaks):
        begin = peak - (12 if split(clip.syllables[n])[0] else 0)
        following = clip.peaks[n + 1] - 12 if n + 1 < len(clip.peaks) else len(path)
        quiet = np.flatnonzero(clip.loudness[peak + 6 : following] < QUIET)
        end = max(peak + 6, min(following, len(path), peak + 6 + int(quiet[0]) if len(quiet) else following))
        for states, a, b in ((of[n, "onset"], begin, peak), (of[n, "rime"], peak, end)):
            for t in range(max(0, a), min(b, len(path))):
                path[t] = states[(t - a) * len(states) // (b - a)]
    return path


def normal(clips: list[Clip], arrays: dict[str, Any]) -> None:
    """Sets every clip's frames [T, 81]: the envelope by its speaker's mean and spread, and voicing; and its loudness."""
    groups = defaultdict(list)
    for clip in clips:
        groups[clip.speaker].append(clip)
    for own in groups.values():
        every = np.concatenate([arrays[c.id]["mel"] for c in own[:300]])
        loud = every[every.mean(1) > np.percentile(every.mean(1), 30)]
        mean, spread = loud.mean(0), loud.std(0)
        for clip in own:
            z = arrays[clip.id]
            x = (z["mel"] - mean) / spread
            clip.frames = np.c_[np.clip(x, -5, 5), z["f0"] > 0].astype(np.float32)
            clip.loudness = np.convolve(x[:, :60].mean(1), np.ones(5) / 5, "same")


def train(net: Net, clips: list[Clip], links: dict[str, Any], epochs: int, dice: np.random.Generator) -> float:
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3)
    net.train()
    total = count = 0.0
    for _ in range(epochs):
        total = count = 0.0
        x, y = [], []
        for i in dice.permutation(len(clips)):
            clip = clips[i]
            x.append(clip.frames)
            y.append(np.array([link.state for link in links[clip.id]])[clip.path])
            if sum(map(len, x)) > 6000 or i == len(clips) - 1:
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    out = net.stack(torch.from_numpy(np.concatenate(x).T[None]))[0].T.float()
                loss = nn.functional.cross_entropy(out, torch.from_numpy(np.concatenate(y)))
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                total, count = total + loss.item(), count + 1
                x, y = [], []
    return total / count


def settle(net: Net, prior: NDArray[np.float32], clip: Clip, links: list[Link]) -> NDArray[np.int64]:
    """The best path by the net as it is."""
    with torch.no_grad():
        log_p = net(torch.from_numpy(clip.frames.T[None]))[0].T.numpy() - 0.7 * prior
    log_p[clip.loudness > LOUD, 0] = NEVER  # no silence there
    return best_path(log_p, links, clip.peaks)


def boundaries(clip: Clip, links: list[Link]) -> list[list[int]]:
    """For each syllable the steps where onset, rime and silence or the next syllable begin."""
    out: list[list[int]] = []
    for t, p in enumerate(clip.path):
        link = links[p]
        if link.syllable == len(out):
            out.append([t, t, t])
        if link.syllable >= 0:
            if link.part == "rime" and link.place == 0 and links[clip.path[t - 1]] != link:
                out[-1][1] = t
            out[-1][2] = t + 1
    return out


def gather(work: Path) -> tuple[list[Clip], dict[str, Any]]:
    clips, arrays = [], {}
    for name, entry in json.loads((work / "anchors.json").read_text(encoding="utf-8")).items():
        if entry:
            clips.append(Clip(name, entry["speaker"], entry["split"], entry["syllables"], entry["breaks"], entry["peaks"]))
            with np.load(work / "clips" / f"{name}.npz") as stored:
                arrays[name] = {"mel": stored["mel"], "f0": stored["f0"]}
    return clips, arrays


def entry(clip: Clip, links: list[Link]) -> dict[str, Any]:
    return {"id": clip.id, "speaker": clip.speaker, "split": clip.split, "syllables": clip.syllables, "breaks": clip.breaks, "bounds": boundaries(clip, links)}


def more(work: Path, clips: list[Clip]) -> list[dict[str, Any]]:
    """What is aligned, and the rest by the stored net; clips with sounds that it does not know are left out."""
    aligned = json.loads((work / "aligned.json").read_text(encoding="utf-8"))
    stored = torch.load(work / "aligner.pt", weights_only=False)
    net, known, ids = Net(len(stored["ids"])), {row["id"] for row in aligned}, dict(stored["ids"])
    net.load_state_dict(stored["net"])
    net.eval()
    for clip in clips:
        links = chain(clip.syllables, ids)
        if clip.id not in known and max(link.state for link in links) < len(stored["ids"]):
            clip.path = settle(net, stored["prior"], clip, links)
            aligned.append(entry(clip, links))
    return aligned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("var"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--more", action="store_true", help="only what is not aligned yet, by the stored net")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    clips, arrays = gather(options.work)
    normal(clips, arrays)
    if options.more:
        (options.work / "aligned.json").write_text(json.dumps(more(options.work, clips), ensure_ascii=False), encoding="utf-8")
        return
    ids = {"silence": 0}
    links = {clip.id: chain(clip.syllables, ids) for clip in clips}
    for clip in clips:
        clip.path = first_labels(clip, links[clip.id])
    net, dice = Net(len(ids)), np.random.default_rng(0)
    learn = [clip for clip in clips if clip.split == "train"]  # the dev readers are aligned, not learnt from
    for turn in range(options.rounds):
        loss = train(net, learn, links, 3, dice)
        net.eval()
        counts = np.bincount(np.concatenate([np.array([k.state for k in links[c.id]])[c.path] for c in learn]), minlength=len(ids)) + 50
        prior = np.log(counts / counts.sum()).astype(np.float32)
        moved = []
        for clip in clips:
            own = np.array([link.state for link in links[clip.id]])
            old, clip.path = own[clip.path], settle(net, prior, clip, links[clip.id])
            moved.append((old != own[clip.path]).mean())
        print("round", turn, f"cross-entropy {loss:.3f}, changed {np.mean(moved):.3f}", flush=True)
    aligned = [entry(clip, links[clip.id]) for clip in clips]
    (options.work / "aligned.json").write_text(json.dumps(aligned, ensure_ascii=False), encoding="utf-8")
    torch.save({"net": net.state_dict(), "ids": ids, "prior": prior}, options.work / "aligner.pt")


if __name__ == "__main__":
    main()
