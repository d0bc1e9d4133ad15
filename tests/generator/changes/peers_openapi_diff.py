"""Where openapi-diff alone expects something else: see peers.py."""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import (
    INTEGER,
    STRING,
    answering,
    call,
    edited,
    header,
    query,
    secured,
)
from tests.generator.changes.peer_matters import EXPECTED, REQUIRED, TYPES, A, B, Disagreement, object_of
from tests.generator.changes.referee import Answer, Request
from tests.generator.small_clients import reading, sending


def _older(doc: dict[str, Any]) -> dict[str, Any]:
    return {**doc, "openapi": "3.0.3"}


def _implicit(token: str) -> dict[str, Any]:
    flow = {"authorizationUrl": "https://a.example/authorize", "tokenUrl": token, "scopes": {}}
    return {"type": "oauth2", "flows": {"implicit": flow}}


OF_OPENAPI_DIFF = (
    Disagreement(
        "A list of types that is longer takes what it took.",
        TYPES,
        (query(schema=STRING), query(schema={"type": ["string", "integer"]})),
        Request(query={"page": "a"}),
        A,
        openapi_diff="ParameterDiffTest.pathSamePathParamsDiffParamSameAsInPathButSchemaDiff",
    ),
    Disagreement(
        "An answer of which more is said is still one of those that could come.",
        ("JSON Schema 2020-12, Core 4.3.2", "true: Always passes validation, as if the empty schema {}"),
        (reading({}), reading(object_of("id"))),
        Answer({"id": "i1"}),
        A,
        openapi_diff="ContentDiffTest.testContentDiffWithOneEmptyMediaType OneOfDiffTest.testComposedSchema",
    ),
    Disagreement(
        "A member that is answered no more breaks who reads it (their tests look at what is added).",
        REQUIRED,
        (reading(object_of("id", "note", required=("id", "note"))), reading(object_of("id", required=("id",)))),
        Answer({"id": "i1"}),
        B,
        openapi_diff="SchemaDiffTest.addPropertyHandlingTest SchemaBCTest.changedButCompatible "
        "SchemaBCTest.requestPropsPutIncreased AsciidocRenderTest.validateAsciiDocChangeFile",
    ),
    Disagreement(
        "What was null and may be so no more is refused (their test looks at whether the change is listed).",
        TYPES,
        (sending({"type": ["string", "null"]}), sending(STRING)),
        Request("post", body=None),
        B,
        openapi_diff="SchemaDiffTest.changeNullableHandling",
    ),
    Disagreement(
        "An error that is not listed any more comes no more; who handles it loses nothing.",
        EXPECTED,
        (answering("200", "400"), answering("200")),
        Answer("done"),
        A,
        openapi_diff="ApiResponseBCTest.decreased AsciidocRenderTest.validateAsciiDocRangeStatus",
    ),
    Disagreement(
        "A header that comes always is one that could come.",
        REQUIRED,
        (header(), header(required=True)),
        Answer("done", headers={"X-Total": 1}),
        A,
        openapi_diff="HeaderBCTest.responseRequiredIncreased",
    ),
    Disagreement(
        "How lists and objects are written says nothing of a number.",
        (
            "OpenAPI 3.1, Parameter Object (explode)",
            "For other types of parameters this property has no effect.",
        ),
        (header(explode=True), header(explode=False)),
        Answer("done", headers={"X-Total": 1}),
        None,
        openapi_diff="HeaderBCTest.responseExplodeChanged ParameterBCTest.explodeChanged",
    ),
    Disagreement(
        "One text is written in the same way in both styles.",
        (
            "OpenAPI 3.1, Parameter Object (style)",
            "Describes how the parameter value will be serialized depending on the type of the parameter value.",
        ),
        (query(schema=STRING), query(schema=STRING, style="simple")),
        Request(query={"page": "a"}),
        None,
        openapi_diff="ParameterBCTest.styleChanged",
    ),
    Disagreement(
        "Texts of ten letters are at least five letters long; shorter ones than were promised are news.",
        (
            "JSON Schema 2020-12, Validation 6.3.2",
            "A string instance is valid against this keyword if its length is greater than, or equal to, the value of this "
            "keyword.",
        ),
        (reading({**STRING, "minLength": 5}), reading({**STRING, "minLength": 10})),
        Answer("ten letters"),
        A,
        openapi_diff="MinLengthBCTest.responseMinLengthIncreased",
    ),
    Disagreement(
        "The other way round, a shorter text comes than was promised.",
        (
            "JSON Schema 2020-12, Validation 6.3.2",
            "A string instance is valid against this keyword if its length is greater than, or equal to, the value of this "
            "keyword.",
        ),
        (reading({**STRING, "minLength": 5}), reading({**STRING, "minLength": 3})),
        Answer("four"),
        B,
        openapi_diff="MinLengthBCTest.responseMinLengthDecreasedButCompatible",
    ),
    Disagreement(
        "A member that was kept out of answers may come now: it is a member more.",
        (
            "OpenAPI 3.0, Schema Object (writeOnly)",
            "Therefore, it MAY be sent as part of a request but SHOULD NOT be sent as part of the response.",
        ),
        (reading(object_of(a={**STRING, "writeOnly": True}, b=STRING)), reading(object_of("a", "b"))),
        Answer({"a": "x", "b": "y"}),
        A,
        openapi_diff="WriteOnlyBCTest.responseWriteOnlyRequiredDecreased",
    ),
    Disagreement(
        "An `operationId` is no part of a call. Python callers notice, and are told by a rule of Python.",
        (
            "OpenAPI 3.1, Operation Object (operationId)",
            "Tools and libraries MAY use the operationId to uniquely identify an operation",
        ),
        (call(), edited(call(), "paths", "/things", "get", "operationId", value="things-fetch")),
        Request(),
        None,
        openapi_diff="OperationBCTest.operationIdChangedInCompatibleWithFlagSet",
    ),
    Disagreement(
        "The address for tokens means nothing to a flow that has no step for it.",
        (
            "RFC 6749, 4.2 (implicit grant)",
            "Unlike the authorization code grant type, in which the client makes separate requests for authorization and for an "
            "access token, the client receives the access token as the result of the authorization request.",
        ),
        (
            secured({"o": _implicit("https://a.example/token")}, [{"o": []}]),
            secured({"o": _implicit("https://b.example/token")}, [{"o": []}]),
        ),
        Request(scopes=()),
        None,
        openapi_diff="OAuthFlowBCTest.tokenUrlChanged",
    ),
    Disagreement(
        "What a bearer's token looks like is documentation.",
        (
            "OpenAPI 3.1, Security Scheme Object (bearerFormat)",
            "A hint to the client to identify how the bearer token is formatted.",
        ),
        (
            secured({"t": {"type": "http", "scheme": "bearer"}}, [{"t": []}]),
            secured({"t": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}, [{"t": []}]),
        ),
        Request(scopes=()),
        None,
        openapi_diff="SecuritySchemeBCTest.bearerFormatChanged",
    ),
    Disagreement(
        "In OpenAPI 3.0 `exclusiveMaximum` says of a limit whether it belongs to what is allowed: without one it says nothing, and "
        "without a word it does.",
        (
            "JSON Schema Wright 00, Validation 5.3",
            'The value of "exclusiveMaximum" MUST be a boolean, representing whether the limit in "maximum" is exclusive or not. '
            "An undefined value is the same as false.",
        ),
        (
            _older(sending({**INTEGER, "maximum": 20, "exclusiveMaximum": False, "exclusiveMinimum": False})),
            _older(sending({**INTEGER, "maximum": 20, "exclusiveMinimum": True})),
        ),
        Request("post", body=20),
        None,
        openapi_diff="NumericRangeBCTest.requestExclusiveMaxSet NumericRangeBCTest.requestExclusiveMinSet "
        "ParameterDiffTest.issue458ExclusiveMinimumRemoved ParameterDiffTest.issue458ExclusiveMaximumRemoved",
    ),
)

READINGS = (
    Disagreement(
        "A further value of a list in an answer: JSON Schema would refuse it, and the clients read it as an unknown value, "
        "because vendors add values without a new version. A project that sees it otherwise gives the rule another level.",
        (
            "JSON Schema 2020-12, Validation 6.1.2",
            "An instance validates successfully against this keyword if its value is equal to one of the elements in this "
            "keyword's array value.",
        ),
        (reading({**STRING, "enum": ["a", "b"]}), reading({**STRING, "enum": ["a", "b", "c"]})),
        Answer("c"),
        A,
        oasdiff="TestResponsePropertyConstRemoved",
        openapi_diff="EnumBCTest.responseIncreased",
    ),
    Disagreement(
        "A member that is gone from a request, or from one of its variants: JSON Schema lets it pass where the object is open, and "
        "nobody acts on it any more.",
        (
            "JSON Schema 2020-12, Core 10.3.2.3",
            "Omitting this keyword has the same assertion behavior as an empty schema.",
        ),
        (sending(object_of("id", "note")), sending(object_of("id"))),
        None,
        B,
        openapi_diff="SchemaDiffTest.testAnyOfDiff SchemaDiffTest.testAllOfDiff",
    ),
)
"""Where the project reads more than the standard says."""
