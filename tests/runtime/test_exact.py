"""Values that Python's own types do not hold as they were sent: they come back to the last digit, or a drift is told.

The numbers are RFC 8259, section 6 (digits and exponents have no bound), the times RFC 3339, sections 4.3 and 5.6 to 5.8.
"""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validators
from msgspec import field
from reissue_runtime import InvalidArgumentError, undocumented
from reissue_runtime.body import Json, encode_json
from reissue_runtime.decode import codec
from reissue_runtime.encode import EncodeError
from reissue_runtime.exact import Moment, Number
from reissue_runtime.model import LOCAL, OFFSET, UNSET, Model, UnsetType, offset
from reissue_runtime.unions import one_of

from reissue_clients import irembopay
from reissue_clients.irembopay import models


class Price(Model, kw_only=True):
    amount: Decimal
    rebate: Decimal | UnsetType | None = UNSET


class Bill(Model, kw_only=True):
    id: str | UnsetType = UNSET
    count: int | UnsetType = UNSET
    price: Price | UnsetType = UNSET
    prices: list[Price] | UnsetType = UNSET
    by_name: dict[str, Price] | UnsetType = UNSET
    parent: Bill | UnsetType = UNSET
    meta: dict[str, Any] | UnsetType = UNSET
    free: Any = UNSET
    at: datetime | UnsetType = UNSET
    seen: Annotated[datetime, offset("Africa/Kigali")] | UnsetType | None = UNSET
    zoned: Annotated[datetime, OFFSET] | UnsetType = UNSET
    booked: Annotated[datetime, LOCAL] | UnsetType = field(name="bookedAt", default=UNSET)


def read(text: str) -> tuple[Any, list[tuple[str, str, str]]]:
    value, drifts = codec(Bill).decode(text.encode())
    return value, [(drift.path, drift.expected, drift.got) for drift in drifts]


def pairs(text: str | bytes) -> Any:
    """JSON as an independent reader has it: every number as its text, every object as a list of pairs."""
    return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=list)


NUMBERS = [
    *("0", "-1", "0.5", "12345678901234567890", "123456789012345678901234567890", "9" * 5_000),
    *(
        "0.1000",
        "1.0",
        "100.00",
        "12345678901234567890.123456789",
        "0.30000000000000004441",
        "0.1",
        "-0.0",
        "-0.00",
    ),
    *("1E400", "1e400", "1e5", "1E+5", "1.50e-3", "2e-400", "-1.0E+999999999", "0e0", "1e-7"),
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "place", ['{"free":%s}', '{"meta":{"a":[1,{"b":%s}]}}', '{"more":%s}', '{"id":"x","parent":{"new":[%s]}}']
)
def test_a_number_of_no_documented_type_comes_back_as_it_was_sent(number: str, place: str) -> None:
    text = place % number
    value, drifts = read(text)
    assert pairs(encode_json(value)) == pairs(text)
    assert all(got in ("number", "array") and expected == "nothing" for _, expected, got in drifts)
    again = pickle.loads(pickle.dumps(copy.deepcopy(value)))
    assert encode_json(again) == encode_json(value)


@pytest.mark.parametrize("number", ["1e+16", "1e-05", "5e-324", "1.7976931348623157e+308"])
def test_floats_as_python_and_javascript_write_them_stay_floats(number: str) -> None:
    """Only the exponent may be spelt otherwise; any encoder of msgspec writes them."""
    value, drifts = read(f'{{"free":{number}}}')
    assert (type(value.free), value.free, drifts) == (float, float(number), [])
    assert Decimal(json.loads(encode_json(value), parse_float=str)["free"]) == Decimal(number)


def test_an_exponent_beyond_all_reason_stays_json() -> None:
    text = '{"free":1e99999999999999999999}'
    value, drifts = read(text)
    assert encode_json(value) == text.encode() and drifts == []


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"\A-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,4})?\Z"))
def test_every_number_of_json(number: str) -> None:
    value, drifts = read(f'{{"free":{number}}}')
    back = json.loads(encode_json(value), parse_float=str, parse_int=str)["free"]
    sent = "0" if number == "-0" else number
    assert (drifts == [] and Decimal(back).as_tuple() == Decimal(sent).as_tuple()) or isinstance(value.free, float)
    assert Decimal(back) == Decimal(number) and (back == sent or isinstance(value.free, float))


