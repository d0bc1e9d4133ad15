"""The one interface: `Reissue`, and `AsyncReissue`, which is the same awaited."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from .errors import ReissueError
from .invoice import Invoice, PaymentEvent
from .shared_gateway import ClientOf, SharedGateway, T, credentials_in, utc_now

if TYPE_CHECKING:
    from reissue_clients.abillify import Abillify, AsyncAbillify
    from reissue_clients.irembopay import AsyncIremboPay, IremboPay
    from reissue_clients.paypen import AsyncPayPen, PayPen
    from reissue_clients.qorepay import AsyncQorePay, QorePay

    from . import credentials as given
    from .options import AsyncGatewayOptions, GatewayOptions
    from .plugin import Adapter
    from .providers.abillify.adapter import AbillifyAdapter, AsyncAbillifyAdapter
    from .providers.irembopay.adapter import AsyncIremboPayAdapter, IremboPayAdapter
    from .providers.paypen.adapter import AsyncPayPenAdapter, PayPenAdapter
    from .providers.qorepay.adapter import AsyncQorePayAdapter, QorePayAdapter

Later = Coroutine[Any, Any, T]


class Reissue(SharedGateway[Invoice, tuple[Invoice, ...], PaymentEvent]):
    """Invoices at several providers through one interface.

        with Reissue.from_env() as gateway:                     # or Reissue(qorepay=QorePayCredentials(...), ...)
            gateway.reissue("abillify", "R-2026-17")

    Verbs take the name of a provider; `gateway.adapter("qorepay")` has the same verbs, and exactly those that the
    provider has; `gateway.qorepay` is the typed client underneath. Safe for several threads. No client is made before
    it is used.

    - more: Credentials of plug-ins, or of built-in providers without their name.
    - qorepay, abillify, irembopay, paypen: Credentials of the provider. One without is not used.
    - clock: Gives the time, aware.
    - options: Those of the clients: timeout in seconds, retry, on_drift, http, and so on.

    Raises ConfigurationError where the credentials of a provider are given twice.

    Every verb raises UnsupportedOperationError where the provider has no such verb (it says what it can do instead),
    ConfigurationError without credentials, InvalidArgumentError for what must not be sent, APIConnectionError where
    nothing was sent, APIStatusError for an answered failure, OutcomeUnknownError where it may have happened, and
    ResponseDecodeError for an answer that cannot be read. What to do follows from two members of each: `outcome` (did it
    happen?) and `advice` (what to do next).
    """

    _asynchronous = False

    def __init__(
        self,
        *more: given.Credentials,
        qorepay: given.QorePayCredentials | None = None,
        abillify: given.AbillifyCredentials | None = None,
        irembopay: given.IremboPayCredentials | None = None,
        paypen: given.PayPenCredentials | None = None,
        clock: Callable[[], datetime] = utc_now,
        **options: Unpack[GatewayOptions],
    ) -> None:
        super().__init__((qorepay, abillify, irembopay, paypen, *more), clock, options)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[GatewayOptions]) -> Self:
        """With the credentials in environment variables: see `reissue.credentials`, or `reissue providers`.

        - environ: The variables; those of the process where it is None.
        - options: Those of the clients, as for the constructor.

        Returns the gateway. A provider without any variable is left out.

        Raises ConfigurationError where those of a provider are incomplete, and for a plug-in that cannot be loaded.
        """
        found, environ = credentials_in(os.environ if environ is None else environ), None
        if isinstance(found, ReissueError):
            raise found
        return cls(*found, **options)

    @overload
    def adapter(self, provider: Literal["qorepay"]) -> QorePayAdapter: ...
    @overload
    def adapter(self, provider: Literal["abillify"]) -> AbillifyAdapter: ...
    @overload
    def adapter(self, provider: Literal["irembopay"]) -> IremboPayAdapter: ...
    @overload
    def adapter(self, provider: Literal["paypen"]) -> PayPenAdapter: ...
    @overload
    def adapter(self, provider: str) -> Adapter[Any]: ...
    def adapter(self, provider: str) -> Adapter[Any]:
        """A provider's adapter; ``gateway["qorepay"]`` is the same."""
        return super().adapter(provider)

    __getitem__ = adapter

    qorepay: ClientOf[QorePay] = ClientOf("qorepay")
    abillify: ClientOf[Abillify] = ClientOf("abillify")
    irembopay: ClientOf[IremboPay] = ClientOf("irembopay")
    paypen: ClientOf[PayPen] = ClientOf("paypen")

    def close(self) -> None:
        """Close all clients. One that was passed as ``http=`` stays open."""
        self._closed = True
        for adapter in self._adapters.values():
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

    def __init__(
        self,
        *more: given.Credentials,
        qorepay: given.QorePayCredentials | None = None,
        abillify: given.AbillifyCredentials | None = None,
        irembopay: given.IremboPayCredentials | None = None,
        paypen: given.PayPenCredentials | None = None,
        clock: Callable[[], datetime] = utc_now,
        **options: Unpack[AsyncGatewayOptions],
    ) -> None:
        super().__init__((qorepay, abillify, irembopay, paypen, *more), clock, options)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[AsyncGatewayOptions]) -> Self:
        """With the credentials in environment variables: as `Reissue.from_env`."""
        found, environ = credentials_in(os.environ if environ is None else environ), None
        if isinstance(found, ReissueError):
            raise found
        return cls(*found, **options)

    @overload
    def adapter(self, provider: Literal["qorepay"]) -> AsyncQorePayAdapter: ...
    @overload
    def adapter(self, provider: Literal["abillify"]) -> AsyncAbillifyAdapter: ...
    @overload
    def adapter(self, provider: Literal["irembopay"]) -> AsyncIremboPayAdapter: ...
    @overload
    def adapter(self, provider: Literal["paypen"]) -> AsyncPayPenAdapter: ...
    @overload
    def adapter(self, provider: str) -> Adapter[Any]: ...
    def adapter(self, provider: str) -> Adapter[Any]:
        """A provider's adapter; ``gateway["qorepay"]`` is the same."""
        return super().adapter(provider)

    __getitem__ = adapter

    qorepay: ClientOf[AsyncQorePay] = ClientOf("qorepay")
    abillify: ClientOf[AsyncAbillify] = ClientOf("abillify")
    irembopay: ClientOf[AsyncIremboPay] = ClientOf("irembopay")
    paypen: ClientOf[AsyncPayPen] = ClientOf("paypen")

    async def aclose(self) -> None:
        """Close all clients. One that was passed as ``http=`` stays open."""
        self._closed = True
        for adapter in self._adapters.values():
            await adapter.client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
