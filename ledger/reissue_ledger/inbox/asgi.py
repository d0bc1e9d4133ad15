"""The inbox as an ASGI application. It imports no framework."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, Final, Protocol, TypeAlias

import anyio  # httpx brings it
import anyio.to_thread

from reissue.errors import ConfigurationError

from . import answers
from .accounts import place_of
from .answers import Answer

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
_SECONDS: Final = 60.0
"""For the whole body. What has eaten the body may leave us waiting for it."""


class Takes(Protocol):
    """What is behind the application."""

    @property
    def prefix(self) -> str: ...

    @property
    def largest_body(self) -> int: ...

    def receive(self, provider: str, account: str, headers: Mapping[str, str], body: bytes) -> Answer: ...

    def start(self) -> None: ...

    def close(self) -> None: ...


class AsgiApp:
    """Answers ``POST /<provider>`` and ``POST /<provider>/<account>``; a slash at the end is allowed."""

    def __init__(self, inbox: Takes) -> None:
        self._inbox = inbox

    def beside(self, other: App) -> App:
        """An application that gives the inbox what is below its prefix, and the other one all else.

        Raises ConfigurationError for an inbox without a prefix.
        """
        if not self._inbox.prefix:
            raise ConfigurationError("The inbox needs a prefix to stand beside another application: Inbox(prefix=...).")

        async def either(scope: Scope, receive: Receive, send: Send) -> None:
            mine = scope["type"] == "http" and _below(scope).startswith(self._inbox.prefix + "/")
            await (self(scope, receive, send) if mine else other(scope, receive, send))

        return either

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1003})
        else:
            await _answer(send, await self._answer(scope, receive))

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        place = place_below(self._inbox.prefix, _below(scope), scope.get("raw_path"))
        if place is None:
            return answers.NOT_FOUND
        if scope["method"] != "POST":
            return answers.ONLY_POST
        headers = named((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        length = announced(headers.get("content-length"))
        if isinstance(length, Answer):
            return length
        if length is not None and length > self._inbox.largest_body:
            return answers.TOO_LARGE
        body: bytes | Answer = answers.TOO_SLOW
        with anyio.move_on_after(_SECONDS):
            body = await _body(receive, self._inbox.largest_body)
        if isinstance(body, Answer):
            return body
        if eaten(headers, length, body):
            return answers.EATEN
        return await anyio.to_thread.run_sync(self._inbox.receive, *place, headers, body)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Of a server whose only application this is; a mounted one is never told."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await anyio.to_thread.run_sync(self._inbox.start)
                await send({"type": "lifespan.startup.complete"})
            else:
                await anyio.to_thread.run_sync(self._inbox.close)
                await send({"type": "lifespan.shutdown.complete"})
                return


def _below(scope: Scope) -> str:
    """The path below the mount: some frameworks take its part away, and others do not."""
    path, root = str(scope["path"]), str(scope.get("root_path") or "").rstrip("/")
    return path[len(root) :] if root and (path == root or path.startswith(root + "/")) else path


def place_below(prefix: str, path: str, raw: object) -> tuple[str, str] | None:
    """Provider and account of a path; None where it names none, or is not below the prefix."""
    if prefix and not path.startswith(prefix + "/"):
        return None
    return place_of(path[len(prefix) :], raw if isinstance(raw, bytes) else None)


def named(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name in small letters; those that come several times are joined, as HTTP has it."""
    found: dict[str, str] = {}
    for name, value in headers:
        low = name.lower()
        found[low] = f"{found[low]},{value}" if low in found else value
    return found


def announced(length: str | None) -> int | Answer | None:
    """The announced length of a body, if any."""
    if length is None or not length.strip():
        return None
    plain = length.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 20 else answers.BAD_LENGTH


def eaten(headers: Mapping[str, str], length: int | None, body: bytes) -> bool:
    """Whether this is not the body that was sent: what stands before us has read it, cut it or unpacked it."""
    if length is not None:
        return len(body) != length
    return not body and "transfer-encoding" in headers


async def _body(receive: Receive, largest: int) -> bytes | Answer:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":  # whoever sent it is gone; nobody reads the answer
            return answers.EATEN
        part: bytes = message.get("body") or b""
        size += len(part)
        if size > largest:
            return answers.TOO_LARGE
        parts.append(part)
        more = bool(message.get("more_body"))
    return b"".join(parts)


async def _answer(send: Send, answer: Answer) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
