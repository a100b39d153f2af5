"""Step 2: questions and the sentences that answer them are brought together → `var/RUN.safetensors`, `var/RUN.json`.

Usage: python train.py RUN [--start RUN] [--held AUTHOR …] [--rounds N] [--threads N] [--work var]      (training environment: torch, safetensors)
Each step takes some documents. Every question must find its sentence among all of theirs, or, where nothing answers it, a place that
stands for nothing (InfoNCE, van den Oord et al. 2018, with one learned rival). Questions are misheard now and then: a character becomes
another of the same sound. The table of pieces and the lowest blocks stay as they are. After each round the questions of
the authors held back are asked; the weights of the best round are kept.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import ToJyutping
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from lessons import Lesson, authors, lessons
from network import FILL, Network, filled
from voicebot.asr.lexicon import fold
from voicebot.knowledge.meaning import of_question
from voicebot.knowledge.pieces import BEGIN, END, Pieces

FROZEN = 3  # blocks, from below
RATE, WARM, DECAY = 4e-5, 20, 0.01
DOCUMENTS, SENTENCES, QUESTIONS = 2, 40, 24  # a step: sentences and questions of each document
MISHEARD, WRONG = 0.3, 0.12  # share of questions, and of their characters
BARE = 0.25  # share of sentences that stand without their heading
BEGINNING_SCALE, BEGINNING_NOTHING = 30.0, 0.86


class Teacher(nn.Module):
    """The network with the scale of its cosines, and the cosine from which a sentence answers."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        words = weights.pop("words")
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        self.network = Network(1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers.")))
        self.network.load_state_dict(weights)
        self.scale = nn.Parameter(torch.tensor(BEGINNING_SCALE).log())
        self.nothing = nn.Parameter(torch.tensor(BEGINNING_NOTHING))
        for frozen in (self.network.norm, *self.network.layers[:FROZEN]):
            frozen.requires_grad_(False)
        self.network.positions.requires_grad = False

    def forward(self, rows: list[list[int]]) -> Tensor:
        numbers = filled(rows)
        vectors: Tensor = self.network(self.words(numbers), numbers != FILL)
        return vectors

    def scores(self, questions: Tensor, sentences: Tensor) -> Tensor:
        """[questions, sentences + 1]: the last is that of nothing."""
        cosines = torch.cat([questions @ sentences.T, self.nothing.expand(len(questions), 1)], 1)
        return cosines * self.scale.exp()


@dataclass
class Reader:
    pieces: Pieces
    random: random.Random

    def row(self, text: str) -> list[int]:
        return [BEGIN, *self.pieces.numbers(text), END]

    def misheard(self, question: str) -> str:
        if self.random.random() >= MISHEARD:
            return question
        return "".join(self.random.choice(ALIKE.get(c, [c])) if self.random.random() < WRONG else c for c in question)


def sounding_alike() -> dict[str, list[str]]:
    """Character → common characters of the same syllable and tone."""
    by_sound: dict[str, list[str]] = {}
    common = {c for author in authors() for lesson in lessons(author) for text in (*lesson.bare, *(q for q, _ in lesson.asked)) for c in text if "㐀" <= c <= "鿿"}
    for character in sorted(common):
        sound = ToJyutping.get_jyutping_list(character)[0][1]
        if sound:
            by_sound.setdefault(fold(sound.split()[0]), []).append(character)
    return {c: alike for alike in by_sound.values() for c in alike if len(alike) > 1}


ALIKE = sounding_alike()


def step(teacher: Teacher, chosen: list[Lesson], reader: Reader) -> Tensor:
    sentences: list[list[int]] = []
    questions: list[list[int]] = []
    targets: list[int] = []
    for lesson in chosen:
        asked = reader.random.sample(lesson.asked, min(QUESTIONS, len(lesson.asked)))
        right = sorted({at for _, at in asked if at >= 0})
        others = [n for n in range(len(lesson.sentences)) if n not in right]
        shown = right + reader.random.sample(others, max(0, min(len(others), SENTENCES - len(right))))
        place = {at: len(sentences) + n for n, at in enumerate(shown)}
        sentences += [reader.row(lesson.bare[n] if reader.random.random() < BARE else lesson.sentences[n]) for n in shown]
        questions += [reader.row(of_question(reader.misheard(question))) for question, _ in asked]
        targets += [place.get(at, -1) for _, at in asked]
    scores = teacher.scores(teacher(questions), teacher(sentences))
    target = torch.tensor([at if at >= 0 else len(sentences) for at in targets])
    return F.cross_entropy(scores, target)


def prepared(teacher: Teacher, rate: float, steps: int, least: float) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """What changes the weights that learn, and its rate: up to `rate` in WARM steps, then straight down to the share `least` of it."""
    learning = [weight for weight in teacher.network.parameters() if weight.requires_grad]
    groups = [{"params": learning}, {"params": [teacher.scale, teacher.nothing], "lr": 1e-3}]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=DECAY)
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: min(1.0, (n + 1) / WARM) * max(least, 1 - n / steps))


