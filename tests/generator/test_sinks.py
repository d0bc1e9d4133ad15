"""The typed encoders: what goes in is data, what comes out is one literal, one docstring, one comment."""

from __future__ import annotations

import ast
import textwrap

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


@given(text=st.text(st.characters(codec=None), max_size=400) | st.text("fmt:off# -*coding=\n ", max_size=200))
def test_wrapped_comments_are_comments_and_nothing_else(text: str) -> None:
    lines = [str(line) for line in sinks.comments(text, 4)]
    assert all(line.startswith("# ") and len(line.splitlines()) == 1 for line in lines)
    assert all(len(line) <= 84 or len(line.split()) == 2 for line in lines)
    assert ast.dump(ast.parse("\n".join([*lines, "x = 1\n"]))) == ast.dump(ast.parse("x = 1\n"))
    assert "".join("".join(line[2:].split()) for line in lines) == "".join(sinks.comment(text).split())


@pytest.mark.parametrize("length", range(70, 90))
def test_an_order_that_comes_to_stand_at_the_start_of_a_line_is_none(length: int) -> None:
    for order in ("fmt: off", "type: ignore", "mypy: ignore-errors"):
        for line in sinks.comments(f"{'x' * length} {order} {'y' * length}", 0):
            assert not line.startswith(f"# {order.partition(':')[0]}:")


@given(text=st.text("ab .!?\n", max_size=200), limit=st.integers(1, 100))
def test_what_is_shortened_ends_where_a_sentence_ends(text: str, limit: int) -> None:
    kept = sinks.shortened(text, limit)
    whole, left = text.strip(), text.strip()[len(kept) :]
    assert whole.startswith(kept)
    assert bool(kept) is bool(whole)
    assert not left or kept[-1] in ".!?" or left.partition("\n")[2].partition("\n")[0].strip() == ""


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("One. Two. Three.", 9, "One. Two."),
        ("One. Two. Three.", 2, "One."),
        ("No end at all", 4, "No end at all"),
        ("See e.g. this one. Then that.", 20, "See e.g. this one."),
        ("A head\n\nA paragraph without an end", 10, "A head"),
        ("Short.", 100, "Short."),
    ],
)
def test_a_long_text_ends_at_a_whole_sentence(text: str, limit: int, kept: str) -> None:
    assert sinks.shortened(text, limit) == kept


@given(words=st.lists(st.text("xyz", min_size=1, max_size=90), min_size=1, max_size=30))
def test_words_are_wrapped_as_the_standard_library_does(words: list[str]) -> None:
    text = " ".join(words)
    expected = textwrap.wrap(text, sinks.WIDTH - 3, break_long_words=False, break_on_hyphens=False)
    lines = str(sinks.docstring(text, 0)).removeprefix('"""').removesuffix('"""').strip("\n").split("\n")
    assert lines == expected or len(expected) == 1


@pytest.mark.parametrize("indent", [0, 4, 8])
@pytest.mark.parametrize("length", range(60, 100))
def test_a_docstring_of_words_keeps_to_the_width(indent: int, length: int) -> None:
    text = ("word " * 40)[:length].strip()
    assert max(len(line) for line in f"{' ' * indent}{sinks.docstring(text, indent)}".split("\n")) <= sinks.WIDTH


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
