"""Addresses inside of documents: `$self`, `$id`, anchors, and `$dynamicRef`.

The judges: what JSON Schema 2020-12 prints in its appendices, and `referencing`, another reader of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from reissue_generator.document import Document, Node
from reissue_generator.errors import SpecError
from tests.generator.small_clients import document, emit, operation, reading, ref, returns

# JSON Schema 2020-12, Core, appendix A: this schema, and what each part of it is called.
PRINTED: dict[str, Any] = {
    "$id": "https://example.com/root.json",
    "$defs": {
        "A": {"$anchor": "foo"},
        "B": {
            "$id": "other.json",
            "$defs": {"X": {"$anchor": "bar"}, "Y": {"$id": "t/inner.json", "$anchor": "bar"}},
        },
        "C": {"$id": "urn:uuid:ee564b8a-7a87-4125-8c96-e9f123d6766f"},
    },
}
NAMES = {
    "": ["https://example.com/root.json", "https://example.com/root.json#"],
    "/$defs/A": ["https://example.com/root.json#foo", "https://example.com/root.json#/$defs/A"],
    "/$defs/B": ["https://example.com/other.json", "https://example.com/other.json#"],
    "/$defs/B/$defs/X": ["https://example.com/other.json#bar", "https://example.com/other.json#/$defs/X"],
    "/$defs/B/$defs/Y": [
        "https://example.com/t/inner.json#bar",
        "https://example.com/t/inner.json",
        "https://example.com/t/inner.json#",
    ],
    "/$defs/C": [
        "urn:uuid:ee564b8a-7a87-4125-8c96-e9f123d6766f",
        "urn:uuid:ee564b8a-7a87-4125-8c96-e9f123d6766f#",
    ],
}


def opened(folder: Path, main: Any, **files: Any) -> Document:
    for name, value in {"api": main, **files}.items():
        path = folder / f"{name.replace('__', '/')}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    return Document.open(folder / "api.json", "api.json")


def at(document: Document, *pointer: str) -> Node:
    node = document.root
    for token in pointer:
        node = node.get(token)
    return node


@pytest.mark.parametrize(("pointer", "name"), [(pointer, name) for pointer, names in NAMES.items() for name in names])
def test_the_names_that_the_standard_prints(tmp_path: Path, pointer: str, name: str) -> None:
    main = {"openapi": "3.1.0", "components": {"schemas": {"Root": PRINTED, "User": {"$ref": name}}}}
    opened_here = opened(tmp_path, main)
    found = opened_here.resolve(at(opened_here, "components", "schemas", "User"))
    assert found.pointer == ("components", "schemas", "Root", *pointer.split("/")[1:])


EMBEDDED: dict[str, Any] = {
    "$id": "https://schemas.example/all/root",
    "$defs": {
        "money": {
            "$id": "money",
            "properties": {
                "minor": {"$ref": "#/$defs/minor"},
                "code": {"$ref": "#code"},
                "itself": {"$ref": "#"},
                "zone": {"$ref": "geo/zone"},
                "sibling": {"$ref": "../all/geo/zone#name"},
            },
            "$defs": {"minor": {"type": "integer"}, "code": {"$anchor": "code", "minLength": 3}},
        },
        "zone": {
            "$id": "geo/zone",
            "properties": {
                "name": {"$anchor": "name", "type": "string"},
                "money": {"$ref": "../money"},
                "minor": {"$ref": "../money#/$defs/minor"},
                "root": {"$ref": "/all/root#/$defs/code"},
            },
        },
        "code": {"$anchor": "code", "maxLength": 8},
        "property": {
            "properties": {"$id": {"const": "no address"}, "examples": {"$id": "odd"}, "code": {"$ref": "#code"}}
        },
        "data": {"examples": [{"$id": "money"}], "const": {"$id": "geo/zone", "$anchor": "code"}},
        "odd": {"$ref": "odd"},
        "lost": {"$ref": "nowhere"},
    },
}


def references_in(value: Any, pointer: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    own = [(pointer, value["$ref"])] if isinstance(value, dict) and isinstance(value.get("$ref"), str) else []
    return own + [one for key, child in children for one in references_in(child, (*pointer, str(key)))]


def test_references_lead_where_another_reader_sees_them_lead(tmp_path: Path) -> None:
    ours = opened(tmp_path, {"openapi": "3.1.0", "components": {"schemas": {"Root": EMBEDDED}}})
    root = Resource.from_contents(EMBEDDED, default_specification=DRAFT202012)
    registry: Any = Registry().with_resource("https://schemas.example/all/root", root).crawl()
    found = references_in(EMBEDDED)
    assert len(found) == 11
    for pointer, reference in found:
        resolver = registry.resolver("https://schemas.example/all/root")
        schema: Any = EMBEDDED
        for token in pointer:  # the resolver is told of each schema that has an address
            schema = schema[int(token)] if isinstance(schema, list) else schema[token]
            if isinstance(schema, dict) and isinstance(schema.get("$id"), str):
                resolver = resolver.in_subresource(DRAFT202012.create_resource(schema))
        node = at(ours, "components", "schemas", "Root", *pointer)
        try:
            expected = resolver.lookup(reference).contents
        except Unresolvable:
            with pytest.raises(SpecError):
                ours.resolve(node)
        else:
            assert ours.follow(node, reference).value == expected, (pointer, reference)


def test_a_document_that_says_where_it_is_at_home(tmp_path: Path) -> None:
    """OpenAPI 3.2, "Establishing the Base URI": references begin at `$self`, and it names the document."""
    main = {
        "openapi": "3.2.0",
        "$self": "https://api.example/v2/openapi.json",
        "a": {"$ref": "shared/money.json#/Money"},
        "b": {"$ref": "https://api.example/v2/shared/money.json#/Money"},
        "c": {"$ref": "https://api.example/v2/openapi.json#/z"},
        "d": {"$ref": "https://other.example/v2/shared/money.json#/Money"},
        "e": {"$ref": "../secret.json"},
        "z": "main",
    }
    money = {"Money": {"properties": {"zone": {"$ref": "zone.json"}, "main": {"$ref": "../openapi.json#/z"}}}}
    document = opened(tmp_path, main, shared__money=money, shared__zone={"type": "string"})
    for key in "ab":
        found = document.resolve(at(document, key))
        assert (found.source.name, found.pointer) == ("shared/money.json", ("Money",))
        assert document.resolve(found.get("properties").get("zone")).value == {"type": "string"}
        assert document.resolve(found.get("properties").get("main")).value == "main"
    assert document.resolve(at(document, "c")).value == "main"
    for key in "de":
        with pytest.raises(SpecError) as caught:
            document.resolve(at(document, key))
        assert caught.value.findings[0].rule == "ref-remote"


def test_a_reference_below_an_address_that_means_the_document(tmp_path: Path) -> None:
    """Out of order, and what most documents with `$id` write."""
    main = {"openapi": "3.1.0", "components": {"schemas": {"A": {"$id": "a", "x": {"$ref": "#/components/b"}}}, "b": 1}}
    document = opened(tmp_path, main)
    assert document.resolve(at(document, "components", "schemas", "A", "x")).value == 1


def test_openapi_3_0_has_no_addresses(tmp_path: Path) -> None:
    main = {"openapi": "3.0.3", "a": {"$id": "https://x.example/y", "b": {"$ref": "part.json"}}}
    document = opened(tmp_path, main, part=7)
    assert document.resolve(at(document, "a", "b")).value == 7


PAGE = {
    "$id": "page",
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": {"$dynamicRef": "#item"}}, "about": {"$ref": "about"}},
    "$defs": {"item": {"$dynamicAnchor": "item"}},
}
ABOUT = {"$id": "about", "type": "object", "properties": {"first": {"$dynamicRef": "#item"}}}
SCHEMAS = {
    "Page": PAGE,
    "About": {**ABOUT, "$defs": {"item": {"$dynamicAnchor": "item", "type": "boolean"}}},
    "Pet": {"type": "object", "properties": {"born": {"type": "string", "format": "date"}}},
    "PetPage": {
        "$id": "pets",
        "$ref": "page",
        "$defs": {"item": {"$dynamicAnchor": "item", "$ref": "#/components/schemas/Pet"}},
    },
    "DayPage": {
        "$id": "days",
        "allOf": [{"$ref": "page"}],
        "$defs": {"item": {"$dynamicAnchor": "item", "type": "string", "format": "date"}},
    },
}


def test_what_a_dynamic_reference_means_depends_on_the_way(tmp_path: Path) -> None:
    """JSON Schema 2020-12, Core, 8.2.3.2: the outermost schema with the anchor on the way counts."""
    paths = {
        f"/{name}": {"get": operation(f"things-{name.lower()}", responses=returns(ref(name)))}
        for name in ("PetPage", "DayPage", "Page")
    }
    client = emit(tmp_path, document(paths, components={"schemas": SCHEMAS}))
    assert client.rules() == []
    fields = {
        name: model.__annotations__ for name, model in vars(client.models).items() if name.endswith(("Page", "About"))
    }
    assert fields["PetPage"] == {"about": "PetPageAbout | UnsetType", "items": "list[Pet]"}
    assert fields["PetPageAbout"] == {"first": "Pet | UnsetType"}
    assert fields["DayPage"]["items"] == "list[dt.date]"
    assert fields["Page"]["items"] == "list[Any]"
    answer = {"items": [{"born": "2026-11-26"}], "about": {"first": {"born": "2020-02-29"}}}
    told = client.wire(answer).client.things.petpage()
    assert [pet.born.isoformat() for pet in told.items] == ["2026-11-26"]
    assert told.about.first.born.isoformat() == "2020-02-29"


def test_the_tree_that_the_standard_prints(tmp_path: Path) -> None:
    """JSON Schema 2020-12, Core, appendix C: a strict tree is strict at every depth."""
    tree = {
        "$id": "https://example.com/tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"data": True, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
    }
    strict = {
        "$id": "https://example.com/strict-tree",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
    }
    both = {"type": "object", "properties": {"loose": ref("Tree"), "strict": ref("StrictTree")}}
    client = emit(tmp_path, reading(both, Tree=tree, StrictTree=strict))
    assert client.models.Tree.__annotations__["children"] == "list[Tree] | UnsetType"
    assert client.models.StrictTree.__annotations__["children"] == "list[StrictTree] | UnsetType"


def test_ways_without_number_are_refused(tmp_path: Path) -> None:
    """Each schema overrides the anchors that it likes, and refers to all others: the ways grow without end."""
    names = [f"n{number}" for number in range(8)]
    schemas = {
        f"S{number}": {
            "$id": f"s{number}",
            "type": "object",
            "$defs": {name: {"$dynamicAnchor": name} for name in (names[number], names[number - 1])},
            "properties": {
                **{f"s{other}": {"$ref": f"s{other}"} for other in range(8)},
                **{name: {"$dynamicRef": f"#{name}"} for name in names},
            },
        }
        for number in range(8)
    }
    client = emit(tmp_path, reading(ref("S0"), **schemas))
    assert "too-deep" in client.rules()
