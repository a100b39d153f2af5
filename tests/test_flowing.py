"""Flows in a conversation: tools called once and only when the reply is given, held over, interrupted, never shared."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.bank import FLOWS
from tests.test_paperwork import PHOTO, Office, Reader
from tests.test_session import Caller
from tests.virtual import play
from voicebot import fakes
from voicebot.engines import Engines, Expect, Question
from voicebot.events import Citation, Configure, Control, Digit, HandOver, Reply, ReplyOptions, ReplyText, Text, Trace, Transcript, Word
from voicebot.flowing import Business
from voicebot.paperwork import Papers
from voicebot.tools.outcome import UNCONFIRMED, UNKNOWN, Call, Outcome

VALUES = {
    "send_code": {"challenge": "c" * 16, "tail": "0001"}, "check_code": {"customer": "t" * 32},
    "block_card": {"reference": "AB-1234", "tail": "4417"}, "book": {"reference": "CD-2345"},
}  # fmt: skip
WISHES = {"停卡": "lost_card", "預約": "appointment"}


class Mind(fakes.FakeMind):
    """Knows wishes by a word, a person by another, questions by their mark, and nothing else."""

    def answer(self, question: Question) -> Reply:
        text = question.transcript.text
        if text in ("點停卡？", "點停提款卡？"):
            return Reply("打電話。", "致電。", "answer", (Citation("card-lost", "卡", "cards.html#lost", "致電。"),))
        for word, flow in WISHES.items():
            if word in text:
                return Reply("", "", "flow", flow=flow)
        if text == "好":
            return replace(self.phrase("understood"), trace=Trace(target="understood"))
        if "真人" in text:
            return Reply("轉駁職員。", "轉駁職員。", "person", hand_over=True)
        return super().answer(question) if "？" in text else Reply("唔明。", "唔明。", "none")


@dataclass
class Tools:
    """Answers after `seconds`, with a code where one is given for the tool."""

    seconds: float = 0.0
    codes: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    async def call(self, call: Call) -> Outcome:
        self.calls.append(call)
        await asyncio.sleep(self.seconds if call.tool in ("block_card", "book") else 0.0)
        code = self.codes.get(call.tool, "")
        return Outcome(code) if code else Outcome("", VALUES[call.tool])

    def names(self) -> list[str]:
        return [call.tool for call in self.calls]


def caller(tools: Tools, name: str = "sess", people: bool = True) -> Caller:
    engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), Mind())
    return Caller(engines, people=people, business=Business(FLOWS, tools), session_id=name)


def scene(tools: Tools, *texts: str, gap: float = 40.0) -> Caller:
    async def run() -> Caller:
        who = caller(tools)
        for text in texts:
            await who.session.put(Text(text))
            await who.silence(gap)
        await who.leave()
        return who

    return play(run())


def said(who: Caller) -> str:
    return "".join(t.text for t in who.all(ReplyText))


CARD = ("幫我停卡，信用卡", "A123", "61230001", "000123", "尋日")
BOOKING = ("我想預約旺角分行，聽日下晝三點", "91234567")


def test_a_deed_is_done_once_and_only_then_promised() -> None:
    tools = Tools()
    who = scene(tools, *CARD, "啱")
    assert tools.names() == ["send_code", "check_code", "block_card"]
    assert len({call.key for call in tools.calls}) == 3
    assert said(who).endswith("停咗喇。你尾數四四一七嘅信用卡由而家開始用唔到，參考編號係AB，一二三四。仲有冇其他嘢可以幫到你呀？")


def test_a_mere_yes_where_a_value_is_asked_for_is_no_small_talk() -> None:
    tools = Tools()
    who = scene(tools, CARD[0], "好", *CARD[1:], "啱")
    assert "understood" not in said(who) and "返去頭先嗰件事" not in said(who) and tools.names()[-1] == "block_card"


def test_a_question_in_between_is_answered_and_the_flow_comes_back() -> None:
    tools = Tools()
    who = scene(tools, CARD[0], "有冇人呀？", *CARD[1:], "啱")
    assert "你講有冇人呀？" in said(who) and "返去頭先嗰件事" in said(who) and tools.names()[-1] == "block_card"


def test_what_was_said_too_early_takes_nothing_from_a_later_question() -> None:
    who = scene(Tools(codes={"check_code": "code_wrong"}), *CARD)
    assert said(who).count("你尾數零零零一嘅手機") == 2 and "你尾數嘅手機" not in said(who)


def test_what_may_be_tapped_comes_back_with_the_flows_question() -> None:
    who = scene(Tools(), "幫我停卡", "有冇人呀？")
    offered = [each.options for each in who.all(ReplyOptions)]
    assert len(offered) == 2 and offered[0] == offered[1] and "信用卡" in offered[0]


def test_a_letter_of_ten_thousand_characters_holds_nobody_up_and_its_beginning_is_read() -> None:
    tools = Tools()
    began = time.process_time()
    who = scene(tools, "我想預約", "旺角" + "，好" * 4_999, "聽日下晝三點" + "九" * 4_000, gap=10.0)
    assert time.process_time() - began < 8
    assert "旺角" in said(who) and tools.calls == []


def test_another_flow_goes_first_and_the_older_one_comes_back() -> None:
    tools = Tools()
    who = scene(tools, *CARD[:2], "我想預約旺角聽日三點", "91234567", "啱", "61230001", "000123", "尋日", "啱")
    assert tools.names() == ["book", "send_code", "check_code", "block_card"]
    assert "約好喇" in said(who) and "停咗喇" in said(who)


def test_who_waits_for_a_tool_hears_that_the_desk_is_at_it() -> None:
    tools = Tools(seconds=3.0)
    who = scene(tools, *BOOKING, "啱")
    assert "句子holding" in said(who) and said(who).index("句子holding") < said(who).index("約好喇")
    assert "句子holding" not in said(scene(Tools(seconds=0.5), *BOOKING, "啱"))


@pytest.mark.parametrize("seconds", [0.5, 3.0, 20.0])
def test_an_interruption_loses_nothing_and_calls_nothing_twice(seconds: float) -> None:
    async def run() -> tuple[Caller, Tools]:
        tools = Tools(seconds=seconds)
        who = caller(tools)
        for text in BOOKING:
            await who.session.put(Text(text))
            await who.silence(30.0)
        await who.session.put(Text("啱"))
        await who.silence(0.3)
        await who.session.put(Text("喂，得未呀"))
        await who.silence(40.0)
        await who.leave()
        return who, tools

    who, tools = play(run())
    assert tools.names() == ["book"] and said(who).count("約好喇") == 1


def test_who_hangs_up_after_their_yes_still_has_it_done() -> None:
    @dataclass
    class Slow(Tools):
        done: list[str] = field(default_factory=list)

        async def call(self, call: Call) -> Outcome:
            outcome = await super().call(call)
            self.done.append(call.tool)
            return outcome

    async def run(own: Any) -> list[str]:
        tools = Slow(seconds=3.0)
        engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), Mind())
        who = Caller(engines, business=Business(FLOWS, tools, own))
        for text in BOOKING:
            await who.session.put(Text(text))
            await who.silence(30.0)
        await who.session.put(Text("啱"))
        await who.silence(0.3)
        left = asyncio.get_running_loop().time()
        await who.leave()
        assert asyncio.get_running_loop().time() - left < 1.0  # the conversation itself does not wait for it
        await asyncio.sleep(5.0)
        return tools.done

    async def desk() -> list[str]:
        async with asyncio.TaskGroup() as tasks:
            return await run(tasks.create_task)

    assert play(desk()) == ["book"] and play(run(None)) == []


def test_a_tools_client_that_breaks_leaves_unknown_what_was_done_and_the_call_alive() -> None:
    class Broken(Tools):
        async def call(self, call: Call) -> Outcome:
            if call.tool == "book":
                raise ValueError("a library's own error")
            return await super().call(call)

    who = scene(Broken(), *BOOKING, "啱", "有冇人呀？")
    unknown = scene(Tools(codes={"book": UNKNOWN}), *BOOKING, "啱", "有冇人呀？")
    assert said(who) == said(unknown) and who.all(HandOver)


def test_what_is_prepared_and_thrown_away_calls_nothing() -> None:
    async def run() -> Tools:
        tools = Tools()
        who = caller(tools)
        for text in BOOKING:
            await who.session.put(Text(text))
            await who.silence(30.0)
        answers = who.session._answers
        for text in ("啱", "啱", "唔係，改返後日"):
            decided = await answers.decide(who.session._state.config, Transcript(text))
        assert decided.flow is not None and decided.flow.values["date"].value != answers.flowing.state.values["date"].value  # type: ignore[union-attr]
        assert answers.flowing.state is not None and answers.flowing.state.stage == "confirming"
        await who.leave()
        return tools

    assert play(run()).calls == []


@pytest.mark.parametrize("code", [UNKNOWN, UNCONFIRMED, "http_500", "office_closed"])
def test_a_failure_promises_nothing_and_calls_a_person(code: str) -> None:
    tools = Tools(codes={"block_card": code})
    who = scene(tools, *CARD, "啱")
    assert "停咗喇" not in said(who) and "參考編號" not in said(who)
    assert len(who.all(HandOver)) == 1 and tools.names().count("block_card") == 1


@pytest.mark.parametrize(("people", "phrase"), [(True, "句子hand_over。"), (False, "句子hand_over_queued。")])
def test_why_it_stops_is_said_before_a_person_is_promised(people: bool, phrase: str) -> None:
    async def run() -> Caller:
        who = caller(Tools(codes={"book": UNKNOWN}), people=people)
        for text in (*BOOKING, "啱"):
            await who.session.put(Text(text))
            await who.silence(40.0)
        await who.leave()
        return who

    who = play(run())
    assert "確認唔到做咗未" in said(who) and said(who).endswith(phrase) and len(who.all(HandOver)) == 1


def test_a_form_that_is_read_takes_the_flows_place() -> None:
    async def run() -> Caller:
        engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), Mind())
        who = Caller(engines, business=Business(FLOWS, Tools()), papers=Papers(Reader(), Office().submit))
        await who.session.put(Text(BOOKING[0]))
        await who.silence(30.0)
        await who.session.put(PHOTO)
        await who.session.put(Control("respond"))
        await who.silence(40.0)
        assert not who.session._answers.flowing.open
        await who.session.put(Text("啱"))
        await who.silence(40.0)
        await who.leave()
        return who

    assert "參考編號" in said(play(run()))


def test_a_person_ends_the_flow_and_sees_its_slots() -> None:
    async def run() -> dict[str, Any]:
        who = caller(Tools())
        for text in (*CARD[:4], "我要搵真人"):
            await who.session.put(Text(text))
            await who.silence(30.0)
        shown = who.session.snapshot()["form"]
        await who.session.put(Text("啱"))
        await who.silence(10.0)
        await who.leave()
        return dict(shown)

    shown = play(run())
    fields = {field["name"]: field["shown"] for field in shown["fields"]}
    assert shown["stage"] == "person" and fields["card"] == "信用卡" and fields["last_seen"] == "" and "code" not in fields
    assert "61230001" not in str(shown) and "A123" not in str(shown)


def test_a_code_is_keyed_also_with_a_zero_in_front_and_not_remembered() -> None:
    async def run() -> tuple[Caller, Tools]:
        tools = Tools()
        who = caller(tools)
        for text in CARD[:3]:
            await who.session.put(Text(text))
            await who.silence(30.0)
        for digit in "000123#":
            await who.session.put(Digit(digit))
        await who.silence(20.0)
        await who.leave()
        return who, tools

    who, tools = play(run())
    assert tools.calls[-1].arguments["code"] == "000123" and who.all(HandOver) == []
    assert not any("000123" in item["text"] for item in who.kept.values())


def test_a_code_that_is_spoken_while_a_button_is_held_is_not_taken() -> None:
    class Ears(fakes.FakeRecognizer):
        def stream(self, expect: Expect = Expect()) -> fakes.FakeStream:
            return Stream()

    class Stream(fakes.FakeStream):
        def final(self) -> Transcript:
            said = super().final().text
            return Transcript("零零零一二三", (Word("零零零一二三", 0.0, 1.0, 0.9),)) if said else Transcript("")

    async def run() -> tuple[Caller, Tools]:
        tools = Tools()
        engines = Engines(fakes.FakeVad(), Ears(), fakes.FakeVoice(), Mind())
        who = Caller(engines, business=Business(FLOWS, tools))
        for text in CARD[:3]:
            await who.session.put(Text(text))
            await who.silence(30.0)
        await who.session.put(Configure(turn_detection="none"))
        await who.say(1)
        await who.session.put(Control("commit"))
        await who.session.put(Control("respond"))
        await who.silence(30.0)
        await who.leave()
        return who, tools

    who, tools = play(run())
    assert tools.names() == ["send_code"] and "驗證碼唔好講出嚟" in said(who)


def test_the_reasons_of_a_flows_reply_are_kept_without_the_code() -> None:
    who = scene(Tools(), *CARD)
    traces = [item["trace"] for item in who.kept.values() if "trace" in item]
    assert [trace["target"] for trace in traces[1:]] == ["lost_card, id_phone", "lost_card, calling", "lost_card, calling", "lost_card, confirming"]
    assert traces[3]["calls"] == ("check_code: ok",) and traces[2]["calls"] == ("send_code: ok",)
    assert traces[3]["heard"] == "●" * 6 and "最後一次" in traces[3]["spoken"]


def test_an_answer_offers_to_do_it_and_a_yes_begins_it() -> None:
    tools = Tools()
    who = scene(tools, "點停卡？", "好呀", "信用卡")
    assert "使唔使我而家幫你停咗張卡呀？" in said(who) and "身份證嘅英文字母" in said(who)
    declined = said(scene(Tools(), "點停卡？", "唔使喇"))
    assert "身份證嘅英文字母" not in declined and declined.endswith("句子anything_else。")


def test_what_was_said_when_a_flow_was_offered_is_not_asked_for_again() -> None:
    heard = said(scene(Tools(), "點停提款卡？", "好呀"))
    assert "使唔使我而家幫你停咗張卡呀？" in heard and "身份證嘅英文字母" in heard and "信用卡定係提款卡" not in heard


def test_a_typed_code_that_is_answered_on_demand_is_still_the_code() -> None:
    async def run() -> Tools:
        tools = Tools()
        who = caller(tools)
        for text in CARD[:4]:
            await who.session.put(Text(text, respond=False))
            await who.session.put(Control("respond"))
            await who.silence(30.0)
        await who.leave()
        return tools

    assert play(run()).names() == ["send_code", "check_code"]


def test_fifty_interleaved_conversations_share_nothing() -> None:
    """Everybody gives a phone of their own at the same moments; each booking has its own (X2)."""

    async def run() -> list[Call]:
        tools = Tools(seconds=2.0)
        callers = [caller(tools, f"sess{n}") for n in range(50)]

        async def converse(n: int, who: Caller) -> None:
            for text in (BOOKING[0], str(91_000_000 + n), "啱"):
                await who.session.put(Text(text))
                await asyncio.sleep(30.0 + n % 3 * 0.01)
            await who.leave()

        async with asyncio.TaskGroup() as group:
            for n, who in enumerate(callers):
                group.create_task(converse(n, who))
        return tools.calls

    calls = play(run())
    assert sorted(call.arguments["phone"] for call in calls) == [str(91_000_000 + n) for n in range(50)]
    assert len({call.key for call in calls}) == 50
    assert all(call.key.startswith(f"sess{int(call.arguments['phone']) - 91_000_000}-") for call in calls)


def test_a_desk_without_flows_answers_as_ever() -> None:
    async def run() -> Coroutine[Any, Any, None] | Caller:
        who = Caller(Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), Mind()))
        await who.session.put(Text("幫我停卡"))
        await who.silence(5.0)
        await who.leave()
        return who

    who = play(run())
    assert isinstance(who, Caller) and who.session.snapshot()["form"] is None
