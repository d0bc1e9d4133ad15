"""What is new in OpenAPI 3.2, a row at a time, as bytes on loopback: what is sent is written down by hand from the standards."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from reissue_runtime.body_part import BodyPart
from reissue_runtime.errors import InvalidArgumentError

from tests.generator.small_clients import Emitted, content, emit, operation, ref, returns

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
POINT = {"type": "object", "required": ["x"], "properties": {"x": WHOLE, "y": WHOLE}}
SHAPE = {
    "oneOf": [ref("Circle"), ref("Other")],
    "discriminator": {"propertyName": "kind", "mapping": {"circle": "Circle"}, "defaultMapping": "Other"},
}
SCHEMAS = {
    "Point": POINT,
    "Shape": SHAPE,
    "Circle": {"type": "object", "properties": {"kind": {"const": "circle"}, "r": WHOLE}},
    "Other": {"type": "object", "properties": {"kind": TEXT, "name": TEXT}},
    "Note": {
        "type": "object",
        "properties": {
            "lang": {**TEXT, "xml": {"nodeType": "attribute"}},
            "text": {**TEXT, "xml": {"nodeType": "text"}},
        },
    },
}


def takes(name: str, entry: Any, media: str, **more: Any) -> dict[str, Any]:
    return operation(f"things-{name}", requestBody={"required": True, "content": {media: entry}}, **more)


def gives(name: str, entry: Any, media: str) -> dict[str, Any]:
    return operation(f"things-{name}", responses={"200": {"content": {media: entry}}})  # 3.2: no description is needed


def asks(name: str, *parameters: Any) -> dict[str, Any]:
    return operation(f"things-{name}", parameters=list(parameters))


def at_place(name: str, place: str, schema: Any = TEXT, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema, **more}


FORM = "application/x-www-form-urlencoded"
MIXED = {"itemSchema": {}, "itemEncoding": {"contentType": "image/png"}}
PAIR = {
    "schema": {"type": "array", "prefixItems": [ref("Point"), {}], "items": False},
    "prefixEncoding": [{}, {"contentType": "image/png"}],
}
POINTS = {"application/json": {"$ref": "#/components/mediaTypes/Points"}}
DOCUMENT = {
    "openapi": "3.2.0",
    "$self": "https://docs.acme.example/v2/openapi.json",
    "info": {"title": "Acme", "version": "1"},
    "servers": [{"url": "http://127.0.0.1:1/v2", "name": "prod"}, {"url": "http://127.0.0.1:2/v2", "name": "test"}],
    "tags": [{"name": "things", "summary": "Things", "kind": "nav"}],
    "paths": {
        "/find": {
            "query": takes("find", {"schema": ref("Point")}, "application/json", responses=returns(ref("Point")))
        },
        "/move": {"additionalOperations": {"COPY": operation("things-copy"), "mKcol": operation("things-mkcol")}},
        "/form": {
            "get": asks("form", {"name": "all", "in": "querystring", "content": {FORM: {"schema": ref("Point")}}})
        },
        "/json": {"get": asks("json", {"name": "all", "in": "querystring", **content(ref("Point"))})},
        "/lines": {"post": takes("lines", {"itemSchema": ref("Point")}, "application/jsonl")},
        "/seq": {"post": takes("seq", {"itemSchema": ref("Point")}, "application/json-seq")},
        "/mixed": {"post": takes("mixed", MIXED, "multipart/mixed")},
        "/pair": {"post": takes("pair", PAIR, "multipart/mixed")},
        "/jsonl": {"get": gives("jsonl", {"itemSchema": ref("Point")}, "application/jsonl")},
        "/events": {
            "get": gives(
                "events",
                {
                    "itemSchema": {
                        "properties": {
                            "data": {**TEXT, "contentMediaType": "application/json", "contentSchema": ref("Point")}
                        }
                    }
                },
                "text/event-stream",
            )
        },
        "/parts": {"get": gives("parts", PAIR, "multipart/mixed")},
        "/shared": {"get": gives("shared", {"$ref": "#/components/mediaTypes/Points"}, "application/json")},
        "/where": {
            "get": {
                **asks("where", {"name": "at", "in": "query", "content": POINTS}),
                "responses": {"200": {"description": "ok", "headers": {"X-At": {"content": POINTS}}}},
            }
        },
        "/cookie": {
            "get": asks(
                "cookie",
                at_place("sid", "cookie", style="cookie"),
                at_place("old", "cookie"),
                at_place("reserved", "cookie", allowReserved=True),
            )
        },
        "/shape": {"get": gives("shape", {"schema": ref("Shape")}, "application/json")},
        "/reserved/{path}": {
            "get": asks(
                "reserved",
                at_place("path", "path", allowReserved=True, required=True),
                at_place("q", "query", allowReserved=True),
            )
        },
        "/note": {"put": takes("note", {"schema": ref("Note")}, "application/xml")},
        "/token": {"get": operation("things-token", security=[{"device": []}])},
        "/self": {
            "get": gives(
                "self",
                {"schema": {"$ref": "https://docs.acme.example/v2/openapi.json#/components/schemas/Point"}},
                "application/json",
            )
        },
    },
    "webhooks": {"moved": {"post": operation("moved", requestBody={"content": POINTS})}},
    "components": {
        "schemas": SCHEMAS,
        "mediaTypes": {
            "Points": {
                "schema": {"type": "array", "items": ref("Point")},
                "examples": {"one": {"dataValue": [{"x": 1}], "serializedValue": '[{"x":1}]'}},
            }
        },
        "securitySchemes": {
            "device": {
                "type": "oauth2",
                "oauth2MetadataUrl": "https://login.acme.example/.well-known/oauth-authorization-server",
                "flows": {
                    "deviceAuthorization": {
                        "deviceAuthorizationUrl": "https://login.acme.example/device",
                        "tokenUrl": "https://login.acme.example/token",
                        "scopes": {},
                    }
                },
            }
        },
    },
}


class Loopback:
    """One answer at a time over a real socket; keeps the bytes of the request."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}/v2"
        self.answer, self.request = b"", b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.request = _whole(connection)
                connection.sendall(self.answer)

    def answers(self, body: bytes, media: str = "application/json") -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.answer = head.encode() + body

    @property
    def line(self) -> bytes:
        return self.request.split(b"\r\n")[0]

    @property
    def body(self) -> bytes:
        head, _, body = self.request.partition(b"\r\n\r\n")
        return _unchunked(body) if b"chunked" in head.lower() else body

    def header(self, name: str) -> bytes:
        found = re.search(rb"(?mi)^" + name.encode() + rb": (.*?)\r$", self.request.partition(b"\r\n\r\n")[0] + b"\r\n")
        return found[1] if found is not None else b""


