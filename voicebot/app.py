"""Puts a desk together: settings → engines → one FastAPI application → one port.

Order at the start: engines load, a warm-up turn runs, the port opens, `/readyz` answers 200. Order at the end: stop accepting, end the
calls, close the executor, close the journal.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI, Request, WebSocket
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from .building import build_engines, warm_up
from .compute import Executor, Stage
from .config import Settings
from .daytime import hong_kong
from .desk import Desk, new_id
from .dialog.mind import PackMind
from .edge import forms, http, videos
from .edge import office as office_routes
from .edge.asterisk import add_asterisk
from .edge.pictures import PictureReader
from .edge.problems import add_problems
from .edge.staff import add_staff
from .edge.twilio import add_twilio
from .engines import Engines
from .errors import ConfigError, DeskError
from .knowledge.pack import texts
from .metrics import CONTENT_TYPE, Metrics
from .office import Office
from .paperwork import Papers
from .preparing import prepare
from .privacy.mask import published
from .privacy.sweep import sweep
from .remote.choose import reader as page_server
from .ledger import Ledger
from .store import Feedback, Journal, load_key
from .tools.office import open_business

log = structlog.get_logger()
WEB = Path(__file__).resolve().parent.parent / "web"
LOOK = ["GET", "HEAD"]  # as monitors do
PURGE_EVERY_S = 30.0
LOOK_EVERY_S = 1.0
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # of a rendered document: nothing runs, nothing is fetched


def create_app(
    settings: Settings, engines: Engines, now: Callable[[], float] = time.time, beside: Callable[[], Coroutine[Any, Any, None]] | None = None
) -> FastAPI:
    """The application. It opens its port after a warm-up turn; `now` gives seconds since the epoch; `beside` is run once
    while it serves."""
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as closing, asyncio.TaskGroup() as tasks:
            try:
                desk = app.state.desk = await _open_desk(app, settings, engines, metrics, now, closing, tasks)
            except DeskError as error:
                app.state.refused = error  # for `serve` to tell: uvicorn would only print a traceback
                raise
            desk.ready = True
            if beside is not None:
                app.state.chores.append(tasks.create_task(beside()))
            yield
            desk.ready = False
            await desk.end_all()
            for task in app.state.chores:
                task.cancel()

    app = FastAPI(title="voicebot", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)  # those pages fetch scripts from elsewhere
    # A widget on the organisation's own pages reads scripts and passages from here.
    app.add_middleware(CORSMiddleware, allow_origins=list(settings.allowed_origins), allow_methods=["GET", "POST", "DELETE"], allow_headers=["*"])
    add_problems(app, metrics)
    _add_pages(app)
    _add_api(app, metrics)
    _add_doors(app, settings)

    @app.websocket("/v1/realtime")
    async def realtime(socket: WebSocket) -> None:
        await app.state.desk.serve_realtime(socket)

    return app


async def _open_desk(
    app: FastAPI, settings: Settings, engines: Engines, metrics: Metrics, now: Callable[[], float], closing: AsyncExitStack,
    tasks: asyncio.TaskGroup,
) -> Desk:  # fmt: skip
    """Open the stores, the executor and the rooms behind them. What is opened first is closed last."""
    folder = Path(settings.data_dir)
    key = load_key(folder)
    sweep(folder)
    public = published(texts(engines.mind.pack)) if isinstance(engines.mind, PackMind) else frozenset()
    journal = Journal(folder / "journal.db", key, settings.resume_minutes * 60, public)
    closing.callback(journal.close)
    ledger = Ledger(folder / "ledger.db", settings.ledger_days)
    closing.callback(ledger.close)
    feedback = Feedback(folder / "feedback.db", key, settings.feedback_days, public)
    closing.callback(feedback.close)
    office = Office(folder / "office.db", key)
    closing.callback(office.close)
    executor = Executor(settings.threads, on_done=lambda stage, wait, cpu: metrics.job_done(stage.name.lower(), wait, cpu))
    closing.callback(executor.close)
    reader = PictureReader(server=page_server(settings))
    closing.push_async_callback(reader.close)
    business, customers = await open_business(settings, key, now, closing, tasks.create_task)
    papers = Papers(reader, lambda form, values, mark: office.submit(form, values, mark, now()))
    desk = Desk(settings, engines, executor, journal, metrics, ledger, now, papers, feedback, business)
    films = videos.Videos(folder / "videos", videos.speaker(engines.voice, executor), now, new_id)
    app.include_router(forms.router(reader, desk.admit))
    app.include_router(http.router(engines, executor, desk.admit, lambda code: metrics.errors.labels(code).inc(), lambda: hong_kong(now()).replace(tzinfo=None)))
    app.include_router(office_routes.router(office, desk.admit, now), prefix="/office")
    if customers is not None:
        app.include_router(office_routes.demonstration(customers, settings.staff_keys, now), prefix="/office")
    videos.add_routes(app, lambda: films, desk.admit)
    await executor.run(Stage.MIND, lambda: warm_up(engines))
    chores: list[Coroutine[Any, Any, None]] = [_purge((journal, ledger, feedback), now), _write_again(desk.write_again), films.run()]
    if isinstance(engines.mind, PackMind):
        chores.append(_keep_up(engines.mind, executor))
    app.state.chores = [tasks.create_task(work) for work in chores]
    return desk


def _add_pages(app: FastAPI) -> None:
    async def page(name: str) -> FileResponse:
        return FileResponse(WEB / name / "index.html", headers={"Cache-Control": "no-cache"})

    for path, name in (("/", "widget"), ("/kiosk", "kiosk"), ("/staff", "staff")):
        app.add_api_route(path, partial(page, name), methods=LOOK, include_in_schema=False)
    for name in ("widget", "kiosk", "staff", "shared"):
        app.mount(f"/{name}", StaticFiles(directory=WEB / name), name=name)


def _add_api(app: FastAPI, metrics: Metrics) -> None:
    @app.api_route("/healthz", methods=LOOK, include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.api_route("/readyz", methods=LOOK, include_in_schema=False)
    async def readyz() -> Response:
        ready = getattr(app.state, "desk", None) is not None and app.state.desk.ready
        return JSONResponse({"status": "ready" if ready else "starting"}, 200 if ready else 503)

    @app.api_route("/metrics", methods=LOOK, include_in_schema=False)
    async def metrics_page() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    @app.post("/v1/realtime/client_secrets")
    async def client_secrets(request: Request) -> dict[str, object]:
        return app.state.desk.client_secret(request)

    @app.get("/v1/passages/{passage_id:path}")
    async def passage(passage_id: str) -> dict[str, object]:
        return app.state.desk.passage(passage_id)

    @app.get("/documents/{page:path}")
    async def document(page: str) -> Response:
        return HTMLResponse(app.state.desk.document(page), headers={"Content-Security-Policy": PAGE_POLICY})


def _add_doors(app: FastAPI, settings: Settings) -> None:
    """Every other way into the desk, each with its own module at the edge."""
    add_twilio(app, settings)
    add_asterisk(app)
    add_staff(app, settings.staff_keys)


async def _purge(stores: tuple[Journal, Ledger, Feedback], now: Callable[[], float]) -> None:
    while True:
        await asyncio.sleep(PURGE_EVERY_S)
        for store in stores:
            try:
                store.purge(now())
            except sqlite3.Error:  # as where the disk is full: the desk goes on, and tries again
                log.error("what is past its time is not erased", code="purge_failed", store=type(store).__name__)


async def _write_again(work: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(PURGE_EVERY_S)
        work()


async def _keep_up(mind: PackMind, executor: Executor) -> None:
    """Read newly ingested documents before a caller asks about them: the next turn would, and wait for it."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            await executor.run(Stage.BATCH, lambda: mind.pack)
        except Exception as error:  # noqa: BLE001 - a turn meets the failure again, and tells it
            log.error("knowledge not read", code="engine_failed", exc_info=error)


