"""Answers of several media types, at a server that negotiates as RFC 9110 says."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from reissue_runtime.errors import ResponseDecodeError

from tests.generator.small_clients import JSON, Emitted, Wire, content, document, emit, operation, ref

BINARY = {"type": "string", "format": "binary"}
TEXT = {"type": "string"}
PDF, CSV, XML, YAML, EVENTS = "application/pdf", "text/csv", "application/xml", "application/yaml", "text/event-stream"

BODIES = {
    JSON: b'{"id": "7"}',
    XML: b"<Report><id>7</id></Report>",
    YAML: b"id: 7",
    PDF: b"%PDF-1.7",
    CSV: b"id\n7\n",
    "image/png": b"\x89PNG",
    "text/plain": b"seven",
    EVENTS: b'data: {"id": "7"}\n\n',
    "application/vnd.acme.star+json": b'{"id": "7", "starred": "2026"}',
}


def answering(method: str = "get", request: Any = None, **media: Any) -> dict[str, Any]:
    """An operation of which the name of each medium is given as its schema, or as nothing."""
    entries = {names[0]: ({"schema": names[1]} if len(names) > 1 else {}) for names in media.values()}
    more = {"requestBody": content(request)} if request else {}
    return {method: {**operation(responses={"200": {"description": "ok", "content": entries}}, **more)}}


def paths() -> dict[str, Any]:
    report, star = ref("Report"), ref("Star")
    made = {
        "report": answering(a=(JSON, report), b=(PDF, BINARY), c=(CSV, TEXT), d=("image/*", BINARY), e=(XML, report)),
        "saved": answering("post", a=(JSON, report), b=(PDF, BINARY), c=(YAML, report)),
        "yaml": answering(a=(JSON, report), b=(YAML, report), c=(CSV, report), d=(PDF, report)),
        "starred": answering(a=(JSON, report), b=("application/vnd.acme.star+json", star)),
        "listed": answering(
            a=(JSON, {"type": "array", "items": {"oneOf": [report, star]}}),
            b=("application/vnd.acme.star+json", {"oneOf": [star, {"type": "object", "properties": {"gone": TEXT}}]}),
        ),
        "watched": answering(a=(JSON, report), b=(EVENTS, report), c=(PDF, BINARY)),
        "files": answering(a=("text/plain", TEXT), b=(PDF, BINARY)),
        "scans": answering(a=(JSON, BINARY), b=(PDF, BINARY)),
        "word": answering(a=(JSON, TEXT), b=("text/plain", TEXT), c=(PDF,)),
        "xml": answering(a=(XML, report), b=(PDF,)),
        "odd": answering(a=(JSON, report), b=("cursor", TEXT)),
        "wrapped": answering(a=(JSON, ref("Wrapped")), b=(XML, ref("Wrapped"))),
        "queued": answering("post", a=(JSON, report), b=(PDF, BINARY)),
    }
    made["wrapped"]["get"]["x-reissue-envelope"] = [{"data": "data"}]
    made["queued"]["post"]["responses"] |= {"202": {"description": "ok", **content(star)}, "204": {"description": "ok"}}
    for name, item in made.items():
        for method in item.values():
            method["operationId"] = f"things-{name}"
    return {f"/{name}": item for name, item in made.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    schemas = {
        "Report": {"type": "object", "required": ["id"], "properties": {"id": TEXT}},
        "Wrapped": {"type": "object", "required": ["data"], "properties": {"data": ref("Report")}},
        "Star": {"type": "object", "required": ["id"], "properties": {"id": TEXT, "starred": TEXT}},
    }
    folder: Path = tmp_path_factory.mktemp("media")
    return emit(folder, document(paths(), components={"schemas": schemas}))


# --- a server ---------------------------------------------------------------------------------------------------


def quality(accept: str, media: str) -> float:
    """The quality of a media type, by the most specific range that takes it in (RFC 9110, 12.5.1)."""
    best = (-1, 0.0)
    kind, *given = media.split(";")
    for one in accept.split(","):
        wanted, *rest = (part.strip() for part in one.split(";"))
        weight = next((float(part[2:]) for part in rest if part.startswith("q=")), 1.0)
        asked = [part for part in rest if not part.startswith("q=")]
        if wanted == kind and set(asked) <= set(given):
            best = max(best, (2 + len(asked), weight))
        elif wanted == f"{kind.partition('/')[0]}/*":
            best = max(best, (1, weight))
        elif wanted == "*/*":
            best = max(best, (0, weight))
    return best[1]


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("text/plain;format=flowed", 1),
        ("text/plain", 0.7),
        ("text/html", 0.3),
        ("image/jpeg", 0.5),
        ("text/plain;format=fixed", 0.4),
    ],
)
def test_the_server_here_weighs_as_the_table_of_rfc_9110(media: str, expected: float) -> None:
    accept = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
    assert quality(accept, media) == expected


def having(*offers: str) -> Callable[[httpx.Request], httpx.Response]:
    """A server of these representations, of which it prefers the first; it knows `Accept`, or has no other answer."""

    def answer(request: httpx.Request) -> httpx.Response:
        accept = request.headers["accept"]
        best = max(offers, key=lambda media: quality(accept, media))
        if not quality(accept, best):
            return httpx.Response(406)
        return httpx.Response(200, content=BODIES[best], headers={"content-type": best})

    return answer


def always(media: str, body: bytes | None = None) -> httpx.Response:
    """The answer of a server that does not look at `Accept`."""
    return httpx.Response(200, content=body or BODIES[media], headers={"content-type": media})


def things(made: Emitted, *answers: Any) -> tuple[Any, Wire]:
    wire = made.wire(*answers)
    return wire.client.things, wire


# --- JSON, and what is read as the same --------------------------------------------------------------------------

ALL = (PDF, CSV, "image/png", XML, YAML, JSON)


def test_the_method_returns_the_json_alone(made: Emitted) -> None:
    calls, wire = things(made, having(*ALL))
    assert calls.report() == made.models.Report(id="7")
    assert wire.sent.headers["accept"] == "application/json, application/xml;q=0.9"
    assert "-> Report:" in made.files["resources/things.py"].partition("def report(")[2].partition('"""')[0]


