"""One conversation in virtual time, with fake engines: what leaves, when, and what is remembered."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.virtual import InlineExecutor, play
from voicebot import fakes
from voicebot.engines import Engines, Question
from voicebot.errors import EngineError
from voicebot.events import (
    FRAME_BYTES, FRAME_S, Audio, Caption, Citation, Command, Configure, Control, Duck, End, Felt, Gone, HandOver, Heading, Input, Listening, Mood,
    Notice, Played, Problem, Reply, ReplyAudio, ReplyBegin, ReplyCitations, ReplyEnd, ReplyText, Staff, Text, ToolOutput, Transcript,
)  # fmt: skip
from voicebot.flowing import Business
from voicebot.metrics import Metrics
from voicebot.paperwork import Papers
from voicebot.session import TOOL_OUTPUTS, Session

TUESDAY = 1_796_090_400.0  # 1 December 2026, 10:00 in Hong Kong


class Caller:
    """A session, its frames and everything that left it, with the time it left at."""

    def __init__(
        self, engines: Engines | None = None, items: list[dict[str, Any]] | None = None, people: bool = True, papers: Papers | None = None,
        business: Business | None = None, session_id: str = "sess",
    ) -> None:  # fmt: skip
        loop = asyncio.get_running_loop()
        counter = itertools.count()
        self.kept: dict[str, dict[str, Any]] = {}
        self.executor = InlineExecutor()
        self.metrics = Metrics()
        self.session = Session(
            Heading(session_id, "K-1", "bank"), engines or fakes.engines(), self.executor, self,  # type: ignore[arg-type]
            self.metrics, loop.time, lambda kind: f"{kind}_{next(counter)}", items, lambda: people, papers,
            told=lambda notice, event: self.told.append(event), business=business, wall=lambda: TUESDAY,
        )  # fmt: skip
        self.out: list[tuple[float, Command]] = []
        self.notices: list[Notice] = []
        self.told: list[str] = []
        self._frames = 0
        self._tasks = [loop.create_task(self.session.run()), loop.create_task(self._drain())]

    def keep(self, item: dict[str, Any]) -> None:
        self.kept[item["item_id"]] = item

    def forget(self) -> None:
        self.kept.clear()

    async def _drain(self) -> None:
        while True:
            command = await self.session.outbox.get()
            if isinstance(command, Notice) and command.code == "notice":
                self.notices.append(command)  # the very first thing; a test of its own
            else:
                self.out.append((asyncio.get_running_loop().time(), command))

    async def hear(self, pcm: bytes) -> None:
        """Send 16 kHz audio at its own pace."""
        for start in range(0, len(pcm), FRAME_BYTES):
            self._frames += 1
            await self.session.put(Audio(self._frames * FRAME_S, pcm[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")))
            await asyncio.sleep(FRAME_S)

    async def say(self, number: int, seconds: float = 1.0) -> None:
        await self.hear(fakes.utterance(number, seconds, 16_000))

    async def silence(self, seconds: float) -> None:
        await self.hear(bytes(int(seconds * 32_000)))

    async def leave(self) -> None:
        await self.session.put(Gone("done"))
        await self._tasks[0]
        self._tasks[1].cancel()

    def all(self, kind: type) -> list[Any]:
        return [c for _, c in self.out if isinstance(c, kind)]

    def when(self, kind: type) -> float:
        return next(t for t, c in self.out if isinstance(c, kind))

    def desk_text(self) -> str:
        return "".join(i["text"] for i in self.kept.values() if i["role"] == "assistant")


def test_a_spoken_question_is_heard_answered_cited_and_remembered() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.silence(0.5)
        await caller.say(7)
        stopped = asyncio.get_running_loop().time()
        await caller.silence(6)
        await caller.leave()
        assert [c.on for c in caller.all(Listening)] == [True, False]
        assert caller.all(Caption)[-1] == Caption(1, caller.all(Caption)[-1].item_id, "第7位", True, pytest.approx(1.8, abs=0.1))
        assert "".join(t.text for t in caller.all(ReplyText)) == "你講第7位。多謝你打嚟。"
        assert caller.all(ReplyCitations)[0].citations[0].id == "id-第7位"
        assert caller.all(ReplyEnd) == [ReplyEnd(1, "completed")]
        assert {c.turn_id for _, c in caller.out} == {1}
        assert caller.when(ReplyAudio) - stopped < 0.6  # the end-of-turn wait, and next to nothing more
        assert [i["text"] for i in caller.kept.values()] == ["第7位", "你講第7位。多謝你打嚟。"]

    play(scene())


def test_the_reply_is_prepared_during_the_pause_and_not_twice() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.say(1)
        await caller.silence(4)
        await caller.leave()
        assert caller.executor.log.count("MIND") == 1 and caller.executor.log.count("FINAL") == 1

    play(scene())


def test_audio_never_runs_more_than_half_a_second_ahead() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Text("長" * 60))
        await asyncio.sleep(30)
        await caller.leave()
        began = caller.when(ReplyAudio)
        chunks = [(t, c) for t, c in caller.out if isinstance(c, ReplyAudio)]
        assert len(chunks) > 50
        assert all(c.start_ms / 1000 + len(c.pcm) / 48_000 - (t - began) <= 0.5 for t, c in chunks)

    play(scene())


def test_barge_in_ducks_then_stops_and_history_keeps_only_what_was_heard() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Text("長" * 40))
        await caller.silence(2.0)
        onset = asyncio.get_running_loop().time()
        await caller.say(3, 1.0)
        await caller.silence(0.1)
        assert caller.when(Duck) - onset < 0.1
        assert caller.when(ReplyEnd) - onset < 0.5
        cut = caller.all(ReplyEnd)[0]
        assert (cut.status, cut.reason) == ("cancelled", "turn_detected")
        last_audio = max(t for t, c in caller.out if isinstance(c, ReplyAudio))
        assert last_audio <= caller.when(ReplyEnd)
        heard = caller.desk_text()
        assert 0 < len(heard) < len("你講" + "長" * 40) and ("你講" + "長" * 40).startswith(heard)
        await caller.leave()

    play(scene())


def test_a_clients_own_report_of_what_was_heard_wins() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Text("長" * 40))
        await caller.silence(2.0)
        turn_id = caller.all(ReplyBegin)[0].turn_id
        await caller.session.put(Control("cancel"))
        await caller.session.put(Played(turn_id, 5 * fakes.MS_PER_CHARACTER, final=True))
        await caller.silence(0.1)
        assert caller.desk_text() == "你講長長長"
        await caller.leave()

    play(scene())


def test_a_back_channel_brings_the_voice_back() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Text("長" * 40))
        await caller.silence(1.0)
        await caller.hear(fakes.utterance(0, 0.2, 16_000)[:6_400])
        await caller.silence(8.0)
        assert [d.on for d in caller.all(Duck)][:2] in ([True, False], [True])
        assert all(e.status != "failed" for e in caller.all(ReplyEnd))
        await caller.leave()

    play(scene())


def test_manual_turns_text_only_and_tools() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Configure(turn_detection="none", text_only=True))
        await caller.say(5)
        await caller.session.put(Control("commit"))
        await caller.session.put(Control("respond"))
        await asyncio.sleep(1)
        assert caller.all(Caption)[-1].text == "第5位"
        assert caller.all(ReplyText)[-1].text.startswith("你講第5位") and not caller.all(ReplyAudio)
        await caller.session.put(ToolOutput("call", '{"spoken": "結餘係五百蚊。"}'))
        await caller.session.put(Control("respond"))
        await asyncio.sleep(1)
        assert caller.all(ReplyText)[-1].text == "結餘係五百蚊。"
        await caller.leave()

    play(scene())


def test_the_first_reply_without_a_question_is_the_greeting_and_a_person_can_be_called() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Control("respond"))
        await asyncio.sleep(3)
        assert caller.all(ReplyText)[0].text == "句子greeting。"
        await caller.session.put(Control("person"))
        await asyncio.sleep(3)
        assert caller.all(HandOver)[0].reference == "K-1"
        await caller.leave()

    play(scene())


def test_an_engine_that_fails_costs_the_turn_and_not_the_call() -> None:
    class Broken(fakes.FakeMind):
        broken = True

        def answer(self, question: Question) -> Reply:
            if self.broken:
                raise EngineError("no")
            return super().answer(question)

    async def scene() -> None:
        parts = fakes.engines()
        mind = Broken()
        caller = Caller(Engines(parts.vad, parts.recognizer, parts.voice, mind))
        await caller.say(1)
        await caller.silence(1)
        assert [p.code for p in caller.all(Problem)] == ["engine_failed"]
        mind.broken = False
        await caller.say(2)
        await caller.silence(4)
        assert "".join(t.text for t in caller.all(ReplyText)).startswith("你講第2位")
        await caller.leave()

    play(scene())


def test_of_endless_outputs_of_tools_that_nobody_asks_about_the_newest_are_kept() -> None:
    async def scene() -> None:
        caller = Caller()
        for number in range(1000):
            await caller.session.put(ToolOutput("c", f"第{number}"))
        await caller.session.put(Control("respond", text_only=True))
        await caller.silence(0.1)
        assert "".join(t.text for t in caller.all(ReplyText)).split() == [f"第{n}" for n in range(1000 - TOOL_OUTPUTS, 1000)]
        await caller.leave()

    play(scene())


def test_ten_minutes_of_silence_say_nothing() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.silence(600)
        assert caller.out == []
        await caller.leave()

    play(scene())


def test_two_callers_never_see_each_others_words_in_50_interleavings() -> None:
    async def one(number: int, seed: int) -> None:
        dice = random.Random(seed)
        caller = Caller()
        for _ in range(2):
            await caller.silence(dice.uniform(0.05, 0.7))
            await caller.say(number, dice.uniform(0.3, 1.2))
            await caller.silence(dice.uniform(0.55, 3.0))
        await caller.silence(4)
        await caller.leave()
        texts = [c.text for c in caller.all(Caption) if c.text] + [t.text for t in caller.all(ReplyText)]
        assert any(f"第{number}位" in t for t in texts)
        assert all(f"第{number}位" in t for t in texts if "第" in t)
        said = f"你講第{number}位。多謝你打嚟。"  # an interrupted reply is remembered as far as it was heard
        assert all(i["text"] == f"第{number}位" or said.startswith(i["text"]) for i in caller.kept.values())

    async def scene(seed: int) -> None:
        await asyncio.gather(one(2 * seed + 1, seed), one(2 * seed + 2, seed + 1000))

    for seed in range(50):
        play(scene(seed))


@pytest.mark.parametrize("stage", ["recognizer", "mind", "voice"])
def test_a_bug_in_an_engine_costs_the_turn_and_not_the_call(stage: str) -> None:
    """An engine may raise what its library raises, also while a reply is prepared ahead."""

    class Recognizer(fakes.FakeRecognizer):
        def stream(self, expect: Any = None) -> Any:
            return Stream()

    class Stream(fakes.FakeStream):
        def final(self) -> Any:
            raise ValueError("a library's own error")

        def partial(self) -> Any:
            return None

    class Mind(fakes.FakeMind):
        def answer(self, question: Question) -> Reply:
            raise ValueError("a library's own error")

    class Voice(fakes.FakeVoice):
        def speak(self, text: str, style: Any = "warm", rate: float = 1.0) -> Any:
            raise ValueError("a library's own error")

    async def scene() -> None:
        parts = fakes.engines()
        broken = {"recognizer": Recognizer(), "mind": Mind(), "voice": Voice()}
        chosen = {"vad": parts.vad, "recognizer": parts.recognizer, "mind": parts.mind, "voice": parts.voice, stage: broken[stage]}
        caller = Caller(Engines(**chosen))
        await caller.say(1)
        await caller.silence(2)
        assert [p.code for p in caller.all(Problem)] == ["engine_failed"]
        assert all(e.status == "failed" for e in caller.all(ReplyEnd))
        await caller.say(2)
        await caller.silence(2)  # the floor was given back: the next turn is taken, and told in turn
        assert [p.code for p in caller.all(Problem)] == ["engine_failed", "engine_failed"]
        assert [c.on for c in caller.all(Listening)] == [True, False, True, False]
        await caller.leave()

    play(scene())


def test_captions_that_break_cost_the_captions_and_not_the_turn() -> None:
    class Stream(fakes.FakeStream):
        asked = 0

        def partial(self) -> Any:
            Stream.asked += 1
            raise ValueError("a library's own error")

    class Recognizer(fakes.FakeRecognizer):
        def stream(self, expect: Any = None) -> Any:
            return Stream()

    async def scene() -> None:
        parts = fakes.engines()
        caller = Caller(Engines(parts.vad, Recognizer(), parts.voice, parts.mind))
        await caller.say(1, 2.0)
        await caller.silence(4)
        await caller.leave()
        assert [c.text for c in caller.all(Caption)] == ["第1位"]
        assert "".join(t.text for t in caller.all(ReplyText)) == "你講第1位。多謝你打嚟。"
        assert caller.all(Problem) == [] and Stream.asked == 1  # told in the log, once a turn

    play(scene())


def test_audio_that_comes_all_at_once_is_captioned_as_often_as_audio_at_its_pace() -> None:
    async def scene() -> None:
        caller = Caller()
        speech = fakes.utterance(1, 6.4, 16_000)
        for number, start in enumerate(range(0, len(speech), FRAME_BYTES), 1):
            await caller.session.put(Audio(number * FRAME_S, speech[start : start + FRAME_BYTES]))
        await asyncio.sleep(0.1)
        assert caller.executor.log.count("PARTIAL") <= 20  # one for each 0.32 s
        await caller.leave()

    play(scene())


class SlowFinal(InlineExecutor):
    """Final recognition takes a second, so that a customer can go on while it runs."""

    async def run(self, stage: Any, work: Any) -> Any:
        if stage.name == "FINAL":
            await asyncio.sleep(1.0)
        return await super().run(stage, work)


def test_what_was_said_is_transcribed_also_when_the_customer_goes_on_while_it_is_recognised() -> None:
    async def scene() -> None:
        caller = Caller()
        caller.session._executor = SlowFinal()  # type: ignore[assignment]
        await caller.say(1)
        await caller.silence(0.6)
        await caller.say(2)
        await caller.silence(8)
        finals = [c.text for c in caller.all(Caption) if c.final]
        assert finals == ["第1位", "第2位"]
        assert [i["text"] for i in caller.kept.values() if i["role"] == "user"] == ["第1位", "第2位"]
        await caller.leave()

    play(scene())


def test_typing_over_a_reply_is_no_barge_in_by_voice() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.say(1)
        await caller.silence(60)
        for text in ("長" * 30, "第二個問題"):
            await caller.session.put(Text(text))
            await caller.silence(1)
        stops = caller.metrics.registry.get_sample_value("voicebot_barge_in_stop_seconds_count")
        assert stops == 0
        await caller.leave()

    play(scene())


def test_a_caller_who_vanishes_leaves_in_the_journal_what_they_had_heard() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Text("長" * 30))
        await caller.silence(2)
        await caller.leave()
        assert 8 <= len(caller.desk_text()) <= 14  # about two seconds at 150 ms a character

    play(scene())


def test_who_vanishes_while_speaking_over_the_desk_leaves_what_they_had_heard() -> None:
    class Deaf(fakes.FakeStream):
        def partial(self) -> Any:
            return None  # nothing tells yet whether it is an interruption

    class Recognizer(fakes.FakeRecognizer):
        def stream(self, expect: Any = None) -> Any:
            return Deaf()

    async def scene() -> None:
        parts = fakes.engines()
        caller = Caller(Engines(parts.vad, Recognizer(), parts.voice, parts.mind))
        await caller.session.put(Text("長" * 30))
        await caller.silence(2)
        await caller.say(3, 0.2)
        await caller.leave()
        assert 8 <= len(caller.desk_text()) <= 15

    play(scene())


# ---- people, feelings, forgetting --------------------------------------------------------------------------------
class FakeFeeling:
    """Angry as long as the sentence's number is odd."""

    def stream(self) -> FakeFeeling:
        return self

    def judge(self, turn_id: int, pcm: Any, transcript: Transcript, traits: Any) -> Felt:
        assert len(pcm) > 0 and traits is None
        return Felt(turn_id, "angry" if int(transcript.text[1]) % 2 else "calm", 0.8, 0.7)


