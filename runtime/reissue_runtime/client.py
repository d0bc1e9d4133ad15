# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Clients: the two loops (blocking, awaiting) that drive the steps of a call."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from .call import Call, perform
from .context import Context, Credentials
from .operation import Operation
from .options import (
    AsyncClientOptions,
    CallOptions,
    ClientOptions,
    Response,
)
from .provider import Provider
from .request import Arguments
from .steps import Login, Prepared, Result, Sleep, Steps
from .transport import AsyncTransport, SyncTransport

if TYPE_CHECKING:
    from typing import Self

    import anyio

P = ParamSpec("P")
T = TypeVar("T")

_captured: ContextVar[list[tuple[Operation[Any], Result]] | None] = ContextVar(
    "reissue_captured", default=None
)


def _response(
    context: Context, results: list[tuple[Operation[Any], Result]]
) -> Response[Any]:
    if not results:
        raise TypeError(
            "with_response takes a method that makes one call, "
            "such as client.invoices.get"
        )
    operation, result = results[-1]
    headed = operation.answer_headers
    return (Response[Any] if headed is None else headed(context, operation))(
        result.value,
        status=result.reply.status,
        headers=result.reply.headers,
        request_id=context.request_id(result.reply),
        attempts=result.attempts,
        idempotency_key=result.key,
        drift=result.drifts,
        body=result.reply.body,
    )


def _checked(options: Mapping[str, Any], known: Any) -> None:
    if unknown := sorted(set(options) - known.__optional_keys__):
        raise TypeError(f"unexpected keyword argument: {', '.join(unknown)}")


class Client(Context):
    """Base of the sync clients. Safe for several threads.

    ``with client:`` or ``client.close()`` ends it.
    """

    def __init__(
        self,
        provider: Provider,
        server: str,
        credentials: Credentials,
        options: ClientOptions,
        api_version: str | None = None,
    ) -> None:
        _checked(cast("Mapping[str, Any]", options), ClientOptions)
        super().__init__(provider, server, credentials, options, api_version)
        self._transport = SyncTransport(options.get("http"), self.clock, self.max_bytes)
        self._sleep = options.get("sleep", time.sleep)

    def call(
        self,
        operation: Operation[T],
        given: Arguments,
        options: CallOptions | None = None,
        kind: Callable[..., Call] | None = None,
    ) -> T:
        """Make one call; the methods of the resources end here."""
        result = self.drive(perform(self, operation, given, options, kind=kind))
        if (captured := _captured.get()) is not None:
            captured.append((operation, result))
        return cast("T", result.value)

    def drive(self, steps: Steps[T]) -> T:
        """Do what a call asks for until it has its result."""
        answer: Any = None
        try:
            while True:
                step = steps.send(answer)
                if type(step) is Prepared:
                    answer = self._transport.send(step)
                elif type(step) is Login:
                    answer = self._log_in(step)
                elif type(step) is Sleep:
                    self._sleep(step.seconds)
                    answer = None
        except StopIteration as done:
            return cast("T", done.value)
        finally:
            steps.close()

    def _log_in(self, step: Login) -> Any:
        """Log in, or wait for the login of another thread, within the deadline."""
        left = max(0.0, step.deadline - self.clock())
        if (lock := step.lock.acquire(left)) is None:
            return None
        try:
            return self.drive(step.steps)
        finally:
            lock.release()

    def with_response(
        self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method and get its value with all that is known about the call.

        That is status, headers, request id, attempts, key and drift:
        ``client.with_response(client.invoices.get, "R-1").request_id``
        """
        token = _captured.set([])
        try:
            method(*args, **kwargs)
            return _response(self, _captured.get() or [])
        finally:
            _captured.reset(token)

    def _make_lock(self) -> Any:
        return _ProcessLock()

    def close(self) -> None:
        """Close the connections, unless ``http=`` was given: that client is yours."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(Context):
    """Base of the async clients, for asyncio and trio.

    ``async with client:`` or ``await client.aclose()`` ends it.
    """

    def __init__(
        self,
        provider: Provider,
        server: str,
        credentials: Credentials,
        options: AsyncClientOptions,
        api_version: str | None = None,
    ) -> None:
        _checked(cast("Mapping[str, Any]", options), AsyncClientOptions)
        super().__init__(provider, server, credentials, options, api_version)
        self._transport = AsyncTransport(
            options.get("http"), self.clock, self.max_bytes
        )
        self._sleep = options.get("sleep", _sleep)

    async def call(
        self,
        operation: Operation[T],
        given: Arguments,
        options: CallOptions | None = None,
        kind: Callable[..., Call] | None = None,
    ) -> T:
        """Make one call; the methods of the resources end here."""
        result = await self.drive(perform(self, operation, given, options, kind=kind))
        if (captured := _captured.get()) is not None:
            captured.append((operation, result))
        return cast("T", result.value)

    async def drive(self, steps: Steps[T]) -> T:
        """Do what a call asks for until it has its result."""
        answer: Any = None
        try:
            while True:
                step = steps.send(answer)
                if type(step) is Prepared:
                    answer = await self._transport.send(step)
                elif type(step) is Login:
                    answer = await self._log_in(step)
                elif type(step) is Sleep:
                    await self._sleep(step.seconds)
                    answer = None
        except StopIteration as done:
            return cast("T", done.value)
        finally:
            steps.close()

    async def _log_in(self, step: Login) -> Any:
        """Log in, or wait for the login of another task, within the deadline."""
        left = max(0.0, step.deadline - self.clock())
        if (lock := await step.lock.acquire(self._transport.home(), left)) is None:
            return None
        try:
            return await self.drive(step.steps)
        finally:
            lock.release()

    async def with_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Await a method and get its value with all that is known about the call."""
        token = _captured.set([])
        try:
            await method(*args, **kwargs)
            return _response(self, _captured.get() or [])
        finally:
            _captured.reset(token)

    def _make_lock(self) -> Any:
        return _LazyLock()

    async def aclose(self) -> None:
        """Close the connections, unless ``http=`` was given: that client is yours."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


async def _sleep(seconds: float) -> None:
    import anyio  # httpx brings it

    await anyio.sleep(seconds)


class _ProcessLock:
    """A lock of threads, one for each process.

    A process that was forked while a thread logged in has no such thread.
    """

    def __init__(self) -> None:
        self._here = os.getpid(), threading.Lock()

    def acquire(self, seconds: float) -> threading.Lock | None:
        """The lock, held; None where it was not to be had so soon."""
        if self._here[0] != os.getpid():
            self._here = os.getpid(), threading.Lock()
        lock = self._here[1]
        return (
            lock if lock.acquire(timeout=min(seconds, threading.TIMEOUT_MAX)) else None
        )


class _LazyLock:
    """An anyio.Lock for each event loop, made when it is first needed.

    So making a client imports nothing.
    """

    def __init__(self) -> None:
        self._locks: WeakKeyDictionary[object, anyio.Lock] = WeakKeyDictionary()

    async def acquire(self, home: object, seconds: float) -> anyio.Lock | None:
        """The lock, held; None where it was not to be had so soon."""
        import anyio

        lock = self._locks.setdefault(home, anyio.Lock())
        with anyio.move_on_after(seconds) as waiting:
            await lock.acquire()
        return None if waiting.cancelled_caught else lock
