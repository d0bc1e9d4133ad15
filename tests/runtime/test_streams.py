"""Streams over real connections: cut at every byte, slow, closed early, gone on with."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import httpx
import pytest
import trio
from msgspec import UNSET, UnsetType
from reissue_runtime import errors
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.events import Events, ServerSentEvent
from reissue_runtime.json_stream import JsonLines, JsonSequence
from reissue_runtime.mixed_stream import MixedParts, PartFrames
from reissue_runtime.model import Model
from reissue_runtime.operation import Operation
from reissue_runtime.options import CallOptions
from reissue_runtime.retry import RetryPolicy

from tests.runtime.scripted_client import MODES, Mode, Problem, operation, provider
from tests.runtime.socket_server import Handler, Server, served

EVENTS = "text/event-stream"
LINES, SEQ = "application/x-ndjson", "application/json-seq"


class Row(Model, kw_only=True):
    n: int
    text: str | UnsetType = UNSET


def streaming(media: str = EVENTS, effect: str = "reads", item: Any = Row, **more: Any) -> Any:
    kinds: dict[str, Any] = {EVENTS: Events, LINES: JsonLines, SEQ: JsonSequence}
    made: Operation[Any] = operation(effect, accept=(media,))
    return kinds[media](item, operation=made, **more)


def client_of(mode: Mode, server: str, **options: Any) -> Any:
    kind: Any = Client if mode == "sync" else AsyncClient
    return kind(provider(security=(), schemes={}), server, {}, {"retry": RetryPolicy(base=0.01), **options})


def head(media: str, framing: str = "chunked", length: int = 0) -> bytes:
    told = {"chunked": b"Transfer-Encoding: chunked\r\n", "length": b"Content-Length: %d\r\n" % length, "close": b""}
    return b"HTTP/1.1 200 OK\r\nContent-Type: " + media.encode() + b"\r\n" + told[framing] + b"\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def sent(*pieces: bytes, then: Callable[[], object] = lambda: None) -> Handler:
    """A handler that answers with these pieces and hangs up."""

    def answer(connection: socket.socket, _: bytes) -> bool:
        for piece in pieces:
            connection.sendall(piece)
        then()
        return True

    return answer


def items(mode: Mode, client: Any, way: Any, **given: Any) -> tuple[list[Any], Any]:
    """What a stream gives up to its end, and what ends it."""
    found: list[Any] = []

    async def collect() -> None:
        async with client, await way.aopen(client, **given) as stream:
            async for item in stream:
                found.append(item)

    try:
        if mode == "async":
            asyncio.run(collect())
        else:
            with client, way.open(client, **given) as stream:
                for item in stream:
                    found.append(item)
    except errors.ReissueError as error:
        return found, error
    return found, None


# --- every position ------------------------------------------------------------------------------------------------

ROWS = [Row(n=1, text="ä"), Row(n=22)]
BODIES = {
    EVENTS: 'data: {"n": 1,\ndata: "text": "ä"}\n\n: ping\n\nid: 4\ndata: {"n": 22}\n\n'.encode(),
    LINES: '{"n":1,"text":"ä"}\n\n{"n":22}\n'.encode(),
    SEQ: '\x1e{"n":1,"text":"ä"}\n\x1e{"n":22}\n'.encode(),
}


@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
@pytest.mark.parametrize("media", BODIES)
def test_cut_at_every_byte_no_item_is_half_or_other(media: str, framing: str) -> None:
    """A part passed off as the whole is possible only where HTTP tells no end (RFC 9112, 8) and the medium has none."""
    body = BODIES[media]
    answers = [
        (head(media, framing, len(body)) + (chunk(body[:cut]) if cut and framing == "chunked" else body[:cut]))
        for cut in range(len(body) + 1)
    ]
    left = iter(answers)
    ends: list[tuple[int, bool]] = []
    with served(lambda connection, _: connection.sendall(next(left)) or True) as server:
        client = client_of("sync", server.address, retry=RetryPolicy.NEVER)
        for cut in range(len(answers)):
            found, error = items("sync", client_of("sync", server.address), streaming(media))
            assert found == ROWS[: len(found)]
            ends.append((len(found), error is None))
            if error is not None:
                assert isinstance(error, errors.APIConnectionError), (cut, error)
                assert error.outcome == "not happened"
                assert f"after {len(found)} items" in str(error)
        client.close()
    whole = [cut for cut, (_, clean) in enumerate(ends) if clean]
    if framing == "length":
        assert whole == [len(body)]
    elif framing == "chunked":
        assert whole == []  # the last chunk never comes
    elif media == EVENTS:  # HTML, 9.2.6: of a file that ends in the middle of an event it "is not dispatched"
        assert {body[:cut].rpartition(b"\n\n")[2][:1] for cut in whole} == {b"", b":"}
    assert ends[-1][0] == 2


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_whole_answer_that_is_cut_off_gives_its_items_first(mode: Mode) -> None:
    """As above, of an answer that somebody else's client has read before: what came whole is not lost."""
    cut = httpx.Response(200, headers={"content-type": EVENTS}, content=BODIES[EVENTS][:-4])
    answer = httpx.MockTransport(lambda _: cut)
    kind: Any = httpx.Client if mode == "sync" else httpx.AsyncClient
    found, error = items(mode, client_of(mode, "https://host.example", http=kind(transport=answer)), streaming())
    assert found == ROWS[:1] and isinstance(error, errors.APIConnectionError)
    assert "after 1 items (it ends in the middle)" in str(error)


