"""Typed headers of answers: by their schemas, in any case, a misfit is drift.

Sources: OpenAPI 3.1.1, Style Examples (`simple`: `blue,black,brown`, `R,100,G,200,B,150`, `R=100,G=200,B=150`); RFC 9110, 5.3
(fields of one name are one list) and 5.1 (names in any case); OpenAPI 3.2, Header Object (Set-Cookie is not split at commas);
GitHub's `Link` and rate-limit headers.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.generator.small_clients import Emitted, document, emit, operation, ref

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def headed(folder: Path, headers: Any, status: str = "200", **more: Any) -> Emitted:
    told = {status: {"description": "ok", "headers": headers}}
    return emit(folder, document({"/rows": {"get": operation("rows-list", responses=told)}}, **more))


def read(made: Emitted, sent: Any, model: str = "RowsListHeaders") -> tuple[Any, list[str]]:
    client = made.wire(httpx.Response(200, headers=sent)).client
    response = client.with_response(client.rows.list)
    told = getattr(made.models, model).of(response)
    return told, [f"{drift.path} {drift.expected} {drift.got}" for drift in response.drift]


SCHEMAS: list[tuple[Any, Any, Any]] = [
    ({"schema": NUMBER}, "5000", 5000),
    ({"schema": {"type": "boolean"}}, "true", True),
    ({"schema": {"type": "number"}}, "0.5", 0.5),
    ({"schema": TEXT}, "5000", "5000"),
    ({"schema": TEXT}, "true", "true"),
    ({"schema": {"type": "string", "format": "date"}}, "2031-02-03", date(2031, 2, 3)),
    ({"schema": {"type": "array", "items": TEXT}}, "blue,black, brown", ["blue", "black", "brown"]),
    ({"schema": {"type": "array", "items": NUMBER}}, "1, 2", [1, 2]),
    (
        {"schema": {"type": "object", "additionalProperties": TEXT}},
        "R,100,G,200,B,150",
        {"R": "100", "G": "200", "B": "150"},
    ),
    (
        {"explode": True, "schema": {"type": "object", "additionalProperties": NUMBER}},
        "R=100,G=200,B=150",
        {"R": 100, "G": 200, "B": 150},
    ),
    ({"content": {"application/json": {"schema": {"type": "array", "items": NUMBER}}}}, "[1, 2]", [1, 2]),
    ({}, "as it is", "as it is"),
]


@pytest.mark.parametrize(("header", "sent", "value"), SCHEMAS)
def test_a_header_is_what_its_schema_says(tmp_path: Path, header: Any, sent: str, value: Any) -> None:
    made = headed(tmp_path, {"X-One": {"required": True, **header}})
    assert made.rules() == []
    told, drifts = read(made, {"x-oNE": sent})
    assert drifts == [] and told.x_one == value and type(told.x_one) is type(value)


def test_members_of_an_object_have_their_types(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"R": NUMBER, "name": TEXT}}
    told, drifts = read(headed(tmp_path, {"X-Color": {"schema": schema}}), {"X-Color": "R,100,name,7"})
    assert (told.x_color.r, told.x_color.name, drifts) == (100, "7", [])


@pytest.mark.parametrize(
    ("schema", "sent", "value", "drift"),
    [
        (NUMBER, "seven", "seven", ["headers.X-One int string"]),
        ({"type": "array", "items": NUMBER}, "1,b", None, ["headers.X-One[1] int string"]),
        ({"type": "string", "format": "date"}, "soon", "soon", ["headers.X-One date string"]),
        ({"type": "boolean"}, "maybe", "maybe", ["headers.X-One bool string"]),
    ],
)
def test_a_misfit_is_drift(tmp_path: Path, schema: Any, sent: str, value: Any, drift: list[str]) -> None:
    told, drifts = read(headed(tmp_path, {"X-One": {"schema": schema}}), {"X-One": sent})
    assert drifts == drift and (value is None or told.x_one == value)


def test_required_or_not(tmp_path: Path) -> None:
    made = headed(tmp_path, {"X-Must": {"required": True, "schema": NUMBER}, "X-May": {"schema": NUMBER}})
    told, drifts = read(made, {})
    assert drifts == ["headers.X-Must int nothing"]
    assert told.x_may is told.x_must is made.sub("runtime.model").UNSET
    assert "x_must: int = field" in made.files["models.py"] and "x_may: int | UnsetType" in made.files["models.py"]


def test_drift_of_headers_is_told_and_never_raised(tmp_path: Path) -> None:
    made, seen = headed(tmp_path, {"X-Must": {"required": True, "schema": NUMBER}}), []
    client = made.wire(httpx.Response(200), strict=True, on_drift=seen.append).client
    response = client.with_response(client.rows.list)
    assert [event.drift.path for event in seen] == ["headers.X-Must"] and len(response.drift) == 1
    assert client.rows.list() is None and len(seen) == 1  # who does not ask for headers pays nothing


def test_headers_as_they_came_are_there_too(tmp_path: Path) -> None:
    made = headed(tmp_path, {"X-Total": {"schema": NUMBER}})
    client = made.wire(httpx.Response(200, headers={"X-Total": "7", "X-Other": "o"})).client
    headers = client.with_response(client.rows.list).headers
    assert headers["x-total"] == "7" and headers["X-OTHER"] == "o" and headers.x_total == 7
    assert {name.lower() for name in headers} == {"x-total", "x-other"} and len(headers) == 2
    assert "x-none" not in headers and not hasattr(headers, "x_none")


def test_cookies_are_not_split_at_commas(tmp_path: Path) -> None:
    made = headed(tmp_path, {"Set-Cookie": {"schema": {"type": "array", "items": TEXT}}})
    cookies = ["lang=en; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "a=1"]  # RFC 6265, 3.1
    told, drifts = read(made, [("Set-Cookie", one) for one in cookies])
    assert told.set_cookie == cookies and drifts == []


def test_several_fields_of_one_name_are_one_list(tmp_path: Path) -> None:
    made = headed(tmp_path, {"X-Tag": {"schema": {"type": "array", "items": TEXT}}})
    assert read(made, [("X-Tag", "a"), ("x-tag", "b, c")])[0].x_tag == ["a", "b", "c"]


def test_answers_that_share_a_component_share_a_model(tmp_path: Path) -> None:
    links = {"Link": ref("pager", "headers")}
    told = {"200": {"description": "ok", "headers": links}}
    paths = {f"/{name}": {"get": operation(f"{name}-list", responses=told)} for name in ("rows", "cells")}
    made = emit(tmp_path, document(paths, components={"headers": {"pager": {"schema": TEXT, "description": "Pages."}}}))
    client = made.wire(httpx.Response(200, headers={"Link": "</x>"})).client
    for method in (client.rows.list, client.cells.list):
        assert made.models.PagerHeaders.of(client.with_response(method)).link == "</x>"
    assert made.files["models.py"].count("class ") == 1 and '"""Pages."""' in made.files["models.py"]


def test_each_status_has_its_own(tmp_path: Path) -> None:
    told = {
        status: {"description": "ok", "headers": {name: {"schema": NUMBER}}}
        for status, name in (("200", "X-A"), ("202", "X-B"))
    }
    made = emit(tmp_path, document({"/rows": {"post": operation("rows-add", responses=told)}}))
    client = made.wire(httpx.Response(202, headers={"X-B": "2"})).client
    response = client.with_response(client.rows.add)
    assert made.models.RowsAdd202Headers.of(response).x_b == 2
    with pytest.raises(TypeError, match="202"):
        made.models.RowsAddHeaders.of(response)


def test_a_redirect_has_its_headers(tmp_path: Path) -> None:
    uri = {"schema": {"type": "string", "format": "uri"}, "required": True}
    made = headed(tmp_path, {"Location": uri, "X-Wait": {"schema": NUMBER}}, "302")
    client = made.wire(httpx.Response(302, headers={"Location": "/x", "X-Wait": "3"})).client
    told = made.models.RowsList302Headers.of(client.with_response(client.rows.list))
    assert (told.location, told.x_wait) == ("/x", 3)


def test_what_is_sensitive_shows_nowhere(tmp_path: Path) -> None:
    made = headed(tmp_path, {"X-Token": {"schema": TEXT, "x-reissue-sensitive": True}})
    assert "canary" not in repr(read(made, {"X-Token": "canary"})[0])


def test_without_documented_headers_nothing_is_emitted(tmp_path: Path) -> None:
    plain = headed(tmp_path, {})
    ignored = headed(tmp_path, {"Content-Type": {"schema": TEXT}})  # to be ignored: OpenAPI, Response Object
    assert plain.files["resources/rows.py"] == ignored.files["resources/rows.py"].replace(
        ignored.package, plain.package
    )
    assert "runtime/answer_headers.py" not in plain.files


def test_headers_of_errors_and_impossible_names_are_told(tmp_path: Path) -> None:
    limits = {"description": "slow down", "headers": {"X-Wait": {"schema": NUMBER}, "Retry-After": {"schema": NUMBER}}}
    told = {"200": {"description": "ok", "headers": {"a b": {"schema": TEXT}}}, "429": limits, "503": limits}
    made = emit(tmp_path, document({"/rows": {"get": operation("rows-list", responses=told)}}))
    assert made.rules() == ["error-headers", "header-name"]
