"""Bodies on the wire: JSON, forms, multipart and bytes."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import field
from reissue_runtime.body import encode_json
from reissue_runtime.charsets import text_of
from reissue_runtime.encode import EncodeError
from reissue_runtime.forms import Form
from reissue_runtime.idempotency import Idempotency
from reissue_runtime.items import JsonItems
from reissue_runtime.model import UNSET, Model, UnsetType
from reissue_runtime.multipart import Multipart, Part
from reissue_runtime.multipart_items import MultipartItems
from reissue_runtime.raw import Raw
from reissue_runtime.styles import StyledQuery
from reissue_runtime.transport import as_async


class Row(Model, kw_only=True):
    price: Decimal | float
    note: str | UnsetType | None = UNSET


class Request(Model, kw_only=True):
    reference: str | UnsetType | None = field(name="ref", default=UNSET)
    rows: list[Row] | UnsetType = UNSET
    at: datetime | UnsetType = UNSET


# --- JSON ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (Request(), b"{}"),
        (Request(reference=None), b'{"ref":null}'),
        (Request(rows=[Row(price=Decimal("10.10"), note="ä")]), '{"rows":[{"price":10.10,"note":"ä"}]}'.encode()),
        (Request(at=datetime(2024, 5, 30, tzinfo=UTC)), b'{"at":"2024-05-30T00:00:00Z"}'),
        ({"a": None, "b": [1.5, True]}, b'{"a":null,"b":[1.5,true]}'),
        (MappingProxyType({"a": 1}), b'{"a":1}'),
        ({"word": "NaN null Infinity"}, b'{"word":"NaN null Infinity"}'),
        (None, b"null"),
    ],
)
def test_json(body: object, content: bytes) -> None:
    assert encode_json(body) == content


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (Request(rows=[Row(price=1.0), Row(price=float("nan"))]), "body.rows[1].price"),
        (Request(rows=[Row(price=Decimal("NaN"))]), "body.rows[0].price"),
        ({"john@example.com": float("inf")}, "body.*"),
        ([(1, Decimal("-Infinity"))], "body[0][1]"),
        (float("nan"), "body"),
    ],
)
def test_numbers_that_are_not_finite_are_refused_with_their_place(body: object, place: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode_json(body)
    assert str(caught.value) == f"{place} is not a finite number"


def test_what_json_cannot_carry_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    for body in ({"secret": UNSET}, {"secret": object()}, {("secret",): 1}, endless, 10**5000, "secret\ud800"):
        with pytest.raises(EncodeError, match="cannot be written as JSON") as caught:
            encode_json(body)
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "content", "key"),
    [
        ({}, {"key": "k1"}, "k1"),
        (UNSET, {"key": "k1"}, "k1"),
        (Request(reference="r"), {"key": "k1", "ref": "r"}, "k1"),
        ({"key": "mine", "a": 1}, {"key": "mine", "a": 1}, "mine"),
        ({"key": None, "a": 1}, {"key": "k1", "a": 1}, "k1"),
        ({"key": None}, {"key": "k1"}, "k1"),
        ({"a": Decimal("1.10")}, {"key": "k1", "a": 1.1}, "k1"),
    ],
)
def test_an_idempotency_key_goes_into_the_body_unless_one_is_there(body: object, content: object, key: str) -> None:
    written, used = Idempotency(member="key").insert(body, "k1")
    assert json.loads(written, object_pairs_hook=_once) == content and used == key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_an_idempotency_key_in_a_member_of_a_model() -> None:
    assert Idempotency(member="ref").insert(Request(), "k1") == (b'{"ref":"k1"}', "k1")
    assert Idempotency(member="ref").insert(Request(reference=None), "k1") == (b'{"ref":"k1"}', "k1")
    assert Idempotency(member="ref").insert(Request(reference="r"), "k1") == (b'{"ref":"r"}', "r")
    with pytest.raises(EncodeError):
        Idempotency(member="ref").insert([1], "k1")


# --- forms ---------------------------------------------------------------------------------------------------------


def test_form() -> None:
    body = {"a": "x y&z+", "b": [1, 2], "c": {"k": [1]}, "d": None, "e": True, "f": ["p", "q"], "g": {"h": 1}}
    form = Form(
        fields={"f": StyledQuery("f", style="pipeDelimited", explode=False), "g": StyledQuery("g", style="deepObject")}
    )
    content = form.write(body, None).content
    assert content == b"a=x+y%26z%2B&b=1&b=2&c=%7B%22k%22%3A%5B1%5D%7D&e=true&f=p%7Cq&g%5Bh%5D=1"
    assert Form().write(Request(reference="r"), None).content == b"ref=r"
    assert Form().write({}, None).content == b""
    with pytest.raises(EncodeError):
        Form().write([1], None)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=4))
def test_a_form_is_read_as_it_was_written(body: dict[str, str]) -> None:
    assert parse_qsl(Form().write(body, None).content.decode(), keep_blank_values=True) == list(body.items())


# --- multipart -----------------------------------------------------------------------------------------------------


def parts_of(body: object, multipart: Multipart, repeat: int = 1) -> list[tuple[str, bytes]]:
    """What httpx makes of it: (headers, content) of each part; sent `repeat` times, each time the same."""
    files = multipart.write(body, None)
    sent: list[list[tuple[str, bytes]]] = []
    try:
        for _ in range(repeat):
            request = httpx.Request(
                "POST",
                "https://host.example",
                files=files.files,
                headers={"content-type": "multipart/form-data; boundary=b"},
            )
            found: list[tuple[str, bytes]] = []
            for raw in request.read().split(b"--b")[1:-1]:
                head, _, content = raw.strip(b"\r\n").partition(b"\r\n\r\n")
                found.append((head.decode(), content))
            sent.append(found)
    finally:
        files.close()
    assert all(one == sent[0] for one in sent)
    return sent[0]


def test_multipart(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF")
    body = {
        "name": "A",
        "tags": ["x", "y"],
        "row": Row(price=Decimal("1.10")),
        "scan": path,
        "raw": b"\x00\x01",
        "named": ("n.txt", "text"),
        "typed": ("n.bin", io.BytesIO(b"b"), "application/x-b"),
        "none": None,
        "list": [1],
    }
    parts = Multipart(parts={"raw": Part(file=True, media="image/png"), "list": Part(json=True)})
    head = "Content-Disposition: form-data; name="
    assert parts_of(body, parts, repeat=2) == [
        (f'{head}"name"', b"A"),
        (f'{head}"tags"', b"x"),
        (f'{head}"tags"', b"y"),
        (f'{head}"row"\r\nContent-Type: application/json', b'{"price":1.10}'),
        (f'{head}"scan"; filename="scan.pdf"\r\nContent-Type: application/pdf', b"%PDF"),
        (f'{head}"raw"; filename="raw"\r\nContent-Type: image/png', b"\x00\x01"),
        (f'{head}"named"; filename="n.txt"\r\nContent-Type: text/plain', b"text"),
        (f'{head}"typed"; filename="n.bin"\r\nContent-Type: application/x-b', b"b"),
        (f'{head}"list"\r\nContent-Type: application/json', b"[1]"),
    ]


def test_multipart_knows_what_can_be_sent_again_and_closes_only_its_own(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    path = tmp_path / "x"
    path.write_bytes(b"x")
    theirs = io.BytesIO(b"y")
    files = Multipart().write({"a": path, "b": theirs}, None)
    assert files.replayable and "x" not in repr(files)
    opened: Any = files.files[0][1][1]
    files.close()
    assert opened.closed and not theirs.closed
    assert not Multipart().write({"a": Pipe(b"x")}, None).replayable


@pytest.mark.parametrize(
    "value",
    [
        "text",
        io.StringIO("x"),
        Path("/nowhere/at/all"),
        ("n",),
        (1, b"x"),
        ("n", b"x", 5),
        ("n", b"x", "a/b\r\nX: 1"),
        ("n", object()),
        None,
        ["x"],
    ],
)
def test_what_is_no_file_is_refused(value: object) -> None:
    if value is None:
        made = Multipart(parts={"scan": Part(file=True)}).write({"scan": None}, None)
        assert (made.files, made.content, made.media) == (None, b"", None)
        return
    with pytest.raises(EncodeError, match="part 'scan'"):
        Multipart(parts={"scan": Part(file=True)}).write({"scan": value}, None)


def test_a_refusal_closes_what_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x")
    with pytest.raises(EncodeError):  # an unclosed file would be a ResourceWarning, and these are errors here
        Multipart().write({"a": path, "b": float("nan")}, None)


# --- bytes as they are ---------------------------------------------------------------------------------------------


def test_raw(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc" * 50_000)
    file = io.BytesIO(b"skipabc")
    file.seek(4)
    for body, content in (
        (b"abc", b"abc"),
        ("ä", "ä".encode()),
        (bytearray(b"abc"), b"abc"),
        ([b"a", b"b"], b"ab"),
        (path, b"abc" * 50_000),
        (file, b"abc"),
    ):
        written: Any = Raw().write(body, None)
        assert written.replayable
        for _ in range(2):
            assert httpx.Request("POST", "https://host.example", content=written.content).read() == content
    assert Raw().write(iter([b"a"]), None).replayable is False
    for wrong in (io.StringIO("x"), 5, None, {"a": 1}, Request(), tmp_path, ["a"], ("a",), [b"a", 0], [""]):
        with pytest.raises(EncodeError):
            Raw().write(wrong, None)


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("text/plain", "é€".encode()),
        ("text/plain; charset=iso-8859-15", b"\xe9\xa4"),
        ('text/csv;Charset="UTF-16BE"; header=present', "é€".encode("utf-16-be")),
    ],
)
def test_a_text_is_in_the_character_set_of_its_media_type(media: str, content: bytes) -> None:
    """RFC 9110, 8.3.2: `charset` is the encoding of the text. ISO 8859-15 has the euro sign at A4; ISO 8859-1 has none."""
    written = Raw(media).write("é€", None)
    assert (written.content, written.media) == (content, media)
    assert text_of(content, media) == "é€"
    part = Multipart("multipart/mixed", {"a": Part(media=media)}).write({"a": "é€"}, None)
    assert content in bytes(part.content)


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "no-such-set", "base64"])
def test_a_text_that_its_character_set_lacks_is_refused(charset: str) -> None:
    with pytest.raises(EncodeError, match=charset):
        Raw().write("€", f"text/plain; charset={charset}")


def test_a_call_that_is_made_again_sends_the_same(tmp_path: Path) -> None:
    """A file is where it was, a generator that has ended is refused: an empty body would take the place of what was meant."""
    file = io.BytesIO(b"skipabc")
    file.seek(4)
    written = Raw().write(file, None)
    assert b"".join(written.content) == b"abc"  # type: ignore[arg-type]
    assert written.close is not None
    written.close()
    assert file.tell() == 4
    once = (part for part in [b"a"])
    assert [*once] == [b"a"]
    for way in (Raw(), JsonItems(), MultipartItems()):
        with pytest.raises(EncodeError, match="has ended: give a new one"):
            way.write(once, None)


def test_raw_for_asynchronous_clients() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"

    async def read(content: Any) -> bytes:
        return await httpx.Request("POST", "https://host.example", content=content).aread()

    import asyncio

    file = Raw().write(io.BytesIO(b"abc"), None).content
    assert asyncio.run(read(as_async(file))) == b"abc"
    assert as_async(b"x") == b"x"
    mine = chunks()
    assert as_async(Raw().write(mine, None).content) is mine