# --- integers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["1.0", "1e2", "100E-2", "-0.0", "0e99999999", "9007199254740993.0", "1e400", "1.5", "1e-1", "1e401"]
)
@pytest.mark.parametrize(
    ("kind", "schema", "place"),
    [
        (int, {}, "%s"),
        (int | None, {}, "%s"),
        (int | str, {}, "%s"),
        (str | int | bool, {}, "%s"),
        (list[int], {}, "[1,%s]"),
        (dict[str, int | None], {}, '{"n":%s}'),
        (Bill, {}, '{"count":%s}'),
        (one_of(lambda: (Bill, Price)), {}, '{"id":"x","count":%s}'),
        (Literal[1, 100] | None, {"enum": [1, 100]}, "%s"),
    ],
)
def test_an_integer_may_be_written_with_a_fraction_or_an_exponent(
    number: str, kind: Any, schema: dict[str, Any], place: str
) -> None:
    """JSON Schema 2020-12, 4.2.3: "1.0 is an integer"; jsonschema, given exact numbers, says which others are."""
    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, one: one == one.to_integral_value())
    judge = validators.extend(Draft202012Validator, type_checker=checker)({"type": "integer", **schema})
    value, drifts = codec(kind).decode((place % number).encode())
    exact = Decimal(number)
    back, sent = (
        json.loads(text, parse_float=Decimal, parse_int=Decimal) for text in (encode_json(value), place % number)
    )
    if judge.is_valid(exact) and (exact.adjusted() <= 400 or not exact):
        assert drifts == () and back == sent and repr(int(exact)) in repr(value)
    else:
        assert drifts and (back == sent or not judge.is_valid(exact))


# --- decimals ------------------------------------------------------------------------------------------------------

NO_DECIMALS = (
    "NaN",
    "sNaN",
    "nan",
    "Infinity",
    "-Infinity",
    "inf",
    "1_000",
    " 7 ",
    "7\n",
    "\u0661\u0662",
    "\uff11",
    "1,000",
    "",
    "+7",
    "007",
    ".5",
    "5.",
)


@pytest.mark.parametrize("word", NO_DECIMALS)
@pytest.mark.parametrize("member", ["amount", "rebate"])
def test_a_text_that_is_no_number_of_json_is_kept_and_told(word: str, member: str) -> None:
    """decimal.Decimal reads more than JSON has: specials, underscores, blanks, digits of every script."""
    price: dict[str, Any] = {"amount": 1, member: word}
    value, drifts = read(json.dumps({"price": price}))
    assert getattr(value.price, member) == word and type(getattr(value.price, member)) is str
    shown = "Decimal" if member == "amount" else "Decimal | None"
    assert drifts == [(f"$.price.{member}", shown, "string")]
    assert json.loads(encode_json(value))["price"] == price


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ('{"price":%s}', "$.price"),
        ('{"prices":[{"amount":2},%s]}', "$.prices[1]"),
        ('{"by_name":{"k":%s}}', "$.by_name.*"),
        ('{"parent":{"parent":{"prices":[%s]}}}', "$.parent.parent.prices[0]"),
    ],
)
def test_text_where_a_number_is_documented_is_told_wherever_it_stands(place: str, path: str) -> None:
    assert read(place % '{"amount":12.50}')[1] == []
    value, drifts = read(place % '{"amount":"12.50"}')
    assert drifts == [(f"{path}.amount", "Decimal", "string")]
    assert b'"amount":12.50' in encode_json(value)


@pytest.mark.parametrize(
    "number", ["1E400", "-0.0", "12345678901234567890.123456789", "0.1000", "9" * 5_000, "1e999999999"]
)
def test_a_number_where_one_is_documented_is_a_decimal_with_its_digits(number: str) -> None:
    value, drifts = read(f'{{"price":{{"amount":{number}}}}}')
    assert (type(value.price.amount), drifts) == (Decimal, [])
    assert value.price.amount.as_tuple() == Decimal(number).as_tuple()


@pytest.mark.parametrize("place", ['{"count":%s}', '{"free":%s}', '{"meta":{"a":[%s]}}', '{"price":{"amount":%s}}'])
def test_a_whole_negative_zero_is_zero(place: str) -> None:
    """As for json.loads: looking for it in every body would cost a quarter of the decoding. RFC 8259 says nothing of it."""
    value, drifts = read(place % "-0")
    assert drifts == [] and json.loads(encode_json(value)) == json.loads(place % "-0")
    assert encode_json(value) == (place % "0").encode()


