"""Malformed JSON: what is mended, at which JSON path it is recorded, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reissue_runtime.mend import NotJson, sound


def mended(body: bytes) -> tuple[Any, list[tuple[str, str]]]:
    text, drifts = sound(body)
    return json.loads(text), [(drift.path, drift.got) for drift in drifts]


ZERO = "number with leading zero"


@pytest.mark.parametrize(
    ("body", "value", "found"),
    [
        (b'{"a": 007}', {"a": "007"}, [("$.a", ZERO)]),
        (
            b'{"data": [{"x": 1, "account_number": 0123456789}]}',
            {"data": [{"x": 1, "account_number": "0123456789"}]},
            [("$.data[0].account_number", ZERO)],
        ),
        (b"[1, [2, 03], {}, -04.50]", [1, [2, "03"], {}, "-04.50"], [("$[1][1]", ZERO), ("$[3]", ZERO)]),
        (
            b"[+1, .5, 5., 0x1F, 1_000]",
            ["+1", ".5", "5.", "0x1F", "1_000"],
            [(f"$[{i}]", "number that JSON does not have") for i in range(5)],
        ),
        (b'{"a": NaN, "b": -Infinity}', {"a": "NaN", "b": "-Infinity"}, [("$.a", "NaN"), ("$.b", "-Infinity")]),
        (
            b'{"a": [1, 2, ], "b": {"c": 1,} , }',
            {"a": [1, 2], "b": {"c": 1}},
            [("$.a", "trailing comma"), ("$.b", "trailing comma"), ("$", "trailing comma")],
        ),
        (b'{"a": "one\ntwo\x00"}', {"a": "one\ntwo\x00"}, [("$.a", "control character")]),
        (
            rb'{"a": "C:\dir \x \u12G4 \" \\ \/ \u0041"}',
            {"a": 'C:\\dir \\x \\u12G4 " \\ / A'},
            [("$.a", "escape that JSON does not have")],
        ),
        (
            rb'{"a": "\ud83d\ude00 \ud83d \ude00x", "b": "\ud83d"}',
            {"a": "😀 � �x", "b": "�"},
            [("$.a", "half of a surrogate pair"), ("$.b", "half of a surrogate pair")],
        ),
        (b'{"k\ney": 1, "b": 02}', {"k\ney": 1, "b": "02"}, [("$.*", "control character"), ("$.b", ZERO)]),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}, [("$", "UTF-8 with byte order mark")]),
        ('\ufeff{"ä": 1}'.encode("utf-16-le"), {"ä": 1}, [("$", "UTF-16 with byte order mark")]),
        ('\ufeff{"ä": 1}'.encode("utf-16-be"), {"ä": 1}, [("$", "UTF-16 with byte order mark")]),
        ('{"name": "José"}'.encode("latin-1"), {"name": "José"}, [("$", "Latin-1")]),
        ('{"name": "José'.encode() + b'\xff"}', {"name": "José�"}, [("$", "damaged UTF-8")]),
        (b'\xc2\xa0{"a":\xc2\xa01}\x00', {"a": 1}, []),
    ],
)
def test_mends_and_records_the_place(body: bytes, value: Any, found: list[tuple[str, str]]) -> None:
    assert mended(body) == (value, found)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00", "empty"),
        (b"<!doctype html><html></html>", "no JSON"),
        (b"OK", "no JSON"),
        (b"Not found", "no JSON"),
        (b"{a: 1}", "no JSON"),
        (b"{'a': 1}", "no JSON"),
        (b'{"a" 1}', "no JSON"),
        (b'{"a":1}}', "no JSON"),
        (b'{"a":[1}', "no JSON"),
        (b'{"a":1} {"b":2}', "no JSON"),
        (b"[1,,2]", "no JSON"),
        (b"[1 2]", "no JSON"),  # and not 12
        (b'{"a":1\n2}', "no JSON"),
        (b"[,]", "no JSON"),
        (b",", "no JSON"),
        (b'{"a":}', "no JSON"),
        (b"]", "no JSON"),
        (b",]", "no JSON"),
        (b",}", "no JSON"),
        (b":", "no JSON"),
        (b'{"a":1}<br />Warning', "no JSON"),
        (b'{"a": undefined}', "no JSON"),
        (b'{"a": "b', "truncated JSON"),
        (b'{"a": [1, 2', "truncated JSON"),
        (b'{"a"', "truncated JSON"),
        (b'{"a":', "truncated JSON"),
        (b'{"a":tr', "truncated JSON"),
        (b'{"a":-', "truncated JSON"),
        (b"[", "truncated JSON"),
        (b'"abc', "truncated JSON"),
        (b'["a\\', "truncated JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b"[01," * 100_000, "nested too deeply"),
        (b'{"a":01,"b":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ],
)
def test_refuses_what_is_cut_off_or_no_json(body: bytes, reason: str) -> None:
    with pytest.raises(NotJson) as caught:
        sound(body)
    assert caught.value.reason == reason


def test_sound_bodies_are_returned_as_they_are() -> None:
    body = '{"a": "ä\\ud83d\\ude00", "b": [1.10, 1e5, {}]}'.encode()
    assert sound(body) == (body, [])


def test_names_that_may_be_data_are_not_part_of_the_path() -> None:
    assert mended(b'{"john.doe@example.com, 4242": {"x": 01}}')[1] == [("$.*.x", ZERO)]


def test_mending_is_linear() -> None:
    rows = b'[{"a": 01, "b": "x\n", "c": [1, 2,]}' + b', {"a": 01, "b": "x\n", "c": [1, 2,]}' * 5_000 + b"]"
    value, found = mended(rows)
    assert len(value) == 5_001 and len(found) == 15_003
    with pytest.raises(NotJson):
        sound(b'"' + b"\\" * 200_001)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=12,
    )
)
def test_what_is_json_after_all_keeps_its_value(value: Any) -> None:
    """Unescaped control characters, NaN and all: reading it mended gives what was written."""
    written = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    assert _plain(mended(b"\xef\xbb\xbf" + written)[0]) == _plain(json.loads(written))


def _plain(value: Any) -> Any:
    """NaN and infinities are their names after mending."""
    match value:
        case float() if value != value or value in (float("inf"), float("-inf")):
            return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case _:
            return value


@settings(max_examples=500, deadline=None)
@given(
    st.binary(max_size=60)
    | st.text(alphabet='{}[]:,"\\0123456789.eE+-ntfulrsaINy \n\x00\ud83d', max_size=60).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
def test_raises_nothing_but_not_json(body: bytes) -> None:
    try:
        json.loads(sound(body)[0])
    except NotJson:
        pass
    except ValueError as error:  # Python's own limit on the digits of an integer
        assert "digits" in str(error)
