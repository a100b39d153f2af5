"""Fills a drawn form in a handwriting font and photographs it: synthetic people, synthetic hands, synthetic cameras.

    python models/recipes/forms/synthesise.py FONT FOLDER --count 40 --seed 7 [--hard]

Writes FOLDER/form-0000.jpg … and FOLDER/manifest.tsv (file, form, values as JSON). A seed gives the same values and the
same photos. Every name, number and address is made up; the HKIDs have right check digits and belong to nobody we know.
"""

from __future__ import annotations

import argparse
import json
import random
import string
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr import drawing, forms
from ocr.fields import districts, hkid_check_digit
from ocr.forms import Field, Template

_SURNAMES = "CHAN WONG LEE LEUNG CHEUNG LAM WONG NG HO LAU YIP FUNG CHENG LAW YEUNG CHOI CHOW TSANG TSE TANG"
_GIVEN = "KA MING CHI WAI MEI LING KA YAN CHUN KIT WAI MAN WING SZE LAI WAH KWOK KEUNG HIU TUNG"
SURNAMES = dict(zip("陳黃李梁張林王吳何劉葉馮鄭羅楊蔡周曾謝鄧", _SURNAMES.split(), strict=True))
GIVEN = dict(zip("家明志偉美玲嘉欣俊傑慧文詠思麗華國強曉彤", _GIVEN.split(), strict=True))
STREETS = (
    "彌敦道 德輔道中 軒尼詩道 英皇道 廣東道 青山公路 大埔道 太子道西 漆咸道北 觀塘道 荃灣街市街 沙田正街 皇后大道東 福榮街 寶琳北路"
).split()
ESTATES = "美景花園 海怡大廈 翠華樓 富康閣 嘉湖苑 麗港城 匯景中心 祥和大廈 怡翠苑 寶盈花園".split()
MM = drawing.DPI / 25.4


def values(rng: random.Random) -> dict[str, str]:
    """One made-up customer, in the form that the parsers give."""
    surname, given = rng.choice(list(SURNAMES)), rng.sample(list(GIVEN), 2)
    body = rng.choice(string.ascii_uppercase) + f"{rng.randrange(10**6):06d}"
    flat, floor = rng.choice("ABCDEFGH"), rng.randrange(1, 45)
    return {
        "name_zh": surname + "".join(given),
        "name_en": f"{SURNAMES[surname]} {' '.join(GIVEN[c] for c in given)}",
        "hkid": f"{body}({hkid_check_digit(body)})",
        "phone": rng.choice("235679") + f"{rng.randrange(10**7):07d}",
        "date": f"{rng.randrange(2025, 2028)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
        "district": rng.choice(sorted(set(districts().values()))),
        "street": f"{rng.choice(STREETS)}{rng.randrange(1, 800)}號",
        "building": f"{rng.choice(ESTATES)}{rng.randrange(1, 9)}座{floor}樓{flat}室",
        "signature": "有",
    }


def written(field: Field, value: str) -> str:
    """What a hand puts into the field for a value."""
    if field.kind == "hkid":
        return value.replace("(", "").replace(")", "").rjust(field.cells)
    if field.kind == "date":
        year, month, day = value.split("-")
        return day + month + year
    return value


def fill(template: Template, row: dict[str, str], font_path: str, rng: random.Random) -> Image.Image:
    """The sheet with the values written in, each character a little off its line, size and place."""
    sheet = drawing.draw(template)
    colour = rng.choice([(20, 30, 120), (25, 25, 30), (15, 40, 150), (50, 50, 60)])
    for field in template.fields:
        if field.kind == "signature":
            _sign(sheet, field, colour, rng)
        else:
            _write(sheet, field, written(field, row[field.name]), font_path, colour, rng)
    return sheet


def _write(sheet: Image.Image, field: Field, text: str, font_path: str, colour: tuple[int, int, int], rng: random.Random) -> None:
    left, top, width, height = (side * MM for side in field.box)
    size = height * rng.uniform(0.58, 0.78)
    font = ImageFont.truetype(font_path, round(size))
    room = sum(font.getlength(c) for c in text) * 1.03
    if not field.cells and room > width * 0.94:
        font = ImageFont.truetype(font_path, round(size * width * 0.94 / room))
    x = left + width * rng.uniform(0.02, 0.04)
    for i, character in enumerate(text):
        advance = font.getlength(character)
        if field.cells:
            x = left + width * (i + 0.5) / field.cells - advance / 2 + rng.uniform(-0.08, 0.08) * width / field.cells
        tile = Image.new("L", (round(size * 2), round(size * 2)), 0)
        ImageDraw.Draw(tile).text((size * 0.5, size * 0.9), character, 255, font, anchor="lm")
        tile = tile.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC, center=(size, size))
        place = (round(x - size * 0.5), round(top + height / 2 - size * 0.9 + rng.uniform(-0.05, 0.05) * height))
        sheet.paste(colour, place, tile)
        x += advance * rng.uniform(0.98, 1.08)


