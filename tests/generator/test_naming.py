"""Names: total, free of collisions, the same whatever stands beside them."""

from __future__ import annotations

import keyword
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reissue_generator import naming

TEXT = st.text(st.characters(codec=None), max_size=40)
WORDS = st.text("abAB12_- $é名नाßİ", max_size=8)
MAKERS = (naming.snake, naming.pascal, naming.constant, naming.module)


# --- one name ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wire", "snake", "pascal"),
    [
        ("pageSize", "page_size", "PageSize"),
        ("purchase_status", "purchase_status", "PurchaseStatus"),
        ("invoiceHTTPStatus", "invoice_http_status", "InvoiceHTTPStatus"),
        ("2fa", "n_2fa", "N2fa"),
        ("3DSecure", "n_3_d_secure", "N3DSecure"),
        ("class", "class_", "Class"),
        ("None", "none", "None_"),
        ("list", "list_", "List"),
        ("X-Request-ID", "x_request_id", "XRequestID"),
        ("filter[status]", "filter_status", "FilterStatus"),
        ("+1", "plus_1", "Plus1"),
        ("-created", "minus_created", "MinusCreated"),
        ("@type", "at_type", "AtType"),
        ("$ref", "ref", "Ref"),
        ("_id", "id", "Id"),
        ("__class__", "class_", "Class"),
        ("", "value", "Value"),
        ("!!!", "not_not_not", "NotNotNot"),
        ("///", "value", "Value"),
        ("Straße", "straße", "Straße"),
        ("名前", "名前", "N名前"),
        ("ﬁeld", "field_", "Field"),
        ("नाम पता", "नाम_पता", "Nनामपता"),
    ],
)
def test_the_name_that_a_wire_name_wants(wire: str, snake: str, pascal: str) -> None:
    assert (naming.snake(wire), naming.pascal(wire)) == (snake, pascal)


@pytest.mark.parametrize("make", MAKERS)
@given(text=TEXT)
def test_any_text_makes_a_python_name(make: object, text: str) -> None:
    assert callable(make)
    name = make(text)
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert not name.startswith("_")
    assert unicodedata.normalize("NFKC", name) == name  # else Python itself would read another name
    assert make(text) == name


@given(text=TEXT)
def test_a_class_a_constant_and_an_attribute_of_one_wire_name_are_three_names(text: str) -> None:
    names = {naming.snake(text), naming.constant(text)}
    assert len(names) == 2
    assert naming.pascal(text) != naming.snake(text)


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "Aux", "lpt9", "prn"])
def test_no_module_has_a_name_that_windows_reserves(name: str) -> None:
    assert naming.module(name).casefold() not in naming.WINDOWS_RESERVED


@given(text=st.text("aB名é_ ", min_size=100, max_size=400))
def test_a_module_name_fits_every_file_system(text: str) -> None:
    assert len(naming.module(text).encode()) <= 120


def test_two_long_module_names_stay_apart() -> None:
    assert naming.module("a" * 300 + "x") != naming.module("a" * 300 + "y")


# --- many names ----------------------------------------------------------------------------------------------


def assigned(wires: list[str], **more: object) -> dict[str, str]:
    return naming.assign(((wire, wire, naming.snake(wire)) for wire in wires), **more)  # type: ignore[arg-type]


@given(wires=st.lists(WORDS, unique=True, max_size=12))
def test_names_are_free_of_collisions(wires: list[str]) -> None:
    names = assigned(wires)
    assert set(names) == set(wires)
    assert len(set(names.values())) == len(wires)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in names.values())


@given(wires=st.lists(WORDS, unique=True, max_size=12))
def test_names_of_files_are_free_of_collisions_on_any_file_system(wires: list[str]) -> None:
    names = naming.assign(((wire, wire, naming.pascal(wire)) for wire in wires), fold=str.casefold)
    assert len({name.casefold() for name in names.values()}) == len(wires)


@given(wires=st.lists(WORDS, unique=True, max_size=12), seed=st.integers())
def test_names_do_not_depend_on_order(wires: list[str], seed: int) -> None:
    shuffled = list(wires)
    random.Random(seed).shuffle(shuffled)
    assert assigned(shuffled) == assigned(wires)


@given(wires=st.lists(WORDS, unique=True, max_size=8), more=st.lists(WORDS, unique=True, max_size=8))
def test_a_new_sibling_changes_no_name_that_it_does_not_want_itself(wires: list[str], more: list[str]) -> None:
    before = assigned(wires)
    after = assigned([*wires, *(wire for wire in more if wire not in wires)])
    wanted = {naming.snake(wire) for wire in more}
    for wire in wires:
        if naming.snake(wire) not in wanted:
            assert after[wire] == before[wire]


def test_the_one_that_is_written_that_way_already_keeps_the_name() -> None:
    names = assigned(["fooBar", "foo_bar", "foo-bar"])
    assert names["foo_bar"] == "foo_bar"
    assert names["fooBar"] == f"foo_bar_{naming.suffix('fooBar')}"
    assert names["foo-bar"] == f"foo_bar_{naming.suffix('foo-bar')}"


def test_names_that_are_taken_are_given_to_nobody() -> None:
    names = assigned(["self", "body", "x"], taken=["body", "x"])
    assert names["self"] == "self_"
    assert names["body"] not in ("body", "x")
    assert names["x"] not in ("body", "x")


def test_a_suffixed_name_that_somebody_wants_is_left_to_him() -> None:
    thief = f"foo_bar_{naming.suffix('foo-bar')}"
    names = assigned(["foo_bar", "foo-bar", thief])
    assert names[thief] == thief
    assert len(set(names.values())) == 3
