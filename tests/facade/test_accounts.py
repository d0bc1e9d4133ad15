"""Several accounts of one provider, plug-ins that are added in code, and secrets that change.

The server is a stand-in of httpx: it knows which key came with each request, and refuses those that are not of today.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, ClassVar

import httpx
import pytest

from reissue import (
    AsyncReissue,
    AuthenticationError,
    ConfigurationError,
    Credentials,
    Invoice,
    InvoiceStatus,
    ProviderName,
    QorePayCredentials,
    Reissue,
    RetryPolicy,
    Secret,
    UnsupportedOperationError,
)
from reissue.plugin import ADAPTER_CONTRACT, Adapter, Steps, Verbs, ask, awaiting, blocking

PURCHASE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


class Server:
    """QorePay with a key of today; it writes down who came with which key, and what was e-mailed."""

    def __init__(self, *keys: str) -> None:
        self.keys = set(keys)
        self.seen: list[tuple[str, str]] = []
        self.mails = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = request.headers["authorization"].removeprefix("Bearer ")
        self.seen.append((request.method, key))
        if key not in self.keys:
            return httpx.Response(401, json={})
        self.mails += request.method == "POST"
        return httpx.Response(200, json={"id": PURCHASE, "status": "sent", "client": {"email": "payer@example.com"}})

    def gateway(self, asynchronous: bool = False, **given: Any) -> Any:
        transport = httpx.MockTransport(self)
        more = {"retry": RetryPolicy.NEVER, "on_drift": lambda event: None, **given}
        if asynchronous:
            return AsyncReissue(http=httpx.AsyncClient(transport=transport), **more)
        return Reissue(http=httpx.Client(transport=transport), **more)


def credentials(key: str) -> QorePayCredentials:
    return QorePayCredentials(secret_key=key, server="http://127.0.0.1:1")


def resend(gateway: Any) -> Invoice:
    found = gateway.resend("qorepay", PURCHASE)
    return asyncio.run(found) if asyncio.iscoroutine(found) else found


# --- accounts ---


def test_an_account_has_its_own_credentials_and_no_others() -> None:
    server = Server("main", "b")
    gateway = server.gateway(qorepay=credentials("main"), accounts={"shop-b": {"qorepay": credentials("b")}, "c": {}})
    shop = gateway.account("Shop_B")
    assert shop is gateway.account("shop-b") and repr(shop) == "Reissue(qorepay, account='shop-b')"
    gateway.get("qorepay", PURCHASE)
    shop.get("qorepay", PURCHASE)
    assert [key for _, key in server.seen] == ["main", "b"]
    with pytest.raises(ConfigurationError, match=r"in the account 'c'.*REISSUE_QOREPAY__C__SECRET_KEY"):
        gateway.account("c").get("qorepay", PURCHASE)
    with pytest.raises(ConfigurationError, match="Did you mean 'shop-b'"):
        gateway.account("shop-a")
    with pytest.raises(ConfigurationError, match="letters, digits"):
        gateway.account("shop--b")


def test_accounts_out_of_the_environment() -> None:
    environ = {
        "REISSUE_QOREPAY_SECRET_KEY": "main",
        "REISSUE_QOREPAY__SHOP_B__SECRET_KEY": "b",
        "REISSUE_QOREPAY__SHOP_B__SERVER": "http://127.0.0.1:1",
        "REISSUE_PAYPEN__SHOP_B__API_KEY": "k",
        "REISSUE_PAYPEN__SHOP_B__EMAIL": "a@example.com",
    }
    gateway = Reissue.from_env(environ)
    assert repr(gateway) == "Reissue(qorepay)"
    assert repr(gateway.account("shop-b")) == "Reissue(qorepay, paypen, account='shop-b')"
    assert repr(AsyncReissue.from_env(environ).account("shop-b")).startswith("AsyncReissue(")
    del environ["REISSUE_PAYPEN__SHOP_B__EMAIL"]
    with pytest.raises(ConfigurationError, match="set REISSUE_PAYPEN__SHOP_B__EMAIL"):
        Reissue.from_env(environ)


def test_accounts_are_closed_with_their_gateway() -> None:
    server = Server("b")
    with server.gateway(accounts={"b": {"qorepay": credentials("b")}}) as gateway:
        with gateway.account("b") as shop:
            client = shop.qorepay
        assert client.closed
        with pytest.raises(ConfigurationError, match="closed"):
            shop.get("qorepay", PURCHASE)
        again = gateway.account("b").qorepay  # the gateway goes on
    assert again.closed
    with pytest.raises(ConfigurationError, match="closed"):
        gateway.account("b")


# --- secrets that change ---


class Vault:
    """Gives the keys one after another; the last one again and again."""

    def __init__(self, *keys: str) -> None:
        self.keys = list(keys)
        self.asked = 0

    def __call__(self) -> QorePayCredentials:
        self.asked += 1
        return credentials(self.keys.pop(0) if len(self.keys) > 1 else self.keys[0])


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_new_secret_is_asked_for_after_a_401(asynchronous: bool) -> None:
    server, vault = Server("new"), Vault("old", "new")
    gateway = server.gateway(asynchronous, qorepay=vault)
    assert vault.asked == 0
    assert resend(gateway).reference == PURCHASE
    assert [key for _, key in server.seen] == ["old", "new", "new"]
    assert (server.mails, vault.asked) == (1, 2)
    resend(gateway)
    assert (server.mails, vault.asked) == (2, 2)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_same_secret_again_is_not_tried_again(asynchronous: bool) -> None:
    server, vault = Server(), Vault("wrong")
    gateway = server.gateway(asynchronous, qorepay=vault)
    with pytest.raises(AuthenticationError):
        resend(gateway)
    assert (len(server.seen), vault.asked) == (1, 2)


def test_a_vault_that_fails_does_not_hide_the_401() -> None:
    keys = iter([credentials("old")])

    def vault() -> QorePayCredentials:
        return next(keys)

    with pytest.raises(AuthenticationError) as caught:
        resend(Server().gateway(qorepay=vault))
    assert caught.value.__notes__ == ["Its credentials could not be asked for again (StopIteration)."]


def test_a_401_after_an_effect_is_not_repeated() -> None:
    """The key is revoked between the e-mail and what follows: the verb has happened, whatever came then."""
    server = Server("old")

    class Verb(Verbs[Any, AcmeCredentials]):
        def resend(self, reference: str) -> Steps[Invoice]:
            yield from ask(self.client.purchases.resend_invoice, PURCHASE)
            server.keys = {"new"}
            yield from ask(self.client.purchases.get, PURCHASE)
            return Invoice(provider="acme", reference=reference, status=InvoiceStatus.OPEN)

    from reissue_clients.qorepay import QorePay

    class Own(Adapter[Any]):
        verbs = Verb
        makes = QorePay
        resend = blocking(Verb.resend)

    given = iter(["old", "new", "new"])
    gateway = server.gateway()
    adapter = gateway.use(Own, lambda: AcmeCredentials(secret_key=next(given), server="http://127.0.0.1:1"))
    with pytest.raises(AuthenticationError) as caught:
        gateway.resend(ProviderName("acme"), "x")
    assert (caught.value.outcome, server.mails) == ("happened", 1)
    assert gateway["acme"] is adapter


def test_threads_ask_for_a_new_secret_once() -> None:
    server, vault = Server("new"), Vault("old", "new")
    gateway = server.gateway(qorepay=vault)
    gateway.qorepay
    threads = [threading.Thread(target=resend, args=(gateway,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (server.mails, vault.asked) == (12, 2)


def test_clients_that_were_replaced_long_ago_are_closed() -> None:
    server, vault = Server("0"), Vault(*map(str, range(9)))
    gateway = server.gateway(qorepay=vault)
    clients: list[Any] = []
    for day in range(8):
        server.keys = {str(day)}
        resend(gateway)
        clients.append(gateway.qorepay)
    assert [client.closed for client in clients] == [True] * 5 + [False] * 3  # two may still be in use, one is
    gateway.close()
    assert all(client.closed for client in clients)


@pytest.mark.parametrize("gives", [None, "secret", AuthenticationError])
def test_what_gives_credentials_gives_something_else(gives: Any) -> None:
    with pytest.raises(ConfigurationError, match="QorePayCredentials are needed here, not"):
        Reissue(qorepay=lambda: gives).get("qorepay", PURCHASE)


# --- plug-ins added in code ---


class AcmeClient:
    def __init__(self, *, secret_key: Secret, server: str, **options: object) -> None:
        self.key, self.closed = secret_key, False

    def fetch(self, reference: str) -> str:
        return f"{self.key.reveal()} {reference}"

    def close(self) -> None:
        self.closed = True


class AsyncAcmeClient:
    def __init__(self, *, secret_key: Secret, server: str, **options: object) -> None:
        self.key, self.closed = secret_key, False

    async def fetch(self, reference: str) -> str:
        return f"{self.key.reveal()} {reference}"

    async def aclose(self) -> None:
        self.closed = True


class AcmeCredentials(Credentials, frozen=True, kw_only=True):
    provider: ClassVar[str] = "acme"
    secrets: ClassVar[tuple[str, ...]] = ("secret_key",)
    secret_key: str | Secret
    server: str = "https://acme.example"


class AcmeVerbs(Verbs[AcmeClient, AcmeCredentials]):
    def get(self, reference: str) -> Steps[Invoice]:
        """Read."""
        raw = yield from ask(self.client.fetch, reference)
        return Invoice(provider="acme", reference=reference, status=InvoiceStatus.OPEN, raw=raw)


class AcmeAdapter(Adapter[AcmeClient]):
    makes, verbs = AcmeClient, AcmeVerbs
    get = blocking(AcmeVerbs.get)


class AsyncAcmeAdapter(Adapter[AsyncAcmeClient]):
    makes, verbs = AsyncAcmeClient, AcmeVerbs
    get = awaiting(AcmeVerbs.get)


class Newer(AcmeAdapter):
    contract = ADAPTER_CONTRACT + 1


class Older(AcmeAdapter):
    contract = ADAPTER_CONTRACT - 1


class NamelessVerbs(Verbs[Any, Any]):
    pass


class Nameless(AcmeAdapter):
    verbs = NamelessVerbs


class ShadowVerbs(Verbs[AcmeClient, QorePayCredentials]):
    pass


class Shadow(AcmeAdapter):
    verbs = ShadowVerbs


GIVEN = AcmeCredentials(secret_key="k")


def test_a_plug_in_is_added_in_code() -> None:
    with Reissue() as gateway:
        acme = gateway.use(AcmeAdapter, GIVEN)
        assert acme.get("A-1").raw == "k A-1" == gateway.get(ProviderName("acme"), "A-1").raw
        assert gateway[ProviderName("acme")] is acme is gateway.use(AcmeAdapter)
        with pytest.raises(UnsupportedOperationError):
            gateway.cancel(ProviderName("acme"), "A-1")
    assert acme.client.closed
    gateway = Reissue(accounts={"b": {}})
    assert gateway.account("b").use(AcmeAdapter, lambda: GIVEN).get("A-1").raw == "k A-1"


def test_an_awaited_plug_in_is_added_in_code() -> None:
    async def main() -> None:
        async with AsyncReissue(GIVEN) as gateway:
            acme = gateway.use(AsyncAcmeAdapter)
            assert (await acme.get("A-1")).raw == (await gateway.get(ProviderName("acme"), "A-1")).raw
        assert acme.client.closed

    asyncio.run(main())


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (lambda: Reissue().use(AcmeAdapter), r"acme: no credentials. Pass AcmeCredentials\("),
        (lambda: Reissue(GIVEN).use(AcmeAdapter, GIVEN), "given twice"),
        (lambda: Reissue().use(AcmeAdapter, credentials("k")), "AcmeCredentials are needed here, not QorePayCred"),
        (lambda: Reissue().use(AsyncAcmeAdapter, GIVEN), "does not fit Reissue"),
        (lambda: AsyncReissue().use(AcmeAdapter, GIVEN), "does not fit AsyncReissue"),
        (lambda: Reissue().use(Newer, GIVEN), "install a newer version of reissue"),
        (lambda: Reissue().use(Older, GIVEN), "install a newer version of the plug-in"),
        (lambda: Reissue().use(Nameless, GIVEN), r"Verbs\[Client, Credentials\]"),
        (lambda: Reissue().use(Shadow, credentials("k")), "qorepay is built in"),
    ],
)
def test_what_is_refused(use: Callable[[], object], why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        use()
