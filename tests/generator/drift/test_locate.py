"""Which schemas requests can reach: a widening of one of these changes what callers may send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.document import Document
from reissue_generator.drift.locate import Locator
from tests.generator.small_clients import document, operation, ref, returns

FILTER = {"name": "filter", "in": "query", "schema": ref("Filter")}
SCHEMAS = {"schemas": {"Filter": {"type": "string"}, "Thing": {"type": "object"}}}


def locator(folder: Path, item: dict[str, Any]) -> Locator:
    path = folder / "spec.json"
    path.write_text(json.dumps(document({"/things": item}, components=SCHEMAS)))
    return Locator(Document.open(path))


@pytest.mark.parametrize(
    "item",
    [
        {"get": operation(responses=returns(ref("Thing")), parameters=[FILTER])},
        {"get": operation(responses=returns(ref("Thing"))), "parameters": [FILTER]},
        {"get": {"responses": returns(ref("Thing")), "parameters": [FILTER]}},  # without an operationId
    ],
)
def test_a_parameter_of_the_operation_or_of_its_path_item(tmp_path: Path, item: dict[str, Any]) -> None:
    """OpenAPI: the parameters of a path item are applicable for all the operations described under its path."""
    reached = {pointer[-1] for _, pointer in locator(tmp_path, item).in_requests if len(pointer) == 3}
    assert reached == {"Filter"}


def test_the_body_of_an_answer_of_any_json(tmp_path: Path) -> None:
    answers = {"200": {"content": {"application/*": {"schema": ref("Thing")}}}}
    find = locator(tmp_path, {"get": operation(responses=answers)})
    (root,) = find.roots("things-do", [200])
    assert root.value == ref("Thing")
