"""Pages that are pictures: field failure R3, by the reader of forms where it is installed."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ocr.results import Line, PageRead
from tests.knowledge.ingest.makers import lines, pdf
from voicebot import parsing, scans
from voicebot.ingesting import Ingest
from voicebot.knowledge.ingest.blocks import Block, Parsed, Part
from voicebot.knowledge.ingest.pdf import NO_TEXT, picture


def scan(*texts: str) -> Callable[[Canvas], object]:
    """A page that is a picture of these lines."""
    drawn = ImageReader(io.BytesIO(picture(pdf(lines(*texts, size=16)), 1)))
    return lambda canvas: canvas.drawImage(drawn, 0, 0, *canvas._pagesize)


def test_a_scanned_page_is_read_in_its_place() -> None:
    data = pdf(lines("第一頁的月費為九十八元。"), scan("補領提款卡收費$50。", "逾期須另付$200。"), lines("第三頁完。"))
    parsed = parsing.parse("a.pdf", data, lambda done, of: None)
    assert scans.pages(parsed.parts) == [2] and scans.installed()
    read = scans.read(parsed, partial(parsing.picture, data), lambda done, of: None)
    assert [(block.page, block.text) for block in read.blocks] == [
        (1, "第一頁的月費為九十八元。"), (2, "補領提款卡收費$50。"), (2, "逾期須另付$200。"), (3, "第三頁完。"),
    ]  # fmt: skip
    assert read.parts[1] == Part("page 2", 21, "read from a picture, 2 lines")


PARSED = Parsed("", (Block("text", "甲", page=1),), (Part("page 1", 1), Part("page 2", 0, NO_TEXT)))


@pytest.mark.parametrize(
    ("found", "note"),
    [
        ([("月費$98", 0.99), ("年費$5OO", 0.6)], "no text (a picture, of which 1 of 2 lines cannot be read for sure)"),
        ([("■", 0.95)], scans.NO_WORDS), ([], scans.NO_WORDS),
    ],
)  # fmt: skip
def test_a_page_that_is_not_read_for_sure_stays_without_text(found: list[tuple[str, float]], note: str) -> None:
    page = PageRead(tuple(Line(text, confidence, (0, 0, 1, 1)) for text, confidence in found), 10, 10)
    read = scans._with_page(PARSED, 2, page)
    assert read.blocks == PARSED.blocks and read.parts[1] == Part("page 2", 0, note)


def test_a_page_is_drawn_in_a_child_process() -> None:
    png = parsing.picture(pdf(lines("月費")), 1)
    assert png.startswith(b"\x89PNG")


class Sure:
    """A reader that reads one line, for sure."""

    async def page(self, png: bytes) -> PageRead:
        return PageRead((Line("補領提款卡收費$50。", 0.99, (0, 0, 1, 1)),), 10, 10)

    async def close(self) -> None:
        pass


def test_pages_at_which_nobody_has_looked_are_read_once_the_reader_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.pdf").write_bytes(pdf(lines("第一頁的月費為九十八元。"), scan("補領提款卡收費$50。")))

    def ingest() -> list[str]:
        return [outcome.state for outcome in Ingest(tmp_path / "knowledge", "docs", {}).take_in([tmp_path / "docs"]).outcomes]

    monkeypatch.setattr(scans, "Reader", Sure)
    monkeypatch.setattr(scans, "installed", lambda: False)
    assert (ingest(), ingest()) == (["new"], ["unchanged"])
    monkeypatch.setattr(scans, "installed", lambda: True)
    assert (ingest(), ingest()) == (["changed"], ["unchanged"])
