"""Answers that come item by item: what documents say of them, and what their clients give."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from reissue_runtime.errors import InvalidArgumentError, OutcomeUnknownError, ResponseDecodeError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.generator.small_clients import JSON, V30, V31, content, document, emit, operation, ref, returns

EVENTS = "text/event-stream"
PIECE = {"type": "object", "required": ["delta"], "properties": {"delta": {"type": "string"}}}
WHOLE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}


def streams(media: str, version: str = V31, **entry: Any) -> dict[str, Any]:
    """A document of `client.things.do()`, which answers with this media type."""
    responses = {"200": {"description": "ok", "content": {media: entry}}}
    return document(
        {"/things": {"get": operation(responses=responses)}}, version, components={"schemas": {"Piece": PIECE}}
    )


def asks(stream: Any = None, *, method: str = "post", **more: Any) -> dict[str, Any]:
    """One operation, `make`, with JSON and an event stream as OpenAI's document has it, and a body that says which."""
    question = {"type": "object", "properties": {"q": {"type": "string"}, **({"stream": stream} if stream else {})}}
    answers = {JSON: {"schema": ref("Whole")}, EVENTS: {"schema": ref("Piece"), **more}}
    made = operation("things-make", responses={"200": {"description": "ok", "content": answers}})
    if method == "post":
        made["requestBody"] = {"required": True, **content(ref("Question"))}
    schemas = {"Piece": PIECE, "Whole": WHOLE, "Question": question}
    return document({"/things": {method: made}}, components={"schemas": schemas})


def answer(body: str, media: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(200, content=body.encode(), headers={"content-type": media})


# --- what an item is -------------------------------------------------------------------------------------------

LINES = '{"delta":"a"}\n{"delta":"b"}\n'


@pytest.mark.parametrize("version", [V30, V31, "3.2.0"])
@pytest.mark.parametrize(
    ("media", "body"),
    [
        (EVENTS, 'data: {"delta":"a"}\n\ndata: {"delta":"b"}\n\n'),
        ("application/jsonl", LINES),
        ("application/x-ndjson", LINES),
        ("application/ndjson; charset=utf-8", LINES),
        ("application/json-lines", LINES),
        ("application/json-seq", '\x1e{"delta":"a"}\n\x1e{"delta":"b"}\n'),
        ("application/vnd.acme+json-seq", '\x1e{"delta":"a"}\n\x1e{"delta":"b"}\n'),
    ],
)
@pytest.mark.parametrize(
    "entry",
    [{"schema": ref("Piece")}, {"schema": {"type": "array", "items": ref("Piece")}}, {"itemSchema": ref("Piece")}],
)
def test_items_are_typed(tmp_path: Path, version: str, media: str, body: str, entry: dict[str, Any]) -> None:
    """OpenAPI 3.2, "Sequential Media Types": `itemSchema` is of an item, `schema` of all as a list; before, of an item."""
    made = emit(tmp_path, streams(media, version, **entry))
    assert not made.findings
    wire = made.wire(answer(body, media))
    with wire.client.things.do() as items:
        assert list(items) == [made.models.Piece(delta="a"), made.models.Piece(delta="b")]
    assert wire.sent.headers["accept"] == media


# Printed in OpenAPI 3.2, "Special Considerations for Server-Sent Events": this stream, and these items.
PRINTED = """event: addString
data: This data is formatted
data: across two lines
retry: 5

event: addInt64
data: 1234.5678
unknownField: this is ignored

: This is a comment
event: addJson
data: {"foo": 42}

"""


def test_the_events_that_openapi_prints(tmp_path: Path) -> None:
    text = {"type": "string"}
    fields = {"event": text, "data": text, "retry": {"type": "integer"}}
    entry = {"itemSchema": {"type": "object", "required": ["event"], "properties": fields}}
    made = emit(tmp_path, streams(EVENTS, "3.2.0", **entry))
    found = list(made.wire(answer(PRINTED, EVENTS)).client.things.do())
    assert [(one.event, one.data) for one in found] == [
        ("addString", "This data is formatted\nacross two lines"),
        ("addInt64", "1234.5678"),
        ("addJson", '{"foo": 42}'),
    ]
    assert found[0].retry == 5


FOO = {"type": "object", "required": ["foo"], "properties": {"foo": {"type": "integer"}}}
PRINTED_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}, "retry": {"type": "integer"}},
    "required": ["event", "data"],
    "oneOf": [
        {"properties": {"event": {"const": "addString"}}},
        {"properties": {"event": {"const": "addInt64"}, "data": {"format": "int64"}}},
        {
            "properties": {
                "event": {"const": "addJson"},
                "data": {"contentMediaType": "application/json", "contentSchema": FOO},
            }
        },
    ],
}


