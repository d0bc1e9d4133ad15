"""The gateways: lazy, closed as a whole, and with the typed clients underneath."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import httpx
import pytest

from reissue import (
    CallOptions,
    ConfigurationError,
    InvalidArgumentError,
    IremboPayCredentials,
    QorePayCredentials,
    Reissue,
)
from reissue.providers.qorepay.adapter import QorePayAdapter
from reissue.registry import BUILT_IN
from reissue_clients.qorepay import QorePay
from reissue_clients.qorepay.models import Purchase
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import PURCHASE, ROWS, Face, naira


def gateway_for(sandbox: Sandbox, provider: str = "qorepay", **options: Any) -> Reissue:
    return Reissue(ROWS[provider].credentials(sandbox.server_for(provider)), **options)


def test_the_typed_client(sandbox: Sandbox) -> None:
    with gateway_for(sandbox) as gateway:
        assert isinstance(gateway.qorepay, QorePay)
        assert gateway.qorepay is gateway["qorepay"].client is gateway.adapter("qorepay").client
        assert isinstance(gateway.qorepay.purchases.mark_as_paid(PURCHASE), Purchase)
        assert gateway.get("qorepay", PURCHASE).status == "paid"


def test_no_client_before_it_is_used(sandbox: Sandbox) -> None:
    gateway = gateway_for(sandbox)
    assert not gateway._adapters
    gateway.get("qorepay", PURCHASE)
    assert set(gateway._adapters) == {"qorepay"}
    gateway.close()


def test_threads_share_one_client(sandbox: Sandbox) -> None:
    with gateway_for(sandbox) as gateway:
        made: list[object] = []
        threads = [threading.Thread(target=lambda: made.append(gateway.qorepay)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(map(id, made))) == 1


def test_closed(sandbox: Sandbox) -> None:
    with gateway_for(sandbox) as gateway:
        client = gateway.qorepay
        gateway.get("qorepay", PURCHASE)
    assert client.closed
    gateway.close()
    with pytest.raises(ConfigurationError, match="closed"):
        gateway.get("qorepay", PURCHASE)
    unused = gateway_for(sandbox)
    unused.close()
    with pytest.raises(ConfigurationError, match="closed"):
        unused.get("qorepay", PURCHASE)


def test_a_client_of_ones_own_stays_open(sandbox: Sandbox) -> None:
    with httpx.Client() as http:
        with gateway_for(sandbox, http=http) as gateway:
            gateway.get("qorepay", PURCHASE)
        assert not http.is_closed


def test_options_of_one_call(sandbox: Sandbox) -> None:
    from reissue import APIConnectionError, CallOptions, RetryPolicy

    sandbox.faults.add("qorepay", "*", "reset_before", times=None)
    never = CallOptions(retry=RetryPolicy(max_attempts=1))
    with gateway_for(sandbox) as gateway, pytest.raises(APIConnectionError) as caught:
        gateway.get("qorepay", PURCHASE, options=never)
    assert caught.value.attempts == 1


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(
    ("provider", "verb"),
    [
        ("qorepay", "resend"),
        ("qorepay", "reissue"),
        ("paypen", "reissue"),
        ("irembopay", "reissue"),
        ("qorepay", "create"),
        ("irembopay", "create"),
    ],
)
def test_a_key_that_would_do_nothing_is_refused(sandbox: Sandbox, provider: str, verb: str, asynchronous: bool) -> None:
    face = Face(provider, asynchronous, sandbox.server_for(provider), sandbox)
    with pytest.raises(InvalidArgumentError, match="has no idempotency keys"):
        face.do(verb, face.row.cases[verb].subject(), idempotency_key="mine")
    assert len(sandbox.traffic) == 0


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("verb", ["resend", "reissue", "create"])
def test_a_key_is_passed_on(sandbox: Sandbox, verb: str, asynchronous: bool) -> None:
    face = Face("abillify", asynchronous, sandbox.server_for("abillify"), sandbox)
    for _ in range(3):
        face.do(verb, face.row.cases[verb].subject(), idempotency_key="mine")
    assert sandbox.effects[("abillify", face.row.cases[verb].operation)] == 1
    assert len(sandbox.outbox) == (0 if verb == "create" else 1)


def test_update_takes_what_the_provider_knows(sandbox: Sandbox) -> None:
    with gateway_for(sandbox, "abillify") as gateway, pytest.raises(InvalidArgumentError, match="give expires_at"):
        gateway.update("abillify", "R-2026-17")
    with gateway_for(sandbox) as gateway, pytest.raises(InvalidArgumentError, match="takes no customer"):
        gateway.create("qorepay", naira(), customer="C-1001")
    assert len(sandbox.traffic) == 0


def test_cancelling_an_async_call_ends_it(sandbox: Sandbox) -> None:
    sandbox.faults.add("qorepay", "*", "delay", times=None, seconds=0.3)
    face = Face("qorepay", True, sandbox.server_for("qorepay"), sandbox)

    async def act(gateway: Any) -> None:
        async with asyncio.timeout(0.05):
            await gateway.get("qorepay", PURCHASE)

    with pytest.raises(TimeoutError):
        face.run(act)


def test_sync_and_async_have_the_same_verbs() -> None:
    from reissue.capabilities import capabilities

    for plugin in BUILT_IN.values():
        sync, awaited = plugin.load(), plugin.load(asynchronous=True)
        assert capabilities(sync) == capabilities(awaited)
        for verb in capabilities(sync):
            assert getattr(sync, verb).__doc__ == getattr(awaited, verb).__doc__ is not None
            assert asyncio.iscoroutinefunction(getattr(awaited, verb))
            assert not asyncio.iscoroutinefunction(getattr(sync, verb))


def test_a_gateway_does_not_pickle() -> None:
    import pickle

    with pytest.raises(TypeError):
        pickle.dumps(Reissue(qorepay=QorePayCredentials(secret_key="a")))


class NumberedByText(QorePayAdapter):
    contract = "1"  # type: ignore[assignment] # pyright: ignore[reportAssignmentType]


CREDENTIALS: Any = QorePayCredentials(secret_key="key-1", server="http://127.0.0.1:1")
ANY: Any = None


@pytest.mark.parametrize(
    "make",
    [
        lambda: Reissue(CREDENTIALS, retry=cast("Any", "never")),
        lambda: Reissue(CREDENTIALS, max_bytes=0),
        lambda: Reissue(CREDENTIALS, max_bytes=cast("Any", "1")),
        lambda: Reissue(CREDENTIALS, timeout=cast("Any", "3")),
        lambda: Reissue(CREDENTIALS, clock=datetime.now),
        lambda: Reissue(CREDENTIALS, clock=cast("Any", "now")),
        lambda: Reissue(irembopay=IremboPayCredentials(secret_key="k", server="sandbx")),
        lambda: QorePayCredentials(secret_key=cast("Any", 5)),
        lambda: QorePayCredentials(secret_key="k", server=ANY),
        lambda: QorePayCredentials(secret_key="k", webhook_key=cast("Any", [None])),
        lambda: QorePayCredentials(secret_key="k", webhook_key=cast("Any", 5)),
        lambda: QorePay(secret_key=cast("Any", 5)),
        lambda: QorePay(secret_key="k", retry=cast("Any", "never")),
        lambda: QorePay(secret_key="k", max_bytes=0),
        lambda: Reissue(CREDENTIALS).account(ANY),
        lambda: Reissue(CREDENTIALS).use(cast("Any", "x")),
        lambda: Reissue(CREDENTIALS).use(cast("Any", int)),
        lambda: Reissue(CREDENTIALS).use(NumberedByText),
    ],
)
def test_what_is_of_another_type_is_refused_when_it_is_given(make: Callable[[], object]) -> None:
    """`ConfigurationError`: the client is set up in a way that cannot work. Nothing waits for the first call."""
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert caught.value.advice == "person"


def test_a_key_or_a_policy_of_another_type_sends_nothing(sandbox: Sandbox) -> None:
    """`InvalidArgumentError`: an argument that must not be sent."""
    with gateway_for(sandbox, "abillify") as gateway:
        with pytest.raises(InvalidArgumentError, match="idempotency key"):
            gateway.resend("abillify", "R-2026-17", idempotency_key=cast("Any", 5))
        with pytest.raises(InvalidArgumentError, match="RetryPolicy"):
            gateway.resend("abillify", "R-2026-17", options=CallOptions(retry=cast("Any", "never")))
    assert sandbox.outbox == []