class ListeningMind(fakes.FakeMind):
    def __init__(self) -> None:
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Reply:
        self.asked.append(question)
        return super().answer(question)


def test_what_a_person_writes_is_said_and_the_customer_is_heard_but_not_answered() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Staff("join"))
        await caller.session.put(Staff("say", "你好，我姓陳。"))
        await caller.silence(3.0)
        await caller.say(4)
        await caller.silence(3.0)
        assert [n.code for n in caller.all(Notice)] == ["person_joined"]
        assert "".join(t.text for t in caller.all(ReplyText)) == "你好，我姓陳。"
        assert caller.all(Caption)[-1].text == "第4位" and caller.executor.log.count("MIND") == 0
        shown = caller.session.snapshot()
        assert [(i["text"], i.get("by")) for i in shown["items"]] == [("你好，我姓陳。", "staff"), ("第4位", None)]
        assert shown["with_person"] is True
        await caller.session.put(Staff("back"))
        await caller.say(5)
        await caller.silence(3.0)
        await caller.leave()
        assert "你講第5位" in caller.desk_text()

    play(scene())


def test_no_person_is_promised_who_is_not_there() -> None:
    async def scene(people: bool) -> str:
        caller = Caller(people=people)
        await caller.session.put(Control("person"))
        await caller.silence(4.0)
        await caller.leave()
        assert len(caller.all(HandOver)) == 1
        return caller.desk_text()

    assert play(scene(True)) == "句子hand_over。" and play(scene(False)) == "句子hand_over_queued。"