@pytest.mark.parametrize("offers", [(XML,), (PDF, XML)])
def test_xml_of_the_same_schema_is_the_same_model(made: Emitted, offers: Sequence[str]) -> None:
    assert things(made, having(*offers))[0].report() == made.models.Report(id="7")


def test_json_is_what_its_media_type_says(made: Emitted) -> None:
    """Both schemas fit `{"id": "7"}`: the Content-Type tells which it is; where it is wrong, what fits."""
    star = "application/vnd.acme.star+json"
    body = b'{"id": "7"}'
    calls, wire = things(made, always(JSON), always(star, body), always(JSON, BODIES[star]))
    found = [calls.starred() for _ in range(3)]
    assert found == [made.models.Report(id="7"), made.models.Star(id="7"), made.models.Star(id="7", starred="2026")]
    assert wire.sent.headers["accept"] == f"{JSON}, {star}"


def test_lists_of_unions_beside_another_union(made: Emitted) -> None:
    """Joined they are a type of its own, of which the unions of each medium are no part."""
    star = "application/vnd.acme.star+json"
    calls, _ = things(made, always(JSON, b'[{"id": "7"}]'), always(star, b'{"gone": "yes"}'))
    assert [one.id for one in calls.listed()] == ["7"]
    assert calls.listed().gone == "yes"


def test_an_envelope_is_opened_in_json_alone(made: Emitted) -> None:
    calls, wire = things(made, always(JSON, b'{"data": {"id": "7"}}'))
    assert (calls.wrapped().id, wire.sent.headers["accept"]) == ("7", JSON)


def test_statuses_with_bodies_of_their_own_stay(made: Emitted) -> None:
    queued = httpx.Response(202, json={"id": "8", "starred": "2026"})
    calls, _ = things(made, always(JSON), queued, httpx.Response(204))
    assert [type(calls.queued()).__name__ for _ in range(3)] == ["Report", "Star", "NoneType"]


def test_a_string_may_come_as_a_text(made: Emitted) -> None:
    calls, wire = things(made, always(JSON, b'"eight"'), always("text/plain"))
    assert [calls.word(), calls.word()] == ["eight", "seven"]
    assert wire.sent.headers["accept"] == "application/json, text/plain;q=0.9"


