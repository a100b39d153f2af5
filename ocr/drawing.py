"""Draws a form's blank sheet from its template, so that what is printed and what is read are one thing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .forms import MARKER_MM, Field, Template

DPI = 300
_MM = DPI / 25.4
_FONT = Path(__file__).resolve().parent / "templates" / "labels.otf"  # Noto Sans CJK HK cut down, SIL OFL 1.1
_PRINT = (40, 40, 40)
_GUIDE = (255, 176, 160)  # drop-out colour: paper-white in the red channel


def draw(template: Template) -> Image.Image:
    """The blank sheet at DPI dots per inch."""
    width, height = template.page
    sheet = Image.new("RGB", (round(width * _MM), round(height * _MM)), "white")
    pen = ImageDraw.Draw(sheet)
    for number, place in template.markers().items():
        sheet.paste(_mark(number), (round(place[0] * _MM), round(place[1] * _MM)))
    _text(pen, (28, 11), f"{template.issuer}　{template.title}", 7.0)
    _text(pen, (28, 21), template.english, 4.5)
    _text(pen, (28, 29), template.hint, 3.6)
    for field in template.fields:
        _draw_field(pen, field)
    return sheet


def png(template: Template) -> bytes:
    return _saved(draw(template), "PNG")


def pdf(template: Template) -> bytes:
    """One page in its true size."""
    return _saved(draw(template), "PDF")


def _saved(sheet: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "PNG":
        # Few colours: the file is a fiftieth of its size.
        sheet.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(stream, kind, dpi=(DPI, DPI))
    else:
        sheet.save(stream, kind, resolution=float(DPI), quality=90)
    return stream.getvalue()


def _mark(number: int) -> Image.Image:
    import cv2

    side = round(MARKER_MM * _MM)
    bits = cv2.aruco.generateImageMarker(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), number, side)
    return Image.fromarray(np.asarray(bits, np.uint8)).convert("RGB")


def _draw_field(pen: ImageDraw.ImageDraw, field: Field) -> None:
    left, top, width, height = field.box
    _text(pen, (left, top - 9), field.label, 4.2)
    _text(pen, (left, top - 4), field.english, 2.8)
    line = round(0.5 * _MM)
    pen.rectangle((left * _MM, top * _MM, (left + width) * _MM, (top + height) * _MM), outline=_GUIDE, width=line)
    for cell in range(1, field.cells):
        x = (left + width * cell / field.cells) * _MM
        pen.line((x, top * _MM, x, (top + height) * _MM), fill=_GUIDE, width=line)


def _text(pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size_mm: float) -> None:
    font = ImageFont.truetype(str(_FONT), round(size_mm * _MM))
    pen.text((place[0] * _MM, place[1] * _MM), text, _PRINT, font)
