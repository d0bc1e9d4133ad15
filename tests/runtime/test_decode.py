"""Decoding: what fits, what does not, declared tolerances, and that nothing raises but NotJson."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import field
from reissue_runtime.body import encode_json
from reissue_runtime.decode import Codec, NotJson, codec, leniently
from reissue_runtime.model import (
    EMPTY_ARRAY,
    LIST,
    LOCAL,
    LOOSE,
    OFFSET,
    SINGLE,
    TEXT,
    UNSET,
    Model,
    UnsetType,
    digits,
    offset,
    undocumented,
)
from reissue_runtime.parts import documented
from reissue_runtime.shape import shape, twin
from reissue_runtime.unions import one_of

Status = Literal["created", "paid"]


class Item(Model, kw_only=True):
    name: str
    price: Decimal
    tags: list[str] | UnsetType = UNSET


class Card(Model, kw_only=True):
    type: Literal["card", "card_present"]
    last4: str
    fee: Decimal | UnsetType = UNSET


class Bank(Model, kw_only=True):
    type: Literal["bank"]
    iban: str


Method = one_of(lambda: (Card, Bank), "type", lambda: {"card": Card, "card_present": Card, "bank": Bank})
Owner = one_of(lambda: (str, Item, Card))


class Invoice(Model, kw_only=True):
    __sensitive__ = frozenset({"token_kind"})
    id: str
    status: Status
    amount: int
    items: list[Item] = field(default_factory=list)
    paid: bool | UnsetType = UNSET
    rate: float | UnsetType | None = UNSET
    at: datetime | UnsetType = field(name="createdAt", default=UNSET)
    day: date | UnsetType = UNSET
    method: Method | UnsetType = UNSET  # type: ignore[valid-type]
    owner: Owner | UnsetType = UNSET  # type: ignore[valid-type]
    by_name: dict[str, Item] | UnsetType = field(name="by-name", default=UNSET)
    parent: Invoice | UnsetType | None = UNSET
    meta: dict[str, Any] | UnsetType = UNSET
    level: Literal[1, 2] | UnsetType = UNSET
    token_kind: Literal["a", "b"] | UnsetType = UNSET


class Tolerant(Model, kw_only=True):
    account: Annotated[str, digits(10)] | UnsetType = UNSET
    text: Annotated[str, TEXT] | UnsetType | None = UNSET
    at: Annotated[datetime, offset("Africa/Kigali")] | UnsetType | None = UNSET
    seen: Annotated[datetime, OFFSET] | UnsetType = UNSET
    item: Annotated[Item, SINGLE] | UnsetType = UNSET
    rows: Annotated[list[Item], LIST] | UnsetType = UNSET
    meta: Annotated[dict[str, Any], EMPTY_ARRAY] | UnsetType = UNSET


class Inner(Model, kw_only=True):
    kind: Literal["a"]


class Outer(Model, kw_only=True):
    __sensitive__ = frozenset({"inner"})
    inner: Inner
    kind: Literal["a"]


def read(type_: Any, document: Any) -> tuple[Any, list[tuple[str, str, str]]]:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    value, drifts = codec(type_).decode(body)
    return value, [(drift.path, drift.expected, drift.got) for drift in drifts]


def invoice(**members: Any) -> dict[str, Any]:
    return {"id": "1", "status": "paid", "amount": 5, **members}


ITEM = {"name": "n", "price": 1}


def test_what_fits_is_typed_and_without_drift() -> None:
    body = (
        b'{"id":"1","status":"paid","amount":5,"items":[{"name":"a","price":10.10}],"createdAt":"2024-05-30T15:45:23Z",'
        b'"method":{"type":"bank","iban":"x"},"parent":null,"by-name":{"k":{"name":"b","price":2}},"meta":{"x":[1]}}'
    )
    value, drifts = read(Invoice, body)
    assert drifts == [] and isinstance(value.method, Bank) and value.parent is None and value.by_name["k"].name == "b"
    assert str(value.items[0].price) == "10.10" and value.rate is UNSET
    assert value.at == datetime(2024, 5, 30, 15, 45, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("members", "name", "value", "drift"),
    [
        # lossless, and recorded
        ({"amount": "0"}, "amount", 0, ("$.amount", "int", "string")),
        ({"amount": "1e3"}, "amount", 1000, ("$.amount", "int", "string")),
        ({"id": 17}, "id", "17", ("$.id", "str", "number")),
        ({"rate": "1.5"}, "rate", 1.5, ("$.rate", "float | None", "string")),
        ({"paid": "true"}, "paid", True, ("$.paid", "bool", "string")),
        ({"paid": 0}, "paid", False, ("$.paid", "bool", "number")),
        ({"createdAt": 1619740800}, "at", datetime(2021, 4, 30, tzinfo=UTC), ("$.createdAt", "datetime", "number")),
        ({"createdAt": 1619740800000}, "at", datetime(2021, 4, 30, tzinfo=UTC), ("$.createdAt", "datetime", "number")),
        ({"level": "2"}, "level", 2, ("$.level", "one of 1, 2", "string")),
        (
            {"items": {"name": "a", "price": 1}},
            "items",
            [Item(name="a", price=Decimal(1))],
            ("$.items", "list[Item]", "object"),
        ),
        (
            {"parent": [{"id": "2", "status": "paid", "amount": 1}]},
            "parent",
            Invoice(id="2", status="paid", amount=1),
            ("$.parent", "Invoice | None", "array"),
        ),
        ({"meta": []}, "meta", {}, ("$.meta", "dict", "empty array")),
        # kept as it was sent
        ({"amount": "007"}, "amount", "007", ("$.amount", "int", "string")),
        ({"amount": "1.5"}, "amount", "1.5", ("$.amount", "int", "string")),
        ({"amount": " 7"}, "amount", " 7", ("$.amount", "int", "string")),
        ({"amount": "1e999999999999"}, "amount", "1e999999999999", ("$.amount", "int", "string")),
        ({"amount": None}, "amount", None, ("$.amount", "int", "null")),
        ({"amount": [1]}, "amount", [1], ("$.amount", "int", "array")),
        ({"rate": "NaN"}, "rate", "NaN", ("$.rate", "float | None", "string")),
        ({"rate": "1e999"}, "rate", "1e999", ("$.rate", "float | None", "string")),
        ({"paid": "yes"}, "paid", "yes", ("$.paid", "bool", "string")),
        ({"id": True}, "id", True, ("$.id", "str", "boolean")),
        ({"createdAt": "30/05/2024"}, "at", "30/05/2024", ("$.createdAt", "datetime", "string")),
        ({"createdAt": "2024-13-30T00:00:00Z"}, "at", "2024-13-30T00:00:00Z", ("$.createdAt", "datetime", "string")),
        ({"createdAt": 1e300}, "at", 1e300, ("$.createdAt", "datetime", "number")),
        ({"day": "2020-04-30T00:00:00Z"}, "day", "2020-04-30T00:00:00Z", ("$.day", "date", "string")),
        ({"status": "frozen"}, "status", "frozen", ("$.status", "one of 'created', 'paid'", '"frozen"')),
        ({"status": "x" * 100}, "status", "x" * 100, ("$.status", "one of 'created', 'paid'", "string")),
        ({"status": {"x": 1}}, "status", {"x": 1}, ("$.status", "one of 'created', 'paid'", "object")),
        ({"token_kind": "s3cret"}, "token_kind", "s3cret", ("$.token_kind", "one of 'a', 'b'", "string")),
        (
            {"method": {"type": "crypto", "wallet": "0x"}},
            "method",
            {"type": "crypto", "wallet": "0x"},
            ("$.method", "Card | Bank", "object"),
        ),
        (
            {"method": {"type": ["unhashable"]}},
            "method",
            {"type": ["unhashable"]},
            ("$.method", "Card | Bank", "object"),
        ),
        ({"method": "x"}, "method", "x", ("$.method", "Card | Bank", "string")),
        ({"parent": [1, 2]}, "parent", [1, 2], ("$.parent", "Invoice | None", "array")),
    ],
)
def test_one_misfit(members: dict[str, Any], name: str, value: Any, drift: tuple[str, str, str]) -> None:
    result, drifts = read(Invoice, invoice(**members))
    assert getattr(result, name) == value and type(getattr(result, name)) is type(value)
    assert drifts == [drift]
    assert isinstance(result, Invoice) and msgspec.json.encode(result)


def test_misfits_deep_inside_keep_everything_around_them() -> None:
    parent = invoice(items=[ITEM, {"name": 5, "price": "1.50", "tags": ["a", 2, None]}], rate=2)
    value, drifts = read(Invoice, invoice(parent=parent, **{"by-name": {"john@example.com": {"name": "x"}}}))
    second = value.parent.items[1]
    assert (second.name, second.price, second.tags, value.parent.rate) == ("5", Decimal("1.50"), ["a", "2", None], 2.0)
    assert value.parent.items[0] == Item(name="n", price=Decimal(1)) and value.parent.at is UNSET
    assert sorted(drifts) == [
        ("$.by-name.*.price", "Decimal", "nothing"),
        ("$.parent.items[1].name", "str", "number"),
        ("$.parent.items[1].price", "Decimal", "string"),
        ("$.parent.items[1].tags[1]", "str", "number"),
        ("$.parent.items[1].tags[2]", "str", "null"),
    ]


def test_a_required_member_that_lacks_is_unset_and_defaults_stand() -> None:
    value, drifts = read(Invoice, {"id": "1", "amount": 1})
    assert value.status is UNSET and value.items == []
    assert drifts == [("$.status", "one of 'created', 'paid'", "nothing")]


def test_members_that_are_not_documented_are_kept() -> None:
    value, drifts = read(Invoice, invoice(new={"a": 1.5}, items=[{**ITEM, "more": 10**30}]))
    assert undocumented(value) == {"new": {"a": 1.5}} and undocumented(value.items[0]) == {"more": 10**30}
    assert drifts == [("$.items[0].more", "nothing", "number"), ("$.new", "nothing", "object")]
    assert json.loads(msgspec.json.encode(value))["items"][0]["more"] == 10**30


class Dotted(Model, kw_only=True):
    whole: int = field(name="a")
    dotted: int | UnsetType = field(name="a.b", default=UNSET)
    listed: list[int] = field(name="a[0]", default_factory=list)


@pytest.mark.parametrize("more", [1, 3, 4, 5, 9])
def test_any_number_of_members_may_misfit_and_be_new(more: int) -> None:
    """Few are read by a class made for them, many one by one: the object and its drifts are the same, in any order."""
    new = {f"new_{chr(97 + index)}": {"at": [index, 1.5]} for index in range(more)}
    bad = dict([("amount", "5"), ("rate", "1.5"), ("paid", "true"), ("level", "2"), ("id", 1)][:more])
    good = {"amount": 5, "rate": 1.5, "paid": True, "level": 2, "id": "1"}
    document = invoice(**{**bad, **new})
    expected = Invoice(**{**invoice(), **{name: good[name] for name in bad}})
    for sent in (document, dict(reversed(document.items())), document):
        value, drifts = read(Invoice, sent)
        assert undocumented(value) == new and {path for path, _, _ in drifts} == {f"$.{name}" for name in (*bad, *new)}
        assert all(getattr(value, name) == getattr(expected, name) for name in Invoice.__struct_fields__)
        assert isinstance(value, Invoice) and value.items == [] and pickle.loads(pickle.dumps(value)) == value
        assert json.loads(encode_json(copy.deepcopy(value))) == {**json.loads(encode_json(expected)), **new}
        fitting, none = read(Invoice, invoice())
        assert (type(fitting), none) == (Invoice, [])


def test_an_object_with_misfits_is_of_the_documented_class() -> None:
    value, drifts = read(Invoice, {"status": 5, "rate": "2", "by-name": {"k": {"name": "x"}}})
    assert type(value) is Invoice and type(value.by_name["k"]) is Item
    assert (value.id, value.amount, value.status, value.rate, value.items) == (UNSET, UNSET, 5, 2.0, [])
    assert sorted(path for path, _, _ in drifts) == ["$.amount", "$.by-name.*.price", "$.id", "$.rate", "$.status"]


def test_names_that_look_like_paths() -> None:
    value, drifts = read(Dotted, {"a": 1, "a.b": "2", "a[0]": ["3"], "b`c": 4, "d.e": 5})
    assert (value.whole, value.dotted, value.listed) == (1, 2, [3])
    assert undocumented(value) == {"b`c": 4, "d.e": 5}
    assert sorted(drifts) == [
        ("$.*", "nothing", "number"),
        ("$.*", "nothing", "number"),
        ("$.a.b", "int", "string"),
        ("$.a[0][0]", "int", "string"),
    ]


def test_inside_of_a_sensitive_member_no_value_is_recorded() -> None:
    drifts = codec(Outer).decode(b'{"inner":{"kind":"4242"},"kind":"x"}')[1]
    assert [(drift.path, drift.got) for drift in drifts] == [("$.inner.kind", "string"), ("$.kind", '"x"')]


def test_decimals_in_unions_keep_their_digits() -> None:
    body = (
        b'{"id":"1","status":"paid","amount":5,"method":{"type":"card","last4":"1","fee":10.10000000000000000000001}}'
    )
    value, drifts = read(Invoice, body)
    assert str(value.method.fee) == "10.10000000000000000000001" and drifts == []


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("me", "me"),
        ({"name": "a", "price": 1, "tags": []}, Item(name="a", price=Decimal(1), tags=[])),
        ({"type": "card", "last4": "1"}, Card(type="card", last4="1")),
    ],
)
def test_unions_without_discriminator_take_what_fits_best(owner: Any, expected: Any) -> None:
    value, drifts = read(Invoice, invoice(owner=owner))
    assert value.owner == expected and drifts == []


def test_a_union_with_a_misfit_still_finds_its_member() -> None:
    value, drifts = read(Invoice, invoice(owner={"type": "card", "last4": 7}, method={"type": "bank", "iban": None}))
    assert value.owner == Card(type="card", last4="7") and isinstance(value.method, Bank) and value.method.iban is None
    assert sorted(drifts) == [("$.method.iban", "str", "null"), ("$.owner.last4", "str", "number")]


# --- declared tolerances -------------------------------------------------------------------------------------------

KIGALI = timedelta(hours=2)


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        (b'{"account":123456789}', "account", "0123456789"),
        (b'{"account":"7"}', "account", "7"),
        (b'{"account":123456789012}', "account", "123456789012"),
        (b'{"text":10.50}', "text", "10.50"),
        (b'{"text":1E400}', "text", "1E400"),
        (b'{"text":"10.50"}', "text", "10.50"),
        (b'{"text":null}', "text", None),
        (b'{"item":[{"name":"a","price":1}]}', "item", Item(name="a", price=Decimal(1))),
        (b'{"item":{"name":"a","price":1}}', "item", Item(name="a", price=Decimal(1))),
        (b'{"rows":{"name":"a","price":1}}', "rows", [Item(name="a", price=Decimal(1))]),
        (b'{"rows":[]}', "rows", []),
        (b'{"meta": [ ]}', "meta", {}),
        (b'{"meta":{"a":1}}', "meta", {"a": 1}),
    ],
)
def test_declared_tolerances_are_no_drift(body: bytes, name: str, value: Any) -> None:
    result, drifts = read(Tolerant, body)
    assert getattr(result, name) == value and drifts == []


@pytest.mark.parametrize("form", ["{}+02", "{}+0200", "{}+02:00", "{}", "{}.000+02", "{}.1234567+0200"])
@pytest.mark.parametrize("moment", ["2022-11-27T16:24:51", "2022-11-27 16:24:51"])
def test_offsets_are_read_in_any_form(form: str, moment: str) -> None:
    value, drifts = read(Tolerant, {"at": form.format(moment)})
    assert value.at.replace(microsecond=0) == datetime(2022, 11, 27, 14, 24, 51, tzinfo=UTC)
    assert value.at.utcoffset() == KIGALI and drifts == []


def test_a_time_without_offset_and_without_zone_stays_naive_and_is_drift() -> None:
    value, drifts = read(Tolerant, {"seen": "2022-11-27T16:24:51"})
    assert value.seen == datetime(2022, 11, 27, 16, 24, 51)
    assert drifts == [("$.seen", "datetime with an offset", "string without an offset")]


@pytest.mark.parametrize("text", ["2022-11-27T16:24:51", "2022-11-27 16:24:51.5", "2022-11-27T16:24:51.1234567"])
def test_a_documented_time_has_an_offset(text: str) -> None:
    """RFC 3339, 5.6: date-time = full-date "T" full-time, and full-time has a time-offset."""

    class Event(Model, kw_only=True):
        at: datetime | None
        note: str = ""
        local: Annotated[datetime, LOCAL] | UnsetType = UNSET
        by: dict[str, list[datetime]] | UnsetType = UNSET

    told = "datetime with an offset", "string without an offset"
    zoned = {"at": f"{text}Z", "note": text, "local": text, "by": {"a": [f"{text}+02:00"]}}
    value, drifts = read(Event, zoned)
    assert drifts == [] and value.local.tzinfo is None
    value, drifts = read(Event, {**zoned, "at": text, "by": {"a": [f"{text}Z", text]}})
    assert drifts == [("$.at", *told), ("$.by.*[1]", *told)] and value.at.tzinfo is None
    value, drifts = read(Invoice, invoice(createdAt=text, parent=invoice(createdAt=text, meta={"at": text})))
    assert sorted(drifts) == [("$.createdAt", *told), ("$.parent.createdAt", *told)]
    assert read(one_of(lambda: (Event, Bank)), {"at": text})[1] == [("$.at", *told)]
    value, drifts = read(Annotated[datetime, LOOSE], f'"{text}"'.encode())
    assert isinstance(value, datetime) and drifts == [("$", *told)], "read as before, and told"


def test_tolerances_do_not_hide_other_misfits() -> None:
    document = {"account": -1.5, "item": [ITEM, ITEM], "rows": None, "meta": [1], "at": "soon", "text": True}
    value, drifts = read(Tolerant, document)
    assert [path for path, _, _ in drifts] == ["$.account", "$.item", "$.rows", "$.meta", "$.at", "$.text"]
    assert (value.account, value.rows, value.meta, value.at, value.text) == ("-1.5", None, [1], "soon", True)
    value, drifts = read(Tolerant, {"item": [{"name": "a", "price": 1, "x": 1}], "rows": {"name": 1, "price": 1}})
    assert drifts == [("$.item[0].x", "nothing", "number"), ("$.rows.name", "str", "number")]


def test_leading_zeros_are_kept_and_recorded() -> None:
    value, drifts = read(Tolerant, b'{"account": 0123456789}')
    assert value.account == "0123456789" and drifts == [("$.account", "str", "number with leading zero")]


# --- whole bodies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"null", b"[]", b"5", b'"x"', b"true", b"[1,2]"])
def test_an_object_is_always_returned_as_documented(body: bytes) -> None:
    value, drifts = read(Invoice, body)
    assert type(value) is Invoice and value.id is UNSET and len(drifts) == 1
    assert msgspec.json.encode(value) == b'{"items":[]}'


def test_objects_that_are_odd_each_in_its_own_way_make_few_classes() -> None:
    rows = [{"name": f"n{n}", "price": 1, f"odd{n}": n} for n in range(400)]
    made = twin.cache_info().misses
    value, drifts = codec(list[Item]).decode(json.dumps(rows).encode())
    assert twin.cache_info().misses - made <= 2 * 32
    assert [undocumented(one) for one in value] == [{f"odd{n}": n} for n in range(400)]
    assert len(drifts) == 400


def test_of_very_many_members_that_are_not_documented_some_are_not_kept() -> None:
    body = {"name": "n", "price": 1, **{f"m{n}": n for n in range(10_050)}}
    value, drifts = codec(Item).decode(json.dumps(body).encode())
    assert len(undocumented(value)) == 10_000
    assert [one.got for one in drifts].count("more members than are kept") == 1


def test_other_kinds_of_whole_bodies() -> None:
    assert read(list[Item], b"null") == ([], [("$", "list[Item]", "null")])
    assert read(dict[str, int], b"[]") == ({}, [("$", "dict", "empty array")])
    assert read(Invoice | None, b"null") == (None, [])
    assert read(str, b"7") == ("7", [("$", "str", "number")])
    assert read(Any, b"[1]") == ([1], [])
    assert read(Method, b'{"type":"x"}') == ({"type": "x"}, [("$", "Card | Bank", "object")])
    assert read(Method, b"5") == ({}, [("$", "Card | Bank", "number")])
    assert read(Annotated[Item, SINGLE], json.dumps([ITEM]).encode()) == (Item(name="n", price=Decimal(1)), [])
    assert Codec[None](None).decode(b"<html>") == (None, ())


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"id":"1"', b"[" * 100_000, b"\xff\xfe", b'{"id":"1","status":"pa'])
def test_what_is_no_json_raises_not_json(body: bytes) -> None:
    with pytest.raises(NotJson) as caught:
        codec(Invoice).decode(body)
    assert caught.value.reason and str(caught.value) == caught.value.reason


def test_extremes_are_absorbed() -> None:
    value, _ = read(Invoice, b'{"id":"1","status":"paid","amount":' + b"9" * 1_000_000 + b"}")
    assert value.amount == Decimal("9" * 1_000_000) and len(encode_json(value)) > 1_000_000
    body = b'{"id":"1","status":"paid","amount":1,"items":[],"meta":{"a":[1e999,' + b"9" * 5_000 + b"]}}"
    value, drifts = read(Invoice, body)
    assert drifts == []
    assert value.meta["a"][0] == Decimal("1e999") and encode_json(value) == body
    deep = b'{"id":"1","status":"paid","amount":1,"parent":' * 3_000 + b"null" + b"}" * 3_000
    with pytest.raises(NotJson):
        codec(Invoice).decode(deep.replace(b'"amount":1', b'"amount":"1"'))


def test_a_codec_builds_nothing_before_its_first_use() -> None:
    codec_of_nonsense: Codec[Any] = Codec(lambda: 1)
    with pytest.raises(TypeError):
        codec_of_nonsense.decode(b"1")


# --- properties ----------------------------------------------------------------------------------------------------

words = st.text(max_size=8)
items = st.fixed_dictionaries(
    {"name": words, "price": st.decimals(allow_nan=False, allow_infinity=False, places=3).map(float)},
    optional={"tags": st.lists(words, max_size=3)},
)
methods = st.one_of(
    st.fixed_dictionaries({"type": st.just("bank"), "iban": words}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["card", "card_present"]), "last4": words}, optional={"fee": st.integers()}
    ),
)
moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def invoices(depth: int = 2) -> st.SearchStrategy[dict[str, Any]]:
    optional: dict[str, st.SearchStrategy[Any]] = {
        "items": st.lists(items, max_size=2),
        "paid": st.booleans(),
        "rate": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "createdAt": moments,
        "day": st.dates().map(str),
        "method": methods,
        "owner": words | items,
        "by-name": st.dictionaries(words, items, max_size=2),
        "meta": st.dictionaries(words, json_values, max_size=2),
        "level": st.sampled_from([1, 2]),
    }
    if depth:
        optional["parent"] = st.none() | invoices(depth - 1)
    required = {"id": words, "status": st.sampled_from(["created", "paid"]), "amount": st.integers()}
    return st.fixed_dictionaries(required, optional=optional)


@settings(max_examples=100, deadline=None)
@given(invoices())
def test_the_lenient_pass_reads_what_fits_as_the_strict_one(document: dict[str, Any]) -> None:
    body = json.dumps(document).encode()
    kind = shape(Invoice)
    fast, drifts = codec(Invoice).decode(body)
    assert drifts == ()
    for words in (
        *("", "Object - at `$.a`", " - at `$.a.b`", "Expected `int`, got `str` - at `$.amount`", "x - at `$.id`"),
        *(
            "Object contains unknown field `zz`",
            "Object missing required field `id`",
            "Object contains unknown field ``",
        ),
    ):
        error = ValueError(words)
        slow, found = leniently(body, lambda reader, raw, error=error: reader.misfit(raw, kind, "$", error))
        assert found == () and slow == fast and repr(slow) == repr(fast)
        assert msgspec.json.encode(slow) == msgspec.json.encode(fast)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A document with up to three places replaced, removed or added."""
    document: Any = draw(invoices())
    for _ in range(draw(st.integers(1, 3))):
        document = _mutate(draw, document)
    return document


