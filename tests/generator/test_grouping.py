"""To which resource an operation without a tag belongs.

The segments that are passed over are those of published APIs: Twilio (a date), GitHub Enterprise (`api/v3`), Kubernetes (`apis`), Jira
(`rest/api/3`), Google (`v1alpha1`, `:search`), OData (`users({id})`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.generator.small_clients import document, emit, operation

OK = {"200": {"description": "ok"}}


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("/v1/payouts/{id}", "payouts"),
        ("/2010-04-01/Accounts/{Sid}.json", "accounts"),
        ("/api/v3/licenses.json", "licenses"),
        ("/apis/batch/v1/jobs", "batch"),
        ("/rest/api/3/issueLink", "issue_link"),
        ("/v1alpha1/{tenant}/notes:search", "notes"),
        ("/users({id})/mail", "users"),
        ("/{owner}/{repo}/forks", "forks"),
        ("/api", "api"),
        ("/{id}", "default"),
        ("/", "default"),
        ("/$metadata", "metadata"),
        ("/__class__/x", "class_"),
        ("/2fa", "n_2fa"),
        ("/\u017cywiec/x", "\u017cywiec"),
        ("/close", "close_"),
        ("/list", "list_"),
    ],
)
def test_the_first_word_of_a_path(tmp_path: Path, path: str, resource: str) -> None:
    names = [part[1:].split("}")[0] for part in path.split("{")[1:]]
    given = [{"name": "x", "in": "query", "schema": {"type": "string"}}]
    given += [
        {"name": path.split("{")[n].split("}")[0], "in": "path", "required": True, "schema": {"type": "string"}}
        for n in range(1, len(names) + 1)
    ]
    made = emit(tmp_path, document({path: {"get": {"responses": OK, "parameters": given}}}))
    assert [one.attribute for one in made.api.resources] == [resource]


def test_an_operation_without_a_tag_joins_the_tag_of_its_name(tmp_path: Path) -> None:
    """Whatever stands first, and however the tag is written."""
    paths = {
        "/v1/line-items": {"get": {"operationId": "count", "responses": OK}},
        "/v1/line-items/{id}": {"get": operation("LineItems-get", tags=["Line Items"], parameters=[])},
        "/v1/line_items/all": {"get": {"operationId": "all", "responses": OK}},
    }
    for order in (paths, dict(reversed(paths.items()))):
        (resource,) = emit(tmp_path, document(order)).api.resources
        assert (resource.name, resource.attribute) == ("LineItems", "line_items")
        assert len(resource.operations) == 3


def nav(name: str, parent: str | None = None, kind: str | None = "nav") -> dict[str, str]:
    told = {"name": name, "parent": parent, "kind": kind}
    return {key: value for key, value in told.items() if value is not None}


def tagged(*tags: dict[str, str], **operations: list[str]) -> dict[str, Any]:
    paths = {f"/{name}": {"get": operation(name, tags=given)} for name, given in operations.items()}
    return document(paths, "3.2.0", tags=list(tags))


def test_tags_stand_inside_each_other(tmp_path: Path) -> None:
    """OpenAPI 3.2, Tag Object: `parent` is "the name of a tag that this tag is nested under"."""
    tags = [nav("products"), nav("books", "products"), nav("old books", "books"), nav("carts")]
    made = emit(
        tmp_path, tagged(*tags, listOld=["old books"], listAll=["products"], carts=["carts"], books=["products"])
    )
    assert made.findings == []
    wire = made.wire()
    wire.client.products.books_.old_books.list_old()  # `products` has a method `books`
    assert wire.sent.url.path == "/v1/listOld"
    wire.client.products.list_all()
    wire.client.products.books()
    wire.client.carts.carts()
    assert wire.client.products.books_ is wire.client.products.books_
    assert not hasattr(wire.client, "books") and not hasattr(wire.client, "old_books")
    assert {one.path for one in made.api.resources} == {
        "products",
        "products.books_",
        "products.books_.old_books",
        "carts",
    }


@pytest.mark.parametrize(
    "tags",
    [
        [nav("a"), nav("b", "gone")],
        [nav("a", kind=None), nav("b", "a")],
        [nav("a"), nav("b", "a", "badge")],
        [nav("a"), nav("b", "b")],
    ],
    ids=["gone", "no kind", "badge", "itself"],
)
def test_a_parent_that_is_none_is_told(tmp_path: Path, tags: list[dict[str, str]]) -> None:
    made = emit(tmp_path, tagged(*tags, x=["b"], y=["a"]))
    assert made.rules() == ["tag"]
    made.wire().client.b.x()


def test_parents_that_go_round_are_told(tmp_path: Path) -> None:
    """OpenAPI 3.2, Tag Object: "circular references between parent and child tags MUST NOT be used"."""
    made = emit(tmp_path, tagged(nav("a", "c"), nav("b", "a"), nav("c", "b"), x=["a"], y=["b"], z=["c"]))
    assert made.rules() == ["tag"]
    made.wire().client.a.b.c.z()


def test_a_badge_is_no_resource_where_there_is_another_tag(tmp_path: Path) -> None:
    made = emit(tmp_path, tagged(nav("beta", kind="badge"), x=["beta", "books"], y=["beta"]))
    wire = made.wire()
    wire.client.books.x()
    wire.client.beta.y()
