"""Which of two models keeps a name that both would like, and what the other is called.

The clashes are those of published documents: GitHub's (a parameter and a schema `status`; answers of 200 and 207), Stripe's (a schema, and a union
of a member that leads to the same words).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.generator.small_clients import content, document, emit, operation, ref

ENUM = {"type": "string", "enum": ["open", "shut"]}
THING = {"type": "object", "properties": {"a": {"type": "string"}}}


def names(tmp_path: Path, doc: dict[str, Any]) -> dict[str, str]:
    """The class of each model by the address of its schema."""
    api = emit(tmp_path, doc).api
    return {key.partition("#/")[2]: name for key, name in api.names.items()}


def doc(schemas: dict[str, Any], **more: Any) -> dict[str, Any]:
    answers = {
        "200": {"description": "ok", **content({"type": "object", "properties": {"done": {"type": "boolean"}}})},
        "207": {"description": "some", **content({"type": "object", "properties": {"left": {"type": "integer"}}})},
        "201": {
            "description": "made",
            **content({"type": "array", "items": {"anyOf": [ref(name) for name in schemas]}}),
        },
    }
    get = operation("reports-make", parameters=[ref("status", "parameters")], responses=answers)
    parameter = {"name": "status", "in": "query", "schema": ENUM}
    components = {"schemas": schemas, "parameters": {"status": parameter}}
    return document({"/reports": {"get": get}}, components=components, **more)


def test_a_component_keeps_its_name_and_others_say_where_they_stand(tmp_path: Path) -> None:
    schemas = {
        "status": THING,
        "plan": {"type": "object", "properties": {"card": {"anyOf": [ref("plan_card"), ref("status")]}, "level": ENUM}},
        "plan_card": {"type": "object", "properties": {"b": {"type": "string"}}},
        "plan_level": {"type": "object", "properties": {"c": {"type": "string"}}},
    }
    found = names(tmp_path, doc(schemas))
    assert found["components/schemas/status:read"] == "Status"
    assert found["components/parameters/status/schema:read"] == "StatusParameter"
    assert found["components/schemas/plan_card:read"] == "PlanCard"
    assert found["components/schemas/plan/properties/card/anyOf:read:union"] == "PlanCardUnion"
    assert found["components/schemas/plan_level:read"] == "PlanLevel"
    assert found["components/schemas/plan/properties/level:read"] == "PlanLevelMember"
    answers = {name for key, name in found.items() if key.startswith("paths/") and "/20" in key and "201" not in key}
    assert answers == {"ReportsMakeResponse", "ReportsMakeResponse207"}


def test_neither_order_nor_an_addition_renames_a_component(tmp_path: Path) -> None:
    """Also where the name that says the place is a component's own."""
    schemas = {"status": THING, "StatusParameter": {**THING, "title": "x"}}
    more = {"Another": {"type": "object", "properties": {"d": {"type": "string"}}}, **dict(reversed(schemas.items()))}
    before = names(tmp_path / "a", doc(schemas))
    after = names(tmp_path / "b", doc(more))
    assert before.items() <= after.items()
    assert before["components/schemas/StatusParameter:read"] == "StatusParameter"
    taken = before["components/parameters/status/schema:read"]
    assert taken.startswith("StatusParameter") and len(taken) == len("StatusParameter") + 4
