"""Bodies of bytes, piece by piece: saved, told how far, gone on with where they break off."""

from __future__ import annotations

import asyncio
import io
import random
import socket
from pathlib import Path
from typing import Any

import pytest
from reissue_runtime import errors
from reissue_runtime.downloads import Bytes
from reissue_runtime.files import Upload
from reissue_runtime.multipart import Multipart
from reissue_runtime.raw import Raw
from reissue_runtime.request import Arguments

from tests.runtime.scripted_client import MODES, Mode, operation
from tests.runtime.socket_server import served
from tests.runtime.test_streams import client_of, head, sent

DATA = bytes(random.Random(5).randbytes(300_000))
ETAG = 'ETag: "v1"'


def downloading(effect: str = "reads") -> Any:
    return Bytes(operation=operation(effect, accept=("application/pdf",)))


def save(mode: Mode, server: str, to: Any, *progress: Any, effect: str = "reads", **options: Any) -> Any:
    """What `save` gives, or the error that it raises."""
    way = downloading(effect)
    given: dict[str, Any] = {"body": {}} if effect != "reads" else {}

    async def run() -> int:
        async with client_of("async", server, **options) as client, await way.aopen(client, **given) as body:
            return int(await body.save(to, *progress))

    try:
        if mode == "async":
            return asyncio.run(run())
        with client_of("sync", server, **options) as client, way.open(client, **given) as body:
            return body.save(to, *progress)
    except errors.ReissueError as error:
        return error


def whole(*extra: str, data: bytes = DATA, told: int = len(DATA)) -> bytes:
    lines = "".join(f"\r\n{line}" for line in extra).encode()
    return head("application/pdf", "length", told).replace(b"\r\n\r\n", lines + b"\r\n\r\n") + data


def rest(start: int, *extra: str, at: int | None = None, data: bytes = DATA) -> bytes:
    lines = "".join(f"\r\n{line}" for line in extra).encode()
    first = start if at is None else at
    told = b"\r\nContent-Range: bytes %d-%d/%d" % (first, len(data) - 1, len(data))
    answer = head("application/pdf", "length", len(data) - start).replace(b"200 OK", b"206 Partial Content")
    return answer.replace(b"\r\n\r\n", told + lines + b"\r\n\r\n") + data[start:]


class Told:
    """A function that is told of progress, and keeps it."""

    def __init__(self, kept: list[tuple[int, int | None]]) -> None:
        self.kept = kept

    def __call__(self, done: int, total: int | None) -> None:
        self.kept.append((done, total))


class Scripted:
    """Answers in turn, each over a connection of its own; what it was asked."""

    def __init__(self, *answers: bytes) -> None:
        self.left, self.heads = list(answers), list[str]()

    def __call__(self, connection: socket.socket, request: bytes) -> bool:
        self.heads.append(request.decode().lower())
        connection.sendall(self.left.pop(0))
        return True