def test_data_that_is_json_by_its_content_schema_is_typed(tmp_path: Path) -> None:
    """The schema that OpenAPI 3.2 prints for that stream; without the two events of texts all data is JSON."""
    made = emit(tmp_path / "a", streams(EVENTS, "3.2.0", itemSchema=PRINTED_SCHEMA))
    assert not made.findings
    with made.wire(answer(PRINTED, EVENTS)).client.things.do() as stream:
        found = [(item, stream.event.event) for item in stream]
    assert found[:2] == [
        ("This data is formatted\nacross two lines", "addString"),
        ("1234.5678", "addInt64"),
    ]
    assert (found[2][0].foo, found[2][1]) == (42, "addJson")
    schema = {**PRINTED_SCHEMA, "oneOf": PRINTED_SCHEMA["oneOf"][2:]}
    made = emit(tmp_path / "b", streams(EVENTS, "3.2.0", itemSchema=schema))
    (item,) = made.wire(answer('event: addJson\ndata: {"foo": 7}\n\n', EVENTS)).client.things.do()
    assert item.foo == 7


def event(name: str, content: Any = None) -> dict[str, Any]:
    data = {"type": "string"}
    if content is not None:
        data |= {"contentMediaType": "application/json", "contentSchema": content}
    return {"type": "object", "required": ["event", "data"], "properties": {"event": {"const": name}, "data": data}}


def test_the_name_of_an_event_tells_its_type(tmp_path: Path) -> None:
    """JSON Schema: only one member of the `oneOf` has this constant, whatever the data would fit."""
    low = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}
    high = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}, "y": {"type": "string"}}}
    day = {"type": "string", "format": "date"}
    kinds = [
        event("low", low),
        event("high", high),
        event("word"),
        event("day", day),
        event("count", {"type": "integer"}),
    ]
    made = emit(tmp_path, streams(EVENTS, "3.2.0", itemSchema={"oneOf": kinds}))
    assert not made.findings
    text = (
        'event: high\ndata: {"x": 1}\n\nevent: low\ndata: {"x": 2}\n\nevent: word\ndata: 12\n\n'
        'event: word\ndata: {"x": 3}\n\nevent: day\ndata: "2024-02-29"\n\nevent: count\ndata: 12\n\n'
        "event: news\ndata: what is this\n\n"
    )
    with made.wire(answer(text, EVENTS)).client.things.do() as stream:
        found = list(stream)
    assert [type(one).__name__ for one in found] == [
        "ThingsDoItem1",
        "ThingsDoItem",
        "str",
        "str",
        "date",
        "int",
        "str",
    ]
    assert (found[0].x, found[1].x, found[2:4], found[5:]) == (1, 2, ["12", '{"x": 3}'], [12, "what is this"])


def test_a_content_schema_elsewhere_is_still_told(tmp_path: Path) -> None:
    text = {"type": "string", "contentMediaType": "application/json", "contentSchema": FOO}
    made = emit(tmp_path, streams(JSON, "3.2.0", schema={"type": "object", "properties": {"data": text}}))
    assert made.rules() == ["unread-key"]


@pytest.mark.parametrize(("entry", "data"), [({}, "text"), ({"schema": {"type": "string"}}, None)])
def test_events_without_a_schema_are_events_and_texts_are_texts(tmp_path: Path, entry: Any, data: Any) -> None:
    made = emit(tmp_path, streams(EVENTS, **entry))
    (item,) = made.wire(answer("event: a\ndata: x\n\n", EVENTS)).client.things.do()
    assert (item.text, item.event) == ("x", "a") if data else item == "x"


