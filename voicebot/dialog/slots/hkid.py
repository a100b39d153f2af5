"""An HKID with its check digit: typed only. By voice the desk asks for its first letter and three figures (`figures`)."""

from __future__ import annotations

import re

from ocr.fields import is_hkid, parse_hkid
from ocr.results import Reading

from ...events import Transcript
from ...forms.spoken import said, shown
from .value import Found

_SHAPE = re.compile(r"[A-Za-z]{1,2}\s?\d{6}\s?[(（]?[0-9Aa][)）]?")


def read(transcript: Transcript) -> Found | None:
    """An HKID that was typed, not said: typed text has no timed words."""
    if transcript.words or transcript.syllables:
        return None
    found = parse_hkid([Reading(part, 1.0) for part in _SHAPE.findall(transcript.text)])
    return Found(found.text, found.confidence) if found.ok and is_hkid(found.text) else None


def say(value: str) -> str:
    return said("hkid", value)


def show(value: str) -> str:
    return shown("hkid", value)
