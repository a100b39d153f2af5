"""Small documents of every kind, made here; all of what they say is invented."""

from __future__ import annotations

import io
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