def test_a_line_that_may_go_on_is_no_item_where_nobody_tells_the_end() -> None:
    with served(sent(head(LINES, "close") + b"12\n34")) as server:
        found, error = items("sync", client_of("sync", server.address), streaming(LINES, item=int))
    assert (found, type(error)) == ([12], errors.APIConnectionError)
    with served(sent(head(LINES, "length", 5) + b"12\n34")) as server:
        assert items("sync", client_of("sync", server.address), streaming(LINES, item=int)) == ([12, 34], None)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (b"\x1e123\n", [123]),
        (b"\x1e\x1e\x1e[1,\n2]\n", [[1, 2]]),  # "multiple RS octets ... interpreted as if there were just one"
        (b"\x1etrue\n\x1enull\n", [True, None]),
        (b'\x1e{"a":\n{"b":\n1}\n}\n\x1e"x"', [{"a": {"b": 1}}, "x"]),
    ],
)
def test_sequences_of_rfc_7464(text: bytes, given: list[Any]) -> None:
    with served(sent(head(SEQ, "length", len(text)) + text)) as server:
        assert items("sync", client_of("sync", server.address), streaming(SEQ, item=Any)) == (given, None)


@pytest.mark.parametrize("text", [b"\x1e123\x1e4\n", b"\x1etru\n", b'\x1e{"a":\x1e1\n', b"1\n2\n", b"\x1e12"])
def test_what_rfc_7464_drops_is_told(text: bytes) -> None:
    """2.4: a number, true, false or null without white space after it "may have been truncated"."""
    with served(sent(head(SEQ, "length", len(text)) + text)) as server:
        _, error = items("sync", client_of("sync", server.address), streaming(SEQ, item=Any))
    assert isinstance(error, errors.ResponseDecodeError)


def test_what_cannot_be_read_does_not_end_the_stream() -> None:
    """RFC 7464, 2.1: the parser "SHOULD nonetheless continue parsing the remainder of the sequence"."""
    text = b'\x1e{"n":1}\n\x1e{"n":\n\x1e{"n":3}\n'
    with served(sent(head(SEQ, "length", len(text)) + text)) as server, client_of("sync", server.address) as client:
        stream = streaming(SEQ).open(client)
        assert next(stream) == Row(n=1)
        with pytest.raises(errors.ResponseDecodeError, match="item 2 of the stream") as caught:
            next(stream)
        assert caught.value.body is not None and b'{"n":' in caught.value.body
        assert list(stream) == [Row(n=3)]


# Written by Python's own `email` package, which is the judge of what a part is.
PARTS = (
    b'preamble\r\n--Ab+1\r\nContent-Type: application/json\r\n\r\n{"n":1}\r\n--Ab+1\r\n\r\n{"n":2}\r\n'
    b"--Ab+1  \r\nX-Page: 7\r\n\r\n\r\n--Ab+\r\n--Ab+12\r\n{}\r\n--Ab+1--\r\nepilogue"
)


