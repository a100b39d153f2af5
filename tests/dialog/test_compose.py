"""What was taken back is not said in any way: not as an answer, a choice or a repetition, nor found by any route."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.bank import BANK
from voicebot.daytime import hong_kong
from voicebot.dialog.claims import claims
from voicebot.dialog.compose import Composer
from voicebot.dialog.mind import PackMind
from voicebot.dialog.spoken import written_markers
from voicebot.engines import Question
from voicebot.events import Reply, Transcript
from voicebot.knowledge.documents import Document, Passage
from voicebot.knowledge.library import Library
from voicebot.knowledge.managed import Change, record

AT = hong_kong(1_796_000_000.0)
ID = "card-lost"
LOST = BANK.answers[ID]
ASKED = "我唔見咗張信用卡點算"
GONE = BANK.phrases["no_longer_valid"].spoken
CITED = ((ID, LOST.version),)


def mind(folder: Path) -> PackMind:
    return PackMind(Library(BANK, folder))


def ask(desk: PackMind, text: str, **more) -> Reply:
    return desk.answer(Question(Transcript(text), **more))


def withdraw(folder: Path, id_: str = ID) -> None:
    record(folder, Change(id_, "withdraw", "Chan", AT))


def test_a_withdrawn_answer_is_not_said_at_the_next_turn_and_comes_back_when_approved(tmp_path: Path) -> None:
    desk = mind(tmp_path)
    assert ask(desk, ASKED).spoken == LOST.spoken
    withdraw(tmp_path)
    after = ask(desk, ASKED)
    assert after.spoken != LOST.spoken and after.route in ("passage", "none")  # and no other answer takes its place
    assert all(c.id.startswith("cards.html#") for c in after.citations)
    record(tmp_path, Change(ID, "approve", "Chan", AT, version=LOST.version))
    assert ask(desk, ASKED).spoken == LOST.spoken


def test_expired_and_scheduled_text_is_said_on_its_days_only(tmp_path: Path) -> None:
    record(tmp_path, Change(ID, "schedule", "Chan", AT, valid_from=date(2027, 1, 1), valid_to=date(2027, 1, 31)))
    desk = mind(tmp_path)
    days = (datetime(2026, 12, 31), datetime(2027, 1, 1), datetime(2027, 1, 31), datetime(2027, 2, 1))
    assert [ask(desk, ASKED, now=day).spoken == LOST.spoken for day in days] == [False, True, True, False]


@pytest.mark.parametrize("said", ["再講多次", "講慢啲", "大聲啲"])
@pytest.mark.parametrize("cited", [CITED, ()], ids=["by-id", "by-words"])
@pytest.mark.parametrize("heard", [LOST.spoken, LOST.spoken[:12], BANK.phrases["repeat"].spoken + LOST.spoken, LOST.spoken + BANK.phrases["offer_person"].spoken])
def test_what_was_withdrawn_meanwhile_is_not_repeated(tmp_path: Path, said: str, cited: tuple[tuple[str, str], ...], heard: str) -> None:
    desk = mind(tmp_path)
    history = (("customer", ASKED), ("desk", heard))
    assert ask(desk, said, history=history, cited=cited).spoken.find(LOST.spoken[:12]) >= 0
    withdraw(tmp_path)
    told = ask(desk, said, history=history, cited=cited)
    assert GONE in told.spoken and LOST.spoken[:6] not in told.spoken and told.offer_person


def test_a_choice_whose_first_was_withdrawn_does_not_slip_to_the_second(tmp_path: Path) -> None:
    desk = mind(tmp_path)
    offered = BANK.phrases["choice"].spoken.format(first=LOST.title, second=BANK.answers["card-lock"].title)
    history = (("desk", offered),)
    assert ask(desk, "第一個", history=history).spoken == LOST.spoken
    withdraw(tmp_path)
    assert ask(desk, "第一個", history=history).spoken == GONE
    assert LOST.title not in ask(desk, "再講多次", history=history).spoken
    assert ask(desk, "第二個", history=history).citations[0].id == "card-lock"


def test_a_withdrawn_answer_is_offered_in_no_choice(tmp_path: Path) -> None:
    withdraw(tmp_path)
    desk = mind(tmp_path)
    for text in (ASKED, "信用卡", "張卡", "唔見咗"):
        for misunderstood in range(4):
            assert LOST.title not in ask(desk, text, misunderstood=misunderstood).spoken


def test_only_what_is_approved_is_allowed(tmp_path: Path) -> None:
    snapshot = Library(BANK).snapshot()
    all_, none = Composer(snapshot, snapshot.usable(None, "web")), Composer(snapshot, frozenset())
    question = Question(Transcript("x"))
    answer = all_.answer(ID)
    assert all_.allows(answer, question) and not none.allows(answer, question)
    assert not all_.allows(replace(answer, spoken=answer.spoken + "免費送你一部電話。"), question)
    read = all_.passage("cards.html#annual", 0)
    assert read is not None and all_.allows(read, question)
    assert not all_.allows(replace(read, citations=()), question)  # a passage is read out under its own name only
    assert not all_.allows(replace(read, spoken=read.spoken.replace("六百", "六十")), question)
    assert not all_.allows(replace(read, spoken=read.written), question)  # written Chinese is not for the voice


def test_a_passage_is_shown_in_its_own_words_with_its_conditions() -> None:
    composer = Composer(Library(BANK).snapshot(), frozenset())
    read = composer.passage("cards.html#annual", 0)
    whole = BANK.passages["cards.html#annual"].text
    assert read is not None
    (cited,) = read.citations
    assert cited.quote == whole and read.written == BANK.phrases["lead_in"].written + whole  # the waiver is in its second sentence
    assert read.spoken.endswith(cited.said) and cited.said.startswith("晴天信用卡首年免年費，") and "六百蚊" in cited.said
    assert claims(cited.said) == claims(cited.quote) and not written_markers(read.spoken, (BANK.title,))
    assert cited.version == BANK.passages["cards.html#annual"].version
    assert composer.passage("cards.html#annual", 9) is None and composer.passage("none.html#x", 0) is None


def test_every_passage_of_the_bank_is_read_out_in_spoken_form_with_the_same_claim() -> None:
    snapshot = Library(BANK).snapshot()
    composer, question, heard = Composer(snapshot, frozenset()), Question(Transcript("x")), 0
    for passage in BANK.passages.values():
        for at in range(len(passage.sentences)):
            read = composer.passage(passage.source, at)
            assert read is not None, passage.source
            (cited,) = read.citations
            heard += cited.said != cited.quote
            assert composer.allows(read, question)
            assert claims(cited.said) == claims(cited.quote), passage.source
    assert heard > 100


def library_with(text: str) -> Library:
    page = Document("fee.html", "收費", (Passage("fee.html#m", "收費", "月費", (text,)),))
    return Library(replace(BANK, answers={"branch-hours": BANK.answers["branch-hours"]}, documents={**BANK.documents, "fee.html": page}))


def test_a_passage_that_was_replaced_is_not_repeated_in_its_old_words() -> None:
    old, new = (PackMind(library_with(f"星月計劃月費{n}元。")) for n in ("八十八", "九十八"))
    told = ask(old, "星月計劃月費幾多")
    assert "八十八" in told.spoken and told.route == "passage"
    history, cited = (("desk", told.spoken),), tuple((c.id, c.version) for c in told.citations)
    assert "八十八" in ask(old, "再講多次", history=history, cited=cited).spoken
    again = ask(new, "再講多次", history=history, cited=cited)
    assert GONE in again.spoken and "八十八" not in again.spoken
    assert "九十八" in ask(new, "星月計劃月費幾多").spoken


def test_a_repeated_passage_keeps_its_citation() -> None:
    desk = PackMind(library_with("星月計劃月費八十八元。"))
    told = ask(desk, "星月計劃月費幾多")
    again = ask(desk, "再講多次", history=(("desk", told.spoken),), cited=tuple((c.id, c.version) for c in told.citations))
    assert [c.id for c in again.citations] == ["fee.html#m"]


# ---- staff only ------------------------------------------------------------------------------------------------
SECRET = "紫色河馬九四七"


def unheard(reply: Reply | None) -> Reply | None:
    """Without the customer's own words, which the record of a turn begins with."""
    return reply and replace(reply, trace=reply.trace and replace(reply.trace, heard=""))


