"""What the specifications ask of an answer: every effect has its proof, and what proves nothing is never told as done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from reissue_runtime import Outcome, ReissueError
from reissue_runtime.unprinted import Unprinted

from tests.contract.spec_calls import PROVIDERS, Case, cases, descriptors
from tests.samples.sample_answers import kit

# Bodies that came under a 2xx in the wild, or that a proxy, a portal or a broken server would send.
NOTHING_PROVED = {
    "an empty object": (b"{}", "application/json"),
    "an empty list": (b"[]", "application/json"),
    "null": (b"null", "application/json"),
    "a text": (b'"OK"', "application/json"),
    "another object": (
        b'{"id":"somebody-else","reference":"R-0","invoiceNumber":"1","identifier":"1"}',
        "application/json",
    ),
    "an error of QorePay": (b'{"__all__":[{"message":"cannot be resent","code":"invalid"}]}', "application/json"),
    "an error of Abillify": (b'{"code":400,"name":"ClientError","type":"X","message":"m"}', "application/json"),
    "a login page": (b"<html><body>Log in</body></html>", "text/html"),
    "a login page that says JSON": (b"<html><body>Log in</body></html>", "application/json"),
    "nothing": (b"", "application/json"),
    "nothing at all": (b"", ""),
    "half a body": (b'{"id":"p1","sta', "application/json"),
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_effect_has_its_proof(provider: str) -> None:
    for name, operation in descriptors(provider).items():
        assert operation.effect.name == "READS" or operation.evidence is not None, name
        assert isinstance(operation.evidence, Unprinted) == (name in UNPRINTED), name


UNPRINTED = {"identities-registerByFirstPayment", "invoices-importExternalDocument", "invoices-modifyDunning"}
"""The vendor prints no body: an object that does not say no is believed, and none at all."""
BELIEVED = {"an empty object", "an error of QorePay", "nothing", "nothing at all"}


def unproved() -> Iterator[Any]:
    """Each operation that says what proves it, and each body that proves nothing of it."""
    for case in cases():
        operation = descriptors(case.provider)[case.operation.id]
        for what in NOTHING_PROVED if operation.evidence is not None else ():
            if case.operation.id.endswith("-listInvoices") and what in ("an empty list", "null"):
                continue  # a whole answer: there is none
            # Where no object is addressed, the answer names one of its own.
            if what in BELIEVED and isinstance(operation.evidence, Unprinted):
                continue
            evidence = operation.evidence
            if what != "another object" or getattr(evidence, "addressed", None) or getattr(evidence, "about", None):
                yield pytest.param(case, what, id=f"{case.label}-{what}")


@pytest.mark.parametrize(("case", "what"), list(unproved()))
def test_what_proves_nothing_is_not_told_as_done(case: Case, what: str) -> None:
    body, media = NOTHING_PROVED[what]
    told = kit(case.provider).answered(case, body, media=media)
    assert isinstance(told.error, ReissueError), told.value
    reads = descriptors(case.provider)[case.operation.id].effect.name == "READS"
    assert told.error.outcome is (Outcome.NOT_HAPPENED if reads else Outcome.UNKNOWN)
