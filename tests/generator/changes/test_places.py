"""Lines and columns found the quick way are those of the parser, however the text is laid out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reissue_generator.changes.places import Places
from reissue_generator.document import Node, parse

KEYS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(["a", "\n  ", '"', "\\", "a/b~c", "é"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["}\n", '",\n  "a": {']),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
LAYOUTS: dict[str, dict[str, Any]] = {
    "two blanks": {"indent": 2},
    "one line": {},
    "minified": {"separators": (",", ":")},
    "tabs": {"indent": "\t"},
    "no indent": {"indent": 0},
    "plain text": {"indent": 2, "ensure_ascii": False},
}


def nodes(node: Node) -> Iterator[Node]:
    yield node
    children = [child for _, child in node.children()] or list(node.items())
    for child in children:
        yield from nodes(child)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@settings(max_examples=40)
@given(data=st.dictionaries(KEYS, VALUES, max_size=5))
def test_as_the_parser_says(layout: str, data: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reissue_generator.changes.places._SMALL", 0)
    text = json.dumps({"x": data}, **LAYOUTS[layout])
    source = parse(text.encode("utf-8"), Path("a.json"), "a.json")
    places = Places()
    for node in nodes(Node(source, (), source.data)):
        lines = text.split("\n")
        place = places.of(node)
        rest = "\n".join(lines[place.line - 1 :])[place.column - 1 :]
        last = node.pointer[-1] if node.pointer else None
        parent_is_list = isinstance(_at(source.data, node.pointer[:-1]), list)
        if last is not None and not parent_is_list:
            assert json.JSONDecoder().raw_decode(rest)[0] == last
        else:
            assert json.JSONDecoder().raw_decode(rest)[0] == node.value


def _at(data: Any, pointer: tuple[str, ...]) -> Any:
    for token in pointer:
        data = data[int(token)] if isinstance(data, list) else data[token]
    return data


def test_what_is_not_there_is_its_owner() -> None:
    text = json.dumps({"paths": {"/a": {"get": {}}}, "pad": "x" * 5000}, indent=2)
    source = parse(text.encode(), Path("a.json"), "a.json")
    place = Places().of(Node(source, ("paths", "/a", "get", "servers"), None))
    assert (place.line, place.column) == (4, 7)