def serve(settings: Settings) -> None:
    """Run until a signal ends the process. Raises DeskError where the desk cannot start."""
    from .edge.sockets import DeskSocket
    from .edge.tls import certificate
    from .logs import configure

    configure(settings.log_level)
    made = "" if settings.staff_keys or not settings.loopback else secrets.token_urlsafe(9)
    if made:
        settings = replace(settings, staff_keys=(made,))
    cert, key = certificate(settings) if settings.tls else (None, None)
    engines = _for_good(lambda: build_engines(settings))  # what is missing or broken is told before the port opens
    beside = None if settings.tts_url else partial(prepare, settings)
    app = create_app(settings, engines, beside=beside)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, ws=DeskSocket, ws_max_size=settings.message_limit,
        ws_per_message_deflate=False, log_level="warning", access_log=False, timeout_graceful_shutdown=5,
        ssl_certfile=cert, ssl_keyfile=key,
    )  # fmt: skip
    with _listen(settings) as listener, _told(app), suppress(KeyboardInterrupt):  # Ctrl-C is how a desk is stopped, after its shutdown
        _Server(config, settings, made).run([listener])


def _refused(app: FastAPI) -> DeskError | None:
    return getattr(app.state, "refused", None)


@contextmanager
def _told(app: FastAPI) -> Iterator[None]:
    """A start that the desk itself refuses is raised as its own error, which is told in one line; uvicorn would print a traceback
    and end the process."""
    server_log = logging.getLogger("uvicorn.error")

    def wanted(_: logging.LogRecord) -> bool:
        return _refused(app) is None

    server_log.addFilter(wanted)
    try:
        yield
    except SystemExit as ended:
        if (refused := _refused(app)) is not None:
            raise refused from ended
        raise
    finally:
        server_log.removeFilter(wanted)


def _for_good(build: Callable[[], Engines]) -> Engines:
    """Build what lives as long as the process, without the cyclic collector walking it, now or in any call.

    Lexicons are hundreds of thousands of small objects and none of them is garbage: the collector's passes over them
    are a third of the start, and later pauses of the event loop.
    """
    gc.disable()
    try:
        engines = build()
        gc.collect()
        gc.freeze()
        return engines
    finally:
        gc.enable()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host.strip("[]"), settings.port), family=family)
    except OSError as error:
        cause = str(error.strerror).partition(" (")[0]  # Python's words would add the address a second time
        raise ConfigError(f"cannot listen on {settings.host} port {settings.port}: {cause}; choose another --host or --port") from error


class _Server(uvicorn.Server):
    """Says where the pages are, once a customer can really talk. `made_key`: a staff key made for this run, or ""."""

    def __init__(self, config: uvicorn.Config, settings: Settings, made_key: str) -> None:
        super().__init__(config)
        self._settings = settings
        self._made_key = made_key

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit and self.servers:
            port = self.servers[0].sockets[0].getsockname()[1]
            scheme = "https" if self._settings.tls else "http"
            bound = self._settings.host.strip("[]")
            host = "localhost" if bound in ("0.0.0.0", "::") else f"[{bound}]" if ":" in bound else bound
            print(f"Talk to the desk: {scheme}://{host}:{port}/", flush=True)
            if self._settings.staff_keys:
                key = f" with the key {self._made_key}" if self._made_key else ""
                print(f"Staff page: {scheme}://{host}:{port}/staff{key}", flush=True)
