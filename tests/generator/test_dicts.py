"""Dicts where a model is asked for: what goes out is what goes out for the equal model, and a wrong one never leaves.

Dict literals with the names of the wire are how stripe-python and openai-python document their calls.
"""

from __future__ import annotations

import datetime as dt
import enum
import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_args, get_type_hints, is_typeddict

import jsonschema
import pytest
from reissue_runtime.errors import InvalidArgumentError

from reissue_generator import naming
from tests.generator.small_clients import JSON, Emitted, Wire, document, emit, operation, ref

DAY = {"type": "string", "format": "date"}
TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
FORM, MULTIPART, LINES = "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonl"


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


ORDER = obj(
    "object",
    "customer",
    object={"const": "order"},
    id={**TEXT, "readOnly": True},
    customer=ref("Customer"),
    lines=array(ref("Line")),
    labels={"type": "object", "additionalProperties": ref("Line")},
    notice=ref("Notice"),
    place={"type": "array", "prefixItems": [NUMBER, ref("Line")], "items": False},
    parent=ref("Order"),
    at={**TEXT, "format": "date-time"},
    booked={**TEXT, "format": "date-time-local"},
    day={**TEXT, "format": "date"},
    total={**NUMBER, "format": "decimal"},
    status={**TEXT, "enum": ["open", "paid"]},
    **{"class": TEXT, "x-note": TEXT},
    extra={},
)
SCHEMAS = {
    "Order": ORDER,
    "Customer": obj("email", email=TEXT, vat={"type": ["string", "null"]}, pin={**TEXT, "format": "password"}),
    "Line": {"allOf": [ref("Named"), obj("amount", amount=WHOLE, kind={"const": "line"})]},
    "Named": obj("text", text=TEXT, rate=NUMBER),
    "Mail": obj("kind", "to", kind={"const": "mail"}, to=TEXT),
    "Text": obj("kind", "to", kind={"const": "sms"}, to=TEXT, flash={"type": "boolean"}),
    "Notice": {"oneOf": [ref("Mail"), ref("Text")], "discriminator": {"propertyName": "kind"}},
    "Stock": {**obj("sku", sku=TEXT), "additionalProperties": ref("Line")},
    "Upload": obj("file", file={**TEXT, "format": "binary"}, meta=ref("Line"), tags=array(TEXT)),
    "MailParam": obj("mail", mail=ref("Mail")),
    "Loose": obj("mail", mail={"type": "object"}),
    "Sequence": obj(**{"a b": TEXT, "from": TEXT, "str": TEXT, "__typename": TEXT, "Sequence": array(ref("Sequence"))}),
    "Anything": {"oneOf": [TEXT, array(ref("Anything")), {"type": "object", "additionalProperties": ref("Anything")}]},
    "Odd": obj(
        param=ref("MailParam"),
        sequence=ref("Sequence"),
        days=array(DAY),
        tree=ref("Anything"),
        items=WHOLE,
        untyped=ref("Untyped"),
    ),
    "Untyped": {"properties": {"n": WHOLE}},
    "Filter": obj("mode", mode={"const": "all"}, since={**TEXT, "format": "date"}, line=ref("Line")),
}
MAIL_OR_LABELS = {"oneOf": [ref("Mail"), {"type": "object", "additionalProperties": TEXT, "maxProperties": 1}]}
MAIL_INSIDE = {"anyOf": [ref("MailParam"), ref("Loose")]}


def taking(name: str, schema: Any, media: str = JSON) -> dict[str, Any]:
    body = {"required": True, "content": {media: {"schema": schema}}}
    return {f"/{name}": {"post": operation(f"things-{name}", requestBody=body)}}


def everything() -> dict[str, Any]:
    """A document that takes models in all the ways that there are."""
    deep = {"name": "the-filter", "in": "query", "style": "deepObject", "schema": ref("Filter")}
    paths = {
        **taking("order", ref("Order")),
        **taking("many", array(ref("Order"))),
        **taking("notice", ref("Notice")),
        **taking("stock", ref("Stock")),
        **taking("form", ref("Order"), FORM),
        **taking("upload", ref("Upload"), MULTIPART),
        **taking("rows", array(ref("Line")), LINES),
        **taking("odd", ref("Odd")),
        **taking("free", {"type": "object"}),
        **taking("labels", MAIL_OR_LABELS),
        **taking("wrapped", MAIL_INSIDE),
        **taking("untyped", {"anyOf": [{"items": WHOLE}, ref("Customer")]}),
        "/find": {"get": operation("things-find", parameters=[deep])},
    }
    return document(paths, components={"schemas": SCHEMAS})


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "typed-dicts"])
def made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Emitted:
    return emit(tmp_path_factory.mktemp("dicts"), everything(), typed_dicts=request.param)


