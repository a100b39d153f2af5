"""Turns of flows, tools and language models played again from the journal: the same bytes; and a desk that was killed."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.bank import BANK, FLOWING as MIND, FLOWS
from tests.test_flowing import BOOKING, CARD, Tools
from tests.test_session import Caller
from tests.virtual import play
from voicebot import fakes
from voicebot.dialog.mind import PackMind
from voicebot.dialog.trace import differs, read
from voicebot.engines import Engines
from voicebot.events import HandOver, ReplyText, Text
from voicebot.flowing import Business
from voicebot.knowledge.pack import texts
from voicebot.llm.writer import DraftWriter
from voicebot.memory import Item, begun
from voicebot.privacy.mask import published
from voicebot.replaying import heard_again, replay
from voicebot.store import Journal, load_key

PUBLIC = published(texts(BANK))
LOST = ("我張信用卡唔見咗，幫我停咗佢", *CARD[1:], "啱")


class Faithful:
    """A model that says the first passage's first sentence."""

    async def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str, None]:
        text = messages[-1]["content"].split("標題=")[1].split("\n", 1)[1]
        yield text.split("。")[0] + "。[1]"


def talk(journal: Journal, *said: str, tools: Tools | None = None, mind: PackMind = MIND, items: list[Item] | None = None, killed: bool = False) -> Caller:
    """A conversation whose items go to the journal; `killed` in the middle of its last turn's call."""

    async def run() -> Caller:
        engines = Engines(fakes.FakeVad(), fakes.FakeRecognizer(), fakes.FakeVoice(), mind, writer=DraftWriter(Faithful(), 5.0))
        who = Caller(engines, items=items, business=Business(FLOWS, tools or Tools()))
        who.keep = lambda item: journal.append("sess", item, time.time())  # type: ignore[assignment, method-assign, return-value]
        for text in said:
            await who.session.put(Text(text))
            await who.silence(0.3 if killed and text == said[-1] else 40.0)
        if not killed:
            await who.leave()
        return who

    return play(run())


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    opened = Journal(tmp_path / "journal.db", load_key(tmp_path), 900.0, PUBLIC)
    opened.open("sess", "K-1", time.time())
    yield opened
    opened.close()


def unlike(journal: Journal, mind: PackMind = MIND) -> list[list[str]]:
    """Why each turn that was decided is not the same again."""
    items = journal.items("sess", time.time())
    out = []
    for at, item in enumerate(items):
        if "trace" in item:
            trace = read(item["trace"])
            again = replay(mind, FLOWS, "bank", heard_again(trace), items[:at])
            out.append(differs(trace, again, "", PUBLIC))
    return out


def said(who: Caller) -> str:
    return "".join(t.text for t in who.all(ReplyText))


@pytest.mark.parametrize("texts_", [LOST, ("我想預約旺角分行，聽日下晝三點", "你哋幾點收工", "六月", *BOOKING[1:], "啱", "唔該"), ("算啦", "停卡", "唔係呀", "算啦")])
def test_every_turn_of_a_flow_gives_the_same_bytes(journal: Journal, texts_: tuple[str, ...]) -> None:
    talk(journal, *texts_)
    found = unlike(journal)
    assert len(found) == len(texts_) and not any(found)


def test_a_tool_that_refused_refuses_again(journal: Journal) -> None:
    talk(journal, *BOOKING, "啱", "四點", tools=Tools(codes={"book": "slot_full"}))
    found = unlike(journal)
    assert len(found) == 4 and not any(found)


def test_a_draft_is_drafted_again_and_checked_again(journal: Journal) -> None:
    poor = PackMind(replace(BANK, answers={"branch-hours": BANK.answers["branch-hours"]}))
    talk(journal, "我用網上理財電匯去外國收幾多錢㗎", mind=poor)
    items = journal.items("sess", time.time())
    assert items[-1]["trace"]["draft"] and not any(unlike(journal, poor))
    lied = {**items[-1]["trace"], "draft": [["電匯全部免費", items[-1]["trace"]["draft"][0][1]]]}
    assert "免費" not in replay(poor, FLOWS, "bank", read(lied), items[:-1]).spoken


def test_nothing_secret_is_kept_for_a_replay(journal: Journal) -> None:
    talk(journal, *LOST)
    kept = str(journal.items("sess", time.time()))
    for secret in ("61230001", "000123", "c" * 16, "t" * 32):
        assert secret not in kept
    assert "A123" in kept  # which is no identifier by itself


def test_a_flow_outlives_the_process_and_asks_again_what_may_not_be_kept(journal: Journal) -> None:
    talk(journal, *LOST[:4])
    tools = Tools()
    items = list(journal.items("sess", time.time()))
    who = talk(journal, "喂", "61230001", "000123", "尋日", "啱", items=items, tools=tools)
    assert "頭先我呢邊斷咗" in said(who) and said(who).count("頭先我呢邊斷咗") == 1
    assert tools.names() == ["send_code", "check_code", "block_card"] and "停咗喇" in said(who)


def test_a_deed_whose_outcome_nobody_knows_goes_to_a_person(journal: Journal) -> None:
    talk(journal, *LOST, tools=Tools(seconds=30.0), killed=True)
    items = list(journal.items("sess", time.time()))
    assert begun(items) == "block_card"
    tools = Tools()
    who = talk(journal, "做咗未呀", items=items, tools=tools)
    assert "確認唔到做咗未" in said(who) and tools.names() == [] and who.all(HandOver)


def test_a_journal_of_another_version_is_no_reason_to_fail(journal: Journal) -> None:
    items = [{"item_id": "a", "role": "assistant", "text": "x", "citations": [], "standing": [], "trace": {}, "flow": {"state": {"flow": "gone"}}}]
    assert said(talk(journal, "分行幾點開門", items=items)).startswith("平日朝早九點")
