"""Flows talked through in text: what is asked, taken, corrected, read back, called and told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bank import FLOWS
from voicebot.dialog.flows.engine import Talk
from voicebot.dialog.flows.state import FlowState, Turn
from voicebot.events import Syllable, Transcript, Word
from voicebot.daytime import HONG_KONG
from voicebot.tools.outcome import UNCONFIRMED, UNKNOWN, Call, Outcome

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=HONG_KONG)  # a Tuesday
DONE = {
    "send_code": Outcome("", {"challenge": "c" * 16, "tail": "0001"}),
    "check_code": Outcome("", {"customer": "t" * 32}),
    "block_card": Outcome("", {"reference": "AB-1234", "tail": "4417"}),
    "change_address": Outcome("", {"reference": "AB-1234"}),
    "balance": Outcome("", {"balance": "32150.40"}),
    "book": Outcome("", {"reference": "AB-1234"}),
}
IDENTITY = ("A一二三", "六一二三零零零一", "#000123")


def heard(text: str) -> Transcript:
    """Spoken; with # before it typed or keyed."""
    return Transcript(text[1:]) if text.startswith("#") else Transcript(text, (Word(text, 0.0, 1.0, 0.9),))


class Told:
    """A conversation with one flow, tools that answer as told, and everything that was said and called."""

    def __init__(self, flow: str, opening: str, outcomes: Mapping[str, list[Outcome]] | None = None) -> None:
        self.talk = Talk(FLOWS.flows[flow], FLOWS.texts)
        self.outcomes = {name: list(given) for name, given in (outcomes or {}).items()}
        self.calls: list[Call] = []
        self.turns: list[Turn] = []
        self.state = FlowState(flow)
        self._go(*self.talk.begin(heard(opening), NOW))

    def says(self, *texts: str) -> Told:
        for text in texts:
            step = self.talk.heard(self.state, heard(text), NOW)
            assert step is not None, text
            self._go(*step)
        return self

    def _go(self, state: FlowState, turn: Turn) -> None:
        while turn.call is not None:
            self.calls.append(turn.call)
            queue = self.outcomes.get(turn.call.tool)
            state, turn = self.talk.told(state, queue.pop(0) if queue else DONE[turn.call.tool], NOW)
        self.state = state
        self.turns.append(turn)

    @property
    def last(self) -> str:
        return self.turns[-1].say.spoken

    def value(self, slot: str) -> str:
        return self.state.values[slot].value


def lost(*says: str, **outcomes: list[Outcome]) -> Told:
    return Told("lost_card", "我張信用卡唔見咗", outcomes).says(*says)


def booked(*says: str, **outcomes: list[Outcome]) -> Told:
    return Told("appointment", "我想預約", outcomes).says(*says)


# ---- taking values -----------------------------------------------------------------------------------------------
def test_a_card_is_stopped_once_after_identity_and_a_yes() -> None:
    told = lost(*IDENTITY, "尋日")
    assert "信用卡" in told.last and told.turns[-1].expect == "yes_no"
    assert [c.tool for c in told.calls] == ["send_code", "check_code"]  # nothing is done before the yes
    told.says("啱")
    assert [c.tool for c in told.calls] == ["send_code", "check_code", "block_card"]
    assert told.calls[-1].arguments == {"card": "credit", "customer-token": "t" * 32, "last_seen": "2026-11-30"}
    assert "停咗喇" in told.last and "AB，一二三四" in told.last and told.state.end == "done"


def test_one_sentence_may_fill_several_slots() -> None:
    told = Told("appointment", "我想約聽日下晝三點去旺角分行")
    assert (told.value("branch"), told.value("date"), told.value("time")) == ("mong_kok", "2026-12-02", "15:00")
    assert told.state.focus == "phone"


def test_a_code_is_taken_from_the_keypad_and_never_by_voice_or_kept() -> None:
    told = lost(*IDENTITY[:2], "一二三四五六")
    assert "唔好講出嚟" in told.last and told.calls[-1].tool == "send_code"
    told.says("#000123")
    assert told.calls[-1].arguments["code"] == "000123"
    assert "000123" not in repr([v.value for v in told.state.values.values()])


