"""Parameters on the wire: every style of OpenAPI, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import field
from reissue_runtime.cookies import Cookie
from reissue_runtime.encode import EncodeError, Query, header_value, path, query, text
from reissue_runtime.encode import written as headers
from reissue_runtime.headers import Header
from reissue_runtime.model import UNSET, Model, UnsetType
from reissue_runtime.styles import Path, StyledQuery


class Color(Model, kw_only=True):
    red: int = field(name="R")
    green: int | UnsetType | None = field(name="G", default=UNSET)
    blue: int | UnsetType = field(name="B", default=UNSET)


class Kind(StrEnum):
    NEW = "brand new"


class Level(Enum):
    HIGH = 3


ARRAY = ["blue", "black", "brown"]
OBJECT = Color(red=100, green=200, blue=150)


# --- scalars -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a b", "a b"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (-1.5, "-1.5"),
        (Kind.NEW, "brand new"),
        (Level.HIGH, "3"),
        (Decimal("1E+2"), "100"),
        (Decimal("10.10"), "10.10"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("1E+999999"), "1E+999999"),
        (datetime(2024, 5, 30, 15, 45, 23, tzinfo=UTC), "2024-05-30T15:45:23Z"),
        (datetime(2024, 5, 30, 15, 45, tzinfo=timezone(timedelta(hours=2))), "2024-05-30T15:45:00+02:00"),
        (date(2024, 5, 30), "2024-05-30"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_scalars(value: object, written: str) -> None:
    assert text(value, "x") == written


@pytest.mark.parametrize("shift", [None, timedelta(minutes=14, seconds=35)])
def test_a_time_that_is_no_moment_is_refused(shift: timedelta | None) -> None:
    """RFC 3339, 4.2 and 5.6: an offset is part of a time, and has hours and minutes. Lagos had 0:13:35 until 1914."""
    zone = None if shift is None else timezone(shift)
    with pytest.raises(EncodeError, match=r"^since: .*offset"):
        text(datetime(2024, 5, 30, 15, 45, tzinfo=zone), "since")


@pytest.mark.parametrize(
    "value",
    [None, float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), b"x", object(), "\ud800", 10**5000, [1]],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_scalar_is_refused_without_showing_it(value: object) -> None:
    with pytest.raises(EncodeError, match=r"^query parameter 'x': ") as caught:
        text(value, "query parameter 'x'")
    assert len(str(caught.value)) < 90


# --- path ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "value", "written"),
    [
        (Path("c"), "blue", "blue"),
        (Path("c"), ARRAY, "blue,black,brown"),
        (Path("c"), OBJECT, "R,100,G,200,B,150"),
        (Path("c", explode=True), ARRAY, "blue,black,brown"),
        (Path("c", explode=True), OBJECT, "R=100,G=200,B=150"),
        (Path("c", "label"), "blue", ".blue"),
        (Path("c", "label"), ARRAY, ".blue,black,brown"),
        (Path("c", "label"), OBJECT, ".R,100,G,200,B,150"),
        (Path("c", "label", True), ARRAY, ".blue.black.brown"),
        (Path("c", "label", True), OBJECT, ".R=100.G=200.B=150"),
        (Path("c", "matrix"), "blue", ";c=blue"),
        (Path("c", "matrix"), ARRAY, ";c=blue,black,brown"),
        (Path("c", "matrix"), OBJECT, ";c=R,100,G,200,B,150"),
        (Path("c", "matrix", True), ARRAY, ";c=blue;c=black;c=brown"),
        (Path("c", "matrix", True), OBJECT, ";R=100;G=200;B=150"),
        (Path("c", json=True), {"a": 1}, "%7B%22a%22%3A1%7D"),
    ],
)
def test_path_styles(param: Path, value: object, written: str) -> None:
    assert path("/x/{c}/y", {"c": param}, (value,)) == f"/x/{written}/y"


def test_path_values_are_one_segment_each() -> None:
    assert (
        path("/a/{id}/{n}.{ext}/", {}, ("a/b?c#d e;f%2C+é", 7, Kind.NEW))
        == "/a/a%2Fb%3Fc%23d%20e%3Bf%252C%2B%C3%A9/7.brand%20new/"
    )
    assert path("/plain/", {}, ()) == "/plain/"
    assert path("/{id}", {}, ("a.b..c",)) == "/a.b..c"


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        ".",
        "..",
        "a/../b",
        "a/..",
        "../a",
        "a\\..\\b",
        "./a",
        "%2e%2e",
        "%2E",
        "a%2f..%2fb",
        "%252e%252e",
        "..;x",
        "a/..;/b",
        "a\nb",
        "a\x00",
        "%00",
        "a%0d%0a",
        "\x85",
        "\u2028",
        "\ud800",
        None,
        UNSET,
        [],
        {},
        [""],
        [".."],
        ["../a"],
        b"x",
        float("nan"),
    ],
)
@pytest.mark.parametrize("param", [None, Path("id", "label"), Path("id", "matrix", True)])
def test_path_values_that_would_address_something_else_are_refused(value: object, param: Path | None) -> None:
    if value == "" and param is not None and param.style == "matrix":
        return  # it has its name before it
    with pytest.raises(EncodeError, match=r"path parameter 'id'"):
        path("/purchases/{id}/", {"id": param} if param else {}, (value,))


@pytest.mark.parametrize(
    ("param", "value", "word"),
    [
        (None, ["a", ""], "a,"),
        (None, ["", "a"], ",a"),
        (None, ["..", "a"], "..,a"),
        (None, {"a": "", "b": "1"}, "a,,b,1"),
        (Path("id", "label", True), ["a", ""], ".a."),
        (Path("id", "label"), {"a": ""}, ".a,"),
        (Path("id", "matrix"), ["a", "."], ";id=a,."),
        (Path("id", "matrix", True), ["a", ""], ";id=a;id="),
        (Path("id", "matrix", True), {"a": "", "b": ".."}, ";a=;b=.."),
    ],
)
def test_items_of_a_path_are_no_segments(param: Path | None, value: object, word: str) -> None:
    """RFC 3986, 5.2.4: a dot segment is a complete one. RFC 6570, 3.2: what is empty has its mark or its comma."""
    assert path("/x/{id}/y", {"id": param} if param else {}, (value,)) == f"/x/{word}/y"


def test_two_marks_alone_are_a_dot_segment() -> None:
    label = {"id": Path("id", "label", True)}
    assert path("/x{id}", label, (["", ""],)) == "/x.."
    with pytest.raises(EncodeError, match="is empty"):
        path("/x/{id}", label, (["", ""],))


@pytest.mark.parametrize("explode", [False, True])
def test_an_empty_text_in_a_path_is_the_mark_of_its_style(explode: bool) -> None:
    """OpenAPI, "Style Examples": `;color` and `.` in the column `empty`. An empty segment, or `.` alone, is another path."""
    label, matrix = ({"color": Path("color", style, explode)} for style in ("label", "matrix"))
    assert path("/x/{color}/y", matrix, ("",)) == "/x/;color/y"
    assert path("/x{color}", label, ("",)) == "/x."
    assert path("/x{color}/y", label, ("",)) == "/x./y"
    for template, params in [
        ("/x/{color}", label),
        ("/x/{color}/y", label),
        ("/x/{color}.", label),
        ("/x/{color}", {}),
    ]:
        with pytest.raises(EncodeError, match="is empty"):
            path(template, params, ("",))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=12))
def test_a_path_value_arrives_as_it_was_or_is_refused(value: str) -> None:
    try:
        written = path("/a/{id}/b", {}, (value,))
    except EncodeError:
        return
    parts = urlsplit("https://host.example" + written).path.split("/")
    assert len(parts) == 4 and unquote(parts[2]) == value and parts[2] not in (".", "..")


# --- query ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "value", "written"),
    [
        (Query("c"), "b l", "c=b%20l"),
        (Query("c"), "", "c="),
        (Query("c"), True, "c=true"),
        (Query("c"), None, ""),
        (Query("c"), UNSET, ""),
        (Query("c"), ARRAY, "c=blue&c=black&c=brown"),
        (Query("c"), [], ""),
        (Query("c"), {"a", UNSET}, "c=a"),
        (StyledQuery("c", explode=False), ARRAY, "c=blue,black,brown"),
        (StyledQuery("c", explode=False), ["a,b", "c"], "c=a%2Cb,c"),
        (StyledQuery("c", explode=False), [], ""),
        (StyledQuery("c", explode=False), [None], ""),
        (Query("c"), OBJECT, "R=100&G=200&B=150"),
        (StyledQuery("c", explode=False), OBJECT, "c=R,100,G,200,B,150"),
        (Query("c"), Color(red=1, green=None), "R=1"),
        (Query("c"), {"a": [1, 2], "b": None}, "a=1&a=2"),
        (StyledQuery("c", style="spaceDelimited", explode=False), ARRAY, "c=blue%20black%20brown"),
        (StyledQuery("c", style="spaceDelimited"), ARRAY, "c=blue&c=black&c=brown"),
        (StyledQuery("c", style="pipeDelimited", explode=False), ARRAY, "c=blue%7Cblack%7Cbrown"),
        (StyledQuery("c", style="pipeDelimited", explode=False), OBJECT, "c=R%7C100%7CG%7C200%7CB%7C150"),
        (StyledQuery("c", style="deepObject"), OBJECT, "c%5BR%5D=100&c%5BG%5D=200&c%5BB%5D=150"),
        (StyledQuery("c", style="deepObject"), {"a": {"b": [1, 2]}, "x": None}, "c%5Ba%5D%5Bb%5D=1&c%5Ba%5D%5Bb%5D=2"),
        # By the rule that is chosen, as stripe-python (indices), Rails and PHP (brackets), and Swagger UI (repeat) have it.
        (StyledQuery("c", style="deepObject"), ["x", "y"], "c=x&c=y"),
        (StyledQuery("c", style="deepObject", lists="brackets"), ["x", "y"], "c%5B%5D=x&c%5B%5D=y"),
        (StyledQuery("c", style="deepObject", lists="indices"), ["x", "y"], "c%5B0%5D=x&c%5B1%5D=y"),
        (StyledQuery("c", lists="brackets"), ["x", "y"], "c%5B%5D=x&c%5B%5D=y"),
        (StyledQuery("c", style="deepObject", lists="brackets"), {"a": [1, {"b": []}]}, "c%5Ba%5D%5B0%5D=1"),
        (StyledQuery("c", style="deepObject", lists="brackets"), [[1], [3]], "c%5B0%5D%5B%5D=1&c%5B1%5D%5B%5D=3"),
        (StyledQuery("c", style="deepObject", lists="indices"), [[1], [3]], "c%5B0%5D%5B0%5D=1&c%5B1%5D%5B0%5D=3"),
        (Query("c[]"), ARRAY[:2], "c%5B%5D=blue&c%5B%5D=black"),
        (StyledQuery("c", json=True), {"a": [1]}, "c=%7B%22a%22%3A%5B1%5D%7D"),
        (Query("c"), "a&b=c#d+e/f?g:h", "c=a%26b%3Dc%23d%2Be%2Ff%3Fg%3Ah"),
        (StyledQuery("c", allow_reserved=True), "a&b=c#d+e/f?g:h", "c=a%26b%3Dc%23d%2Be/f?g:h"),
        (StyledQuery("c", allow_reserved=True), "50%,%2F", "c=50%25,%2F"),
    ],
)
def test_query_styles(param: Query, value: object, written: str) -> None:
    assert query((param,), (value,)) == written


def test_query_takes_fewer_values_and_further_names() -> None:
    assert query((Query("a"), Query("b"), Query("c")), (1, UNSET)) == "a=1"
    assert query((Query("a"),), (1,), [("b c", "d&e"), ("f", [1, 2]), ("g", None)]) == "a=1&b%20c=d%26e&f=1&f=2"
    assert query((), ()) == ""


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text() | st.lists(st.text(), min_size=1), max_size=4))
def test_a_query_is_read_as_it_was_written(given_values: dict[str, Any]) -> None:
    written = query([Query(name) for name in given_values], list(given_values.values()))
    pairs = [
        (name, one) for name, value in given_values.items() for one in ([value] if isinstance(value, str) else value)
    ]
    assert parse_qsl(written, keep_blank_values=True, strict_parsing=bool(written)) == pairs


# --- headers and cookies -------------------------------------------------------------------------------------------


def test_headers() -> None:
    params = (
        Header("X-A"),
        Header("X-B"),
        Header("X-C", explode=True),
        Header("X-D", json=True),
        Header("X-E"),
        Header("X-F"),
    )
    assert headers(params, (5, ARRAY, OBJECT, {"a": "é"[:0]}, UNSET, datetime(2024, 5, 30, tzinfo=UTC))) == [
        ("X-A", "5"),
        ("X-B", "blue,black,brown"),
        ("X-C", "R=100,G=200,B=150"),
        ("X-D", '{"a":""}'),
        ("X-F", "2024-05-30T00:00:00Z"),
    ]
    assert headers((Header("X-B"),), (OBJECT,)) == [("X-B", "R,100,G,200,B,150")]


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\n", "\x00", "é", " a", "a ", "\x7f", None, b"x", "\ud800"])
def test_header_values_that_could_end_the_header_are_refused(value: object) -> None:
    with pytest.raises(EncodeError, match="header 'X-A'") as caught:
        header_value("X-A", value)
    assert "Evil" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "a b", "a:", "a\n", "é"])
def test_header_names_are_checked(name: str) -> None:
    with pytest.raises(EncodeError):
        header_value(name, "x")


def cookies(params: Sequence[Cookie], values: Sequence[object]) -> str:
    return "; ".join(cookie for _, cookie in headers(params, values))


def test_cookies() -> None:
    params = (
        Cookie("a"),
        Cookie("b"),
        Cookie("c", explode=False),
        Cookie("d"),
        Cookie("e", json=True),
        Cookie("f", explode=False),
    )
    assert cookies(params, ("x;y z", [1, 2], ["p", "q,r"], OBJECT, {"k": 1}, UNSET)) == (
        "a=x%3By%20z; b=1; b=2; c=p,q%2Cr; R=100; G=200; B=150; e=%7B%22k%22%3A1%7D"
    )
    assert cookies((), ()) == ""
    with pytest.raises(EncodeError):
        cookies((Cookie("a=b"),), ("x",))


@pytest.mark.parametrize(
    "write",
    [
        lambda value: query((Query("card"),), (value,)),
        lambda value: query((StyledQuery("card", style="deepObject"),), (value,)),
        lambda value: headers((Header("card"),), (value,)),
        lambda value: cookies((Cookie("card"),), (value,)),
        lambda value: path("/{card}", {}, (value,)),
    ],
)
@pytest.mark.parametrize("value", [[["4242"]], {"a": [[{"b": "4242"}]]}, ["4242\ud800"], [b"4242"]])
def test_refusals_name_the_parameter_and_not_the_value(write: Callable[[object], object], value: object) -> None:
    with pytest.raises(EncodeError, match="'card'") as caught:
        write(value)
    assert "4242" not in str(caught.value)
