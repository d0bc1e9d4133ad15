"""Every line that is marked must be refused by the type checker, and no other line may be: see test_types.py."""

from __future__ import annotations

from typing import assert_type

from reissue import (
    AsyncReissue,
    AsyncResends,
    Creates,
    Invoice,
    Lists,
    Money,
    NewInvoice,
    Regenerates,
    Reissue,
    Reissues,
    Resends,
    Updates,
)
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
