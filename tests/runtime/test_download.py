"""Bodies as they come: packed ones are unpacked within a size, and what is cut off is no body. zlib and gzip made them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest
from reissue_runtime.connections import is_one_answer
from reissue_runtime.download import Download, TooLarge

TEXT = b'{"reference": "R-1", "total": 1250}'
RAW = zlib.compressobj(wbits=-15)
BARE = RAW.compress(TEXT) + RAW.flush()


def download(
    coding: str = "", most: int = 1000, length: str = "", deadline: float = 10.0, now: float = 0.0
) -> Download:
    headers = {"content-encoding": coding, "content-length": length}
    return Download(headers, most, deadline, lambda: now)


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("utf-8", TEXT),  # a mistake of servers: no coding at all
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZIP", gzip.compress(TEXT, mtime=0)),
        (" Gzip ", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
    ],
)
def test_a_body_is_unpacked(coding: str, body: bytes, size: int) -> None:
    one = download(coding)
    for piece in pieces(body, size):
        one.feed(piece)
    assert one.end() == TEXT


def test_deflate_without_a_header() -> None:
    """RFC 9110, 8.4.1.2: some send it so, and it is to be expected."""
    one = download("deflate")
    one.feed(BARE)
    assert one.end() == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_an_empty_body_needs_no_packing(coding: str) -> None:
    assert download(coding).end() == b""


@pytest.mark.parametrize("left_off", [1, 4, 8, 9])
def test_a_packed_body_that_is_cut_off(left_off: int) -> None:
    """Its last eight bytes are its sum and its length: without them nobody knows that it is whole."""
    one = download("gzip")
    one.feed(gzip.compress(TEXT)[:-left_off])
    with pytest.raises(ValueError, match="not whole"):
        one.end()


def test_what_follows_a_packed_body() -> None:
    one = download("gzip")
    one.feed(gzip.compress(TEXT) + b"more")
    with pytest.raises(ValueError, match="not whole"):
        one.end()


def test_what_is_not_packed_at_all() -> None:
    one = download("gzip")
    with pytest.raises(zlib.error):
        one.feed(TEXT)


def test_a_wrong_sum() -> None:
    body = bytearray(gzip.compress(TEXT))
    body[-8] ^= 1
    with pytest.raises(zlib.error):
        download("gzip").feed(bytes(body))


def test_more_than_the_client_takes() -> None:
    fits = download(most=35)
    fits.feed(TEXT)
    assert fits.end() == TEXT
    with pytest.raises(TooLarge, match="longer than 34 bytes"):
        download(most=34).feed(TEXT)


def test_a_little_that_unpacks_to_much_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    one = download("gzip", most=1_000_000)
    with pytest.raises(TooLarge):
        one.feed(bomb)
    assert sum(map(len, one._chunks)) == 0


def test_an_announced_length_is_enough() -> None:
    with pytest.raises(TooLarge):
        download(most=1000, length="10000")
    download(most=1000, length="999")
    download(most=1000, length="-5")  # for the transport to judge


def test_the_deadline_counts_from_the_second_piece() -> None:
    """An answer that comes late and whole is an answer."""
    late = download(deadline=10.0, now=11.0)
    late.feed(TEXT)
    assert late.end() == TEXT
    with pytest.raises(TimeoutError):
        late.feed(b"")


# --- one answer and nothing else (RFC 9112, 6 and 7) ---------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "received",
    [
        HEAD + b"Content-Length: 2\r\n\r\n{}",
        HEAD + b"content-length:2\r\n\r\n{}",
        HEAD + b"CONTENT-LENGTH: \t 2 \r\n\r\n{}",
        HEAD + b"Content-Length: 0\r\n\r\n",
        CHUNKED + b"2\r\n{}\r\n0\r\n\r\n",
        CHUNKED + b"1;ext=x\r\n{\r\n01\r\n}\r\n000\r\n\r\n",
        CHUNKED + b"0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n",
    ],
)
def test_one_answer(received: bytes) -> None:
    assert is_one_answer(received, bodiless=False)


@pytest.mark.parametrize(
    "received",
    [
        HEAD + b"Content-Length: 2\r\n\r\n{}\n",
        HEAD + b"Content-Length: 2\r\n\r\n{}" + HEAD + b"Content-Length: 0\r\n\r\n",
        HEAD + b"Content-Length: 3\r\n\r\n{}",
        HEAD + b"\r\n{}",
        CHUNKED + b"2\r\n{}\r\n0\r\n\r\n\r\n",
        CHUNKED + b"2\r\n{}\r\n0\r\n\r\n" + HEAD + b"Content-Length: 0\r\n\r\n",
        CHUNKED + b"2\r\n{}\r\n0\r\nTrailer: x\r\n\r\n",
        CHUNKED + b"2\r\n{}\r\n",
        CHUNKED + b"x\r\n",
        b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 304 Not Modified\r\n\r\nx",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" + HEAD + b"Content-Length: 0\r\n\r\n",
        b"nonsense",
        b"",
    ],
)
def test_not_surely_one_answer(received: bytes) -> None:
    """Also what may be one, but is not understood: it costs a connection, and no more."""
    assert not is_one_answer(received, bodiless=False)


def test_an_answer_to_head_has_no_body() -> None:
    head = HEAD + b"Content-Length: 2\r\n\r\n"
    assert is_one_answer(head, bodiless=True)
    assert not is_one_answer(head + b"{}", bodiless=True)
