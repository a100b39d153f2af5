from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bank import BANK as PACK
from voicebot.dialog.claims import claims
from voicebot.dialog.evaluate_guard import read_pairs
from voicebot.dialog.lexicon import lexicon
from voicebot.dialog.spoken import Edit, hong_kong, spoken, written_markers
from voicebot.forms import texts

DATA = Path(__file__).parent.parent / "data"
SENTENCES = [sentence for passage in PACK.passages.values() for sentence in passage.sentences]


@pytest.mark.parametrize(
    "written, said",
    [
        ("我們明天下午回覆您。", "我哋聽日下晝覆返你。"),
        ("開戶時須出示身份證，兩個工作天後生效。", "開戶嗰陣要出示身份證，兩個工作天之後生效。"),
        ("這是他們的戶口，不是我的。", "呢個係佢哋嘅戶口，唔係我嘅。"),
        ("為免傳播疾病，顧客不得攜同寵物。", "為免傳播疾病，顧客唔可以帶埋寵物。"),
        ("主卡年費為六百元，附屬卡為三百元。", "主卡年費係六百蚊，附屬卡係三百蚊。"),
        ("星期六上午九時至下午一時。", "星期六朝早九點至下晝一點。"),
        ("您已經收到了嗎？", "你已經收到未呀？"),
        ("您是香港居民嗎？", "你係咪香港居民呀？"),
        ("轉賬完成後不能撤銷，須取得收款人同意才可退回。", "轉賬完成之後唔可以撤銷，要取得收款人同意先可以退返。"),
        ("银行会在两天内通知您。", "銀行會喺兩日內通知你。"),
        ("診所於下午二時至五時應診，逾三十日無人認領之物品將被棄置。", "診所喺下晝兩點至五點應診，超過三十日冇人認領嘅物品會被棄置。"),
        ("罰款超過五十元者，概不退還按金，恕不另行通知。", "罰款超過五十蚊嘅，一律唔退還按金，唔會另行通知。"),
        ("閣下之申請將不獲處理，否則須以書面重新申請。", "你嘅申請唔會處理，如果唔係要用書面重新申請。"),
        ("另一方可於25號康和中心位於二樓之辦事處代為領取。", "另一方可以喺25號康和中心喺二樓嘅辦事處幫你攞。"),
        ("業主須於十四日內將有關動物遷離，其費用由租戶承擔，屆時敬請合作。", "業主要喺十四日內將有關動物遷離，佢嘅費用由租戶承擔，到時請合作。"),
        ("顧客只需提供自來水，泳客下水前須淋浴，不銹鋼餐具請勿帶入。", "顧客淨係要提供自來水，泳客落水之前要淋浴，不銹鋼餐具唔好帶入。"),
        ("每名在世人士每罐收費一元五角，由第二次起視作缺席。", "每名在世人士每罐收一蚊五毫，由第二次起當係缺席。"),
    ],
)
def test_written_chinese_is_said_in_cantonese(written: str, said: str) -> None:
    assert spoken(written).text == said


@pytest.mark.parametrize(
    "text",
    [
        "我哋嘅目的係了解的士同不鏽鋼嘅存在。", "那打素醫院", "和富道", "聯和道", "不打自招", "是但一個都得。", "在職家庭津貼", "佢喺加拿大讀書，其他人就唔知。",
        "條例講明「不得轉讓」。", "睇《每一個明天》啦。", "佢話差不多喇，不過唔記得咗。", "吓？你講多次吖。", "匯豐嗰度有冇得入票呀？",
    ],
)  # fmt: skip
def test_fixed_words_names_quotations_and_cantonese_stay(text: str) -> None:
    assert spoken(text).text == text
    assert spoken(text).edits == ()


def test_names_of_the_caller_stay() -> None:
    assert spoken("他是在你家的員工。", ["在你家"]).text == "佢係在你家嘅員工。"
    assert written_markers("在你家", ["在你家"]) == []


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_passage_claims_the_same_when_said(sentence: str) -> None:
    result = spoken(sentence)
    assert [part.tokens for part in claims(result.text)] == [part.tokens for part in claims(sentence)]
    assert result.refused == ()
    assert written_markers(result.text) == []


def test_most_passages_need_the_guard() -> None:
    assert sum(spoken(sentence).text != sentence for sentence in SENTENCES) / len(SENTENCES) > 0.9


APPROVED = [answer.spoken for answer in PACK.answers.values()] + [phrase.spoken for phrase in PACK.phrases.values()]
FORMS = [value for value in vars(texts).values() if isinstance(value, tuple)] + list(texts.PROBLEMS.values())


@pytest.mark.parametrize("text", APPROVED + [said for said, _ in FORMS])
def test_what_the_desk_says_already_passes_unchanged(text: str) -> None:
    assert spoken(text).text == text
    assert written_markers(text) == []


def test_what_is_said_of_a_thing_is_not_taken_for_a_warning() -> None:
    result = spoken("他們說不定明天到。情況不好。不好的事情很多。")
    assert result.text == "佢哋說不定聽日到。情況唔好。唔好嘅事情好多。"