def test_what_only_looks_like_it_is_no_drift() -> None:
    text = '{"id":"A-0, x","count":-10,"meta":{"a":"-0","b":"1.12345678","c":-0.5},"at":"2024-05-30T15:45:23Z"}'
    value, drifts = read(text)
    assert drifts == [] and pairs(encode_json(value)) == pairs(text)


# --- times ---------------------------------------------------------------------------------------------------------

NEARLY = {
    "2024-05-30T15:45:23.123456789Z": datetime(2024, 5, 30, 15, 45, 23, 123456, tzinfo=UTC),
    "2016-12-31T23:59:60Z": datetime(2017, 1, 1, tzinfo=UTC),
    "1990-12-31T15:59:60-08:00": datetime(1991, 1, 1, tzinfo=UTC),
    "2024-05-30T24:00:00+02:00": datetime(2024, 5, 30, 22, tzinfo=UTC),
    "2024-05-30T15:45:23-00:00": datetime(2024, 5, 30, 15, 45, 23, tzinfo=UTC),
}


@pytest.mark.parametrize("member", ["at", "seen", "zoned"])
@pytest.mark.parametrize(("text", "value"), NEARLY.items())
def test_a_time_that_python_holds_only_nearly_keeps_its_text(member: str, text: str, value: datetime) -> None:
    bill, drifts = read(f'{{"id":"1","{member}":"{text}"}}')
    held = getattr(bill, member)
    assert (type(held), held, held.text, drifts) == (Moment, value, text, [])
    assert encode_json(bill) == f'{{"id":"1","{member}":"{text}"}}'.encode()
    assert encode_json(pickle.loads(pickle.dumps(copy.deepcopy(bill)))) == encode_json(bill)
    later = held + timedelta(hours=1)
    assert encode_json(later) == encode_json(value.astimezone(held.tzinfo) + timedelta(hours=1))


def test_zeros_that_say_nothing_make_no_moment() -> None:
    bill, drifts = read('{"at":"2024-05-30T15:45:23.1234560000Z"}')
    assert (type(bill.at), drifts) == (datetime, [])


@pytest.mark.parametrize(
    "text", ["0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2024-05-30T24:00:01Z", "2024-02-30T00:00:00Z"]
)
def test_a_time_that_python_does_not_have_stays_text_and_is_told(text: str) -> None:
    bill, drifts = read(f'{{"at":"{text}"}}')
    assert (bill.at, drifts) == (text, [("$.at", "datetime", "string")])


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (Bill(at=datetime(2024, 5, 30)), "body.at"),
        (Bill(parent=Bill(zoned=datetime(2024, 5, 30, 1))), "body.parent.zoned"),
        ({"john@example.com": [datetime(2024, 5, 30)]}, "body.*[0]"),
        (Bill(meta={"a": datetime(2024, 5, 30)}), "body.meta.*"),
        (Bill(at=datetime(1910, 1, 1, tzinfo=timezone(timedelta(minutes=13, seconds=35)))), "body.at"),
    ],
)
def test_a_time_that_is_no_moment_is_refused_with_its_place(body: object, place: str) -> None:
    with pytest.raises(EncodeError, match="offset") as caught:
        Json().write(body, None)
    assert str(caught.value).startswith(f"{place}: ") and "john" not in str(caught.value)


def test_a_time_without_an_offset_is_sent_where_that_is_documented() -> None:
    assert Json().write(Bill(booked=datetime(2024, 5, 30)), None).content == b'{"bookedAt":"2024-05-30T00:00:00"}'
    assert read('{"bookedAt":"2024-05-30T00:00:00"}')[1] == []


def test_a_naive_time_never_leaves_the_typed_client() -> None:
    sent: list[httpx.Request] = []
    http = httpx.Client(transport=httpx.MockTransport(lambda request: sent.append(request) or httpx.Response(200)))
    request = models.InvoiceChange(expiry_at=datetime(2030, 1, 1))
    with (
        irembopay.IremboPay(secret_key="a-secret-key", server=irembopay.Server.SANDBOX, http=http) as client,
        pytest.raises(InvalidArgumentError, match=r"body\.expiryAt: a time without an offset"),
    ):
        client.invoices.update("880310153161", request)
    assert sent == []


def test_numbers_with_a_text_are_decimals() -> None:
    value = read('{"more":1E400}')[0]
    assert undocumented(value)["more"] == Decimal("1E400") and isinstance(undocumented(value)["more"], Number)
