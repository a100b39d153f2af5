"""From a crop to the line of ink."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ocr.ink import even_light, line_of
from tests.ocr.pictures import printed


def test_light_guides_and_uneven_light_vanish_and_ink_stays() -> None:
    page = Image.new("RGB", (800, 400), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((100, 100, 700, 200), outline=(255, 176, 160), width=4)
    pen.line((200, 120, 260, 180), (20, 30, 120), 6)
    lamp = np.linspace(0.5, 1.0, 800)[None, :, None]
    grey = even_light(np.asarray(np.asarray(page) * lamp, np.uint8))
    assert grey[150, 230] < 60
    assert grey[100:104, 300:600].min() > 230 and grey[:, :90].min() > 230


def test_an_empty_field_and_specks_are_no_line() -> None:
    paper = np.full((80, 400), 255, np.uint8)
    assert line_of(paper) is None
    paper[10:12, 50:53] = 0
    assert line_of(paper) is None


def test_gaps_are_cut_down_only_where_asked() -> None:
    wide = printed("1　　　2　　　3")
    whole, squeezed = line_of(wide), line_of(wide, 0.25)
    assert whole is not None and squeezed is not None
    assert squeezed.shape[0] == whole.shape[0] and squeezed.shape[1] < 0.5 * whole.shape[1]
    assert (squeezed < 100).sum() == (whole < 100).sum()