def test_each_turn_is_felt_once_told_and_given_to_the_mind() -> None:
    async def scene() -> None:
        mind = ListeningMind()
        engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), mind, FakeFeeling())
        caller = Caller(engines)
        for number in (1, 3, 4):
            await caller.say(number)
            await caller.silence(6.0)
        await caller.leave()
        assert [(q.feeling, q.angry_turns) for q in mind.asked] == [("angry", 1), ("angry", 2), ("calm", 0)]
        assert [m.felt.label for m in caller.all(Mood)] == ["angry", "angry", "calm"]
        assert [f["label"] for f in caller.session.snapshot()["feelings"]] == ["angry", "angry", "calm"]

    play(scene())


def test_forgetting_erases_at_once_and_keeps_nothing_afterwards() -> None:
    async def scene() -> None:
        caller = Caller()
        await caller.session.put(Text("長" * 30))
        await caller.silence(2.0)
        assert caller.kept
        await caller.session.put(Control("forget"))
        await caller._tasks[0]
        assert caller.kept == {} and caller.all(End) == [End(1, "forgotten")]
        caller._tasks[1].cancel()

    play(scene())


def test_a_drafted_reply_is_taken_only_where_no_answer_is_approved() -> None:
    class Writer:
        async def answer(self, question: Question, evidence: Any, told: Any = None) -> Reply | None:
            await asyncio.sleep(0.3)
            return Reply("草稿。", "草稿。", "passage") if question.transcript.text == "第2位" else None

    class Ignorant(fakes.FakeMind):
        def answer(self, question: Question) -> Reply:
            return Reply("唔知。", "唔知。", "none") if question.transcript.text in ("第2位", "第3位") else super().answer(question)

    async def scene() -> None:
        caller = Caller(Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), Ignorant(), None, Writer()))
        for number in (1, 2, 3):
            await caller.say(number)
            await caller.silence(4.0)
        await caller.leave()
        assert caller.desk_text() == "你講第1位。多謝你打嚟。草稿。唔知。"

    play(scene())


