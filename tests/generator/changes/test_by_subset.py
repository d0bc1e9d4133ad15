"""Pairs of documents that say the same in other words, or one of which takes in the other: the level that the wire has.

The clause that decides stands beside each group: RFC 9110, OAS (the OpenAPI Specification), JSV and JSC (JSON Schema 2020-12,
Validation and Core).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reissue_generator.changes import Level
from tests.generator.changes.document_pairs import (
    BASIC,
    INTEGER,
    KEY,
    NUMBER,
    OAUTH,
    STRING,
    answering,
    call,
    calling_back,
    changes,
    event,
    header,
    heaviest,
    query,
    secured,
    taking,
    thing,
)
from tests.generator.small_clients import SERVER, asking, content, document, operation, reading, ref, returns, sending

B, D, A, NOTHING = Level.BREAKING, Level.DEPRECATION, Level.ADDITION, None
JSON = "application/json"
SCHEMES = {"key": KEY, "basic": BASIC, "o": OAUTH}
CAT = {"type": "object", "required": ["claws"], "properties": {"claws": INTEGER}}
DOG = {"type": "object", "required": ["bark"], "properties": {"bark": STRING}}
EVEN = {**INTEGER, "multipleOf": 2}


def among(*ways: dict[str, list[str]]) -> dict[str, Any]:
    return secured(SCHEMES, list(ways))


def lists(**more: Any) -> dict[str, Any]:
    return {"type": "array", **more}


def either(*members: Any, **more: Any) -> dict[str, Any]:
    return {"oneOf": list(members), **more}


def served(*urls: str, **variables: Any) -> dict[str, Any]:
    return {**call(), "servers": [{"url": url, **({"variables": variables} if variables else {})} for url in urls]}


def old(schema: Any, make: Any = sending) -> dict[str, Any]:
    """A document of OpenAPI 3.0."""
    return make(schema, "3.0.3")


def raw(version: str, schema: Any, media: str = "application/octet-stream") -> dict[str, Any]:
    entry = {"schema": schema} if schema is not None else {}
    return document(
        {"/f": {"get": operation(responses={"200": {"description": "", "content": {media: entry}}})}}, version
    )


def bytes_in(encoding: str, **more: Any) -> dict[str, Any]:
    return {**STRING, "contentEncoding": encoding, **more}


def tagged(**more: Any) -> dict[str, Any]:
    union = either(ref("Cat"), ref("Dog"), discriminator={"propertyName": "kind", **more})
    return sending(union, "3.2.0", Cat=CAT, Dog=DOG)


AT = {"name": "at", "in": "header", "required": True, "schema": STRING}


def given(schema: Any, *, whole: bool = False) -> dict[str, Any]:
    """An event with a parameter, of the method or of the whole path item."""
    found = event(thing())
    item = found["webhooks"]["paid"]
    (item if whole else item["post"])["parameters"] = [{"name": "attempt", "in": "query", "schema": schema}]
    return found


def called_back(whole: Any = (), **more: Any) -> dict[str, Any]:
    """An operation with one callback."""
    item = {"parameters": list(whole), "post": {"requestBody": content(thing()), "responses": {}, **more}}
    return call(callbacks={"done": {"{$request.body#/url}": item}})


def answered(*statuses: str, **more: Any) -> dict[str, Any]:
    """An event that expects one of these answers."""
    return event(thing(), responses={status: {"description": "ok", **more} for status in statuses})


PAIRS: dict[str, tuple[Any, Any, Level | None, Level | None]] = {
    # one way or several; a set of schemes; scopes (OAS, Security Requirement Object)
    "both schemes, then one": (among({"key": [], "basic": []}), among({"key": []}), A, B),
    "one scheme, then none": (among({"key": []}), among({}), A, B),
    "none is allowed, or a key": (among({}), among({}, {"key": []}), NOTHING, NOTHING),
    "more of what suffices": (among({"key": []}), among({"key": []}, {"key": [], "basic": []}), NOTHING, NOTHING),
    "a scope of two": (among({"o": ["r", "w"]}), among({"o": ["r"]}), A, B),
    "order of ways": (among({"key": []}, {"basic": []}), among({"basic": []}, {"key": []}), NOTHING, NOTHING),
    "header of another case": (
        secured({"key": KEY}, []),
        secured({"key": {**KEY, "name": "x-key"}}, []),
        NOTHING,
        NOTHING,
    ),
    # ranges and parameters (RFC 9110, 8.3.1 and 12.5.1; RFC 8259, 11)
    "charset of JSON": (taking(JSON), taking("application/json; charset=utf-8"), NOTHING, NOTHING),
    "range of requests": (taking(JSON), taking("application/*"), A, B),
    "case of media types": (taking(JSON), taking("Application/JSON"), NOTHING, NOTHING),
    "another version of a type": (
        answering("200", media=("application/vnd.a+json;version=1",)),
        answering("200", media=("application/vnd.a+json;version=2",)),
        B,
        B,
    ),
    # ranges of statuses (OAS, Responses Object)
    "range of statuses": (answering("200"), answering("2XX"), A, NOTHING),
    "default takes in errors": (answering("200", "404"), answering("200", "default"), A, NOTHING),
    "spelling of a range": (answering("2xx"), answering("2XX"), NOTHING, NOTHING),
    # unions (JSC 10.2.1)
    "union of scalars": (
        sending({"type": ["string", "integer"]}),
        sending({"anyOf": [STRING, INTEGER]}),
        NOTHING,
        NOTHING,
    ),
    "variants that nobody confuses": (sending({"anyOf": [CAT, DOG]}), sending(either(CAT, DOG)), NOTHING, NOTHING),
    "variants that overlap": (sending({"anyOf": [NUMBER, EVEN]}), sending(either(NUMBER, EVEN)), B, A),
    "what another variant takes in": (
        sending({"anyOf": [NUMBER]}),
        sending({"anyOf": [NUMBER, EVEN]}),
        NOTHING,
        NOTHING,
    ),
    "order of variants": (reading(either(CAT, DOG)), reading(either(DOG, CAT)), NOTHING, NOTHING),
    # lists (JSC 10.3.1)
    "tuple to list": (sending(lists(prefixItems=[INTEGER], items=STRING)), sending(lists(items=STRING)), B, B),
    "tuple whose end is open": (sending(lists(prefixItems=[INTEGER])), sending(lists()), A, B),
    "longer closed tuple": (
        sending(lists(prefixItems=[INTEGER], items=False)),
        sending(lists(prefixItems=[INTEGER, STRING], items=False)),
        A,
        B,
    ),
    "contains in answers": (reading(lists(contains=STRING)), reading(lists()), B, A),
    "more contained": (sending(lists(contains=STRING)), sending(lists(contains=STRING, minContains=2)), B, A),
    # conditions (JSC 10.2, JSV 6.5.4), of requests and of answers
    "condition of answers gone": (reading(thing(dependentRequired={"id": ["note"]})), reading(thing()), B, A),
    "condition in other words": (
        sending(thing(dependentRequired={"id": ["note"]})),
        sending(thing(dependentSchemas={"id": {"required": ["note"]}})),
        NOTHING,
        NOTHING,
    ),
    "not of less": (sending({**NUMBER, "not": INTEGER}), sending({**NUMBER, "not": EVEN}), A, B),
    "if with a looser then": (
        sending(thing(**{"if": {"required": ["id"]}, "then": {"properties": {"note": {"maxLength": 3}}}})),
        sending(thing(**{"if": {"required": ["id"]}, "then": {"properties": {"note": {"maxLength": 5}}}})),
        A,
        B,
    ),
    "names of members": (
        sending({"type": "object", "propertyNames": {"maxLength": 3}}),
        sending({"type": "object", "propertyNames": {"maxLength": 2}}),
        B,
        A,
    ),
    "unevaluated members": (sending(thing()), sending(thing(unevaluatedProperties=False)), B, A),
    "allOf of a tighter part": (sending(STRING), sending({"allOf": [STRING, {"maxLength": 3}]}), B, A),
    "parts that exclude each other": (sending(STRING), sending({"allOf": [STRING, INTEGER]}), B, A),
    # limits (JSV 6.2 to 6.5)
    "multiples by division": (sending(EVEN), sending({**INTEGER, "multipleOf": 4}), B, A),
    "multiples of fractions": (sending({**NUMBER, "multipleOf": 0.01}), sending({**NUMBER, "multipleOf": 0.1}), B, A),
    "integers above 0": (
        sending({**INTEGER, "exclusiveMinimum": 0}),
        sending({**INTEGER, "minimum": 1}),
        NOTHING,
        NOTHING,
    ),
    "limit of another type": (sending(NUMBER), sending({**NUMBER, "maxLength": 3}), NOTHING, NOTHING),
    "limit that the list keeps": (
        sending({**STRING, "enum": ["a", "b"]}),
        sending({**STRING, "enum": ["a", "b"], "maxLength": 3}),
        NOTHING,
        NOTHING,
    ),
    "even numbers are integers": (sending({**NUMBER, "multipleOf": 2}), sending(EVEN), NOTHING, NOTHING),
    "pattern of every text": (sending({**STRING, "pattern": ".*"}), sending(STRING), NOTHING, NOTHING),
    "pattern of answers": (reading({**STRING, "pattern": "^a"}), reading(STRING), B, A),
    # 3.0 and 3.1 in each other's words (OAS 3.1, Schema Object; Working with Binary Data)
    "nullable": (old({**STRING, "nullable": True}), sending({"type": ["string", "null"]}), NOTHING, NOTHING),
    "strict limit": (
        old({**NUMBER, "minimum": 0, "exclusiveMinimum": True}),
        sending({**NUMBER, "exclusiveMinimum": 0}),
        NOTHING,
        NOTHING,
    ),
    "bytes": (raw("3.0.3", {**STRING, "format": "binary"}), raw("3.1.0", None), NOTHING, NOTHING),
    "bytes of a type": (
        raw("3.0.3", {**STRING, "format": "binary"}, "image/png"),
        raw("3.1.0", {}, "image/png"),
        NOTHING,
        NOTHING,
    ),
    "base64": (
        old({**STRING, "format": "byte"}),
        sending({**STRING, "contentEncoding": "base64"}),
        NOTHING,
        NOTHING,
    ),
    # what a text holds (JSV 8.3 and 8.4; RFC 2045, 6.2; OAS 3.1, Working with Binary Data)
    "bytes in other letters": (reading(bytes_in("base64")), reading(bytes_in("base64url")), B, B),
    "bytes in an encoding of old": (old({**STRING, "format": "byte"}), sending(bytes_in("base32")), B, B),
    "an encoding that changes nothing": (sending(STRING), sending(bytes_in("8bit")), NOTHING, NOTHING),
    "bytes of some image": (
        sending(bytes_in("base64", contentMediaType="image/*")),
        sending(bytes_in("base64", contentMediaType="image/png")),
        B,
        A,
    ),
    "octets": (
        sending(bytes_in("base64")),
        sending(bytes_in("base64", contentMediaType="application/octet-stream")),
        NOTHING,
        NOTHING,
    ),
    "JSON in a text": (reading(STRING), reading({**STRING, "contentMediaType": JSON}), A, B),
    "one value": (old({**STRING, "enum": ["a"]}), sending({**STRING, "const": "a"}), NOTHING, NOTHING),
    "one type in a list": (sending(STRING), sending({"type": ["string"]}), NOTHING, NOTHING),
    "one example": (old({**STRING, "example": "a"}), sending({**STRING, "examples": ["a"]}), NOTHING, NOTHING),
    "inlined": (sending(ref("T"), T=thing()), sending(thing()), NOTHING, NOTHING),
    "allOf of one": (old({"allOf": [thing()]}), sending(thing()), NOTHING, NOTHING),
    "a type beside a reference": (
        sending(ref("T"), T=thing()),
        sending({**ref("T"), "type": "string"}, T=thing()),
        B,
        B,
    ),
    "words beside a reference": (
        sending({"allOf": [ref("T")], "description": "D."}, T=thing()),
        sending({**ref("T"), "description": "D."}, T=thing()),
        NOTHING,
        NOTHING,
    ),
    # discriminators (OAS, Discriminator Object)
    "a mapping of what is so anyway": (
        sending(either(ref("Cat"), discriminator={"propertyName": "k"}), Cat=CAT),
        sending(
            either(ref("Cat"), discriminator={"propertyName": "k", "mapping": {"Cat": "#/components/schemas/Cat"}}),
            Cat=CAT,
        ),
        NOTHING,
        NOTHING,
    ),
    "what the tag does not tell, in other words (OAS 3.2)": (
        tagged(defaultMapping="Cat"),
        tagged(defaultMapping="#/components/schemas/Cat"),
        NOTHING,
        NOTHING,
    ),
    "what the tag does not tell (OAS 3.2)": (tagged(), tagged(defaultMapping="Cat"), A, B),
    # encodings and parameters (OAS, Encoding Object, Parameter Object, Appendix B)
    "an encoding that is so anyway": (
        taking("multipart/form-data"),
        taking("multipart/form-data", encoding={"note": {"style": "form", "explode": True}}),
        NOTHING,
        NOTHING,
    ),
    "numbers as text": (query(), query(schema=STRING), A, B),
    "a list of one": (query(), query(schema=lists(items=INTEGER)), A, B),
    # headers (RFC 9110, 5.1; OAS, Response Object)
    "case of headers": (
        answering("200", headers={"X-A": {"schema": STRING}}),
        answering("200", headers={"x-a": {"schema": STRING}}),
        NOTHING,
        NOTHING,
    ),
    "values of headers": (header(), header(schema=STRING), B, A),
    # servers (OAS, Server Object, Server Variable Object)
    "slash at the end": (served(SERVER), served(f"{SERVER}/"), NOTHING, NOTHING),
    "values of a variable": (
        served("https://{r}.example", r={"default": "a", "enum": ["a"]}),
        served("https://{r}.example", r={"default": "a", "enum": ["a", "b"]}),
        A,
        B,
    ),
    # events
    "the body of an event": (event(thing(required=["id"])), event(thing()), B, A),
    "a callback": (calling_back(["done"]), calling_back(["done", "failed"]), A, B),
    "our answer to an event": (
        event(thing(), responses=returns(thing())),
        event(thing(), responses=returns(thing(required=["id"]))),
        B,
        A,
    ),
    # parameters of events, which the provider gives (OAS, Webhooks; Callback Object; Parameter Object)
    "a parameter of an event": (given(NUMBER), given(INTEGER), A, B),
    "a parameter of all methods of an event": (given(NUMBER, whole=True), given(INTEGER), A, B),
    "a parameter of a callback": (called_back(parameters=[AT]), called_back(), B, A),
    "a parameter of all methods of a callback": (called_back(), called_back(whole=[AT]), A, B),
    # our answers to events (OAS, Callback Object; Responses Object; Header Object)
    "a range of our answers": (answered("2XX"), answered("200"), B, A),
    "an answer among all": (answered("200"), answered("default"), A, B),
    "another answer": (answered("200"), answered("204"), B, B),
    "a header of our answer": (
        answered("200", headers={"X-Seen": {"schema": NUMBER}}),
        answered("200", headers={"X-Seen": {"schema": INTEGER}}),
        B,
        A,
    ),
    "our answer to a callback": (called_back(responses={}), called_back(responses=returns(thing())), B, A),
    # OpenAPI 3.2: further methods, items of a stream
    "a further method": (
        document({"/t": {"get": operation("t-get"), "additionalOperations": {"PURGE": operation("t-purge")}}}, "3.2.0"),
        document({"/t": {"get": operation("t-get")}}, "3.2.0"),
        B,
        A,
    ),
    "items of a stream": (
        document(
            {
                "/s": {
                    "get": operation(
                        responses={
                            "200": {"description": "", "content": {"application/jsonl": {"itemSchema": INTEGER}}}
                        }
                    )
                }
            },
            "3.2.0",
        ),
        document(
            {
                "/s": {
                    "get": operation(
                        responses={"200": {"description": "", "content": {"application/jsonl": {"itemSchema": NUMBER}}}}
                    )
                }
            },
            "3.2.0",
        ),
        B,
        A,
    ),
    # notices (RFC 8594)
    "the end of a parameter": (query(**{"x-sunset": "2027-12-31"}), query(**{"x-sunset": "2027-06-30"}), D, NOTHING),
    "a date that nobody can read": (call(**{"x-sunset": "2027-12-31"}), call(**{"x-sunset": "soon"}), D, NOTHING),
    "less of a promise": (call(**{"x-stability-level": "beta"}), call(**{"x-stability-level": "alpha"}), D, NOTHING),
    "the same day": (
        call(**{"x-sunset": "2027-12-31"}),
        call(**{"x-sunset": "2027-12-31T00:00:00Z"}),
        NOTHING,
        NOTHING,
    ),
    # names in the path mean nothing
    "names in the path": (
        asking({"name": "id", "in": "path", "required": True, "schema": STRING}, path="/things/{id}"),
        asking({"name": "key", "in": "path", "required": True, "schema": STRING}, path="/things/{key}"),
        NOTHING,
        NOTHING,
    ),
}
"""By what it is about: two documents, the heaviest level of the wire from the first to the second, and the other way round."""


@pytest.mark.parametrize("about", sorted(PAIRS))
def test_forwards(about: str, tmp_path: Path) -> None:
    one, other, wanted, _ = PAIRS[about]
    found, told = heaviest(tmp_path, one, other)
    assert found is wanted, told


@pytest.mark.parametrize("about", sorted(PAIRS))
def test_backwards(about: str, tmp_path: Path) -> None:
    one, other, _, wanted = PAIRS[about]
    found, told = heaviest(tmp_path, other, one)
    assert found is wanted, told


@pytest.mark.usefixtures("wire_alone")
def test_what_the_answer_to_a_callback_asks_for_is_a_request_of_ours(tmp_path: Path) -> None:
    """OpenAPI, Callback Object: an operation that is called back has callbacks of its own, whose caller is who was called back.

    One of them leads back to where it stands, as a reference may.
    """

    def asking(limit: int, **more: Any) -> dict[str, Any]:
        number = {"requestBody": content({"type": "integer", "maximum": limit})}
        inner = {"post": {"responses": {}, "callbacks": {"again": ref("Out", "callbacks")}, **number}}
        outer = {"post": {"responses": {}, "callbacks": {"in": {"{$request.body#/u}": inner}}, **more}}
        doc = document({"/things": {"get": operation(callbacks={"out": ref("Out", "callbacks")})}})
        return {**doc, "components": {"callbacks": {"Out": {"{$request.body#/u}": outer}}}}

    assert changes(tmp_path, asking(5), asking(5)) == []
    tighter, looser = changes(tmp_path, asking(5), asking(4)), changes(tmp_path, asking(5), asking(6))
    assert [one.rule.id for one in (*tighter, *looser)] == ["request-bound-narrowed", "request-bound-widened"]
    (gone,) = changes(tmp_path, asking(5), asking(5, callbacks={}))
    assert gone.rule.id == "callback-removed"
