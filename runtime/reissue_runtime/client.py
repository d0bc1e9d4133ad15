# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Clients: what they hold, and the two loops (blocking, awaiting) that drive a call."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterable, Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

from .address import ServerBase, base_url, is_loopback, matches
from .auth import Applied, Given, TokenScheme, TokenState, learn, secrets_of
from .call import Login, Result, Sleep, perform
from .drift import Drift, DriftEvent, general
from .errors import ConfigurationError
from .operation import Effect, Operation
from .options import (
    AsyncClientOptions,
    BaseOptions,
    CallOptions,
    ClientOptions,
    Provider,
    Response,
)
from .request import Arguments, Plan, check_headers
from .retry import RetryPolicy, uniform
from .secret import Mask, Secret
from .transport import AsyncTransport, Broken, Prepared, Reply, SyncTransport
from .verdict import request_id_of

if TYPE_CHECKING:
    from typing import Self

    import anyio

    from .call import Steps

P = ParamSpec("P")
T = TypeVar("T")

Credentials = Mapping[str, Given]

_MOST_WARNINGS: Final = 10_000
_captured: ContextVar[list[Result] | None] = ContextVar(
    "reissue_captured", default=None
)


if TYPE_CHECKING:
    _Guarded = type
else:

    class _Guarded(type):
        """Makes a client. An error on the way leaves behind the frames in which credentials are plain arguments."""

        def __call__(cls, *args, **kwargs):
            try:
                return super().__call__(*args, **kwargs)
            except Exception as error:  # noqa: BLE001
                args, kwargs, failure = (), {}, error
            raise failure.with_traceback(None)