def test_what_says_the_same_is_not_asked_for_and_told_once(made: Emitted) -> None:
    calls, wire = things(made, having(JSON))
    assert calls.yaml().id == "7"
    assert wire.sent.headers["accept"] == JSON
    told = [one.message for one in made.findings if one.rule == "unasked-media"]
    assert [message.split()[0] for message in told] == [YAML, CSV]
    assert "in 2 answers" in told[0]


def test_a_key_that_is_no_media_type_is_told(made: Emitted) -> None:
    calls, wire = things(made, having(JSON))
    assert (calls.odd().id, wire.sent.headers["accept"]) == ("7", JSON)
    assert [one.message for one in made.findings if one.rule == "media-type"] == ["'cursor' is no media type; left out"]


# --- content of its own ----------------------------------------------------------------------------------------


def test_the_other_media_are_reached_by_the_stream(made: Emitted) -> None:
    calls, wire = things(made, having(*ALL))
    with calls.report_stream() as body:
        assert (b"".join(body), body.headers["content-type"]) == (BODIES[PDF], PDF)
    assert wire.sent.headers["accept"] == "application/pdf, text/csv;q=0.9, image/*;q=0.8"
    to = io.BytesIO()
    with things(made, having("image/png", JSON))[0].report_stream() as body:
        body.save(to)
    assert to.getvalue() == BODIES["image/png"]


@pytest.mark.parametrize("media", [CSV, "image/png", JSON])
def test_the_accept_of_the_caller_wins(made: Emitted, media: str) -> None:
    calls, wire = things(made, having(*ALL))
    options = made.sub("runtime.options").CallOptions(headers={"Accept": media})
    with calls.report_stream(options=options) as body:
        assert b"".join(body) == BODIES[media]
    assert wire.sent.headers.get_list("accept") == [media]


def test_a_document_that_has_one_schema_for_all_has_files_all_the_same(made: Emitted) -> None:
    """Swagger 2.0: a response has one `schema`, whatever it `produces`."""
    with things(made, having(PDF, JSON))[0].yaml_stream() as body:
        assert b"".join(body) == BODIES[PDF]


def test_xml_that_is_typed_is_preferred_to_what_is_not(made: Emitted) -> None:
    calls, wire = things(made, having(PDF, XML))
    assert (calls.xml().id, wire.sent.headers["accept"]) == ("7", XML)
    with calls.xml_stream() as body:
        assert b"".join(body) == BODIES[PDF]


@pytest.mark.parametrize(("name", "offers", "value"), [("files", "text/plain", "seven"), ("scans", JSON, BODIES[JSON])])
def test_where_nothing_is_typed_nothing_is_preferred(made: Emitted, name: str, offers: str, value: Any) -> None:
    for media, expected in ((offers, value), (PDF, BODIES[PDF])):
        calls, wire = things(made, having(media))
        assert getattr(calls, name)() == expected
        assert sorted(wire.sent.headers["accept"].split(", ")) == sorted([offers, PDF])
        with getattr(calls, f"{name}_stream")() as body:
            assert b"".join(body) == BODIES[media]


def test_items_come_before_a_file_and_what_is_not_reached_is_told(made: Emitted) -> None:
    calls, _ = things(made, having(PDF, EVENTS, JSON))
    assert calls.watched().id == "7"
    with calls.watched_stream() as items:
        assert [item.id for item in items] == ["7"]
    (told,) = [one for one in made.findings if one.rule == "unreached-media"]
    assert "application/pdf is not reached" in told.message


# --- an answer that was not asked for, after an effect ------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "media", "body", "outcome"),
    [
        ("saved", PDF, None, "happened"),  # documented, so that it came from the API
        ("saved", YAML, None, "happened"),
        ("saved", "application/zip", b"PK", "unknown"),
        ("saved", "text/html", b"<p>Sign in</p>", "unknown"),
        ("saved_stream", JSON, None, "happened"),
        ("saved_stream", JSON, b'{"error": "full"}', "unknown"),
        ("report", PDF, None, "not happened"),
    ],
)
def test_what_came_is_told_and_kept(made: Emitted, method: str, media: str, body: bytes | None, outcome: str) -> None:
    calls, wire = things(made, always(media, body))
    with pytest.raises(ResponseDecodeError, match=media) as caught:
        getattr(calls, method)()
    assert (caught.value.outcome, caught.value.body) == (outcome, body or BODIES[media])
    assert len(wire.requests) == 1
