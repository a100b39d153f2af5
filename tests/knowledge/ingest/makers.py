"""Small documents of every kind, made here; all of what they say is invented."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx
import openpyxl
from docx.document import Document
from openpyxl.worksheet.worksheet import Worksheet
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from voicebot.knowledge.ingest.blocks import Block

FONT = "MSung-Light"  # one of Adobe's Traditional Chinese fonts; every reader brings its own, so none is embedded


def word(fill: Callable[[Document], object]) -> bytes:
    document = docx.Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel(fill: Callable[[Worksheet], object]) -> bytes:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(*pages: Callable[[Canvas], object], rotation: Sequence[int] = (), encrypt: Any = None) -> bytes:
    """One page a function; `rotation` in degrees by page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True, encrypt=encrypt)
    for number, draw in enumerate(pages):
        if number < len(rotation):
            canvas.setPageRotation(rotation[number])
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(*texts: str, size: float = 12, top: float = 780, left: float = 60) -> Callable[[Canvas], None]:
    """A page with these lines, one below the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - number * size * 1.5, text)

    return draw


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def texts(blocks: Sequence[Block], kind: str = "") -> list[str]:
    return [block.text for block in blocks if not block.hidden and (not kind or block.kind == kind)]


def manual(pages: int, seed: int = 1) -> bytes:
    """A manual of invented fees: on each page a heading, some twenty full lines and a table, as in a bank's own."""
    chance = random.Random(seed)
    things = "年費 月費 手續費 逾期費用 結單副本 電匯 本票 退票 開戶 提早還款 外幣兌換 保管箱 補領卡 現金透支 自動轉賬".split()
    ways = "網上理財 分行櫃位 電話理財 自動櫃員機 手機程式".split()

    def sentence() -> str:
        return (
            f"經{chance.choice(ways)}辦理{chance.choice(things)}，每次收費港幣{chance.randint(1, 999)}元，"
            f"結餘達{chance.randint(1, 99)}萬元者豁免，但於{chance.randint(1, 12)}個月內取消者除外。"
        )

    def draw(number: int) -> Callable[[Canvas], None]:
        def page(canvas: Canvas) -> None:
            lines("客戶收費手冊（虛構）", size=8, top=825)(canvas)
            lines(f"{number}　{chance.choice(things)}須知", size=16, top=790)(canvas)
            text = "".join(sentence() for _ in range(14))
            lines(*(text[i : i + 40] for i in range(0, len(text), 40)), size=11, top=760)(canvas)
            canvas.setFont(FONT, 11)
            rows = [("項目", "分行", "網上"), *((thing, f"${chance.randint(1, 999)}", f"${chance.randint(1, 99)}") for thing in chance.sample(things, 6))]
            for i, row in enumerate(rows):
                for x, cell in zip((60, 220, 380), row, strict=True):
                    canvas.drawString(x, 330 - 18 * i, cell)
            lines(f"第 {number} 頁", size=8, top=30)(canvas)

        return page

    return pdf(*(draw(number) for number in range(1, pages + 1)))
