from voicebot.knowledge.documents import Passage
from voicebot.knowledge.index import Hit, Index
from voicebot.knowledge.passages import CITED, passage_docs, places, searched
from voicebot.knowledge.text import Glossary, tokens_of

G = Glossary({})


def hit(id_: str, score: float) -> Hit:
    return Hit(id_, score, 0.5, 10.0, {}, 0)


def test_a_passage_is_found_by_its_own_words_or_by_the_answer_that_cites_it() -> None:
    hits = [hit("answer:lost", 1.0), hit("answer:liability", 0.9), hit("passage:a", 0.6), hit("passage:cards", 0.1), hit("phrase:hello", 0.9)]
    assert places(hits, {"lost": "cards", "liability": "cards"}) == {"a": 0.6, "cards": CITED}
    assert places([hit("passage:cards", 0.8), hit("answer:lost", 1.0)], {"lost": "cards"}) == {"cards": 0.8}
    assert places([], {}) == {}


def test_a_passage_that_no_answer_cites_is_not_buried_under_those_that_are() -> None:
    hits = [hit("passage:new", 0.65), *(hit(f"answer:{i}", 1.0 - i / 10) for i in range(4)), *(hit(f"passage:{i}", 0.3) for i in range(4))]
    assert next(iter(places(hits, {str(i): str(i) for i in range(4)}))) == "new"


def test_every_sentence_is_a_document_in_order_and_knows_its_heading() -> None:
    passage = Passage("fees#atm", "收費", "櫃員機", ("本行免費。其他銀行十五元。", "- 海外另計。"))
    index = Index.build(passage_docs("passage:fees#atm", passage, G))
    for number, sentence in enumerate(passage.sentences):
        assert index.search(tokens_of(sentence, G))[0].doc == number
    assert index.search(tokens_of("櫃員機", G))[0].id == "passage:fees#atm"


def test_an_ingested_sentence_is_found_by_the_written_word_of_what_it_says() -> None:
    passage = Passage("rules#smoke", "守則", "抽煙", ("大堂不得抽煙。",))
    assert searched(passage, "大堂可抽煙。") == "守則 抽煙 大堂可抽煙。 吸煙"
    assert searched(Passage("", "守則", "大堂", ()), "大堂可吸煙。") == "守則 大堂 大堂可吸煙。"
