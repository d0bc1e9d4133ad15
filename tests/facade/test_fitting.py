"""A new invoice out of JSON: the same rule for `reissue invoice create --from`, for a line of a file, and for what a run kept.

The expectation is that of the three who ask: an amount keeps its digits, and the reference is the one that was asked for.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import Struct

from reissue.errors import InvalidArgumentError
from reissue.invoice import NewInvoice
from reissue.plugin.fitting import UnfitError, fitted
from reissue.registry import provider


class Own(Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A form of a provider, which calls the reference otherwise."""

    transaction_id: str
    net_amount: msgspec.Raw


class Nameless(Struct, kw_only=True, forbid_unknown_fields=True):
    """A form without a reference of the caller's own."""

    title: str


FORMS: tuple[type[Any], ...] = (NewInvoice, Own, Nameless)


def members(text: str) -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(text, type=dict[str, msgspec.Raw])


def test_the_first_form_that_fits_is_taken_and_the_reference_filled_in() -> None:
    neutral = fitted(members('{"money":{"amount":"5.10","currency":"EUR"},"description":"Rent"}'), FORMS, "R-9")
    assert (neutral.new.reference, str(neutral.new.total)) == ("R-9", "EUR 5.10")
    own = fitted(members('{"netAmount":5.100000000000000000001}'), FORMS, "R-9")
    assert (own.new.transaction_id, bytes(own.new.net_amount)) == ("R-9", b"5.100000000000000000001")
    assert own.text == b'{"transactionId":"R-9","netAmount":5.100000000000000000001}'
    assert fitted(members('{"title":"x"}'), FORMS, "R-9").text == b'{"title":"x"}'


def test_what_was_filled_in_is_taken_again() -> None:
    """What a run keeps is read anew when it is sent."""
    first = fitted(members('{"netAmount":5}'), FORMS, "R-9")
    assert fitted(members(first.text.decode()), FORMS, "R-9").text == first.text


@pytest.mark.parametrize("given", ['{"transactionId":"R-8","netAmount":5}', '{"transactionId":"r-9","netAmount":5}'])
def test_another_reference_is_refused(given: str) -> None:
    with pytest.raises(InvalidArgumentError, match="transactionId in the invoice is") as caught:
        fitted(members(given), FORMS, "R-9")
    assert not isinstance(caught.value, UnfitError)


@pytest.mark.parametrize("given", ['{"note":1}', "{}", '{"transactionId":5,"netAmount":5}', '{"title":null}'])
def test_what_fits_no_form_tells_why_for_each(given: str) -> None:
    with pytest.raises(UnfitError) as caught:
        fitted(members(given), FORMS, "R-9")
    assert [one.split(":")[0] for one in caught.value.problems] == ["as NewInvoice", "as Own", "as Nameless"]


def test_the_forms_of_a_provider_are_taken() -> None:
    forms = provider("irembopay").load().verbs.forms
    given = '{"paymentAccountIdentifier":"A","paymentItems":[{"code":"C","quantity":1,"unitAmount":5}]}'
    assert b'"transactionId":"R-9"' in fitted(members(given), forms, "R-9").text
