"""No class of a client takes the name of what its own files import: every emitted file is asked what it imports."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from reissue_generator import generate as pipeline
from reissue_generator.api.reserved import (
    CLIENT_ATTRIBUTES,
    FOREIGN_NAMES,
    HIDING,
    MAKING_WAY,
    MODEL_NAMES,
    OF_PACKAGES,
    OF_RESOURCES,
    SPECIAL_MODEL_NAMES,
    made_way,
)
from tests.generator.small_clients import content, document, emit, operation, ref, returns

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path for folder in ("tests/golden/tallypost", "generated/reissue_clients") for path in (ROOT / folder).rglob("*.py")
)
OWN = {"models", "resources", "client", "webhooks"}


def all_imported(path: Path) -> set[str]:
    """What a file imports from the runtime and from Python."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not (node.level and OWN.intersection((node.module or "").split("."))):
            found |= {each.asname or each.name for each in node.names}
    return found


def imported(path: Path) -> set[str]:
    """The classes and constants among them."""
    return {name for name in all_imported(path) if name[0].isupper()}


def constants(path: Path) -> set[str]:
    """What a file of a package or of a client binds beside its classes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bound = [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in bound if isinstance(target, ast.Name) and target.id[0] != "_"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_file_imports_is_taken(path: Path) -> None:
    taken = (
        MODEL_NAMES | SPECIAL_MODEL_NAMES if path.stem == "models" or path.parent.name == "models" else FOREIGN_NAMES
    )
    assert imported(path) <= {*taken, *OF_RESOURCES, *MAKING_WAY, *made_way(MAKING_WAY)}  # LIST as LIST_MARKER


def test_a_tag_that_is_called_as_what_its_file_imports(tmp_path: Path) -> None:
    """UNSET is what an argument is that was left out."""
    parameters = [{"name": "size", "in": "query", "schema": {"type": "integer"}}]
    path = {"get": {**operation("unset-do", parameters=parameters), "tags": ["UNSET"]}}
    wire = emit(tmp_path, document({"/things": path})).wire()
    wire.client.unset.do()
    assert wire.query == ""


RESERVED = (
    FOREIGN_NAMES
    | MODEL_NAMES
    | SPECIAL_MODEL_NAMES
    | CLIENT_ATTRIBUTES
    | HIDING
    | MAKING_WAY
    | OF_RESOURCES
    | OF_PACKAGES
)
FIRST_OF_FILES = [path for path in FILES if path.name in ("__init__.py", "client.py")]
NAMES = sorted(
    RESERVED.union(*map(all_imported, FILES), *map(constants, FIRST_OF_FILES))
    | {"FinalModel", "FinalModelModel", "FinalResource", "LIST_MARKER", "CONTENT_MARKER"}  # what makes way, taken too
)


def named(name: str) -> dict[str, Any]:
    """The items of paths whose operation, parameter, body and tag have a name."""
    parameters = [{"name": name, "in": "query", "schema": {"type": "string", "format": "date-time"}}]
    bytes_too = {"content": {**content(ref(name))["content"], "application/octet-stream": {}}}
    do = {"operationId": name, "tags": ["things"], "parameters": parameters, "requestBody": bytes_too}
    read = {"operationId": f"{name} read", "tags": [name], "parameters": parameters}
    return {
        f"/{name}/do": {
            "post": {**do, "deprecated": True, "responses": {**returns(ref(name)), "302": {"description": ""}}}
        },
        f"/{name}": {"get": {**read, "responses": returns({"type": "array", "items": ref(name)})}},
    }


def test_every_name_that_files_use_themselves_as_a_name_of_everything(tmp_path: Path) -> None:
    """OpenAPI, Operation Object: an operationId is any string; so are a tag and the name of a parameter. No name is refused."""
    time = {"type": "string", "format": "date-time"}
    schemas = {name: {"type": "object", "properties": {name: {"type": "string"}, "at": time}} for name in NAMES}
    hooks = {name: {"post": {"requestBody": content(ref(name)), "responses": {}}} for name in NAMES}
    paths = {path: item for name in NAMES for path, item in named(name).items()}
    made = emit(tmp_path, document(paths, webhooks=hooks, components={"schemas": schemas}), typed_dicts=True)
    assert {one.id for one in made.api.operations} >= set(NAMES)


@pytest.mark.parametrize("title", ["SPEC", "RUNTIME", "PROVIDER"])
def test_a_package_that_is_called_as_a_constant_of_it(tmp_path: Path, title: str) -> None:
    spec = tmp_path / "api.json"
    paths = {"/": {"get": operation("things-do", tags=[f"{title}Client"])}}
    spec.write_text(json.dumps({**document(paths), "info": {"title": title, "version": "1"}}))
    written = pipeline.generate_alone(spec, tmp_path / "out", title.lower())
    assert written.rendered.apis[0].class_name == f"{title}ClientClient"
