"""The examples that standards print: the Overlay Specification 1.0.0 and 1.1.0, and RFC 9535."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from reissue_generator.document.jsonpath import Query, QueryError
from tests.generator.overlays.laid_over import laid

# Overlay Specification 1.1.0, "Traits Example": the document, the overlay, and the result.
PAGED = """
openapi: 3.1.0
info: {title: API with a paged collection, version: 1.0.0}
paths:
  /items:
    get:
      x-oai-traits: ['paged']
      responses: {200: {description: OK}}
  /items/{id}/subitems:
    get:
      x-oai-traits: ['paged']
      parameters: [{name: id, in: path, required: true}]
      responses: {200: {description: OK}}
  /other:
    get:
      responses: {200: {description: OK}}
"""
TRAITS = """
overlay: 1.0.0
info: {title: Apply Traits, version: 1.0.0}
actions:
  - target: $.paths[?(@.get['x-oai-traits'][?(@ == 'paged')])].get
    update:
      parameters: [{name: top, in: query}, {name: skip, in: query}]
"""

# The same, "Copy Example": a document, and the three overlays that it prints.
ITEMS = """
openapi: 3.1.0
info: {title: Example API, version: 1.0.0}
paths:
  /items: {get: {responses: {200: {description: OK}}}}
  /some-items: {delete: {responses: {200: {description: OK}}}}
"""
COPY = """
  - target: '$.paths["/some-items"]'
    copy: '$.paths["/items"]'
"""
ENSURE_AND_COPY = """
  - {target: $.paths, update: {/other-items: {}}}
  - {target: '$.paths["/other-items"]', copy: '$.paths["/items"]'}
"""
MOVE = """
  - {target: $.paths, update: {/new-items: {}}}
  - {target: '$.paths["/new-items"]', copy: '$.paths["/items"]'}
  - {target: '$.paths["/items"]', remove: true}
"""
GET, DELETE = (
    {"get": {"responses": {"200": {"description": "OK"}}}},
    {"delete": {"responses": {"200": {"description": "OK"}}}},
)


def test_traits() -> None:
    paths = laid(PAGED, TRAITS).data["paths"]
    paging = [{"name": "top", "in": "query"}, {"name": "skip", "in": "query"}]
    assert paths["/items"]["get"]["parameters"] == paging
    assert paths["/items/{id}/subitems"]["get"]["parameters"] == [
        {"name": "id", "in": "path", "required": True},
        *paging,
    ]
    assert "parameters" not in paths["/other"]["get"]


@pytest.mark.parametrize(
    "overlay,paths",
    [
        (COPY, {"/items": GET, "/some-items": {**GET, **DELETE}}),
        (ENSURE_AND_COPY, {"/items": GET, "/some-items": DELETE, "/other-items": GET}),
        (MOVE, {"/some-items": DELETE, "/new-items": GET}),
    ],
)
def test_copies(overlay: str, paths: dict[str, Any]) -> None:
    found = laid(ITEMS, overlay)
    assert found.data["paths"] == paths and found.told == []


PETS = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
tags: [{name: old}]
components: {schemas: {Pet: {type: object}}}
paths:
  /: {get: {summary: Root}}
  /pets:
    get:
      description: Old
      tags: [dummy, pets]
      parameters: [{name: filter, in: query, schema: {type: string}}, {name: dummy, in: query}]
"""


def test_structured_overlay() -> None:
    """ "Structured Overlay Example" of 1.0.0, which writes `components:` and `tags:` with nothing behind them."""
    overlay = """
overlay: 1.0.0
info: {title: Structured Overlay, version: 1.0.0}
actions:
  - target: '$'
    update:
      info: {x-overlay-applied: structured-overlay}
      paths:
        '/': {summary: 'The root resource', get: {summary: 'Retrieve the root resource', x-rate-limit: 100}}
        '/pets': {get: {summary: 'Retrieve a list of pets', x-rate-limit: 100}}
      components:
      tags:
"""
    found = laid(PETS, overlay).data
    assert found["info"]["x-overlay-applied"] == "structured-overlay"
    assert found["paths"]["/"] == {
        "summary": "The root resource",
        "get": {"summary": "Retrieve the root resource", "x-rate-limit": 100},
    }
    assert found["paths"]["/pets"]["get"]["description"] == "Old"
    assert (found["components"], found["tags"]) == ({"schemas": {"Pet": {"type": "object"}}}, [{"name": "old"}])


