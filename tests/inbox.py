"""An address on this machine that takes webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Delivered = list[tuple[dict[str, str], bytes]]


class Inbox(NamedTuple):
    """The address, and the headers and the body of each delivery."""

    url: str
    delivered: Delivered


@contextmanager
def open_inbox() -> Iterator[Inbox]:
    """Listen until the end of the block; every delivery is answered 200."""
    delivered: Delivered = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            delivered.append((dict(self.headers), self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield Inbox(f"http://127.0.0.1:{server.server_port}/hook", delivered)
    finally:
        server.shutdown()
        server.server_close()
