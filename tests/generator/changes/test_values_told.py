"""What is told of a change, in which words, where it stands in both documents, and what makes it this change and no other: three tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.changes import Edition, compare, edition
from reissue_generator.document import Document, Source
from tests.generator.changes import told_conditions, told_unions, told_values

pytestmark = pytest.mark.usefixtures("wire_alone")
ROWS = {
    f"{table.__name__.rpartition('_')[2]}: {name}": row
    for table in (told_values, told_conditions, told_unions)
    for name, row in table.ROWS.items()
}
"""Two documents, and what is told of their changes each way."""
BODY = "/paths/~1things/post/requestBody/content/application~1json/schema"
ANSWER = "/paths/~1things/get/responses/200/content/application~1json/schema"


@pytest.mark.parametrize("name", ROWS)
def test_what_is_told_and_where(name: str) -> None:
    (old, new), forwards, backwards = ROWS[name]
    one, other = (
        edition(Document(Source(Path("/spec.json"), side, "", doc, yaml=False), Path("/")).converted(), "acme")
        for side, doc in (("old", old), ("new", new))
    )
    assert told(one, other) == forwards
    assert told(other, one) == backwards


def told(old: Edition, new: Edition) -> list[str]:
    """Each change of the wire: its rule, its words, both addresses, and its key beside these; '#' is the body or the answer."""
    found = [one for one in compare(old, new) if not one.is_of_python]
    assert all(one.operations for one in found), "each is of an operation"
    return [
        f"{one.rule.id} | {one.message} | {one.key.replace(BODY, '#').replace(ANSWER, '#').replace(chr(0), ' | ')}"
        for one in found
    ]
