"""Where a customer's turn goes: a flow, an approved answer, a passage, small talk, a standing request, or nowhere (yet).

Pure. Everything the desk can react to is a document of one index, so that "講多次" competes with the answers on the
same scale; an ingested collection has an index of its own, whose scores are normalised alike. A turn is understood when
the best hit covers half of it, or holds enough of it in absolute terms: a hurried customer tells a story around the
question. The thresholds were set on 82 + 46 development questions, on the pack's own examples by five-fold
cross-validation, on 1,000 everyday sentences of Common Voice that must be refused, and LEAST on 4,000 utterances of
HKCanCor; `tests/data/bank_questions.tsv` was written afterwards, `route_phrases.tsv` and `grounding_questions.tsv` after
moods and topics too.

An answer says how a thing is done, a flow does it, and both know the same words. What was asked decides: a wish
(幫我…, 我要…) goes to the flow, a question how (點樣…, 要唔要…) to the answer, and what is neither to the one whose
examples are nearer. And who names a thing of the trade (八達通, 渣打, 強積金: the pack's `topics`) gets nothing that does
not speak of it, however well the rest fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from ..engines import Question
from ..knowledge import meaning
from ..knowledge.documents import Passage
from ..knowledge.index import Doc, Hit, Index, worth_in
from ..knowledge.pack import Pack
from ..knowledge.passages import passage_docs, places
from ..knowledge.text import Glossary, Query, normalise, summed, tokens_of, tokens_of_transcript
from . import facts, matching, questions, shelved, subject
from .mood import Mood, mood
from .requests import LASTING
from .shelves import ASKING, Shelf, Shelves, unread

ACCEPT = 0.5  # coverage from which an answer or a phrase is evidence
PART, MASS = 0.25, 25.0  # or this coverage, where the hit has this mass
LEAST, LEAST_LATIN = 12.0, 5.0  # mass without which nothing is evidence: 係啊 is covered whole by many an example
HINT, HINT_MASS = 0.2, 15.0  # evidence enough to ask "this or that?"
PASSAGE = 0.6  # the same for a passage's sentence: nobody wrote a question for it
NOUN = 1.5  # times the least mass: to a bare 信用卡 no sentence of a document is an answer
MARGIN = 0.03  # of the score, by which the best must lead the next
CANDIDATE = 0.15  # coverage worth offering as one of two choices
EXAMPLE_BOOST, PROFILE_BOOST = 0.6, 0.6
VALUE = 0.1  # of the score, by which a flow may lie behind its answer where a value of the customer's is asked for
TWIN = 0.15  # share of a flow's examples that must get an answer for it to be about the same
PRECISE = 0.05  # of the coverage, by which a request that lasts may know less of a turn than the one to repeat
HITS = 24  # looked at: some are not in force on this day or channel
SHELVED = 24  # hits of an ingested collection that are looked at
NOTHING_KNOWN = "no_evidence"  # phrase of what is known not to be known: an ingested document may know it
TOPIC, TOPICAL = 0.25, 60  # coverage of a turn's own subject without which an answer is none; hits looked at for it
# As `shelves.ASKING`, where 開唔開 is what a question is about, as it is of opening hours.
_ASKING_ONLY = re.compile(f"{questions.WORDS}|{questions.ENGLISH}|收唔收|可唔可以|得唔得|有冇|係咪|要唔要|使唔使|會唔會|使|要|收費|費用|每|how much")

_HOW = re.compile("[點幾]|㗎[呀嘛]?$")  # 遲到會點㗎, 架車幾高入唔到: they ask where they ask for some kind of fact
_MARKS = re.compile(r"[\s,，。.!！?？、~…]+")

Kind = Literal["phrase", "answer", "flow", "passage", "unclear"]


class Knowledge(Protocol):
    """What one version of the knowledge holds (`knowledge.library.Snapshot`)."""

    @property
    def pack(self) -> Pack: ...
    @property
    def collections(self) -> tuple[Shelf, ...]: ...


class Startable(Protocol):
    """A flow as the router knows it (`flows.language.Flow`)."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def examples(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Decision:
    """`target` is a phrase's key, an answer's or a flow's id or a passage's source; "" where the turn was not understood."""

    kind: Kind
    target: str
    coverage: float
    sentence: int = -1  # of the passage
    candidates: tuple[str, ...] = ()  # ids of answers and of passages that documents offer, best first
    near: bool = False  # the candidates are likely enough to ask which is meant
    margin: float = 0.0  # of the score, to the runner-up
    runner_up: str = ""  # its kind and id


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage, its sentence that knows most of the question, and how much that is."""

    id: str
    sentence: int
    coverage: float
    likely: float  # coverage by its own words, or by what customers ask of an answer that cites it


class Router:
    def __init__(self, knowledge: Knowledge, flows: Sequence[Startable] = (), encode: Callable[[str], meaning.Floats] = meaning.question) -> None:
        """`encode` reads a question where ingested documents may answer it."""
        self._pack = knowledge.pack
        self._flows = flows
        self.glossary = Glossary(self._pack.glossary)
        self._shelves = Shelves(knowledge.collections, self.glossary, encode)
        self._unread = unread(self._pack.passages)
        self._first: dict[str, int] = {}  # a passage's source → its first sentence in the index
        self._terms = tuple(map(normalise, self._pack.glossary))
        self._topics = {topic: _word(topic) for phrase in self._pack.phrases.values() for topic in map(normalise, phrase.topics)}
        names = {normalise(name) for term, names in self._pack.glossary.items() for name in (term, *names)}
        self._names = tuple(name for name in names - self._topics.keys() if any(topic in name for topic in self._topics))
        self._words = dict(self._spoken_of())
        self._answers = {answer.id: matching.held("", " ".join((answer.title, *answer.questions)), (answer.spoken,)) for answer in self._pack.answers.values()}
        docs = list(self._docs())
        for number, doc in enumerate(docs):
            if doc.id.startswith("passage:"):
                self._first.setdefault(doc.id.removeprefix("passage:"), number)
        self.index = Index.build(docs)
        self._exact = {_key(example): phrase.key for phrase in self._pack.phrases.values() for example in phrase.questions}
        self._twins = {flow.name: self._twins_of(flow) for flow in flows}

    def moved(self, knowledge: Knowledge) -> Router | None:
        """The same for another version of the knowledge, at hardly any cost where only collections have changed: the pack's own
        index, which takes seconds, stays. None where the pack's words are others."""
        if not _same_words(self._pack, knowledge.pack):
            return None
        other = copy(self)
        other._pack, other._shelves = knowledge.pack, self._shelves.moved(knowledge.collections)
        return other

    def _silent(self, id_: str) -> bool:
        """What speaks to machines is never read out, wherever it stands."""
        return id_ in self._unread or self._shelves.silent(id_)

    def _twins_of(self, flow: Startable) -> frozenset[str]:
        """The answers about what a flow does: those that its own examples would get."""
        firsts = (self._first_answer(tokens_of(example, self.glossary)) for example in flow.examples)
        counted = Counter(id_ for id_ in firsts if id_)
        return frozenset(id_ for id_, count in counted.items() if count >= TWIN * len(flow.examples))

    def _first_answer(self, query: Query) -> str | None:
        return next((hit.id for hit in self.index.search(query, HITS) if hit.id.startswith("answer:")), None)

    def _docs(self) -> Iterator[Doc]:
        for answer in self._pack.answers.values():
            heading = self._pack.passages[answer.source].heading
            about = (answer.title, heading, answer.spoken, answer.written, answer.english)
            yield from self._entry(f"answer:{answer.id}", (*answer.questions, answer.title), about)
        for phrase in self._pack.phrases.values():
            if phrase.questions:
                yield from self._entry(f"phrase:{phrase.key}", phrase.questions, ())
        for flow in self._flows:
            yield from self._entry(f"flow:{flow.name}", (*flow.examples, flow.title), ())
        for passage in self._pack.passages.values():
            yield from passage_docs(f"passage:{passage.source}", passage, self.glossary)

    def _spoken_of(self) -> Iterator[tuple[str, str]]:
        """Everything that an answer or a flow speaks of, by the id of its documents."""
        for answer in self._pack.answers.values():
            passage = self._pack.passages[answer.source]
            about = (answer.title, *answer.questions, answer.spoken, answer.written, answer.english, passage.heading, passage.text)
            yield f"answer:{answer.id}", normalise("\n".join(about))
        for flow in self._flows:
            yield f"flow:{flow.name}", normalise("\n".join((flow.title, *flow.examples)))

    def _entry(self, id_: str, questions: tuple[str, ...], about: tuple[str, ...]) -> Iterator[Doc]:
        examples = [tokens_of(text, self.glossary) for text in questions]
        for tokens in examples:
            yield Doc(id_, tokens, EXAMPLE_BOOST)
        profile = summed([*examples, *(tokens_of(text, self.glossary) for text in about if text)])
        yield Doc(id_, profile, PROFILE_BOOST, profile=True)

    def query(self, question: Question) -> Query:
        return tokens_of_transcript(question.transcript, self.glossary)

    def route(self, query: Query, usable: frozenset[str], text: str) -> Decision:
        """`usable`: ids of the answers in force; `text`: what was said, as it is written."""
        if (key := self._exact.get(_key(text))) is not None:
            return Decision("phrase", key, 1.0, margin=1.0)
        asked, named = mood(text), self._named(text)
        hits = [hit for hit in self._hits(query) if self._speaks_of(hit, named)]
        said = _in_force([hit for hit in hits if not hit.id.startswith("passage:")], usable)
        weigh = self._about([hit for hit in said if hit.mass >= _least(query)], text)
        decision = self._said(weigh, asked) or self._read(query, hits) or self._unclear(hits)
        if self._shelves.all and (decision.kind in ("answer", "unclear") or decision.target == NOTHING_KNOWN):
            decision = self._shelved(text, named, decision)
        answers = [hit for hit in weigh if hit.id.startswith("answer:") and hit.coverage >= CANDIDATE]
        near = len(answers) >= 2 and _hinted(answers[0])
        two = _of_both(decision.candidates, tuple(_id(hit) for hit in answers[:2]), near)
        return replace(decision, candidates=two, near=near or bool(decision.candidates))

    def read(self, query: Query, text: str) -> list[Reading]:
        """The passages that share anything with the question, or are cited by answers that do, best first; of what was
        named, they speak. `text`: what was said, as it is written."""
        named = self._named(text)
        hits = [hit for hit in self._hits(query) if self._speaks_of(hit, named)]
        own = {_id(hit): hit for hit in hits if hit.id.startswith("passage:")}
        sources = {answer.id: answer.source for answer in self._pack.answers.values()}
        asked: dict[str, float] = {}
        for hit in hits:
            if hit.id.startswith("answer:"):
                asked[sources[_id(hit)]] = max(asked.get(sources[_id(hit)], 0.0), hit.coverage)
        return [self._reading(id_, own.get(id_), asked.get(id_, 0.0)) for id_ in places(hits, sources) if not self._silent(id_)]

    def _reading(self, id_: str, hit: Hit | None, asked: float) -> Reading:
        if hit is None:
            return Reading(id_, 0, 0.0, asked)
        return Reading(id_, hit.doc - self._sentence(id_), hit.coverage, max(asked, hit.coverage))

    def _sentence(self, id_: str) -> int:
        """Where a passage's first sentence stands in its index."""
        return next(first[id_] for first in (self._first, *(shelf.first for shelf in self._shelves.all)) if id_ in first)

    def _hits(self, query: Query, k: int = HITS) -> list[Hit]:
        indexes = [self.index, *(shelf.index for shelf in self._shelves.all)]
        # Words are worth the same everywhere, or scores could not be compared. Evidence is judged by what the pack's own
        # index holds for telling: in a small collection every word is common, in a large one hardly any.
        worth, judged = worth_in(indexes, query), worth_in([self.index], query)
        found = [hit for index in indexes for hit in index.search(query, k if index is self.index else SHELVED, worth, judged)]
        return sorted((hit for hit in found if not self._silent(_id(hit))), key=lambda hit: -hit.score)

    def _about(self, hits: list[Hit], text: str) -> list[Hit]:
        """The hits that know something of what the turn is about. 「壽司每份幾多錢」 asks for a price, of which many an
        answer knows the words, but of nothing that they know."""
        if all(hit.id.startswith("phrase:") for hit in hits):
            return hits
        topic = tokens_of(_ASKING_ONLY.sub(" ", normalise(text)), self.glossary)
        if not topic.fields["char"]:
            return hits
        known = {hit.id: hit.coverage for hit in self.index.search(topic, TOPICAL)}
        return [hit for hit in hits if hit.id.startswith("phrase:") or known.get(hit.id, 0.0) >= TOPIC]

    def _named(self, text: str) -> list[str]:
        """The topics that a turn names. A name of something else may hold one: 保險箱 is no 保險."""
        said = normalise(text)
        for name in self._names:
            said = said.replace(name, " ")
        return [topic for topic, word in self._topics.items() if word.search(said)]

    def _speaks_of(self, hit: Hit, named: list[str]) -> bool:
        """Whether a hit is about all that was named. Small talk and requests are about nothing."""
        if not named or hit.id.startswith("phrase:"):
            return True
        words = self._words.get(hit.id)
        return all(self._topics[topic].search(words) for topic in named) if words else self._speaks(self._passage(_id(hit)), named)

    def _speaks(self, passage: Passage, named: list[str]) -> bool:
        """A passage may have another name for what was named: 車位 for 泊車."""
        words = normalise(f"{passage.document}\n{passage.heading}\n{passage.text}") if named else ""
        return all(self._topics[topic].search(words) or any(lead in words for lead in subject.leads(topic).split()) for topic in named)

    def _passage(self, id_: str) -> Passage:
        places = (self._pack.passages, *(shelf.passages for shelf in self._shelves.all))
        return next(place[id_] for place in places if id_ in place)

    def _said(self, said: list[Hit], asked: Mood) -> Decision | None:
        """What somebody wrote examples for."""
        if not said:
            return None
        said = self._precise(said)
        flows = [hit for hit in said if hit.id.startswith("flow:")]
        others = [hit for hit in said if not hit.id.startswith("flow:")]
        if flows and self._means(flows[0], others, asked):
            first, rest = flows[0], [hit for hit in said if hit is not flows[0] and hit.id not in self._twins[_id(flows[0])]]
        elif others:
            first, rest = others[0], others[1:]
        else:
            return None
        same = [first, *(hit for hit in others if first.id.startswith("flow:") and hit.id in self._twins[_id(first)])]
        margin = max(hit.score for hit in same) - (rest[0].score if rest else 0.0)
        if not any(map(_evident, same)) or margin < MARGIN:
            return None
        kind = first.id.partition(":")[0]
        known: Kind = "phrase" if kind == "phrase" else "flow" if kind == "flow" else "answer"
        return Decision(known, _id(first), first.coverage, margin=margin, runner_up=rest[0].id if rest else "")

    def _precise(self, said: list[Hit]) -> list[Hit]:
        """聽唔到，大聲啲 wants it louder, not only once more: a request says more than the one to repeat."""
        lasting = next((hit for hit in said if self._action(hit) in LASTING), None)
        if self._action(said[0]) != "repeat" or lasting is None or lasting.coverage < said[0].coverage - PRECISE:
            return said
        return [lasting, *(hit for hit in said[1:] if hit is not lasting)]

    def _action(self, hit: Hit) -> str:
        return self._pack.phrases[_id(hit)].action if hit.id.startswith("phrase:") else ""

    def _means(self, flow: Hit, others: list[Hit], asked: Mood) -> bool:
        """Whether the flow is meant rather than the best of what is only said. Where both are about the same, what was
        asked decides; else the better one."""
        if not others:
            return True
        if others[0].id not in self._twins[_id(flow)]:
            return flow.score >= others[0].score + MARGIN
        slack = {"wish": 9.9, "value": VALUE, "told": 0.0, "how": -9.9}[asked]
        return flow.score >= others[0].score - slack

    def _read(self, query: Query, hits: list[Hit]) -> Decision | None:
        """A passage's own sentence."""
        read = [hit for hit in hits if hit.id.startswith("passage:")]
        best = next((hit for hit in read if hit.coverage >= PASSAGE and hit.mass >= _least(query) * NOUN), None)
        if best is None:
            return None
        id_, after = _id(best), next((hit for hit in read if hit is not best), None)
        margin = best.score - (after.score if after is not None else 0.0)
        return Decision("passage", id_, best.coverage, best.doc - self._sentence(id_), margin=margin, runner_up=after.id if after else "")

    def _shelved(self, text: str, named: list[str], decision: Decision) -> Decision:
        """A passage of an ingested collection that answers a question, where no answer knows it as well."""
        said = normalise(text)
        stated = not questions.asks(said) and not (_HOW.search(said) and facts.asked(said))
        if stated and decision.kind == "answer":
            return decision
        known = self._answered(said, decision)
        near = self._shelves.near(text) if shelved.may_know_more(known) else []
        passages = {id_: passage for id_, passage in self._shelves.leads(said, near) if self._speaks(passage, named) and not self._silent(id_)}
        answer = self._answers.get(decision.target) if decision.kind == "answer" else None
        own = any(term in said for term in self._terms)
        chosen = shelved.choose(text, passages, self._shelves.cosines(passages, near), answer, known, own, stated)
        if chosen.verdict == "doubt":
            return Decision("unclear", "", decision.coverage, candidates=(chosen.offers[0], decision.target) if chosen.offers else (), runner_up=f"answer:{decision.target}")
        if chosen.verdict == "other" and decision.kind != "answer" and len(chosen.offers) > 1:
            return Decision("unclear", "", decision.coverage, candidates=chosen.offers, runner_up=f"passage:{chosen.offers[0]}")
        if chosen.verdict == "other":
            return decision
        return Decision("passage", chosen.id, chosen.probability, chosen.sentence, margin=chosen.margin, runner_up=f"passage:{chosen.runner_up}" if chosen.runner_up else "")

    def read_in(self, id_: str, text: str) -> Decision | None:
        """What an ingested passage says to a question, where the customer has said that it is the passage; None where it is gone."""
        passage = self._shelves.passage(id_)
        if passage is None or self._silent(id_) or not passage.sentences:
            return None
        cosines = self._shelves.cosines({id_: passage}, self._shelves.near(text))
        sentence, probability = shelved.sentence(text, id_, passage, cosines)
        return Decision("passage", id_, probability, sentence)

    def _answered(self, said: str, decision: Decision) -> float:
        """How much the answer that was decided for knows of what a question is about."""
        if decision.kind != "answer":
            return 0.0
        topic = tokens_of(ASKING.sub(" ", said), self.glossary)
        return next((hit.coverage for hit in self.index.search(topic, TOPICAL) if hit.id == f"answer:{decision.target}"), 0.0)

    @staticmethod
    def _unclear(hits: list[Hit]) -> Decision:
        best = max(hits, key=lambda hit: hit.coverage, default=None)
        return Decision("unclear", "", best.coverage if best else 0.0, runner_up=best.id if best else "")


