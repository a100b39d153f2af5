"""Pictures for tests: the committed synthetic forms, and what people do to photos."""

from __future__ import annotations

import csv
import io
import json
import struct
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr import drawing, forms
from ocr.recognise import LineReader
from ocr.results import FormRead

FOLDER = Path(__file__).resolve().parents[1] / "data" / "forms"
LABELS = Path(forms.__file__).resolve().parent / "templates" / "labels.otf"


@cache
def lines() -> LineReader:
    return LineReader()


def filled(number: int = 0) -> bytes:
    return (FOLDER / f"filled-{number}.jpg").read_bytes()


def truth(number: int = 0) -> dict[str, str]:
    with (FOLDER / "manifest.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return dict(json.loads(rows[number]["values"]))


def values(read: FormRead) -> dict[str, str]:
    return {field.name: field.text for field in read.fields}


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@cache
def blank_sheet() -> Image.Image:
    return drawing.draw(forms.load("address_change"))


def printed(text: str, height: int = 60) -> np.ndarray:
    """A line in the labels' font, ink 0 on paper 255."""
    font = ImageFont.truetype(str(LABELS), height)
    picture = Image.new("L", (round(font.getlength(text)) + 40, height * 2), 255)
    ImageDraw.Draw(picture).text((20, height), text, 0, font, anchor="lm")
    return np.asarray(picture, np.uint8)


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG of some ten kilobytes that claims, and has, 400 million pixels."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" + bytes(width // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
