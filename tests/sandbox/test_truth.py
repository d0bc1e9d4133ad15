"""What the sandbox makes up is listed and marked; what it takes from the vendors behaves as their pages say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.faults import HEADER
from reissue_sandbox.inventions import INVENTED, RULES
from reissue_sandbox.providers import STAND_INS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")


def table(name: str) -> list[list[str]]:
    """The rows of a marked table of the page."""
    found = re.search(rf"<!-- {name}: .*?-->\n.*?\n\|[-|]+\|\n(.*?)<!-- /{name} -->", PAGE, re.S)
    assert found is not None
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in found[1].splitlines()]


def test_the_example_of_the_page_runs(sandbox: Sandbox) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE, re.S)
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found[1], "docs/sandbox.md", "exec"), names)
    names["test_resend"](sandbox)
    assert sandbox.effects.total == 1


def test_the_page_lists_what_is_made_up() -> None:
    rows = table("inventions")
    assert len(rows) == len(RULES) and {row[0] for row in rows} == RULES
    assert all(len(row) == 4 and all(len(cell) > 3 for cell in row) for row in rows)


def test_the_page_lists_the_liberties() -> None:
    taken = [
        [provider, liberty.operation, liberty.where, liberty.rule, liberty.why]
        for provider, stand_in in STAND_INS.items()
        for liberty in stand_in.liberties
    ]
    assert [[cell.strip() for cell in row] for row in table("liberties")] == taken


def test_what_the_source_makes_up_has_its_rule() -> None:
    named = {
        found
        for path in (ROOT / "sandbox").rglob("*.py")
        for found in re.findall(r"invented=\"([a-z-]+)\"|made_up = \"([a-z-]+)\"", path.read_text(encoding="utf-8"))
    }
    assert {first or second for first, second in named} <= RULES


P = "3f1c7f0e-0000-4000-8000-00000000000"
TEMPLATE = "/billing_templates/e0000000-0000-4000-8000-00000000000"
CLIENT = {"client_id": "c0000000-0000-4000-8000-000000000001"}
PAYOUT = "/po/70000000-0000-4000-8000-000000000001/sarepay_payouts/create/payout"
ACCOUNT = {"account_number": "9999000000", "bank_code": "011", "recipient_name": "B"}
STATEMENT = "/company_statements/80000000-0000-4000-8000-000000000001/"
PUSH = {"accountIdentifier": "0730000000", "paymentProvider": "MTN", "invoiceNumber": "880500000002"}
ITEM = {"code": "PC-1", "quantity": 1, "unitAmount": 5}
PLANNED = {
    "paymentAccountIdentifier": "A",
    "customerId": "11111111-2222-4333-8444-555555555555",
    "customerEmail": "a@example.com",
    "startDate": "2026-12-01T00:00:00+02:00",
    "endDate": "2026-11-30T00:00:00+02:00",
    "frequency": "MONTHLY",
    "amount": 5,
    "remindAfter": 2,
    "notificationPreference": "EMAIL",
    "items": [{"productCode": "PC-1", "unitPrice": 5, "quantity": 1}],
}
SEEN: list[tuple[str, str, str, str, Any]] = [
    ("unknown-path", "paypen", "GET", "/nothing", None),
    ("unknown-path", "abillify", "DELETE", "/invoices/R-2026-17", None),
    ("inferred", "abillify", "POST", "/orders/O-2026-40/invoices", {}),
    ("abillify-unseen-answer", "abillify", "POST", "/invoices/R-2026-18/commitInvoice", {}),
    ("abillify-committed", "abillify", "POST", "/invoices/R-2026-17/commitInvoice", {}),
    ("abillify-committed", "abillify", "PUT", "/invoices/R-2026-17", {"items": []}),
    (
        "irembopay-batch",
        "irembopay",
        "POST",
        "/payments/invoices/batch",
        {"transactionId": "B", "invoiceNumbers": ["880500000004"]},
    ),
    (
        "irembopay-duplicate",
        "irembopay",
        "POST",
        "/payments/invoices",
        {"transactionId": "ORDER-2026-0001", "paymentItems": [ITEM], "paymentAccountIdentifier": "A"},
    ),
    ("irembopay-operator", "irembopay", "POST", "/payments/transactions/initiate", PUSH),
    ("irembopay-subscription", "irembopay", "POST", "/subscriptions", PLANNED),
    ("irembopay-update-paid", "irembopay", "PUT", "/payments/invoices/880500000004", {"paymentItems": [ITEM]}),
    ("paypen-refusal", "paypen", "GET", "/invoice/details/none", None),
    ("paypen-refusal", "paypen", "GET", "/schedule/details/none", None),
    ("paypen-refusal", "paypen", "POST", "/invoice/generate", {"ppid": "none"}),
    ("paypen-token", "paypen", "POST", "/auth/login", {"api_key": "k", "email": "a@example.com"}),
    ("refusal", "paypen", "POST", "/invoice/generate", {}),
    ("qorepay-payout", "qorepay", "POST", PAYOUT, ACCOUNT),
    ("qorepay-state", "qorepay", "POST", f"/purchases/{P}9/cancel/", None),
    ("qorepay-state", "qorepay", "POST", f"/purchases/{P}4/mark_as_paid/", None),
    ("qorepay-statement", "qorepay", "GET", STATEMENT, None),
    ("qorepay-template", "qorepay", "POST", f"{TEMPLATE}1/send_invoice/", CLIENT),
    ("qorepay-template", "qorepay", "POST", f"{TEMPLATE}2/add_subscriber/", CLIENT),
]


@pytest.mark.parametrize(("rule", "provider", "method", "path", "body"), SEEN)
def test_what_is_made_up_says_so(api: Any, rule: str, provider: str, method: str, path: str, body: Any) -> None:
    answer = api(provider, method, path, json=body) if body is not None else api(provider, method, path)
    assert answer.headers.get(INVENTED) == rule, answer.text


def test_more_of_what_is_made_up(sandbox: Sandbox, api: Any) -> None:
    """Rules that need two calls, or a fault."""
    draft = "/drafts/D-2026-5/toInvoice"
    assert INVENTED not in api("abillify", "POST", draft, json={}).headers
    assert api("abillify", "POST", draft, json={}).headers[INVENTED] == "abillify-draft-once"
    fault = api("qorepay", "GET", "/clients/", headers={HEADER: "status;code=503"})
    assert (fault.status_code, fault.headers[INVENTED]) == (503, "fault")
    sandbox.strict = True
    refused = api("qorepay", "GET", "/clients/?page_size=3")
    assert (refused.status_code, refused.headers[INVENTED]) == (400, "strict")
    sandbox.strict = False
    sandbox.clock.advance(days=40)
    api.login()
    for wanted in (None, "paypen-replaced"):
        answer = api("paypen", "POST", "/invoice/regenerate", json={"ppid": "TX10000000002"})
        assert answer.headers.get(INVENTED) == wanted
    sandbox.simulation.state.table("irembopay", "subscriptions")["SU-0A1B2C3D"]["status"] = "BILLING_CANCELLED"
    change = {"planIdentifier": "PL-0A1B2C3D", "planPrice": "30,000.00 RWF", "endDate": None}
    ended = api("irembopay", "PUT", "/subscriptions/SU-0A1B2C3D", json=change)
    assert (ended.status_code, ended.headers[INVENTED]) == (409, "irembopay-conflict")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/invoice/details/TX26112100001"), ("POST", "/invoice/generate"), ("POST", "/invoice/regenerate")],
)
def test_a_paid_invoice_of_paypen_is_made_up(sandbox: Sandbox, api: Any, method: str, path: str) -> None:
    """https://paypen.ng/docs/employer/invoice-details shows PENDING, and no other status."""
    body = {} if method == "GET" else {"json": {"ppid": "TX26112100001"}}
    for wanted in (None, "paypen-paid"):
        answer = api("paypen", method, path, **body)
        assert (answer.status_code, answer.headers.get(INVENTED)) == (200, wanted)
        assert answer.json()["data"][0]["invoice_status"] == ("PAID" if wanted else "PENDING")
        sandbox.pay("paypen", "TX26112100001")
    assert INVENTED not in api("paypen", "GET", "/invoice/details/TX10000000001").headers


