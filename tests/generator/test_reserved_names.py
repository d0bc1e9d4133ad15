"""No class of a client takes the name of what its own files import: every emitted file is asked what it imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from reissue_generator.api.reserved import FOREIGN_NAMES, MARKERS, MODEL_NAMES, SPECIAL_MODEL_NAMES
from tests.generator.small_clients import document, emit, operation

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path for folder in ("tests/golden/tallypost", "generated/reissue_clients") for path in (ROOT / folder).rglob("*.py")
)
OWN = {"models", "resources", "client", "webhooks"}


def imported(path: Path) -> set[str]:
    """The classes and constants that a file imports from the runtime and from Python."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not (node.level and OWN.intersection((node.module or "").split("."))):
            found |= {each.name for each in node.names}
    return {name for name in found if name[0].isupper()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_file_imports_is_taken(path: Path) -> None:
    taken = (
        MODEL_NAMES | SPECIAL_MODEL_NAMES if path.stem == "models" or path.parent.name == "models" else FOREIGN_NAMES
    )
    assert imported(path) <= {*taken, "TYPE_CHECKING", *MARKERS}  # a marker makes way: LIST as LIST_MARKER


def test_a_tag_that_is_called_as_what_its_file_imports(tmp_path: Path) -> None:
    """UNSET is what an argument is that was left out."""
    parameters = [{"name": "size", "in": "query", "schema": {"type": "integer"}}]
    path = {"get": {**operation("unset-do", parameters=parameters), "tags": ["UNSET"]}}
    wire = emit(tmp_path, document({"/things": path})).wire()
    wire.client.unset.do()
    assert wire.query == ""
