"""What callers need not write, and what they are warned of: constants of models that are sent, deprecated operations (PEP 702)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from msgspec import UnsetType

from tests.generator.small_clients import V30, document, emit, operation, reading, ref, returns, sending
from tests.strict import MYPY, pyright_settings, tool

TEXT = {"type": "string"}


def obj(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


PART = obj(("objectType", "n"), objectType={"const": "part"}, n={"type": "integer"})


@pytest.mark.parametrize(
    ("constant", "value", "version"),
    [
        ({"const": "order"}, "order", "3.1.0"),
        ({"const": 7}, 7, "3.1.0"),
        ({"type": "string", "enum": ["order"]}, "order", "3.1.0"),
        ({"type": "string", "enum": ["order"]}, "order", V30),
    ],
)
def test_a_constant_is_sent_and_need_not_be_given(tmp_path: Path, constant: Any, value: Any, version: str) -> None:
    order = obj(("constant", "kind", "part"), constant=constant, kind=constant, part=ref("Part"))
    part = PART if version != V30 else obj(("objectType", "n"), objectType={"enum": ["part"], **TEXT}, n=TEXT)
    made = emit(tmp_path, sending(ref("Order"), version, Order=order, Part=part))
    wire = made.wire()
    wire.client.things.do(made.models.Order(part=made.models.Part(n=1)))
    assert wire.json == {"constant": value, "kind": value, "part": {"objectType": "part", "n": 1}}
    wire.client.things.do(made.models.Order(kind="another", part=made.models.Part(n=1)))
    assert wire.json["kind"] == "another"


def test_a_constant_that_an_answer_lacks_is_told_and_not_made_up(tmp_path: Path) -> None:
    path = {"/things": {"post": operation(requestBody=sending(ref("Part"))["paths"]["/things"]["post"]["requestBody"])}}
    path["/things"]["post"]["responses"] = returns(ref("Part"))
    made = emit(tmp_path, document(path, components={"schemas": {"Part": PART}}))
    wire = made.wire({"n": 1})
    response = wire.client.with_response(wire.client.things.do, made.models.Part(n=2))
    assert [drift.path for drift in response.drift] == ["$.objectType"]
    assert made.sub("runtime.body").encode_json(response.value) == b'{"n":1}'


def test_models_that_are_only_read_stay_as_they_are(tmp_path: Path) -> None:
    text = emit(tmp_path, reading(PART)).files["models.py"]
    assert "Constant" not in text and "FilledModel" not in text


CALLER = """
from {package} import Acme, AsyncAcme
from {package}.models import Part

async def use(client: Acme, other: AsyncAcme) -> None:
    client.things.new(Part(n=1))
    client.things.old()
    await other.things.old()
    Part()
    Part(n=1, object_type="other")
"""


def _emitted(tmp_path: Path) -> Path:
    old = operation("things-old", deprecated=True)
    new = operation("things-new", requestBody=sending(ref("Part"))["paths"]["/things"]["post"]["requestBody"])
    doc = document({"/things": {"get": old, "post": new}}, components={"schemas": {"Part": PART}})
    made = emit(tmp_path, doc)
    (made.root.parent / "caller.py").write_text(
        CALLER.format(package=made.package).replace("Acme", made.api.class_name)
    )
    wire = made.wire()
    wire.client.things.old()
    assert wire.sent.url.path.endswith("/things")
    return made.root


@pytest.mark.types
def test_checkers_tell_what_is_deprecated_and_what_must_be_given(tmp_path: Path) -> None:
    root = _emitted(tmp_path)
    environment = Path(tool("python")).parent.parent
    (root.parent / "pyrightconfig.json").write_text(json.dumps(pyright_settings(["."], environment)))
    done = subprocess.run(
        [tool("pyright"), "--outputjson"], cwd=root.parent, capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout)["generalDiagnostics"]
    lines = [(Path(one["file"]).name, one["range"]["start"]["line"] + 1, one.get("rule")) for one in found]
    assert sorted(lines) == [
        ("caller.py", 7, "reportDeprecated"),
        ("caller.py", 8, "reportDeprecated"),
        ("caller.py", 9, "reportCallIssue"),
        ("caller.py", 10, "reportArgumentType"),
    ]
    options = (*MYPY[1:], "--enable-error-code", "deprecated", root.name, "caller.py")
    told = subprocess.run([tool("mypy"), *options], cwd=root.parent, capture_output=True, text=True, check=False).stdout
    assert [line.split(":")[1] for line in told.splitlines() if ": error:" in line] == ["7", "8", "9", "10"], told


def test_a_deprecated_operation_is_called_as_before(tmp_path: Path) -> None:
    root = _emitted(tmp_path)
    text = (root / "resources" / "things.py").read_text()
    assert text.count('@Deprecated("GET /things is deprecated")') == 2


def test_an_enum_of_lists_and_objects_leaves_their_types(tmp_path: Path) -> None:
    listed = {"type": "array", "items": {"type": "string"}, "enum": [["a"], ["b", "c"]]}
    held = {"type": "object", "properties": {"x": {"type": "integer"}}, "enum": [{"x": 1}]}
    made = emit(tmp_path, reading({"type": "object", "properties": {"a": listed, "b": held}}))
    hints = get_type_hints(made.models.ThingsDoResponse)
    assert hints["a"] == list[str] | UnsetType and hints["b"] == made.models.ThingsDoResponseB | UnsetType


def test_a_deprecated_schema_says_so(tmp_path: Path) -> None:
    old = {"type": "object", "description": "As it was.", "deprecated": True, "properties": {"x": {"type": "integer"}}}
    made = emit(tmp_path, reading(ref("Old"), Old=old))
    assert made.models.Old.__doc__ == "As it was.\n\n    Deprecated.\n    "