@pytest.fixture
def wire(made: Emitted) -> Wire:
    return made.wire()


def line(models: Any, **more: Any) -> Any:
    return models.Line(text="one", amount=1, **more)


# --- the same bytes ------------------------------------------------------------------------------------------------

LINE = {"text": "one", "amount": 1}
CUSTOMER = {"email": "a@b.example"}
AT = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)
Equal = tuple[str, Any, Callable[[Any], Any]]
EQUAL: dict[str, Equal] = {
    "constants": ("order", {"customer": CUSTOMER}, lambda m: order(m)),
    "null": ("order", {"customer": {**CUSTOMER, "vat": None}}, lambda m: order(m, vat=None)),
    "items": ("order", {"customer": CUSTOMER, "lines": [LINE]}, lambda m: order(m, lines=[line(m)])),
    "a tuple of items": ("order", {"customer": CUSTOMER, "lines": (LINE,)}, lambda m: order(m, lines=[line(m)])),
    "a map": ("order", {"customer": CUSTOMER, "labels": {"a": LINE}}, lambda m: order(m, labels={"a": line(m)})),
    "a row": ("order", {"customer": CUSTOMER, "place": [1, LINE]}, lambda m: order(m, place=(1, line(m)))),
    "a tuple": ("order", {"customer": CUSTOMER, "place": (1, LINE)}, lambda m: order(m, place=(1, line(m)))),
    "a schema without a type": ("odd", {"untyped": {"n": 1}}, lambda m: m.Odd(untyped=m.Untyped(n=1))),
    "a body without a type": ("untyped", {"q": [1]}, lambda m: {"q": [1]}),
    "a text as a body without a type": ("untyped", "x", lambda m: "x"),
    "another kind where no type is told": ("odd", {"untyped": 2.5}, lambda m: m.Odd(untyped=2.5)),
    "a list where no type is told": ("odd", {"untyped": [LINE]}, lambda m: m.Odd(untyped=[LINE])),
    "allOf": (
        "order",
        {"customer": CUSTOMER, "lines": [{**LINE, "rate": 2}]},
        lambda m: order(m, lines=[line(m, rate=2)]),
    ),
    "a union by its tag": (
        "order",
        {"customer": CUSTOMER, "notice": {"kind": "sms", "to": "x"}},
        lambda m: order(m, notice=m.Text(kind="sms", to="x")),
    ),
    "a union by its members": ("notice", {"to": "x", "flash": True}, lambda m: m.Text(to="x", flash=True)),
    "inside of itself": (
        "order",
        {"customer": CUSTOMER, "parent": {"customer": CUSTOMER}},
        lambda m: order(m, parent=order(m)),
    ),
    "names of the wire": (
        "order",
        {"customer": CUSTOMER, "class": "c", "x-note": "n"},
        lambda m: order(m, class_="c", x_note="n"),
    ),
    "times as JSON has them": (
        "order",
        {"customer": CUSTOMER, "at": "2026-03-04T05:06:00Z", "day": "2026-03-04"},
        lambda m: order(m, at=AT, day=AT.date()),
    ),
    "values of Python": (
        "order",
        {"customer": CUSTOMER, "at": AT, "day": AT.date(), "total": Decimal("1.50")},
        lambda m: order(m, at=AT, day=AT.date(), total=Decimal("1.50")),
    ),
    "a model inside": ("order", lambda m: {"customer": m.Customer(email="a@b.example")}, lambda m: order(m)),
    "a dict in a model": (
        "order",
        lambda m: m.Order(customer=CUSTOMER, lines=[LINE]),
        lambda m: order(m, lines=[line(m)]),
    ),
    "a whole list": ("many", [{"customer": CUSTOMER}, {"customer": CUSTOMER}], lambda m: [order(m), order(m)]),
    "another mapping": ("order", MappingProxyType({"customer": CUSTOMER}), lambda m: order(m)),
    "members of one type": ("stock", {"sku": "k", "x": LINE}, lambda m: m.Stock(sku="k", additional={"x": line(m)})),
    "a form": ("form", {"customer": CUSTOMER, "lines": [LINE]}, lambda m: order(m, lines=[line(m)])),
    "lines": ("rows", [LINE, LINE], lambda m: [line(m), line(m)]),
    "lines one by one": ("rows", lambda m: iter([LINE, line(m)]), lambda m: iter([line(m), line(m)])),
}


def order(models: Any, vat: Any = ..., **more: Any) -> Any:
    customer = models.Customer(email="a@b.example", **({} if vat is ... else {"vat": vat}))
    return models.OrderRequest(customer=customer, **more)