def _mutate(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        match draw(st.integers(0, 5)):
            case 0:
                return {key: one for key, one in value.items() if key != name}
            case 1:
                return {**value, draw(words): draw(json_values)}
            case _:
                return {**value, name: _mutate(draw, value[name])}
    if isinstance(value, list) and value and draw(st.booleans()):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], _mutate(draw, value[index]), *value[index + 1 :]]
    return draw(json_values | st.just([value]) | st.just(str(value)))


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_whatever_was_sent_the_documented_class_comes_back_and_can_be_encoded(document: Any) -> None:
    value, drifts = codec(Invoice).decode(json.dumps(document).encode())
    assert isinstance(value, Invoice)
    again = codec(Invoice).decode(msgspec.json.encode(value, enc_hook=str))[0]
    assert isinstance(again, Invoice) and repr(value)
    assert all(drift.path.startswith("$") and len(drift.got) <= 60 for drift in drifts)
    assert documented(value, shape(Invoice)) is value


@settings(max_examples=150, deadline=None)
@given(invoices(1), st.integers(0, 2**16), st.binary(max_size=3), st.integers(0, 3))
def test_damaged_bytes_raise_nothing_but_not_json(document: Any, place: int, inserted: bytes, removed: int) -> None:
    body = json.dumps(document, ensure_ascii=False).encode()
    place %= len(body)
    try:
        value, _ = codec(Invoice).decode(body[:place] + inserted + body[place + removed :])
    except NotJson:
        return
    assert isinstance(value, Invoice) and msgspec.json.encode(value)