def test_a_refused_edit_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicebot.dialog.spoken._same_claim", lambda before, after: "五" not in before)
    result = spoken("這是三元。這是五元。")
    assert result.text == "呢個係三蚊。這是五元。"
    assert [edit.before for edit in result.refused] == ["這是", "元"]
    assert [(edit.start, edit.end) for edit in result.refused] == [(5, 7), (8, 9)]


# Rows that stand for a word only between certain neighbours, which the claims read together with them.
IN_CONTEXT = {"不好", "沒收到", "看著", "時", "一時", "了嗎", "嗎", "哪"}


@pytest.mark.parametrize("word", sorted(lexicon().rows.keys() - IN_CONTEXT))
def test_each_pair_of_the_table_claims_the_same(word: str) -> None:
    for row in lexicon().rows[word]:
        if row.spoken:
            assert [part.tokens for part in claims(f"{row.spoken}戶口")] == [part.tokens for part in claims(f"{word}戶口")]


def test_no_row_is_hidden_by_an_earlier_one() -> None:
    for word, rows in lexicon().rows.items():
        assert not any(row.left.open and row.right.open and row.always for row in rows[:-1]), word
        assert len(set(rows)) == len(rows), word


WORDS = st.sampled_from(sorted(lexicon().rows) + ["二百二十元", "HK$50", "。", "，", "？", "「不得」", "戶口", "客戶", "3", "A1", " ", "冇", "嘅"])
TEXTS = st.one_of(st.lists(WORDS, max_size=12).map("".join), st.text(max_size=40))


@given(TEXTS)
def test_the_edits_tell_what_was_done(text: str) -> None:
    result = spoken(text)
    out, at = "", 0
    for edit in result.edits:
        assert text[edit.start : edit.end] == edit.before != edit.after
        out += text[at : edit.start] + edit.after
        at = edit.end
    assert out + text[at:] == result.text


@given(TEXTS)
def test_figures_survive(text: str) -> None:
    assert re.findall(r"\d", spoken(text).text) == re.findall(r"\d", text)
    quoted = text.replace("「", "").replace("」", "")
    assert spoken(f"「{quoted}」", ()).text[1:-1] == hong_kong(quoted)  # its words are another's, its characters Hong Kong's


@given(TEXTS)
def test_hong_kong_characters_keep_the_length(text: str) -> None:
    assert len(hong_kong(text)) == len(text)


def test_an_edit_says_its_rule() -> None:
    assert spoken("这是银行").edits == (Edit(0, 2, "这是", "呢個係", "lexicon"), Edit(2, 3, "银", "銀", "script")) or [
        (edit.before, edit.after, edit.rule) for edit in spoken("这是银行").edits
    ] == [("这是", "呢個係", "lexicon"), ("银行", "銀行", "script")]


@pytest.mark.parametrize("name", ["guard_pairs.tsv", "guard_pairs_later.tsv"])
def test_the_pairs_are_many_and_well_formed(name: str) -> None:
    rows = read_pairs(DATA / name)
    assert len({written for written, _, _ in rows}) == len(rows)


@pytest.mark.parametrize(("written", "said"), [("他中四時才入學", "佢中四時先至入學"), ("這股風氣不好", "呢股風氣唔好")])
def test_a_form_is_no_hour_and_a_stream_is_measured(written: str, said: str) -> None:
    assert spoken(written).text == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("中心每星期為長者安排兩次洗澡。", "中心每星期為長者安排兩次洗澡。"),
        ("會所免費為會員提供毛巾。", "會所免費為會員提供毛巾。"),
        ("由專人為病人量度血壓。", "由專人為病人量度血壓。"),
        ("月費為二百元。", "月費係二百蚊。"),
    ],
)
def test_what_is_done_for_somebody_is_not_somebody(written: str, said: str) -> None:
    assert spoken(written).text == said


@pytest.mark.parametrize(("written", "said"), [("垃圾放於後樓梯。", "垃圾放喺後樓梯。"), ("行李放於車後尾箱。", "行李放喺車後尾箱。"), ("清潔後開放。", "清潔之後開放。")])
def test_what_stands_behind_is_not_later(written: str, said: str) -> None:
    assert spoken(written).text == said


@pytest.mark.parametrize(("part", "gone", "kept", "whole"), [("seen", 188, 258, 59), ("unseen", 193, 286, 53)])
def test_notices_of_another_author(part: str, gone: int, kept: int, whole: int) -> None:
    lines = [line for line in (DATA / "notices.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["part"] == part]
    said = [(spoken(row["sentence"]).text, row["gone"].split("|"), row["keep"].split("|")) for row in rows]
    assert sum(word not in text for text, words, _ in said for word in words) >= gone
    assert sum(word in text for text, _, words in said for word in words) >= kept
    assert sum(all(w not in text for w in words) and all(w in text for w in keep) for text, words, keep in said) >= whole
