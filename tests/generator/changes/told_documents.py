"""What is told of documents, events, servers and what people read: by which rule, in which words, and where.

OpenAPI 3.2.0: Info Object, Tag Object (both metadata), Callback Object ("MAY be extended with Specification Extensions", its other keys
are expressions) and `webhooks` (a map whose keys are names), Example Object (`value`), Schema Object (`example`, `examples`), Security
Requirement Object, XML Object. RFC 8594: the Sunset header. x-reissue-*: docs/extensions.md.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import (
    INTEGER,
    KEY,
    PAGED,
    SIGNED,
    STRING,
    Doc,
    call,
    edited,
    event,
    listing,
    secured,
    thing,
)
from tests.generator.small_clients import content, document, operation, ref, sending

Row = tuple[tuple[Doc, ...], list[str], list[str] | None]
GET = ("paths", "/things", "get")


def info(**more: Any) -> Doc:
    return edited(call(), "info", value={"title": "Acme", "version": "1", **more})


def doc(**more: Any) -> Doc:
    return {**call(), **more}


def back(**hooks: Any) -> Doc:
    """An operation that is called back at an address that it is given, or what stands there instead."""
    return call(callbacks={"paid": {name.replace("_", "-"): item for name, item in hooks.items()}})


def hook(**more: Any) -> Doc:
    return {"post": {"requestBody": content(thing()), "responses": {}, **more}}


def two(**more: Any) -> Doc:
    return document({"/things": {"get": operation()}, **more})


def shown(**more: Any) -> Doc:
    """Examples of an entry of `content`."""
    return call(responses={"200": {"description": "ok", "content": {"application/json": {"schema": {}, **more}}}})


def parts(schema: Any) -> Doc:
    body = {"content": {"multipart/form-data": {"schema": schema}}}
    return document({"/things": {"post": operation(requestBody=body)}}, "3.2.0")


def xml(schema: Doc, **more: Any) -> Doc:
    """A member of a body of XML, and how it stands there."""
    one = {"type": "object", "properties": {"a": {**schema, **({"xml": more} if more else {})}}}
    return sending(one, "3.2.0", "application/xml", A=STRING)


def ending(**more: Any) -> Doc:
    """An operation, and what it says of its end."""
    return call(**{f"x-{name.replace('_', '-')}": value for name, value in more.items()})


def at(*urls: str, **variables: Doc) -> Doc:
    """Servers of one name each, with the variables that they share."""
    named = {f"s{number}": url for number, url in enumerate(urls)}
    return doc(
        servers=[
            {"url": url, "x-reissue-environment": {"name": name, "live": True}, "variables": variables}
            for name, url in named.items()
        ]
    )


def one_of(*values: str) -> Doc:
    return {"default": values[0], "enum": [*values]}


K: Doc = {"k": []}
LIST = {"type": "array", "items": STRING}
QUERY = {"name": "a", "in": "query"}
TAGS = [{"name": "a"}, {"name": "b"}]
ENVELOPE = [{"data": "data", "flag": {"member": "ok", "success": True}}]

ROWS: dict[str, Row] = {
    "info": (
        (info(), info(description="x")),
        ["description-changed | info: description changed | /info"],
        None,
    ),
    "title and contact": (
        (info(), info(title="Acme", contact={"name": "x"})),
        ["metadata-changed | info: contact changed | /info"],
        None,
    ),
    "a flag that is none there": (
        (info(), info(deprecated=True)),
        ["metadata-changed | info: deprecated changed | /info"],
        None,
    ),
    "a flag of ours": (
        (call(), call(**{"x-a": False})),
        ["metadata-changed | GET /things: x-a changed | /paths/~1things/get"],
        None,
    ),
    "what is false where it is not said": (
        (sending({**STRING, "readOnly": False}), sending({**STRING, "writeOnly": False})),
        [],
        None,
    ),
    "bytes in two ways": (
        tuple(parts({"type": "object", "properties": {"a": one}}) for one in ({**STRING, "format": "binary"}, {})),
        [],
        None,
    ),
    "a part that is no text": (
        tuple(parts({"type": "object", "properties": {"a": one}}) for one in (STRING, INTEGER)),
        [
            "request-type-changed | ThingsDoMultipartBody.a: type string -> integer | /paths/~1things/post/requestBody/content/multipart~1form-data/schema/properties/a/type"
        ],
        None,
    ),
    "tags": (
        (doc(), doc(tags=TAGS)),
        ["metadata-changed | document: tags changed | /tags"],
        ["metadata-changed | document: tags changed | /tags"],
    ),
    "order of tags": ((doc(tags=TAGS), doc(tags=TAGS[::-1])), [], None),
    "of the document": (
        (doc(), doc(externalDocs={"url": "https://a.example"})),
        ["metadata-changed | document: externalDocs changed | "],
        None,
    ),
    "envelope": (
        (doc(), doc(**{"x-reissue-envelope": ENVELOPE})),
        [
            'envelope-changed | document: x-reissue-envelope null -> [{"data": "data", "flag": {"member": "ok", "success": true}… | /x-reissue-envelope'
        ],
        [
            'envelope-changed | document: x-reissue-envelope [{"data": "data", "flag": {"member": "ok", "success": true}… -> null | /x-reissue-envelope'
        ],
    ),
    "headers": (
        (doc(**{"x-reissue-headers": {"A": "1"}}), doc(**{"x-reissue-headers": {"A": "2"}})),
        ['fixed-headers-changed | document: x-reissue-headers {"A": "1"} -> {"A": "2"} | /x-reissue-headers'],
        None,
    ),
    "operation": (
        (two(), two(**{"/others": {"post": operation("others-do")}})),
        ["operation-added | POST /others: is new (others.do) | /paths > /paths/~1others/post"],
        ["operation-removed | POST /others: is gone (others.do) | /paths/~1others/post > /paths"],
    ),
    "moved": (
        (
            document({"/a": {"get": operation("a")}, "/b": {"get": operation("b")}}),
            document({"/c": {"get": operation("a")}, "/d": {"post": operation("b", description="x")}}),
        ),
        [
            "operation-moved | GET /a: is GET /c now (the same operationId 'a') | /paths/~1a/get > /paths/~1c/get",
            "operation-moved | GET /b: is POST /d now (the same operationId 'b') | /paths/~1b/get > /paths/~1d/post",
            "operation-effect-hardened | POST /d: effect reads -> creates | /paths/~1b/get/x-reissue-effect > /paths/~1d/post/x-reissue-effect",
            "description-changed | POST /d: description changed | /paths/~1b/get > /paths/~1d/post",
        ],
        None,
    ),
    "moved without a name": (
        (document({"/a": {"get": {"responses": {}}}}), document({"/b": {"get": {"responses": {}}}})),
        [
            "operation-removed | GET /a: is gone (a.get_a) | /paths/~1a/get > /paths",
            "operation-added | GET /b: is new (b.get_b) | /paths > /paths/~1b/get",
        ],
        None,
    ),
    "long evidence": (
        (call(), call(**{"x-reissue-evidence": {"present": [f"member_number_{number}" for number in range(9)]}})),
        [
            'evidence-changed | GET /things: evidence none -> {"present": ["member_number_0", "member_number_1", "member_number_2", "member_number_3", "member_number_4", "member_num… | /paths/~1things/get/x-reissue-evidence'
        ],
        [
            'evidence-changed | GET /things: evidence {"present": ["member_number_0", "member_number_1", "member_number_2", "member_number_3", "member_number_4", "member_num… -> none | /paths/~1things/get/x-reissue-evidence'
        ],
    ),
    "moved, and renamed beside a path": (
        (
            document({"/a": {"get": operation(parameters=[{**QUERY, "description": "Where.", "schema": STRING}])}}),
            document(
                {
                    "/b/{c}": {
                        "get": operation(
                            parameters=[
                                {
                                    "name": "c",
                                    "in": "path",
                                    "required": True,
                                    "description": "Where.",
                                    "schema": STRING,
                                },
                                {**QUERY, "name": "b", "description": "Where.", "schema": STRING},
                            ]
                        )
                    }
                }
            ),
        ),
        [
            "operation-moved | GET /a: is GET /b/{c} now (the same operationId 'things-do') | /paths/~1a/get > /paths/~1b~1{c}/get",
            "request-parameter-renamed | GET /b/{c}: the query parameter 'a' is 'b' now (the same schema and description) | /paths/~1a/get/parameters/0 > /paths/~1b~1{c}/get/parameters/1",
        ],
        None,
    ),
    "levels that nobody knows": ((ending(stability_level="golden"), ending(stability_level="silver")), [], []),
    "extension of a callback": ((back(**{"$url": hook()}), back(**{"$url": hook(), "x_note": hook()})), [], []),
    "webhook named as an extension": (
        (event(thing()), edited(event(thing()), "webhooks", "x-paid", value=hook())),
        ["webhook-added | webhook POST x-paid: is new | /webhooks > /webhooks/x-paid/post"],
        None,
    ),
    "signature of a callback": (
        (back(**{"$url": hook()}), back(**{"$url": hook(**{"x-reissue-signature": SIGNED})})),
        [
            'webhook-signature-added | webhook paid: signature null -> {"algorithm": "hmac-sha256", "encoding": "hex", "header": "X-Sign", "signed": "{body}"} | /paths/~1things/get/callbacks/paid/$url/x-reissue-signature > /paths/~1things/get/callbacks/paid/$url/post/x-reissue-signature'
        ],
        [
            'webhook-signature-removed | webhook paid: signature {"algorithm": "hmac-sha256", "encoding": "hex", "header": "X-Sign", "signed": "{body}"} -> null | /paths/~1things/get/callbacks/paid/$url/post/x-reissue-signature > /paths/~1things/get/callbacks/paid/$url/x-reissue-signature'
        ],
    ),
    "scopes of an event": (
        (event(thing(), security=[{"o": ["r"]}]), event(thing(), security=[{"o": ["r"]}, {"o": ["w", "r"], "k": []}])),
        [
            'event-security-changed | webhook POST paid: the credentials of its sender [["o (r)"]] -> [["k", "o (r, w)"], ["o (r)"]] | /webhooks/paid/post/security'
        ],
        None,
    ),
    "credentials of an event": (
        (event(thing(), security=[{"key": []}]), event(thing(), security=[{"other": []}, {"key": [], "a": []}])),
        [
            'event-security-changed | webhook POST paid: the credentials of its sender [["key"]] -> [["a", "key"], ["other"]] | /webhooks/paid/post/security'
        ],
        None,
    ),
    "pagination": (
        (listing(), edited(listing(), *GET, "x-reissue-pagination", value=PAGED)),
        [
            'pagination-added | GET /things: pagination none -> ["PageNumber", [["items", "items"], ["page", "page"], ["size", "size"]]] | /paths/~1things/get/x-reissue-pagination'
        ],
        [
            'pagination-removed | GET /things: pagination ["PageNumber", [["items", "items"], ["page", "page"], ["size", "size"]]] -> none | /paths/~1things/get/x-reissue-pagination'
        ],
    ),
    "named examples": (
        (
            shown(examples={"a": {"value": 1}, "b": {"value": 2}}),
            shown(examples={"a": {"value": 1}, "c": {"value": 3}}),
        ),
        [
            "example-changed | 200 response of GET /things: examples changed | /paths/~1things/get/responses/200/content/application~1json"
        ],
        None,
    ),
    "an example said otherwise": ((shown(examples={"a": {"value": {"x": 1}}}), shown(example={"x": 1})), [], []),
    "examples of a schema": (
        (sending({**STRING, "example": "a"}), sending({**STRING, "examples": ["a", "b"]})),
        [
            "example-changed | body of POST /things: example, examples changed | /paths/~1things/post/requestBody/content/application~1json/schema"
        ],
        [
            "example-changed | body of POST /things: example, examples changed | /paths/~1things/post/requestBody/content/application~1json/schema"
        ],
    ),
    "an example beside a list": (
        (sending({**STRING, "example": "a", "examples": ["b"]}), sending({**STRING, "examples": ["b", "a"]})),
        [],
        [],
    ),
    "one example in a list": ((sending({**STRING, "example": "a"}), sending({**STRING, "examples": ["a"]})), [], []),
    "security of the document": (
        (secured({"k": KEY}, [{"k": []}]), secured({"k": KEY}, [])),
        ["security-alternative-added | document: no credentials is accepted | /security"],
        None,
    ),
    "security of each operation": (
        tuple(edited(secured({"k": KEY}, wanted), *GET, "security", value=[K]) for wanted in ([K], list[Doc]())),
        [],
        None,
    ),
    "a long signature": (
        (
            event(thing()),
            event(
                thing(),
                **{
                    "x-reissue-signature": {
                        **SIGNED,
                        "header": "X-Signature-Of-All-That-Was-Sent-To-You-Byte-By-Byte-As-It-Stands",
                    }
                },
            ),
        ),
        [
            'webhook-signature-added | webhook paid: signature null -> {"algorithm": "hmac-sha256", "encoding": "hex", "header": "X-Signature-Of-All-That-Was-Sent-To-You-Byte-By-Byte-As-It-S… | /webhooks/paid/x-reissue-signature > /webhooks/paid/post/x-reissue-signature'
        ],
        [
            'webhook-signature-removed | webhook paid: signature {"algorithm": "hmac-sha256", "encoding": "hex", "header": "X-Signature-Of-All-That-Was-Sent-To-You-Byte-By-Byte-As-It-S… -> null | /webhooks/paid/post/x-reissue-signature > /webhooks/paid/x-reissue-signature'
        ],
    ),
    "dates of one day": (
        (ending(sunset="2027-12-31"), ending(sunset="Fri, 31 Dec 2027 00:00:00 GMT")),
        [],
        [],
    ),
    "a moment with its zone": (
        (ending(sunset="2027-12-31T00:00:00Z"), ending(sunset="2027-12-31T01:00:00+01:00")),
        [],
        [],
    ),
    "an earlier moment": (
        (ending(sunset="2027-12-31T00:00:00Z"), ending(sunset="Fri, 30 Dec 2027 23:00:00 GMT")),
        [
            'sunset-advanced | GET /things: the date of its end: "2027-12-31T00:00:00Z" -> "Fri, 30 Dec 2027 23:00:00 GMT" | /paths/~1things/get/x-sunset'
        ],
        [
            'sunset-postponed | GET /things: the date of its end: "Fri, 30 Dec 2027 23:00:00 GMT" -> "2027-12-31T00:00:00Z" | /paths/~1things/get/x-sunset'
        ],
    ),
    "dates that nobody can read": (
        (ending(sunset="soon"), ending(sunset="later")),
        ['sunset-advanced | GET /things: the date of its end: "soon" -> "later" | /paths/~1things/get/x-sunset'],
        ['sunset-advanced | GET /things: the date of its end: "later" -> "soon" | /paths/~1things/get/x-sunset'],
    ),
    "a date at last": (
        (ending(sunset="soon"), ending(sunset="2027-12-31")),
        ['sunset-postponed | GET /things: the date of its end: "soon" -> "2027-12-31" | /paths/~1things/get/x-sunset'],
        ['sunset-advanced | GET /things: the date of its end: "2027-12-31" -> "soon" | /paths/~1things/get/x-sunset'],
    ),
    "no date": ((ending(sunset=""), ending()), [], []),
    "a date": (
        (ending(), ending(sunset="2027-12-31")),
        ['sunset-added | GET /things: the date of its end: null -> "2027-12-31" | /paths/~1things/get/x-sunset'],
        ['sunset-removed | GET /things: the date of its end: "2027-12-31" -> null | /paths/~1things/get/x-sunset'],
    ),
    "as good as stable": ((ending(stability_level="stable"), ending()), [], []),
    "levels": (
        (ending(stability_level="draft"), ending(stability_level="alpha")),
        ['stability-raised | GET /things: stability "draft" -> "alpha" | /paths/~1things/get/x-stability-level'],
        ['stability-lowered | GET /things: stability "alpha" -> "draft" | /paths/~1things/get/x-stability-level'],
    ),
    "a level that nobody knows": (
        (ending(stability_level="draft"), ending(stability_level="golden")),
        ['stability-lowered | GET /things: stability "draft" -> "golden" | /paths/~1things/get/x-stability-level'],
        ['stability-raised | GET /things: stability "golden" -> "draft" | /paths/~1things/get/x-stability-level'],
    ),
    "a slash at the end of a server": ((at("https://a.example/v1/"), at("https://a.example/v1")), [], []),
    "a parameter that events share": (
        tuple(
            edited(
                event(thing(), parameters=[ref("A", "parameters")]),
                "components",
                value={"parameters": {"A": {**QUERY, "schema": one}}},
            )
            for one in (STRING, INTEGER)
        ),
        ["response-type-changed | query parameter 'a': type string -> integer | /components/parameters/A/schema/type"],
        None,
    ),
    "a parameter that nobody knows": (
        tuple(
            call(
                responses={
                    "200": {
                        "description": "ok",
                        "links": {"next": {"operationId": "things-do", "parameters": {name: "1"}}},
                    }
                }
            )
            for name in ("a", "b")
        ),
        [
            'link-changed | 200 response of GET /things: link \'next\' {"operationId": "things-do", "parameters": {"a": "1"}} -> {"operationId": "things-do", "parameters": {"b": "1"}} | /paths/~1things/get/responses/200/links/next'
        ],
        None,
    ),
    "envelope of an operation": (
        (call(), call(**{"x-reissue-envelope": ENVELOPE})),
        [
            'envelope-changed | GET /things: x-reissue-envelope none -> [{"data": "data", "flag": "ok", "success": true}] | /paths/~1things/get/x-reissue-envelope'
        ],
        [
            'envelope-changed | GET /things: x-reissue-envelope [{"data": "data", "flag": "ok", "success": true}] -> none | /paths/~1things/get/x-reissue-envelope'
        ],
    ),
    "a further server of an operation": (
        tuple(call(servers=[{"url": "https://a.example"}, *more]) for more in ([], [{"url": "https://b.example"}])),
        ["metadata-changed | GET /things: servers changed, but not the one that is used | /paths/~1things/get/servers"],
        None,
    ),
    "address of an operation": (
        (call(), call(**{"x-reissue-url": {"hosts": ["a.example"]}})),
        [
            'operation-url-changed | GET /things: x-reissue-url none -> ["a.example"] | /paths/~1things/get/x-reissue-url'
        ],
        [
            'operation-url-changed | GET /things: x-reissue-url ["a.example"] -> none | /paths/~1things/get/x-reissue-url'
        ],
    ),
    "bytes that are no part": (
        tuple(sending({"type": "object", "properties": {"a": one}}) for one in ({**STRING, "format": "binary"}, {})),
        [
            "request-type-widened | ThingsDoBody.a: type string -> any | /paths/~1things/post/requestBody/content/application~1json/schema/properties/a/type > /paths/~1things/post/requestBody/content/application~1json/schema/properties/a"
        ],
        None,
    ),
    "the usual server beside others": (
        tuple(
            doc(servers=[{"url": url} for url in urls]) for urls in (("https://a.example", "/"), ("https://a.example",))
        ),
        ["server-removed | Server.DEFAULT: / is gone | /servers"],
        ["server-added | Server.DEFAULT: / is new | /servers"],
    ),
    "an example elsewhere": (
        tuple(shown(examples={"a": {"externalValue": f"https://a.example/{name}"}}) for name in ("a", "b")),
        [
            "example-changed | 200 response of GET /things: examples changed | /paths/~1things/get/responses/200/content/application~1json"
        ],
        None,
    ),
    "an attribute": ((xml(STRING, attribute=True), xml(STRING, nodeType="attribute")), [], []),
    "a wrapped list": ((xml(LIST, wrapped=True), xml(LIST, nodeType="element")), [], []),
    "a list is no node": ((xml(LIST, nodeType="none"), xml(LIST)), [], []),
    "what is referred to is no node": ((xml(ref("A"), nodeType="none"), xml(ref("A"))), [], []),
    "a text is an element": ((xml(STRING, nodeType="element"), xml(STRING, prefix="a")), [], []),
    "no name in XML": ((xml(STRING, name=""), xml(STRING)), [], []),
    "named in a part": ((xml({"allOf": [{**STRING, "xml": {"name": "b"}}]}), xml(STRING, name="b")), [], []),
    "named before a part": (
        (
            xml({"allOf": [{**STRING, "xml": {"name": "b"}}]}, name="c"),
            xml({"allOf": [STRING]}, name="d", namespace="e"),
        ),
        [
            'xml-changed | body of POST /things.a: xml {"name": "c"} -> {"name": "d", "namespace": "e"} | /paths/~1things/post/requestBody/content/application~1xml/schema/properties/a'
        ],
        [
            'xml-changed | body of POST /things.a: xml {"name": "d", "namespace": "e"} -> {"name": "c"} | /paths/~1things/post/requestBody/content/application~1xml/schema/properties/a'
        ],
    ),
    "variables": (
        (
            at("https://{a}.example/{b}/{c}", a=one_of("x", "y"), b=one_of("x", "y"), c=one_of("x", "y")),
            at("https://{b}.example/{c}", b=one_of("y", "z"), c=one_of("x", "z")),
        ),
        [
            'server-changed | Server.S0: ["https://{a}.example/{b}/{c}", true, []] -> ["https://{b}.example/{c}", true, []] | /servers',
            'server-default-changed | Server.S0: b is "y" where nobody says, in place of "x" | /servers',
            "server-value-removed | Server.S0: b may no longer be x | /servers",
            "server-value-removed | Server.S0: c may no longer be y | /servers",
            "server-value-added | Server.S0: b may now be z | /servers",
            "server-value-added | Server.S0: c may now be z | /servers",
        ],
        [
            'server-changed | Server.S0: ["https://{b}.example/{c}", true, []] -> ["https://{a}.example/{b}/{c}", true, []] | /servers',
            'server-default-changed | Server.S0: b is "x" where nobody says, in place of "y" | /servers',
            "server-value-removed | Server.S0: b may no longer be z | /servers",
            "server-value-removed | Server.S0: c may no longer be z | /servers",
            "server-value-added | Server.S0: b may now be x | /servers",
            "server-value-added | Server.S0: c may now be y | /servers",
        ],
    ),
}