def test_a_body_nested_too_deeply_after_one_with_a_member_that_is_not_documented() -> None:
    """The class with that member is tried first, and Python ends its strict pass with an error of its own."""
    read = codec(Item)
    assert read.decode(b'{"name":"Boots","price":1,"more":1}')[1]
    with pytest.raises(NotJson, match="nested too deeply"):
        read.decode(b'{"name":"Boots","price":1,"more":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


RACE = """
import sys, threading
from msgspec import defstruct
from reissue_runtime.decode import codec
sys.setswitchinterval(1e-6)
for n in range(100):
    inner = defstruct(f"Inner{n}", [(f"a{i}", int | str | None, None) for i in range(40)])
    outer = defstruct(f"Outer{n}", [(f"b{i}", int | str | None, None) for i in range(40)] + [("inner", inner | None, None)])
    ready = threading.Barrier(4)
    def read(type_, body):
        ready.wait()
        assert codec(type_).decode(body)[1] == ()
    given = [(outer, b'{"inner":{"a39":1},"b39":1}'), (inner, b'{"a39":1}')] * 2
    threads = [threading.Thread(target=read, args=one) for one in given]
    [one.start() for one in threads], [one.join() for one in threads]
"""


def test_threads_that_read_a_type_for_the_first_time_at_once() -> None:
    """msgspec alone ends the process there: its note of a class is found before it is complete."""
    ended = subprocess.run([sys.executable, "-c", RACE], capture_output=True, timeout=120, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
