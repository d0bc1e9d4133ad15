"""A server that answers every request with one JSON file, as cheaply as it can: python loopback.py FILE; prints its port."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path


class Answer(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, for requests without a body."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.begun = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        *whole, self.begun = (self.begun + data).split(b"\r\n\r\n")
        for _ in whole:
            self.transport.write(self.answer)


async def main(path: Path) -> None:
    body = path.read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answer(head.encode() + body), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