@pytest.mark.parametrize("said", ["我個身份證號碼係A123456(3)", "身份證A一二三四五六括弧三", "我個密碼係 8812"])
def test_a_whole_identity_card_number_or_a_password_is_stopped_and_not_taken(said: str) -> None:
    told = lost(said)
    assert "唔好講出" in told.last and told.state.focus == "id_part" and "id_part" not in told.state.values


def test_what_the_customer_does_not_remember_may_be_left_out() -> None:
    told = lost(*IDENTITY, "唔記得喇", "啱")
    assert told.calls[-1].arguments["last_seen"] == ""


# ---- corrections and digressions ---------------------------------------------------------------------------------
def test_the_newest_value_is_corrected_by_its_kind() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七", "唔係，係九七二三四五六七")
    assert told.value("phone") == "97234567" and "改咗喇" in told.last


def test_a_correction_that_names_its_slot_needs_no_pause() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七", "唔係電話係九七二三四五六七")
    assert told.value("phone") == "97234567"


def test_what_is_read_back_wrongly_again_and_again_is_asked_for_by_keypad_and_then_by_a_person() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七", "唔係，係九七二三四五六八", "唔係，係九七二三四五六九")
    assert told.state.stage == "confirming"
    told.says("唔係，係九七二三四五六七")
    assert told.state.focus == "phone" and "鍵盤" in told.last
    told.says("#97234567", "唔係，係九七二三四五六八")
    assert told.state.end == "person" and told.calls == []


def test_who_only_reads_can_check_the_phone() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七")
    assert "9123 4567" in told.turns[-1].say.written and "九一二三，四五六七" in told.last


def test_an_earlier_value_is_corrected_while_another_is_asked_for() -> None:
    told = booked("旺角", "聽日", "唔係，改返後日")
    assert told.value("date") == "2026-12-03" and told.state.focus == "time"


def test_no_asks_which_and_takes_what_is_named() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七", "唔啱")
    assert "邊一樣" in told.last
    told.says("間分行係沙田")
    assert told.value("branch") == "sha_tin" and told.state.stage == "confirming"


def test_a_changed_phone_has_to_prove_itself_again() -> None:
    told = lost(*IDENTITY).says("唔係，電話係九二三四零零零二")
    assert [c.tool for c in told.calls] == ["send_code", "check_code", "send_code"]
    assert told.state.focus == "code" and "customer" not in told.state.values


def test_a_question_is_not_the_flows_and_the_open_question_comes_back_twice() -> None:
    told = booked("旺角")
    assert told.talk.heard(told.state, heard("年費幾多錢"), NOW) is None
    said = []
    for _ in range(3):
        told.state, turn = told.talk.back(told.state)
        said.append(turn.say.spoken)
    assert len(set(said)) == 3 and "邊一日" in said[0] and "月份" in said[1] and "準備好" in said[2]


@pytest.mark.parametrize("said", ["算啦", "唔搞喇", "取消", "取消預約", "cancel"])
def test_a_wish_to_stop_ends_it_without_a_call(said: str) -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七", said)
    assert told.state.end == "cancelled" and told.calls == [] and "乜嘢都冇改到" in told.last


def test_cancelling_a_card_is_what_the_flow_does() -> None:
    told = lost(*IDENTITY, "尋日")
    assert told.talk.heard(told.state, heard("幫我取消張卡"), NOW) is None and told.state.open


def test_waiting_is_granted_and_the_question_stays_open() -> None:
    told = lost("等陣，我攞身份證")
    assert "慢慢" in told.last and told.state.focus == "id_part"
    assert told.says("A一二三").state.focus == "id_phone"


@pytest.mark.parametrize("text", ["等等先，補發卡要幾錢呀", "等陣，有冇得即刻攞"])
def test_a_moment_that_is_wanted_to_ask_something_is_a_question(text: str) -> None:
    told = lost()
    assert told.talk.heard(told.state, heard(text), NOW) is None


@pytest.mark.parametrize("text", ["等我一陣得唔得", "等陣，我睇下張卡喺邊度", "可唔可以等等我"])
def test_a_wish_for_a_moment_may_be_put_as_a_question(text: str) -> None:
    assert "慢慢" in lost(text).last