@pytest.mark.parametrize(
    ("status", "verb", "code", "wanted"),
    [
        # https://qorepay.com/docs/references/cancel-purchase, resend-invoice and mark-purchase-paid say nothing of a status
        ("sent", "cancel", 200, None),
        ("overdue", "resend_invoice", 200, None),
        ("viewed", "mark_as_paid", 200, None),
        ("cancelled", "cancel", 200, "qorepay-state"),
        ("expired", "cancel", 200, "qorepay-state"),
        ("paid", "cancel", 400, "qorepay-state"),
        ("paid", "resend_invoice", 200, "qorepay-state"),
        ("refunded", "resend_invoice", 200, "qorepay-state"),
        ("expired", "resend_invoice", 200, "qorepay-state"),
        ("cancelled", "resend_invoice", 400, "qorepay-state"),
        ("paid", "mark_as_paid", 200, "qorepay-state"),
        ("expired", "mark_as_paid", 200, "qorepay-state"),
        ("cancelled", "mark_as_paid", 400, "qorepay-state"),
    ],
)
def test_a_purchase_that_is_not_open(
    sandbox: Sandbox, api: Any, status: str, verb: str, code: int, wanted: str | None
) -> None:
    row = sandbox.simulation.state.table("qorepay", "purchases")[f"{P}1"]
    row["status"] = status
    answer = api("qorepay", "POST", f"/purchases/{P}1/{verb}/")
    assert (answer.status_code, answer.headers.get(INVENTED)) == (code, wanted), answer.text
    done = (status, verb) not in (("cancelled", "cancel"), ("paid", "mark_as_paid")) and code == 200
    assert (sandbox.effects.total, len(sandbox.outbox)) == (int(done), int(done and verb == "resend_invoice"))


