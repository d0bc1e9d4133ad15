"""What a provider says of a failure is found where its page prints it; the shapes are those of the vendors' pages."""

from __future__ import annotations

import pytest
from reissue_runtime.problem import read_problem

from reissue_clients.irembopay.client import PROVIDER as IREMBOPAY
from reissue_clients.qorepay.client import PROVIDER as QOREPAY


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        # irembopay-api-docs, apis/invoice/get-invoice: errors of an unknown invoice
        (
            b'{"success":false,"errors":[{"code":"NOT_FOUND","detail":"no such invoice"}]}',
            "no such invoice",
            "NOT_FOUND",
        ),
        (b'{"success":false,"message":"Bad request","errors":[{"code":"X","detail":"y"}]}', "Bad request", "X"),
    ],
)
def test_irembopay(body: bytes, message: str, code: str) -> None:
    assert tuple(read_problem(body, IREMBOPAY.envelopes)) == (message, code)


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        # qorepay.com/docs/references: __all__ and the fields of a body, as a list of objects
        (b'{"__all__":[{"message":"cannot be resent","code":"invalid"}]}', "cannot be resent", "invalid"),
        (b'{"client":{"email":[{"message":"no address","code":"invalid"}]}}', "client.email: no address", "invalid"),
        (b'{"client":{"email":["no address"]}}', "client.email: no address", None),
        (b'{"purchase":["may not be empty"]}', "purchase: may not be empty", None),
        # docs.chip-in.asia, api-reference: one error in place of a list
        (
            b'{"__all__":{"message":"nothing to release","code":"purchase_release_error"}}',
            "nothing to release",
            "purchase_release_error",
        ),
        (b'{"reference":{"message":"too long","code":"max_length"}}', "reference: too long", "max_length"),
        # docs.chip-in.asia, overview/errors
        (b'{"code":"conflict","message":"captured already"}', "captured already", "conflict"),
        (b'{"detail":"Not found."}', "Not found.", None),
        (b"[]", None, None),
        (b'{"a":{"b":{"c":{"d":"deeper than any page"}}}}', None, None),
    ],
)
def test_qorepay(body: bytes, message: str | None, code: str | None) -> None:
    assert tuple(read_problem(body, QOREPAY.envelopes)) == (message, code)