# ---- not understood ----------------------------------------------------------------------------------------------
def test_what_may_be_left_out_is_left_out_before_a_person_is_called() -> None:
    told = lost(*IDENTITY)
    for _ in range(2):
        told.state, turn = told.talk.again(told.state, "嘩啦嘩啦")
    assert told.state.stage == "confirming" and told.value("last_seen") == "" and "跳過" in turn.say.spoken


def test_a_day_that_has_been_is_not_the_next_years() -> None:
    assert lost(*IDENTITY, "十二月三號").value("last_seen") == "2025-12-03"
    assert lost(*IDENTITY, "十一月三十號").value("last_seen") == "2026-11-30"


def test_days_and_times_can_be_keyed() -> None:
    told = booked("旺角", "#1203", "#1430")
    assert (told.value("date"), told.value("time")) == ("2026-12-03", "14:30")


def test_no_question_is_put_thrice_and_then_a_person_comes() -> None:
    told = booked()
    said = [told.last]
    while told.state.open:
        told.state, turn = told.talk.again(told.state, "嘩啦嘩啦")
        said.append(turn.say.spoken)
    assert len(set(said)) == len(said) == 4 and turn.hand_over


@pytest.mark.parametrize(("said", "sounds"), [("嗯係", ("m6", "hai6")), ("唔啱", ("m4", "aam1"))])
def test_a_hum_before_a_yes_is_not_taken_for_one(said: str, sounds: tuple[str, ...]) -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七")
    syllables = tuple(Syllable(((sound, 0.8),), 0.0, 0.2) for sound in sounds)
    step = told.talk.heard(told.state, Transcript(said, (Word(said, 0.0, 0.4, 0.8),), syllables), NOW)
    assert step is None or step[0].stage == "which"


def test_a_hum_that_was_clearly_heard_before_a_yes_is_only_a_hum() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七")
    syllables = (Syllable((("m6", 0.97), ("lung6", 0.01)), 0.0, 0.2), Syllable((("aam1", 0.9),), 0.2, 0.4))
    step = told.talk.heard(told.state, Transcript("嗯啱", (Word("嗯啱", 0.0, 0.4, 0.9),), syllables), NOW)
    assert step is not None and step[1].call is not None


@pytest.mark.parametrize(("said", "day"), [("禮拜日", "2026-11-29"), ("星期三囉", "2026-11-25"), ("五號", "2026-11-05"), ("十二月五號", "2025-12-05"), ("聖誕", "2025-12-25")])
def test_a_day_that_must_have_been_is_the_last_of_its_name(said: str, day: str) -> None:
    assert lost(*IDENTITY, said).value("last_seen") == day


def test_who_thinks_aloud_and_comes_to_a_value_has_said_it() -> None:
    told = booked("旺角", "聽日", "等我諗諗先，不如三點半啦")
    assert told.value("time") == "15:30" and told.state.focus == "phone"
    assert "我等你" in booked("旺角", "聽日", "等我諗諗先").last


def test_the_keypad_answers_a_choice_and_a_read_back() -> None:
    told = booked("#3")
    assert told.value("branch") == "mong_kok"
    told.says("聽日", "三點", "#91234567", "#2")
    assert told.state.stage == "which"


# ---- tools ---------------------------------------------------------------------------------------------------------
def test_three_wrong_codes_call_a_person_and_no_card_is_stopped() -> None:
    wrong = [Outcome("code_wrong", {"left": "2"}), Outcome("code_wrong", {"left": "1"}), Outcome("code_locked")]
    told = lost(*IDENTITY, check_code=wrong)
    assert "可以試兩次" in told.last
    told.says("#000124")
    assert "可以試一次" in told.last
    told.says("#000125")
    assert told.state.end == "person" and told.turns[-1].hand_over and "block_card" not in [c.tool for c in told.calls]


@pytest.mark.parametrize("outcome", [Outcome(UNKNOWN), Outcome(UNCONFIRMED), Outcome("http_400"), Outcome("", {})])
def test_nothing_is_promised_that_the_tool_has_not_confirmed(outcome: Outcome) -> None:
    told = lost(*IDENTITY, "尋日", "啱", block_card=[outcome])
    assert "停咗喇" not in told.last and "參考編號" not in told.last and told.turns[-1].hand_over


