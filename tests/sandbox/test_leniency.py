"""What no page of a vendor refuses is answered: with a notice where our specification differs, without one where a page has it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from reissue_sandbox import Sandbox
from reissue_sandbox.inventions import INVENTED

INVOICE, ORDER, CREDITNOTE = "/invoices/R-2026-18", "/orders/O-2026-40", "/creditnotes/G-2026-3"
DAY = "2031-03-09"


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        # https://docs.abillify.dev/api/invoices/invoices-update: all dates of its table are strings
        *(("PUT", INVOICE, name) for name in ("due", "issued", "accountingdate", "orderdate", "cancelationdate")),
        ("PUT", ORDER, "orderdate"),  # https://docs.abillify.dev/api/orders/orders-update
        ("PUT", ORDER, "cancellationdate"),
        ("PUT", CREDITNOTE, "cancelationdate"),  # https://docs.abillify.dev/api/creditnotes/creditnotes-update
        (
            "POST",
            "/identities/C-1001/invoices",
            "due",
        ),  # https://docs.abillify.dev/api/invoices/identities-createinvoice
        ("POST", "/identities/C-1001/orders", "orderdate"),
        ("POST", "/identities/C-1001/creditnotes", "issued"),
        ("POST", "/drafts/D-2026-5/toInvoice", "due"),
    ],
)
def test_abillify_takes_a_plain_day(sandbox: Sandbox, api: Any, method: str, path: str, name: str) -> None:
    answer = api("abillify", method, path, json={name: DAY})
    assert answer.status_code == 200, answer.text
    kind = path.rpartition("/")[2] if method == "POST" else path.split("/")[1]
    made = answer.json()
    read = api("abillify", "GET", f"/{'invoices' if kind == 'toInvoice' else kind}/{made['reference']}").json()
    assert made[name] == read[name] == f"{DAY}T00:00:00.000Z"
    assert [notice.where for notice in sandbox.notices] == [f"body.{name}"]
    assert sandbox.violations == []

    sandbox.reset()
    sandbox.strict = True
    assert api("abillify", method, path, json={name: DAY}).headers[INVENTED] == "strict"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2031-03-09 10:00:00", "2031-03-09T10:00:00.000Z"),
        ("2031-03-09T10:00:00+02", "2031-03-09T08:00:00.000Z"),
        ("2031-03-09T10:00:00+02:00", "2031-03-09T10:00:00+02:00"),  # this one is whole
        ("end of March", "end of March"),  # a string it is
        ("0001-01-01T00:00:00+14", "0001-01-01T00:00:00+14"),
    ],
)
def test_abillify_takes_any_string_as_a_date(
    sandbox: Sandbox, http: httpx.Client, api: Any, sent: str, kept: str
) -> None:
    """https://docs.abillify.dev/api/invoices/invoices-update"""
    assert api("abillify", "PUT", INVOICE, json={"due": sent}).json()["due"] == kept
    rows = http.get(f"{sandbox.url}/_sandbox/state").json()["invoices"]
    assert [row["status"] for row in rows if row["reference"] == "R-2026-18"] == ["open"]


def test_abillify_tells_an_overdue_invoice_by_a_plain_day(sandbox: Sandbox, http: httpx.Client, api: Any) -> None:
    api("abillify", "PUT", INVOICE, json={"due": "2019-03-09"})
    rows = http.get(f"{sandbox.url}/_sandbox/state").json()["invoices"]
    assert [row["status"] for row in rows if row["reference"] == "R-2026-18"] == ["overdue"]


def test_a_committed_invoice_keeps_the_day_that_it_has(api: Any) -> None:
    api("abillify", "PUT", INVOICE, json={"issued": DAY})
    api("abillify", "POST", f"{INVOICE}/commitInvoice", json={})
    assert api("abillify", "PUT", INVOICE, json={"issued": DAY}).status_code == 200
    assert api("abillify", "PUT", INVOICE, json={"issued": "2031-03-10"}).status_code == 400


@pytest.mark.parametrize(("path", "body"), [(INVOICE, {"due": 20310309}), (INVOICE, {"due": None})])
def test_what_is_no_string_is_refused(sandbox: Sandbox, api: Any, path: str, body: Any) -> None:
    assert api("abillify", "PUT", path, json=body).status_code == 400
    assert "should be string" in str(sandbox.violations[0])


def test_a_day_of_dunning_is_one(api: Any) -> None:
    """https://docs.abillify.dev/api/invoices/invoices-modifydunning: there the table does say date."""
    answers = [
        api("abillify", "POST", "/invoices/R-2026-17/modifyDunning", json={"startDunningDate": day}).status_code
        for day in (DAY, "soon")
    ]
    assert answers == [200, 400]


