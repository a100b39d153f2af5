import pytest

from voicebot.dialog.facts import asked
from voicebot.dialog.subject import about, leads

RULES = "宴會廳租金每小時八百元\n犬隻及其他寵物不得入內\n升降機"


def said(question: str, vocabulary: str = RULES) -> list[str]:
    return [word.written for word in about(question, asked(question), vocabulary)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("我可唔可以帶隻狗入嚟", ["犬只", "進入"]),  # as `alike` spells it
        ("你哋幾點收工", []),  # only what kind of fact it asks for
        ("唔該，請問有冇𨋢搭", ["升降機"]),
        ("租宴會廳幾錢", ["租宴會廳"]),  # 會 is chatter elsewhere
        ("打麻雀得唔得", ["打麻雀"]),
    ],
)
def test_what_a_question_is_about(question: str, words: list[str]) -> None:
    assert [word for word in said(question) if word not in ("帶", "搭")] == words


def test_a_word_that_no_text_has_is_cut_at_what_may_be_chatter() -> None:
    assert "宴會廳" not in "".join(said("租宴會廳幾錢", "")) and said("多謝晒") == []


def test_a_word_leads_to_where_documents_deal_with_it() -> None:
    (dog,) = [word for word in about("隻狗", frozenset(), "") if word.written == "犬只"]
    assert "寵物" in dog.under
    assert {"濕度", "潮濕"} <= set(leads("啲書會唔會發霉").split())


def test_what_is_in_any_matter_weighs_little() -> None:
    weights = {word.written: word.weight for word in about("今日可唔可以睇牙", frozenset(), "")}
    assert weights["今日"] < weights["牙科"]
