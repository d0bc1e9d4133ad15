"""Where the values of a corrected document stand: where a person wrote them."""

from __future__ import annotations

from pathlib import Path

from reissue_generator.builder import build
from reissue_generator.explain import explain
from tests.generator.overlays.laid_over import laid

API = """\
openapi: 3.1.0
info: {title: Till, version: '1'}
paths:
  /bills:
    get:
      operationId: bills-list
      parameters:
        - {name: gone, in: query, schema: {type: string}}
        - {name: kept, in: query, schema: {type: string}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Bill: {type: object, properties: {total: {type: number}}}
"""
OVER = """\
  - target: $.paths['/bills'].get.parameters[?@.name=='gone']
    remove: true
  - target: $.paths['/bills'].get.parameters
    update: {name: page, in: query, schema: {type: integer}, colour: red}
  - target: $.components.schemas.Bill.properties.total
    update:
      type: string
  - target: $.paths
    update:
      /copies: {}
  - target: $.paths['/copies']
    copy: $.paths['/bills']
"""


def test_values_stand_where_they_were_written() -> None:
    found = laid(API, OVER)
    bills = ("paths", "/bills", "get", "parameters")
    assert found.where(*bills, "0") == "api.yaml:9:11"  # one before it is gone
    assert found.where(*bills, "1", "schema", "type") == "1.overlay.yaml:7:46"
    assert found.where("components", "schemas", "Bill", "properties", "total", "type") == "1.overlay.yaml:10:7"
    assert found.where("components", "schemas", "Bill", "properties", "total") == "api.yaml:13:39"
    assert found.where("paths", "/copies") == "1.overlay.yaml:13:7"
    assert found.where("paths", "/copies", "get", "operationId") == "api.yaml:6:7"  # what was copied
    assert found.where("paths", "/copies", "get", "parameters", "1", "colour") == "1.overlay.yaml:7:62"


def test_findings_and_explain_point_into_the_overlay() -> None:
    document = laid(API, OVER).document
    told = [one for one in build(document, "till", "0")[1] if one.rule == "unread-key"]
    assert {str(one.place).partition(" ")[0] for one in told} == {"1.overlay.yaml:7:62"}
    assert told[0].place.pointer == "/paths/~1bills/get/parameters/1/colour"  # the address that `explain` takes
    explained = explain(document, "till", told[0].place.pointer)
    assert (explained.place.file, explained.place.line) == ("1.overlay.yaml", 7)


def test_several_overlays_each_over_the_one_before() -> None:
    first = "  - {target: $.info, update: {description: one, x-a: 1}}\n"
    second = "  - {target: $.info.description, update: two}\n"
    found = laid(API, first, second)
    assert found.data["info"]["description"] == "two"
    assert found.where("info", "description") == "2.overlay.yaml:4:34"
    assert found.where("info", "x-a").startswith("1.overlay.yaml:4:")


def test_what_yaml_shares_by_an_alias_is_changed_in_one_place_only() -> None:
    shared = API.replace(
        "Bill: {", "Other: &o {type: object, properties: {x: {type: string}}}\n    Same: *o\n    Bill: {"
    )
    found = laid(shared, "  - {target: $.components.schemas.Same.properties.x, update: {type: integer}}\n").data
    schemas = found["components"]["schemas"]
    assert schemas["Same"]["properties"]["x"]["type"] == "integer"
    assert schemas["Other"]["properties"]["x"]["type"] == "string"


def test_a_copy_and_its_original_are_changed_apart() -> None:
    more = OVER + "  - {target: \"$.paths['/copies'].get\", update: {operationId: copies-list}}\n"
    paths = laid(API, more).data["paths"]
    assert (paths["/bills"]["get"]["operationId"], paths["/copies"]["get"]["operationId"]) == (
        "bills-list",
        "copies-list",
    )


def test_the_vendor_s_file_is_never_changed(tmp_path: Path) -> None:
    found = laid(API, OVER)
    assert found.document.main.text == API