def test_the_first_sentence_of_a_draft_is_spoken_while_the_next_is_written() -> None:
    class Writer:
        ended = ""

        async def answer(self, question: Question, evidence: Any, told: Callable[[Reply], None]) -> Reply | None:
            said = ""
            for sentence in ("第一句。", "第二句。", "第三句。"):
                try:
                    await asyncio.sleep(1.0)  # a slow model, in virtual time
                except asyncio.CancelledError:
                    self.ended = said
                    raise
                said += sentence
                told(Reply(said, said, "passage", (Citation("id", "試", "t.html#a", "句"),)))
            return Reply(said, said, "passage", (Citation("id", "試", "t.html#a", "句"),))

    class Ignorant(fakes.FakeMind):
        def answer(self, question: Question) -> Reply:
            return Reply("唔知。", "唔知。", "none")

    async def scene(seconds: float) -> tuple[Caller, Writer]:
        writer = Writer()
        caller = Caller(Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), Ignorant(), None, writer))
        await caller.session.put(Text("有冇"))
        await caller.silence(seconds)
        return caller, writer

    async def whole() -> None:
        caller, _ = await scene(1.5)
        assert caller.all(ReplyAudio) and [piece.text for piece in caller.all(ReplyText)] == ["第一句。"]
        await caller.silence(9.0)
        await caller.leave()
        assert caller.desk_text() == "第一句。第二句。第三句。"
        assert [end.status for end in caller.all(ReplyEnd)] == ["completed"] and len(caller.all(ReplyBegin)) == 1
        assert caller.all(ReplyCitations)[-1].citations[0].id == "id"

    async def cut() -> None:
        caller, writer = await scene(1.5)
        await caller.session.put(Text("得喇"))  # typing takes the floor
        await caller.silence(0.1)
        assert writer.ended == "第一句。"
        await caller.leave()

    async def cut_in_text() -> None:
        writer = Writer()
        caller = Caller(Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), Ignorant(), None, writer))
        await caller.session.put(Text("有冇", respond=False))
        await caller.session.put(Control("respond", text_only=True))
        await caller.silence(1.5)
        await caller.session.put(Control("cancel"))
        await caller.silence(0.1)
        assert writer.ended == "第一句。"
        await caller.leave()

    play(whole())
    play(cut())
    play(cut_in_text())