@pytest.mark.parametrize("what", EQUAL)
def test_a_dict_goes_out_as_the_model_does(made: Emitted, wire: Wire, what: str) -> None:
    method, given, model = EQUAL[what]
    models = made.models
    if what == "a dict in a model":
        given = lambda m: m.OrderRequest(customer=CUSTOMER, lines=[LINE])  # noqa: E731
    call = getattr(wire.client.things, method)
    call(given(models) if callable(given) else given)
    sent = wire.sent.content
    call(model(models))
    assert sent == wire.sent.content and sent


class Status(enum.StrEnum):
    OPEN = "open"


def test_values_of_python_and_what_is_kept(made: Emitted, wire: Wire) -> None:
    number = uuid.UUID(int=7)
    wire.client.things.order({"customer": {"email": number}, "status": Status.OPEN, "later": {"a": [1]}, "extra": {}})
    told = {"customer": {"email": str(number)}, "status": "open", "later": {"a": [1]}, "extra": {}}
    assert wire.json == {"object": "order", **told}
    # RFC 3339: as it was given, and not as Python would write it
    wire.client.things.order({"customer": CUSTOMER, "at": "2026-03-04T05:06:00.1234567-00:00"})
    assert wire.json["at"] == "2026-03-04T05:06:00.1234567-00:00"
    wire.client.things.order({"customer": CUSTOMER, "booked": "2026-03-04T05:06:00"})
    assert wire.json["booked"] == "2026-03-04T05:06:00", "documented without an offset"
    wire.client.things.free({"customer": CUSTOMER})
    assert wire.json == {"customer": CUSTOMER}


def test_files_stand_in_a_dict(made: Emitted, wire: Wire) -> None:
    wire.client.things.upload({"file": ("a.txt", io.BytesIO(b"hello")), "meta": LINE, "tags": ["x", "y"]})
    parts = wire.sent.content.decode()
    assert 'name="file"; filename="a.txt"' in parts and "hello" in parts
    assert '{"text":"one","amount":1}' in parts and parts.count('name="tags"') == 2


def test_a_parameter_is_an_object_too(made: Emitted, wire: Wire) -> None:
    wire.client.things.find(the_filter={"since": dt.date(2026, 3, 4), "line": LINE})
    query = wire.query
    Filter = made.models.Filter
    wire.client.things.find(the_filter=Filter(since=dt.date(2026, 3, 4), line=line(made.models)))
    assert query == wire.query and "the-filter%5Bmode%5D=all" in query
    with pytest.raises(InvalidArgumentError, match=r"query parameter 'the-filter'\.line lacks .* 'amount'"):
        wire.client.things.find(the_filter={"line": {"text": "one"}})


def test_what_is_given_is_not_changed(made: Emitted, wire: Wire) -> None:
    given = {"customer": dict(CUSTOMER), "lines": [dict(LINE)]}
    model = made.models.OrderRequest(**{name: given[name] for name in given})
    wire.client.things.order(given)
    wire.client.things.order(model)
    assert given == {"customer": CUSTOMER, "lines": [LINE]}
    assert model.customer is given["customer"] and model.lines is given["lines"]


# --- what type checkers are told: see tests/checkers ------------------------------------------------------------------


def test_a_typed_dict_has_the_names_of_the_wire(made: Emitted) -> None:
    """Which are required is told by `NotRequired` alone: the typing specification, "TypedDict"."""
    if "params.py" not in made.files:
        return
    params: dict[str, Any] = {name: one for name, one in vars(made.sub("params")).items() if is_typeddict(one)}
    assert len(params) == len([one for one in SCHEMAS if one not in ("Notice", "Anything", "Named")])
    for name, one in params.items():
        model = getattr(made.models, name.removesuffix(naming.suffix("Mail")).removesuffix("Param"))
        assert set(one.__annotations__) == set(model.__struct_encode_fields__), name
    assert required(params["OrderRequestParam"]) == {"customer"}  # and not its constant
    assert required(params[f"MailParam{naming.suffix('Mail')}"]) == {"to"}  # there is a model MailParam
    assert required(params["MailParamParam"]) == {"mail"}


def required(told: Any) -> set[str]:
    hints = {name: one.__forward_arg__ for name, one in told.__annotations__.items()}
    return {name for name, hint in hints.items() if not hint.startswith("NotRequired[")}


def test_signatures_can_be_read_when_the_program_runs(made: Emitted) -> None:
    things = made.sub("resources.things").Things
    assert get_type_hints(things.order)["body"] is made.models.OrderRequest
    assert get_args(get_type_hints(things.many)["body"]) == (made.models.OrderRequest,)


# --- what is refused before anything is sent -------------------------------------------------------------------------

