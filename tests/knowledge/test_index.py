import random
import time

import pytest

from voicebot.knowledge.index import Doc, Index
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
