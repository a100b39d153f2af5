"""A citation belongs to its item by id and time: it never shifts, hangs on to another item, or outlives a cut (R2)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from tests.test_session import Caller
from tests.virtual import play
from voicebot import fakes
from voicebot.engines import Question
from voicebot.events import Citation, Control, Judged, Notice, Problem, Reply, ReplyBegin, ReplyCitations, ReplyEnd, Text
from voicebot.knowledge.feedback import Judgement


class Mind(fakes.FakeMind):
    """長… has two sources, one after the other; 冇 has none."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Reply:
        self.asked.append(question)
        if question.transcript.text == "冇":
            return Reply("我冇資料。", "我冇資料。", "none")
        first, second = "第一份文件講收費一百蚊。", "第二份文件講首年唔收費。"
        cited = (Citation("a", "甲", "a.html#x", "收費", version="v1", said=first), Citation("b", "乙", "b.html#y", "首年", version="v2", said=second))
        return Reply(first + second, first + second, "passage", cited)


def caller(mind: Mind | None = None, **more: Any) -> Caller:
    return Caller(replace(fakes.engines(), mind=mind or Mind()), **more)


def cited_items(c: Caller) -> dict[str, list[str]]:
    return {i["text"]: [cited["id"] for cited in i["citations"]] for i in c.kept.values() if i["role"] == "assistant"}


def test_of_two_questions_one_with_and_one_without_sources_each_keeps_its_own() -> None:
    async def scene() -> None:
        for first, second in (("有", "冇"), ("冇", "有")):
            c = caller()
            await c.session.put(Control("respond"))  # the greeting, on which nothing must hang
            await c.silence(3.0)
            for text in (first, second):
                await c.session.put(Text(text))
                await c.silence(6.0)
            await c.leave()
            items = cited_items(c)
            assert items.pop("我冇資料。") == [] and items.pop("句子greeting。") == []
            assert list(items.values()) == [["a", "b"]]
            cited = {e.turn_id for e in c.all(ReplyCitations)}
            begun = [e.turn_id for e in c.all(ReplyBegin)]
            assert cited == {begun[1 if first == "有" else 2]}

    play(scene())


def test_sources_come_with_their_times_first_as_far_as_known_then_whole() -> None:
    async def scene() -> None:
        c = caller()
        await c.session.put(Text("有"))
        await c.silence(6.0)
        await c.leave()
        early, late = c.all(ReplyCitations)
        assert [x.id for x in early.citations] == ["a", "b"]
        ((_, a0, a1), (_, b0, b1)) = [(x.id, x.start_ms, x.end_ms) for x in late.citations]
        assert 0 == a0 < a1 == b0 < b1 == 24 * fakes.MS_PER_CHARACTER
        (item,) = [i for i in c.kept.values() if i["role"] == "assistant"]
        assert [(x["start_ms"], x["end_ms"], x["version"]) for x in item["citations"]] == [(a0, a1, "v1"), (b0, b1, "v2")]

    play(scene())


def test_an_interruption_leaves_the_sources_of_what_was_heard() -> None:
    async def scene() -> None:
        c = caller()
        await c.session.put(Text("有"))
        await asyncio.sleep(0.8)
        await c.session.put(Text("冇"))
        await c.silence(3.0)
        await c.leave()
        cut = [e for e in c.all(ReplyEnd) if e.status == "cancelled"]
        last = [e for e in c.all(ReplyCitations)][-1]
        assert [x.id for x in last.citations] == ["a"] and last.citations[0].end_ms == cut[0].heard_ms > 0
        order = [e for _, e in c.out]
        assert order.index(last) < order.index(cut[0])  # before its response is over
        assert sorted(cited_items(c).values()) == [[], ["a"]]

    play(scene())


def test_a_reply_of_which_nothing_was_heard_cites_nothing() -> None:
    async def scene() -> None:
        c = caller()
        await c.session.put(Text("有"))
        await asyncio.sleep(0)
        await c.session.put(Control("cancel"))
        await c.silence(1.0)
        await c.leave()
        assert all(not e.citations for e in c.all(ReplyCitations)[-1:])

    play(scene())


def test_the_next_turn_knows_by_id_what_the_last_rested_on_also_after_a_resume() -> None:
    async def scene() -> None:
        first, then = Mind(), Mind()
        c = caller(first)
        for text in ("有", "再講多次"):
            await c.session.put(Text(text))
            await c.silence(6.0)
        await c.leave()
        assert [q.cited for q in first.asked] == [(), (("a", "v1"), ("b", "v2"))]
        again = caller(then, items=list(c.kept.values()))
        await again.session.put(Text("再講多次"))
        await again.silence(6.0)
        await again.leave()
        assert then.asked[0].cited == (("a", "v1"), ("b", "v2"))

    play(scene())


def test_a_caller_who_vanishes_leaves_the_sources_of_what_they_had_heard() -> None:
    async def scene() -> None:
        c = caller()
        await c.session.put(Text("有"))
        await c.silence(1.0)
        await c.leave()
        assert list(cited_items(c).values()) == [["a"]]

    play(scene())


# ---- what customers think of an answer -----------------------------------------------------------------------------
def test_an_answer_can_be_judged_as_soon_as_it_is_seen() -> None:
    async def scene() -> None:
        c = caller()
        judged: list[Judgement] = []
        c.session._judged = lambda judgement: not judged.append(judgement)
        await c.session.put(Text("有"))
        for _ in range(6):
            await c.silence(0.04)
            item = [i for i in c.kept.values() if i["role"] == "assistant"][-1]
            await c.session.put(Judged(item["item_id"], "wrong"))
        await c.leave()
        assert [j.cited for j in judged] == [(("a", "v1"), ("b", "v2"))] * 6

    play(scene())


def test_a_judgement_carries_the_question_and_the_versions_of_what_was_cited() -> None:
    async def scene() -> None:
        c = caller()
        judged: list[Judgement] = []
        c.session._judged = lambda judgement: not judged.append(judgement)
        for text in ("有", "冇"):
            await c.session.put(Text(text))
            await c.silence(6.0)
        with_source, without = (i for i in c.kept.values() if i["role"] == "assistant")
        await c.session.put(Judged(with_source["item_id"], "helpful"))
        for id_ in (without["item_id"], "no-such-item", next(iter(c.kept))):
            await c.session.put(Judged(id_, "wrong"))
        await c.silence(0.1)
        await c.leave()
        assert judged == [Judgement(with_source["item_id"], "helpful", "有", (("a", "v1"), ("b", "v2")), "web")]
        assert [n.code for n in c.all(Notice)] == ["feedback_kept"]
        assert [p.code for p in c.all(Problem)] == ["item_not_found"] * 3

    play(scene())
