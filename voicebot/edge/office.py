"""HTTP of the demonstration back office, for mounting under /office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, ConfigDict

from ..office import Office


class Submission(BaseModel):
    model_config = ConfigDict(extra="forbid")
    form: str
    fields: dict[str, str]


def router(office: Office, admit: Callable[[Request], None], now: Callable[[], float]) -> APIRouter:
    """POST /cases and GET /cases/{reference}. `admit` raises AuthError; `now` gives seconds since the epoch."""
    routes = APIRouter()

    @routes.post("/cases", status_code=201)
    def submit(request: Request, body: Submission, idempotency_key: Annotated[str, Header()]) -> dict[str, str]:
        admit(request)
        return {"reference": office.submit(body.form, body.fields, idempotency_key, now())}

    @routes.get("/cases/{reference}")
    def find(request: Request, reference: str) -> dict[str, Any]:
        admit(request)
        return asdict(office.find(reference))

    return routes
