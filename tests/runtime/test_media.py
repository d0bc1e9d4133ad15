"""Answers that may be JSON or something else: the content type decides."""

from __future__ import annotations

import httpx
import pytest
from reissue_runtime.client import Client
from reissue_runtime.errors import BadRequestError, ResponseDecodeError
from reissue_runtime.media import by_media
from reissue_runtime.model import Model
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.preferred import Preferred
from reissue_runtime.provider import Provider
from reissue_runtime.resource import Resource
from reissue_runtime.unions import one_of


class Report(Model, kw_only=True):
    id: str


class Draft(Model, kw_only=True):
    draft: bool


Either = one_of(lambda: (Report, Draft))
READS = {"id": "x", "method": "GET", "path": "/x", "effect": Effect.READS}


def answer(operation: Operation[object], media: str | None, body: bytes, status: int = 200) -> object:
    headers = {} if media is None else {"content-type": media}
    transport = httpx.MockTransport(lambda _: httpx.Response(status, headers=headers, content=body))
    with httpx.Client(transport=transport) as http:
        client = Client(Provider(name="p", user_agent="t"), "https://api.example", {}, {"http": http})
        return Resource(client)._call(operation)


@pytest.mark.parametrize(
    ("media", "body", "expected"),
    [
        ("application/json", b'{"id":"1"}', Report(id="1")),
        ("application/problem+json", b'{"id":"1"}', Report(id="1")),
        (None, b'{"id":"1"}', Report(id="1")),
        ("application/pdf", b"%PDF-1.7", b"%PDF-1.7"),
    ],
)
def test_json_or_bytes(media: str | None, body: bytes, expected: object) -> None:
    operation = Operation[Report | bytes](**READS, accept=("application/json", "application/pdf"), answers=by_media)
    assert answer(operation, media, body) == expected


def test_a_choice_or_bytes() -> None:
    operation = Operation[Either | bytes](**READS, accept=("application/json", "application/pdf"), answers=by_media)
    assert answer(operation, "application/json", b'{"draft":true}') == Draft(draft=True)
    assert answer(operation, "application/pdf", b"%PDF") == b"%PDF"


def test_json_text_or_bytes() -> None:
    operation = Operation[Report | str | bytes](
        **READS, accept=("application/json", "text/csv", "application/pdf"), answers=by_media
    )
    assert answer(operation, "text/csv; charset=utf-8", "a;ü".encode()) == "a;ü"
    assert answer(operation, "application/pdf", b"%PDF") == b"%PDF"


def test_a_json_string_or_a_text() -> None:
    operation = Operation[str](**READS, accept=("application/json", "text/plain"), answers=by_media)
    assert answer(operation, "text/plain", b"hello") == "hello"
    assert answer(operation, "application/json", b'"hello"') == "hello"


def test_a_text_a_json_string_or_bytes() -> None:
    operation = Operation[str | bytes](
        **READS, accept=("application/json", "text/plain", "application/xml"), answers=by_media
    )
    assert answer(operation, "application/json", b'"hello"') == "hello"
    assert answer(operation, "text/plain", b"hello") == "hello"
    assert answer(operation, "application/xml", b"<a/>") == b"<a/>"


def test_a_json_string_alone_is_json_whatever_the_header_says() -> None:
    operation = Operation[str](**READS)
    assert answer(operation, "text/plain", b'"hello"') == "hello"
    with pytest.raises(ResponseDecodeError):
        answer(operation, "text/plain", b"hello")


def test_a_status_that_is_not_documented_is_read_as_the_first_that_is() -> None:
    operation = Operation[Report | Draft](**READS, success={200: Report, 202: Draft})
    assert answer(operation, "application/json", b'{"draft":true}', 202) == Draft(draft=True)
    assert answer(operation, "application/json", b'{"id":"7"}', 203) == Report(id="7")


# --- several kinds of JSON -----------------------------------------------------------------------------------------


class Flowed(Report, kw_only=True):
    pass


class Fixed(Report, kw_only=True):
    pass


Several = one_of(lambda: (Report, Flowed))
KINDS = {"text/*": Draft, "text/json": Report, "text/json;format=flowed": Flowed, 'text/json; format="fixed"': Fixed}


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ("text/json;format=flowed", Flowed),
        ("text/json", Report),
        ("Text/JSON; Charset=utf-8; format=fixed", Fixed),
        ("text/json;format=other", Report),
        ("text/x+json", Report),  # a Draft by its range, which does not fit
        ("application/json", Report),
    ],
)
def test_the_most_specific_media_type_counts(media: str, kind: type) -> None:
    """RFC 9110, 12.5.1: its own example, with `text/json` for `text/plain`."""
    reader = Preferred(of=Several, types=KINDS)
    found = answer(Operation[Several](**READS, answers=reader), media, b'{"id":"1"}')
    assert type(found) is kind


def test_the_types_of_an_answer_are_not_those_of_an_error() -> None:
    reader = Preferred(of=Several, types=KINDS, others=("text/csv",), otherwise=by_media)
    operation = Operation[Several](**READS, answers=reader, errors={400: Draft | str})
    found: list[object] = []
    for media, body in (("text/json", b'{"draft":true}'), ("text/csv", b"no")):
        with pytest.raises(BadRequestError) as caught:
            answer(operation, media, body, 400)
        found.append(caught.value.detail)
    assert found == [Draft(draft=True), "no"]