def test_parts_are_those_that_python_finds_however_they_come() -> None:
    message = message_from_bytes(b'Content-Type: multipart/mixed; boundary="Ab+1"\r\n\r\n' + PARTS)
    expected = [one.get_payload(decode=True) for one in message.walk() if not one.is_multipart()]
    assert len(expected) == 3
    for cut in range(len(PARTS)):
        frames = PartFrames("Ab+1")
        found = [part for piece in (PARTS[:cut], PARTS[cut:]) for part in frames.feed(piece)]
        assert [part.data for part in (*found, *frames.end(True))] == expected
    frames = PartFrames("Ab+1")
    found = [part for byte in PARTS for part in frames.feed(bytes([byte]))]
    assert ([part.data for part in found], found[2].headers) == (expected, {"x-page": "7"})


def test_parts_are_typed_and_what_ends_before_its_end_is_told() -> None:
    body = PARTS[: PARTS.index(b"--Ab+1  ")]
    media = "multipart/mixed; boundary=Ab+1"
    way: Any = MixedParts(Row, operation=operation("reads", accept=("multipart/mixed",)))
    for rest, clean in ((b"--Ab+1--", True), (b"", False)):
        with served(sent(head(media, "length", len(body + rest)) + body + rest)) as server:
            found, error = items("sync", client_of("sync", server.address), way)
        assert (found == [Row(n=1), Row(n=2)], error is None) == (clean, clean)


# --- outcome -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("effect", "key", "kind", "outcome", "advice"),
    [
        ("reads", None, errors.APIConnectionError, "not happened", "repeat"),
        ("creates", None, errors.OutcomeUnknownError, "unknown", "look"),
        ("creates+key", "k-1", errors.OutcomeUnknownError, "unknown", "same_key"),
    ],
)
def test_a_stream_that_breaks_off(mode: Mode, effect: str, key: Any, kind: Any, outcome: str, advice: str) -> None:
    with served(sent(head(EVENTS), chunk(b'data: {"n": 1}\n\n'), b"5\r\nda")) as server:
        given: dict[str, Any] = {"body": {}} if effect != "reads" else {}
        given |= {"idempotency_key": key} if key else {}
        found, error = items(mode, client_of(mode, server.address), streaming(effect=effect), **given)
        assert len(server.requests) == 1  # nothing is repeated after an answer has begun
    assert found == [Row(n=1)]
    assert isinstance(error, kind)
    assert (error.outcome, error.advice, error.status, error.idempotency_key) == (outcome, advice, 200, key)


@pytest.mark.parametrize("mode", MODES)
def test_before_the_answer_begins_all_is_as_with_any_call(mode: Mode) -> None:
    """503 and 429 are repeated, a 404 is its typed error."""
    answers = [
        b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
        head(EVENTS) + chunk(b'data: {"n": 1}\n\n') + b"0\r\n\r\n",
        b'HTTP/1.1 404 No\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"message":"no"}',
    ]
    left = iter(answers)
    with served(lambda connection, _: connection.sendall(next(left)) and None) as server:
        assert items(mode, client_of(mode, server.address), streaming()) == ([Row(n=1)], None)
        _, error = items(mode, client_of(mode, server.address), streaming())
    assert isinstance(error, errors.NotFoundError)
    assert error.detail == Problem(message="no")


@pytest.mark.parametrize(("effect", "outcome"), [("reads", "not happened"), ("creates", "unknown")])
@pytest.mark.parametrize(
    ("media", "body"), [("application/json", b'{"message":"no"}'), ("text/html", b"<p>Log in</p>")]
)
def test_a_success_that_is_no_such_stream(effect: str, outcome: str, media: str, body: bytes) -> None:
    with served(sent(head(media, "length", len(body)) + body)) as server:
        given: dict[str, Any] = {"body": {}} if effect != "reads" else {}
        _, error = items("sync", client_of("sync", server.address), streaming(effect=effect), **given)
    assert isinstance(error, errors.ResponseDecodeError)
    assert (error.outcome, error.body) == (outcome, body)
    assert error.provider_message == ("no" if media == "application/json" else None)