def _of_both(offers: tuple[str, ...], answers: tuple[str, ...], near: bool) -> tuple[str, ...]:
    """What may be meant where it is not clear, best first: what documents offer, and beside the first an answer that is as near. The
    first two that have a name are asked about."""
    if not offers:
        return answers
    return tuple(dict.fromkeys((offers[0], *answers[:1], *offers[1:], *answers[1:]) if near else offers))


def _same_words(one: Pack, other: Pack) -> bool:
    """Whether two states of a pack say the same, whoever may say it when."""

    def words(pack: Pack) -> list[tuple[object, ...]]:
        return [(a.id, a.version, a.questions, a.source) for a in pack.answers.values()]

    return one is other or (one.documents == other.documents and one.phrases == other.phrases and one.glossary == other.glossary and words(one) == words(other))


def _word(text: str) -> re.Pattern[str]:
    """A name, as it stands between other words: PayMe is not in payment."""
    return re.compile(f"(?<![a-z]){re.escape(text)}(?![a-z])" if text[:1].isascii() else re.escape(text))


def _key(text: str) -> str:
    """A turn without its marks: 係。 is 係, which is too little for any score."""
    return _MARKS.sub("", normalise(text))


def _id(hit: Hit) -> str:
    return hit.id.partition(":")[2]


def _in_force(said: list[Hit], usable: frozenset[str]) -> list[Hit]:
    """What may be said now. Where the answer that was clearly meant is not in force, no other answer takes its place: the
    next best is one to another question."""
    answers = [hit for hit in said if hit.id.startswith("answer:")]
    best = next((hit for hit in answers if _id(hit) in usable), None)
    meant = answers[0] if answers else None
    missed = meant is not None and meant is not best and _evident(meant) and meant.score - (best.score if best else 0.0) >= MARGIN
    return [hit for hit in said if not hit.id.startswith("answer:") or (_id(hit) in usable and not missed)]


def _least(query: Query) -> float:
    """One English word says more than two characters."""
    return LEAST_LATIN if any(token.isascii() for token in query.fields["char"]) else LEAST


def _evident(hit: Hit) -> bool:
    return hit.coverage >= ACCEPT or (hit.coverage >= PART and hit.mass >= MASS)


def _hinted(hit: Hit) -> bool:
    return hit.coverage >= ACCEPT or (hit.coverage >= HINT and hit.mass >= HINT_MASS)
