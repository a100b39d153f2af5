"""Bytes of every kind that phones and scanners send, and of kinds that nobody should."""

from __future__ import annotations

import sys
import time
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from ocr.errors import ReadError
from ocr.image import open_image
from ocr.limits import KEEP_SIDE, MAX_BYTES
from tests.ocr.pictures import FOLDER, blank_sheet, bomb, filled, opened, saved

# What a camera that was held so must have stored, by EXIF orientation: the inverse of what a viewer does.
STORED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
}  # fmt: skip


@cache
def sheet() -> Image.Image:
    return blank_sheet().resize((620, 877))


def refused(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        open_image(data)
    return caught.value.code


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_gives_the_same_picture(orientation: int) -> None:
    turn = STORED[orientation]
    picture = sheet() if turn is None else sheet().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = open_image(saved(picture, exif=exif.tobytes()))
    assert np.array_equal(found, np.asarray(sheet()))


def test_an_orientation_that_is_none_is_not_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 99
    assert np.array_equal(open_image(saved(sheet(), exif=exif.tobytes())), np.asarray(sheet()))


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "CMYK", "I;16"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(sheet().convert("L"), np.uint16) * 257)
    else:
        picture = sheet().convert("L").convert("LA") if mode == "LA" else sheet().convert(mode)
    found = open_image(saved(picture, "TIFF" if mode == "CMYK" else "PNG"))
    expected = np.asarray(sheet().convert("L"), np.int16)
    assert found.shape == (877, 620, 3)
    assert np.abs(found.mean(axis=2) - expected).mean() < 12  # colours are gone in some modes, the sheet is there


def test_what_is_transparent_is_paper() -> None:
    layer = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    layer.paste((0, 0, 0, 255), (100, 100, 200, 200))
    found = open_image(saved(layer))
    assert found[0, 0].tolist() == [255, 255, 255] and found[150, 150].tolist() == [0, 0, 0]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_other_kinds_of_files_are_opened(kind: str) -> None:
    assert open_image(saved(sheet(), kind)).shape == (877, 620, 3)


def test_heic_is_opened_upright() -> None:
    found = open_image((FOLDER / "filled-0.heic").read_bytes())
    expected = np.asarray(opened(filled(0)), np.int16)
    assert found.shape == expected.shape
    assert np.abs(found.astype(np.int16) - expected).mean() < 6


def test_heic_without_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(ReadError, match="HEIC") as caught:
        open_image((FOLDER / "filled-0.heic").read_bytes())
    assert caught.value.code == "image_unsupported"


def test_a_large_photo_is_made_smaller() -> None:
    picture = Image.new("RGB", (4000, 5000), "white")
    picture.paste("black", (100, 100, 900, 900))
    assert max(open_image(saved(picture, "JPEG")).shape) == KEEP_SIDE


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xd8\xff", b"GIF89a", b"<svg/>", b"PK\x03\x04", b"\0" * 500])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refused(data) == "image_unsupported"


def test_pdf_is_named() -> None:
    with pytest.raises(ReadError, match="PDF"):
        open_image(b"%PDF-1.7 ...")


def test_a_picture_that_is_cut_off_is_refused() -> None:
    assert refused(filled(0)[:40_000]) == "image_unsupported"


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    data = bomb()
    assert len(data) < 1_000_000
    started = time.process_time()
    assert refused(data) == "image_too_large"
    assert time.process_time() - started < 0.5


def test_too_many_bytes_are_refused() -> None:
    assert refused(bytes(MAX_BYTES + 1)) == "image_too_large"


def test_slivers_are_refused() -> None:
    assert refused(saved(Image.new("RGB", (5000, 40)))) == "image_unsupported"
    assert refused(saved(Image.new("RGB", (8, 8)))) == "image_unsupported"


@pytest.mark.parametrize("colour", ["white", "black", "#806040"])
def test_nothing_to_see_is_blank(colour: str) -> None:
    noise = np.random.default_rng(1).normal(0, 4, (900, 700, 3))
    picture = np.clip(np.asarray(Image.new("RGB", (700, 900), colour)) + noise, 0, 255).astype(np.uint8)
    assert refused(saved(Image.fromarray(picture), "JPEG")) == "image_blank"


def test_a_page_with_one_word_is_not_blank() -> None:
    page = Image.new("RGB", (1200, 1700), "white")
    page.paste(ImageOps.invert(Image.new("RGB", (60, 12), "white")), (500, 800))
    assert open_image(saved(page)).shape == (1700, 1200, 3)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_files_give_a_picture_or_a_clear_error(data: st.DataObject) -> None:
    whole = bytearray(saved(sheet().resize((120, 170)), data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"]))))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[place] = data.draw(st.integers(0, 255))
    try:
        assert open_image(bytes(whole[: data.draw(st.integers(0, len(whole)))])).ndim == 3
    except ReadError as error:
        assert error.code in ("image_unsupported", "image_too_large", "image_blank")