def test_targeted_wildcard_and_array_examples() -> None:
    """ "Targeted", "Wildcard" and "Array Modification Examples" of 1.1.0, over a document of our own."""
    overlay = """
  - {target: "$.paths['/pets'].get.description", update: This is the new description}
  - {target: "$.paths['/pets']", update: {post: {x-safe: false}}}
  - {target: $.paths.*.get, update: {x-safe: true}}
  - target: $.paths.*.get.parameters[?@.name=='filter' && @.in=='query']
    update: {schema: {$ref: '#/components/schemas/filterSchema'}}
  - {target: $.paths.*.get.parameters, update: {name: newParam, in: query}}
  - {target: "$.paths.*.get.parameters[?@.name == 'dummy']", remove: true}
  - {target: "$.paths.*.get.tags[?@ == 'dummy']", remove: true}
"""
    paths = laid(PETS, overlay).data["paths"]
    assert paths["/"]["get"] == {"summary": "Root", "x-safe": True}
    pets = paths["/pets"]["get"]
    assert (pets["description"], pets["x-safe"], pets["tags"]) == ("This is the new description", True, ["pets"])
    assert [one["name"] for one in pets["parameters"]] == ["filter", "newParam"]
    assert pets["parameters"][0]["schema"]["$ref"] == "#/components/schemas/filterSchema"
    assert paths["/pets"]["post"] == {"x-safe": False}


# RFC 9535, section 1.5: the document of figure 1, and table 2.
STORE = yaml.safe_load("""
store:
  book:
    - {category: reference, author: Nigel Rees, title: Sayings of the Century, price: 8.95}
    - {category: fiction, author: Evelyn Waugh, title: Sword of Honour, price: 12.99}
    - {category: fiction, author: Herman Melville, title: Moby Dick, isbn: 0-553-21311-3, price: 8.99}
    - {category: fiction, author: J. R. R. Tolkien, title: The Lord of the Rings, isbn: 0-395-19395-8, price: 22.99}
  bicycle: {color: red, price: 399}
""")
B = ("store", "book")


@pytest.mark.parametrize(
    "query,found",
    [
        ("$.store.book[*].author", [(*B, str(n), "author") for n in range(4)]),
        ("$..author", [(*B, str(n), "author") for n in range(4)]),
        ("$.store.*", [("store", "book"), ("store", "bicycle")]),
        ("$.store..price", [("store", "bicycle", "price"), *((*B, str(n), "price") for n in range(4))]),
        ("$..book[2]", [(*B, "2")]),
        ("$..book[2].author", [(*B, "2", "author")]),
        ("$..book[2].publisher", []),
        ("$..book[-1]", [(*B, "3")]),
        ("$..book[0,1]", [(*B, "0"), (*B, "1")]),
        ("$..book[:2]", [(*B, "0"), (*B, "1")]),
        ("$..book[?@.isbn]", [(*B, "2"), (*B, "3")]),
        ("$..book[?@.price<10]", [(*B, "0"), (*B, "2")]),
    ],
)
def test_table_2_of_rfc_9535(query: str, found: list[tuple[str, ...]]) -> None:
    assert sorted(Query(query).find(STORE)) == sorted(found)


@pytest.mark.parametrize(
    "query", ["store", " $", "$.", "$[?@.a==]", "$.a | $.b", "$[?nosuch(@)]", "$[?length(@.*)>1]", "$[01]"]
)
def test_what_is_no_query_of_rfc_9535_is_refused(query: str) -> None:
    """ABNF and well-typedness rules of sections 2.1, 2.3 and 2.4; `|` is an extension that libraries have."""
    with pytest.raises(QueryError):
        Query(query)
