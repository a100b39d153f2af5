"""Step 2: fine-tune Whisper on `work/train.tsv` → `work/model`, the step with the lowest loss on `work/dev.tsv`.

Usage: python train.py --base work/base [--work work] [--steps 2000] [--batch 16] [--rate 1e-5] [--freeze-encoder]
Resumes from `work/state.pt` where it was stopped: the order of the clips depends on the seed and the step alone. Runs
on a GPU in bfloat16 where there is one, else on the CPU in float32. Clips are padded to the 30 s window, as Whisper
was trained; the language token is <|yue|> where the model has one, else <|zh|>.
"""

from __future__ import annotations

import argparse
import csv
import random
from pathlib import Path

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from tokenizers import Tokenizer
from transformers import WhisperForConditionalGeneration

from voicebot.audio import files

FRAMES, HOP = 3000, 160
WARM_UP = 0.1  # of the steps
IGNORED = -100  # a label that costs nothing


class Clips:
    """Features [mel bins, 3000] and labels of a list; read when they are needed."""

    def __init__(self, path: Path, extract: FeatureExtractor, tokenizer: Tokenizer) -> None:
        with path.open(encoding="utf-8", newline="") as stream:
            table = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        self.rows = [(Path(row["file"]), row["text"]) for row in table]
        self._extract, self._tokenizer = extract, tokenizer
        language = "<|yue|>" if tokenizer.token_to_id("<|yue|>") is not None else "<|zh|>"
        self.start = [tokenizer.token_to_id(name) for name in ("<|startoftranscript|>", language, "<|transcribe|>", "<|notimestamps|>")]
        self._end = tokenizer.token_to_id("<|endoftext|>")

    def batch(self, numbers: list[int], device: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(features, decoder inputs, labels); the prompt costs nothing."""
        features, ids = [], []
        for number in numbers:
            path, text = self.rows[number]
            audio = files.read(path).astype(np.float32) / 32768
            features.append(self._extract(audio, padding=max(0, FRAMES * HOP - len(audio)))[:, :FRAMES])
            ids.append([*self.start, *self._tokenizer.encode(text, add_special_tokens=False).ids[:400], self._end])
        longest = max(map(len, ids))
        inputs = torch.full((len(ids), longest - 1), self._end)
        labels = torch.full((len(ids), longest - 1), IGNORED)
        for i, row in enumerate(ids):
            inputs[i, : len(row) - 1] = torch.tensor(row[:-1])
            labels[i, : len(row) - 1] = torch.tensor(row[1:])
            labels[i, : len(self.start) - 1] = IGNORED
        return torch.from_numpy(np.stack(features)).to(device), inputs.to(device), labels.to(device)


def order(step: int, batch: int, count: int, seed: int) -> list[int]:
    """The clips of one step: every clip once an epoch, in an order that the epoch's number decides."""
    out = []
    for at in range(step * batch, (step + 1) * batch):
        epoch, place = divmod(at, count)
        shuffled = list(range(count))
        random.Random(f"{seed}/{epoch}").shuffle(shuffled)
        out.append(shuffled[place])
    return out


def loss_of(model: WhisperForConditionalGeneration, batch: tuple[torch.Tensor, torch.Tensor, torch.Tensor], device: str) -> torch.Tensor:
    features, inputs, labels = batch
    with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
        return model(input_features=features, decoder_input_ids=inputs, labels=labels).loss


@torch.no_grad()
def dev_loss(model: WhisperForConditionalGeneration, clips: Clips, batch: int, device: str) -> float:
    """Mean of the clips."""
    model.eval()
    total = 0.0
    for at in range(0, len(clips.rows), batch):
        numbers = list(range(at, min(at + batch, len(clips.rows))))
        total += loss_of(model, clips.batch(numbers, device), device).item() * len(numbers)
    model.train()
    return total / max(1, len(clips.rows))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, default=Path("work/base"))
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--stop-at", type=int, help="end before all steps, as a run of limited time does")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-5)
    parser.add_argument("--look-every", type=int, default=100, help="steps between two looks at the dev list")
    parser.add_argument("--freeze-encoder", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    wanted = arguments()
    torch.manual_seed(wanted.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = WhisperForConditionalGeneration.from_pretrained(wanted.base, local_files_only=True).to(device).train()
    tokenizer = Tokenizer.from_file(str(wanted.base / "tokenizer.json"))
    extract = FeatureExtractor(feature_size=model.config.num_mel_bins)
    train, dev = (Clips(wanted.work / f"{name}.tsv", extract, tokenizer) for name in ("train", "dev"))
    if wanted.freeze_encoder:
        model.model.encoder.requires_grad_(False)
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=wanted.rate, weight_decay=0.01)
    warm = max(1, int(WARM_UP * wanted.steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: min((n + 1) / warm, max(0.0, (wanted.steps - n) / max(1, wanted.steps - warm))))
    step, best = 0, float("inf")
    state = wanted.work / "state.pt"
    if state.exists():
        saved = torch.load(state, map_location=device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        step, best = saved["step"], saved["best"]
        print(f"goes on at step {step}")
    until = min(wanted.steps, wanted.stop_at or wanted.steps)
    while step < until:
        loss = loss_of(model, train.batch(order(step, wanted.batch, len(train.rows), wanted.seed), device), device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        print(f"step {step} loss {loss.item():.4f}", flush=True)
        if step % wanted.look_every == 0 or step == until:
            now = dev_loss(model, dev, wanted.batch, device) if dev.rows else loss.item()  # without a dev list the last step counts
            print(f"step {step} {'dev' if dev.rows else 'train'} look {now:.4f}", flush=True)
            if now < best:
                best = now
                model.save_pretrained(wanted.work / "model")
            kept = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(), "step": step, "best": best}
            torch.save(kept, state.with_suffix(".new"))
            state.with_suffix(".new").replace(state)


if __name__ == "__main__":
    main()
