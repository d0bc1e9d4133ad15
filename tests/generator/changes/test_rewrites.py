"""What says the same in other words is no change, and what nearly does is one: in one comparison for all schemas of a table."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.changes import Change, Level, compare, edition
from reissue_generator.document import Document, Source
from tests.generator.changes import document_rewrites as documents
from tests.generator.changes import rewrites as schemas
from tests.generator.small_clients import V30, V31, content, document, operation, returns

Doc = dict[str, Any]
pytestmark = pytest.mark.usefixtures("wire_alone")


def found(old: Doc, new: Doc) -> list[Change]:
    """The changes of the wire but for words, of two documents that no file holds."""
    editions = [
        edition(Document(Source(Path("/spec.json"), name, "", doc, yaml=False), Path("/")).converted(), "acme")
        for name, doc in (("old", old), ("new", new))
    ]
    told = compare(*editions)
    return [one for one in told if not one.is_of_python and one.rule.level is not Level.COSMETIC]


def all_at_once(table: schemas.Table, side: int, version: str, *, sent: bool) -> Doc:
    """A document that sends, or gets back, every schema of one side of a table."""
    paths: Doc = {}
    for number, (_, pair) in enumerate(rows(table)):
        body = {"requestBody": {"required": True, **content(pair[side])}}
        call = operation(f"s{number}-do", **(body if sent else {"responses": returns(pair[side])}))
        paths[f"/{number}"] = {"post": call}
    return document(paths, version, components={"schemas": schemas.MODELS})


def rows(table: schemas.Table) -> list[tuple[str, schemas.Pair]]:
    return [(f"{clause}, {about}", pair) for clause, pairs in table.items() for about, pair in pairs.items()]


def by_row(table: schemas.Table, version: str, *, sent: bool, back: bool) -> dict[str, list[Change]]:
    """What is told of each row of a table that anything is told of."""
    sides = all_at_once(table, 0, version, sent=sent), all_at_once(table, 1, V31, sent=sent)
    told: dict[str, list[Change]] = defaultdict(list)
    names = [name for name, _ in rows(table)]
    for change in found(*(sides[::-1] if back else sides)):
        for call in change.operations:
            told[names[int(call.removeprefix("POST /"))]].append(change)
    return told


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize(("table", "version"), [(schemas.SAME, V31), (schemas.SAME_IN_30, V30)])
def test_the_same_in_other_words_is_no_change(table: schemas.Table, version: str, back: bool) -> None:
    """Requests forwards, and answers backwards: the proofs are the same, and only the rules are others."""
    told = by_row(table, version, sent=not back, back=back)
    assert {row: [one.message for one in changes] for row, changes in told.items()} == {}


@pytest.mark.parametrize(("table", "version"), [(schemas.TWINS, V31), (schemas.TWINS_IN_30, V30)])
def test_a_neighbour_is_told_in_both_directions(table: schemas.Table, version: str) -> None:
    ways = [by_row(table, version, sent=True, back=back) for back in (False, True)]
    names = {name for name, _ in rows(table)}
    assert [names - way.keys() for way in ways] == [set(), set()]
    breaks = {row for way in ways for row, told in way.items() if any(one.rule.level is Level.BREAKING for one in told)}
    assert names - breaks == set()


@pytest.mark.parametrize("about", sorted(documents.SAME))
def test_documents_that_say_the_same(about: str) -> None:
    old, new = documents.SAME[about]
    assert [one.message for pair in ((old, new), (new, old)) for one in found(*pair)] == []


@pytest.mark.parametrize("about", sorted(documents.TWINS))
def test_documents_that_nearly_do(about: str) -> None:
    old, new = documents.TWINS[about]
    assert found(old, new) != []
    assert found(new, old) != []
