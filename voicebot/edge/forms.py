"""HTTP of the forms: blank sheets out, photos and pen strokes in.

A picture comes as the body itself or as the part `file` of a multipart form. Nothing of it is kept.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from ocr import forms as templates
from ocr.limits import MAX_BYTES, MAX_POINTS

from ..errors import InputError
from ..forms.spoken import shown
from .body import bounded, length, multipart
from .pictures import PictureReader

_STROKES_BYTES = MAX_POINTS * 64
_ROOM = 65_536  # bytes of a multipart body beside the picture
_TYPES: dict[Literal["png", "pdf"], str] = {"png": "image/png", "pdf": "application/pdf"}


def router(reader: PictureReader, admit: Callable[[Request], None]) -> APIRouter:
    """The routes. `admit` raises AuthError for a caller who may not read pictures; blank forms are for everyone."""
    routes = APIRouter()

    @routes.get("/v1/forms")
    async def list_forms() -> dict[str, Any]:
        return {"forms": [_described(name) for name in templates.names()]}

    @routes.get("/v1/forms/{name}.{kind}")
    async def blank(name: str, kind: str) -> Response:
        if kind not in _TYPES or name not in templates.names():
            raise InputError("there is no such form or no such kind of file", code="form_unknown")
        known: Literal["png", "pdf"] = "png" if kind == "png" else "pdf"
        body = await reader.blank(name, known)
        return Response(body, media_type=_TYPES[known], headers={"Cache-Control": "public, max-age=3600"})

    @routes.post("/v1/forms/{name}/read")
    async def read_form(name: str, request: Request) -> dict[str, Any]:
        admit(request)
        if name not in templates.names():
            raise InputError(f"there is no such form; forms are {', '.join(templates.names())}", code="form_unknown")
        found = await reader.form(await _picture(request), name)
        return {**found.to_json(), "fields": [{**asdict(f), "shown": shown(f.kind, f.text)} for f in found.fields]}

    @routes.post("/v1/ocr")
    async def read_page(request: Request) -> dict[str, Any]:
        admit(request)
        return (await reader.page(await _picture(request))).to_json()

    @routes.post("/v1/ocr/strokes")
    async def read_strokes(request: Request) -> dict[str, Any]:
        admit(request)
        strokes, width, height = _strokes(await bounded(request, _STROKES_BYTES, _too_large("strokes_invalid")))
        return await reader.strokes(strokes, width, height)

    return routes


def _described(name: str) -> dict[str, Any]:
    template = templates.load(name)
    fields = [{"name": f.name, "label": f.label, "english": f.english, "kind": f.kind, "box": f.box} for f in template.fields]
    return {
        "name": name, "title": template.title, "english": template.english, "page_mm": template.page, "fields": fields,
        "png": f"/v1/forms/{name}.png", "pdf": f"/v1/forms/{name}.pdf",
    }  # fmt: skip


async def _picture(request: Request) -> bytes:
    """The picture that a request carries. Raises InputError (image_too_large, image_unsupported)."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        data = await bounded(request, MAX_BYTES, _too_large())
    else:
        # Looked at before a byte is parsed: the parser itself has no limit, and puts large parts into a file.
        if (told := length(request)) is None:
            raise InputError("the length of a form is told", code="image_unsupported")
        if told > MAX_BYTES + _ROOM:
            raise _too_large()
        broken = InputError("the multipart form cannot be read", code="image_unsupported")
        async with multipart(request, 8, broken) as form:
            part = form.get("file")
            data = await part.read(MAX_BYTES + 1) if isinstance(part, UploadFile) else b""
    if len(data) > MAX_BYTES:
        raise _too_large()
    if not data:
        raise InputError("there is no picture: send it as the body or as the part `file`", code="image_unsupported")
    return data


def _too_large(code: str = "image_too_large") -> InputError:
    return InputError(f"the body is too large; a picture may have {MAX_BYTES // 1024 // 1024} MB", code=code)


def _strokes(body: bytes) -> tuple[list[Any], float, float]:
    try:
        row = json.loads(body)
        strokes, width, height = row["strokes"], float(row["width"]), float(row["height"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError("send {strokes: [[[x, y, t], …], …], width, height} as JSON", code="strokes_invalid") from error
    if not isinstance(strokes, list) or not (math.isfinite(width) and math.isfinite(height)):
        raise InputError("strokes must be a list, width and height numbers", code="strokes_invalid")
    return strokes, width, height
