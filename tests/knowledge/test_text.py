import pytest

from tests.bank import BANK
from voicebot.events import Syllable, Transcript
from voicebot.knowledge.index import Doc, Index
from voicebot.knowledge.text import Glossary, loose, normalise, plain, tokens_of, tokens_of_transcript, units

NO_TERMS = Glossary({})


def test_normalise_folds_width_case_and_simplified():
    assert normalise("我想挂失ＦＰＳ　Card") == "我想掛失fps card"


def test_plain_drops_fillers_but_never_everything():
    assert "我想問下" not in plain("我想問下按揭")
    assert plain("唔好意思").strip() == "唔好意思"


def test_units_keep_latin_words_whole_and_in_step():
    row = units(normalise("用FPS過數"))
    assert row.chars == ("用", "fps", "過", "數")
    assert row.sounds == ("jung6", "fps", "gwo3", "sou3")


@pytest.mark.parametrize(
    "one, other",
    [("nei5", "lei5"), ("ngo5", "o5"), ("gwo3", "go3"), ("gong1", "gon1"), ("baak6", "baat6"), ("ng5", "m4"), ("si1", "si6")],
)
def test_loose_undoes_common_mergers(one, other):
    assert loose(one) == loose(other)


def test_loose_keeps_what_is_different():
    assert loose("fan1") != loose("faan1")
    assert loose("fps") == "fps"


def test_glossary_marks_synonyms_alike_in_characters_and_sounds():
    glossary = Glossary({"轉數快": ["FPS"], "掛失": ["唔見咗"]})
    for text in ("轉數快上限", "fps上限"):
        assert all("§轉數快" in tokens for tokens in tokens_of(text, glossary).fields.values())
    misheard = tokens_of("唔建咗", glossary)  # 見 and 建 sound the same
    assert "§掛失" not in misheard.fields["char"]
    assert "§掛失" in misheard.fields["jyut"]


def test_transcript_uses_the_heard_alternatives():
    heard = Transcript(
        "掛失",
        syllables=(
            Syllable((("gwaa3", 0.7), ("gaa3", 0.3)), 0.0, 0.2),
            Syllable((("sat1", 0.9), ("sap1", 0.1)), 0.2, 0.4),
        ),
    )
    fields = tokens_of_transcript(heard, NO_TERMS).fields
    assert fields["jyut"]["gwaa3 sat1"] == pytest.approx(0.63)
    assert fields["jyut"]["gaa3 sap1"] == pytest.approx(0.03)
    assert fields["loose"]["gaa sat"] == pytest.approx(0.9)  # gw and g become one, so their probabilities add up


@pytest.mark.parametrize(
    "one, other",
    [("滙豐", "匯豐"), ("东涌线", "東涌綫"), ("東湧", "東涌"), ("里面", "裏面"), ("看著", "看着"), ("一張咭", "一張卡"), ("唔見左張咭", "唔見咗張卡"), ("黎緊俾錢", "嚟緊畀錢"), ("后面", "後面"), ("戶口", "户口")],
)
def test_spellings_of_one_word_meet(one, other):
    assert units(normalise(one)).chars == units(normalise(other)).chars


def test_cantonese_is_no_simplified_text():
    assert normalise("影晒相，郁咗吓，喺東涌") == "影晒相,郁咗吓,喺東涌"


def test_texts_are_in_the_syllables_that_are_heard():
    """The ears say lei5 for 你 and o5 for 我."""
    assert units("你我五").sounds == ("lei5", "o5", "m5")


def test_simplified_spoken_and_english_names_find_the_written_passage():
    """A reported failure: words of the customer's that the document does not use."""
    glossary = Glossary(BANK.glossary)
    texts = {"fee": "滙豐銀行轉賬手續費", "hours": "分行營業時間", "card": "信用卡年費", "fps": "轉數快即時到賬", "id": "請出示身份證"}
    index = Index.build(Doc(id_, tokens_of(text, glossary)) for id_, text in texts.items())
    asked = {"匯豐過數要幾錢": "fee", "汇丰转账费": "fee", "FPS": "fps", "快速支付系統": "fps", "HKID": "id", "身分證": "id", "credit card": "card"}
    for question, wanted in asked.items():
        assert index.search(tokens_of(question, glossary))[0].id == wanted
