"""IremboPay's payment in installments: rules and figures of the vendor's page of version 3, `apis/payment/partial-payment`.

Its scenario: an invoice over 30,000 RWF in three installments is PARTIALLY_PAID after the first of them; whole
installments only, in their order; a part of one cannot be paid.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.call import Refused
from tests.inbox import open_inbox

PLAN: dict[str, Any] = {"partialPaymentEnabled": True, "installmentPlan": "FLAT", "installments": [{}, {}, {}]}
NEW: dict[str, Any] = {
    "transactionId": "FEES-3",
    "paymentAccountIdentifier": "07800000001",
    "paymentItems": [{"code": "PC-0a1b2c3d4e", "quantity": 3, "unitAmount": 10000}],
}
PATH = "/payments/invoices"
THREE = {"X-API-Version": "3"}


def pay(sandbox: Sandbox, number: str) -> str:
    return str(sandbox.pay("irembopay", number)["paymentStatus"])


def test_an_invoice_is_paid_installment_by_installment(sandbox: Sandbox, api: Any) -> None:
    made = api("irembopay", "POST", PATH, json={**NEW, **PLAN}, headers=THREE).json()["data"]
    assert (made["paymentStatus"], made["amount"]) == ("NEW", 30000)
    number = made["invoiceNumber"]
    with open_inbox() as (url, got):
        sandbox.set_callback("irembopay", url)
        paid = [pay(sandbox, number) for _ in range(3)]
        sandbox.settle()
    assert paid == ["PARTIALLY_PAID", "PARTIALLY_PAID", "PAID"]
    assert [json.loads(body)["data"]["paymentStatus"] for _, body in got] == paid
    assert api("irembopay", "GET", f"{PATH}/{number}", headers=THREE).json()["data"]["paymentStatus"] == "PAID"
    with pytest.raises(Refused, match="is paid"):
        sandbox.pay("irembopay", number)


def test_an_update_switches_it_on_and_off(sandbox: Sandbox, api: Any) -> None:
    number = api("irembopay", "POST", PATH, json=NEW, headers=THREE).json()["data"]["invoiceNumber"]
    for change in ({"partialPaymentEnabled": False}, PLAN):
        assert api("irembopay", "PUT", f"{PATH}/{number}", json=change, headers=THREE).status_code == 200
    assert pay(sandbox, number) == "PARTIALLY_PAID"


@pytest.mark.parametrize("lacking", ["installmentPlan", "installments"])
@pytest.mark.parametrize(("method", "path"), [("POST", PATH), ("PUT", f"{PATH}/880509422769")])
def test_a_plan_is_whole(api: Any, method: str, path: str, lacking: str) -> None:
    plan = {name: value for name, value in PLAN.items() if name != lacking}
    answer = api("irembopay", method, path, json={**NEW, **plan} if method == "POST" else plan, headers=THREE)
    assert answer.status_code == 400
    assert lacking in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("member", list(PLAN))
@pytest.mark.parametrize(("method", "path"), [("POST", PATH), ("PUT", f"{PATH}/880509422769")])
def test_version_2_knows_none_of_it(sandbox: Sandbox, api: Any, method: str, path: str, member: str) -> None:
    value = False if member == "partialPaymentEnabled" else PLAN[member]
    answer = api("irembopay", method, path, json={**(NEW if method == "POST" else {}), member: value})
    assert answer.status_code == 400
    assert f"{member} needs version 3" in answer.json()["errors"][0]["detail"]
    assert not sandbox.traffic[-1].effect
