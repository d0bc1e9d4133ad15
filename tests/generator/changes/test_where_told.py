"""What is told of a change, by which rule, in which words, and where it stands in both documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reissue_generator.changes import Change
from reissue_generator.changes.compare_api import compare
from reissue_generator.changes.compare_schema import Walker
from reissue_generator.changes.documents import edition, opened
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


@pytest.fixture
def python_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are not compared: what Python sees is read off the packages."""
    monkeypatch.setattr(Walker, "run", lambda _: None)


@pytest.mark.usefixtures("python_alone")
@pytest.mark.parametrize("name", told_python.ROWS)
def test_of_python(name: str, tmp_path: Path) -> None:
    (old, new), told, turned = told_python.ROWS[name]
    assert [at(one) for one in changes(tmp_path, old, new) if one.is_of_python] == told
    assert turned is None or [at(one) for one in changes(tmp_path, new, old) if one.is_of_python] == turned


@pytest.mark.usefixtures("python_alone")
@pytest.mark.parametrize("name", told_python.DICTS)
def test_of_dicts(name: str, tmp_path: Path) -> None:
    """What is told of the dicts that may be given for models, beside what is told of these."""
    (old, new), told, turned = told_python.ROWS[name]
    for pair, plain, expected in zip(((old, new), (new, old)), (told, turned), told_python.DICTS[name], strict=True):
        paths = [tmp_path / f"{name}.json" for name in ("old", "new")]
        for path, doc in zip(paths, pair, strict=True):
            path.write_text(json.dumps(doc), encoding="utf-8")
        with opened(str(paths[0])) as before, opened(str(paths[1])) as after:
            found = compare(*(edition(each, "acme", typed_dicts=True) for each in (before, after)))
        assert [line for line in map(at, found) if "python-" in line and line not in (plain or ())] == expected
