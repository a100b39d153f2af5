import io
import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.knowledge.index import Doc, Index, worth_in
from voicebot.knowledge.text import FIELDS, Glossary, Query, tokens_of

G = Glossary({})


def docs(**texts):
    return [Doc(id_, tokens_of(text, G)) for id_, text in texts.items()]


def test_best_document_first_with_scores_by_field():
    index = Index.build(docs(lost="唔見咗信用卡", hours="分行幾點開門", fee="信用卡年費"))
    hits = index.search(tokens_of("信用卡唔見咗", G))
    assert [hit.id for hit in hits][:2] == ["lost", "fee"]
    assert set(hits[0].by_field) == set(FIELDS)
    assert hits[0].score > 2 * hits[1].score


def test_homophones_are_found_by_sound_alone():
    index = Index.build(docs(lost="掛失", hours="分行時間"))
    hit = index.search(tokens_of("卦室", G))[0]
    assert hit.id == "lost"
    assert hit.by_field["char"] == 0
    assert hit.by_field["jyut"] > 0


def test_coverage_is_the_share_that_is_known():
    index = Index.build(docs(a="按揭利率", b="分行時間"))
    assert index.search(tokens_of("按揭利率", G))[0].coverage == pytest.approx(1.0)
    assert index.search(tokens_of("按揭利率同埋火星上面嘅天氣好唔好", G))[0].coverage < 0.5


def test_examples_of_an_id_do_not_add_up_but_the_profile_does():
    one = docs(a="按揭利率", b="分行時間")
    index = Index.build([*one, Doc("a", tokens_of("按揭年期", G))])
    both = Index.build([*one, Doc("a", tokens_of("按揭利率按揭年期", G), profile=True)])
    query = tokens_of("按揭利率", G)
    assert index.search(query)[0].doc == 0
    assert both.search(query)[0].score > index.search(query)[0].score


def test_outside_document_is_covered_on_the_same_scale():
    index = Index.build(docs(a="按揭利率", b="分行時間"))
    query = tokens_of("查詢戶口結餘", G)
    assert index.coverage(query, tokens_of("查詢戶口結餘 get balance", G)) == pytest.approx(1.0)
    assert index.coverage(query, tokens_of("play music", G)) == 0


def test_nothing_in_common_and_nothing_at_all():
    index = Index.build(docs(a="按揭利率"))
    assert index.search(tokens_of("天氣", G)) == []
    assert index.search(Query({name: {} for name in FIELDS})) == []
    assert Index.build([]).search(tokens_of("天氣", G)) == []


def test_five_thousand_documents_are_searched_in_milliseconds():
    rng = random.Random(1)
    chars = "信用卡按揭利率分行時間轉數快上限支票戶口開立投訴私隱長者貸款定期存款密碼登入櫃員機提款現金"
    index = Index.build([Doc(str(i), tokens_of("".join(rng.choices(chars, k=12)), G)) for i in range(5000)])
    query = tokens_of("信用卡定期存款密碼上限", G)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        index.search(query)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.02  # ten times what it takes on an idle core: catches a scan, not a busy machine


def test_an_index_kept_in_a_file_finds_the_same():
    index = Index.build([*docs(lost="唔見咗信用卡", hours="分行幾點開門", 年費="信用卡年費"), Doc("lost", tokens_of("報失", G), 0.6, profile=True)])
    file = io.BytesIO()
    np.savez(file, **index.arrays())
    file.seek(0)
    kept = Index.from_arrays(np.load(file))
    for text in ("信用卡唔見咗", "卦室", "分行", "天氣", "card"):
        query = tokens_of(text, G)
        assert kept.search(query) == index.search(query)
        assert kept.coverage(query, tokens_of("信用卡", G)) == index.coverage(query, tokens_of("信用卡", G))


def test_an_empty_index_can_be_kept_as_well():
    assert Index.from_arrays(Index.build([]).arrays()).search(tokens_of("天氣", G)) == []


TEXTS = st.lists(st.text("信用卡年費分行abc", min_size=1, max_size=8), min_size=1, max_size=12)


@given(TEXTS, st.text("信用卡年費分行月", min_size=1, max_size=6))
def test_scores_are_bm25_summed_term_by_term(texts, question):
    """The arrays against the formula written out plainly, document by document (Robertson & Zaragoza 2009)."""
    rows = [tokens_of(text, G).fields["char"] for text in texts]
    query = tokens_of(question, G)
    idf = {t: np.log(1 + (len(rows) - n + 0.5) / (n + 0.5)) for t in query.fields["char"] if (n := sum(t in row for row in rows) or 0.5)}
    ideal = sum(weight * idf[t] for t, weight in query.fields["char"].items())
    found = {hit.id: hit for hit in Index.build(Doc(str(i), tokens_of(text, G)) for i, text in enumerate(texts)).search(query, 99)}
    for i, row in enumerate(rows):
        part = sum(
            weight * idf[t] * row[t] * 2.2 / (row[t] + 1.2 * (0.3 + 0.7 * sum(row.values()) / 16))
            for t, weight in query.fields["char"].items() if t in row
        )  # fmt: skip
        assert (found[str(i)].by_field["char"] if str(i) in found else 0.0) == pytest.approx(part / ideal if ideal else 0.0, rel=1e-4, abs=1e-6)


def test_ids_need_not_stand_together():
    index = Index.build([*docs(a="按揭利率", b="分行時間"), *docs(a="按揭年期", c="信用卡")])
    assert [(hit.id, hit.doc) for hit in index.search(tokens_of("按揭年期", G))] == [("a", 2)]


def test_words_are_worth_in_two_indexes_what_they_are_in_one():
    left, right = docs(a="按揭利率", b="分行時間"), docs(c="按揭年期", d="信用卡利率")
    query = tokens_of("按揭利率幾多", G)
    apart, together = worth_in([Index.build(left), Index.build(right)], query), worth_in([Index.build([*left, *right])], query)
    for name in FIELDS:
        assert apart[name].weights == pytest.approx(together[name].weights)
        assert apart[name].ideal == pytest.approx(together[name].ideal)


def test_a_common_word_of_one_index_is_no_treasure_in_the_other():
    """喺 stands in every text of the large index; alone in the small one it would be as telling as 按揭."""
    large, small = Index.build(docs(**{str(i): f"喺呢度{i}" for i in range(50)})), Index.build(docs(a="喺度", b="按揭"))
    query = tokens_of("喺按揭", G)
    assert [hit.id for hit in small.search(query, worth=worth_in([small, large], query))] == ["b", "a"]
    apart, together = (small.search(query, worth=worth) for worth in (None, worth_in([small, large], query)))
    assert {hit.id: hit.score for hit in apart}["a"] > 2 * {hit.id: hit.score for hit in together}["a"]


def test_how_long_a_document_is_does_not_depend_on_the_others():
    """Or the same sentence would score differently in a collection of long ones and in one of short ones."""
    sentence, query = docs(s="按揭利率由本行決定"), tokens_of("按揭利率", G)
    others = [[*sentence, *docs(a="卡", b="票")], [*sentence, *docs(a="信用卡年費每年三百元" * 9, b="支票簿每本五十張" * 9)]]
    hits = [index.search(query, worth=worth_in([Index.build(sentence)], query))[0] for index in map(Index.build, others)]
    assert hits[0].by_field == hits[1].by_field