def test_items_of_other_statuses_and_types_are_untouched(tmp_path: Path) -> None:
    """An operation whose answer is a stream beside a file keeps both."""
    doc = streams(EVENTS, schema=ref("Piece"))
    doc["paths"]["/things"]["get"]["responses"]["200"]["content"]["application/pdf"] = {}
    made = emit(tmp_path, doc)
    assert made.wire(answer("%PDF", "application/pdf")).client.things.do() == b"%PDF"
    with made.wire(answer("data: {}\n\n", EVENTS)).client.things.do_stream() as items:
        assert len(list(items)) == 1


# --- JSON or a stream ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stream",
    [
        {"type": "boolean"},
        {"type": ["boolean", "null"], "default": False},
        {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
    ],
)
def test_the_method_decides_and_the_body_says_it(tmp_path: Path, stream: Any) -> None:
    made = emit(tmp_path, asks(stream))
    assert not made.findings
    question = made.models.Question
    wire = made.wire({"text": "x"})
    assert wire.client.things.make(question(q="?")).text == "x"
    assert (wire.json, wire.sent.headers["accept"]) == ({"q": "?"}, JSON)
    wire = made.wire(answer('data: {"delta":"a"}\n\ndata: [DONE]\n\n', EVENTS))
    for body in (question(q="?"), question(q="?", stream=True), {"q": "?"}):
        with wire.client.things.make_stream(body) as items:
            assert [item.delta for item in items] == ["a"]
        assert (wire.json, wire.sent.headers["accept"]) == ({"q": "?", "stream": True}, EVENTS)
    wire.client.things.make_stream(question())
    assert wire.json == {"stream": True}


@pytest.mark.parametrize(("method", "given"), [("make", True), ("make_stream", False)])
def test_a_body_that_asks_for_the_other_answer_is_not_sent(tmp_path: Path, method: str, given: bool) -> None:
    """The answer could not be read after the effect, whose outcome would then be unknown."""
    made = emit(tmp_path, asks({"type": "boolean"}))
    wire = made.wire({"text": "x"})
    with pytest.raises(InvalidArgumentError, match="nothing was sent"):
        getattr(wire.client.things, method)(made.models.Question(stream=given))
    assert wire.requests == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_such_a_member_the_accept_header_says_it(tmp_path: Path, method: str) -> None:
    made = emit(tmp_path, asks(method=method))
    wire = made.wire(answer('data: {"delta":"a"}\n\n', EVENTS))
    given = [made.models.Question(q="?")] if method == "post" else []
    assert [item.delta for item in wire.client.things.make_stream(*given)] == ["a"]
    assert (wire.sent.headers["accept"], b"stream" in wire.sent.content) == (EVENTS, False)


def test_facts_of_a_stream_can_be_told(tmp_path: Path) -> None:
    """`x-reissue-stream`: another member, and the last event, without which a stream was cut off."""
    told: dict[str, Any] = {"x-reissue-stream": {"member": "live", "terminator": "END"}}
    doc = asks(None, method="post", **told)
    made = emit(tmp_path, doc)
    wire = made.wire(answer('data: {"delta":"a"}\n\ndata: END\n\n', EVENTS))
    assert len(list(wire.client.things.make_stream(made.models.Question(q="?")))) == 1
    assert wire.json == {"live": True, "q": "?"}


@pytest.mark.parametrize(("told", "outcome"), [({"text": "x"}, "happened"), ({"error": "busy"}, "unknown")])
def test_the_answer_of_a_server_that_does_not_stream_is_told(tmp_path: Path, told: Any, outcome: str) -> None:
    """The documented JSON of the method beside is a success, though not what was asked for."""
    made = emit(tmp_path, asks({"type": "boolean"}))
    with pytest.raises(ResponseDecodeError, match="where text/event-stream was asked for") as caught:
        made.wire(told).client.things.make_stream(made.models.Question(q="?"))
    assert caught.value.outcome == outcome


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    doc = asks({"type": "boolean"})
    doc["paths"]["/other"] = {"get": operation("things-makeStream", responses=returns(PIECE))}
    made = emit(tmp_path, doc)
    assert set(made.methods) == {"things.make", "things.make_stream", "things.make_stream_items"}


