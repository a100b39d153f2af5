"""A reader of pages behind `POST /ocr` (`voicebot engine serve --stage ocr`)."""

from __future__ import annotations

from typing import Any

from ..errors import EngineError
from ..serving.shapes import Line, Page
from .endpoint import Endpoint

TIMEOUT_S = 20.0  # an A4 page on one core takes seconds, and no caller waits for it on the line


class RemoteReader:
    """Thread-safe; blocks its thread while the server reads."""

    name = "remote"

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def read(self, image: bytes, media_type: str = "image/png") -> Page:
        """The lines of a picture. Raises EngineError where the server fails."""
        return _page(self._endpoint.post("ocr", files={"file": ("page", image, media_type)}).json())


def _page(answer: dict[str, Any]) -> Page:
    try:
        lines = tuple(
            Line(str(row["text"]), float(row["confidence"]), tuple((int(x), int(y)) for x, y in row["box"])) for row in answer["lines"]
        )
        return Page(lines, int(answer["width"]), int(answer["height"]))
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError("the engine server answered with something other than lines of text") from error