class Core(metaclass=_Guarded):
    """What sync and async clients share: everything but waiting."""

    def __init__(
        self,
        provider: Provider,
        server: str,
        credentials: Credentials,
        options: BaseOptions,
    ) -> None:
        self.provider = provider
        self.server = base_url(server)
        """The base address, without a trailing slash."""
        self.timeout = options.get("timeout", 30.0)
        self.retry = options.get("retry") or RetryPolicy()
        self.strict = options.get("strict", False)
        self.user_agent = options.get("user_agent", provider.user_agent)
        self.headers: Sequence[tuple[str, str]] = tuple(
            options.get("headers", {}).items()
        )
        self.mask = Mask()
        self.uniform = uniform
        """The source of jitter; tests replace it."""
        self._on_drift = options.get("on_drift")
        self._warned: set[tuple[str, str, str, str]] = set()
        self._plans: dict[tuple[Operation[Any], bool], Plan] = {}
        self._applied: dict[str, Applied] = {}
        self._tokens: dict[str, TokenState] = {}
        from logging import getLogger

        self._log = getLogger(f"reissue.{provider.name}")
        if not self.timeout > 0:
            raise ConfigurationError("timeout= must be more than 0 seconds.")
        check_headers({**dict(self.headers), "User-Agent": self.user_agent})
        self._take(credentials)

    def _take(self, credentials: Credentials) -> None:
        for name, given in credentials.items():
            scheme = self.provider.schemes[name]
            secrets = secrets_of(name, scheme, given)
            if secrets is None:
                continue
            learn(self.mask, scheme, secrets)
            if isinstance(scheme, TokenScheme):
                self._tokens[name] = TokenState(scheme, secrets, self._make_lock())
            else:
                self._applied[name] = scheme.apply(secrets)
        for name, value in self.headers:
            if any(
                word in name.lower()
                for word in ("auth", "key", "token", "secret", "cookie")
            ):
                self.mask.add(value)

    def _make_lock(self) -> Any:
        raise NotImplementedError

    @property
    def closed(self) -> bool:
        """Whether the connections were closed."""
        raise NotImplementedError

    @property
    def live(self) -> bool | None:
        """Whether real money and real people stand behind the server; None where that is not known."""
        if matches(self.server, self.provider.live):
            return True
        if is_loopback(self.server) or matches(self.server, self.provider.sandbox):
            return False
        return None

    def plan(self, operation: Operation[Any], anonymous: bool = False) -> Plan:
        """What is the same for every call of an operation."""
        plan = self._plans.get((operation, anonymous))
        if plan is None:
            try:
                plan = self._plans[operation, anonymous] = Plan(
                    self, operation, anonymous
                )
            except ConfigurationError as error:
                error.provider, error.operation = self.provider.name, operation.id
                raise
        return plan

    def credentials(
        self, security: tuple[tuple[str, ...], ...]
    ) -> tuple[Sequence[Applied], TokenState | None]:
        """What the first alternative adds that there are credentials for. Raises ConfigurationError without any."""
        for schemes in sorted(
            security, key=lambda schemes: not schemes
        ):  # "none at all" only where nothing else fits
            if all(name in self._applied or name in self._tokens for name in schemes):
                tokens = [
                    self._tokens[name] for name in schemes if name in self._tokens
                ]
                return [
                    self._applied[name] for name in schemes if name in self._applied
                ], tokens[0] if tokens else None
        if not security:
            return (), None
        needed = " or ".join(
            " and ".join(_wanted(self.provider, name) for name in schemes)
            for schemes in security
        )
        raise ConfigurationError(
            f"{self.provider.name}: this operation needs credentials: {needed}."
        )

    def deaf_to(self, prepared: Prepared) -> bool:
        """Whether the body is of a kind that this client cannot send."""
        return False

    # --- what is told ---

    def log_attempt(
        self,
        operation: Operation[Any],
        attempt: int,
        answer: Reply | Broken,
        began: float,
        key: str | None,
    ) -> None:
        """One line per attempt, at DEBUG: no address, no header, no body."""
        if not self._log.isEnabledFor(10):
            return
        came = answer.status if isinstance(answer, Reply) else answer.name
        self._log.debug(
            "%s %s %s attempt=%d %s %.0fms request_id=%s key=%s",
            operation.id,
            operation.method,
            operation.path,
            attempt,
            came,
            (time.monotonic() - began) * 1000,
            self.mask(request_id_of(answer) or "-")
            if isinstance(answer, Reply)
            else "-",
            key or "-",
        )

    def log_interrupted(self, operation: Operation[Any], key: str | None) -> None:
        """A call was given up between sending and the answer: who reads the log can find out what became of it."""
        if operation.effect is not Effect.READS:
            self._log.warning(
                "%s was interrupted while sent; it may have happened. key=%s",
                operation.id,
                key or "-",
            )

    def report(
        self, operation: Operation[Any], status: int, drifts: tuple[Drift, ...]
    ) -> None:
        """Tell of drifts: to the callback, or to the log, there as a warning once each."""
        for found in drifts:
            drift = Drift(
                found.path, found.expected, self.mask(found.got)
            )  # a value that is told may be an echo
            if self._on_drift is None:
                self._warn(operation.id, drift)
                continue
            try:
                self._on_drift(
                    DriftEvent(self.provider.name, operation.id, status, drift)
                )
            except Exception as error:  # noqa: BLE001 - a watcher must not break a payment
                self._log.error(
                    "on_drift raised %s: %s",
                    type(error).__name__,
                    self.mask(str(error)),
                )

    def _warn(self, operation: str, drift: Drift) -> None:
        seen = (operation, general(drift.path), drift.expected, drift.got)
        first = seen not in self._warned and len(self._warned) < _MOST_WARNINGS
        if first:
            self._warned.add(seen)
        self._log.log(30 if first else 10, "%s: %s", operation, drift)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.server!r})"

    def __reduce__(self) -> str:
        raise TypeError(
            "clients hold credentials and connections, and do not pickle; make one where it is used"
        )


def _wanted(provider: Provider, name: str) -> str:
    scheme = provider.schemes.get(name)
    return f"{name} ({', '.join(scheme.arguments)})" if scheme is not None else name


def _response(results: list[Result]) -> Response[Any]:
    if not results:
        raise TypeError(
            "with_response takes a method that makes one call, such as client.invoices.get"
        )
    result = results[-1]
    return Response(
        result.value,
        status=result.reply.status,
        headers=result.reply.headers,
        request_id=request_id_of(result.reply),
        attempts=result.attempts,
        idempotency_key=result.key,
        drift=result.drifts,
        body=result.reply.body,
    )


