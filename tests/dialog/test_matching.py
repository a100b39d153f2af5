from voicebot.dialog.facts import asked
from voicebot.dialog.matching import Match, best, held, vocabulary
from voicebot.dialog.subject import about

FEES = held("渡輪指南", "船費", ("成人單程船費為二十元。", "長者半價。"))
PETS = held("渡輪指南", "寵物", ("犬隻須戴上口罩，置於下層甲板。",))
LOST = held("渡輪指南", "失物", ("失物可於碼頭辦事處認領。",))


def judged(question: str) -> list[Match]:
    texts = [FEES, PETS, LOST]
    unread = [[0.0] * len(text.sentences) for text in texts]
    return best(about(question, asked(question), vocabulary(texts)), asked(question), texts, unread)


def test_the_text_that_knows_the_word_and_the_kind_is_ahead() -> None:
    fees, pets, lost = judged("搭船幾多錢一程")
    assert fees.share > max(pets.share, lost.share) and fees.sentence == 0


def test_a_word_counts_where_it_is_dealt_with() -> None:
    fees, pets, _ = judged("帶隻貓上船得唔得")
    assert pets.known > fees.known and pets.known < 1


def test_the_sentence_that_knows_the_word_is_found() -> None:
    assert judged("阿婆搭船幾錢")[0].sentence == 1


def test_what_no_text_knows_pulls_down() -> None:
    assert max(match.known for match in judged("船上有冇麻雀枱")) < 0.4


def test_a_title_word_tells_less_than_a_heading() -> None:
    assert judged("渡輪幾錢")[0].mass < judged("寵物幾錢")[1].mass + 2  # the title's is half of a word
    assert judged("寵物得唔得")[1].known == 1


def test_of_two_that_know_as_much_the_nearer_is_ahead() -> None:
    texts = [held("", "收費", ("成人票價二十元。", "小童票價十元。")), held("", "時間", ("成人票價三十元。",))]
    question = "票價幾多"
    words = about(question, asked(question), vocabulary(texts))
    for near, first, sentence in (([[0.8, 0.9], [0.7]], 0, 1), ([[0.8, 0.7], [0.9]], 1, 0)):
        found = best(words, asked(question), texts, near)
        assert max(range(2), key=lambda n: found[n].score) == first and found[first].sentence == sentence
