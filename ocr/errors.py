"""The one error of this package.

Codes: image_unsupported, image_too_large, image_blank, form_unknown, form_unreadable, strokes_invalid (the sender's),
ocr_busy, ocr_failed (ours).
"""

from __future__ import annotations


class ReadError(Exception):
    """`text` is one plain sentence that never quotes what was on the page."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
