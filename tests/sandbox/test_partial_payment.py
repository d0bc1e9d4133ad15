"""IremboPay's payment in installments: rules and figures of the vendor's page of version 3, `apis/payment/partial-payment`.

Its scenario: an invoice over 30,000 RWF in three installments is PARTIALLY_PAID after the first of them; whole
installments only, in their order; a part of one cannot be paid.
https://irembopay.gitbook.io/irembopay-api-docs/irembopay-api-docs-v3/apis/payment/partial-payment
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.call import Refused
from reissue_sandbox.inventions import INVENTED
from tests.inbox import open_inbox

PLAN: dict[str, Any] = {"partialPaymentEnabled": True, "installmentPlan": "FLAT", "installments": [{}, {}, {}]}
NEW: dict[str, Any] = {
    "transactionId": "FEES-3",
    "paymentAccountIdentifier": "07800000001",
    "paymentItems": [{"code": "PC-0a1b2c3d4e", "quantity": 3, "unitAmount": 10000}],
}
PATH = "/payments/invoices"
THREE = {"X-API-Version": "3"}


def pay(sandbox: Sandbox, number: str, amount: str = "") -> str:
    return str(sandbox.pay("irembopay", number, Decimal(amount) if amount else None)["paymentStatus"])


def create(api: Any, **changes: Any) -> str:
    """An invoice over 30,000 RWF with a plan; returns its number."""
    answer = api("irembopay", "POST", PATH, json={**NEW, **PLAN, **changes}, headers=THREE)
    assert answer.status_code == 200 and INVENTED not in answer.headers, answer.text
    return str(answer.json()["data"]["invoiceNumber"])


def test_an_invoice_is_paid_installment_by_installment(sandbox: Sandbox, api: Any) -> None:
    made = api("irembopay", "POST", PATH, json={**NEW, **PLAN}, headers=THREE).json()["data"]
    assert (made["paymentStatus"], made["amount"]) == ("NEW", 30000)
    number = made["invoiceNumber"]
    with open_inbox() as (url, got):
        sandbox.set_callback("irembopay", url)
        paid = [pay(sandbox, number, "10000") for _ in range(3)]
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
    assert pay(sandbox, number, "10000") == "PARTIALLY_PAID"


def test_a_part_and_the_rest_over_http(sandbox: Sandbox, http: httpx.Client, api: Any) -> None:
    number = create(api)
    url, body = f"{sandbox.url}/_sandbox/pay", {"provider": "irembopay", "reference": number}
    shown = []
    for amount in ({"amount": "10000"}, {}):
        paid = http.post(url, json={**body, **amount})
        read = api("irembopay", "GET", f"{PATH}/{number}", headers=THREE)
        assert paid.json()["paymentStatus"] == read.json()["data"]["paymentStatus"]
        assert not [name for name in read.json()["data"] if name.startswith("_") or "nstallment" in name]
        shown.append((paid.json()["paymentStatus"], read.headers.get(INVENTED)))
    assert shown == [("PARTIALLY_PAID", "irembopay-part"), ("PAID", None)]
    again = http.post(url, json=body)
    assert (again.status_code, "is paid" in again.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("kind", "installments", "refused", "paid"),
    [
        ("FLAT", [{"value": 18000}, {"value": 12000}], ["12000", "17999", "30001"], ["18000", "12000"]),
        ("FLAT", [{"no": 1, "x": "7500"}, {"no": 2, "x": "7500"}, {"no": 3, "x": 15000}], ["7000"], ["15000", "15000"]),
        ("PERCENTAGE", [{"share": 40}, {"share": 35}, {"share": 25}], ["40", "10500"], ["12000", "18000"]),
        ("PERCENTAGE", [{"share": 40.5}, {"share": 59.5}], ["12000"], ["12150", "17850"]),
        ("FLAT", [{"value": 1}, {"other": 2}], ["30000.5"], ["7", "29993"]),  # no member tells their sizes
        ("FLAT", [{"value": True}, {"value": None}, {"value": [3]}], [], ["29999.99", "0.01"]),
    ],
)
def test_whole_installments_in_their_order(
    sandbox: Sandbox, api: Any, kind: str, installments: list[Any], refused: list[str], paid: list[str]
) -> None:
    number = create(api, installmentPlan=kind, installments=installments)
    for amount in refused:
        with pytest.raises(Refused, match="whole installments" if Decimal(amount) < 30000 else "not so much left"):
            pay(sandbox, number, amount)
    assert api("irembopay", "GET", f"{PATH}/{number}", headers=THREE).json()["data"]["paymentStatus"] == "NEW"
    assert [pay(sandbox, number, amount) for amount in paid] == ["PARTIALLY_PAID", "PAID"]


def test_an_invoice_without_partial_payment_is_paid_as_a_whole(sandbox: Sandbox, api: Any) -> None:
    number = create(api, partialPaymentEnabled=False)
    for reference in (number, "880500000002"):
        with pytest.raises(Refused, match="no payment of a part"):
            pay(sandbox, reference, "1")
    assert pay(sandbox, number, "30000.00") == "PAID"
    assert pay(sandbox, "880500000002") == "PAID"


def test_what_no_page_shows_of_a_part_is_marked(sandbox: Sandbox, api: Any) -> None:
    number = create(api)
    push = {"accountIdentifier": "0780000009", "paymentProvider": "MTN", "invoiceNumber": number}
    pay(sandbox, number, "12000")
    pushed = api("irembopay", "POST", "/payments/transactions/initiate", json=push)
    assert (pushed.json()["data"]["amount"], pushed.headers[INVENTED]) == (18000, "irembopay-part")
    changed = api("irembopay", "PUT", f"{PATH}/{number}", json={"expiryAt": "2031-05-01T00:00:00+02:00"}, headers=THREE)
    assert (changed.status_code, changed.headers[INVENTED]) == (200, "irembopay-part")
    batch = {"transactionId": "B-1", "invoiceNumbers": [number, "880500000003"]}
    grouped = api("irembopay", "POST", f"{PATH}/batch", json=batch)
    assert (grouped.status_code // 100, grouped.headers[INVENTED]) == (2, "irembopay-part")
    with pytest.raises(Refused, match="no payment of a part"):  # a batch cannot be paid in part
        pay(sandbox, grouped.json()["data"]["invoiceNumber"], "1")
    assert pay(sandbox, grouped.json()["data"]["invoiceNumber"]) == "PAID"
    read = api("irembopay", "GET", f"{PATH}/{number}")
    assert (read.json()["data"]["paymentStatus"], read.headers.get(INVENTED)) == ("PAID", None)


def test_new_items_change_what_is_left(sandbox: Sandbox, api: Any) -> None:
    number = create(api)
    assert pay(sandbox, number, "10000") == "PARTIALLY_PAID"
    item = {"code": "PC-1", "quantity": 1, "unitAmount": 14000}
    api("irembopay", "PUT", f"{PATH}/{number}", json={"paymentItems": [item]}, headers=THREE)
    with pytest.raises(Refused, match="left to pay: 4000 RWF"):
        pay(sandbox, number, "4001")
    assert pay(sandbox, number, "4000") == "PAID"


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
