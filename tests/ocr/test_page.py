"""A sheet is found however it was photographed; what is no sheet of ours is told."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from ocr import forms
from ocr.errors import ReadError
from ocr.image import open_image
from ocr.page import PIXELS_PER_MM, straighten
from ocr.reading import read_form
from tests.ocr.pictures import FOLDER, blank_sheet, filled, lines, opened, saved, truth, values

TEMPLATES = [forms.load(name) for name in forms.names()]


def refused(picture: Image.Image) -> str:
    with pytest.raises(ReadError) as caught:
        straighten(np.asarray(picture), TEMPLATES)
    return caught.value.code


@pytest.mark.parametrize("number", [0, 1])
def test_filled_forms_are_read(number: int) -> None:
    read = read_form(open_image(filled(number)), None, lines())
    assert values(read) == truth(number)
    assert read.form == "address_change" and read.problem == "" and read.quality > 0.5
    assert all(field.ok and field.confidence > 0.5 for field in read.fields)
    assert not [text for text in truth(number).values() if len(text) > 1 and text in repr(read)]  # nothing private for a log


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_photo_reads_the_same_without_any_metadata(degrees: int) -> None:
    turned = saved(opened(filled(0)).rotate(degrees, expand=True), "JPEG", quality=90)
    assert values(read_form(open_image(turned), "address_change", lines())) == truth(0)


def test_heic_reads_the_same() -> None:
    assert values(read_form(open_image((FOLDER / "filled-0.heic").read_bytes()), None, lines())) == truth(0)


def test_a_tilted_sheet_is_laid_flat() -> None:
    page = np.asarray(blank_sheet().resize((1240, 1754)))
    corners = np.array([(0, 0), (1240, 0), (1240, 1754), (0, 1754)], np.float32)
    seen = np.array([(180, 90), (1100, 160), (1290, 1700), (40, 1620)], np.float32)
    photo = cv2.warpPerspective(page, cv2.getPerspectiveTransform(corners, seen), (1400, 1800), borderValue=(90, 80, 70))
    flat = straighten(photo, TEMPLATES).pixels
    drawn = np.asarray(blank_sheet().resize((210 * PIXELS_PER_MM, 297 * PIXELS_PER_MM)), np.int16)
    inside = np.abs(flat.astype(np.int16) - drawn)[100:-100, 100:-100]
    assert inside.mean() < 4


def test_three_marks_are_enough_and_two_are_not() -> None:
    page = blank_sheet().resize((1240, 1754))
    page.paste("white", (0, 1550, 300, 1754))
    assert straighten(np.asarray(page), TEMPLATES).template.name == "address_change"
    page.paste("white", (1000, 1550, 1240, 1754))
    assert refused(page) == "form_unreadable"


@pytest.mark.parametrize("radius", [6, 9])
def test_a_blurred_photo_is_told(radius: int) -> None:
    assert refused(blank_sheet().resize((1240, 1754)).filter(ImageFilter.GaussianBlur(radius))) == "form_unreadable"


def test_a_page_without_our_marks_is_another_form() -> None:
    page = blank_sheet().resize((1240, 1754))
    for corner in ((0, 0, 170, 170), (1070, 0, 1240, 170), (0, 1580, 170, 1754), (1070, 1580, 1240, 1754)):
        page.paste("white", corner)
    assert refused(page) == "form_unknown"


def test_marks_of_another_publisher_are_another_form() -> None:
    page = np.asarray(blank_sheet().resize((1240, 1754))).copy()
    kind = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    scale = 1240 / 210
    for number, (left, top) in zip((40, 41, 42, 43), TEMPLATES[0].markers().values(), strict=True):
        x, y, side = round(left * scale), round(top * scale), round(12 * scale)
        page[y : y + side, x : x + side] = cv2.aruco.generateImageMarker(kind, number, side)[:, :, None]
    assert refused(Image.fromarray(page)) == "form_unknown"


def test_an_empty_form_says_so_of_every_field() -> None:
    read = read_form(np.asarray(blank_sheet().resize((1240, 1754))), "address_change", lines())
    assert read.problem == "incomplete"
    assert {field.problem for field in read.fields} == {"empty"} and not any(field.text for field in read.fields)