@pytest.mark.parametrize("goes_on_by", ["voice", "typing"])
def test_a_customer_who_goes_on_while_a_draft_is_written_is_heard_and_the_draft_ends(goes_on_by: str) -> None:
    class Writer:
        ended: list[str] = []

        async def answer(self, question: Question, evidence: Any, told: Callable[[Reply], None]) -> Reply | None:
            try:
                await asyncio.sleep(3.0)
            except asyncio.CancelledError:
                self.ended.append(question.transcript.text)
                raise
            return Reply("草稿。", "草稿。", "passage")

    class Ignorant(ListeningMind):
        def answer(self, question: Question) -> Reply:
            super().answer(question)
            return Reply("唔知。", "唔知。", "none")

    async def scene() -> None:
        mind, writer = Ignorant(), Writer()
        writer.ended = []
        caller = Caller(Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), mind, None, writer))
        await caller.say(1)
        await caller.silence(0.7)
        assert [c.text for c in caller.all(Caption) if c.final] == ["第1位"]  # told as soon as it was heard
        if goes_on_by == "voice":
            await caller.say(2)
        else:
            await caller.session.put(Text("第2位"))
        await caller.silence(5)
        await caller.leave()
        assert writer.ended == ["第1位"]
        assert ("customer", "第1位") in mind.asked[-1].history and mind.asked[-1].transcript.text == "第2位"
        assert caller.desk_text() == "草稿。"

    play(scene())


def test_who_looks_on_too_slowly_misses_commands_and_holds_nobody_up() -> None:
    async def scene() -> None:
        caller = Caller()
        with caller.session.watch() as seen:
            for number in range(150):
                await caller.session.put(Text(f"第{number}"))
                await caller.silence(0.1)
            assert seen.full()
        await caller.leave()

    play(scene())


def test_the_notice_is_shown_first_and_what_became_of_it_is_told() -> None:
    async def scene(*inputs: Input, items: list[dict[str, Any]] | None = None) -> Caller:
        caller = Caller(items=items)
        for event in inputs:
            await caller.session.put(event)
            await caller.silence(4.0)
        if inputs[-1:] != (Control("forget"),):
            await caller.leave()
        return caller

    caller = play(scene(Control("respond"), Control("forget")))
    assert caller.notices == [Notice(0, "notice", "告示")] and caller.told == ["shown", "spoken", "forgotten"]
    resumed = play(scene(Text("你好"), items=[{"item_id": "a", "role": "user", "text": "喂"}]))
    assert resumed.notices == [] and resumed.told == []