@pytest.mark.parametrize("mode", MODES)
def test_saved_with_progress(mode: Mode, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    script = Scripted(whole())
    with served(script) as server:
        size = save(mode, server.address, tmp_path / "a.pdf", Told(told))
    assert (size, (tmp_path / "a.pdf").read_bytes()) == (len(DATA), DATA)
    assert told[-1] == (len(DATA), len(DATA))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert "accept-encoding: identity" in script.heads[0]


def test_no_length_no_total() -> None:
    to, told = io.BytesIO(), list[tuple[int, int | None]]()
    with served(sent(head("application/pdf"), b"5\r\nhello\r\n0\r\n\r\n")) as server:
        assert save("sync", server.address, to, Told(told)) == 5
    assert (to.getvalue(), told) == (b"hello", [(5, None)])


def test_a_download_has_no_limit_of_size_or_time_as_a_whole() -> None:
    with served(sent(whole())) as server:
        assert save("sync", server.address, io.BytesIO(), max_bytes=100_000) == len(DATA)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("validator", [ETAG, "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT"])
def test_what_is_missing_is_asked_for(mode: Mode, validator: str) -> None:
    """RFC 9110, 14.2 and 13.1.5: Range with If-Range."""
    script = Scripted(whole(validator, data=DATA[:100_000]), rest(100_000, validator))
    to = io.BytesIO(b"before")
    to.seek(6)
    with served(script) as server:
        assert save(mode, server.address, to) == len(DATA)
    assert to.getvalue() == b"before" + DATA
    assert "range: bytes=100000-" in script.heads[1]
    assert f"if-range: {validator.partition(': ')[2].lower()}" in script.heads[1]


def test_another_body_begins_anew() -> None:
    """If-Range: where the validator is another one, the server sends the whole of what there is now, as a 200."""
    other = DATA[::-1]
    script = Scripted(whole(ETAG, data=DATA[:100_000]), whole('ETag: "v2"', data=other))
    to = io.BytesIO()
    with served(script) as server:
        assert save("sync", server.address, to) == len(DATA)
    assert to.getvalue() == other


@pytest.mark.parametrize("at", [0, 99_999, 100_001])
def test_another_range_than_was_asked_for_is_not_put_together(at: int) -> None:
    script = Scripted(whole(ETAG, data=DATA[:100_000]), rest(100_000, at=at))
    with served(script) as server:
        error = save("sync", server.address, io.BytesIO())
    assert isinstance(error, errors.ResponseDecodeError)


@pytest.mark.parametrize(
    ("extra", "effect", "kind"),
    [
        ((), "reads", errors.APIConnectionError),  # nothing tells whether it is the same body
        (('ETag: W/"v1"',), "reads", errors.APIConnectionError),  # a weak one does not either
        ((ETAG,), "creates", errors.OutcomeUnknownError),
    ],
)
def test_what_cannot_be_gone_on_with(extra: tuple[str, ...], effect: str, kind: Any) -> None:
    script = Scripted(whole(*extra, data=DATA[:1000]))
    with served(script) as server:
        error = save("sync", server.address, io.BytesIO(), effect=effect)
    assert isinstance(error, kind)
    assert len(script.heads) == 1


def test_it_is_given_up_where_nothing_comes() -> None:
    script = Scripted(whole(ETAG, data=DATA[:10]), *[rest(10, ETAG)[:-299_990]] * 4)
    with served(script) as server:
        assert isinstance(save("sync", server.address, io.BytesIO()), errors.APIConnectionError)
    assert len(script.heads) == 4


@pytest.mark.parametrize("media", ["application/json", "text/html; charset=utf-8"])
def test_a_provider_that_says_no_instead_of_a_file(media: str, tmp_path: Path) -> None:
    body = b'{"message":"no such report"}'
    with served(sent(head(media, "length", len(body)) + body)) as server:
        error = save("sync", server.address, tmp_path / "x")
    assert isinstance(error, errors.ResponseDecodeError)
    assert (error.body, (tmp_path / "x").exists()) == (body, False)


# --- uploads -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", ["raw", "multipart"])
def test_an_upload_tells_how_far_it_is(mode: Mode, kind: str, tmp_path: Path) -> None:
    path, told = tmp_path / "scan.bin", list[tuple[int, int | None]]()
    path.write_bytes(DATA)
    made = operation("creates", body=Raw() if kind == "raw" else Multipart())

    def take(connection: socket.socket, request: bytes) -> bool:
        connection.settimeout(5)
        came = b""
        while b"chunked" in request and not came.endswith(b"0\r\n\r\n"):  # else the server has read it
            came += connection.recv(65_536)
        connection.sendall(head("application/json", "length", 12) + b'{"id":"R-1"}')
        return True

    async def run(server: str, given: Arguments) -> Any:
        async with client_of("async", server) as client:
            return await client.call(made, given)

    with served(take) as server, Upload(path, Told(told)) as file:
        given = Arguments(body=file if kind == "raw" else {"scan": file})
        if mode == "async":
            assert asyncio.run(run(server.address, given)).id == "R-1"
        else:
            with client_of("sync", server.address) as client:
                assert client.call(made, given).id == "R-1"
    assert told[-1] == (len(DATA), len(DATA))
    assert all(total == len(DATA) for _, total in told)


def test_an_upload_that_is_made_again_begins_with_nothing() -> None:
    told: list[int] = []
    file = Upload(io.BytesIO(b"12345"), lambda done, _: told.append(done))
    for _ in range(2):
        file.seek(0)
        while file.read(2):
            pass
    assert told == [2, 4, 5, 2, 4, 5]


@pytest.mark.parametrize("mode", MODES)
def test_a_server_may_send_a_part_of_the_range(mode: Mode) -> None:
    """RFC 9110, 15.3.7: a subset of what was asked for, as its Content-Range says; the rest is asked for again."""
    part = DATA[100_000:180_000]
    line = b"\r\nContent-Range: bytes 100000-179999/300000\r\n" + ETAG.encode()
    short = head("application/pdf", "length", len(part)).replace(b"200 OK", b"206 Partial Content")
    script = Scripted(
        whole(ETAG, data=DATA[:100_000]), short.replace(b"\r\n\r\n", line + b"\r\n\r\n") + part, rest(180_000, ETAG)
    )
    to = io.BytesIO()
    with served(script) as server:
        assert save(mode, server.address, to) == len(DATA)
    assert to.getvalue() == DATA


def test_parts_of_two_bodies_are_never_put_together() -> None:
    """RFC 9110, 15.3.7.3: only where both have the same strong validator."""
    script = Scripted(whole(ETAG, data=DATA[:100_000]), rest(100_000, 'ETag: "v2"'))
    with served(script) as server:
        assert isinstance(save("sync", server.address, io.BytesIO()), errors.ResponseDecodeError)
