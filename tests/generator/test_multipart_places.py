"""Multipart bodies whose parts are told by their places, and parts that are bodies themselves.

The documents are the examples of OpenAPI 3.2.0 ("Encoding `multipart` Media Types"); what is sent is read back by Python's
own reader of MIME, and forms by python-multipart.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import HTTP
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import httpx
import pytest
from python_multipart import create_form_parser
from reissue_runtime.body_part import BodyPart
from reissue_runtime.errors import InvalidArgumentError, OutcomeUnknownError

from tests.generator.changes.document_pairs import rules
from tests.generator.small_clients import Emitted, Wire, document, emit, operation, ref
from tests.generator.test_accounting import told

OCTETS = "application/octet-stream"
STRING, BINARY = {"type": "string"}, {"type": "string", "format": "binary"}
PNG = b"\x89PNG\r\n\x1a\n--"
PICTURE = BodyPart(("a.png", PNG), {"Content-Disposition": 'form-data; name="picture"'})
ADDRESS = {"type": "object", "properties": {"street": STRING}}
LOCATION = {"required": True, "content": {"text/plain": {"schema": {**STRING, "format": "uri"}}}}

ORDERED = {  # "Ordered, Unnamed Multipart"
    "schema": {
        "type": "array",
        "prefixItems": [{"type": "object", "properties": {"author": STRING, "license": STRING}}, {}],
    },
    "prefixEncoding": [{}, {"contentType": "image/*"}],
}
RESOURCE = {"Content-ID": ref("NoContentId", "headers"), "Content-Location": ref("ContentLocation", "headers")}
WEB_PAGE = {  # "Ordered Multipart With Required Header"
    "schema": {"prefixItems": [STRING], "items": {"anyOf": [STRING, {"$comment": "this must always pass"}]}},
    "prefixEncoding": [{"contentType": "text/html", "headers": RESOURCE}],
    "itemEncoding": {"contentType": "text/css,text/javascript,image/*", "headers": RESOURCE},
}
IMAGES = {
    "itemSchema": {"$comment": "A single data image"},
    "itemEncoding": {"contentType": "image/jpg"},
}  # "Streaming Multipart"
RANGES = {  # "Streaming Byte Ranges"
    "itemSchema": {"$comment": "A single range of bytes from a video"},
    "itemEncoding": {
        "contentType": "video/mp4",
        "headers": {"Content-Range": {"required": True, "content": {"text/plain": {"schema": STRING}}}},
    },
}
NESTED = {  # "Nested `multipart/mixed`", whose XML has a name here
    "schema": {
        "type": "array",
        "prefixItems": [{"type": "array"}, {"type": "array", "prefixItems": [ref("Address"), STRING, {}]}],
    },
    "prefixEncoding": [
        {},
        {
            "contentType": "multipart/mixed",
            "prefixEncoding": [{"contentType": "application/xml"}, {}, {"contentType": "image/png"}],
        },
    ],
}
FORM_IN_ORDER = {  # "Additional Encoding Approaches": the headers of a form in order tell the names
    "schema": {
        "type": "array",
        "prefixItems": [{"type": "integer"}, BINARY],
        "items": False,
        "minItems": 2,
    },
    "prefixEncoding": [
        {"headers": {"Content-Disposition": {"schema": {"const": 'form-data; name="count"'}}}},
        {"contentType": "image/png", "headers": {"Content-Disposition": {"schema": STRING}}},
    ],
}
FORM = {  # by name: an encoding for each item of a list, bodies in parts, and the styles of a query
    "schema": {
        "type": "object",
        "properties": {
            "addresses": {"type": "array", "items": ref("Address")},
            "filter": ref("Address"),
            "inner": {"type": "object", "properties": {"note": STRING, "file": BINARY}},
            "tags": {"type": "array", "items": STRING},
            "where": {"type": "object", "additionalProperties": STRING},
            "picture": {},
        },
    },
    "encoding": {
        "addresses": {"contentType": "application/xml; charset=utf-8"},
        "filter": {"contentType": "application/x-www-form-urlencoded"},
        "inner": {"contentType": "multipart/form-data", "encoding": {"note": {"contentType": "text/html"}}},
        "tags": {"style": "pipeDelimited", "explode": False},
        "where": {"style": "deepObject"},
        "picture": {"contentType": "image/png, image/jpeg"},
    },
}
FIELDS = {"schema": FORM["schema"], "encoding": {"filter": {"contentType": "application/x-www-form-urlencoded"}}}
TYPED = {
    "schema": {"type": "array", "prefixItems": [ref("Address"), STRING]},
    "prefixEncoding": [{"headers": {"X-A": {"schema": STRING}}}],
}
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "ordered": ("multipart/mixed", ORDERED),
    "page": ("multipart/related; type=text/html", WEB_PAGE),
    "images": ("multipart/mixed", IMAGES),
    "nested": ("multipart/mixed", NESTED),
    "form_in_order": ("multipart/form-data", FORM_IN_ORDER),
    "typed": ("multipart/mixed", TYPED),
    "form": ("multipart/form-data", FORM),
    "fields": ("application/x-www-form-urlencoded", FIELDS),
}
ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ranges": ("multipart/byteranges", RANGES),
    "report": (
        "multipart/mixed",
        {"schema": {"type": "array", "prefixItems": [ref("Address"), STRING, {}], "items": False}},
    ),
    "rows": (
        "multipart/mixed",
        {"itemSchema": ref("Address"), "itemEncoding": {"headers": {"Content-ID": {"schema": STRING}}}},
    ),
}


def with_bodies(**bodies: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        f"/{name}": {"post": operation(f"things-{name}", requestBody={"required": True, "content": {media: entry}})}
        for name, (media, entry) in bodies.items()
    }


def with_answers(**answers: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        f"/{name}": {
            "get": operation(f"things-{name}", responses={"200": {"description": "ok", "content": {media: entry}}})
        }
        for name, (media, entry) in answers.items()
    }


def whole(paths: dict[str, Any]) -> dict[str, Any]:
    headers = {"NoContentId": {"schema": False}, "ContentLocation": LOCATION}
    return document(paths, "3.2.0", components={"headers": headers, "schemas": {"Address": ADDRESS}})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    return emit(tmp_path_factory.mktemp("places"), whole({**with_bodies(**BODIES), **with_answers(**ANSWERS)}))


@pytest.fixture
def wire(made: Emitted) -> Wire:
    return made.wire()


def message(request: httpx.Request) -> EmailMessage:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    read = cast("EmailMessage", message_from_bytes(head + request.content, policy=HTTP))
    assert read.is_multipart() and not any(one.defects for one in read.walk())
    return read


def parts(read: EmailMessage) -> list[tuple[str, Any]]:
    """Content-Type and content of the parts; of one that has parts itself these."""
    return [
        (
            one.get_content_type(),
            parts(cast("EmailMessage", one)) if one.is_multipart() else one.get_payload(decode=True),
        )
        for one in read.iter_parts()
    ]


# --- by position, in requests ----------------------------------------------------------------------------------


def test_nothing_of_the_examples_is_told(made: Emitted) -> None:
    assert made.findings == []


def test_parts_in_order(wire: Wire, made: Emitted, tmp_path: Path) -> None:
    meta = made.models.ThingsOrderedMultipartBodyPart1(author="Ä")
    file = tmp_path / "a.png"
    file.write_bytes(PNG)
    with file.open("rb") as opened:
        for given in (file, ("x.png", PNG), BodyPart(PNG, {"Content-Type": "image/png"}), opened):
            wire.client.things.ordered((meta, given))
            read = message(wire.sent)
            assert read.get_content_type() == "multipart/mixed"
            assert parts(read) == [("application/json", '{"author":"Ä"}'.encode()), ("image/png", PNG)]
    wire.client.things.ordered([meta])  # "it is _not_ an error if the instance array is shorter"
    assert parts(message(wire.sent)) == [("application/json", '{"author":"Ä"}'.encode())]


def test_a_dict_is_the_part_that_it_stands_for(wire: Wire, made: Emitted) -> None:
    street = {"street": "s"}
    for one in (street, BodyPart(street, {"X-A": "1"}), made.models.Address(street="s")):
        for given in ((one, "t"), [one, "t"]):
            wire.client.things.typed(given)
            assert parts(message(wire.sent))[0] == ("application/json", b'{"street":"s"}')
    for wrong in ({"street": 5}, BodyPart({"street": 5})):
        with pytest.raises(InvalidArgumentError, match=r"body\[0\].street is documented as str"):
            wire.client.things.typed((wrong, "t"))


def test_headers_of_parts_are_given_with_them(wire: Wire) -> None:
    def place(name: str, **more: str) -> dict[str, str]:
        return {"Content-Location": f"https://example.org/{name}", **more}

    image = BodyPart(PNG, place("i.png", **{"content-type": "image/png"}))
    wire.client.things.page((BodyPart("<p>ä", place("")), BodyPart("p {}", place("p.css")), image))
    read = message(wire.sent)
    # RFC 2387, 3.1: `type` is that of the root; RFC 2045, 5.1: a slash stands in quotes.
    assert 'type="text/html"' in wire.sent.headers["content-type"]
    assert [(one["Content-Location"], one.get_content_type(), one["Content-ID"]) for one in read.iter_parts()] == [
        ("https://example.org/", "text/html", None),
        ("https://example.org/p.css", "text/css", None),
        ("https://example.org/i.png", "image/png", None),
    ]
    first = cast("EmailMessage", next(read.iter_parts()))
    assert first.get_content().strip() == "<p>ä"  # by its charset


def test_parts_inside_of_a_part(wire: Wire, made: Emitted) -> None:
    address = made.models.Address(street="s")
    for file in (PNG, io.BytesIO(PNG)):
        wire.client.things.nested(([1, "x"], (address, "text", file)))
        first, (kind, inside) = parts(message(wire.sent))
        assert (first, kind) == (("application/json", b'[1,"x"]'), "multipart/mixed")
        assert inside[0][1].endswith(b"<Address><street>s</street></Address>")
        assert [one for one, _ in inside] == ["application/xml", "text/plain", "image/png"]
        assert [content for _, content in inside[1:]] == [b"text", PNG]


@pytest.mark.parametrize("mode", ["list", "iterator", "async"])
def test_parts_one_by_one(made: Emitted, mode: str) -> None:
    images = [b"one", io.BytesIO(b"two"), ("x", b"three")]
    sent: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        await request.aread()
        sent.append(request)
        return httpx.Response(200)

    async def later() -> AsyncIterator[Any]:
        for image in images:
            yield image

    async def call() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        client = getattr(made.module, f"Async{made.api.class_name}")(http=http)
        given: dict[str, Any] = {"list": images, "iterator": iter(images), "async": later()}
        await client.things.images(given[mode])

    asyncio.run(call())
    assert parts(message(sent[0])) == [("image/jpg", one) for one in (b"one", b"two", b"three")]


def test_a_part_that_cannot_be_written_breaks_off_what_is_under_way(wire: Wire) -> None:
    def images() -> Iterator[Any]:
        yield b"one"
        yield {"no": "image"}

    for given, words in (
        (images(), r"part \[1\], a dict cannot be written as image/jpg"),
        (iter([]), "0 parts, and needs 1"),
    ):
        with pytest.raises(OutcomeUnknownError, match=words):
            wire.client.things.images(given)
    assert wire.requests == []  # none of them came to its end


def test_a_form_in_order(wire: Wire) -> None:
    wire.client.things.form_in_order((5, PICTURE))
    fields: list[Any] = []
    head = {
        "Content-Type": wire.sent.headers["content-type"].encode(),
        "Content-Length": b"%d" % len(wire.sent.content),
    }
    parser = create_form_parser(head, fields.append, fields.append)
    parser.write(wire.sent.content)
    parser.finalize()
    count, picture = fields
    assert (count.field_name, count.value) == (b"count", b"5")
    assert (picture.field_name, picture.file_name) == (b"picture", b"a.png")
    picture.file_object.seek(0)
    assert picture.file_object.read() == PNG
    assert parts(message(wire.sent)) == [("text/plain", b"5"), ("image/png", PNG)]


@pytest.mark.parametrize(
    ("method", "given", "words"),
    [
        ("ordered", ({}, PNG), r"part \[1\]: say which of its media types"),
        ("ordered", ({}, {"a": 1}), r"part \[1\]: a dict cannot be written as image/\*"),
        ("ordered", (PNG, PNG), r"part \[0\]: JSON is written of a value"),
        ("ordered", ({"a": float("nan")}, PNG), r"part \[0\]: body.* is not a finite number"),
        ("ordered", (), "0 parts, and needs 1"),
        ("ordered", "text", "an iterable of parts, not a str"),
        ("ordered", {"a": 1}, "an iterable of parts, not a dict"),
        ("page", ("<p>",), r"part \[0\]: the header Content-Location must be given"),
        ("page", [BodyPart("<p>", {"Content-Location": "a\r\nX: 1"})], "header 'Content-Location': only printable"),
        ("nested", ([], (b"<a/>", {}, PNG)), r"part \[1\]: part \[1\]: a dict cannot be written as text/plain"),
        ("form_in_order", (5,), "1 parts, and needs 2"),
        ("form_in_order", (5, PNG), r"part \[1\]: a part of a form needs a name"),
        ("form_in_order", (5, PICTURE, PNG), r"part \[2\]: there are 2 parts at most"),
        ("images", ["text"], r"part \[0\]: a file is"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_sent(wire: Wire, method: str, given: Any, words: str) -> None:
    with pytest.raises(InvalidArgumentError, match=words):
        getattr(wire.client.things, method)(given)
    assert wire.requests == []


# --- by name ---------------------------------------------------------------------------------------------------


def test_a_form_with_bodies_in_its_parts(wire: Wire, made: Emitted) -> None:
    address = made.models.Address(street="a b")
    inner = made.models.ThingsFormMultipartBodyInner(note="<p>", file=io.BytesIO(PNG))
    body = {"addresses": [address, address], "filter": address, "inner": inner}
    body |= {"tags": ["a b", "c%20"], "where": {"x": "=&"}, "picture": ("a.jpeg", PNG)}
    wire.client.things.form(made.models.ThingsFormMultipartBody(**body))
    read = message(wire.sent)
    named = [(one.get_param("name", header="content-disposition"), one) for one in read.iter_parts()]
    assert [name for name, _ in named] == ["addresses", "addresses", "filter", "inner", "picture", "tags", "where[x]"]
    found = {name: cast("EmailMessage", one) for name, one in named}
    xml = cast("bytes", found["addresses"].get_payload(decode=True))
    assert xml.endswith(b"<street>a b</street></Address>")
    assert found["addresses"]["Content-Type"] == 'application/xml; charset="utf-8"'
    assert found["filter"].get_payload(decode=True) == b"street=a+b"
    assert parts(found["inner"]) == [("application/octet-stream", PNG), ("text/html", b"<p>")]
    assert found["picture"].get_content_type() == "image/jpeg"  # of its media types the one of its name
    # Appendix C: "URI percent encoding is not applied".
    assert [found[name].get_payload(decode=True) for name in ("tags", "where[x]")] == [b"a b|c%20", b"=&"]


def test_a_part_without_parts_of_its_own_is_none(wire: Wire) -> None:
    """RFC 2046, 5.1.1: "The body must then contain one or more body parts", inside of a part as well."""
    wire.client.things.form({"tags": ["a"], "inner": {}})
    assert [one.get_param("name", header="content-disposition") for one in message(wire.sent).iter_parts()] == ["tags"]
    wire.client.things.form({"inner": {}})
    assert wire.sent.content == b"" and "content-type" not in wire.sent.headers


def test_parts_of_a_form_of_other_documents(tmp_path: Path) -> None:
    """`style: form` stands beside every part where Swashbuckle makes the document: it has no words for files and lists of objects."""
    fields = {"file": BINARY, "rows": {"type": "array", "items": ADDRESS}, "tags": {"type": "array", "items": STRING}}
    entry = {
        "schema": {"allOf": [{"type": "object", "properties": fields}]},
        "encoding": {name: {"style": "form"} for name in fields},
    }
    for media in ("multipart/form-data; boundary=x", "multipart/*"):
        made = emit(tmp_path, whole(with_bodies(some=(media, entry))))
        assert made.findings == []
        wire = made.wire()
        wire.client.things.some({"file": PNG, "rows": [{"street": "s"}], "tags": ["a"]})
        assert [kind for kind, _ in parts(message(wire.sent))] == [OCTETS, "application/json", "text/plain"]
        assert wire.sent.headers["content-type"].startswith("multipart/form-data; boundary=")


def test_a_form_in_a_field_of_a_form(wire: Wire, made: Emitted) -> None:
    wire.client.things.fields(made.models.ThingsFieldsFormBody(filter=made.models.Address(street="a&b")))
    assert parse_qsl(wire.sent.content.decode()) == [("filter", "street=a%26b")]


# --- answers ---------------------------------------------------------------------------------------------------


def answering(made: Emitted, *found: tuple[str, bytes], media: str) -> Any:
    body = b"".join(b"--b\r\n" + head.encode() + b"\r\n" + data + b"\r\n" for head, data in found) + b"--b--"
    return made.wire(httpx.Response(200, content=body, headers={"Content-Type": f"{media}; boundary=b"})).client.things


def test_answers_by_position(made: Emitted) -> None:
    address = ("Content-Type: application/json\r\nContent-ID: <1>\r\n", b'{"street":"s"}')
    some = (address, ("", "5 ä".encode()), ("Content-Type: image/png\r\n", PNG))
    things = answering(made, *some, media="multipart/mixed")
    street = made.models.Address(street="s")
    with things.report() as found:
        # RFC 2046, 5.1: a part without a Content-Type is a text.
        assert [*found] == [street, "5 ä", BodyPart(PNG, {"content-type": "image/png"})]
    with answering(made, *some, ("X: 1\r\n", b"more"), media="multipart/mixed").report() as found:
        assert [*found][3] == BodyPart(b"more", {"x": "1"})  # not documented, and kept
    with answering(made, address, media="multipart/mixed").rows() as found:
        (part,) = found
    assert part.data == street and part.headers["content-id"] == "<1>"


def test_byte_ranges(made: Emitted) -> None:
    """RFC 9110, 14.6, whose example has two ranges."""
    ranges = [
        ("Content-Type: application/pdf\r\nContent-Range: bytes 500-999/8000\r\n", b"first"),
        ("Content-Type: application/pdf\r\nContent-Range: bytes 7000-7999/8000\r\n", b"second"),
    ]
    with answering(made, *ranges, media="multipart/byteranges").ranges() as found:
        assert [(one.data, one.headers["content-range"]) for one in found] == [
            (b"first", "bytes 500-999/8000"),
            (b"second", "bytes 7000-7999/8000"),
        ]


# --- what says nothing is told -----------------------------------------------------------------------------------

ARRAY = {"type": "array", "items": STRING}
OBJECT = {"type": "object", "properties": {"a": STRING, "o": ADDRESS}}


@pytest.mark.parametrize(
    ("media", "entry", "words"),
    [
        # "for all other media types all three fields SHALL be ignored"
        ("application/json", {"schema": OBJECT, "encoding": {"a": {"contentType": "text/html"}}}, "which has no parts"),
        ("text/csv", {"prefixEncoding": [{"contentType": "text/html"}]}, "which has no parts"),
        # "either `itemSchema` or an array `schema` MUST be present"
        ("multipart/mixed", {"schema": OBJECT, "itemEncoding": {"contentType": "text/html"}}, "neither itemSchema nor"),
        # "This field MUST NOT be present if `prefixEncoding` or `itemEncoding` are present."
        (
            "multipart/mixed",
            {"schema": ARRAY, "encoding": {"a": {"contentType": "text/html"}}},
            "must not stand beside",
        ),
        # "`encoding` entries with no corresponding property SHALL be ignored"
        ("multipart/form-data", {"schema": OBJECT, "encoding": {"b": {"contentType": "text/html"}}}, "no such member"),
        ("multipart/mixed", {"schema": {**ARRAY, "maxItems": 1}, "prefixEncoding": [{}, {}]}, "never there"),
        # `headers`: "SHALL be ignored if the media type is not a `multipart`"
        (
            "application/x-www-form-urlencoded",
            {"schema": OBJECT, "encoding": {"a": {"headers": {"X": {"schema": STRING}}}}},
            "a field of a form",
        ),
        # `style`: "SHALL be ignored if the media type is not ... `multipart/form-data`", and no contentType beside it
        (
            "multipart/mixed",
            {"schema": OBJECT, "encoding": {"o": {"style": "deepObject"}}},
            "a part of multipart/mixed",
        ),
        (
            "multipart/form-data",
            {"schema": OBJECT, "encoding": {"o": {"style": "deepObject", "contentType": "text/html"}}},
            "beside style",
        ),
        (
            "multipart/form-data",
            {"schema": OBJECT, "encoding": {"o": {"contentType": "text/html", "itemEncoding": {"contentType": "a/b"}}}},
            "text/html, which has no parts",
        ),
    ],
)
def test_what_openapi_ignores_is_told(tmp_path: Path, media: str, entry: dict[str, Any], words: str) -> None:
    found = told(tmp_path, whole(with_bodies(some=(media, entry))))
    assert [rule for rule, _ in found] == ["unread-key"] and words in found[0][1]


def test_what_is_bytes_although_it_is_described_is_told(tmp_path: Path) -> None:
    """And a part of a form in order that nobody gives a name; an answer by name is bytes."""
    yaml = {"schema": {"type": "array", "items": ADDRESS}, "itemEncoding": {"contentType": "application/yaml"}}
    field = {"schema": OBJECT, "encoding": {"o": {"contentType": "multipart/mixed"}}}
    nameless = {"schema": {"type": "array", "items": STRING}}
    bodies = with_bodies(
        yaml=("multipart/mixed", yaml),
        nameless=("multipart/form-data", nameless),
        field=("application/x-www-form-urlencoded", field),
    )
    named = {"schema": OBJECT, "encoding": {"a": {"contentType": "text/html"}}}
    answers = with_answers(yaml_back=("multipart/mixed", yaml), named=("multipart/form-data", named))
    found = told(tmp_path, whole({**bodies, **answers}))
    assert sorted(rule for rule, _ in found) == ["part-name", "unread-key", *["untyped-media"] * 4]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"itemEncoding": {"contentType": "image/png"}}, "request-encoding-changed"),
        ({"itemSchema": {"type": "string", "maxLength": 5}}, "request-bound-narrowed"),
    ],
)
def test_changes_of_parts_are_told(tmp_path: Path, change: dict[str, Any], rule: str) -> None:
    before = ("multipart/mixed", {"itemSchema": STRING, "itemEncoding": {"contentType": "image/jpg"}})
    after = ("multipart/mixed", {**before[1], **change})
    assert rule in rules(tmp_path, *(whole(with_bodies(some=one)) for one in (before, after)))