def test_no_content_is_an_empty_stream() -> None:
    with served(sent(b"HTTP/1.1 204 None\r\n\r\n")) as server:
        assert items("sync", client_of("sync", server.address), streaming()) == ([], None)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (b'event: error\ndata: {"error": {"message": "overloaded"}}\n\n', errors.ProviderRejectedError),
        (b'data: {"message": "overloaded"}\n\n', errors.ProviderRejectedError),  # what 404 documents
        (b'event: error\ndata: {"n": 5}\n\n', None),  # an item, whatever it is called
        (b'data: {"m": 5}\n\n', None),  # a drift
    ],
)
def test_errors_inside_of_a_stream(event: bytes, kind: Any) -> None:
    """OpenAI and Anthropic send their errors as events, after a 200."""
    body = b'data: {"n": 1}\n\n' + event
    drifts: list[Any] = []
    with served(sent(head(EVENTS, "length", len(body)) + body)) as server:
        client = client_of("sync", server.address, on_drift=drifts.append)
        found, error = items("sync", client, streaming(effect="creates"), body={})
    assert type(error) is (kind or type(None))
    if kind is not None:
        assert error is not None and "overloaded" in str(error) and error.outcome == "unknown"
        assert found == [Row(n=1)]
    else:
        assert len(found) == 2


def test_strict_holds_for_items() -> None:
    body = b'{"n": 1, "odd": 2}\n'
    with served(sent(head(LINES, "length", len(body)) + body)) as server:
        _, error = items("sync", client_of("sync", server.address, strict=True), streaming(LINES))
    assert isinstance(error, errors.ResponseDecodeError) and "odd" in str(error)


