"""What a vendor prints as a request is taken, without a notice, unless the vendor contradicts itself.

The vendors' texts do not stand in this repository: REISSUE_EVIDENCE names the folder that has them, as for tests/samples. The
same requests, written anew with values of our own, are tested in every run; `CONTRADICTIONS` is the table of docs/sandbox.md.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from reissue_sandbox import Sandbox
from tests.sandbox.test_truth import table

PURCHASE = "/purchases/3f1c7f0e-0000-4000-8000-00000000000"
TEMPLATE = "/billing_templates/e0000000-0000-4000-8000-000000000001"
PAYOUT = "/po/70000000-0000-4000-8000-000000000001/sarepay_payouts/create/payout"
CREATE, CHARGE = "POST /purchases/", f"POST {PURCHASE}1/charge/"
WHERE = {
    "abillify/creditnotes-update": "PUT /creditnotes/G-2026-3",
    "abillify/identities-create": "POST /identities",
    "abillify/identities-createBankaccount": "POST /identities/C-1001/bankaccount",
    "abillify/identities-createInvoice.predefined-text": "POST /identities/C-1001/invoices",
    "abillify/identities-registerByBankaccount": "POST /identities/C-1001/mollie/bankaccount",
    "abillify/identities-registerByFirstPayment": "POST /identities/C-1001/mollie/register",
    "abillify/identities-upsert": "PUT /identities/C-1001",
    "abillify/invoices-commitInvoice": "POST /invoices/R-2026-18/commitInvoice",
    "abillify/invoices-modifyDunning": "POST /invoices/R-2026-17/modifyDunning",
    "abillify/invoices-resendInvoice": "POST /invoices/R-2026-17/resendInvoice",
    "abillify/orders-update": "PUT /orders/O-2026-40",
    "irembopay/create-batch-invoice": "POST /payments/invoices/batch",
    "irembopay/create-invoice": "POST /payments/invoices",
    "irembopay/create-subscription.widget-examples": "POST /subscriptions",
    "irembopay/thirdparty-initiate-momo": "POST /payments/transactions/initiate",
    "irembopay/update-invoice": "PUT /payments/invoices/880509422769",
    "irembopay/update-subscription.widget-examples": "PUT /subscriptions/SU-0A1B2C3D",
    "paypen/invoice-generate": "POST /invoice/generate",
    "paypen/invoice-regenerate": "POST /invoice/regenerate",
    "paypen/login": "POST /auth/login",
    "paypen/schedule-create": "POST /schedule/create",
    "qorepay/charge-purchase": CHARGE,
    "qorepay/charge-purchase-with-brand": CHARGE,
    "qorepay/chip-billing-add-subscriber": f"POST {TEMPLATE}/add_subscriber/",
    "qorepay/chip-billing-template-client-patch": f"PATCH {TEMPLATE}/clients/f0000000-0000-4000-8000-000000000001/",
    "qorepay/chip-company-statements-create": "POST /company_statements/",
    "qorepay/chip-purchases-capture": f"POST {PURCHASE}4/capture/",
    "qorepay/chip-purchases-charge": CHARGE,
    "qorepay/chip-purchases-create": CREATE,
    "qorepay/chip-purchases-create-payment-link": CREATE,
    "qorepay/chip-purchases-create-preauth": CREATE,
    "qorepay/chip-purchases-create-quickstart": CREATE,
    "qorepay/chip-purchases-create-registration-fee": CREATE,
    "qorepay/chip-purchases-mark-as-paid": f"POST {PURCHASE}1/mark_as_paid/",
    "qorepay/chip-purchases-refund": f"POST {PURCHASE}9/refund/",
    "qorepay/chip-webhooks-create": "POST /webhooks/",
    "qorepay/create-client": "POST /clients/",
    "qorepay/create-purchase": CREATE,
    "qorepay/create-purchase-s2s": CREATE,
    "qorepay/create-purchase-tokenise": CREATE,
    "qorepay/mark-as-paid": f"POST {PURCHASE}1/mark_as_paid/",
    "qorepay/payout-create": "POST /payouts/",
    "qorepay/payout-execute": f"POST {PAYOUT}",
}
"""Each printed JSON request by the name of its file, and where it goes."""
NOT_TO_THE_PROVIDER = {
    "abillify/task-notification",
    "irembopay/payment-notification",
    "irembopay/thirdparty-payment-notification",
    "paypen/webhook-payment-notification",
    "qorepay/chip-sdk-webhook-purchase-created",
    "qorepay/webhook-card-payment-success",
}
CONTRADICTIONS = {
    "abillify/identities-createInvoice.predefined-text": {"body.items[0].constcenter"},
    "abillify/invoices-commitInvoice": {"body.data"},
    "abillify/invoices-resendInvoice": {"body"},
    "abillify/orders-update": {"body.cancelationdate"},
    "irembopay/create-subscription.widget-examples": {"body", "body.startDate", "body.endDate"},
    "irembopay/update-subscription.widget-examples": {"body"},
    "qorepay/charge-purchase-with-brand": {"body.brand_id"},
    "qorepay/chip-webhooks-create": {"body.callback"},
    "qorepay/mark-as-paid": {"body.paid_on"},
}
REFUSED = {"irembopay/update-subscription.widget-examples", "qorepay/chip-webhooks-create"}


def samples() -> Path:
    given = os.environ.get("REISSUE_EVIDENCE")
    if not given:
        pytest.skip("the vendors' samples are not part of the repository: set REISSUE_EVIDENCE to their folder")
    return Path(given) / "samples"


def told(sandbox: Sandbox, api: Any, name: str, body: Any) -> tuple[int, set[str], set[str]]:
    """The status of the answer to a request, the places of its notices, and of its refusals."""
    provider, (method, path) = name.partition("/")[0], WHERE[name].split()
    api.headers(provider)  # PayPen's login comes first
    sandbox.notices.clear()
    answer = api(provider, method, path, json=body)
    notices = {notice.where for notice in sandbox.notices}
    return answer.status_code, notices, {violation.where for violation in sandbox.violations}


@pytest.mark.parametrize("name", WHERE)
def test_printed_request(sandbox: Sandbox, api: Any, name: str) -> None:
    body = json.loads((samples() / f"{name}.request.json").read_bytes())
    status, notices, refusals = told(sandbox, api, name, body)
    known = CONTRADICTIONS.get(name, set())
    if name in REFUSED:
        assert (status, notices, refusals) == (400, set(), known)
    else:
        assert refusals == set()
        assert notices == known
        assert status < 500


def test_every_printed_request_has_its_row() -> None:
    folder = samples()
    found = {
        f"{path.parent.name}/{path.name.removesuffix('.request.json')}"
        for path in folder.glob("*/*.request.json")
        if path.parent.name in ("qorepay", "abillify", "irembopay", "paypen")
    }
    assert found == {*WHERE, *NOT_TO_THE_PROVIDER}


def test_the_page_lists_the_contradictions() -> None:
    assert [row[0] for row in table("contradictions")] == list(CONTRADICTIONS)


ITEM = {"label": "Hosting", "quantity": 3, "unit": "month", "unitprice": "12.50", "detail": {"taxprofile": "standard"}}
PAYER = {"email": "ada@example.com", "full_name": "Ada Example", "country": "NG"}
PRODUCT = {"name": "Oil filter", "quantity": "3", "price": 4500}
ROW = {
    "pfa": "021",
    "staff_id": "A-17",
    "pin": "PEN100000000017",
    "employee_name": "Ada Example",
    "employer_contribution": 40.5,
    "employee_contribution": 40,
    "employer_voluntary": 0,
    "employee_voluntary": 0,
    "total_contribution": 80.5,
    "period": "Feb-2026",
}
OWN: list[tuple[str, Any]] = [
    # docs.abillify.dev/predefined-texts, with the name of the cost centre as answers have it
    (
        "abillify/identities-createInvoice.predefined-text",
        {
            "detail": {"introTextId": "11111111-1111-4111-8111-111111111111"},
            "currency": "EUR",
            "items": [{**ITEM, "costcenter": "77"}],
            "orderdate": "2026-02-01T00:00:00.000Z",
            "ordernumber": "A-77",
            "paymentkind": "CT",
            "reference": "R-77",
        },
    ),
    ("abillify/identities-create", {}),
    ("abillify/identities-createBankaccount", {}),
    ("abillify/identities-upsert", {"reference": "C-1001", "kind": "individual", "name": {"company": "B"}}),
    ("abillify/invoices-commitInvoice", {"attachments": [{"filname": "a.pdf", "url": "https://example.com/a.pdf"}]}),
    ("abillify/invoices-resendInvoice", {}),
    ("abillify/creditnotes-update", {"cancelationdate": "2026-02-01T00:00:00.000Z", "state": "canceled"}),
    ("abillify/orders-update", {"cancellationdate": "2026-02-01T00:00:00.000Z", "state": "canceled"}),
    # apis/invoice/openapi and apis/invoice/update-invoice: an expiry in the past is printed
    (
        "irembopay/create-invoice",
        {
            "transactionId": "A-1",
            "paymentAccountIdentifier": "0100",
            "customer": {"email": "a@example.com", "phoneNumber": "0780000009", "name": "Ada"},
            "paymentItems": [{"unitAmount": 150, "quantity": 2, "code": "PC-00aa11bb22"}],
            "expiryAt": "2020-02-29T01:00:00+02:00",
            "language": "RW",
        },
    ),
    (
        "irembopay/update-invoice",
        {
            "expiryAt": "2018-05-05T05:05:05Z",
            "paymentItems": [{"unitAmount": 9, "quantity": 1, "code": "PI-00aa11bb22"}],
        },
    ),
    # paypen.ng/docs/employer/schedule-creation
    ("paypen/schedule-create", {"remittance_type": "COMPVOL", "data": [ROW]}),
    ("paypen/invoice-generate", {"ppid": "TX10000000003"}),
    ("paypen/invoice-regenerate", {"ppid": "TX10000000002"}),
    # qorepay.com/docs/references/create-purchase: a brand that is no UUID, addresses of every kind
    (
        "qorepay/create-purchase",
        {
            "client": PAYER,
            "purchase": {"products": [PRODUCT]},
            "send_receipt": True,
            "brand_id": "7777777",
            "success_redirect": "https://shop.test",
            "failure_redirect": "https://shop.test.no",
        },
    ),
    # qorepay.com/docs/subscriptions/recurring-payments: a stored client in place of a payer
    (
        "qorepay/create-purchase-tokenise",
        {
            "purchase": {"products": [PRODUCT]},
            "brand_id": "b",
            "client_id": "c0000000-0000-4000-8000-000000000001",
        },
    ),
    ("qorepay/charge-purchase", {"recurring_token": "3f1c7f0e-0000-4000-8000-000000000009"}),
    ("qorepay/chip-purchases-mark-as-paid", {"paid_on": 1790000000}),
    # qorepay.com/docs/payout: any bank
    ("qorepay/payout-execute", {"account_number": "0123456789", "bank_code": "058", "recipient_name": "Ada"}),
]


@pytest.mark.parametrize(("name", "body"), OWN, ids=[name for name, _ in OWN])
@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_request_with_values_of_our_own(sandbox: Sandbox, api: Any, name: str, body: Any, strict: bool) -> None:
    sandbox.strict = strict
    status, notices, refusals = told(sandbox, api, name, body)
    assert (status // 100, notices, refusals) == (2, set(), set())


ODD: list[tuple[str, Any, int, set[str]]] = [
    (
        "abillify/identities-createInvoice.predefined-text",
        {"items": [{**ITEM, "constcenter": "7"}]},
        200,
        {"body.items[0].constcenter"},
    ),
    ("abillify/invoices-resendInvoice", {"data": "7"}, 200, {"body"}),
    ("abillify/invoices-commitInvoice", {"data": "7"}, 200, {"body.data"}),
    ("abillify/orders-update", {"cancelationdate": "2026-02-01T00:00:00.000Z"}, 200, {"body.cancelationdate"}),
    ("qorepay/mark-as-paid", {"paid_on": "1790000000000"}, 200, {"body.paid_on"}),
    (
        "qorepay/charge-purchase-with-brand",
        {"brand_id": "b", "recurring_token": "3f1c7f0e-0000-4000-8000-000000000009"},
        200,
        {"body.brand_id"},
    ),
]


@pytest.mark.parametrize(("name", "body", "status", "where"), ODD, ids=[row[0] for row in ODD])
def test_contradictions_are_noticed(
    sandbox: Sandbox, api: Any, name: str, body: Any, status: int, where: set[str]
) -> None:
    assert told(sandbox, api, name, body) == (status, where, set())
    sandbox.reset()
    sandbox.strict = True
    assert told(sandbox, api, name, body)[0] == 400