# --- a foreign server ------------------------------------------------------------------------------------------


async def _pieces(framed: Callable[[str], str]) -> AsyncIterator[str]:
    for word in ("Grüße", "an", "alle"):
        yield framed(json.dumps({"delta": word}, ensure_ascii=False))
        await asyncio.sleep(0.01)


async def _make(request: Request) -> Response:
    if (await request.json()).get("stream"):
        return StreamingResponse(_pieces(lambda text: f": hi\r\nid: 1\r\ndata: {text}\r\n\r\n"), media_type=EVENTS)
    return JSONResponse({"text": "Grüße an alle"})


@contextmanager
def starlette(*routes: Route) -> Generator[str]:
    """A server of uvicorn in a thread; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=list(routes)), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def test_a_server_of_starlette(tmp_path: Path) -> None:
    made = emit(tmp_path, asks({"type": "boolean"}))
    question, package = made.models.Question(q="?"), made.module
    kind, awaited = getattr(package, made.api.class_name), getattr(package, f"Async{made.api.class_name}")

    async def run(address: str) -> list[str]:
        async with awaited(server=address) as client, await client.things.make_stream(question) as items:
            return [item.delta async for item in items]

    with starlette(Route("/things", _make, methods=["POST"])) as address:
        with kind(server=address) as client:
            assert client.things.make(question).text == "Grüße an alle"
            with client.things.make_stream(question) as items:
                assert [item.delta for item in items] == ["Grüße", "an", "alle"]
                assert items.last_event_id == "1"
                assert items.event is not None and items.event.id == "1"
        assert asyncio.run(run(address)) == ["Grüße", "an", "alle"]


# --- what is sent item by item -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media", "sent"),
    [
        ("application/x-ndjson", '{"delta":"ä"}\n{"delta":"b"}\n'),
        ("application/json-seq", '\x1e{"delta":"ä"}\n\x1e{"delta":"b"}\n'),  # RFC 7464, 2.2
    ],
)
@pytest.mark.parametrize("entry", [{"itemSchema": ref("Piece")}, {"schema": {"type": "array", "items": ref("Piece")}}])
def test_bodies_of_items(tmp_path: Path, media: str, sent: str, entry: dict[str, Any]) -> None:
    post = operation(requestBody={"required": True, "content": {media: entry}})
    made = emit(tmp_path, document({"/things": {"post": post}}, "3.2.0", components={"schemas": {"Piece": PIECE}}))
    assert not made.findings
    pieces = [made.models.Piece(delta="ä"), {"delta": "b"}]
    wire = made.wire()
    for body in (pieces, tuple(pieces), iter(pieces), (piece for piece in pieces), sent.encode()):
        wire.client.things.do(body)
        assert wire.sent.content.decode() == sent
        assert wire.sent.headers["content-type"] == media
    for refused in ("text", {"delta": "x"}, 5, [object()]):
        with pytest.raises(InvalidArgumentError):
            wire.client.things.do(refused)
    assert len(wire.requests) == 5


def test_an_item_that_cannot_be_written_breaks_off_what_is_sent(tmp_path: Path) -> None:
    """A part was sent, and what the server made of it nobody knows."""
    post = operation(requestBody={"required": True, "content": {"application/jsonl": {"itemSchema": ref("Piece")}}})
    made = emit(tmp_path, document({"/things": {"post": post}}, "3.2.0", components={"schemas": {"Piece": PIECE}}))
    kind, came = getattr(made.module, made.api.class_name), list[bytes]()

    async def take(request: Request) -> Response:
        async for piece in request.stream():
            came.append(piece)
        return JSONResponse({})

    with starlette(Route("/things", take, methods=["POST"])) as address, kind(server=address) as client:
        with pytest.raises(OutcomeUnknownError) as caught:
            client.things.do(iter([made.models.Piece(delta="a"), made.models.Piece(delta=object())]))
        assert (caught.value.outcome, caught.value.attempts) == ("unknown", 1)
        client.things.do(iter([made.models.Piece(delta="b")]))
    assert came[-2:] == [b'{"delta":"b"}\n', b""]
