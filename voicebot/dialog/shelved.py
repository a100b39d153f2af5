"""Which passage of an ingested document answers a question, if any does, and whether the pack's own answer stands beside it. Pure.

For a document's sentences nobody wrote examples. So a passage is judged by the words of the question that it knows, the kind of
fact that it holds and how near it is in meaning (`matching`), and by how far it is ahead of all others. The pack's answer is judged
by its words: what knows no more of the question than a document does is most likely an answer to something else, and then neither is
said. Weights and thresholds were set on spent questions (tests/data/natural) and on those of two authors of models/recipes/meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

from ..knowledge.documents import Passage
from ..knowledge.text import normalise
from . import facts, matching, subject

SURE, STATED = 0.5, 0.7  # probability from which a passage is read out: to a question, to what only states how things are
OFFER = 0.2  # from which it is asked whether it is meant: of 88 spent questions that would get nothing, 78 are answered by one of two
# Of that, by logistic regression: its share of words and kind, of words alone, their weights (of 5), its cosine and by how much its
# score is ahead of every other's.
WEIGHTS, BIAS = (0.51, 1.75, 1.28, 8.0, 1.14), -8.2
HEAVY = 5.0
BETTER = 0.05  # by which it must know more than the answer that it takes the place of
DOUBT, DOUBT_MASS = 0.1, 1.0  # by which an answer may be ahead of a passage of this mass and yet not be said
SURER = 0.1  # the same by its examples
WHOLE = 0.99  # an answer that knows as much of a question in the pack's own terms, and more than any passage, is said


@dataclass(frozen=True, slots=True)
class Chosen:
    """`verdict`: "passage" where one is to be read out, "doubt" where the answer is not to be said either, "other" where
    documents have nothing."""

    verdict: Literal["passage", "doubt", "other"]
    id: str = ""
    sentence: int = -1
    probability: float = 0.0
    margin: float = 0.0
    runner_up: str = ""
    offers: tuple[str, ...] = ()  # the passages that may be meant, best first, where none is sure enough to be read out


def may_know_more(known: float) -> bool:
    """Whether any passage can take the place of an answer that is known to know so much of a question; where none can, meanings tell
    nothing."""
    return known + BETTER <= 1.0


def choose(
    text: str,
    passages: Mapping[str, Passage],
    cosines: Mapping[str, Sequence[float]],
    answer: matching.Held | None = None,
    known: float = 0.0,
    own: bool = False,
    stated: bool = False,
) -> Chosen:
    """`passages`: those of documents that may have something to do with `text`, by id; `cosines`: how near in meaning their sentences
    are, of all or of none; `answer`: what the pack would say instead, `known`: the share of the question that it is known to know by its examples, 0..1;
    `own`: the question names a term of the pack's; `stated`: nothing is asked."""
    said = normalise(text)
    rows = [(id_, part) for id_, passage in passages.items() for part in matching.of_passage(passage)]
    asked, texts = facts.asked(said), [part for _, part in rows]
    words = subject.about(said, asked, matching.vocabulary(texts))
    near = [cosines[id_][part.first : part.first + len(part.sentences)] if cosines else (0.0,) * len(part.sentences) for id_, part in rows]
    others, unread = ([answer], [(0.0,) * len(answer.sentences)]) if answer is not None else ([], [])  # whose meaning is not looked at
    judged = matching.best(words, asked, [*texts, *others], [*near, *unread])
    rivals = sorted(((match, id_) for match, (id_, _) in zip(judged, rows, strict=False)), key=lambda pair: -pair[0].score)
    if not rivals:
        return Chosen("other")
    best, id_ = rivals[0]
    after, next_id = rivals[1] if len(rivals) > 1 else (None, "")
    margin = best.score - after.score if after is not None else 0.0  # a lone passage is ahead of nothing
    answered = judged[-1].share if answer is not None else 0.0
    probability = likely(best, margin)
    if probability >= (STATED if stated else SURE) and (answer is None or best.share >= max(answered, known) + BETTER):
        return Chosen("passage", id_, best.sentence, probability, margin, next_id)
    least = max(answered - DOUBT, known - SURER)
    whole = own and answered >= WHOLE and answered > best.share
    doubted = answer is not None and not whole and any(match.share >= least and match.mass >= DOUBT_MASS for match, _ in rivals)
    offers = tuple(dict.fromkeys(id_ for _, id_ in rivals))[:2] if probability >= OFFER and not whole else ()
    return Chosen("doubt" if doubted else "other", offers=offers)


def sentence(text: str, id_: str, passage: Passage, cosines: Mapping[str, Sequence[float]]) -> tuple[int, float]:
    """Which sentence of a passage answers, where it is known that the passage does, and how likely it would else be."""
    said = normalise(text)
    parts, asked = matching.of_passage(passage), facts.asked(said)
    words = subject.about(said, asked, matching.vocabulary(parts))
    near = [cosines[id_][part.first : part.first + len(part.sentences)] if cosines else (0.0,) * len(part.sentences) for part in parts]
    best = max(matching.best(words, asked, parts, near), key=lambda match: match.score)
    return best.sentence, likely(best, 0.0)


def likely(best: matching.Match, margin: float) -> float:
    """How likely the best sentence of all answers the question, 0..1."""
    seen = (best.share, best.known, min(best.mass, HEAVY) / HEAVY, best.near, margin)
    return 1 / (1 + exp(-BIAS - sum(weight * value for weight, value in zip(WEIGHTS, seen, strict=True))))
