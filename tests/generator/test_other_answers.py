"""Answers beside the one good body: redirects, `default`, envelopes without data.

Who says so: RFC 9110 (15.4: what each 3xx means; 10.2.2: what a Location is relative to), OpenAPI 3.1.1 (Responses Object: an
explicit code before a range, `default` for all that is not declared).
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import httpx
import pytest
from reissue_runtime.errors import APIStatusError, Outcome, ProviderRejectedError, ReissueError, ResponseDecodeError

from tests.generator.small_clients import JSON, SERVER, content, document, emit, operation, returns

TEXT, TRUTH = {"type": "string"}, {"type": "boolean"}


def obj(*required: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(required)}


def answer(schema: Any = None, *headers: str, **more: Any) -> dict[str, Any]:
    told = {"description": "told", **(content(schema) if schema is not None else {}), **more}
    return told | ({"headers": {name: {"schema": TEXT} for name in headers}} if headers else {})


def calls(folder: Path, method: str = "get", parameters: Any = (), **responses: Any) -> Any:
    """A client of one operation with these responses, `_302=...`."""
    told = {status.lstrip("_"): one for status, one in responses.items()}
    return emit(folder, document({"/files/{id}": {method: operation(responses=told, parameters=list(parameters))}}))


# --- redirects


def test_a_documented_redirect_is_a_result_and_is_not_followed(tmp_path: Path) -> None:
    client = calls(tmp_path, _302=answer(None, "Location"))
    wire = client.wire(httpx.Response(302, headers={"Location": "../moved?sig=S3cret", "X-Up": "1"}, text="<html>"))
    result = wire.client.things.do("a b")
    # RFC 3986, 5.2: "../" is one above the folder of what was asked for
    assert (result.status, result.location) == (302, f"{SERVER}/moved?sig=S3cret")
    assert result.headers["x-up"] == "1" and len(wire.requests) == 1 and "S3cret" not in repr(result)
    told = wire.client.with_response(wire.client.things.do, "a b")
    assert (told.status, told.value.location, told.drift) == (302, result.location, ())


@pytest.mark.parametrize(
    ("location", "asked"),
    [("https://cdn.example/f", "https://cdn.example/f"), ("//cdn.example/f", "https://cdn.example/f")],
)
def test_a_redirect_to_another_host_is_told_and_gets_no_request(tmp_path: Path, location: str, asked: str) -> None:
    wire = calls(tmp_path, _303=answer()).wire(httpx.Response(303, headers={"Location": location}))
    assert wire.client.things.do("1").location == asked
    assert [request.url.host for request in wire.requests] == ["api.acme.example"]


@pytest.mark.parametrize("headers", [{}, {"Location": "https://["}])
def test_a_redirect_that_leads_nowhere_is_drift(tmp_path: Path, headers: dict[str, str]) -> None:
    client, seen = calls(tmp_path, "post", _302=answer()), []
    assert (
        client.wire(httpx.Response(302, headers=headers), on_drift=seen.append).client.things.do("1").location is None
    )
    assert [event.drift.path for event in seen] == ["headers.Location"]
    with pytest.raises(ResponseDecodeError) as caught:
        client.wire(httpx.Response(302, headers=headers), strict=True).client.things.do("1")
    assert caught.value.outcome is Outcome.HAPPENED


_ETAG = {"name": "If-None-Match", "in": "header", "schema": TEXT}


@pytest.mark.parametrize(
    ("status", "method", "parameters", "responses", "is_result"),
    [
        (307, "post", [], {"_307": answer(None, "Location")}, True),  # its only answer
        (307, "get", [], {"_200": answer(TEXT), "_307": answer(None, "Location")}, True),
        (307, "post", [], {"_201": answer(TEXT), "_307": answer(None, "Location")}, False),  # nothing was done
        (301, "get", [], {"_200": answer(TEXT), "_301": answer()}, False),  # nothing is told but that it moved
        (302, "get", [], {"_200": answer(TEXT), "_302": answer()}, True),
        (303, "post", [], {"_201": answer(TEXT), "_303": answer()}, True),
        (302, "get", [], {"_200": answer(TEXT), "_3XX": answer(None, "Location")}, True),
        (308, "get", [], {"_3XX": answer()}, True),
        (302, "get", [], {"_200": answer(TEXT)}, False),
        (302, "get", [], {"_200": answer(TEXT), "_303": answer()}, False),
        (304, "get", [], {"_200": answer(TEXT), "_304": answer()}, False),  # nobody can have asked, by the document
        (304, "get", [_ETAG], {"_200": answer(TEXT), "_304": answer()}, True),
        (304, "get", [], {"_200": answer(TEXT, "ETag"), "_304": answer()}, True),
        (304, "get", [], {"_200": answer(TEXT), "_304": answer(None, "ETag")}, True),
    ],
)
def test_which_redirects_are_results(
    tmp_path: Path, status: int, method: str, parameters: Any, responses: Any, is_result: bool
) -> None:
    client = calls(tmp_path, method, parameters, **responses)
    wire = client.wire(httpx.Response(status, headers={"Location": "/x", "ETag": 'W/"7"'}))
    if is_result:
        assert wire.client.things.do("1").status == status
    else:
        with pytest.raises(APIStatusError) as caught:
            wire.client.things.do("1")
        assert caught.value.status == status
        assert method == "get" or caught.value.outcome is Outcome.NOT_HAPPENED


def test_what_is_not_modified_tells_its_validators(tmp_path: Path) -> None:
    client = calls(tmp_path, "get", [_ETAG], _200=answer(obj(a=TEXT), "ETag"), _304=answer())
    wire = client.wire(
        httpx.Response(304, headers={"ETag": '"xyzzy"', "Last-Modified": "Sat, 29 Oct 1994 19:43:31 GMT"})
    )
    result = wire.client.things.do("1", if_none_match='"xyzzy"')
    assert (result.etag, result.last_modified) == ('"xyzzy"', "Sat, 29 Oct 1994 19:43:31 GMT")  # RFC 9110, 8.8
    assert wire.sent.headers["if-none-match"] == '"xyzzy"'


def test_a_redirect_proves_nothing_where_a_body_is_to(tmp_path: Path) -> None:
    told = {"200": answer(obj(id=TEXT)), "303": answer()}
    post = operation(responses=told, **{"x-reissue-evidence": {"present": ["id"]}})
    wire = emit(tmp_path, document({"/files": {"post": post}})).wire(httpx.Response(303, headers={"Location": "/x"}))
    with pytest.raises(ReissueError) as caught:
        wire.client.things.do()
    assert caught.value.outcome is Outcome.UNKNOWN


def test_the_typed_body_of_a_redirect_is_told(tmp_path: Path) -> None:
    assert calls(tmp_path, _302=answer(obj(a=TEXT))).rules() == ["path-parameter", "untyped-media"]


# --- default


@pytest.mark.parametrize(
    ("status", "body"), [(404, {"exact": "1"}), (409, {"range": "1"}), (500, {"other": "1"}), (302, {"other": "1"})]
)
def test_an_error_body_is_read_by_code_then_range_then_default(tmp_path: Path, status: int, body: Any) -> None:
    kinds = {"_200": TEXT, "_404": obj(exact=TEXT), "_4XX": obj(range=TEXT), "_default": obj(other=TEXT)}
    client = calls(tmp_path, **{key: answer(kind) for key, kind in kinds.items()})
    with pytest.raises(APIStatusError) as caught:
        client.wire(httpx.Response(status, json=body), retry=_once(client)).client.things.do("1")
    (name,) = body
    assert getattr(caught.value.detail, name) == "1"


def test_default_alone_is_what_every_status_answers(tmp_path: Path) -> None:
    client = calls(tmp_path, _default=answer(obj(a=TEXT)))
    assert client.wire({"a": "1"}).client.things.do("1").a == "1"
    with pytest.raises(APIStatusError) as caught:
        client.wire(httpx.Response(422, json={"a": "2"})).client.things.do("1")
    assert caught.value.detail.a == "2"


@pytest.mark.parametrize("other", ["302", "304", "307"])
def test_default_beside_redirects_is_what_every_other_status_answers(tmp_path: Path, other: str) -> None:
    """OpenAPI, Responses Object: `default` is for all that is not declared, so for a 200 here, as it is where it stands alone."""
    client = calls(tmp_path, **{f"_{other}": answer()}, _default=answer(obj(a=TEXT)))
    wire = client.wire({"a": "1"}, httpx.Response(int(other), headers={"Location": "/x"}))
    value, result = wire.client.things.do("1"), wire.client.things.do("1")
    made = client.models.ThingsDoResponse
    assert value == made(a="1")
    returns = inspect.signature(type(wire.client.things).do).return_annotation
    assert returns == f"ThingsDoResponse | {type(result).__name__}"
    with pytest.raises(APIStatusError) as caught:
        client.wire(httpx.Response(403, json={"a": "2"})).client.things.do("1")
    assert caught.value.detail.a == "2"


def _once(client: Any) -> Any:
    return client.sub("runtime.retry").RetryPolicy(max_attempts=1)


# --- envelopes without data

ENVELOPE = [{"data": "result", "flag": {"member": "ok", "success": True}, "message": "why"}]


@pytest.mark.parametrize(
    ("method", "schema", "body", "value"),
    [
        ("delete", obj("ok", ok=TRUTH, why=TEXT), {"ok": True, "why": "gone"}, "value.why == 'gone'"),
        ("post", obj("ok", ok=TRUTH, result=obj(id=TEXT)), {"ok": True}, "value is None"),
        ("post", obj("ok", ok=TRUTH, result=obj(id=TEXT)), {"ok": True, "result": {"id": "7"}}, "value.id == '7'"),
        ("get", {"type": "array", "items": TEXT}, ["a"], "value == ['a']"),
        ("post", obj(up=TRUTH), {"up": True}, "value.up is True"),
        (
            "get",
            obj("ok", "result", ok=TRUTH, result={"type": ["object", "null"]}),
            {"ok": True, "result": None},
            "value is None",
        ),
    ],
)
def test_an_envelope_without_data_is_what_its_schema_says(
    tmp_path: Path, method: str, schema: Any, body: Any, value: str
) -> None:
    doc = document({"/things": {method: operation(responses=returns(schema))}}, **{"x-reissue-envelope": ENVELOPE})
    seen: list[Any] = []
    wire = emit(tmp_path, doc).wire(body, strict=True, on_drift=seen.append)
    assert eval(value, {"value": wire.client.things.do()}) and seen == []


def test_a_refusal_inside_an_envelope_without_data_is_one(tmp_path: Path) -> None:
    gone = operation(responses=returns(obj("ok", ok=TRUTH)))
    client = emit(tmp_path, document({"/things": {"delete": gone}}, **{"x-reissue-envelope": ENVELOPE}))
    with pytest.raises(ProviderRejectedError, match="not yours"):
        client.wire({"ok": False, "why": "not yours"}).client.things.do()


def test_of_several_answers_each_is_what_its_schema_says(tmp_path: Path) -> None:
    told = {
        **returns(obj("ok", "result", ok=TRUTH, result=obj(id=TEXT)), status="201"),
        **returns(obj(job=TEXT), status="202"),
    }
    doc = document({"/things": {"post": operation(responses=told)}}, **{"x-reissue-envelope": ENVELOPE})
    client = emit(tmp_path, doc)
    made = client.wire(httpx.Response(201, json={"ok": True, "result": {"id": "7"}}), strict=True).client.things.do()
    queued = client.wire(httpx.Response(202, json={"job": "q"}), strict=True).client.things.do()
    assert (made.id, queued.job) == ("7", "q")
    with pytest.raises(ProviderRejectedError):
        client.wire(httpx.Response(202, json={"ok": False, "why": "no"})).client.things.do()


def test_data_that_must_be_there_is_missed(tmp_path: Path) -> None:
    schema = obj("ok", "result", ok=TRUTH, result=obj(id=TEXT))
    doc = document({"/things": {"get": operation(responses=returns(schema))}}, **{"x-reissue-envelope": ENVELOPE})
    seen: list[Any] = []
    emit(tmp_path, doc).wire({"ok": True}, on_drift=seen.append).client.things.do()
    assert [event.drift.path for event in seen] == ["$.result"]


@pytest.mark.parametrize("redirect", ["302", "303", "307", "3XX"])
def test_a_success_beside_a_documented_redirect_is_what_it_says(tmp_path: Path, redirect: str) -> None:
    """OpenAPI, Responses Object: each status has its own answer."""
    responses = {
        "201": {
            "description": "",
            "content": {JSON: {"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}},
        },
        redirect: {"description": "", "headers": {"Location": {"schema": {"type": "string"}}}},
    }
    made = emit(tmp_path, document({"/things": {"post": operation(responses=responses)}}))
    assert made.wire(httpx.Response(201, json={"a": 7})).client.things.do().a == 7


def test_a_success_that_no_document_tells_beside_redirects(tmp_path: Path) -> None:
    """GitHub's archive of a migration: 302 and 304, and no word of a 200."""
    client = calls(tmp_path, _302=answer(None, "Location"), _304=answer(None, "ETag"))
    wire = client.wire(
        httpx.Response(200, json={"a": 1}), httpx.Response(200, text="<html>", headers={"content-type": "text/html"})
    )
    assert wire.client.things.do("1") == {"a": 1}
    with pytest.raises(ResponseDecodeError):
        wire.client.things.do("1")


def test_an_object_beside_not_modified(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    ok = {"description": "", "headers": {"ETag": {"schema": {"type": "string"}}}, "content": {JSON: {"schema": schema}}}
    made = emit(tmp_path, document({"/things": {"get": operation(responses={"200": ok, "304": {"description": ""}})}}))
    wire = made.wire(httpx.Response(200, json={"a": 7}), httpx.Response(304, headers={"ETag": '"x"'}))
    assert (wire.client.things.do().a, wire.client.things.do().etag) == (7, '"x"')
