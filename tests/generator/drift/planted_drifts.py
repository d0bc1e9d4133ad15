"""Planted wire drifts in realistic traffic: a shop's document, its good answers, and forty odd things that a vendor does."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, NamedTuple

JSON = "application/json"


def schema(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


def record(required: str = "", /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties} if required else {
        "type": "object",
        "properties": properties,
    }  # fmt: skip


TEXT, INT, NUMBER, TRUTH = schema("string"), schema("integer"), schema("number"), schema("boolean")
ORDER = record(
    "id email first_name amount state mode method items",
    id=TEXT,
    email=TEXT,
    first_name=TEXT,
    amount=INT,
    state=schema("string", enum=["open", "paid"]),
    mode=schema("string", enum=["live", "test"]),
    phone=TEXT,
    age=INT,
    price=NUMBER,
    count=INT,
    active=TRUTH,
    flag=TRUTH,
    born=schema("string", format="date"),
    seen=schema("string", format="date-time"),
    uuid=schema("string", format="uuid"),
    address=record("city", city=TEXT),
    geo={**record(lat=NUMBER), "additionalProperties": False},
    tags=schema("array", items=TEXT),
    rows=schema("array", items=record("n", n=INT)),
    items=schema("array", items=record("sku total", sku=TEXT, total=INT)),
    limits=schema("object", additionalProperties=INT),
    customer=TEXT,
    serial=schema("integer", format="int64"),
    rating=schema("integer", maximum=5),
    code=schema("string", maxLength=4),
    plate=schema("string", pattern="^R[A-Z]{2}$"),
    version={"const": "v1"},
    leg={"type": "array", "prefixItems": [TEXT, INT, record("", at=TEXT)], "items": TEXT},
    legs=schema("array", items={"type": "array", "prefixItems": [TEXT, TEXT]}),
    method={
        "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Iban"}],
        "discriminator": {"propertyName": "kind"},
    },
)
LINK = record("href", href=TEXT)
SCHEMAS = {
    "Order": ORDER,
    "Card": record("kind last4", kind={"const": "Card"}, last4=TEXT, issuer=record(name=TEXT)),
    "Iban": record("kind iban", kind={"const": "Iban"}, iban=TEXT),
    "Page": record(
        "data page",
        data=schema("array", items=record("id", id=TEXT, state=schema("string", enum=["open", "paid"]))),
        page=record("total next", total=INT, next=INT),
    ),
    "Resource": record("_links name", name=TEXT, _links=record("self", self=LINK, next=LINK)),
    "Problem": record("code message", code=INT, message=TEXT),
    "Event": record("type id", type=schema("string", enum=["order.paid", "order.open"]), id=TEXT, at=INT),
}  # fmt: skip


def _ref(name: str) -> dict[str, Any]:
    return {"content": {JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def _get(name: str, model: str, problem: bool = True) -> dict[str, Any]:
    responses = {"200": {"description": "ok", **_ref(model)}}
    if problem:
        responses["422"] = {"description": "refused", **_ref("Problem")}
    return {"get": {"operationId": f"{name}-get", "tags": [name], "responses": responses}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://api.shop.example"}],
    "paths": {
        "/orders": _get("orders", "Order"),
        "/pages": _get("pages", "Page"),
        "/resources": _get("resources", "Resource"),
        "/quiet": _get("quiet", "Problem", problem=False),
    },
    "webhooks": {
        "paid": {"post": {"operationId": "hooks-paid", "requestBody": _ref("Event"), "responses": {"200": {"description": "ok"}}}}
    },
    "components": {"schemas": SCHEMAS},
}  # fmt: skip
GOOD: dict[str, Any] = {
    "orders": {
        "id": "o1", "email": "a", "first_name": "A", "amount": 12, "state": "open", "mode": "test", "phone": "1", "age": 30,
        "price": 1.5, "count": 3, "active": True, "flag": False, "born": "1990-01-02", "seen": "2024-05-18T17:45:23Z",
        "uuid": "550e8400-e29b-41d4-a716-446655440000", "address": {"city": "Kigali"}, "geo": {"lat": 1.5}, "tags": ["a", "b"],
        "rows": [{"n": 1}], "items": [{"sku": "s", "total": 1}, {"sku": "t", "total": 2}], "limits": {"day": 5}, "customer": "c",
        "serial": 7, "rating": 5, "code": "abcd", "plate": "RAB", "version": "v1", "leg": ["K", 1, {"at": "x"}, "b"], "legs": [["K", "L"], ["L", "M"]],
        "method": {"kind": "Card", "last4": "4242"},
    },
    "pages": {"data": [{"id": "1", "state": "open"}, {"id": "2", "state": "paid"}], "page": {"total": 2, "next": 1}},
    "resources": {"name": "n", "_links": {"self": {"href": "/r"}, "next": {"href": "/s"}}},
    "quiet": {"code": 1, "message": "m"},
    "hooks": {"type": "order.paid", "id": "o1", "at": 1},
}  # fmt: skip


class Came(NamedTuple):
    """One answer, or the body of a webhook."""

    where: str
    body: bytes
    status: int = 200
    media: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


def good(where: str) -> Came:
    return Came(where, json.dumps(GOOD[where]).encode())


Change = Callable[[Any], object]


class Plant(NamedTuple):
    """What is planted, where it is seen, as what by a client and in a capture, and what the patch then says."""

    name: str
    came: Came
    path: str
    live: str
    captured: str
    edit: str = ""
    whole: str = ""
    """What it says of a capture, which has the whole answer."""


def _changed(where: str, change: Change) -> Came:
    body = copy.deepcopy(GOOD[where])
    change(body)
    return Came(where, json.dumps(body).encode())


def at(name: str, value: Any, where: str = "orders") -> Came:
    """Another value at a place; an ellipsis takes the member away."""

    def change(body: Any) -> None:
        *above, last = [int(part) if part.isdigit() else part for part in name.split("/")]
        for part in above:
            body = body[part]
        if value is ...:
            del body[last]
        else:
            body[last] = value

    return _changed(where, change)


def _renamed(old: str, new: str) -> Came:
    return _changed("orders", lambda body: body.update({new: body.pop(old)}))


_TRUNCATED = json.dumps(GOOD["pages"])[:-9].encode()
PLANTS = [
    Plant("new member", at("settled_on", "x"), "$.settled_on", "string", "string", "document 'settled_on'"),
    Plant("required missing", at("email", ...), "$.email", "nothing", "nothing", "'email' is not always there"),
    Plant("null", at("phone", None), "$.phone", "null", "null", "it may be null"),
    Plant("integer as text", at("age", "12"), "$.age", "string", "string", "it may be a string too"),
    Plant("number as text", at("price", "1.50"), "$.price", "string", "string", "it may be a string too"),
    Plant("fraction", at("count", 1.5), "$.count", "number", "number", "number instead of integer"),
    Plant("new word", at("state", "frozen"), "$.state", '"frozen"', '"frozen"', 'add "frozen"'),
    Plant("word in other case", at("mode", "TEST"), "$.mode", '"TEST"', '"TEST"', 'add "TEST"'),
    Plant("boolean as text", at("active", "true"), "$.active", "string", "string", "it may be a string too"),
    Plant("boolean as number", at("flag", 1), "$.flag", "number", "number", "it may be a number too"),
    Plant("date written otherwise", at("born", "02/01/1990"), "$.born", "string", "string"),
    Plant("time without zone", at("seen", "2024-05-18T17:45:23"), "$.seen", *["string without an offset"] * 2),
    Plant("no UUID", at("uuid", "x-1"), "$.uuid", "-", "string"),
    Plant("array for object", at("address", [{"city": "K"}]), "$.address", "array", "array"),
    Plant("object for array", at("rows", {"n": 1}), "$.rows", "object", "object"),
    Plant("text for array", at("tags", "a"), "$.tags", "string", "string", "it may be a string too"),
    Plant("missing in a row", at("items/1/sku", ...), "$.items[].sku", "nothing", "nothing", "'sku' is not always there"),
    Plant("new in a row", at("items/0/tax", 1), "$.items[].tax", "number", "number", "document 'tax'"),
    Plant("value of a map", at("limits/day", "much"), "$.limits.*", "string", "string", "it may be a string too"),
    Plant("second of a tuple", at("leg/1", None), "$.leg[1:2]", "null", "null", "it may be null"),
    Plant("first of a tuple", at("leg/0", 7), "$.leg[0:1]", "number", "number", "it may be a number too"),
    Plant("after a tuple", at("leg/3", 7), "$.leg[]", "number", "number", "it may be a number too"),
    Plant("in a tuple", at("leg/2/gate", 7), "$.leg[2:3].gate", "number", "number", "document 'gate'"),
    Plant("in rows of tuples", at("legs/1/1", None), "$.legs[][1:2]", "null", "null", "it may be null"),
    Plant("variant unknown", at("method/kind", "Wallet"), "$.method", "object", "-"),
    Plant("variant unknown, its tag", at("method/kind", "Wallet"), "$.method.kind", "-", '"Wallet"'),
    Plant("variant without a member", at("method/last4", ...), "$.method.last4", "nothing", "nothing", "'last4' is not always there"),
    Plant("variant with a new one", at("method/brand", "x"), "$.method.brand", "string", "string"),
    Plant("other casing", _renamed("first_name", "firstName"), "$.firstName", "string", "string", "document 'firstName'"),
    Plant("other casing, gone", _renamed("first_name", "firstName"), "$.first_name", "nothing", "nothing", "'first_name' is not"),
    Plant("renamed", _renamed("amount", "grand_total"), "$.grand_total", "number", "number", "document 'grand_total'"),
    Plant("nested further", at("customer", {"name": "c"}), "$.customer", "object", "object", "it may be an object too"),
    Plant("beyond 64 bits", at("serial", 2**70), "$.serial", "-", "number"),
    Plant("beyond its maximum", at("rating", 9), "$.rating", "-", "number"),
    Plant("longer than maxLength", at("code", "abcdefgh"), "$.code", "-", "string"),
    Plant("another pattern", at("plate", "KAA"), "$.plate", "-", "string"),
    Plant("forbidden member", at("geo/lon", 2.5), "$.geo.lon", "number", "number", "document 'lon'"),
    Plant("constant", at("version", "v2"), "$.version", '"v2"', '"v2"'),
    Plant("cursor of a page", at("page/next", "abc", "pages"), "$.page.next", "string", "string", "it may be a string too"),
    Plant("envelope of a page", at("page/total", ..., "pages"), "$.page.total", "nothing", "nothing", "'total' is not"),
    Plant("word in a list", at("data/1/state", "void", "pages"), "$.data[].state", '"void"', '"void"', 'add "void"'),
    Plant("link lost", at("_links/self", ..., "resources"), "$._links.self", "nothing", "nothing", "'self' is not always"),
    Plant("link as text", at("_links/next", "/s", "resources"), "$._links.next", "string", "string", "it may be a string too"),
    Plant("truncated", Came("pages", _TRUNCATED), "$", "truncated JSON", "no JSON"),
    Plant("empty", Came("pages", b""), "$", "empty", "empty"),
    Plant("a page of HTML", Came("resources", b"<html>", media="text/html"), "headers.Content-Type", "text/html", "text/html"),
    Plant("error body", Came("resources", b'{"code":"E1","message":"m"}', 422), "$.code", "string", "string", "it may be a string too"),
    Plant("error that cannot be read", Came("pages", b"<html>", 422), "$", "no JSON", "no JSON"),
    Plant("status of an error", Came("quiet", b"{}", 418, headers=(("RateLimit", "x"),)), "status", "418", "418", "document HTTP 418"),
    Plant("status of its own body", Came("pages", b'{"code":"E1","at":null,"rows":[{"n":1}]}', 409), "status", "409", "409", "document HTTP 409"),
    Plant("status of a gateway", Came("quiet", b"<html>", 502, "text/html"), "status", "502", "502", "document HTTP 502"),
    Plant("status of a success", good("resources")._replace(status=202), "status", "202", "202", "", "document HTTP 202"),
    Plant("media type", good("pages")._replace(media="application/hal+json"), "headers.Content-Type", *["application/hal+json"] * 2),
    Plant("sunset", good("quiet")._replace(headers=(("Sunset", "x"),)), "headers.sunset", "string", "string", "document the header"),
    Plant("rate limit", good("resources")._replace(headers=(("RateLimit", "x"),)), "headers.ratelimit", *["string"] * 2, "document the header"),
    Plant("webhook with a new member", at("payer", "p", "hooks"), "$.payer", "string", "-", "document 'payer'"),
    Plant("webhook with a new word", at("type", "order.void", "hooks"), "$.type", '"order.void"', "-", 'add "order.void"'),
    Plant("webhook that is no JSON", Came("hooks", b"x=1"), "$", "no JSON", "-"),
]  # fmt: skip
"""Each is a thing that a vendor did to somebody. "-": not told on that way: a client takes what is longer than documented."""
