"""One pair of documents for each pair of rules: from the first to the second the rule, the other way round its twin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.generator.changes.document_pairs import (
    _UNION,
    BASIC,
    CAT,
    DOG,
    INTEGER,
    KEY,
    KEYED,
    NUMBER,
    OAUTH,
    OFFSET,
    PAGED,
    SIGNED,
    STRING,
    TAGGED,
    Case,
    Doc,
    answering,
    both,
    call,
    calling_back,
    edited,
    event,
    header,
    listing,
    named,
    query,
    secured,
    sending,
    taking,
    thing,
)
from tests.generator.small_clients import SERVER, asking, content, document, operation, reading, ref, returns

VERSION = {"name": "v", "in": "query", "schema": {"type": "string", "enum": ["2", "3"], "default": "2"}}
TWO_FLOWS = {**OAUTH, "flows": {**OAUTH["flows"], "password": OAUTH["flows"]["clientCredentials"]}}
BEARER = {"type": "http", "scheme": "bearer"}
CAT_OR_NOT = {"title": "Cat", "type": "object", "properties": {"claws": INTEGER}}
OTHER = {"/others": {"get": operation("others-list")}}
SERVERS = [{"url": SERVER}, {"url": "https://test.acme.example/v1"}]


def _two(rule: str, old: object, new: object) -> dict[str, Case]:
    """The case of a rule that exists for both directions, from what is wider to what is narrower."""
    cases = both(old, new)
    return {f"request-{rule}": cases["request"], f"response-{rule}": cases["response"]}


def _narrowed(facet: str, wide: object, narrow: object) -> dict[str, Case]:
    return _two(f"{facet}-narrowed", wide, narrow)


def _at(default: str, *others: str) -> dict[str, object]:
    """A document whose server has a variable with these values, the first by default."""
    variable = {"default": default, "enum": sorted([default, *others])}
    return {**call(), "servers": [{"url": "https://{region}.acme.example", "variables": {"region": variable}}]}


def _offering(*scopes: str) -> dict[str, object]:
    flow = {"tokenUrl": "https://acme.example/t", "scopes": dict.fromkeys(scopes, "")}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def _linked(links: dict[str, object]) -> dict[str, object]:
    return call(responses={"200": {"description": "ok", "links": links}})


def _member(name: str) -> dict[str, object]:
    return {"type": "object", "properties": {name: {**STRING, "description": "Where the payer pays."}}}


def _growing(*values: str) -> dict[str, object]:
    return {**STRING, "x-extensible-enum": list(values)}


def _mapped(make: Callable[..., dict[str, object]], *tags: str) -> dict[str, object]:
    """A union whose first variant has these tags."""
    mapping = {**dict.fromkeys(tags, "#/components/schemas/Cat"), "dog": "#/components/schemas/Dog"}
    union = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    return make(union, Cat=CAT, Dog=DOG)


def in_xml(schema: object) -> dict[str, object]:
    """A document of one operation that answers with an object with this member, in XML."""
    whole = {"type": "object", "xml": {"name": "thing"}, "properties": {"id": schema}}
    return document({"/things": {"get": operation(responses=returns(whole, "application/xml"))}})


_MAKES = {"request": sending, "response": reading}


def _fallen_back(make: Callable[..., Doc]) -> dict[str, Case]:
    """A union that takes what its tag does not tell as its first variant, as its second one, or as none."""

    def of(**more: object) -> Doc:
        union = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind", **more}}
        return make(union, "3.2.0", Cat=CAT, Dog=DOG)

    cat, dog = of(defaultMapping="Cat"), of(defaultMapping="#/components/schemas/Dog")
    return {"removed": (cat, of()), "changed": (cat, dog)}


def _holding(encoding: str, media: str = "application/octet-stream") -> Doc:
    """A text that holds bytes."""
    return {**STRING, "contentEncoding": encoding, "contentMediaType": media}


_LIST = {"type": "array", "items": INTEGER}


def _bringing(**more: object) -> Doc:
    """An event whose body says more of itself."""
    return event(thing(), requestBody={**content(thing()), **more})


def _given(**more: object) -> Doc:
    """An event with a parameter."""
    return event(thing(), parameters=[{"name": "attempt", "in": "query", "schema": INTEGER, **more}])


def _expecting(answers: dict[str, dict[str, object]]) -> Doc:
    """An event that is answered so."""
    return event(thing(), responses={status: {**told, "description": "ok"} for status, told in answers.items()})


def _expecting_header(**more: object) -> Doc:
    return _expecting({"200": {"headers": {"X-Seen": {"schema": INTEGER, **more}}}})


def _part(**said: object) -> Doc:
    """A body with a part of which an encoding says something."""
    return taking("multipart/form-data", encoding={"note": said})


def _part_header(**more: object) -> Doc:
    return _part(headers={"X-Sum": {"schema": STRING, **more}})


def _bringing_part(media: str) -> Doc:
    """An event whose body has a part of this media type."""
    entry = {"schema": thing(), "encoding": {"note": {"contentType": media}}}
    return event(thing(), requestBody={"content": {"multipart/form-data": entry}})


WIRE: dict[str, Case] = {
    # operations
    "operation-removed": (document({**call()["paths"], **OTHER}), call()),
    "operation-deprecated": (call(), call(deprecated=True)),
    "operation-effect-hardened": (call(**{"x-reissue-effect": "sets"}), call(**{"x-reissue-effect": "pays"})),
    "operation-server-changed": (call(), call(servers=[{"url": "https://upload.acme.example"}])),
    "operation-url-changed": (call(), call(**{"x-reissue-url": {"hosts": ["acme.example"]}})),
    "pagination-removed": (
        edited(listing(), "paths", "/things", "get", "x-reissue-pagination", value=PAGED),
        listing(),
    ),
    "pagination-changed": (
        edited(listing(), "paths", "/things", "get", "x-reissue-pagination", value=PAGED),
        edited(listing(), "paths", "/things", "get", "x-reissue-pagination", value=OFFSET),
    ),
    "idempotency-removed": (call(**{"x-reissue-idempotency": KEYED}), call()),
    "idempotency-changed": (
        call(**{"x-reissue-idempotency": KEYED}),
        call(**{"x-reissue-idempotency": {**KEYED, "maxLength": 32}}),
    ),
    "operation-moved": (call(), document({"/articles": call()["paths"]["/things"]})),
    "sunset-advanced": (call(**{"x-sunset": "2027-12-31"}), call(**{"x-sunset": "2027-01-31"})),
    "sunset-removed": (call(**{"x-sunset": "2027-12-31"}), call()),
    "stability-lowered": (call(), call(**{"x-stability-level": "beta"})),
    # servers and security
    "server-value-removed": (_at("eu", "us"), _at("eu")),
    "server-default-changed": (_at("eu", "us"), _at("us", "eu")),
    "security-flow-removed": (secured({"o": TWO_FLOWS}, []), secured({"o": OAUTH}, [])),
    "security-offer-removed": (secured({"o": _offering("read", "write")}, []), secured({"o": _offering("read")}, [])),
    "security-scheme-renamed": (secured({"key": KEY}, [{"key": []}]), secured({"token": KEY}, [{"token": []}])),
    "server-removed": ({**call(), "servers": SERVERS}, call()),
    "server-changed": (
        {**call(), "servers": [{"url": "https://a.example", "x-reissue-environment": {"name": "live", "live": True}}]},
        {**call(), "servers": [{"url": "https://b.example", "x-reissue-environment": {"name": "live", "live": True}}]},
    ),
    "security-alternative-removed": (
        secured({"key": KEY, "basic": BASIC}, [{"key": []}, {"basic": []}]),
        secured({"key": KEY, "basic": BASIC}, [{"key": []}]),
    ),
    "security-scope-added": (secured({"o": OAUTH}, [{"o": []}]), secured({"o": OAUTH}, [{"o": ["write"]}])),
    "security-scheme-removed": (secured({"key": KEY, "basic": BASIC}, []), secured({"key": KEY}, [])),
    "security-scheme-changed": (secured({"key": KEY}, []), secured({"key": {**KEY, "in": "query"}}, [])),
    "fixed-headers-changed": (call(), {**call(), "x-reissue-headers": {"X-Version": "2"}}),
    # parameters
    "request-parameter-removed": (query(), asking()),
    "request-required-parameter-removed": (query(required=True), asking()),
    "request-parameter-became-required": (query(), query(required=True)),
    "request-parameter-style-changed": (
        query(schema={"type": "array", "items": INTEGER}),
        query(schema={"type": "array", "items": INTEGER}, explode=False),
    ),
    "request-parameter-deprecated": (query(), query(deprecated=True)),
    "request-parameter-renamed": (query(description="From 1 on."), query(name="number", description="From 1 on.")),
    "request-empty-value-refused": (query(allowEmptyValue=True), query()),
    # bodies
    "request-body-removed": (
        taking("application/json", required=False),
        document({"/things": {"post": operation()}}),
    ),
    "request-required-body-removed": (taking("application/json"), document({"/things": {"post": operation()}})),
    "request-body-became-required": (taking("application/json", required=False), taking("application/json")),
    "request-media-type-removed": (
        taking("application/json", "application/x-www-form-urlencoded"),
        taking("application/json"),
    ),
    "request-encoding-changed": (
        taking("multipart/form-data"),
        taking("multipart/form-data", encoding={"note": {"contentType": "text/csv"}}),
    ),
    "request-encoding-narrowed": (_part(contentType="image/*"), _part(contentType="image/png")),
    "request-part-header-removed": (_part_header(), _part()),
    "request-part-required-header-removed": (_part_header(required=True), _part()),
    "request-part-header-became-required": (_part_header(), _part_header(required=True)),
    "request-part-header-style-changed": (_part_header(schema=thing()), _part_header(schema=thing(), explode=True)),
    # responses
    "response-success-status-removed": (answering("200", "201"), answering("200")),
    "response-error-status-removed": (answering("200", "404"), answering("200")),
    "response-media-type-removed": (
        answering("200", media=("application/json", "text/plain")),
        answering("200"),
    ),
    "response-encoding-widened": (_bringing_part("image/png"), _bringing_part("image/*")),
    "response-encoding-changed": (_bringing_part("application/json"), _bringing_part("application/xml")),
    "response-header-removed": (header(), answering("200", headers={})),
    "response-header-style-changed": (
        header(schema=thing()),
        header(schema=thing(), explode=True),
    ),
    "link-removed": (_linked({"next": {"operationId": "things-do"}}), _linked({})),
    "link-changed": (
        _linked({"next": {"operationId": "things-do"}}),
        _linked({"next": {"operationId": "things-do", "parameters": {"page": 2}}}),
    ),
    "response-header-became-optional": (header(required=True), header()),
    "request-version-changed": (asking(VERSION), asking({**VERSION, "x-reissue-api-version": True})),
    "request-since-added": (
        sending({"type": "object", "properties": {"a": STRING}}),
        sending({"type": "object", "properties": {"a": {**STRING, "x-reissue-since": "3"}}}),
    ),
    "request-since-changed": (call(**{"x-reissue-since": "2"}), call(**{"x-reissue-since": "3"})),
    "evidence-changed": (call(), call(**{"x-reissue-evidence": {"present": ["id"]}})),
    "envelope-changed": (call(), {**call(), "x-reissue-envelope": [{"data": "data"}]}),
    # members
    "request-property-removed": (sending(thing()), sending({"type": "object", "properties": {"id": STRING}})),
    "request-required-property-removed": (
        sending(thing(required=["note"])),
        sending({"type": "object", "properties": {"id": STRING}}),
    ),
    "request-property-renamed": (sending(_member("payUrl")), sending(_member("paymentUrl"))),
    "response-property-renamed": (reading(_member("payUrl")), reading(_member("paymentUrl"))),
    "request-property-became-required": (sending(thing()), sending(thing(required=["note"]))),
    "response-property-removed": (reading(thing()), reading({"type": "object", "properties": {"id": STRING}})),
    "response-property-became-optional": (reading(thing(required=["id"])), reading(thing())),
    "property-deprecated": (
        reading(thing()),
        reading({**thing(), "properties": {"id": STRING, "note": {**STRING, "deprecated": True}}}),
    ),
    # values, in both directions
    **_narrowed("type", NUMBER, INTEGER),
    **_two("type-changed", STRING, {"type": "array", "items": STRING}),
    **_two("became-non-nullable", {"type": ["string", "null"]}, STRING),
    **_two("enum-value-removed", {**STRING, "enum": ["a", "b", "c"]}, {**STRING, "enum": ["a", "b"]}),
    **_two("enum-added", STRING, {**STRING, "enum": ["a", "b"]}),
    **_two("constant-changed", {"const": "a"}, {"const": "b"}),
    **_two("typed-format-changed", STRING, {**STRING, "format": "date-time"}),
    **_narrowed("format", {**INTEGER, "format": "int64"}, {**INTEGER, "format": "int32"}),
    **_two("format-changed", {**STRING, "format": "uuid"}, {**STRING, "format": "uri"}),
    **_narrowed("bound", {**STRING, "maxLength": 40}, {**STRING, "maxLength": 20}),
    **_two("content-encoding-changed", _holding("base64"), _holding("base64url")),
    **_narrowed("content-type", _holding("base64"), _holding("base64", "image/png")),
    **_two("content-type-changed", _holding("base64", "image/gif"), _holding("base64", "image/png")),
    **_two("pattern-added", STRING, {**STRING, "pattern": "^a"}),
    **_two("pattern-changed", {**STRING, "pattern": "^b"}, {**STRING, "pattern": "^a"}),
    **_two("object-closed", thing(), thing(additionalProperties=False)),
    **_two("union-member-removed", {"oneOf": [CAT, DOG, STRING]}, {"oneOf": [CAT, STRING]}),
    **_two("union-narrowed", {"anyOf": [thing(), CAT_OR_NOT]}, {"oneOf": [thing(), CAT_OR_NOT]}),
    **_two("extensible-value-removed", _growing("a", "b"), _growing("a")),
    **_two("extensible-list-added", STRING, _growing("a")),
    "request-tag-removed": (_mapped(sending, "cat", "tom"), _mapped(sending, "cat")),
    "response-tag-removed": (_mapped(reading, "cat", "tom"), _mapped(reading, "cat")),
    **{
        f"{direction}-tag-default-{rule}": pair
        for direction, make in _MAKES.items()
        for rule, pair in _fallen_back(make).items()
    },
    **_two("logic-added", thing(), thing(**{"not": {"required": ["note"]}})),
    **_two("logic-changed", thing(**{"not": {"required": ["id"]}}), thing(**{"not": {"required": ["note"]}})),
    "request-default-added": (query(), query(schema={**INTEGER, "default": 1})),
    "request-default-changed": (query(schema={**INTEGER, "default": 1}), query(schema={**INTEGER, "default": 2})),
    # unions and our own extensions
    "discriminator-added": (TAGGED, edited(TAGGED, *_UNION, "discriminator", value={"propertyName": "kind"})),
    "discriminator-changed": (
        edited(TAGGED, *_UNION, "discriminator", value={"propertyName": "kind"}),
        edited(TAGGED, *_UNION, "discriminator", value={"propertyName": "type"}),
    ),
    "sensitive-added": (sending(STRING), sending({**STRING, "x-reissue-sensitive": True})),
    "money-changed": (
        reading({**INTEGER, "x-reissue-money": {"unit": "minor", "currency": "EUR"}}),
        reading({**INTEGER, "x-reissue-money": {"unit": "major", "currency": "EUR"}}),
    ),
    "reference-unread": (reading({"$ref": "other.yaml#/Thing"}), reading({})),
    "xml-changed": (
        in_xml({**STRING, "xml": {"name": "a", "attribute": True}}),
        in_xml({**STRING, "xml": {"name": "b", "attribute": True}}),
    ),
    "timezone-changed": (
        reading({**STRING, "x-reissue-timezone": "Africa/Kigali"}),
        reading({**STRING, "x-reissue-timezone": "Europe/Paris"}),
    ),
    "coercion-added": (
        reading({"type": ["string", "number"]}),
        reading({"type": ["string", "number"], "x-reissue-coerce": "decimal"}),
    ),
    "coercion-changed": (
        reading({"type": ["string", "number"], "x-reissue-coerce": {"digits": 2}}),
        reading({"type": ["string", "number"], "x-reissue-coerce": {"digits": 3}}),
    ),
    # events
    "event-body-removed": (
        event(thing()),
        edited(event(thing()), "webhooks", "paid", "post", "requestBody", drop=True),
    ),
    "event-body-became-optional": (_bringing(required=True), _bringing()),
    "event-parameter-removed": (_given(), event(thing())),
    "event-parameter-became-optional": (_given(required=True), _given()),
    "event-security-changed": (event(thing(), security=[{"key": []}]), event(thing(), security=[])),
    "event-parameter-style-changed": (_given(schema=_LIST), _given(schema=_LIST, explode=False)),
    "event-answer-narrowed": (event(thing(), responses={}), event(thing())),
    "event-answer-status-removed": (_expecting({"200": {}, "202": {}}), _expecting({"200": {}})),
    "event-answer-body-removed": (_expecting(returns(thing())), _expecting({"200": {}})),
    "event-answer-header-removed": (_expecting_header(), _expecting({"200": {}})),
    "event-answer-required-header-removed": (_expecting_header(required=True), _expecting({"200": {}})),
    "event-answer-header-became-required": (_expecting_header(), _expecting_header(required=True)),
    "event-answer-header-style-changed": (
        _expecting_header(schema=thing()),
        _expecting_header(schema=thing(), explode=True),
    ),
    "webhook-removed": (event(thing()), {**call(), "webhooks": {}}),
    "webhook-signature-removed": (event(thing(), **{"x-reissue-signature": SIGNED}), event(thing())),
    "webhook-signature-changed": (
        event(thing(), **{"x-reissue-signature": SIGNED}),
        event(thing(), **{"x-reissue-signature": {**SIGNED, "header": "X-Other"}}),
    ),
    "callback-removed": (calling_back(["done", "failed"]), calling_back(["done"])),
    # words
    "description-changed": (call(description="One."), call(description="Two.")),
    "example-changed": (sending({**STRING, "example": "a"}), sending({**STRING, "example": "b"})),
    "metadata-changed": (call(), call(externalDocs={"url": "https://acme.example"})),
}
"""By the rule that is found from the first document to the second."""


def _titled(title: str) -> dict[str, object]:
    return {**call(), "info": {"title": title, "version": "1"}}


def _path(*names: str) -> dict[str, object]:
    path = "/things/" + "/".join(f"{{{name}}}" for name in names)
    parameters = [{"name": name, "in": "path", "required": True, "schema": STRING} for name in names]
    return asking(*parameters, path=path)


_SHARED = {**call(responses=returns(ref("One"))), "components": {"schemas": {"One": thing(), "Two": thing()}}}
_TWO_OPERATIONS = {
    **_SHARED,
    "paths": {
        "/ones": {"get": operation("things-one", responses=returns(ref("One")))},
        "/twos": {"get": operation("things-two", responses=returns(ref("Two")))},
        "/others": {"get": operation("things-other", responses=returns(ref("One")))},
    },
}

_LIVE = [{"url": SERVER, "x-reissue-environment": {"name": "live", "live": True}}]


def _version_in_address(*values: str) -> dict[str, object]:
    variable = {"default": values[0], "enum": list(values)}
    return {**call(), "servers": [{"url": "https://acme.example/{area}", "variables": {"area": variable}}]}


def _members(use: str, made: Callable[[Any], Doc]) -> dict[str, Case]:
    """Each rule of members and aliases for one use of a model."""

    def of(note: Any, *required: str) -> Doc:
        return made({**thing(required=["id", *required]), "properties": {"id": STRING, "note": note}})

    either = {"oneOf": [CAT, DOG]}
    return {
        f"python-{use}required-member-removed": (
            of(STRING, "note"),
            made({**thing(required=["id"]), "properties": {"id": STRING}}),
        ),
        f"python-{use}member-became-required": (of(STRING), of(STRING, "note")),
        f"python-{use}member-widened": (of(INTEGER, "note"), of(NUMBER, "note")),
        f"python-{use}member-changed": (of(INTEGER, "note"), of(STRING, "note")),
        f"python-{use}alias-widened": (made(either), made({"oneOf": [CAT, DOG, STRING]})),
        f"python-{use}alias-changed": (made({"oneOf": [CAT, DOG, STRING]}), made({"oneOf": [CAT, DOG, INTEGER]})),
    }


PYTHON: dict[str, Case] = {
    "python-client-renamed": (_titled("Acme"), _titled("A.C.M.E")),
    "python-resource-renamed": (
        document({"/things": {"get": {**operation("do"), "tags": ["things"]}}}),
        document({"/things": {"get": {**operation("do"), "tags": ["articles"]}}}),
    ),
    "python-method-renamed": (call(), document({"/things": {"get": {**operation("things-make")}}})),
    "python-iterator-renamed": (
        edited(listing(), "paths", "/things", "get", "x-reissue-pagination", value=PAGED),
        edited(
            edited(listing(), "paths", "/things", "get", "x-reissue-pagination", value=PAGED),
            "paths",
            "/things",
            "get",
            "operationId",
            value="things-search-all",
        ),
    ),
    "python-argument-renamed": (_path("id"), _path("reference")),
    "python-arguments-reordered": (_path("a", "b"), _path("b", "a")),
    "python-model-renamed": (named(reading(ref("One")), One=thing()), named(reading(ref("Two")), Two=thing())),
    "python-model-removed": (
        named(reading({**thing(), "properties": {"id": STRING, "note": ref("One")}}), One=thing()),
        named(reading({**thing(), "properties": {"id": STRING, "note": {"type": "object"}}})),
    ),
    "python-field-renamed": (
        reading({"type": "object", "properties": {"payUrl": STRING}}),
        reading({"type": "object", "properties": {"payUrl": STRING, "pay_url": STRING}}),
    ),
    "python-result-widened": (
        call(responses=returns(STRING)),
        call(responses={**returns(STRING), **returns(INTEGER, status="201")}),
    ),
    "python-result-changed": (
        call(responses={**returns(STRING), **returns(INTEGER, status="201")}),
        call(responses={**returns(STRING), **returns({"type": "array", "items": STRING}, status="202")}),
    ),
    "python-credential-removed": (secured({"key": KEY}, []), secured({}, [])),
    "python-required-credential-removed": (secured({"key": KEY}, [{"key": []}]), secured({}, [])),
    "python-credential-became-required": (secured({"key": KEY}, []), secured({"key": KEY}, [{"key": []}])),
    "python-method-removed": (
        edited(listing(), "paths", "/things", "get", "x-reissue-pagination", value=PAGED),
        listing(),
    ),
    "python-model-kind-changed": (
        named(sending(ref("One")), One=CAT),
        named(sending(ref("One")), One={"oneOf": [CAT, DOG]}),
    ),
    "python-event-removed": (event(thing()), {**call(), "webhooks": {}}),
    "python-server-removed": (
        {**call(), "servers": [*_LIVE, {"url": "https://two.example/v1"}]},
        {**call(), "servers": _LIVE},
    ),
    "python-argument-removed": (query(), call()),
    "python-required-argument-removed": (query(required=True), call()),
    "python-argument-became-required": (query(), query(required=True)),
    "python-argument-narrowed": (query(schema=NUMBER), query(schema=INTEGER)),
    "python-argument-changed": (query(), query(schema=STRING)),
    "python-credential-type-narrowed": (secured({"key": BEARER}, []), secured({"key": KEY}, [])),
    "python-credential-type-changed": (_version_in_address("a", "b"), _version_in_address("c", "d")),
    "python-member-removed": (sending(thing()), sending({"type": "object", "properties": {"id": STRING}})),
    **_members("", lambda schema: named(sending(ref("One")), One=schema) | {"webhooks": event(ref("One"))["webhooks"]}),
    **_members("answer-", lambda schema: named(reading(ref("One")), One=schema)),
    **_members("sent-", lambda schema: named(sending(ref("One")), One=schema)),
    "python-server-renamed": (
        {**call(), "servers": [{"url": SERVER, "x-reissue-environment": {"name": "live", "live": True}}]},
        {**call(), "servers": [{"url": SERVER, "x-reissue-environment": {"name": "production", "live": True}}]},
    ),
}
