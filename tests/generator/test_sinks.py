"""The typed encoders: what goes in is data, what comes out is one literal, one docstring, one comment."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reissue_generator.emit import sinks


@given(
    value=st.recursive(
        st.text() | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=6,
    )
)
def test_a_literal_means_its_value(value: object) -> None:
    code = str(sinks.literal(value))
    assert ast.literal_eval(code) == value
    assert "\n" not in code
    assert code.isprintable() or all(ord(c) > 127 for c in code if not c.isprintable())


@given(
    text=st.text(st.characters(codec=None), max_size=300) | st.text("\"\\ \n'#", max_size=60),
    indent=st.sampled_from([0, 4, 8]),
)
def test_a_docstring_is_one_text_and_ends_where_it_ends(text: str, indent: int) -> None:
    code = str(sinks.docstring(text, indent))
    lines = "\n".join([*(["class A:"] if indent else []), " " * indent + code])
    body = ast.parse(lines).body[0]
    statement = body.body if isinstance(body, ast.ClassDef) else [body]
    assert len(statement) == 1
    assert isinstance(statement[0], ast.Expr)
    assert isinstance(statement[0].value, ast.Constant)


@given(text=st.text(st.characters(codec=None), max_size=80))
def test_a_comment_is_one_line(text: str) -> None:
    comment = str(sinks.comment(text))
    assert len(comment.splitlines()) <= 1
    assert ast.dump(ast.parse(f"# {comment}\nx = 1\n")) == ast.dump(ast.parse("x = 1\n"))


@pytest.mark.parametrize(
    "order",
    [
        "fmt: off",
        "mypy: ignore-errors",
        "type: ignore",
        "ruff: noqa",
        "x # pyright: basic",
        "-*- coding: utf-7 -*-",
        "vim: set fileencoding=latin-1 :",
    ],
)
def test_a_comment_gives_no_orders(order: str) -> None:
    comment = f"# {sinks.comment(order)}"
    for word in ("# fmt:", "# mypy:", "# type:", "# ruff:", "# pyright:", "coding:", "coding="):
        assert word not in comment


@pytest.mark.parametrize("name", ["", "1a", "a b", "class", "a.b", "a\n", "x=1", "None"])
def test_what_is_no_identifier_is_not_printed(name: str) -> None:
    with pytest.raises(sinks.SinkError):
        sinks.ident(name)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), object(), b"x", {1, 2}])
def test_what_is_no_plain_data_is_not_printed(value: object) -> None:
    with pytest.raises(sinks.SinkError):
        sinks.literal(value)
