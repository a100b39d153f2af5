"""Cuts the labels' font for the drawn forms: Noto Sans CJK HK with the characters of the templates and of ASCII.

    python models/recipes/forms/font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

Needs fontTools. Noto Sans CJK is under the SIL Open Font License 1.1, which allows cutting and passing on.
"""

from __future__ import annotations

import string
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

TEMPLATES = Path(__file__).resolve().parents[3] / "ocr" / "templates"


def main(collection: str) -> None:
    font = next(f for f in TTCollection(collection).fonts if f["name"].getDebugName(4) == "Noto Sans CJK HK")
    text = string.printable + "".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.toml"))) + "　（）／"
    options = subset.Options(layout_features=[], name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True, hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(set(text) - set("\n\r\t\x0b\x0c"))))
    cutter.subset(font)
    font.save(TEMPLATES / "labels.otf")


if __name__ == "__main__":
    main(sys.argv[1])