def _sign(sheet: Image.Image, field: Field, colour: tuple[int, int, int], rng: random.Random) -> None:
    left, top, width, height = (side * MM for side in field.box)
    points = [
        (left + width * (0.1 + 0.08 * i), top + height * (0.5 + rng.uniform(-0.3, 0.3))) for i in range(rng.randrange(6, 10))
    ]
    ImageDraw.Draw(sheet).line(points, colour, 6, joint="curve")


def photograph(sheet: Image.Image, rng: random.Random, hard: bool = False) -> Image.Image:
    """A phone's photo of the sheet: on a table, from an angle, in uneven light, soft, noisy."""
    strength = 1.5 if hard else 1.0
    page = np.asarray(sheet.resize((sheet.width * 2 // 3, sheet.height * 2 // 3), Image.Resampling.LANCZOS))
    high, wide = page.shape[:2]
    width, height = round(wide * rng.uniform(1.12, 1.3)), round(high * rng.uniform(1.08, 1.25))
    noise = np.random.default_rng(rng.randrange(2**32))
    table = np.clip(np.array(rng.choice([(120, 90, 60), (70, 70, 75), (150, 140, 130)])) + noise.normal(0, 6, (height, width, 3)), 0, 255)
    jitter = 0.05 * strength
    x0, y0 = (width - wide) / 2, (height - high) / 2
    square = [(x0, y0), (x0 + wide, y0), (x0 + wide, y0 + high), (x0, y0 + high)]
    bent = [(x + rng.uniform(-jitter, jitter) * wide, y + rng.uniform(-jitter, jitter) * high * 0.7) for x, y in square]
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.clip(np.array(bent, np.float32), 4, [width - 4, height - 4]).astype(np.float32))
    photo = cv2.warpPerspective(page, matrix, (width, height), dst=table.astype(np.uint8), borderMode=cv2.BORDER_TRANSPARENT)
    light = _light(height, width, rng, strength)
    blurred = cv2.GaussianBlur(photo.astype(np.float32) * light, (0, 0), rng.uniform(0.4, 1.1) * strength)
    photo = np.clip(blurred + noise.normal(0, rng.uniform(2, 5) * strength, blurred.shape), 0, 255)
    return Image.fromarray(photo.astype(np.uint8))


def _light(height: int, width: int, rng: random.Random, strength: float) -> NDArray[np.float32]:
    """A lamp on one side and the soft shadow of a hand, (height, width, 3), with a warm or cold tint."""
    y, x = np.mgrid[0:1:complex(height), 0:1:complex(width)].astype(np.float32)  # type: ignore[misc]
    slope = 1.0 + 0.15 * strength * (rng.uniform(-1, 1) * (x - 0.5) + rng.uniform(-1, 1) * (y - 0.5))
    edge = rng.uniform(0.2, 0.8) + rng.uniform(-0.4, 0.4) * y
    shadow = 1.0 - 0.25 * strength * rng.random() / (1 + np.exp((x - edge) * rng.choice([-1, 1]) / 0.03))
    tint = np.array([1.0 + rng.uniform(-0.06, 0.06), 1.0, 1.0 + rng.uniform(-0.1, 0.06)])
    return np.asarray((slope * shadow * rng.uniform(0.75, 0.98))[:, :, None] * tint, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("font")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--form", default="address_change")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hard", action="store_true", help="steeper, darker, softer, noisier")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(options.seed)
    template = forms.load(options.form)
    rows = ["file\tform\tvalues"]
    glyphs = TTFont(options.font).getBestCmap()
    for number in range(options.count):
        row = values(rng)
        while any(ord(c) not in glyphs for c in "".join(row.values()) if c not in "(-)"):
            row = values(rng)
        photo = photograph(fill(template, row, options.font, rng), rng, options.hard)
        name = f"form-{number:04d}.jpg"
        photo.save(options.folder / name, quality=rng.randrange(60, 90))
        rows.append(f"{name}\t{options.form}\t{json.dumps(row, ensure_ascii=False)}")
    (options.folder / "manifest.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
