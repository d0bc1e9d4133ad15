"""Edits of YAML text: each says what it means and leaves the rest as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reissue_generator.drift.edit import EditError, Raw, Yaml, scalar

CASES: list[tuple[str, Callable[[Yaml], str], str]] = [
    ("a: []\n", lambda y: y.append(("a",), "x"), "a: [x]\n"),
    ("a: [x]", lambda y: y.append(("a",), None), "a: [x, null]"),
    ("a: [\n  x,\n  y,\n]\n", lambda y: y.append(("a",), "z"), "a: [\n  x,\n  y, z,\n]\n"),
    ("a:\n- x  # why\n\n# next\nb: 1\n", lambda y: y.append(("a",), "v"), "a:\n- x  # why\n- v\n\n# next\nb: 1\n"),
    ("a:\r\n  - x\r\n", lambda y: y.append(("a",), "v"), "a:\r\n  - x\r\n  - v\r\n"),
    ("é: [ü]\n", lambda y: y.append(("é",), "x"), "é: [ü, x]\n"),
    ("a: ['x']\n", lambda y: y.append(("a",), "y"), "a: ['x', \"y\"]\n"),
    ("a: [x, y, z]\n", lambda y: y.remove_item(("a",), "y"), "a: [x, z]\n"),
    ("a: [x, y, z]\n", lambda y: y.remove_item(("a",), "z"), "a: [x, y]\n"),
    ("a:\n  - x\n  - y\n", lambda y: y.remove_item(("a",), "x"), "a:\n  - y\n"),
    ("a: {b: 1, c: [x]}\n", lambda y: y.remove_item(("a", "c"), "x"), "a: {b: 1}\n"),
    ("a: {c: [x], b: 1}\n", lambda y: y.remove_item(("a", "c"), "x"), "a: {b: 1}\n"),
    ("a:\n  c:\n    - x\n  b: 1\n", lambda y: y.remove_item(("a", "c"), "x"), "a:\n  b: 1\n"),
    ("a: {}\n", lambda y: y.add_member(("a",), "k", ["v"], "v"), "a: { k: v }\n"),
    (
        "a:\n  b: |\n    x\n    y\n\nc: 1\n",
        lambda y: y.add_member(("a",), "k", ["v: 1", "w: 2"], "-"),
        "a:\n  b: |\n    x\n    y\n  k:\n    v: 1\n    w: 2\n\nc: 1\n",
    ),
    (
        "a: {$ref: x, b: 1}\n",
        lambda y: y.wrap(("a",), "$ref", "type: string"),
        "a: {oneOf: [{ $ref: x }, { type: string }], b: 1}\n",
    ),
    ("type: string\n", lambda y: y.add_type(("type",), Raw('"null"')), 'type: [string, "null"]\n'),
]


@pytest.mark.parametrize("before,edit,after", CASES)
def test_edits(before: str, edit: Callable[[Yaml], str], after: str) -> None:
    assert edit(Yaml(before)) == after


@pytest.mark.parametrize(
    "edit",
    [
        lambda y: y.append(("b",), "x"),
        lambda y: y.append(("zz",), "x"),
        lambda y: y.set(("a",), "x"),
        lambda y: y.set(("a", "\u00b2"), "x"),  # a digit to Python, and no index of RFC 6901
        lambda y: y.set(("a", "01x"), "x"),
        lambda y: y.remove_item(("a",), "z"),
        lambda y: y.remove_item(("c", "0", "d"), "x"),
        lambda y: y.wrap(("b",), "$ref", "x"),
    ],
)
def test_what_cannot_be_edited_is_refused(edit: Callable[[Yaml], str]) -> None:
    with pytest.raises(EditError):
        edit(Yaml("a: [x, y]\nb: {k: v}\nc:\n  - d: [x]\n"))


@pytest.mark.parametrize(
    "value,text",
    [
        ("x", "x"),
        ("a b-c/d.e", "a b-c/d.e"),
        ("no", '"no"'),
        ("1", '"1"'),
        ("a: b", '"a: b"'),
        ("\x85", '"\\u0085"'),
        (True, "true"),
        (1.5, "1.5"),
        (None, "null"),
    ],
)
def test_scalars(value: object, text: str) -> None:
    assert scalar(value) == text