def _whole(connection: socket.socket) -> bytes:
    got = b""
    while True:
        head, end, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        chunked = b"chunked" in head.lower()
        if end and (body.endswith(b"0\r\n\r\n") if chunked else len(body) >= (int(length[1]) if length else 0)):
            return got
        if not (more := connection.recv(65536)):
            return got
        got += more


def _unchunked(body: bytes) -> bytes:
    found = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        found, body = found + body[: int(size, 16)], body[int(size, 16) + 2 :]
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    return emit(tmp_path_factory.mktemp("openapi32"), DOCUMENT, complete=False)  # which counts no `query` and no others


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    server = Loopback()
    server.answers(b"")
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()


@pytest.fixture
def client(made: Emitted, loopback: Loopback) -> Any:
    with getattr(made.module, made.api.class_name)(server=loopback.address, device="t0ken") as client:
        yield client


@pytest.fixture
def things(client: Any) -> Any:
    return client.things


def test_what_is_told(made: Emitted) -> None:
    print(made.findings)
    assert [one.rule for one in made.findings] == []


def test_query_is_a_method_with_a_body(made: Emitted, things: Any, loopback: Loopback) -> None:
    """RFC 10008: a request with content, safe and idempotent."""
    loopback.answers(b'{"x":2}')
    assert things.find({"x": 1}).x == 2
    assert loopback.line == b"QUERY /v2/find HTTP/1.1" and loopback.body == b'{"x":1}'
    assert loopback.header("content-type") == b"application/json"
    assert made.sub("resources.things").FIND.effect.name == "READS"


def test_methods_of_other_names_keep_their_case(things: Any, loopback: Loopback) -> None:
    for call, name in ((things.copy, b"COPY"), (things.mkcol, b"mKcol")):
        call()
        assert loopback.line == name + b" /v2/move HTTP/1.1"


def test_the_whole_query_string_is_one_value(things: Any, loopback: Loopback) -> None:
    things.form(all={"x": 1, "y": 2})
    assert loopback.line == b"GET /v2/form?x=1&y=2 HTTP/1.1"
    things.json(all={"x": 1})  # OpenAPI 3.2, "Parameter Examples": percent-encoded as RFC 3986 wants it
    assert loopback.line == b"GET /v2/json?%7B%22x%22%3A1%7D HTTP/1.1"


def test_items_one_by_one(things: Any, loopback: Loopback) -> None:
    things.lines(iter([{"x": 1}, {"x": 2}]))
    assert loopback.body == b'{"x":1}\n{"x":2}\n' and loopback.header("content-type") == b"application/jsonl"
    things.seq([{"x": 1}, {"x": 2}])  # RFC 7464: RS before each text, LF after it
    assert loopback.body == b'\x1e{"x":1}\n\x1e{"x":2}\n'
    loopback.answers(b'{"x":1}\n\n{"x":2}', "application/jsonl")
    assert [one.x for one in things.jsonl()] == [1, 2]
    loopback.answers(b'data: {"x":1}\n\n: hello\n\nevent: more\ndata: {\ndata: "x":2}\n\n', "text/event-stream")
    assert [one.x for one in things.events()] == [1, 2]


