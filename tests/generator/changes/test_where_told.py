"""What is told of a change, by which rule, in which words, and where it stands in both documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.changes import Change
from reissue_generator.document import pointer_text
from tests.generator.changes import told_documents, told_python
from tests.generator.changes.document_pairs import changes


def at(change: Change) -> str:
    """Where a change stands: once where that is one address."""
    places = dict.fromkeys(pointer_text(node.pointer) for node in (change.old, change.new))
    return f"{change.rule.id} | {change.message} | {' > '.join(places)}"


@pytest.mark.usefixtures("wire_alone")
@pytest.mark.parametrize("name", told_documents.ROWS)
def test_of_the_wire(name: str, tmp_path: Path) -> None:
    (old, new), told, turned = told_documents.ROWS[name]
    assert [at(one) for one in changes(tmp_path, old, new)] == told
    assert turned is None or [at(one) for one in changes(tmp_path, new, old)] == turned


@pytest.mark.parametrize("name", told_python.ROWS)
def test_of_python(name: str, tmp_path: Path) -> None:
    (old, new), told, turned = told_python.ROWS[name]
    assert [at(one) for one in changes(tmp_path, old, new) if one.is_of_python] == told
    assert turned is None or [at(one) for one in changes(tmp_path, new, old) if one.is_of_python] == turned
