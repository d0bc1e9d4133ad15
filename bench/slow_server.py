"""A server with latency: QorePay's reads and e-mails, as cheaply as it can. python slow_server.py SECONDS; prints its port."""

from __future__ import annotations

import asyncio
import json
import re
import sys

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)")


class Slow(asyncio.Protocol):
    """HTTP/1.1 with keep-alive; every purchase is there, open, over 5,000 naira."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.begun = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.begun += data
        while (end := self.begun.find(b"\r\n\r\n")) >= 0:
            head = self.begun[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.begun) < whole:
                return
            self.begun = self.begun[whole:]
            asyncio.get_running_loop().call_later(self.latency, self.transport.write, answer(head))


def answer(head: bytes) -> bytes:
    id_ = head.split(b" ", 2)[1].split(b"/")[3].decode()
    purchase = {
        "id": id_,
        "type": "purchase",
        "status": "sent",
        "brand_id": "b1",
        "client": {"email": "payer@example.com"},
        "purchase": {"currency": "NGN", "total": 500_000, "products": []},
    }
    body = json.dumps(purchase).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


async def main(latency: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Slow(latency), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
