"""Step 3: a network of fewer blocks that gives the vectors of one with more → `var/RUN.safetensors`.

Usage: python shorten.py RUN --of RUN --keep 0 1 2 5 8 9 10 11 --text TEXT [TEXT …] [--held AUTHOR …] [--lines N] [--rounds N] [--threads N] [--work var]
The blocks named by `--keep` begin as they are; those from the first gap on learn to bring every text to where the whole network has it
(cosine), on the lessons of authors who are not held back and on `--lines` lines of TEXT. A step of `train.py` on the lessons goes with each.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from itertools import takewhile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from lessons import authors, lessons
from network import FILL, Network, filled
from train import Reader, Teacher, ask, prepared, step
from voicebot.knowledge.meaning import LONGEST, of_question, of_sentence
from voicebot.knowledge.pieces import Pieces

RATE, BATCH = 1e-4, 24
ASKED = 0.4  # share of the lines of TEXT that are read as questions
LESSONS = 0.3  # weight of a step on lessons beside one on vectors
EVERY = 4  # steps on vectors to one on lessons


def kept(weights: dict[str, Tensor], keep: list[int]) -> dict[str, Tensor]:
    """The weights of the network that only has those blocks."""
    place = {str(old): str(new) for new, old in enumerate(keep)}
    out = {}
    for name, value in weights.items():
        parts = name.split(".")
        if parts[0] != "layers":
            out[name] = value
        elif parts[1] in place:
            out[".".join(["layers", place[parts[1]], *parts[2:]])] = value.clone()
    return out


def texts(held: list[str], files: list[Path], lines: int, rng: random.Random) -> list[str]:
    out = []
    for author in authors():
        for lesson in lessons(author) if author not in held else []:
            out += [*lesson.sentences, *(of_question(question) for question, _ in lesson.asked)]
    said = sorted({line for file in files for line in file.read_text(encoding="utf-8").splitlines() if 6 <= len(line) <= 60})
    for line in rng.sample(said, min(lines, len(said))):
        head, _, rest = line.partition("，")
        out.append(of_question(line) if rng.random() < ASKED else of_sentence(head, rest or line))
    return out


def batches(rows: list[list[int]], rng: random.Random) -> list[Tensor]:
    """Rows of about one length together, in no order."""
    some = sorted(rows, key=lambda row: (len(row), rng.random()))
    made = [filled(some[at : at + BATCH]) for at in range(0, len(some), BATCH)]
    rng.shuffle(made)
    return made


def meant(network: Network, x: Tensor, mask: Tensor) -> Tensor:
    """The vectors from the output of the last block."""
    share = mask[..., None].to(x.dtype)
    return nn.functional.normalize((x * share).sum(1), dim=-1)


def apart(long: Network, short: Network, words: nn.Embedding, numbers: Tensor, same: int) -> Tensor:
    """How far the two are from each other, 0 to 2; their first `same` blocks are the same and are run once."""
    mask = numbers != FILL
    with torch.no_grad():
        below = long.norm(words(numbers) + long.positions[: numbers.shape[1]])
        for layer in long.layers[:same]:
            below = layer(below, mask)
        x = below
        for layer in long.layers[same:]:
            x = layer(x, mask)
        target = meant(long, x, mask)
    y = below
    for layer in short.layers[same:]:
        y = layer(y, mask)
    return 1 - (meant(short, y, mask) * target).sum(-1).mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--of", required=True)
    parser.add_argument("--keep", nargs="+", type=int, required=True)
    parser.add_argument("--text", nargs="+", type=Path, default=[])
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--lines", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("var"))
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    rng = random.Random(1)
    lines = [line.split("\t") for line in (args.work / "pieces.tsv").read_text(encoding="utf-8").splitlines()]
    reader = Reader(Pieces([piece for piece, _ in lines], [float(score) for _, score in lines]), rng)
    weights = load_file(args.work / f"{args.of}.safetensors")
    short = Teacher(kept(weights, args.keep))
    long = Teacher(weights).network.eval()
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], enumerate(args.keep))))
    taught = [lesson for author in authors() if author not in args.held for lesson in lessons(author)]
    held = [lesson for author in args.held for lesson in lessons(author)]
    rows = [reader.row(text)[: LONGEST + 2] for text in texts(args.held, args.text, args.lines, rng)]
    steps = args.rounds * -(-len(rows) // BATCH)
    optimiser, schedule = prepared(short, RATE, steps, least=0.03)
    begun, curve, done = time.process_time(), [], 0
    for number in range(args.rounds):
        far = []
        for numbers in batches(rows, rng):
            loss = distance = apart(long, short.network, short.words, numbers, same)
            if done % EVERY == 0:
                loss = loss + LESSONS * step(short, rng.sample(taught, 1), reader)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(short.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            far.append(distance.item())
            done += 1
            if done % 100 == 0:
                print(done, steps, sum(far[-100:]) / len(far[-100:]), f"{(time.process_time() - begun) / 60:.1f} min", flush=True)
        curve.append({"round": number + 1, "apart": sum(far) / len(far), "cpu_minutes": (time.process_time() - begun) / 60, **(ask(short, held, reader) if held else {})})
        print(curve[-1], flush=True)
        save_file({"words": short.words.weight, **short.network.state_dict()}, args.work / f"{args.run}.safetensors")
        (args.work / f"{args.run}.json").write_text(json.dumps({"of": args.of, "keep": args.keep, "held": args.held, "texts": len(rows), "curve": curve}, indent=1))


if __name__ == "__main__":
    main()
