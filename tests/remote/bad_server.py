"""Servers that misbehave: each takes a connection, reads the request and then does one wrong thing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[socket.socket, threading.Event], None]


@contextmanager
def misbehaving(answer: Answer) -> Iterator[str]:
    """The address of a server on which `answer(connection, over)` is all that a request gets."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)

        def serve() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=one, args=(connection,), daemon=True).start()

        def one(connection: socket.socket) -> None:
            with connection:
                connection.settimeout(5)
                try:
                    connection.recv(65_536)
                    answer(connection, over)
                except OSError:
                    pass  # the caller has left, which is what some of these are for

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            over.set()
            thread.join(5)


def reply(status: str, body: bytes, media_type: str = "application/json") -> Answer:
    def answer(connection: socket.socket, _: threading.Event) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + body)
        while connection.recv(65_536):  # take the rest of the request, so that the answer is not cut by a reset
            pass

    return answer


def hang(_: socket.socket, over: threading.Event) -> None:
    over.wait(30)


def trickle(connection: socket.socket, over: threading.Event) -> None:
    """A byte now and then, for ever: each read comes in time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b" ")


def rubbish(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(b"\x00\xff\x16\x03 not HTTP at all\r\n\r\n")


def slam(_: socket.socket, __: threading.Event) -> None:
    """Close without a word."""