@torch.no_grad()
def ask(teacher: Teacher, held: list[Lesson], reader: Reader) -> dict[str, float]:
    """Every question to its own document: how many find their sentence first; how many of all are then said, or held back, rightly."""
    found = said = kept = count = nothing = 0
    for lesson in held:
        vectors = torch.cat([teacher([reader.row(text) for text in lesson.sentences[n : n + 16]]) for n in range(0, len(lesson.sentences), 16)])
        scores = teacher.scores(teacher([reader.row(of_question(question)) for question, _ in lesson.asked]), vectors)
        for row, (_, at) in zip(scores, lesson.asked, strict=True):
            count, nothing = count + (at >= 0), nothing + (at < 0)
            found += int(row[:-1].argmax()) == at
            said += int(row.argmax()) == at
            kept += at < 0 and int(row.argmax()) == len(row) - 1
    return {"first": found / count, "said": said / count, "held_back": kept / max(1, nothing), "n": count, "unanswerable": nothing}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--start", default="base", help="the weights to begin from: base, or an earlier run whose authors held back are held back again")
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("var"))
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    lines = [line.split("\t") for line in (args.work / "pieces.tsv").read_text(encoding="utf-8").splitlines()]
    reader = Reader(Pieces([piece for piece, _ in lines], [float(score) for _, score in lines]), random.Random(1))
    teacher = Teacher(load_file(args.work / f"{args.start}.safetensors"))
    taught = [lesson for author in authors() if author not in args.held for lesson in lessons(author)]
    held = [lesson for author in args.held for lesson in lessons(author)]
    steps = args.rounds * -(-len(taught) // DOCUMENTS)
    optimiser, schedule = prepared(teacher, RATE, steps, least=0.05)
    curve = [ask(teacher, held, reader)] if held else []
    print("before", curve, flush=True)
    best, begun = -1.0, time.process_time()
    for number in range(args.rounds):
        order = reader.random.sample(taught, len(taught))
        losses = []
        for at in range(0, len(order), DOCUMENTS):
            loss = step(teacher, order[at : at + DOCUMENTS], reader)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        told = {"round": number + 1, "loss": sum(losses) / len(losses), "cpu_minutes": (time.process_time() - begun) / 60, "scale": teacher.scale.exp().item(), "nothing": teacher.nothing.item()}
        curve.append(told | (ask(teacher, held, reader) if held else {}))
        print(curve[-1], flush=True)
        worth = curve[-1].get("said", number)
        if worth > best:
            best = worth
            save_file({"words": teacher.words.weight, **teacher.network.state_dict()}, args.work / f"{args.run}.safetensors")
        (args.work / f"{args.run}.json").write_text(json.dumps({"held": args.held, "documents": len(taught), "curve": curve}, indent=1))


if __name__ == "__main__":
    main()
