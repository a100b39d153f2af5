from voicebot.dialog.facts import asked
from voicebot.dialog.matching import Match, best, held, vocabulary
from voicebot.dialog.subject import about

FEES = held("渡輪指南", "船費", ("成人單程船費為二十元。", "長者半價。"))
PETS = held("渡輪指南", "寵物", ("犬隻須戴上口罩，置於下層甲板。",))
LOST = held("渡輪指南", "失物", ("失物可於碼頭辦事處認領。",))


def judged(question: str) -> list[Match]:
    texts = [FEES, PETS, LOST]
    return best(about(question, asked(question), vocabulary(texts)), asked(question), texts)


def test_the_text_that_knows_the_word_and_the_kind_is_ahead() -> None:
    fees, pets, lost = judged("搭船幾多錢一程")
    assert fees.share > max(pets.share, lost.share) and fees.sentence == 0 and fees.fits and not lost.fits


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
