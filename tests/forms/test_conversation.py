"""The talk about a form: read back, corrected by voice, confirmed; nothing private said, nothing half done."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr import forms
from ocr.results import FieldRead, FormRead
from voicebot.events import Syllable, Transcript, Word
from voicebot.forms import conversation, texts
from voicebot.forms.state import FormState, Turn

VALUES = {
    "name_zh": "張曉志", "name_en": "CHEUNG HIU CHI", "hkid": "A123456(3)", "phone": "66368886", "date": "2026-02-16",
    "district": "沙田區", "street": "沙田正街12號", "building": "美景花園3座29樓1203室", "signature": "有",
}  # fmt: skip


def form(**wrong: str) -> FormRead:
    """A read form; `wrong` gives fields a problem."""
    fields = tuple(
        FieldRead(f.name, f.label, f.kind, "" if wrong.get(f.name) == "empty" else VALUES[f.name], 0.9, f.name not in wrong,
                  wrong.get(f.name, ""), (), f.box)
        for f in forms.load("address_change").fields
    )  # fmt: skip
    return FormRead("address_change", fields, 0.9, "incomplete" if wrong else "")


def voice(text: str) -> Transcript:
    return Transcript(text, (Word(text, 0.0, 1.0, 0.9),))


def typed(text: str) -> Transcript:
    return Transcript(text)


def talk(*lines: str | Transcript, state: FormState | None = None) -> tuple[FormState, Turn]:
    state, turn = (state, Turn("", "")) if state is not None else conversation.begin(form())
    for line in lines:
        step = conversation.heard(state, voice(line) if isinstance(line, str) else line)
        assert step is not None, f"not about the form: {line}"
        state, turn = step
    return state, turn


def value(state: FormState, name: str) -> str:
    return state.values()[name]


def test_everything_is_read_back_but_no_hkid() -> None:
    state, turn = conversation.begin(form())
    assert state.stage == "reading_back"
    for part in ("張曉志", "六六三六，八八八六", "二零二六年二月十六號", "沙田正街十二號", "三座二十九樓一二零三室", "頭一個字母係A", "啱唔啱"):
        assert part in turn.spoken
    for secret in ("123456", "一二三四五六"):
        assert secret not in turn.spoken + turn.written
    assert "A••••••(3)" in turn.written and "2026年2月16日" in turn.written


@pytest.mark.parametrize("line", ["啱", "啱喇", "係", "係呀", "啱晒", "全部啱晒", "冇錯", "冇問題呀", "好", "正確", "OK", "得，交啦", "係，冇錯。"])
def test_a_yes_submits_once(line: str) -> None:
    state, turn = talk(line)
    assert (state.stage, turn.submit) == ("confirmed", True)
    assert conversation.heard(state, voice(line)) is None


@pytest.mark.parametrize("line", ["唔啱", "唔係", "有錯", "好似唔啱喎", "錯咗"])
def test_a_no_asks_which(line: str) -> None:
    state, turn = talk(line)
    assert (state.stage, turn.submit) == ("asking_which", False)
    assert "邊一樣" in turn.spoken


@pytest.mark.parametrize("line", ["你哋幾點開門", "可唔可以搵真人", "點解要改地址", "電話費幾多錢", "附近邊條街有分行", "今日天氣好好", ""])
def test_what_is_not_about_the_form_is_left_to_the_mind(line: str) -> None:
    state, _ = conversation.begin(form())
    assert conversation.heard(state, voice(line)) is None


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("電話係九一二三四五六七", "phone", "91234567"),
        ("電話唔啱，係九一二三四五六七", "phone", "91234567"),
        ("個電話應該係六孖八三條零二五先啱", "phone", "68800025"),
        ("手機改做9123 4567", "phone", "91234567"),
        ("電話係八五二九一二三四五六七", "phone", "91234567"),
        ("日期唔啱，係三月五號", "date", "2026-03-05"),
        ("生效日期改做二零二七年十二月廿五號", "date", "2027-12-25"),
        ("日期係3月15日", "date", "2026-03-15"),
        ("個名唔啱，係陳大文", "name_zh", "陳大文"),
        ("中文名應該係李小龍", "name_zh", "李小龍"),
        ("地址改做荃灣街市街一號", "street", "荃灣街市街1號"),
        ("地址唔啱，係觀塘道三百八十八號", "street", "觀塘道388號"),
        ("地址改做旺角彌敦道七百號", "district", "旺角（油尖旺區）"),
        ("地區唔啱，係元朗", "district", "元朗區"),
        ("大廈改做麗港城五座十二樓B室", "building", "麗港城5座12樓B室"),
    ],
)
def test_corrections_by_voice(line: str, name: str, expected: str) -> None:
    state, turn = talk(line)
    assert value(state, name) == expected
    assert state.stage == "reading_back" and turn.spoken.startswith("改好喇") and turn.spoken.endswith("啱唔啱呀？")
    changed = {key for key, text in state.values().items() if text != VALUES[key]}
    assert name in changed and changed <= {name, "district", "street", "building"}


def test_a_whole_address_fills_its_three_lines() -> None:
    state, _ = talk("地址改做觀塘觀塘道三百八十八號創紀之城五期十二樓")
    assert [value(state, n) for n in ("district", "street", "building")] == ["觀塘區", "觀塘道388號", "創紀之城5期12樓"]


def test_step_by_step() -> None:
    state, turn = talk("唔啱", "電話")
    assert (state.stage, state.focus) == ("asking_value", "phone") and "電話號碼係咩" in turn.spoken
    state, turn = talk("九一二", state=state)
    assert state.focus == "phone" and "講多一次" in turn.spoken
    state, turn = talk("九一二三四五六七", state=state)
    assert value(state, "phone") == "91234567" and "九一二三，四五六七" in turn.spoken
    assert talk("啱", state=state)[1].submit


def test_a_question_in_between_loses_nothing() -> None:
    state, _ = talk("唔啱", "電話")
    assert conversation.heard(state, voice("點解要留電話")) is None or state.focus == "phone"
    assert value(talk("九一二三四五六七", state=state)[0], "phone") == "91234567"


def test_the_customer_may_leave_a_field_as_it_is() -> None:
    state, turn = talk("唔啱", "電話", "唔使改喇")
    assert state.stage == "reading_back" and value(state, "phone") == "66368886" and "啱唔啱" in turn.spoken


def test_an_unsure_figure_is_taken_from_the_ears_other_readings() -> None:
    best = ("gau2", "jat1", "ji6", "saam1", "sei3", "ng5", "luk6", "caa4")
    syllables = tuple(Syllable(((s, 0.6), ("cat1", 0.3)) if s == "caa4" else ((s, 0.9),), i, i + 1) for i, s in enumerate(best))
    heard = Transcript("電話係九一二三四五六茶", (Word("電話係九一二三四五六茶", 0, 1, 0.7),), syllables)
    assert value(talk(heard)[0], "phone") == "91234567"


@pytest.mark.parametrize("line", ["身份證號碼係A一二三四五六三", "身份證唔啱", "身份證改做B123456(9)"])
def test_an_hkid_is_not_taken_by_voice(line: str) -> None:
    state, turn = talk(line)
    assert value(state, "hkid") == VALUES["hkid"] and "私隱" in turn.spoken and not turn.submit


def test_an_hkid_may_be_typed() -> None:
    state, turn = talk("身份證唔啱", typed("G123456(A)"))
    assert value(state, "hkid") == "G123456(A)" and "123456" not in turn.spoken + turn.written
    state, turn = talk("身份證唔啱", typed("G123456(1)"))
    assert value(state, "hkid") == VALUES["hkid"] and not turn.submit


def test_an_english_name_is_typed_not_said() -> None:
    state, turn = talk("英文名唔啱")
    assert "打" in turn.spoken
    assert value(talk(typed("Chan Tai Man"), state=state)[0], "name_en") == "CHAN TAI MAN"


def test_what_could_not_be_read_is_asked_for_before_anything_is_read_back() -> None:
    state, turn = conversation.begin(form(phone="unsure", date="empty"))
    assert state.focus == "phone" and "電話號碼我睇唔清楚" in turn.spoken
    state, turn = talk("九一二三四五六七", state=state)
    assert state.focus == "date" and "未填" in turn.spoken
    state, turn = talk("三月五號", state=state)
    assert state.focus == "date" and "年份" in turn.spoken  # no year was ever given: it is not guessed
    state, turn = talk("二零二六年三月五號", state=state)
    assert state.stage == "reading_back" and "張曉志" in turn.spoken


@pytest.mark.parametrize(("name", "word"), [("hkid", "私隱"), ("signature", "簽咗名")])
def test_a_form_with_a_hole_is_never_submitted(name: str, word: str) -> None:
    state, turn = conversation.begin(form(**{name: "empty"}))
    assert word in turn.spoken
    for line in ("啱", "係", "冇錯", "交啦", "繼續"):
        step = conversation.heard(state, voice(line))
        if step is not None:
            assert not step[1].submit and step[0].stage != "confirmed"


@pytest.mark.parametrize("line", ["取消", "我要取消", "算喇唔搞喇", "張表格唔交喇"])
def test_cancelling_forgets_everything(line: str) -> None:
    state, turn = talk(line)
    assert state.stage == "cancelled" and set(state.values().values()) == {""} and not turn.submit


def test_cancelling_something_else_cancels_no_form() -> None:
    state, _ = conversation.begin(form())
    assert conversation.heard(state, voice("我想問下取消信用卡要幾耐")) is None


def test_a_promise_only_after_success() -> None:
    state, turn = talk("啱")
    assert "參考編號" not in turn.spoken
    assert "K，七三零二" in conversation.submitted(state, "K-7302").spoken
    failed = conversation.submitted(state, None)
    assert "職員" in failed.spoken and "參考編號" not in failed.spoken


def test_every_problem_has_words_and_unknown_ones_too() -> None:
    for code in texts.PROBLEMS:
        assert conversation.problem(code).spoken
    assert conversation.problem("whatever") == conversation.problem("ocr_failed")


def test_a_state_survives_the_journal_and_never_shows_values_in_a_log() -> None:
    state, _ = talk("電話係九一二三四五六七")
    assert FormState.from_json(json.loads(json.dumps(state.to_json()))) == state
    assert not [secret for secret in state.values().values() if len(secret) > 1 and secret in repr(state)]


WORDS = st.lists(st.sampled_from("啱 唔 係 電話 日期 地址 九 一 三月五號 改做 身份證 取消 A123456(3) 沙田 街 號 名 ？ 點解 陳大文 冇錯 英文".split()), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=6), st.booleans())
def test_whatever_is_said_only_a_whole_form_is_submitted(lines: list[list[str]], by_voice: bool) -> None:
    state, turn = conversation.begin(form(phone="unsure"))
    for words in lines:
        step = conversation.heard(state, (voice if by_voice else typed)("".join(words)))
        if step is None:
            continue
        state, turn = step
        assert turn.spoken and turn.written and "123456" not in turn.spoken
        assert turn.submit == (state.stage == "confirmed")
        if turn.submit:
            assert all(f.ok and f.value for f in state.fields)
        if not state.open:
            return
