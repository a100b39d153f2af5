"""Templates: what is drawn is what is read."""

from __future__ import annotations

import io

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from ocr import drawing, forms
from ocr.errors import ReadError
from ocr.image import Rgb
from ocr.page import find_marks, straighten
from ocr.reading import crop
from ocr.ink import even_light, line_of
from tests.ocr.pictures import LABELS, blank_sheet

GOOD = """
title = "甲"
english = "A"
issuer = "乙"
hint = "丙"
page = [210, 297]
first_marker = 4
[[fields]]
name = "phone"
label = "電話"
english = "Phone"
kind = "phone"
box = [10, 10, 50, 12]
cells = 8
"""


def pixels() -> Rgb:
    return np.asarray(blank_sheet().resize((1240, 1754)))


@pytest.mark.parametrize("name", forms.names())
def test_every_template_can_be_loaded_and_labelled(name: str) -> None:
    template = forms.load(name)
    words = [template.title, template.english, template.issuer, template.hint]
    words += [text for f in template.fields for text in (f.label, f.english)]
    glyphs = TTFont(str(LABELS)).getBestCmap()
    assert {c for c in "".join(words) if ord(c) not in glyphs} == set()


@pytest.mark.parametrize("name", ["", "nothing", "../secret", "address_change.toml", "ADDRESS_CHANGE"])
def test_other_names_are_no_forms(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        forms.load(name)
    assert caught.value.code == "form_unknown"


def test_templates_that_cannot_be_read_are_refused() -> None:
    assert forms.parse("x", GOOD).fields[0].cells == 8
    for bad in (GOOD.replace('kind = "phone"', 'kind = "fax"'), GOOD.replace("[10, 10, 50", "[190, 10, 50"), GOOD + GOOD[GOOD.index("[[") :]):
        with pytest.raises(ValueError):
            forms.parse("x", bad)


def test_no_two_forms_share_a_mark() -> None:
    numbers = [n for name in forms.names() for n in forms.load(name).markers()]
    assert len(set(numbers)) == len(numbers)


def test_marks_are_drawn_where_the_template_says() -> None:
    template = forms.load("address_change")
    found = find_marks(pixels())
    assert found.keys() == template.markers().keys()
    scale = 1240 / 210
    for number, (left, top) in template.markers().items():
        assert np.abs(found[number][0] - np.array([left, top]) * scale).max() < 1.5


def test_the_guides_drop_out_of_every_field() -> None:
    sheet = straighten(pixels(), [forms.load("address_change")])
    grey = even_light(sheet.pixels)
    assert {f.name: line_of(crop(grey, f)) is None for f in sheet.template.fields} == {f.name: True for f in sheet.template.fields}


def test_the_sheet_can_be_had_as_png_and_pdf() -> None:
    template = forms.load("address_change")
    png = Image.open(io.BytesIO(drawing.png(template)))
    assert png.size == (2480, 3508) and round(png.info["dpi"][0]) == 300
    assert find_marks(np.asarray(png.convert("RGB").resize((1240, 1754)))).keys() == template.markers().keys()
    assert drawing.pdf(template).startswith(b"%PDF-")