def _checked(options: Mapping[str, Any], known: type) -> None:
    if unknown := sorted(
        set(options) - set(known.__annotations__) - set(BaseOptions.__annotations__)
    ):
        raise TypeError(f"unexpected keyword argument: {', '.join(unknown)}")


class Client(Core):
    """Base of the sync clients. Safe for several threads. ``with client:`` or ``client.close()`` ends it."""

    def __init__(
        self,
        provider: Provider,
        server: str,
        credentials: Credentials,
        options: ClientOptions,
    ) -> None:
        _checked(cast("Mapping[str, Any]", options), ClientOptions)
        super().__init__(provider, server, credentials, options)
        self._transport = SyncTransport(options.get("http"))
        self._sleep: Callable[[float], None] = time.sleep

    def call(
        self,
        operation: Operation[T],
        given: Arguments,
        options: CallOptions | None = None,
    ) -> T:
        """Make one call; the methods of the resources end here."""
        result = self.drive(perform(self, operation, given, options))
        if (captured := _captured.get()) is not None:
            captured.append(result)
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
                    with step.state.lock:
                        answer = self.drive(step.steps)
                elif type(step) is Sleep:
                    self._sleep(step.seconds)
                    answer = None
        except StopIteration as done:
            return cast("T", done.value)
        finally:
            steps.close()

    def with_response(
        self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method and get its value with status, headers, request id, attempts, key and drift.

        ``client.with_response(client.invoices.get, "R-1").request_id``
        """
        token = _captured.set([])
        try:
            method(*args, **kwargs)
            return _response(_captured.get() or [])
        finally:
            _captured.reset(token)

    def deaf_to(self, prepared: Prepared) -> bool:
        return isinstance(prepared.content, AsyncIterable)

    def _make_lock(self) -> Any:
        return threading.Lock()

    @property
    def closed(self) -> bool:
        return self._transport.closed

    def close(self) -> None:
        """Close the connections, unless ``http=`` was given: that client is yours."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(Core):
    """Base of the async clients, for asyncio and trio. ``async with client:`` or ``await client.aclose()`` ends it."""

    def __init__(
        self,
        provider: Provider,
        server: str,
        credentials: Credentials,
        options: AsyncClientOptions,
    ) -> None:
        _checked(cast("Mapping[str, Any]", options), AsyncClientOptions)
        super().__init__(provider, server, credentials, options)
        self._transport = AsyncTransport(options.get("http"))
        self._sleep: Callable[[float], Awaitable[None]] = _sleep

    async def call(
        self,
        operation: Operation[T],
        given: Arguments,
        options: CallOptions | None = None,
    ) -> T:
        """Make one call; the methods of the resources end here."""
        result = await self.drive(perform(self, operation, given, options))
        if (captured := _captured.get()) is not None:
            captured.append(result)
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
                    async with step.state.lock:
                        answer = await self.drive(step.steps)
                elif type(step) is Sleep:
                    await self._sleep(step.seconds)
                    answer = None
        except StopIteration as done:
            return cast("T", done.value)
        finally:
            steps.close()

    async def with_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Await a method and get its value with status, headers, request id, attempts, key and drift."""
        token = _captured.set([])
        try:
            await method(*args, **kwargs)
            return _response(_captured.get() or [])
        finally:
            _captured.reset(token)

    def _make_lock(self) -> Any:
        return _LazyLock()

    @property
    def closed(self) -> bool:
        return self._transport.closed

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


class _LazyLock:
    """An anyio.Lock that is made when it is first needed, so that making a client imports nothing."""

    _lock: anyio.Lock | None = None

    async def __aenter__(self) -> None:
        if self._lock is None:
            import anyio

            self._lock = anyio.Lock()
        await self._lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()


__all__ = [
    "AsyncClient",
    "AsyncClientOptions",
    "CallOptions",
    "Client",
    "ClientOptions",
    "Provider",
    "Response",
    "Secret",
    "ServerBase",
]
