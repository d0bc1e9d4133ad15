"""A document for each thing that an API can use, which uses just that, and a call of its client.

Written from what OpenAPI and the x-reissue extensions say, not from what the runtime has: which modules a tree gets for it
stands beside, for `test_single_capabilities.py` to compare.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.generator.small_clients import asking, content, document, operation, reading, ref, returns, sending

STRING, NUMBER = {"type": "string"}, {"type": "integer"}
BINARY = {"type": "string", "format": "binary"}


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@dataclass(frozen=True)
class Capability:
    """What an API uses."""

    document: dict[str, Any]
    modules: frozenset[str] = frozenset()
    """Modules of the runtime that its tree has beyond those of every tree."""
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    """What its client is made with, beside the transport."""
    answers: tuple[Any, ...] = ({},)
    """What the server answers, in turn: JSON under 200, or as `whole` the arguments of a response."""
    call: str = "client.things.do()"
    holds: str = "len(sent) == 1"
    """What is true afterwards of `sent`, the requests, and `value`, what the call gave."""
    keep: tuple[str, ...] = ()
    """Choices of callers that cannot be left out."""


def asks(where: str, call: str, holds: str, *modules: str, schema: Any = STRING, **more: Any) -> Capability:
    parameter = {"name": "word", "in": where, "required": True, "schema": schema, **more}
    path = "/things/{word}" if where == "path" else "/things"
    return Capability(asking(parameter, path=path), frozenset(modules), call=call, holds=holds)


def sends(media: str, schema: Any, call: str, holds: str, *modules: str) -> Capability:
    return Capability(sending(ref("Thing"), media=media, Thing=schema), frozenset(modules), call=call, holds=holds)


def secured(scheme: dict[str, Any], arguments: dict[str, str], holds: str, *modules: str) -> Capability:
    doc = document({"/things": {"get": operation()}}, security=[{"key": []}])
    doc["components"] = {"securitySchemes": {"key": scheme}}
    return Capability(doc, frozenset(modules), arguments, holds=holds)


def pages(
    facts: dict[str, Any],
    names: list[str],
    second: dict[str, str],
    rest: dict[str, Any],
    *modules: str,
    answers: Any = (),
) -> Capability:
    page = obj(rows={"type": "array", "items": NUMBER}, next=STRING)
    get = operation("things-list", responses=returns(page))
    kinds = {"c": STRING, "n": {**NUMBER, "maximum": 9}}  # within which a short page is the last one
    get["parameters"] = [{"name": name, "in": "query", "schema": kinds.get(name, NUMBER)} for name in names]
    get["x-reissue-pagination"] = facts
    return Capability(
        document({"/things": {"get": get}}),
        frozenset({"pages", "urls", *modules}) - ({"urls"} if modules == ("cursors",) else set()),
        answers=(*answers, {"rows": [3]}) if answers else ({"rows": [1, 2], **rest}, {"rows": [3]}),
        call=f"list(client.things.iterate({'n=2' if 'n' in names else ''}))",
        holds=f"value == [1, 2, 3] and dict(sent[1].url.params) == {second!r}",
    )


def webhooks(signature: dict[str, Any] | None, call: str, holds: str, *modules: str) -> Capability:
    hook: dict[str, Any] = {"requestBody": content(obj(id=STRING)), "responses": {"200": {"description": "ok"}}}
    if signature:
        hook["x-reissue-signature"] = {"header": "Signature", "encoding": "hex", "signed": "{body}", **signature}
    doc = document({"/things": {"get": operation()}}, webhooks={"paid": {"post": hook}})
    return Capability(doc, frozenset(modules), call=call, holds=holds, keep=("webhooks",))


def token_login() -> Capability:
    login = operation("auth-login", security=[], responses=returns(obj(token=STRING)))
    login["requestBody"] = {"required": True, **content({**obj(user=STRING), "required": ["user"]})}
    paths = {"/login": {"post": login}, "/things": {"get": operation()}}
    facts = {"operation": "auth-login", "token": "token"}
    scheme = {"type": "http", "scheme": "bearer", "x-reissue-token": facts}
    doc = document(paths, security=[{"key": []}], components={"securitySchemes": {"key": scheme}})
    holds = "sent[1].headers['authorization'] == 'Bearer tok'"
    modules = frozenset({"token_login", "tokens"})
    return Capability(doc, modules, {"user": "u"}, ({"token": "tok"}, {}), holds=holds)


def oauth2() -> Capability:
    flow = {"clientCredentials": {"tokenUrl": "https://login.acme.example/token", "scopes": {"a": ""}}}
    arguments = {"client_id": "id", "client_secret": "secret"}
    holds = "sent[1].headers['authorization'] == 'Bearer tok'"
    one = secured({"type": "oauth2", "flows": flow}, arguments, holds, "oauth2", "tokens", "forms")
    token = {"access_token": "tok", "token_type": "bearer"}
    return Capability(one.document, one.modules, one.arguments, (token, {}), holds=one.holds)


def envelope() -> Capability:
    doc = reading(obj(id=STRING))
    doc["x-reissue-envelope"] = [{"data": "data", "flag": {"member": "ok", "success": True}, "message": "text"}]
    wrapped = obj(ok={"type": "boolean"}, data=obj(id=STRING), text=STRING)
    doc["paths"]["/things"]["get"]["responses"] = returns(wrapped)
    return Capability(
        doc, frozenset({"envelope"}), answers=({"ok": True, "data": {"id": "7"}},), holds="value.id == '7'"
    )


def streamed() -> Capability:
    post = operation(responses=returns(obj(id=STRING)))
    post["responses"]["200"]["content"]["text/event-stream"] = {"schema": obj(id=STRING)}
    post["requestBody"] = {"required": True, **content(ref("Thing"))}
    schemas = {"Thing": obj(stream={"type": "boolean"})}
    doc = document({"/things": {"post": post}}, components={"schemas": schemas})
    modules = frozenset({"events", "opened", "streaming", "streams", "switch", "unpack"})
    holds = "sent[0].content == b'{}' and sent[0].headers['accept'] == 'application/json'"
    return Capability(doc, modules, call="client.things.do(models.Thing())", holds=holds)


def preferred() -> Capability:
    """JSON of two kinds, told apart by the media type of the answer."""
    content = {"application/json": {"schema": obj(id=STRING)}, "application/vnd.a+json": {"schema": obj(n=NUMBER)}}
    doc = document({"/things": {"get": operation(responses={"200": {"description": "ok", "content": content}})}})
    return Capability(doc, frozenset({"preferred", "unions"}), answers=({"id": "7"},), holds="value.id == '7'")


def evidence() -> Capability:
    doc = reading(obj(id=STRING))
    doc["paths"]["/things"]["get"]["x-reissue-evidence"] = {"present": ["id"]}
    return Capability(doc, frozenset({"evidence"}), answers=({"id": "7"},), holds="value.id == '7'")


def no_content() -> Capability:
    doc = document({"/things": {"get": operation(responses={"204": {"description": "done"}})}})
    doc["paths"]["/things"]["get"]["x-reissue-evidence"] = {"none": "it has no body"}
    return Capability(doc, frozenset({"no_content"}), answers=({"whole": {"status_code": 204}},), holds="value is None")


def several_bodies() -> Capability:
    forms = {
        "application/json": {"schema": obj(a=STRING)},
        "application/x-www-form-urlencoded": {"schema": obj(b=STRING)},
    }
    doc = document({"/things": {"post": operation(requestBody={"required": True, "content": forms})}})
    holds = "sent[0].content == b'b=x'"
    return Capability(
        doc, frozenset({"chosen", "forms"}), call="client.things.do(models.ThingsDoFormBody(b='x'))", holds=holds
    )


def union(*modules: str, **kinds: Any) -> Capability:
    either = {"oneOf": [{**obj(id=STRING, kind=kind), "required": ["id", "kind"]} for kind in kinds.values()]}
    answer = {"id": "7", "kind": "b"}
    return Capability(reading(either), frozenset(modules), answers=(answer,), holds="value.kind == 'b'")


def unprinted() -> Capability:
    doc = reading(obj(id=STRING))
    doc["paths"]["/things"]["get"]["x-reissue-evidence"] = {"none": "no body is printed", "values": {"id": ["7"]}}
    return Capability(doc, frozenset({"evidence", "unprinted"}), answers=({"id": "7"},), holds="value.id == '7'")


def versions() -> Capability:
    post = operation("things-do")
    post["requestBody"] = content(obj(word={**STRING, "x-reissue-since": "2024"}))
    parameter = {"name": "v", "in": "query", "schema": {**STRING, "enum": ["2019", "2024"], "default": "2024"}}
    post["parameters"] = [{**parameter, "x-reissue-api-version": True}]
    doc = document({"/things": {"post": post}})
    return Capability(doc, frozenset({"since"}), {"api_version": "2019"}, holds="sent[0].url.query == b'v=2019'")


def idempotent() -> Capability:
    post = operation(**{"x-reissue-effect": "creates", "x-reissue-idempotency": {"in": "header", "name": "Key"}})
    doc = document({"/things": {"post": post}})
    return Capability(doc, frozenset({"idempotency"}), holds="len(sent[0].headers['key']) > 9")


HMAC = "__import__('hmac').new(b'k', b'{\"id\":\"1\"}', 'sha256').hexdigest()"

CAPABILITIES: dict[str, Capability] = {
    "union": union("unions", a=NUMBER, b=STRING),
    "union_by_names": Capability(
        reading({"type": "array", "items": {"oneOf": [obj(id=STRING), obj(at=STRING)]}}),
        frozenset({"named", "telling", "twins", "unions"}),
        answers=([{"at": "x"}],),
        holds="value[0].at == 'x'",
    ),
    "union_by_constant": union("unions", "tagged", "twins", a={"const": "a"}, b={"const": "b"}),
    "nothing": Capability(document({"/things": {"get": operation()}})),
    "json_body": sends(
        "application/json", obj(a=STRING), "client.things.do(models.Thing(a='x'))", 'sent[0].content == b\'{"a":"x"}\''
    ),
    "answer": Capability(reading(obj(id=STRING)), answers=({"id": "7"},), holds="value.id == '7'"),
    # models
    "members_without_names": Capability(
        reading({**obj(id=STRING), "additionalProperties": NUMBER}),
        frozenset({"additional", "constants"}),
        answers=({"id": "7", "left": 3},),
        holds="value.additional['left'] == 3",
    ),
    "no_type": Capability(
        reading({"properties": {"id": STRING}}),
        frozenset({"untyped"}),
        answers=({"id": "7"},),
        holds="value.id == '7'",
    ),
    "tuples": Capability(
        reading({"type": "array", "prefixItems": [STRING, NUMBER], "items": False, "minItems": 2}),
        frozenset({"rows"}),
        answers=(["a", 1],),
        holds="value == ('a', 1)",
    ),
    "constants": sends(
        "application/json",
        {**obj(kind={"const": "card"}, id=STRING), "required": ["kind"]},
        "client.things.do(models.Thing(id='7'))",
        'b\'"kind":"card"\' in sent[0].content',
        "constants",
    ),
    "deprecated": Capability(document({"/things": {"get": operation(deprecated=True)}}), frozenset({"deprecation"})),
    # parameters
    "tabs_of_swagger_2": Capability(
        {
            "swagger": "2.0",
            "info": {"title": "Acme", "version": "1"},
            "host": "api.acme.example",
            "paths": {
                "/things": {
                    "get": {
                        "operationId": "things-do",
                        "tags": ["things"],
                        "parameters": [
                            {"name": "w", "in": "query", "type": "array", "items": STRING, "collectionFormat": "tsv"}
                        ],
                        "responses": {"200": {"description": "ok"}},
                    }
                }
            },
        },
        frozenset({"marks"}),
        call="client.things.do(w=['a', 'b'])",
        holds="sent[0].url.query == b'w=a%09b'",
    ),
    "path": asks("path", "client.things.do('a b')", "sent[0].url.raw_path == b'/v1/things/a%20b'"),
    "query": asks("query", "client.things.do(word='a b')", "sent[0].url.query == b'word=a%20b'"),
    "query_styles": asks(
        "query",
        "client.things.do(word={'a': '1'})",
        "sent[0].url.query in (b'word[a]=1', b'word%5Ba%5D=1')",
        "styles",
        schema={"type": "object", "additionalProperties": STRING},
        style="deepObject",
        explode=True,
    ),
    "query_string": Capability(
        asking({"name": "word", "in": "querystring", **content(STRING)}, version="3.2.0"),
        frozenset({"querystring"}),
        call="client.things.do(word='a')",
        holds="sent[0].url.query == b'%22a%22'",
    ),
    "headers": asks("header", "client.things.do(word='a')", "sent[0].headers['word'] == 'a'", "headers"),
    "cookies": asks("cookie", "client.things.do(word='a')", "sent[0].headers['cookie'] == 'word=a'", "cookies"),
    # bodies
    "form": sends(
        "application/x-www-form-urlencoded",
        obj(a=STRING),
        "client.things.do(models.Thing(a='x y'))",
        "sent[0].content in (b'a=x+y', b'a=x%20y')",
        "forms",
    ),
    "several_bodies": several_bodies(),
    "multipart": sends(
        "multipart/form-data",
        obj(scan={"type": "string", "format": "binary"}),
        "client.things.do(models.Thing(scan=b'bytes'))",
        "b'bytes' in sent[0].content and sent[0].headers['content-type'].startswith('multipart/form-data; boundary=')",
        "charsets",
        "files",
        "multipart",
        "pieces",
    ),
    "multipart_by_position": sends(
        "multipart/mixed",
        {"type": "array", "prefixItems": [obj(a=STRING), BINARY]},
        "client.things.do((models.ThingsDoMultipartBodyPart1(a='x'), b'bytes'))",
        "b'bytes' in sent[0].content and sent[0].headers['content-type'].startswith('multipart/mixed; boundary=')",
        *("body_part", "charsets", "files", "multipart", "multipart_items", "once", "pieces"),
    ),
    "items": sends(
        "application/jsonl",
        obj(a=STRING),
        "client.things.do([models.Thing(a='x')])",
        "sent[0].content.startswith(b'{')",
        "items",
        "once",
    ),
    "xml": sends(
        "application/xml",
        obj(id={**NUMBER, "xml": {"attribute": True}}),
        "client.things.do(models.Thing(id=7))",
        """sent[0].content.endswith(b'<Thing id="7"/>')""",
        *("charsets", "media", "xml", "xml_found", "xml_names", "xml_node", "xml_parse"),
        *("xml_read", "xml_text", "xml_untyped", "xml_write"),
    ),
    "raw": sends(
        "application/octet-stream",
        {},
        "client.things.do(b'bytes')",
        "sent[0].content == b'bytes'",
        "charsets",
        "files",
        "once",
        "raw",
    ),
    # logins
    "api_key": secured(
        {"type": "apiKey", "in": "header", "name": "X-Key"}, {"key": "k"}, "sent[0].headers['x-key'] == 'k'", "api_key"
    ),
    "api_key_in_query": secured(
        {"type": "apiKey", "in": "query", "name": "key"}, {"key": "k"}, "sent[0].url.query == b'key=k'", "api_key"
    ),
    "api_key_in_cookie": secured(
        {"type": "apiKey", "in": "cookie", "name": "sid"},
        {"key": "k"},
        "sent[0].headers['cookie'] == 'sid=k'",
        "api_key",
    ),
    "basic": secured(
        {"type": "http", "scheme": "basic"},
        {"username": "u", "password": "p"},
        "sent[0].headers['authorization'] == 'Basic dTpw'",
        "basic",
    ),
    "bearer": secured(
        {"type": "http", "scheme": "bearer"}, {"key": "k"}, "sent[0].headers['authorization'] == 'Bearer k'", "bearer"
    ),
    "mutual_tls": secured({"type": "mutualTLS"}, {}, "'authorization' not in sent[0].headers", "mutual_tls"),
    "token_login": token_login(),
    "oauth2": oauth2(),
    # what answers and repeats are like
    "file": Capability(
        document({"/things": {"get": operation(responses=returns(BINARY, "application/pdf"))}}),
        frozenset({"charsets", "media", "downloads", "opened", "streaming", "streams", "unpack"}),
        holds="value == b'{}'",
    ),
    "events": Capability(
        document({"/things": {"get": operation(responses=returns(obj(id=STRING), "text/event-stream"))}}),
        frozenset({"events", "opened", "streaming", "streams", "unpack"}),
        call="refused(client.things.do)",
        holds="'where text/event-stream was asked for' in str(value)",
    ),
    "json_lines": Capability(
        document({"/things": {"get": operation(responses=returns(obj(id=STRING), "application/jsonl"))}}),
        frozenset({"json_stream", "opened", "streaming", "streams", "unpack"}),
        answers=({"id": "7"},),
        call="[*client.things.do()]",
        holds="value[0].id == '7'",
    ),
    "parts": Capability(
        document({"/things": {"get": operation(responses=returns({"type": "array"}, "multipart/mixed"))}}),
        frozenset({"body_part", "charsets", "mixed_stream", "opened", "streaming", "streams", "unpack"}),
        call="refused(client.things.do)",
        holds="'where multipart/mixed was asked for' in str(value)",
    ),
    "json_or_events": streamed(),
    "envelope": envelope(),
    "envelope_without_data": Capability(
        document(
            {"/things": {"get": operation(responses=returns(obj(up={"type": "boolean"})))}},
            **{"x-reissue-envelope": [{"data": "data"}]},
        ),
        frozenset({"envelope", "whole"}),
        answers=({"up": True},),
        holds="value.up is True",
    ),
    "headers_of_answers": Capability(
        document(
            {
                "/things": {
                    "get": operation(
                        responses={"200": {"description": "ok", "headers": {"X-Left": {"schema": NUMBER}}}}
                    )
                }
            }
        ),
        frozenset({"answer_headers"}),
        answers=({"whole": {"status_code": 200, "headers": {"X-Left": "7"}}},),
        call="models.ThingsDoHeaders.of(client.with_response(client.things.do))",
        holds="value.x_left == 7",
    ),
    "redirect": Capability(
        document({"/things": {"get": operation(responses={"304": {"description": "as it was"}})}}),
        frozenset({"redirects"}),
        answers=({"whole": {"status_code": 304, "headers": {"ETag": '"7"'}}},),
        holds="value.etag == '\"7\"'",
    ),
    "preferred": preferred(),
    "evidence": evidence(),
    "no_content": no_content(),
    "unprinted": unprinted(),
    "idempotency": idempotent(),
    "versions": versions(),
    "pages_by_number": pages(
        {"style": "page", "items": "rows", "page": "p", "size": "n"}, ["p", "n"], {"p": "2", "n": "2"}, {}, "pagination"
    ),
    "pages_by_offset": pages(
        {"style": "offset", "items": "rows", "limit": "n", "offset": "o"},
        ["n", "o"],
        {"n": "2", "o": "2"},
        {},
        "pagination",
    ),
    "pages_by_address": pages(
        {"style": "next-url", "items": "rows", "next": "next"},
        [],
        {"c": "2"},
        {"next": "https://api.acme.example/v1/things?c=2"},
        "pagination",
    ),
    "pages_by_cursor": pages(
        {"style": "cursor", "items": "rows", "cursor": "c", "next": "next"}, ["c"], {"c": "2"}, {"next": "2"}, "cursors"
    ),
    "pages_by_link_header": pages(
        {"style": "link", "items": "rows"},
        [],
        {"c": "2"},
        {},
        "link_header",
        "pagination",
        answers=({"whole": {"status_code": 200, "json": {"rows": [1, 2]}, "headers": {"Link": '<?c=2>; rel="next"'}}},),
    ),
    # webhooks
    "webhooks": webhooks(None, 'hooks.parse_paid(b\'{"id":"1"}\')', "value.id == '1'", "webhooks"),
    "webhooks_hmac": webhooks(
        {"algorithm": "hmac-sha256"},
        f"hooks.parse_paid({{'Signature': {HMAC}}}, b'{{\"id\":\"1\"}}', key='k')",
        "value.id == '1'",
        "webhooks",
        "signatures",
    ),
    "webhooks_rsa": webhooks(
        {"algorithm": "rsa-sha256"},
        "refused(lambda: hooks.parse_paid({'Signature': '00'}, b'{}', key='k'))",
        "'reissue[webhooks]' in str(value)",  # cryptography is not there
        "webhooks",
        "signatures",
        "rsa",
        "extras",
    ),
}
