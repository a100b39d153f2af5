"""A desk made of the test itself: the widget's own files, and a WebSocket that says what the test tells it to.

No engines: what the page does about trouble is tried in seconds. A tone stands in for the voice.
"""

from __future__ import annotations

import base64
import json
import math
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

WEB = Path(__file__).parents[2] / "web"
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".html": "text/html; charset=utf-8"}
PAGES = {"/": "widget/index.html", "/kiosk": "kiosk/index.html"}
TEXTS = {"/readyz": b'{"status": "ready"}'}
RATE = 24_000


class _Files(BaseHTTPRequestHandler):
    """The widget's files, and one page of a test at `/host`. Audio worklets are fetched past Playwright's routes, and a
    page that came from a route counts as a foreign network's, so a real port is needed."""

    server: Files

    def do_GET(self) -> None:
        file = WEB / PAGES.get(self.path, self.path.lstrip("/"))
        body = TEXTS.get(self.path) or (file.read_bytes() if file.is_file() else None)
        if self.path == "/host":
            body = self.server.host.encode()
        self.send_response(404 if body is None else 200)
        body = body or b""
        self.send_header("Content-Type", TYPES.get(file.suffix, TYPES[".html"]))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Files(ThreadingHTTPServer):
    """Serves on a free port of loopback. `host`: HTML of a page of somebody else's making."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Files)
        self.host = ""


@contextmanager
def served() -> Iterator[Files]:
    with Files() as files:
        Thread(target=files.serve_forever, daemon=True).start()
        yield files
        files.shutdown()


def tone(seconds: float) -> str:
    """A 200 Hz tone as base64 PCM16 of 24 kHz."""
    count = int(seconds * RATE)
    return base64.b64encode(struct.pack(f"<{count}h", *(int(9000 * math.sin(i * math.tau * 200 / RATE)) for i in range(count)))).decode()


class FakeDesk:
    """`sent`: every event of the widget, over all connections; `sockets`: the connections, newest last.

    `deaf`: messages of the widget vanish and nothing is said, as on a dead line. `forgetful`: no conversation is resumed.
    """

    def __init__(self, page: Any, files: Files) -> None:
        self.page = page
        self._files = files
        self.url = f"http://localhost:{files.server_port}"
        self.sent: list[dict[str, Any]] = []
        self.sockets: list[Any] = []
        self.urls: list[str] = []
        self.deaf = self.forgetful = False
        self.greets = True
        self.resumed_items: list[dict[str, Any]] = []
        page.route_web_socket("**/v1/realtime*", self._connect)

    def open(self, path: str = "/") -> None:
        self.page.goto(self.url + path)

    def host(self, html: str) -> None:
        """Open a page of somebody else's making, on the desk's own origin."""
        self._files.host = html
        self.open("/host")

    def say(self, kind: str, **fields: Any) -> None:
        """Send an event on the newest connection."""
        self.sockets[-1].send(json.dumps({"type": kind, "event_id": f"e{len(self.sent)}", **fields}))

    def speak(self, item: str, text: str, seconds: float) -> None:
        """A whole reply at once."""
        self.say("response.created", response={"id": f"resp_{item}", "status": "in_progress"})
        self.say("response.output_audio_transcript.delta", item_id=item, delta=text)
        self.say("desk.phones", item_id=item, phones=[["r_aa", 1, 0, int(seconds * 1000), 0]])
        self.say("response.output_audio.delta", item_id=item, delta=tone(seconds))
        self.say("response.done", response={"id": f"resp_{item}", "status": "completed"})

    def until(self, holds: Callable[[], bool], seconds: float = 5.0) -> None:
        """Let the page go on until it has sent what is waited for; then, or when the time is over, the test looks."""
        for _ in range(int(seconds / 0.02)):
            if holds():
                return
            self.page.wait_for_timeout(20)

    def kinds(self) -> list[str]:
        """Types of what was sent, but for the page's questions whether the line still lives: they may fall anywhere."""
        asks = {"type": "realtime"}
        return [event["type"] for event in self.sent if event["type"] != "session.update" or event["session"] != asks]

    def _connect(self, socket: Any) -> None:
        self.sockets.append(socket)
        self.urls.append(socket.url)
        socket.on_message(self._take)
        if self.deaf:
            return
        resumed = "session=" in socket.url
        if resumed and self.forgetful:
            return socket.close(code=1011)  # as a refused handshake: closed before anything was said
        self.say("session.created", session={})
        self.say("desk.session", session="s1", token=f"t{len(self.sockets)}", reference="1234", pack="bank", resumed=resumed)
        if resumed:
            self.say("desk.resume", items=self.resumed_items)

    def _take(self, message: str | bytes) -> None:
        event = json.loads(message)
        self.sent.append(event)
        if self.deaf:
            return
        if event["type"] == "session.update":
            self.say("session.updated", session={})
        if event["type"] == "response.create" and self.greets:
            self.greets = False
            self.speak("greeting", "你好，我係AI客戶服務員。", 3.0)