# --- the end -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_done_ends_a_stream_whose_connection_stays_open(mode: Mode) -> None:
    gone = threading.Event()

    def wait(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(head(EVENTS) + chunk(b'data: {"n": 1}\n\ndata: [DONE]\n\ndata: {"n": 2}\n\n'))
        connection.recv(1)  # until the client closes
        gone.set()
        return True

    with served(wait) as server:
        assert items(mode, client_of(mode, server.address), streaming()) == ([Row(n=1)], None)
    assert gone.wait(5)


@pytest.mark.parametrize(
    ("end", "whole"),
    [
        (b"", True),
        (b": ping", True),
        (b"data: [DONE]", True),
        (b"data: [DONE]\n", True),
        (b"id: 5", False),
        (b'data: {"n": 2}', False),
        (b'data: {"n": 2}\n', False),
        (b"da", False),
    ],
)
def test_an_event_that_is_not_whole_is_no_item_and_is_told(end: bytes, whole: bool) -> None:
    """HTML, 9.2.6: once the end is reached, "any pending data must be discarded"; here the length of the answer tells the end."""
    body = b'data: {"n": 1}\n\n' + end
    with served(sent(head(EVENTS, "length", len(body)) + body)) as server:
        found, error = items("sync", client_of("sync", server.address), streaming())
    assert found == [Row(n=1)]
    assert (error is None) is whole


@pytest.mark.parametrize(
    ("body", "whole"), [(b'data: {"n": 1}\n\ndata: END\n\n', True), (b'data: {"n": 1}\n\n', False)]
)
def test_a_terminator_that_is_documented_must_come(body: bytes, whole: bool) -> None:
    with served(sent(head(EVENTS, "length", len(body)) + body)) as server:
        found, error = items("sync", client_of("sync", server.address), streaming(terminator="END"))
    assert found == [Row(n=1)]
    assert (error is None) is whole


def test_forms_of_events() -> None:
    body = b"event: a\nid: 7\ndata: x\n\n"

    class Whole(Model, kw_only=True):
        data: str
        event: str
        id: str
        retry: int | UnsetType = UNSET

    with served(sent(head(EVENTS, "length", len(body)) + body)) as server:

        def first(item: Any, form: str | None) -> Any:
            (found,), error = items("sync", client_of("sync", server.address), streaming(item=item, form=form))
            assert error is None
            return found

        assert first(None, None) == ServerSentEvent("a", "x", "7", None, frozenset({"event", "id", "data"}))
        assert first(str, "text") == "x"
        assert first(Whole, "event") == Whole(data="x", event="a", id="7")


# --- time and size -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_time_is_counted_between_signs_of_life(mode: Mode) -> None:
    """Pings every 0.15 s keep a stream with a limit of 0.4 s alive; a line that never ends does not."""

    def slow(connection: socket.socket, request: bytes) -> bool:
        connection.sendall(head(EVENTS))
        for _ in range(4):
            time.sleep(0.15)
            connection.sendall(chunk(b": ping\n"))
        connection.sendall(chunk(b'data: {"n": 1}\n\ndata: '))
        try:
            for _ in range(100):
                time.sleep(0.1)
                connection.sendall(chunk(b"x"))
        except OSError:
            pass
        return True

    with served(slow) as server:
        began = time.monotonic()
        found, error = items(mode, client_of(mode, server.address, timeout=0.4), streaming())
        took = time.monotonic() - began
    assert found == [Row(n=1)]
    assert isinstance(error, errors.APIConnectionError) and "nothing came for 0.4 s" in str(error)
    assert 0.9 < took < 3


def test_what_the_caller_does_in_between_is_not_counted_and_nor_is_the_deadline() -> None:
    body = [chunk(b'data: {"n": %d}\n\n' % n) for n in range(3)]
    options = {"timeout": 0.3, "retry": RetryPolicy(deadline=0.4)}
    with (
        served(sent(head(EVENTS), *body, b"0\r\n\r\n")) as server,
        client_of("sync", server.address, **options) as client,
        streaming().open(client) as stream,
    ):
        for _ in stream:
            time.sleep(0.2)
        assert stream.count == 3


def test_an_item_has_a_size_limit_and_a_stream_has_none() -> None:
    rows = [b'{"n":%d,"text":"%s"}\n' % (n, b"x" * 300) for n in range(20)]
    endless = b'{"n":1,"text":"' + b"x" * 5000
    for body, expected in ((b"".join(rows), 20), (b"".join(rows[:2]) + endless, 2)):
        with served(sent(head(LINES, "length", len(body)) + body)) as server:
            found, error = items("sync", client_of("sync", server.address, max_bytes=1000), streaming(LINES))
        assert len(found) == expected
        assert (error is None) == (expected == 20)
    assert isinstance(error, errors.ResponseDecodeError) and "max_bytes" in str(error)


def test_a_packed_stream_is_unpacked_as_it_comes_and_a_bomb_is_bounded() -> None:
    def packed(body: bytes, cut: int | None = None) -> bytes:
        data = gzip.compress(body)[:cut]
        return head(LINES, "length", len(data)).replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") + data

    answers = [packed(b'{"n":1}\n'), packed(b'{"n":1}\n{"n":2}\n', -9), packed(b"x" * 50_000_000)]
    left = iter(answers)
    with served(lambda connection, _: connection.sendall(next(left)) or True) as server:
        got = [items("sync", client_of("sync", server.address, max_bytes=10_000), streaming(LINES)) for _ in answers]
    assert got[0] == ([Row(n=1)], None)
    assert isinstance(got[1][1], errors.APIConnectionError)
    assert isinstance(got[2][1], errors.ResponseDecodeError)


# --- closing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loop", ["sync", "asyncio", "trio"])
def test_closed_early_a_connection_is_never_used_again(loop: str) -> None:
    """What was not read would be the answer to the next call."""
    spoof = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"id":"BAD"}'

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"event-stream" in request:
            connection.sendall(head(EVENTS) + chunk(b'data: {"n": 1}\n\n') + chunk(spoof))
        else:
            connection.sendall(spoof.replace(b"BAD", b"R-1"))

    get: Operation[Any] = operation("reads")
    with served(answer) as server:
        if loop == "sync":
            with client_of("sync", server.address) as client:
                with streaming().open(client) as stream:
                    assert next(stream) == Row(n=1)
                assert stream.closed
                value = client.call(get, _nothing())
                with pytest.raises(errors.InvalidArgumentError, match="closed"):
                    next(stream)
        else:

            async def main() -> Any:
                async with client_of("async", server.address) as client:
                    async with await streaming().aopen(client) as stream:
                        assert await anext(stream) == Row(n=1)
                    assert stream.closed
                    return await client.call(get, _nothing())

            value = asyncio.run(main()) if loop == "asyncio" else trio.run(main)
        assert value.id == "R-1"
        assert server.connections == 2


def _nothing() -> Any:
    from reissue_runtime.request import Arguments

    return Arguments()


