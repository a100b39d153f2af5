"""HTTP of the demonstration back office: its cases under /office, and the API that the flows' tools call.

The tools' API is an application of its own, called inside the process: no page and no caller reaches it. Only the
demonstration's one-time codes can be read from outside, with a staff key, in place of a customer's phone.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.concurrency import run_in_threadpool

from ..customers import Customers, Refused
from ..errors import AuthError, DeskError, InputError
from ..office import Office
from .body import bounded

CASE_LIMIT = 65_536  # bytes
Key = Annotated[str, Header(alias="Idempotency-Key")]
Token = Annotated[str, Header(alias="customer-token")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Submission(_Body):
    form: str
    fields: dict[str, str]


class Person(_Body):
    hkid_part: str
    phone: str


class Code(_Body):
    code: str


class Loss(_Body):
    last_seen: str = ""


class Address(_Body):
    address: str


class Appointment(_Body):
    branch: str
    date: str
    time: str
    phone: str


def router(office: Office, admit: Callable[[Request], None], now: Callable[[], float]) -> APIRouter:
    """POST /cases and GET /cases/{reference}. `admit` raises AuthError; `now` gives seconds since the epoch."""
    routes = APIRouter()

    @routes.post("/cases", status_code=201)
    async def submit(request: Request, idempotency_key: Annotated[str, Header()]) -> dict[str, str]:
        admit(request)  # before a byte of the body is read
        case = _submission(await bounded(request, CASE_LIMIT, InputError("a case has at most 64 kB")))
        reference = await run_in_threadpool(office.submit, case.form, case.fields, idempotency_key, now())
        return {"reference": reference}

    @routes.get("/cases/{reference}")
    def find(request: Request, reference: str) -> dict[str, Any]:
        admit(request)
        return asdict(office.find(reference))

    return routes


def _submission(body: bytes) -> Submission:
    """Raises InputError, which quotes nothing of the body."""
    try:
        return Submission.model_validate_json(body)
    except ValidationError:
        raise InputError("send {form, fields: {name: text, …}} as JSON") from None


def demonstration(customers: Customers, keys: Sequence[str], now: Callable[[], float]) -> APIRouter:
    """GET /demonstration/codes/{phone}: the code that a synthetic customer's phone would show. Needs a staff key."""
    routes = APIRouter()

    @routes.get("/demonstration/codes/{phone}")
    def code(phone: str, authorization: Annotated[str, Header()] = "") -> dict[str, str]:
        shown = authorization.removeprefix("Bearer ").encode("utf-8", "replace")
        if sum(hmac.compare_digest(shown, key.encode()) for key in keys) == 0:
            raise AuthError("the demonstration's codes need a staff key")
        return {"code": customers.newest_code(phone, now()), "note": "demonstration: a bank sends this to the phone, and shows it to nobody"}

    return routes


def api(customers: Customers, now: Callable[[], float]) -> FastAPI:
    """The operations of the bank pack's `tools.yaml`."""
    app = FastAPI(title="Demonstration back office", openapi_url=None, docs_url=None, redoc_url=None)

    @app.exception_handler(DeskError)
    async def problem(_: Request, error: DeskError) -> JSONResponse:
        values = error.values if isinstance(error, Refused) else {}
        return JSONResponse({"title": error.text, "code": error.code, **values}, error.status, media_type="application/problem+json")

    @app.post("/identity/challenges", status_code=201, operation_id="send_code")
    def send_code(body: Person, key: Key) -> dict[str, Any]:
        return customers.send_code(body.hkid_part, body.phone, key, now())

    @app.post("/identity/challenges/{challenge}/answers", operation_id="check_code")
    def check_code(challenge: str, body: Code, key: Key) -> dict[str, Any]:
        return customers.check_code(challenge, body.code, key, now())

    @app.post("/cards/{card}/blocks", status_code=201, operation_id="block_card")
    def block_card(card: str, body: Loss, token: Token, key: Key) -> dict[str, Any]:
        return customers.block_card(token, card, body.last_seen, key, now())

    @app.put("/address", operation_id="change_address")
    def change_address(body: Address, token: Token, key: Key) -> dict[str, Any]:
        return customers.change_address(token, body.address, key, now())

    @app.get("/accounts/{account}/balance", operation_id="balance")
    def balance(account: str, token: Token) -> dict[str, Any]:
        return customers.balance(token, account, now())

    @app.post("/appointments", status_code=201, operation_id="book")
    def book(body: Appointment, key: Key) -> dict[str, Any]:
        return customers.book(body.branch, body.date, body.time, body.phone, key, now())

    return app
