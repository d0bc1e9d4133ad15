"""What is told of messages and events: by which rule, and in which words.

OpenAPI 3.2.0: the most specific of media types applies (Media Type Object); an explicit code goes before its range, `default` is for
what is not declared (Responses Object); `Content-Type` is no header of a response, names of headers have no case (Header Object);
`encoding` is for parts and fields only (Encoding Object), and of
answers since 3.1.1; a list in style `simple` is one text, exploded or not (Style Examples). Parameters of media types: RFC 9110, 5.6.6 and 8.3.1; RFC 8259, 11.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import INTEGER, STRING, Doc, call, edited, event
from tests.generator.small_clients import content, document, operation, ref

THINGS = {"type": "object", "properties": {"id": STRING}}
LIST = {"type": "array", "items": STRING}


def body(media: Doc, **more: Any) -> Doc:
    return document({"/things": {"post": operation(requestBody={"content": media, **more})}}, "3.2.0")


def answers(of: Doc, **components: Any) -> Doc:
    more = {"components": components} if components else {}
    return document({"/things": {"get": operation(responses=of)}}, "3.2.0", **more)


def ok(**more: Any) -> Doc:
    return {"description": "ok", **more}


def m(*names: str, schema: Any = STRING) -> Doc:
    return {name: {"schema": schema} for name in names}


def head(**more: Any) -> Doc:
    return answers({"200": ok(headers={"X-Total": more})})


def ev(**more: Any) -> Doc:
    return event(THINGS, **more)


def evr(of: Doc) -> Doc:
    return ev(responses=of)


def back(**hooks: Any) -> Doc:
    post = {name: {"post": {"requestBody": content(schema), "responses": {}}} for name, schema in hooks.items()}
    return call(callbacks={name: {"{$request.body#/url}": item} for name, item in post.items()})


SUM = {"X-Sum": {"schema": STRING}}


def parted(*media: str, answer: str = "", part: str = "id", **more: Any) -> Doc:
    """A body of parts, or an answer in a version of OpenAPI, and what an encoding says of one of them."""
    said = {"contentType": media[0], **more} if media else more
    entry = {"multipart/form-data": {"schema": THINGS, "encoding": {part: said}}}
    return {**answers({"200": ok(content=entry)}), "openapi": answer} if answer else body(entry)


def placed(*said: Doc) -> Doc:
    schema = {"type": "array", "prefixItems": [STRING]}
    return body({"multipart/mixed": {"schema": schema, "prefixEncoding": list(said)}})


JSON, JSON_NUMBER = m("application/json"), m("application/json", schema=INTEGER)
ROWS: dict[str, tuple[tuple[Doc, ...], list[str], list[str] | None]] = {
    "range to part, sent": (
        (body(m("image/*")), body(m("image/png"))),
        ["request-media-type-removed | body of POST /things: of image/* only a part is accepted"],
        ["request-media-type-added | body of POST /things: media type image/* is new"],
    ),
    "range to part, came": (
        (answers({"200": ok(content=m("image/*"))}), answers({"200": ok(content=m("image/png"))})),
        [],
        None,
    ),
    "part to range, sent": (
        (body(m("image/png")), body(m("image/*"))),
        ["request-media-type-added | body of POST /things: media type image/* is new"],
        None,
    ),
    "part to range, came": (
        (answers({"200": ok(content=m("image/png"))}), answers({"200": ok(content=m("image/*"))})),
        ["response-media-type-added | 200 response of GET /things: media type image/* is new"],
        [],
    ),
    "two media": (
        (body(m("application/json", "text/plain")), body(m("application/json", "text/plain", schema=INTEGER))),
        [
            "request-type-changed | body of POST /things as application/json: type string -> integer",
            "request-type-changed | body of POST /things as text/plain: type string -> integer",
        ],
        None,
    ),
    "two media to one": (
        (body(m("application/json", "text/plain")), body(JSON_NUMBER)),
        [
            "request-media-type-removed | body of POST /things: media type text/plain is gone",
            "request-type-changed | body of POST /things: type string -> integer",
        ],
        None,
    ),
    "narrower of ranges": (
        (
            body({"text/*": {"schema": STRING}, "*/*": {"schema": INTEGER}}),
            body({"text/plain": {"schema": STRING}, "*/*": {"schema": INTEGER}}),
        ),
        ["request-type-changed | body of POST /things as text/*: type string -> integer"],
        ["request-type-changed | body of POST /things as text/*: type integer -> string"],
    ),
    "json profile": (
        (body(m('application/json; profile="a"')), body(JSON)),
        ["request-media-type-added | body of POST /things: media type application/json is new"],
        ["request-media-type-removed | body of POST /things: of application/json only a part is accepted"],
    ),
    "text charset other": (
        (body(m("text/plain; charset=latin1")), body(m("text/plain"))),
        ["request-media-type-added | body of POST /things: media type text/plain is new"],
        None,
    ),
    "text ascii": ((body(m("text/plain;charset=us-ascii")), body(m("text/plain"))), [], None),
    "params order": ((body(m('text/plain; b=1; A="2"')), body(m("TEXT/plain; a=2;b=1"))), [], None),
    "param q": ((body(m("text/plain; q=0.5")), body(m("text/plain;q=0.7"))), [], None),
    "params case": (
        (body(m("text/plain; a=X")), body(m("text/plain;a=x"))),
        [
            "request-media-type-removed | body of POST /things: media type text/plain;a=X is gone",
            "request-media-type-added | body of POST /things: media type text/plain;a=x is new",
        ],
        None,
    ),
    "boundary": (
        (body(m("multipart/form-data; boundary=x", schema=THINGS)), body(m("multipart/form-data", schema=THINGS))),
        [],
        None,
    ),
    "binary to text": (
        (
            body(m("application/pdf", schema={"type": "string", "format": "binary"})),
            body(m("application/pdf", schema=INTEGER)),
        ),
        ["request-type-changed | body of POST /things: type string -> integer"],
        None,
    ),
    "octets string": (
        (
            body(
                m("application/octet-stream", schema={"type": "string", "contentMediaType": "application/octet-stream"})
            ),
            body({"application/octet-stream": {}}),
        ),
        [],
        None,
    ),
    "pdf media": (
        (body(m("application/pdf", schema={"contentMediaType": "application/pdf"})), body({"application/pdf": {}})),
        [],
        None,
    ),
    "media words": (
        (
            body({"application/json": {"schema": STRING, "example": "a"}}),
            body({"application/json": {"schema": STRING, "example": "b"}}),
        ),
        ["example-changed | body of POST /things: example changed"],
        None,
    ),
    "media meta": (
        (
            body({"application/json": {"schema": STRING, "x-a": "a"}}),
            body({"application/json": {"schema": STRING, "x-a": "b"}}),
        ),
        ["metadata-changed | body of POST /things: x-a changed"],
        None,
    ),
    "item schema new": (
        (
            answers({"200": ok(content={"application/jsonl": {}})}),
            answers({"200": ok(content={"application/jsonl": {"itemSchema": INTEGER}})}),
        ),
        ["response-type-narrowed | 200 response of GET /things: type any -> integer"],
        ["response-type-widened | 200 response of GET /things: type integer -> any"],
    ),
    "schema gone": (
        (
            answers({"200": ok(content={"application/json": {"schema": STRING}})}),
            answers({"200": ok(content={"application/json": {}})}),
        ),
        ["response-type-widened | 200 response of GET /things: type string -> any"],
        None,
    ),
    "became required": (
        (body(JSON), body(JSON, required=True)),
        ["request-body-became-required | body of POST /things: must be given now"],
        None,
    ),
    "parts bytes": (
        (
            body(
                {
                    "multipart/form-data": {
                        "schema": {"type": "object", "properties": {"f": {"type": "string"}}},
                        "encoding": {"f": {"contentType": "image/png"}},
                    }
                }
            ),
            body(
                {
                    "multipart/form-data": {
                        "schema": {"type": "object", "properties": {"f": {"type": "string"}}},
                        "encoding": {"f": {"contentType": "image/gif"}},
                    }
                }
            ),
        ),
        [
            'request-encoding-changed | body of POST /things: \'f\' is written as {"contentType": ["image/png"]} -> {"contentType": ["image/gif"]}'
        ],
        None,
    ),
    "form style": (
        (
            body({"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"f": LIST}}}}),
            body(
                {
                    "application/x-www-form-urlencoded": {
                        "schema": {"type": "object", "properties": {"f": LIST}},
                        "encoding": {"f": {"explode": False}},
                    }
                }
            ),
        ),
        ["request-encoding-changed | body of POST /things: 'f' is written as {} -> {\"explode\": false}"],
        None,
    ),
    "encoding of answer": (
        (parted(answer="3.2.0"), parted("text/csv", answer="3.2.0")),
        [
            'response-encoding-changed | 200 response of GET /things: \'id\' is written as {} -> {"contentType": ["text/csv"]}'
        ],
        None,
    ),
    "encoding of answer in 3.1.1": (
        (parted("application/json", answer="3.1.1"), parted("application/xml", answer="3.1.1")),
        [
            'response-encoding-changed | 200 response of GET /things: \'id\' is written as {"contentType": ["application/json"]} -> {"contentType": ["application/xml"]}'
        ],
        None,
    ),
    "encoding of answer in 3.1.0": ((parted(answer="3.1.0"), parted("text/csv", answer="3.1.0")), [], []),
    "encoding in more ways": (
        (parted("image/png"), parted("image/png, image/jpeg")),
        [
            'request-encoding-widened | body of POST /things: \'id\' is written as {"contentType": ["image/png"]} -> {"contentType": ["image/jpeg", "image/png"]}'
        ],
        [
            'request-encoding-narrowed | body of POST /things: \'id\' is written as {"contentType": ["image/jpeg", "image/png"]} -> {"contentType": ["image/png"]}'
        ],
    ),
    "encoding of no property": ((parted(), parted(part="other", contentType="image/png")), [], []),
    "schema of part header": (
        (parted(headers=SUM), parted(headers={"X-Sum": {"schema": {**STRING, "maxLength": 3}}})),
        ["request-bound-narrowed | header 'x-sum' of part 'id' of body of POST /things: maxLength none -> 3"],
        None,
    ),
    "shared part header": (
        tuple(
            {**parted(headers={"X-Sum": ref("S", "headers")}), "components": {"headers": {"S": {"schema": schema}}}}
            for schema in (STRING, INTEGER)
        ),
        [
            "request-type-narrowed | header 'x-sum' of part 'id' of body of POST /things: the text of a number or a flag only is accepted"
        ],
        [
            "request-type-widened | header 'x-sum' of part 'id' of body of POST /things: the text of any value is accepted"
        ],
    ),
    "part header came": (
        (parted(answer="3.2.0"), parted(answer="3.2.0", headers=SUM)),
        ["response-header-added | part 'id' of 200 response of GET /things: header 'x-sum' is new"],
        ["response-header-removed | part 'id' of 200 response of GET /things: header 'x-sum' is gone"],
    ),
    "header of each part": (
        tuple(
            body({"multipart/mixed": {"itemSchema": STRING, "itemEncoding": {"headers": {"X-Sum": {"required": r}}}}})
            for r in (False, True)
        ),
        ["request-part-header-became-required | header 'x-sum' of body of POST /things: must be given now"],
        None,
    ),
    "header of a part in its place": (
        (placed({}), placed({"headers": SUM})),
        ["request-part-header-added | part '0' of body of POST /things: header 'x-sum' is new"],
        ["request-part-header-removed | part '0' of body of POST /things: header 'x-sum' is gone"],
    ),
    "encoding of json": (
        (
            body({"application/json": {"schema": THINGS}}),
            body({"application/json": {"schema": THINGS, "encoding": {"id": {"contentType": "text/csv"}}}}),
        ),
        [],
        None,
    ),
    "range to code": (
        (answers({"200": ok(), "4XX": ok()}), answers({"200": ok(), "404": ok()})),
        [],
        ["response-error-status-added | GET /things: the status 4XX is new"],
    ),
    "code to range": (
        (
            answers({"200": ok(), "404": ok(content=JSON)}),
            answers({"200": ok(), "4XX": ok(content=JSON_NUMBER)}),
        ),
        [
            "response-type-changed | 404 response of GET /things: type string -> integer",
            "response-error-status-added | GET /things: the status 4XX is new",
        ],
        None,
    ),
    "code to default": (
        (
            answers({"200": ok(), "404": ok(content=JSON)}),
            answers({"200": ok(), "default": ok(content=JSON_NUMBER)}),
        ),
        [
            "response-type-changed | 404 response of GET /things: type string -> integer",
            "response-error-status-added | GET /things: the status default is new",
        ],
        None,
    ),
    "default to code": (
        (
            answers({"200": ok(), "default": ok(content=JSON)}),
            answers({"200": ok(), "404": ok(content=JSON_NUMBER)}),
        ),
        ["response-type-changed | 404 response of GET /things: type string -> integer"],
        [
            "response-type-changed | 404 response of GET /things: type integer -> string",
            "response-error-status-added | GET /things: the status default is new",
        ],
    ),
    "range then default": (
        (
            answers({"200": ok(), "4XX": ok(content=JSON)}),
            answers(
                {
                    "200": ok(),
                    "404": ok(content=JSON),
                    "4XX": ok(content=JSON_NUMBER),
                }
            ),
        ),
        ["response-type-changed | 4XX response of GET /things: type string -> integer"],
        None,
    ),
    "2XX": ((answers({"2XX": ok()}), answers({"200": ok()})), [], None),
    "default alone": (
        (answers({"default": ok()}), answers({"200": ok()})),
        [],
        ["response-success-status-added | GET /things: the status default is new"],
    ),
    "an answer that only the default described": (
        (
            answers({"default": ok(content=JSON)}),
            answers({"200": ok(content=JSON_NUMBER), "default": ok(content=JSON)}),
        ),
        ["response-type-changed | 200 response of GET /things: type string -> integer"],
        ["response-type-changed | 200 response of GET /things: type integer -> string"],
    ),
    "words of answer": (
        (answers({"200": ok()}), answers({"200": ok(description="fine")})),
        ["description-changed | 200 response of GET /things: description changed"],
        None,
    ),
    "meta of answer": (
        (answers({"200": ok()}), answers({"200": ok(**{"x-a": 1})})),
        ["metadata-changed | 200 response of GET /things: x-a changed"],
        None,
    ),
    "shared": (
        tuple(
            answers(
                {"200": {"$ref": "#/components/responses/Fine"}},
                responses={"Fine": ok(description=d, content=m("application/json", schema=s))},
            )
            for d, s in (("a", STRING), ("b", INTEGER))
        ),
        [
            "response-type-changed | response Fine: type string -> integer",
            "description-changed | response Fine: description changed",
        ],
        None,
    ),
    "content gone": (
        (answers({"200": ok(content=JSON)}), answers({"200": ok()})),
        ["response-media-type-removed | 200 response of GET /things: media type application/json is gone"],
        None,
    ),
    "header case": (
        (
            answers({"200": ok(headers={"X-A": {"schema": STRING}})}),
            answers({"200": ok(headers={"x-a": {"schema": STRING}})}),
        ),
        [],
        None,
    ),
    "header content type": (
        (answers({"200": ok(headers={"Content-Type": {"schema": STRING}})}), answers({"200": ok()})),
        [],
        None,
    ),
    "header schema": (
        (head(schema=STRING), head(schema=INTEGER)),
        [
            "response-type-narrowed | header 'x-total' of 200 response of GET /things: the text of a number or a flag only may come"
        ],
        ["response-type-widened | header 'x-total' of 200 response of GET /things: the text of any value may come"],
    ),
    "header content": (
        (head(content=JSON), head(content=JSON_NUMBER)),
        ["response-type-changed | header 'x-total' of 200 response of GET /things: type string -> integer"],
        None,
    ),
    "header required": (
        (head(schema=STRING), head(schema=STRING, required=True)),
        ["response-header-became-required | header 'x-total' of 200 response of GET /things: is always there now"],
        ["response-header-became-optional | header 'x-total' of 200 response of GET /things: may be missing now"],
    ),
    "header explode scalar": ((head(schema=STRING), head(schema=STRING, explode=True)), [], None),
    "header explode object": (
        (head(schema=THINGS), head(schema=THINGS, explode=True)),
        [
            'response-header-style-changed | header \'x-total\' of 200 response of GET /things: written as ["simple", false] -> ["simple", true]'
        ],
        None,
    ),
    "header explode scalar to list": (
        (head(schema=STRING), head(schema=LIST, explode=True)),
        [
            "response-type-changed | header 'x-total' of 200 response of GET /things: type string -> array",
        ],
        None,
    ),
    "header explode list": ((head(schema=LIST), head(schema=LIST, explode=True)), [], None),
    "header deprecated": (
        (head(schema=STRING), head(schema=STRING, deprecated=True)),
        ["property-deprecated | header 'x-total' of 200 response of GET /things: is deprecated"],
        None,
    ),
    "header meta": (
        (head(schema=STRING), head(schema=STRING, **{"x-a": 1})),
        ["metadata-changed | header 'x-total' of 200 response of GET /things: x-a changed"],
        None,
    ),
    "header shared style": (
        tuple(
            answers(
                {"200": ok(headers={"X-A": ref("A", "headers")})},
                headers={"A": {"schema": ref("L"), "explode": s}},
                schemas={"L": THINGS},
            )
            for s in (True, False)
        ),
        [
            'response-header-style-changed | header \'x-a\' of 200 response of GET /things: written as ["simple", true] -> ["simple", false]'
        ],
        None,
    ),
    "own answers less": (
        (evr({"200": ok(), "202": ok()}), evr({"202": ok()})),
        ["event-answer-status-removed | webhook POST paid: the status 200 is gone"],
        ["event-answer-status-added | webhook POST paid: the status 200 is new"],
    ),
    "own answers range": (
        (evr({"2XX": ok()}), evr({"200": ok()})),
        ["event-answer-status-removed | webhook POST paid: the status 2XX is gone"],
        None,
    ),
    "own answers to range": (
        (evr({"200": ok()}), evr({"2XX": ok()})),
        ["event-answer-status-added | webhook POST paid: the status 2XX is new"],
        None,
    ),
    "own default": (
        (
            evr({"default": ok(content=JSON)}),
            evr({"200": ok(content=JSON_NUMBER)}),
        ),
        [
            "request-type-changed | 200 response to webhook POST paid: type string -> integer",
            "event-answer-status-removed | webhook POST paid: the status default is gone",
        ],
        [
            "request-type-changed | 200 response to webhook POST paid: type integer -> string",
            "event-answer-status-added | webhook POST paid: the status default is new",
        ],
    ),
    "own none": (
        (evr({"200": ok()}), evr({})),
        ["event-answer-widened | webhook POST paid: which statuses answer it is no longer said"],
        ["event-answer-narrowed | webhook POST paid: which statuses answer it is said now"],
    ),
    "own body": (
        (
            evr({"200": ok(content=JSON)}),
            evr({"200": ok(content=JSON_NUMBER)}),
        ),
        ["request-type-changed | 200 response to webhook POST paid: type string -> integer"],
        None,
    ),
    "own header": (
        (
            evr({"200": ok(headers={"A": {"schema": STRING}})}),
            evr(
                {
                    "200": ok(
                        headers={
                            "A": {"schema": INTEGER, "required": True},
                            "B": {"schema": STRING},
                            "C": {"schema": STRING, "required": True},
                        }
                    )
                }
            ),
        ),
        [
            "event-answer-required-header-added | 200 response to webhook POST paid: header 'c' is new",
            "event-answer-header-became-required | header 'a' of 200 response to webhook POST paid: must be given now",
            "request-type-narrowed | header 'a' of 200 response to webhook POST paid: the text of a number or a flag only is accepted",
            "event-answer-header-added | 200 response to webhook POST paid: header 'b' is new",
        ],
        [
            "event-answer-header-removed | 200 response to webhook POST paid: header 'b' is gone",
            "event-answer-required-header-removed | 200 response to webhook POST paid: header 'c' is gone",
            "event-answer-header-became-optional | header 'a' of 200 response to webhook POST paid: may be left out now",
            "request-type-widened | header 'a' of 200 response to webhook POST paid: the text of any value is accepted",
        ],
    ),
    "event deprecated": (
        (ev(), ev(deprecated=True)),
        ["operation-deprecated | webhook POST paid: is deprecated"],
        None,
    ),
    "event id": ((ev(operationId="a"), ev(operationId="b")), [], None),
    "event param": (
        (
            ev(parameters=[{"name": "a", "in": "query", "schema": STRING}]),
            ev(
                parameters=[
                    {
                        "name": "a",
                        "in": "query",
                        "schema": INTEGER,
                        "description": "x",
                        "deprecated": True,
                        "required": True,
                    }
                ]
            ),
        ),
        [
            "response-type-changed | webhook POST paid query parameter 'a': type string -> integer",
            "property-deprecated | webhook POST paid query parameter 'a': is deprecated",
            "event-parameter-became-required | webhook POST paid query parameter 'a': is always there now",
            "description-changed | webhook POST paid query parameter 'a': description changed",
        ],
        [
            "event-parameter-became-optional | webhook POST paid query parameter 'a': may be missing now",
            "response-type-changed | webhook POST paid query parameter 'a': type integer -> string",
            "description-changed | webhook POST paid query parameter 'a': description changed",
            "property-undeprecated | webhook POST paid query parameter 'a': is no longer deprecated",
        ],
    ),
    "event params": (
        (
            ev(parameters=[{"name": "a", "in": "query", "schema": STRING}]),
            ev(parameters=[{"name": "a", "in": "header", "schema": STRING}]),
        ),
        [
            "event-parameter-removed | webhook POST paid: the query parameter 'a' is gone",
            "event-parameter-added | webhook POST paid: the header parameter 'a' is new",
        ],
        None,
    ),
    "event header case": (
        (
            ev(parameters=[{"name": "A", "in": "header", "schema": STRING}]),
            ev(parameters=[{"name": "a", "in": "header", "schema": STRING}]),
        ),
        [],
        None,
    ),
    "event path": ((ev(parameters=[{"name": "A", "in": "path", "required": True, "schema": STRING}]), ev()), [], None),
    "callback gone": (
        (back(paid=STRING, other=STRING), back(paid=STRING)),
        ["callback-removed | GET /things other callback POST {$request.body#/url}: is gone"],
        ["callback-added | GET /things other callback POST {$request.body#/url}: is new"],
    ),
    "callback other": (
        (back(paid=STRING), back(other=STRING)),
        [
            "callback-removed | GET /things paid callback POST {$request.body#/url}: is gone",
            "callback-added | GET /things other callback POST {$request.body#/url}: is new",
        ],
        None,
    ),
    "callback method": (
        (
            back(paid=STRING),
            edited(
                back(paid=STRING),
                "paths",
                "/things",
                "get",
                "callbacks",
                value={"paid": {"{$request.body#/url}": {"put": {"requestBody": content(STRING), "responses": {}}}}},
            ),
        ),
        [
            "callback-removed | GET /things paid callback POST {$request.body#/url}: is gone",
            "callback-added | GET /things paid callback PUT {$request.body#/url}: is new",
        ],
        None,
    ),
    "callback words": (
        (
            back(paid=STRING),
            edited(
                back(paid=STRING),
                "paths",
                "/things",
                "get",
                "callbacks",
                "paid",
                "{$request.body#/url}",
                "summary",
                value="x",
            ),
        ),
        ["description-changed | GET /things paid callback POST {$request.body#/url}: summary changed"],
        None,
    ),
}
