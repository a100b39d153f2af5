"""A line written on a pen pad → text."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from . import strokes
from .recognise import LineReader

_MARKS = string.digits + string.ascii_letters + string.punctuation + " ，。、？！：；（）「」"


def read(lines: Sequence[strokes.Stroke], width: float, height: float, reader: LineReader) -> dict[str, Any]:
    """{"text", "confidence", "alternatives": [{"text", "probability"}]}. Raises ReadError (strokes_invalid)."""
    picture = strokes.render(lines, width, height)
    found = reader.read(picture, (*reader.han, *reader.symbols(_MARKS)), 5)
    others = [{"text": r.text, "probability": round(r.probability, 4)} for r in found[1:] if r.probability >= 0.001]
    return {"text": found[0].text.strip(), "confidence": round(found[0].probability, 4), "alternatives": others}
