"""Real servers for applications, and a client that sends bytes as they are."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


@contextmanager
def asgi_served(app: Any, lifespan: str = "auto") -> Iterator[int]:
    """Uvicorn, in a thread. Gives its port."""
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan=lifespan, ws="none", timeout_graceful_shutdown=1
    )  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def wsgi_served(app: Any, kind: str = "werkzeug") -> Iterator[int]:
    """Werkzeug's server or that of wsgiref, in a thread. Gives its port."""
    server: Any
    if kind == "werkzeug":
        import logging

        from werkzeug.serving import make_server as make

        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        server = make("127.0.0.1", 0, app, threaded=True)
    else:
        server = make_server("127.0.0.1", 0, app, server_class=_Threads, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def request(
    port: int,
    method: str,
    path: str,
    body: bytes | Any = b"",
    headers: dict[str, str] | None = None,
    seconds: float = 20,
) -> Any:
    """One request. Gives the answer, read; an iterable body is sent in chunks."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body, headers or {}, encode_chunked=not isinstance(body, bytes))
        answer = connection.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        return answer
    finally:
        connection.close()


def raw_request(port: int, head: str, body: bytes = b"") -> int | None:
    """Bytes as they are, then the end of what we send. Gives the status, None where there is no answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode("latin-1") + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionError:
            pass
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else None