@pytest.mark.parametrize(
    ("provider", "method", "path", "body", "status"),
    [
        ("abillify", "GET", "/invoices/none", None, 404),  # docs.abillify.dev/errors: NotFound
        ("abillify", "POST", "/identities", {"reference": "C-1001"}, 409),  # there: ERR_UNIQUE_VIOLATION
        ("abillify", "POST", "/identities", {"debtor": "x"}, 400),  # there: ERR_INVALID_VALUE
        ("irembopay", "GET", "/payments/invoices/none", None, 404),  # apis/invoice/get-invoice
        ("irembopay", "POST", "/payments/transactions/initiate", {}, 400),  # initiate-mobile-money-push-payment
        ("qorepay", "GET", "/clients/none/", None, 404),  # docs.chip-in.asia, overview/errors
        ("qorepay", "POST", "/purchases/", {}, 400),
        ("qorepay", "POST", f"/purchases/{P}1/capture/", None, 400),  # purchase_capture_error
    ],
)
def test_what_a_page_documents_is_not_marked(
    api: Any, provider: str, method: str, path: str, body: Any, status: int
) -> None:
    answer = api(provider, method, path, json=body) if body is not None else api(provider, method, path)
    assert (answer.status_code, answer.headers.get(INVENTED)) == (status, None), answer.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"accountIdentifier": None}, "PHONE_NUMBER_MISSING"),
        ({"invoiceNumber": None}, "INVOICE_MISSING"),
        ({"paymentProvider": "ACME"}, "BAD_PAYMENT_PROVIDER"),
        ({"accountIdentifier": "12"}, "BAD_PHONE_NUMBER"),
    ],
)
def test_a_push_is_refused_with_the_codes_of_its_page(api: Any, changes: dict[str, Any], code: str) -> None:
    """https://irembopay.gitbook.io/irembopay-api-docs/apis/payment/initiate-mobile-money-push-payment"""
    body = {name: value for name, value in {**PUSH, **changes}.items() if value is not None}
    answer = api("irembopay", "POST", "/payments/transactions/initiate", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


def test_rules_that_no_page_has_are_gone(sandbox: Sandbox, api: Any) -> None:
    past = {"expiryAt": "2019-01-31T10:00:00+02:00"}
    answer = api("irembopay", "PUT", "/payments/invoices/880509422769", json=past)
    assert answer.json()["data"]["expiryAt"] == "2019-01-31T10:00:00.000+02:00"
    row = {"pfa": "031", "staff_id": "9", "pin": "PEN1", "employee_name": "B", "period": "Jun-2026"}
    parts = ("employer_contribution", "employee_contribution", "employer_voluntary", "employee_voluntary")
    uneven = {**row, **dict.fromkeys(parts, 1), "total_contribution": 7}
    made = api("paypen", "POST", "/schedule/create", json={"remittance_type": "COMP", "data": [uneven]})
    assert made.json()["data"][0]["amount_payable"] == 7
    bank = {**ACCOUNT, "account_number": "0000000001", "bank_code": "058"}
    assert api("qorepay", "POST", PAYOUT, json=bank).json() == {"status": "pending"}
    for path in ("/identities", "/creditnotes", "/transactions"):
        page = api("abillify", "GET", path).json()
        assert (page["page"], page["pageSize"], len(page["rows"])) == (1, 1, 1)
    assert sandbox.violations == []
