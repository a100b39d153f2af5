"""Natural questions to ingested documents of other trades, beside the bank's pack: answered from the right passage, or refused.

`dev` was in view while the thresholds were chosen, `held` from its first look (22 of 45 right, 5 wrong, 14 of 15 held back) on;
`fresh` was written before the rules that `held` led to: 11 of 36 right, 5 wrong, 9 of 12 held back at first sight; `everyday`
before the table of everyday words: 3 of 36 right, 10 wrong, 11 of 12 held back without it, 15, 7 and 12 with it, at first sight.
`trades` and `lessons` were written before kinds of fact and leads, whose tables were then made with them in view: 11 of 98 right and 16
wrong before, which proves nothing after. `listed`, by an independent author, in sections of many items, is right where the sentence
is said: 12 of 64 right, 17 wrong, 16 of 20 held back before; 27, 14 and 9 at first sight; the figures below were chosen with it in view.
`later` and `unseen`, by two more authors, were looked at when meaning was added to words (28 of 64 right, 4 wrong, 13 of 20 held back, and 29,
5 and 14, before; weights were fitted on the spent sets and on two authors of models/recipes/meaning, so these lost a little of what had been made to fit),
and were in view when `shelved.OFFER` was chosen and the weights of a shorter encoder were fitted. `hire` and `care`, by two authors more, are
never mended by: 74 of 128 right, 17 wrong, 36 of 40 held back at first sight, 75, 19 and 36 with the shorter encoder; with short paragraphs
read from their beginning, 79, 11 and 37, on a processor where it had been 73, 15 and 37.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from tests.bank import BANK, MIND
from voicebot.dialog.matching import Held, held
from voicebot.dialog.mind import PackMind
from voicebot.dialog.shelved import choose
from voicebot.engines import Question
from voicebot.events import Reply, Transcript
from voicebot.knowledge.collection import Collection
from voicebot.knowledge.documents import Passage, read_document
from voicebot.knowledge.index import Index
from voicebot.knowledge.library import Snapshot
from voicebot.knowledge.meaning import shipped
from voicebot.knowledge.passages import headed, searched, sentence_doc
from voicebot.knowledge.text import Glossary, tokens_of

NATURAL = Path(__file__).parent.parent / "data" / "natural"


# Part: right at least, wrong at most, of what nothing answers answered at most.
# The encoder's 8-bit products are exact only where the processor has 8-bit dot products (VNNI); elsewhere pairs saturate. So a few
# questions fall on either side of a threshold by processor, and the bounds hold on both: hire and care together 73 right, 15 wrong and 37
# of 40 held back with VNNI, 75, 19 and 36 without.
SPENT = [("dev", 30, 2, 3), ("held", 38, 2, 1), ("fresh", 30, 2, 5), ("everyday", 29, 1, 0), ("trades", 31, 2, 1), ("lessons", 34, 2, 0), ("listed", 35, 12, 7)]
LATER = [("later", 42, 5, 6), ("unseen", 36, 4, 1), ("hire", 36, 7, 0), ("care", 39, 9, 4)]  # by authors who saw neither rules nor lists


class Shelf:
    def __init__(self, folder: Path, beside: int = 0) -> None:
        """`beside`: that many more passages, about nothing that is asked."""
        documents = [read_document(path) for path in sorted(folder.glob("*.md"))]
        found = [replace(p, source=f"n/{p.source.replace('.html', '')}") for document in documents for p in document.passages]
        found += [Passage(f"n/more#p{n}", "年報", f"第{n}項", (f"第{n}項議案獲董事會通過。",)) for n in range(beside)]
        docs = [sentence_doc(f"passage:{p.source}", tokens_of(searched(p, s), Glossary(BANK.glossary))) for p in found for s in p.sentences]
        first = {id_: next(n for n, d in enumerate(docs) if d.id == f"passage:{id_}") for id_ in (p.source for p in found)}
        read = shipped().sentences([(headed(p), s) for p in found for s in p.sentences if p.document != "年報"])
        meanings = np.concatenate([read, np.zeros((beside, read.shape[1]), np.int8)])
        collection = Collection("n", "customers", "1", {p.source: p for p in found}, Index.build(docs), first, meanings)
        self._snapshot = Snapshot("n", BANK, (collection,))

    def snapshot(self) -> Snapshot:
        return self._snapshot


@lru_cache
def desk(part: str, beside: int = 0) -> PackMind:
    return PackMind(Shelf(NATURAL / part, beside))


@lru_cache
def asked(part: str) -> list[tuple[str, str, str, Reply]]:
    """The question, the passage that answers, the sentence where one is named, and the reply."""
    mind = desk(part)
    rows = csv.DictReader((NATURAL / part / "questions.tsv").open(encoding="utf-8"), delimiter="\t")
    return [(row["question"], row["answer"], row.get("sentence") or "", mind.answer(Question(Transcript(row["question"])))) for row in rows]


def answers(answer: str, sentence: str, reply: Reply) -> bool:
    return any(cited.id == f"n/{answer}" and "".join(sentence.split()) in "".join(cited.quote.split()) for cited in reply.citations)


@pytest.mark.parametrize(("part", "right", "wrong", "unheld"), [*SPENT, *LATER])
def test_natural_questions(part: str, right: int, wrong: int, unheld: int) -> None:
    replies = asked(part)
    known = [(answers(answer, sentence, reply), bool(reply.citations)) for _, answer, sentence, reply in replies if answer != "none"]
    assert sum(rightly for rightly, _ in known) >= right
    assert sum(cited and not rightly for rightly, cited in known) <= wrong
    assert sum(bool(reply.citations) for _, answer, _, reply in replies if answer == "none") <= unheld


@pytest.mark.parametrize(("part", "reached", "asked_in_vain"), [("hire", 47, 6), ("care", 48, 8)])
def test_which_section_is_meant_is_asked_where_none_is_sure_enough(part: str, reached: int, asked_in_vain: int) -> None:
    def taken(question: str, reply: Reply) -> list[Reply]:
        history = (("customer", question), ("desk", reply.spoken))
        return [desk(part).answer(Question(Transcript(which), history, misunderstood=1)) for which in ("第一個", "第二個")]

    known = [(answer, sentence, [reply, *(taken(question, reply) if chooses(reply) else [])]) for question, answer, sentence, reply in asked(part) if answer != "none"]
    assert sum(any(answers(answer, sentence, reply) for reply in replies) for answer, sentence, replies in known) >= reached
    assert sum(chooses(reply) for _, answer, _, reply in asked(part) if answer == "none") <= asked_in_vain


def chooses(reply: Reply) -> bool:
    return reply.expect == "choice" and not reply.citations


def test_a_section_of_a_choice_is_taken_by_its_place_or_by_its_name_and_answers_what_was_asked() -> None:
    mind, question = desk("unseen"), "冷氣機正下面有張書枱，使唔使搬開先？"
    offered = mind.answer(Question(Transcript(question)))
    assert offered.spoken == "你係想問上門前準備，定係師傅守則呀？" and offered.route == "none"
    assert offered.options == ("上門前準備", "師傅守則")
    for said in ("第一個", "上門前準備", "準備嗰個", "頭嗰樣"):
        reply = mind.answer(Question(Transcript(said), (("customer", question), ("desk", offered.spoken)), misunderstood=1))
        assert "移開冷氣機" in reply.spoken and [c.id for c in reply.citations] == ["n/aircon#s6"]
        assert mind.answer(Question(Transcript(said), (("customer", question), ("desk", offered.written)), misunderstood=1)).spoken == reply.spoken
    reply = mind.answer(Question(Transcript("開戶口要帶啲咩"), (("customer", question), ("desk", offered.spoken)), misunderstood=1))
    assert not any(c.id.startswith("n/") for c in reply.citations)


@pytest.mark.parametrize("said", ["兩個都唔係", "唔係呀", "呢兩樣都唔啱喎", "冇一個啱", "neither"])
def test_who_wants_neither_gets_another_way_and_no_third_section(said: str) -> None:
    mind, question = desk("unseen"), "冷氣機正下面有張書枱，使唔使搬開先？"
    offered = mind.answer(Question(Transcript(question)))
    reply = mind.answer(Question(Transcript(said), (("customer", question), ("desk", offered.spoken)), misunderstood=1))
    assert reply.spoken == BANK.phrases["keypad"].spoken and reply.offer_person and not reply.citations
    other = mind.answer(Question(Transcript("唔係，我想問你哋上門收幾多錢"), (("customer", question), ("desk", offered.spoken)), misunderstood=1))
    assert [c.id for c in other.citations] == ["n/aircon#s3"]


def test_a_section_that_is_gone_since_it_was_offered_is_not_read() -> None:
    offered = (("customer", "冷氣機正下面有張書枱，使唔使搬開先？"), ("desk", "你係想問上門前準備，定係師傅守則呀？"))
    for said in ("第一個", "再講多次"):
        reply = MIND.answer(Question(Transcript(said), offered, misunderstood=1))
        assert BANK.phrases["no_longer_valid"].spoken in reply.spoken or not reply.citations
        assert "上門前準備" not in reply.spoken


def test_a_passage_that_stands_alone_answers_only_what_is_asked_of_it(tmp_path: Path) -> None:
    (tmp_path / "pool.md").write_text("# 泳池\n\n## 收費 {#fee}\n\n成人入場費為二十元。\n", "utf-8")
    mind = PackMind(Shelf(tmp_path))
    assert mind.answer(Question(Transcript("成人入場幾多錢"))).citations
    for text in ("圖書館幾點開", "星月計劃月費幾多錢", "架車壞咗搵邊個"):
        assert not mind.answer(Question(Transcript(text))).citations


def test_an_item_of_a_list_answers_alone() -> None:
    mind = desk("listed")
    reply = mind.answer(Question(Transcript("唔見咗張門卡補返幾多錢？")))
    assert [c.id for c in reply.citations] == ["n/storage#s2"] and "智能咭兩張" in reply.spoken and "十八歲" not in reply.spoken


def test_a_large_collection_is_asked_by_its_index() -> None:
    mind = desk("everyday", 200)
    for question, answer in (("喺船度食煙會唔會罰", "n/ferry#facilities"), ("阿爺跌親你哋會點做", "n/eldercare#accident"), ("可唔可以喺窗口晾衫", "n/estate#drying")):
        assert [c.id for c in mind.answer(Question(Transcript(question))).citations] == [answer]


def test_the_pack_answers_its_own_beside_documents() -> None:
    mind = desk("everyday")
    for question, answer in (("信用卡年費幾多", "card-annual-fee"), ("我唔見咗張信用卡點算", "card-lost"), ("開戶口要帶啲咩", "account-open")):
        assert [c.id for c in mind.answer(Question(Transcript(question))).citations] == [answer]


PETS = {"n/a#pets": Passage("n/a#pets", "守則", "寵物", ("除導盲犬外，不得攜帶動物內進。",)), "n/a#fee": Passage("n/a#fee", "守則", "費用", ("每位二十元。",))}


@pytest.mark.parametrize(
    ("question", "near", "answer", "known", "verdict"),
    [
        ("隻狗得唔得入嚟", 0.86, None, 0.0, "passage"),
        ("有冇得打麻雀", 0.78, None, 0.0, "other"),
        ("有冇麻雀打", 0.76, None, 0.0, "other"),
        ("年費幾錢", 0.76, held("", "年費", ("年費三百元。",)), 1.0, "other"),
        ("隻狗得唔得入嚟", 0.86, held("", "隻狗入嚟", ("導盲犬唔得。",)), 0.9, "doubt"),
    ],
)
def test_a_passage_an_answer_or_neither(question: str, near: float, answer: Held | None, known: float, verdict: str) -> None:
    chosen = choose(question, PETS, {"n/a#pets": (near,), "n/a#fee": (0.75,)}, answer, known)
    assert (chosen.verdict, chosen.id) == (verdict, "n/a#pets" if verdict == "passage" else "")


def test_what_only_states_how_things_are_must_be_nearer() -> None:
    found = [choose("我諗住帶埋小明嚟", PETS, {"n/a#pets": (near,), "n/a#fee": (0.7,)}, stated=stated) for near, stated in ((0.8, False), (0.8, True), (0.9, True))]
    assert [chosen.verdict for chosen in found] == ["passage", "other", "passage"]


@pytest.mark.parametrize("question", ["轉數快收唔收費", "轉數快有冇收費"])
def test_a_question_in_the_packs_own_terms_is_answered_whatever_fees_documents_tell_of(question: str) -> None:
    (cited,) = desk("later").answer(Question(Transcript(question))).citations
    assert cited.id == "fps-fee"


def test_a_price_is_answered_by_the_sentence_that_holds_one() -> None:
    mind = desk("dev")
    reply = mind.answer(Question(Transcript("停車場時租點計")))
    assert reply.route == "passage" and "二十二蚊" in reply.spoken
    assert mind.answer(Question(Transcript("停車場有冇得洗車"))).route == "none"


def test_a_passage_far_ahead_of_all_others_needs_to_know_less() -> None:
    mind = desk("dev")
    assert [c.id for c in mind.answer(Question(Transcript("宴會廳坐到幾多人"))).citations] == ["n/club#hall"]
    assert mind.answer(Question(Transcript("停車場保安姓咩"))).route == "none"


def test_a_passage_that_means_the_same_takes_the_place_of_an_answer_that_shares_words() -> None:
    (cited,) = desk("held").answer(Question(Transcript("一次可以借幾多本書"))).citations
    assert cited.id.startswith("n/library#") and "八本" in cited.quote  # not the bank's loans
