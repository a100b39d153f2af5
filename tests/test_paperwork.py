"""A form in a conversation: read aside, talked over, handed in once, and nothing promised that did not happen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from ocr.results import FieldRead, FormRead
from tests.test_session import Caller
from tests.virtual import InlineExecutor, play
from voicebot.errors import EngineError, InputError
from voicebot.events import Control, FormShown, Picture, ReplyText, Text
from voicebot.paperwork import Papers

SECONDS = 4.0
PHOTO = Picture(b"photo", "image/jpeg")


class Reader:
    """Reads every picture alike after four seconds, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.reads = 0

    async def read(self, data: bytes, media_type: str) -> FormRead:
        self.reads += 1
        await asyncio.sleep(SECONDS)
        if self.error is not None:
            raise self.error
        values = {"name_zh": ("chinese_name", "陳大文"), "phone": ("phone", "91234567")}
        fields = tuple(FieldRead(n, n, k, v, 0.9, True, "", (), (0, 0, 1, 1)) for n, (k, v) in values.items())
        return FormRead("address_change", fields, 0.9, "")


class Office:
    def __init__(self, broken: bool = False) -> None:
        self.broken = broken
        self.cases: list[tuple[str, dict[str, str], str]] = []

    def submit(self, form: str, values: Mapping[str, str], key: str) -> str:
        if self.broken:
            raise InputError("closed", code="office_closed")
        self.cases.append((form, dict(values), key))
        return "AB-1234"


def scene(reader: Reader, office: Office, *inputs: Any, gap: float = 25.0) -> Caller:
    async def run() -> Caller:
        caller = Caller(papers=Papers(reader, office.submit))
        await caller.session.put(PHOTO)
        await caller.session.put(Control("respond"))
        for event in inputs:
            await caller.silence(gap)
            await caller.session.put(Text(event) if isinstance(event, str) else event)
        await caller.silence(25.0)
        await caller.leave()
        return caller

    return play(run())


def said(caller: Caller) -> str:
    return "".join(t.text for t in caller.all(ReplyText))


def test_a_photo_is_read_back_corrected_by_voice_and_handed_in_once() -> None:
    office = Office()
    caller = scene(Reader(), office, "電話係九八七六五四三二", "啱")
    assert caller.when(ReplyText) < 1000 + SECONDS  # it says at once that it is looking
    assert [s.stage for s in caller.all(FormShown)] == ["reading_back", "reading_back", "confirmed"]
    assert len(office.cases) == 1 and office.cases[0][1] == {"name_zh": "陳大文", "phone": "98765432"}
    assert "參考編號" in said(caller)


def test_a_form_that_the_office_did_not_take_is_not_promised() -> None:
    caller = scene(Reader(), Office(broken=True), "啱")
    assert "參考編號" not in said(caller) and "交唔到" in said(caller)


def test_an_interruption_does_not_stop_the_reading_and_nothing_is_confirmed_unread() -> None:
    office = Office()
    caller = scene(Reader(), office, "喂", "啱", gap=2.0)
    assert office.cases == []  # 啱 came while the form was still being read, or was the first to hear of it
    assert caller.all(FormShown) and "啱唔啱" in said(caller)


@pytest.mark.parametrize(("error", "words"), [(InputError("x", code="image_blank"), "一片空白"), (EngineError("x"), "睇唔到張表格"), (ValueError("bug"), "睇唔到張表格")])
def test_what_cannot_be_read_is_told_kindly_and_the_call_goes_on(error: Exception, words: str) -> None:
    caller = scene(Reader(error), Office(), "你好")
    assert words in said(caller) and "你講你好" in said(caller)
    assert caller.all(FormShown) == []


def test_a_desk_without_a_reader_says_so() -> None:
    async def run() -> Caller:
        caller = Caller()
        await caller.session.put(PHOTO)
        await caller.session.put(Control("respond"))
        await caller.silence(20.0)
        await caller.leave()
        return caller

    assert "睇唔到張表格" in said(play(run()))


def test_the_same_form_after_a_lost_line_is_the_same_deed_and_another_form_is_another() -> None:
    office = Office()
    for corrected in ("電話係九八七六五四三二", "電話係九八七六五四三二", "電話係六八七六五四三二"):
        scene(Reader(), office, corrected, "啱")  # each on a line of its own, of the same conversation
    first, again, other = (key for _, _, key in office.cases)
    assert first == again != other


def test_who_goes_on_while_the_form_is_handed_in_still_hears_what_became_of_it() -> None:
    class Slow(InlineExecutor):
        async def run(self, stage: Any, work: Any) -> Any:
            await asyncio.sleep(2.0 if stage.name == "MIND" else 0.0)
            return await super().run(stage, work)

    office = Office()

    async def run() -> Caller:
        caller = Caller(papers=Papers(Reader(), office.submit))
        await caller.session.put(PHOTO)
        await caller.session.put(Control("respond"))
        await caller.silence(25.0)
        caller.session._answers.paperwork._executor = Slow()  # type: ignore[assignment]
        await caller.session.put(Text("啱"))
        await caller.silence(0.5)
        await caller.session.put(Text("唔該晒"))
        await caller.silence(25.0)
        await caller.session.put(Text("第5位"))
        await caller.silence(10.0)
        await caller.leave()
        return caller

    caller = play(run())
    assert len({key for _, _, key in office.cases}) == 1
    assert said(caller).count("編號係AB") == 1 and said(caller).endswith("你講第5位。多謝你打嚟。")


def test_an_office_that_breaks_is_one_that_did_not_take_the_form() -> None:
    class Breaking(Office):
        def submit(self, form: str, values: Mapping[str, str], key: str) -> str:
            raise OSError("disk full")

    caller = scene(Reader(), Breaking(), "啱", "第5位")
    assert said(caller) == said(scene(Reader(), Office(broken=True), "啱", "第5位"))
