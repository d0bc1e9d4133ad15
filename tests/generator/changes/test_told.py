"""What is told of a change, by which rule and in which words: the rows of four tables, each way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.changes import told_kin, told_messages, told_operations, told_schemas
from tests.generator.changes.document_pairs import told_of_the_wire

pytestmark = pytest.mark.usefixtures("wire_alone")
ROWS = {
    f"{table.__name__.rpartition('_')[2]}: {name}": row
    for table in (told_kin, told_messages, told_operations, told_schemas)
    for name, row in table.ROWS.items()
}
"""What is told from the old document to the new one, and, where that is not the same turned round, the other way."""


@pytest.mark.parametrize("name", ROWS)
def test_what_is_told(name: str, tmp_path: Path) -> None:
    (old, new), told, turned = ROWS[name]
    assert told_of_the_wire(tmp_path, old, new) == told
    assert turned is None or told_of_the_wire(tmp_path, new, old) == turned


def test_what_stands_for_a_base_is_paired_with_the_members_of_a_union(tmp_path: Path) -> None:
    told = told_of_the_wire(tmp_path, *told_kin.BECAME_UNION)
    assert "request-bound-narrowed | Kid.w: maximum none -> 9" in told
    assert not any("is gone" in each for each in told)
