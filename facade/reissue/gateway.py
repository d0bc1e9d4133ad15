"""The one interface: `Reissue`, and `AsyncReissue`, which is the same awaited."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeVar, Unpack, cast, overload

from .errors import AuthenticationError, ReissueError, WebhookVerificationError
from .held import credentials_in, leaving_nothing
from .invoice import Invoice, PaymentEvent
from .plugin import Settlement, Verbs, awaiting, blocking
from .plugin.settling import asked_by, unread
from .shared_gateway import ClientOf, SharedGateway, T, utc_now

if TYPE_CHECKING:
    from reissue_clients.abillify import Abillify, AsyncAbillify
    from reissue_clients.irembopay import AsyncIremboPay, IremboPay
    from reissue_clients.paypen import AsyncPayPen, PayPen
    from reissue_clients.qorepay import AsyncQorePay, QorePay

    from . import credentials as own
    from .options import AsyncGatewayOptions, GatewayOptions
    from .plugin import Adapter, Given
    from .providers.abillify.adapter import AbillifyAdapter, AsyncAbillifyAdapter
    from .providers.irembopay.adapter import AsyncIremboPayAdapter, IremboPayAdapter
    from .providers.paypen.adapter import AsyncPayPenAdapter, PayPenAdapter
    from .providers.qorepay.adapter import AsyncQorePayAdapter, QorePayAdapter
    from .registry import ProviderName

Later = Coroutine[Any, Any, T]


class _Closes(Protocol):
    def close(self) -> None: ...


class _ClosesLater(Protocol):
    def aclose(self) -> Coroutine[Any, Any, None]: ...


class _Blocks(Protocol):
    """An adapter whose client blocks."""

    @property
    def client(self) -> _Closes: ...


class _Awaits(Protocol):
    """An adapter whose client is awaited."""

    @property
    def client(self) -> _ClosesLater: ...


S = TypeVar("S", bound=_Blocks)
N = TypeVar("N", bound=_Awaits)


class Reissue(SharedGateway[Invoice, tuple[Invoice, ...], PaymentEvent]):
    """Invoices at several providers through one interface.

        with Reissue.from_env() as gateway:                     # or Reissue(qorepay=QorePayCredentials(...), ...)
            gateway.reissue("abillify", "R-2026-17")

    Verbs take the name of a provider; `gateway.adapter("qorepay")` has the same verbs, and exactly those that the
    provider has; `gateway.qorepay` is the typed client underneath. Safe for several threads. No client is made before
    it is used.

    - more: Credentials of plug-ins, or of built-in providers without their name.
    - qorepay, abillify, irembopay, paypen: Credentials of the provider, or a function that gives them, for secrets that
      change. One without is not used.
    - accounts: Further accounts by name, each with its credentials by provider: see `account`.
    - clock: Gives the time, aware.
    - options: Those of the clients: timeout in seconds, retry, on_drift, http, and so on.

    Raises ConfigurationError where the credentials of a provider are given twice, or are another provider's, for a server
    that is not known, a clock without a zone and an option of another type, and TypeError for an argument that there is not.
    An error of the constructor has no frame in which a misplaced secret could stand.

    A function that gives credentials is called when the client is made, and again where a verb of the gateway is answered
    with a 401 and nothing happened. If it gives others then, a new client is made of them, and the verb is called once
    more with that. Calls of the typed client and of an adapter are not made again; ``gateway.qorepay`` is the new client
    from then on. It blocks all who wait for a client, and must not use the gateway.

    Every verb raises UnsupportedOperationError where the provider has no such verb (it says what it can do instead),
    ConfigurationError without credentials, InvalidArgumentError for what must not be sent, APIConnectionError where
    nothing was sent, APIStatusError for an answered failure, OutcomeUnknownError where it may have happened, and
    ResponseDecodeError for an answer that cannot be read. What to do follows from two members of each: `outcome` (did it
    happen?) and `advice` (what to do next).
    """

    _asynchronous = False
    _settles = staticmethod(blocking(Verbs[Any, Any].settle))

    def __init__(
        self,
        *more: own.Credentials,
        qorepay: Given[own.QorePayCredentials] | None = None,
        abillify: Given[own.AbillifyCredentials] | None = None,
        irembopay: Given[own.IremboPayCredentials] | None = None,
        paypen: Given[own.PayPenCredentials] | None = None,
        accounts: Mapping[str, own.AccountCredentials] = MappingProxyType({}),
        clock: Callable[[], datetime] = utc_now,
        **options: Unpack[GatewayOptions],
    ) -> None:
        named = {"qorepay": qorepay, "abillify": abillify, "irembopay": irembopay, "paypen": paypen}
        super().__init__(more, named, accounts, clock, cast("Mapping[str, Any]", options))

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[GatewayOptions]) -> Self:
        """With the credentials in environment variables: see `reissue.credentials`, or `reissue providers`.

        - environ: The variables; those of the process where it is None.
        - options: Those of the clients, as for the constructor.

        Returns the gateway, with all accounts that have variables. A provider without any variable is left out.

        Raises ConfigurationError where those of a provider are incomplete, for one that begins as they do and that there
        is not, and for a plug-in that cannot be loaded.
        """
        found, environ = credentials_in(os.environ if environ is None else environ), None
        if isinstance(found, ReissueError):
            raise found
        main, further = found
        return cls(*main, accounts=cast("Any", further), **options)

    @overload
    def adapter(self, provider: Literal["qorepay"]) -> QorePayAdapter: ...
    @overload
    def adapter(self, provider: Literal["abillify"]) -> AbillifyAdapter: ...
    @overload
    def adapter(self, provider: Literal["irembopay"]) -> IremboPayAdapter: ...
    @overload
    def adapter(self, provider: Literal["paypen"]) -> PayPenAdapter: ...
    @overload
    def adapter(self, provider: ProviderName) -> Adapter[Any]: ...
    def adapter(self, provider: str) -> Adapter[Any]:
        """A provider's adapter, which has its verbs and no others; ``gateway["qorepay"]`` is the same.

        - provider: Its name, such as ``"qorepay"``.

        Raises ConfigurationError for a provider that there is not, one without credentials, a server that is not known,
        and after `close`.
        """
        return self._adapter(provider)

    __getitem__ = adapter

    qorepay: ClientOf[QorePay] = ClientOf("qorepay")
    abillify: ClientOf[Abillify] = ClientOf("abillify")
    irembopay: ClientOf[IremboPay] = ClientOf("irembopay")
    paypen: ClientOf[PayPen] = ClientOf("paypen")

    @leaving_nothing
    def use(self, adapter: type[S], credentials: Given[own.Credentials] | None = None) -> S:
        """Add a plug-in, in a way that type checkers can follow: what comes back has its verbs and no others.

            acme = gateway.use(AcmeAdapter, AcmeCredentials(key=...))
            acme.resend("17")

        - adapter: The class of its adapter. It need not be installed as a plug-in.
        - credentials: Its credentials, or what gives them; None takes those that the gateway has from its environment.

        Returns the adapter, ready to be called. From now on the verbs of the gateway know the provider, too.

        Raises ConfigurationError without credentials, for those of another provider, for a second time, for a provider
        that is built in, an adapter that is to be awaited, or one of another `ADAPTER_CONTRACT`.
        """
        return cast("S", self._use(cast("Any", adapter), credentials))

    def settle(self, error: ReissueError, *, key_at: datetime | None = None) -> Settlement:
        """Find out by reads alone what became of a verb whose outcome is unknown: docs/settling.md says what proves what.

        - error: What a verb of this gateway raised. One that knows its outcome is told as it is, and nothing is read.
        - key_at: When the key was first used, if you brought it: without that it is not advised to use it again.

        Returns the Settlement. "Did not happen" is told only where that is proved, and two minutes after the call at the
        earliest; until then, and where the read fails, its advice is `look`. No read raises anything.

        Raises InvalidArgumentError for an error that does not carry what was sent (it was pickled, or is a typed client's),
        and for one of another account or server; ConfigurationError without credentials.
        """
        found = asked_by(error, key_at)
        if isinstance(found, Settlement):
            return found
        try:
            return cast("Settlement", self._called(found.provider, "settle", (found,), {"renewing": True}))
        except AuthenticationError as refused:
            return unread(found, refused, self._clock())

    def _called(self, provider: str, verb: str, args: tuple[Any, ...], chosen: Mapping[str, Any]) -> Any:
        adapter = self._adapter(provider)
        try:
            return self._method(adapter, verb)(*args, **chosen)
        except (AuthenticationError, WebhookVerificationError) as error:
            if (renewed := self._renewed(provider, adapter, error)) is None:
                raise
        for old in self._outdated():
            old.client.close()
        return self._method(renewed, verb)(*args, **chosen)

    def close(self) -> None:
        """Close all clients, those of further accounts too. One that was passed as ``http=`` stays open."""
        for adapter in self._ended():
            adapter.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncReissue(SharedGateway[Later[Invoice], Later[tuple[Invoice, ...]], Later[PaymentEvent]]):
    """`Reissue`, awaited, for asyncio and trio: the same arguments, and each verb gives a coroutine.

    async with AsyncReissue.from_env() as gateway:
        await gateway.reissue("abillify", "R-2026-17")
    """

    _asynchronous = True
    _settles = staticmethod(awaiting(Verbs[Any, Any].settle))

    def __init__(
        self,
        *more: own.Credentials,
        qorepay: Given[own.QorePayCredentials] | None = None,
        abillify: Given[own.AbillifyCredentials] | None = None,
        irembopay: Given[own.IremboPayCredentials] | None = None,
        paypen: Given[own.PayPenCredentials] | None = None,
        accounts: Mapping[str, own.AccountCredentials] = MappingProxyType({}),
        clock: Callable[[], datetime] = utc_now,
        **options: Unpack[AsyncGatewayOptions],
    ) -> None:
        named = {"qorepay": qorepay, "abillify": abillify, "irembopay": irembopay, "paypen": paypen}
        super().__init__(more, named, accounts, clock, cast("Mapping[str, Any]", options))

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[AsyncGatewayOptions]) -> Self:
        """With the credentials in environment variables: as `Reissue.from_env`."""
        found, environ = credentials_in(os.environ if environ is None else environ), None
        if isinstance(found, ReissueError):
            raise found
        main, further = found
        return cls(*main, accounts=cast("Any", further), **options)

    @overload
    def adapter(self, provider: Literal["qorepay"]) -> AsyncQorePayAdapter: ...
    @overload
    def adapter(self, provider: Literal["abillify"]) -> AsyncAbillifyAdapter: ...
    @overload
    def adapter(self, provider: Literal["irembopay"]) -> AsyncIremboPayAdapter: ...
    @overload
    def adapter(self, provider: Literal["paypen"]) -> AsyncPayPenAdapter: ...
    @overload
    def adapter(self, provider: ProviderName) -> Adapter[Any]: ...
    def adapter(self, provider: str) -> Adapter[Any]:
        """A provider's adapter, which has its verbs and no others; ``gateway["qorepay"]`` is the same.

        - provider: Its name, such as ``"qorepay"``.

        Raises ConfigurationError for a provider that there is not, one without credentials, a server that is not known,
        and after `close`.
        """
        return self._adapter(provider)

    __getitem__ = adapter

    qorepay: ClientOf[AsyncQorePay] = ClientOf("qorepay")
    abillify: ClientOf[AsyncAbillify] = ClientOf("abillify")
    irembopay: ClientOf[AsyncIremboPay] = ClientOf("irembopay")
    paypen: ClientOf[AsyncPayPen] = ClientOf("paypen")

    @leaving_nothing
    def use(self, adapter: type[N], credentials: Given[own.Credentials] | None = None) -> N:
        """Add a plug-in, in a way that type checkers can follow: as `Reissue.use`, with its async adapter."""
        return cast("N", self._use(cast("Any", adapter), credentials))

    async def settle(self, error: ReissueError, *, key_at: datetime | None = None) -> Settlement:
        """What became of a verb whose outcome is unknown: as `Reissue.settle`."""
        found = asked_by(error, key_at)
        if isinstance(found, Settlement):
            return found
        try:
            return cast("Settlement", await self._called(found.provider, "settle", (found,), {"renewing": True}))
        except AuthenticationError as refused:
            return unread(found, refused, self._clock())

    async def _called(self, provider: str, verb: str, args: tuple[Any, ...], chosen: Mapping[str, Any]) -> Any:
        adapter = self._adapter(provider)
        try:
            return await self._method(adapter, verb)(*args, **chosen)
        except (AuthenticationError, WebhookVerificationError) as error:
            if (renewed := self._renewed(provider, adapter, error)) is None:
                raise
        for old in self._outdated():
            await old.client.aclose()
        return await self._method(renewed, verb)(*args, **chosen)

    async def aclose(self) -> None:
        """Close all clients, those of further accounts too. One that was passed as ``http=`` stays open."""
        for adapter in self._ended():
            await adapter.client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