def test_a_code_that_was_not_delivered_is_not_announced() -> None:
    told = lost(*IDENTITY[:2], send_code=[Outcome(UNCONFIRMED)])
    assert "傳唔到" in told.last and "啱啱傳咗" not in told.last and told.state.end == "person"


def test_a_full_time_is_asked_for_again_and_the_rest_is_kept() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七", "啱", book=[Outcome("slot_full", {"free": "15:30"})])
    assert "三點半" in told.last and told.state.focus == "time"
    told.says("三點半", "啱")
    assert [c.arguments["time"] for c in told.calls] == ["15:00", "15:30"] and "約好喇" in told.last


def test_a_refusal_that_does_not_end_calls_a_person() -> None:
    told = booked("旺角", "聽日", "三點", "九一二三四五六七", "啱", book=[Outcome("closed")] * 9)
    for _ in range(2):
        told.says("星期三", "三點", "啱")
    assert told.state.end == "person" and len(told.calls) == 3


# ---- whatever is said ------------------------------------------------------------------------------------------------
_SAID = st.one_of(
    st.sampled_from(
        ["嗯", "係", "唔係", "唔啱", "A一二三", "#1", "#000123", "尋日", "聽日三點", "旺角", "信用卡", "提款卡", "算啦", "改返後日", "沙田正街十二號",
         "電話係九一二三四五六七", "唔係，係九七二三四五六七", "唔記得", "等陣", "年費幾多", "呃即係", "儲蓄", "#", "", "{card}", "唔係唔好"]
    ),
    st.text(max_size=12), st.text("零一二三四五六七八九十點號月日係唔改A", max_size=10), st.text("0123456789#*", min_size=1, max_size=9).map("#".__add__),
)  # fmt: skip
_CODES = st.sampled_from(["", "", "", "code_wrong", "no_customer", "slot_full", "closed", "no_card", UNKNOWN, UNCONFIRMED, "http_500"])


def test_a_question_that_nobody_can_answer_is_told_so_and_gives_no_value() -> None:
    told = lost("A一二三")
    asked = told.last
    assert told.talk.heard(told.state, heard("聽日天氣點"), NOW, alone=True) is None  # 聽日 is no day on which a card was seen
    told.state, turn = told.talk.again(told.state, "聽日天氣點")
    assert turn.say.spoken == FLOWS.texts["no_answer"].spoken + FLOWS.texts["back"].spoken + asked
    told.state, turn = told.talk.again(told.state, "咁買咩股票好呢？")
    assert turn.say.spoken.startswith(FLOWS.texts["no_answer"].spoken) and not turn.say.spoken.endswith(asked)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FLOWS.flows)), st.lists(_SAID, max_size=14), st.lists(_CODES, max_size=8))
def test_anything_may_be_said_and_nothing_breaks(flow: str, said: list[str], codes: list[str]) -> None:
    talk = Talk(FLOWS.flows[flow], FLOWS.texts)
    state, turn = talk.begin(heard(said[0] if said else ""), NOW)
    asked: list[str] = []
    for text in said:
        while turn.call is not None:
            code = codes.pop(0) if codes else ""
            state, turn = talk.told(state, DONE[turn.call.tool] if not code else Outcome(code, {"left": "1", "free": "15:30"}), NOW)
        assert "{" not in turn.say.spoken.replace("{card}", "") and turn.say.spoken
        if not state.open:
            assert talk.heard(state, heard(text), NOW) is None
            break
        alternatives = (Syllable((("jat1", 0.5), ("cat1", 0.3), ("sap6", 0.2)), 0.0, 0.2),) * 8
        step = talk.heard(state, Transcript(text, (), alternatives), NOW) or talk.heard(state, heard(text), NOW, alone=True) or talk.again(state, text)
        state, turn = step
        asked.append(turn.say.spoken)
    assert state.end in ("", "done", "cancelled", "refused", "person")


def test_two_conversations_share_nothing() -> None:
    mine, theirs = lost("A一二三"), Told("lost_card", "幫我停卡")
    mine.says("六一二三零零零一")
    assert "id_part" not in theirs.state.values and "card" not in theirs.state.values
    assert mine.state.values is not theirs.state.values