SECRET = "hunter2-4711"
REFUSED: dict[str, tuple[str, Any, str]] = {
    "a type": (
        "order",
        {"customer": {"email": 4711}},
        "body.customer.email is documented as str, and was given as number",
    ),
    "true is no number": (
        "order",
        {"customer": CUSTOMER, "lines": [{**LINE, "amount": True}]},
        r"body.lines\[0\].amount is",
    ),
    "a text is no number": (
        "order",
        {"customer": CUSTOMER, "lines": [{**LINE, "amount": "1"}]},
        r"body.lines\[0\].amount is",
    ),
    "a text is no decimal": ("order", {"customer": CUSTOMER, "total": "1.50"}, "body.total is documented as Decimal"),
    "an object for a text": ("order", {"customer": {"email": {SECRET: 1}}}, "body.customer.email .* given as object"),
    "a text for an object": ("order", {"customer": SECRET}, "body.customer is documented as Customer, .* as string"),
    "a list for an object": ("order", {"customer": [CUSTOMER]}, "body.customer .* given as array"),
    "null": ("order", {"customer": {"email": None}}, "body.customer.email .* given as null"),
    "what lacks": ("order", {"customer": {}}, "body.customer lacks the required member 'email'"),
    "a map": ("order", {"customer": CUSTOMER, "labels": {SECRET: {"text": "t"}}}, r"body.labels.\* lacks .* 'amount'"),
    "a row": ("order", {"customer": CUSTOMER, "place": [1, LINE, 2]}, "body.place has another number of items"),
    "JSON text for an object": ("order", '{"customer": 1}', "body is documented as OrderRequest, and was given as str"),
    "bytes for an object": ("order", b"{}", "body is documented as OrderRequest, and was given as bytes"),
    "a number for an object": ("order", 5, "body is .*, and was given as int"),
    "a list for an object as a body": ("order", [{"customer": CUSTOMER}], "body is .* given as list"),
    "an object for a list as a body": ("many", {"customer": CUSTOMER}, "body is .* given as dict"),
    "text for one of several": ("notice", "x", "body is documented as Mail . Text.*, and was given as str"),
    "a time": ("order", {"customer": CUSTOMER, "at": SECRET}, "body.at is documented as datetime, .* string"),
    "no moment": ("order", {"customer": CUSTOMER, "at": "2026-03-04T05:06:00"}, "body.at: a time without an offset"),
    "a day": ("order", {"customer": CUSTOMER, "day": AT}, "body.day is documented as date"),
    "which of a union": ("notice", {"to": SECRET}, "body lacks 'kind', which tells what it is of Mail, Text"),
    "in a model": ("order", lambda m: m.OrderRequest(customer={"mail": SECRET}), "body.customer lacks .* 'email'"),
    "in a list": ("many", [{"customer": CUSTOMER}, {}], r"body\[1\] lacks the required member 'customer'"),
    "a secret": ("order", {"customer": {**CUSTOMER, "pin": [SECRET]}}, "body.customer.pin is documented as str"),
    "a schema without a type": ("odd", {"untyped": {"n": SECRET}}, "body.untyped.n is documented as int"),
    "further members": ("stock", {"sku": "k", "x": {"text": 1, "amount": 1}}, "body.x.text is documented as str"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_wrong_one_is_refused_by_its_path_and_without_its_values(made: Emitted, wire: Wire, what: str) -> None:
    method, given, message = REFUSED[what]
    with pytest.raises(InvalidArgumentError, match=message) as caught:
        getattr(wire.client.things, method)(given(made.models) if callable(given) else given)
    assert SECRET not in str(caught.value) and "4711" not in str(caught.value)
    assert wire.requests == []


@pytest.mark.parametrize("given", [{}, {"to": "a"}, {"kind": "mail", "to": "a"}])
def test_without_the_constant_an_object_is_of_the_map_beside_the_model(wire: Wire, given: dict[str, str]) -> None:
    """JSON Schema 2020-12: `required` (6.5.3 of its validation) fails for a Mail without `kind`, so oneOf (10.2.1.3) is the map."""
    schema = {**MAIL_OR_LABELS, "components": {"schemas": SCHEMAS}}
    jsonschema.Draft202012Validator(schema).validate(given)
    wire.client.things.labels(given)
    assert wire.json == given


@pytest.mark.parametrize("inside", [{"to": "a"}, {"kind": "mail", "to": "a"}, {"kind": {"to": "a"}, "to": "a"}])
def test_nor_is_it_filled_in_further_down(wire: Wire, inside: dict[str, Any]) -> None:
    """As above: the first member needs the constant inside of one of its own, so without it the object is the second."""
    given = {"mail": inside}
    jsonschema.Draft202012Validator({**MAIL_INSIDE, "components": {"schemas": SCHEMAS}}).validate(given)
    wire.client.things.wrapped(given)
    assert wire.json == given


def test_what_contains_itself_is_refused(wire: Wire) -> None:
    given: dict[str, Any] = {"customer": CUSTOMER}
    given["parent"] = given
    with pytest.raises(InvalidArgumentError, match="nested too deeply, or contains itself"):
        wire.client.things.order(given)
