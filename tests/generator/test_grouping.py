"""To which resource an operation without a tag belongs.

The segments that are passed over are those of published APIs: Twilio (a date), GitHub Enterprise (`api/v3`), Kubernetes (`apis`), Jira
(`rest/api/3`), Google (`v1alpha1`, `:search`), OData (`users({id})`).
"""

from __future__ import annotations

from pathlib import Path

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
