"""Every line that is marked must be refused by the type checker, and no other line may be: see test_types.py."""

from __future__ import annotations

from typing import assert_type

from reissue import (
    AbillifyCredentials,
    AsyncReissue,
    AsyncResends,
    Creates,
    Invoice,
    InvoiceStatus,
    Lists,
    Money,
    NewInvoice,
    ProviderName,
    QorePayCredentials,
    Regenerates,
    Reissue,
    Reissues,
    Resends,
    Updates,
    provider_name,
)
from reissue.plugin import Adapter, Steps, Verbs, ask, awaiting, blocking
from reissue_clients.paypen import AsyncPayPen, PayPen
from reissue_clients.paypen.models import NewSchedule


def remind(adapter: Resends) -> Invoice:
    return adapter.resend("R-1")


async def remind_soon(adapter: AsyncResends) -> Invoice:
    return await adapter.resend("R-1")


def sync(gateway: Reissue, new: NewInvoice, schedule: NewSchedule) -> None:
    assert_type(gateway.resend("qorepay", "x"), Invoice)
    assert_type(gateway.adapter("abillify").list("C-1"), tuple[Invoice, ...])
    assert_type(gateway["irembopay"].get("x"), Invoice)
    remind(gateway.adapter("qorepay"))
    remind(gateway["abillify"])
    remind(gateway.adapter("irembopay"))  # refused
    remind(gateway.adapter("paypen"))  # refused
    gateway.adapter("paypen").resend("x")  # refused
    gateway.adapter("irembopay").regenerate("x")  # refused
    gateway.adapter("qorepay").update("x")  # refused
    gateway.adapter("qorepay").resend("x", idempotency_key="k")  # refused
    gateway.adapter("abillify").resend("x", idempotency_key="k")
    gateway.paypen.resend("x")  # refused
    lists: Lists = gateway["abillify"]
    wrong_lists: Lists = gateway["qorepay"]  # refused
    updates: Updates = gateway["irembopay"]
    regenerates: Regenerates = gateway["paypen"]
    wrong_regenerates: Regenerates = gateway["abillify"]  # refused
    reissues: list[Reissues] = [gateway["qorepay"], gateway["abillify"], gateway["irembopay"], gateway["paypen"]]
    neutral: Creates[NewInvoice] = gateway["qorepay"]
    wrong_neutral: Creates[NewInvoice] = gateway["paypen"]  # refused
    own: Creates[NewSchedule] = gateway["paypen"]
    gateway["paypen"].create(new)  # refused
    gateway["paypen"].create(schedule)
    Money(1.5, "NGN")  # refused
    print(lists, wrong_lists, updates, regenerates, wrong_regenerates, reissues, neutral, wrong_neutral, own)


async def awaited(gateway: AsyncReissue) -> None:
    assert_type(await gateway.resend("qorepay", "x"), Invoice)
    assert_type(await gateway["paypen"].regenerate("x"), Invoice)
    await remind_soon(gateway["qorepay"])
    await remind_soon(gateway["paypen"])  # refused
    remind(gateway["qorepay"])  # refused
    await gateway.adapter("paypen").resend("x")  # refused
    await gateway.qorepay.purchases.get("x")


def written_out(gateway: Reissue, name: str, found: Invoice, new: NewInvoice, schedule: NewSchedule) -> None:
    gateway.get("qorpay", "x")  # refused
    gateway.get(name, "x")  # refused
    gateway.get(found.provider, found.reference)  # refused
    assert_type(gateway.get(provider_name(found.provider), found.reference), Invoice)
    assert_type(provider_name(name), ProviderName)
    gateway["qorpay"]  # refused
    gateway.adapter("qorpay")  # refused
    gateway[provider_name(name)].client.anything()
    gateway.resend("paypen", "x")  # refused
    gateway.resend(provider_name("paypen"), "x")
    gateway.resend("qorepay", "x", idempotency_key="k")  # refused
    gateway.resend("abillify", "x", idempotency_key="k")
    gateway.reissue("paypen", "x", idempotency_key="k")  # refused
    gateway.regenerate("abillify", "x")  # refused
    gateway.update("paypen", "x")  # refused
    gateway.list("qorepay", "x")  # refused
    gateway.cancel("irembopay", "x")  # refused
    gateway.create("paypen", new)  # refused
    gateway.create("qorepay", new, customer="C-1")  # refused
    assert_type(gateway.create("abillify", new, customer="C-1"), Invoice)
    assert_type(gateway.create("paypen", schedule), Invoice)
    assert_type(gateway.account("shop-b"), Reissue)


def made(key: str) -> None:
    other = AbillifyCredentials(username="u", password=key, server="staging")
    Reissue(timeot=3.0)  # refused
    Reissue(qorpay=QorePayCredentials(secret_key=key))  # refused
    Reissue(qorepay=other)  # refused
    Reissue(qorepay=lambda: other)  # refused
    Reissue(qorepay=lambda: QorePayCredentials(secret_key=key), timeout=3.0)
    Reissue(accounts={"shop-b": {"qorepay": QorePayCredentials(secret_key=key)}})
    Reissue(accounts={"shop-b": {"qorepay": other}})  # refused
    Reissue(accounts={"shop-b": {"qorpay": QorePayCredentials(secret_key=key)}})  # refused
    AsyncReissue(qorepay=other)  # refused
    Reissue.from_env(timeot=3.0)  # refused


class AcmeVerbs(Verbs[PayPen, QorePayCredentials]):
    def cancel(self, reference: str) -> Steps[Invoice]:
        yield from ask(self.client.close)
        return Invoice(provider="acme", reference=reference, status=InvoiceStatus.CANCELLED)


class AcmeAdapter(Adapter[PayPen]):
    cancel = blocking(AcmeVerbs.cancel)


class AsyncAcmeAdapter(Adapter[AsyncPayPen]):
    cancel = awaiting(AcmeVerbs.cancel)


def used(gateway: Reissue, credentials: QorePayCredentials) -> None:
    assert_type(gateway.use(AcmeAdapter, credentials), AcmeAdapter)
    assert_type(gateway.use(AcmeAdapter).cancel("x"), Invoice)
    gateway.use(AcmeAdapter).resend("x")  # refused
    gateway.use(AsyncAcmeAdapter, credentials)  # refused
    gateway.use(AcmeAdapter, "key")  # refused


async def used_and_awaited(gateway: AsyncReissue) -> None:
    assert_type(await gateway.use(AsyncAcmeAdapter).cancel("x"), Invoice)
    gateway.use(AcmeAdapter)  # refused
    await gateway.resend("paypen", "x")  # refused
    await gateway.resend("qorpay", "x")  # refused