def test_parts_by_their_places(things: Any, loopback: Loopback) -> None:
    things.mixed([b"one", BodyPart(b"two", {"X-Name": "2"})])
    edge = loopback.header("content-type").partition(b"boundary=")[2].strip(b'"')
    one = b"--" + edge + b"\r\nContent-Type: image/png\r\n\r\none\r\n"
    two = b"--" + edge + b"\r\nX-Name: 2\r\nContent-Type: image/png\r\n\r\ntwo\r\n"
    assert loopback.body in (
        one + two + b"--" + edge + b"--\r\n",
        one
        + two.replace(b"X-Name: 2\r\nContent-Type: image/png", b"Content-Type: image/png\r\nX-Name: 2")
        + b"--"
        + edge
        + b"--\r\n",
    )
    things.pair(({"x": 1}, b"png"))
    assert (
        b'Content-Type: application/json\r\n\r\n{"x":1}\r\n' in loopback.body
        and b"image/png\r\n\r\npng\r\n" in loopback.body
    )
    loopback.answers(
        b'--b\r\nContent-Type: application/json\r\n\r\n{"x":1}\r\n--b\r\nContent-Type: image/png\r\n\r\npng\r\n--b--\r\n',
        "multipart/mixed; boundary=b",
    )
    point, picture = things.parts()
    assert point.x == 1 and getattr(picture, "data", picture) == b"png"


def test_media_types_are_shared(things: Any, loopback: Loopback) -> None:
    loopback.answers(b'[{"x":1}]')
    assert [one.x for one in things.shared()] == [1]


def test_media_types_of_parameters_headers_and_events_are_shared(
    made: Emitted, client: Any, loopback: Loopback
) -> None:
    """OpenAPI 3.2.0, Fixed Fields of Parameter and Header: `content` is Map[string, Media Type Object | Reference Object]."""
    loopback.answer = b'HTTP/1.1 200 OK\r\nX-At: [{"x":2}]\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
    given = client.with_response(client.things.where, at=[made.models.Point(x=1)])
    assert loopback.line == b"GET /v2/where?at=%5B%7B%22x%22%3A1%7D%5D HTTP/1.1"
    assert [one.x for one in made.models.ThingsWhereHeaders.of(given).x_at] == [2]
    assert [one.x for one in made.sub("webhooks").parse_moved(b'[{"x":3}]')] == [3]


def test_a_cookie_goes_as_it_is(things: Any, loopback: Loopback) -> None:
    """OpenAPI 3.2, `style: cookie`: no percent-encoding; `form` has it."""
    things.cookie(sid="Hello%2C!", old="Hello, world!", reserved="a=b/c;d%20")
    assert loopback.header("cookie") == b"old=Hello%2C%20world%21; reserved=a=b/c%3Bd%20; sid=Hello%2C!"
    with pytest.raises(InvalidArgumentError):
        things.cookie(sid="a; b=c")


def test_the_default_of_a_discriminator(made: Emitted, things: Any, loopback: Loopback) -> None:
    for body, name in (
        (b'{"kind":"circle","r":1}', "Circle"),
        (b'{"kind":"new","name":"n"}', "Other"),
        (b'{"name":"n"}', "Other"),
    ):
        loopback.answers(body)
        assert type(things.shape()).__name__ == name


def test_reserved_characters_anywhere(things: Any, loopback: Loopback) -> None:
    things.reserved("a/b:c%20d", q="x/y?z&1")
    # RFC 3986, 3.3 and 3.4: what would end a path or a parameter is written otherwise all the same.
    assert loopback.line == b"GET /v2/reserved/a%2Fb:c%20d?q=x/y?z%261 HTTP/1.1"


def test_kinds_of_nodes(things: Any, loopback: Loopback) -> None:
    things.note({"lang": "en", "text": "hi"})
    assert loopback.body.endswith(b'<Note lang="en">hi</Note>')


def test_a_ready_token_of_a_device(things: Any, loopback: Loopback) -> None:
    things.token()
    assert loopback.header("authorization") == b"Bearer t0ken"


def test_references_begin_at_self(things: Any, loopback: Loopback) -> None:
    loopback.answers(b'{"x":3}')
    assert things.self_().x == 3


def test_servers_have_names(made: Emitted) -> None:
    assert {"prod", "test"} <= {name.lower() for name in made.module.Server.__members__}


def test_awaited(made: Emitted, loopback: Loopback) -> None:
    loopback.answers(b'{"x":2}')

    async def call() -> Any:
        async with getattr(made.module, f"Async{made.api.class_name}")(
            server=loopback.address, device="t0ken"
        ) as client:
            return await client.things.find({"x": 1})

    assert asyncio.run(call()).x == 2 and loopback.line == b"QUERY /v2/find HTTP/1.1"
