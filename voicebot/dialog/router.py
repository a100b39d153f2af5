"""Where a customer's turn goes: a standing request, small talk, an approved answer, a passage, or nowhere (yet).

Pure. Everything the desk can react to is a document of one index, so that "講多次" competes with the answers on the
same scale. A turn is understood when the best hit covers half of it, or holds enough of it in absolute terms: a
hurried customer tells a story around the question. The thresholds were set on 82 + 46 development questions, on the
pack's own examples by five-fold cross-validation, and on 1,000 everyday sentences of Common Voice that must be
refused; `tests/data/bank_questions.tsv` was written afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..engines import Question
from ..knowledge.index import Doc, Hit, Index
from ..knowledge.pack import Pack
from ..knowledge.text import Glossary, Query, summed, tokens_of, tokens_of_transcript

ACCEPT = 0.5  # coverage from which an answer or a phrase is evidence
PART, MASS = 0.25, 25.0  # or this coverage, where the hit has this mass
HINT, HINT_MASS = 0.2, 15.0  # evidence enough to ask "this or that?"
PASSAGE = 0.6  # the same for a passage's sentence: nobody wrote a question for it
MARGIN = 0.03  # of the score, by which the best must lead the next
CANDIDATE = 0.15  # coverage worth offering as one of two choices
EXAMPLE_BOOST, PROFILE_BOOST, PASSAGE_BOOST = 0.6, 0.6, 0.8

Kind = Literal["phrase", "answer", "passage", "unclear"]


@dataclass(frozen=True, slots=True)
class Decision:
    """`target` is a phrase's key, an answer's id or a passage's source; "" where the turn was not understood."""

    kind: Kind
    target: str
    coverage: float
    sentence: int = -1  # of the passage
    candidates: tuple[str, ...] = ()  # ids of answers, best first, when unclear
    near: bool = False  # the candidates are likely enough to ask which is meant


class Router:
    def __init__(self, pack: Pack, usable: frozenset[str]) -> None:
        """`usable`: the ids of the answers in force."""
        self._pack = pack
        self._usable = usable
        self.glossary = Glossary(pack.glossary)
        self._first: dict[str, int] = {}  # a passage's source → its first sentence in the index
        docs = list(self._docs())
        for number, doc in enumerate(docs):
            if doc.id.startswith("passage:"):
                self._first.setdefault(doc.id.removeprefix("passage:"), number)
        self.index = Index.build(docs)

    def _docs(self) -> Iterator[Doc]:
        for answer in self._pack.answers.values():
            if answer.id in self._usable:
                heading = self._pack.passages[answer.source].heading
                about = (answer.title, heading, answer.spoken, answer.written, answer.english)
                yield from self._entry(f"answer:{answer.id}", (*answer.questions, answer.title), about)
        for phrase in self._pack.phrases.values():
            if phrase.questions:
                yield from self._entry(f"phrase:{phrase.key}", phrase.questions, ())
        for passage in self._pack.passages.values():
            for sentence in passage.sentences:
                tokens = tokens_of(f"{passage.heading} {sentence}", self.glossary)
                yield Doc(f"passage:{passage.source}", tokens, PASSAGE_BOOST)

    def _entry(self, id_: str, questions: tuple[str, ...], about: tuple[str, ...]) -> Iterator[Doc]:
        examples = [tokens_of(text, self.glossary) for text in questions]
        for tokens in examples:
            yield Doc(id_, tokens, EXAMPLE_BOOST)
        profile = summed([*examples, *(tokens_of(text, self.glossary) for text in about if text)])
        yield Doc(id_, profile, PROFILE_BOOST, profile=True)

    def query(self, question: Question) -> Query:
        return tokens_of_transcript(question.transcript, self.glossary)

    def route(self, query: Query, channel: str) -> Decision:
        hits = [hit for hit in self.index.search(query, 12) if self._allowed(hit, channel)]
        said = [hit for hit in hits if not hit.id.startswith("passage:")]
        read = [hit for hit in hits if hit.id.startswith("passage:")]
        if said and self._clear(said):
            kind, _, target = said[0].id.partition(":")
            return Decision("phrase" if kind == "phrase" else "answer", target, said[0].coverage)
        answers = [hit for hit in said if hit.id.startswith("answer:") and hit.coverage >= CANDIDATE]
        near = len(answers) >= 2 and _hinted(answers[0])
        if read and read[0].coverage >= PASSAGE:
            source = read[0].id.removeprefix("passage:")
            return Decision("passage", source, read[0].coverage, read[0].doc - self._first[source])
        best = max((hit.coverage for hit in hits), default=0.0)
        ids = tuple(hit.id.partition(":")[2] for hit in answers[:2])
        return Decision("unclear", "", best, candidates=ids, near=near)

    def passages(self, query: Query) -> list[str]:
        """Sources of the passages that share anything with the question, best first."""
        hits = self.index.search(query, 64)
        return list(dict.fromkeys(h.id.removeprefix("passage:") for h in hits if h.id.startswith("passage:")))

    def _allowed(self, hit: Hit, channel: str) -> bool:
        kind, _, target = hit.id.partition(":")
        return kind != "answer" or channel in self._pack.answers[target].channels

    @staticmethod
    def _clear(said: list[Hit]) -> bool:
        lead = said[0].score - (said[1].score if len(said) > 1 else 0.0)
        return _evident(said[0]) and lead >= MARGIN


def _evident(hit: Hit) -> bool:
    return hit.coverage >= ACCEPT or (hit.coverage >= PART and hit.mass >= MASS)


def _hinted(hit: Hit) -> bool:
    return hit.coverage >= ACCEPT or (hit.coverage >= HINT and hit.mass >= HINT_MASS)
