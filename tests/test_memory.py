"""What a person who takes over reads holds no identifier; the call itself keeps the customer's words."""

from __future__ import annotations

from pathlib import Path

from voicebot.dialog.spoken import spoken
from voicebot.events import Reply
from voicebot.memory import LIMIT, Memory
from voicebot.store import Journal, load_key


class Nowhere:
    def keep(self, item: dict[str, object]) -> None:
        pass


def test_the_summary_is_masked_and_the_call_is_not() -> None:
    memory = Memory(Nowhere(), [])
    memory.keep_customer("a", "我電話61234567")
    memory.keep_customer("b", "身份證A一二三四五六括弧三")
    assert memory.summary() == "我電話●●●●4567 / 身份證A●●●●●●(●)"
    assert memory.last_question() == "身份證A一二三四五六括弧三"


def test_requests_stand_as_the_newest_reply_has_them_also_after_a_resume() -> None:
    memory = Memory(Nowhere(), [])
    assert memory.standing() == ()
    memory.keep_desk("r1", "", Reply("好，我講慢啲。", "好的。", "request", standing=("slower",)))
    memory.keep_customer("q", "唔該")
    assert Memory(Nowhere(), memory.items()).standing() == ("slower",)
    memory.keep_desk("r2", "", Reply("好。", "好的。", "request"))
    assert memory.standing() == ()


def test_what_was_shown_is_understood_by_what_would_have_been_spoken() -> None:
    memory = Memory(Nowhere(), [])
    memory.keep_customer("q", "你好")
    memory.keep_desk("r1", "需要為你轉駁職員嗎？", Reply("使唔使轉駁職員呀？", "需要為你轉駁職員嗎？", "none"))
    memory.keep_desk("r2", "", Reply("好呀。", "好的。", "smalltalk"))
    assert memory.history() == (("customer", "你好"), ("desk", "使唔使轉駁職員呀？"), ("desk", ""))


class Kept:
    """A session's part of the journal on disk."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def keep(self, item: dict[str, object]) -> None:
        self._journal.append("sess", item, 1.0)

    def forget(self) -> None:
        self._journal.forget("sess")


def test_what_was_heard_stays_verbatim_in_summary_and_journal(tmp_path: Path) -> None:
    """Field failure W1: a tidying step made written Chinese of it, or Cantonese of what was written."""
    journal = Journal(tmp_path / "journal.db", load_key(tmp_path), 900.0)
    token = journal.open("sess", "K-1", 0.0)
    memory = Memory(Kept(journal), [])
    said = ["我尋日打過嚟但係冇人聽", "他們說這張卡不能用"]
    for number, text in enumerate(said):
        memory.keep_customer(str(number), text)
    assert memory.summary() == " / ".join(said)
    assert [text for _, text in memory.history()] == said
    assert [item["text"] for item in journal.resume("sess", token, 2.0).items] == said
    assert spoken(said[0]).text == said[0]
    journal.close()


def test_a_conversation_without_end_keeps_its_newest_items() -> None:
    memory = Memory(Nowhere(), [])
    for number in range(2 * LIMIT):
        memory.keep_customer(f"q{number}", str(number))
    memory.keep_customer("q5", "again")  # one that was given way to is new
    assert [i["text"] for i in memory.items()] == [*(str(number) for number in range(LIMIT + 1, 2 * LIMIT)), "again"]
    older = Memory(Nowhere(), [{"item_id": f"q{n}", "role": "user", "text": str(n)} for n in range(LIMIT + 3)])
    assert len(older) == LIMIT and older.items()[0]["text"] == "3"