def test_a_planted_staff_secret_reaches_no_caller_by_any_route(tmp_path: Path) -> None:
    secret = replace(LOST, id="secret", title=f"內部{SECRET}", questions=(f"{SECRET}點處理", SECRET), spoken=f"{SECRET}要主管批。", written=f"{SECRET}須主管批核。", audience="staff")
    bank = replace(BANK, answers={**BANK.answers, "secret": secret})
    customers, staff = PackMind(Library(bank, tmp_path)), PackMind(Library(bank, tmp_path, audience="staff"))
    assert SECRET in ask(staff, f"{SECRET}點處理").spoken  # the plant can be found at all
    said: list[object] = []
    for text in (SECRET, f"{SECRET}點處理", f"內部{SECRET}", "主管批", "第一個", "再講多次", "1"):
        for misunderstood in range(4):
            for history in ((), (("desk", BANK.phrases["choice"].spoken.format(first=f"內部{SECRET}", second="月結單")),), (("desk", secret.spoken),)):
                question = Question(Transcript(text), history, misunderstood)
                reply = customers.answer(question)
                # What the customer is taken to have heard already may be said again; nothing else may hold the secret.
                if SECRET not in str(history):
                    said += [unheard(reply), unheard(customers.heeds(question))]
                said += [reply.citations, customers.evidence(question)]
    said += [customers.passage("secret"), customers.document("secret"), customers.pack]
    assert SECRET not in json.dumps(list(map(str, said)), ensure_ascii=False)