PRINTED = "%5Bobject+Object%5D"


@pytest.mark.parametrize(
    "path",
    [
        # the addresses of the samples of https://docs.abillify.dev/api/identities/identities-list and its like
        f"/identities?page=1&pageSize=1&query={PRINTED}",
        f"/identities?page=1&pageSize=1&sort=reference&query={PRINTED}",
        f"/creditnotes?page=1&pageSize=1&query={PRINTED}",
        f"/transactions?page=1&pageSize=1&query={PRINTED}",
        # https://docs.abillify.dev/api/invoices/invoices-getdocuments, https://docs.abillify.dev/api/orders/orders-getdocuments
        f"/invoices/R-2026-17/documents?limit=0&offset=0&search={PRINTED}",
        f"/orders/O-2026-40/documents?limit=0&offset=0&search={PRINTED}",
    ],
)
@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_the_filter_that_abillify_prints(sandbox: Sandbox, api: Any, path: str, strict: bool) -> None:
    """It filters nothing; so does a filter that is left out."""
    sandbox.strict = strict
    answer = api("abillify", "GET", path)
    assert (answer.status_code, sandbox.notices, sandbox.violations) == (200, [], [])
    assert (
        answer.json()
        == api("abillify", "GET", path.removesuffix(f"query={PRINTED}").removesuffix(f"search={PRINTED}")).json()
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("query=C-1001", "query.query is written in another way than documented"),
        (f"query={PRINTED}&query=C-1001", "query.query is written in another way than documented"),
        (f"search={PRINTED}", "query.search is not documented"),  # that is a parameter of the documents
    ],
)
def test_a_filter_that_is_not_heeded_is_told(sandbox: Sandbox, api: Any, query: str, text: str) -> None:
    assert api("abillify", "GET", f"/identities?page=1&pageSize=1&{query}").status_code == 200
    assert [text in str(notice) for notice in sandbox.notices] == [True]


IREMBOPAY = {"irembopay-secretKey": "k"}
NUMBER = "/payments/invoices/880500000003"


@pytest.mark.parametrize("version", [None, "1", "4"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", NUMBER, None),
        ("PUT", NUMBER, {"expiryAt": "2031-03-09T10:00:00+02:00"}),
        ("GET", "/subscriptions/SU-0A1B2C3D", None),
    ],
)
def test_irembopay_refuses_no_version(
    sandbox: Sandbox, http: httpx.Client, version: str | None, method: str, path: str, body: Any
) -> None:
    """https://irembopay.gitbook.io/irembopay-api-docs/integration/markdown prints 1; `apis/invoice/openapi` prints 2."""
    headers = IREMBOPAY if version is None else {**IREMBOPAY, "X-API-Version": version}
    url = sandbox.server_for("irembopay") + path
    answer = (
        http.request(method, url, headers=headers, json=body) if body else http.request(method, url, headers=headers)
    )
    assert (answer.status_code, answer.headers.get(INVENTED)) == (200, None), answer.text
    assert [notice.where for notice in sandbox.notices] == ["header.X-API-Version"]
    assert sandbox.violations == []

    sandbox.strict = True
    assert http.request(method, url, headers=headers, json=body).status_code == 400


@pytest.mark.parametrize("version", [None, "1", "2"])
def test_partial_payment_needs_version_3(sandbox: Sandbox, http: httpx.Client, version: str | None) -> None:
    """Only pages below https://irembopay.gitbook.io/irembopay-api-docs/irembopay-api-docs-v3/ have it."""
    headers = IREMBOPAY if version is None else {**IREMBOPAY, "X-API-Version": version}
    plan = {"partialPaymentEnabled": True, "installmentPlan": "FLAT", "installments": [{}]}
    answer = http.put(sandbox.server_for("irembopay") + NUMBER, headers=headers, json=plan)
    assert (answer.status_code, answer.headers.get(INVENTED)) == (400, "irembopay-version")


@pytest.mark.parametrize("content", [b"{}", b""])
def test_an_update_of_irembopay_may_say_nothing(sandbox: Sandbox, api: Any, content: bytes) -> None:
    """https://irembopay.gitbook.io/irembopay-api-docs/apis/invoice/update-invoice: "No" at both members."""
    before = api("irembopay", "GET", NUMBER).json()["data"]
    answer = api("irembopay", "PUT", NUMBER, content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["data"]["expiryAt"]) == (200, before["expiryAt"])
    assert [notice.where for notice in sandbox.notices] == ["body"]
    assert sandbox.violations == []