def test_a_cancelled_wait_gives_the_connection_back() -> None:
    gone = threading.Event()

    def wait(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(head(EVENTS))
        connection.recv(1)
        gone.set()
        return True

    async def main(server: Server) -> None:
        async with client_of("async", server.address) as client:
            stream = await streaming().aopen(client)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(anext(stream), 0.05)
            assert stream.closed
            assert await asyncio.to_thread(gone.wait, 5)

    with served(wait) as server:
        asyncio.run(main(server))


@pytest.mark.parametrize("mode", MODES)
def test_a_client_of_the_users(mode: Mode) -> None:
    async def run(server: str) -> Any:
        async with httpx.AsyncClient() as http:
            client = client_of("async", server, http=http)
            async with await streaming().aopen(client) as stream:
                return [item async for item in stream]

    with served(sent(head(EVENTS), chunk(b'data: {"n": 1}\n\n'), b"0\r\n\r\n")) as server:
        if mode == "async":
            assert asyncio.run(run(server.address)) == [Row(n=1)]
            return
        with httpx.Client() as http, streaming().open(client_of("sync", server.address, http=http)) as stream:
            assert list(stream) == [Row(n=1)]


def test_what_is_known_beside_the_items() -> None:
    answer = head(EVENTS).replace(b"\r\n\r\n", b"\r\nX-Request-Id: r-9\r\n\r\n") + b"0\r\n\r\n"
    with served(sent(answer)) as server, client_of("sync", server.address) as client:
        told = client.with_response(streaming().open, client)
    assert (told.status, told.request_id, told.value.request_id, told.value.status) == (200, "r-9", "r-9", 200)


# --- going on ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_stream_goes_on_where_it_ended(mode: Mode) -> None:
    """The HTML standard, 9.2.3: after an end or a break with `Last-Event-ID`, until a 204; `retry` says when."""
    answers = [
        head(EVENTS) + chunk(b'retry: 20\nid: 7\ndata: {"n": 1}\n\nid: 8\ndata: {"n"'),  # broken off
        head(EVENTS) + chunk(b'data: {"n": 2}\n\n') + b"0\r\n\r\n",  # ended
        head(EVENTS) + chunk(b'id: 9\ndata: {"n": 3}\n\n') + b"0\r\n\r\n",
        b"HTTP/1.1 204 Done\r\n\r\n",
    ]
    left, heads = iter(answers), list[bytes]()

    def answer(connection: socket.socket, request: bytes) -> bool:
        heads.append(request.lower())
        connection.sendall(next(left))
        return True

    found: list[Any] = []

    async def run(server: str) -> None:
        async with client_of("async", server) as client, await streaming().aopen(client) as stream:
            async for item in stream.resuming():
                found.append(item)

    with served(answer) as server:
        if mode == "async":
            asyncio.run(run(server.address))
        else:
            with client_of("sync", server.address) as client, streaming().open(client) as stream:
                found += stream.resuming()
                assert stream.last_event_id == "9"
    assert found == [Row(n=1), Row(n=2), Row(n=3)]
    ids = [line for one in heads for line in one.split(b"\r\n") if line.startswith(b"last-event-id")]
    assert ids == [b"last-event-id: 7", b"last-event-id: 7", b"last-event-id: 9"]


def test_a_stream_to_which_nothing_comes_is_given_up() -> None:
    with served(sent(head(EVENTS))) as server:
        retry = RetryPolicy(max_attempts=2, base=0.01)
        with (
            client_of("sync", server.address, retry=retry) as client,
            streaming().open(client) as stream,
            pytest.raises(errors.APIConnectionError),
        ):
            list(stream.resuming())
        assert len(server.requests) == 3


@pytest.mark.parametrize("effect", ["creates", "sends", "pays", "sets"])
def test_an_effect_is_never_asked_for_a_second_time(effect: str) -> None:
    with served(sent(head(EVENTS), chunk(b'data: {"n": 1}\n\n'))) as server:
        with (
            client_of("sync", server.address) as client,
            streaming(effect=effect).open(client, body={}) as stream,
            pytest.raises(errors.InvalidArgumentError, match="effect again"),
        ):
            list(stream.resuming())
        assert len(server.requests) == 1


def test_one_can_begin_after_a_known_id() -> None:
    heads: list[bytes] = []

    def answer(connection: socket.socket, request: bytes) -> bool:
        heads.append(request)
        connection.sendall(b"HTTP/1.1 204 Done\r\n\r\n")
        return True

    with served(answer) as server, client_of("sync", server.address) as client:
        options = CallOptions(headers={"Last-Event-ID": "5"})
        assert list(streaming().open(client, options=options)) == []
    assert b"Last-Event-ID: 5" in heads[0]
