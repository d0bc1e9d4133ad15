"""The assertions of the tests of oasdiff, and what each says of the changes that are found."""

from __future__ import annotations

from typing import Any

from tests.peers.go_values import LEVELS, UNKNOWN, Asked, Change, Found, One


def named(found: Any, id_: Any, at: Any) -> Any:
    """A change with this id is among those that are found."""
    if not isinstance(found, Found) or not isinstance(id_, str):
        return UNKNOWN
    found.ids.append(id_)
    found.places.add(at)
    found.some = True
    return One(found, at)


def _written(given: list[Any]) -> None:
    """`requireApiChange(change, errs[0])`, and `require.Equal` of a change."""
    change, one = given[:2]
    if isinstance(change, Change) and isinstance(one, One):
        named(one.of, change.id, one.at)


def single(given: list[Any]) -> Any:
    """One change, and no other."""
    first, second = given[:2]
    found, change = (first, second) if isinstance(first, Found) else (second, first)
    if not isinstance(found, Found):
        return UNKNOWN
    found.count = 1
    return named(found, change.id if isinstance(change, Change) else change, 0)


def _all(given: list[Any]) -> None:
    """All changes, or all their ids, in any order."""
    changes, found = given[:2]
    if isinstance(found, Found) and isinstance(changes, list):
        for at, change in enumerate(changes):
            named(found, change.id if isinstance(change, Change) else change, at)
        found.count = len(changes)
    elif isinstance(found, Asked) and changes:
        _true([found])


def _equal(given: list[Any]) -> None:
    expected, actual = given[:2]
    if isinstance(actual, Asked):
        if actual.what == "GetId":
            named(actual.one.of, expected, actual.one.at)
        elif expected in LEVELS:
            if actual.one.at is None:
                actual.one.of.each.append(expected)
            else:
                actual.one.of.levels.append(expected)
                actual.one.of.places.add(actual.one.at)
    elif isinstance(actual, Found) or (isinstance(actual, Asked) and expected):
        _all(given)
    else:
        _written(given)


def _length(given: list[Any]) -> None:
    found, count = given[:2]
    if isinstance(found, Found) and isinstance(count, int):
        found.count, found.some = count, count > 0


def _some(given: list[Any]) -> None:
    if isinstance(given[0], Found):
        given[0].some = True
    else:
        _true(given)


def _true(given: list[Any]) -> None:
    asked = given[0]
    one = asked.one if isinstance(asked, Asked) and asked.what == "containsId" else asked
    if isinstance(one, One):
        named(one.of, one.at, one.at)


ASSERTIONS: dict[str, Any] = {
    "require.Empty": lambda given: _length([given[0], 0]),
    "require.Len": _length,
    "require.NotEmpty": _some,
    "require.Equal": _equal,
    "require.ElementsMatch": _all,
    "require.Contains": lambda given: named(given[0], given[1], given[1]),
    "require.True": _true,
    "requireApiChange": _written,
    "requireSingleApiChange": single,
    "requireApiChanges": _all,
    "requireChange": lambda given: named(given[0], given[1], given[1]),
    "requireSingleChange": single,
}
