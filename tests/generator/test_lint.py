"""`reissue lint`: each rule made to fail, at the right line; a good document is clean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft4Validator, Draft202012Validator

from reissue_generator.document import Document
from reissue_generator.findings import Finding
from reissue_generator.lint.run import lint, openapi_validator
from tests.generator.mini_project import Mini

EXTENSIONS = json.loads((Path(__file__).parents[2] / "specs/extensions.schema.json").read_text(encoding="utf-8"))

GOOD = """\
openapi: 3.1.0
info:
  title: Acme
  version: '1'
servers:
  - url: https://api.acme.example
    x-reissue-environment: {name: live, live: true}
tags:
  - name: things
paths:
  /things:
    post:
      operationId: things-make
      tags: [things]
      summary: Make a thing
      description: Makes a thing.
      x-reissue-effect: creates
      x-reissue-evidence: {present: [id]}
      x-reissue-source: {pages: [https://docs.acme.example/x], read: 2024-01-01, certainty: documented}
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Thing'
            example: {name: a, pin: '1'}
      responses:
        '200':
          description: Made.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Thing'
              examples:
                one:
                  value: {id: '1', name: a}
components:
  schemas:
    Thing:
      type: object
      required: [id, name, pin]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        pin: {type: string, writeOnly: true, x-reissue-sensitive: true}
"""
OPERATION = "      x-reissue-effect: creates\n"


def found(folder: Path, text: str, extensions: dict[str, Any] | None = EXTENSIONS) -> list[Finding]:
    (folder / "acme.yaml").write_text(text, encoding="utf-8")
    return lint(Document.open(folder / "acme.yaml"), extensions)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1)


def test_a_good_document_is_clean(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD) == []


IN_32 = GOOD.replace("openapi: 3.1.0", "openapi: 3.2.0").replace("    post:", "    query:")


def test_a_document_of_openapi_32_is_checked_as_such(tmp_path: Path) -> None:
    """The judge is the meta-schema of OpenAPI 3.2, which has the method QUERY and `additionalOperations`."""
    assert found(tmp_path, IN_32) == []
    (wrong,) = found(tmp_path, IN_32.replace("    query:", "    qeury:"))
    assert (wrong.rule, wrong.place.line) == ("openapi-schema", line_of(IN_32, "    query:"))
    (old,) = found(tmp_path, IN_32.replace("3.2.0", "3.1.0"))
    assert old.rule == "openapi-schema"


def spoilt(value: Any) -> Iterator[Any]:
    """A value with each of its parts in turn as another kind of value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        for other in (7 if isinstance(part, str) else "odd", *spoilt(part)):
            copy = value.copy()
            copy[key] = other
            yield copy


@pytest.mark.parametrize(
    ("version", "kind"),
    [("2.0", Draft4Validator), ("3.0", Draft4Validator), ("3.1", Draft202012Validator), ("3.2", Draft202012Validator)],
)
def test_a_validator_that_keeps_its_parts_finds_what_the_library_finds(version: str, kind: Any) -> None:
    """The judge is jsonschema as it comes, on a document of which each value in turn is of another kind."""
    ours = openapi_validator(version)
    library = kind(ours.schema)
    document = {**yaml.safe_load(GOOD), ("swagger" if version == "2.0" else "openapi"): f"{version}.0"}
    wrong = [document, *spoilt(document)]
    assert len(wrong) > 50
    for one in wrong:
        found, expected = ([(*e.absolute_path, e.message) for e in each.iter_errors(one)] for each in (ours, library))
        assert found == expected


def versions(*listed: str) -> str:
    """The lines of an operation's parameters, each of which says that it is the version of the API."""
    lines = [
        f"        - name: V{number}\n          in: header\n          schema: {schema}\n          x-reissue-api-version: true\n"
        for number, schema in enumerate(listed)
    ]
    return "".join(["      parameters:\n", *lines])


STRING = "{type: string}"
KNOWN = "{type: string, enum: ['1', '2'], default: '1'}"
OTHERS = KNOWN.replace("'2'", "'9'")


def test_a_document_with_versions_is_clean(tmp_path: Path) -> None:
    text = changed(OPERATION, f"{OPERATION}{versions(KNOWN)}      x-reissue-since: '2'\n")
    assert found(tmp_path, text.replace("name: {type: string}", "name: {type: string, x-reissue-since: '1'}")) == []


RULES: list[tuple[str, str, str, str]] = [
    # rule, what stands there, what is put there, what begins the line of the finding
    ("openapi-version", "openapi: 3.1.0", "openapi: 3.9.0", "openapi:"),
    ("openapi-schema", "  title: Acme\n", "", "info:"),
    ("openapi-schema", "      tags: [things]", "      tags: things", "      tags:"),
    ("openapi-schema", "    post:", "    psot:", "    psot:"),
    ("openapi-schema", "        '200':", "        'two':", "        'two':"),
    ("json-schema", "id: {type: string, readOnly", "id: {type: strnig, readOnly", "        id:"),
    ("json-schema", "      required: [id, name, pin]", "      required: id", "      required:"),
    (
        "ref-missing",
        "#/components/schemas/Thing'\n              examples",
        "#/components/schemas/Gone'\n              examples",
        "                $ref:",
    ),
    (
        "ref-remote",
        "#/components/schemas/Thing'\n              examples",
        "https://x.example/a.yaml'\n              examples",
        "                $ref:",
    ),
    ("example", "value: {id: '1', name: a}", "value: {id: 1, name: a}", "                  value:"),
    ("example", "value: {id: '1', name: a}", "value: {id: '1'}", "                  value:"),
    ("example", "example: {name: a, pin: '1'}", "example: {name: [a], pin: '1'}", "            example:"),
    ("example", "example: {name: a, pin: '1'}", "example: text", "            example:"),
    ("house-operation-id", "      operationId: things-make\n", "", "    post:"),
    ("house-operation-id", "operationId: things-make", "operationId: make", "      operationId:"),
    ("house-summary", "summary: Make a thing", "summary: Make a thing.", "      summary:"),
    ("house-summary", "summary: Make a thing", f"summary: {'word ' * 15}", "      summary:"),
    ("house-summary", "      summary: Make a thing\n", "", "    post:"),
    ("house-description", "      description: Makes a thing.\n", "", "    post:"),
    (
        "house-source",
        "      x-reissue-source: {pages: [https://docs.acme.example/x], read: 2024-01-01, certainty: documented}\n",
        "",
        "    post:",
    ),
    ("house-effect", OPERATION, "", "    post:"),
    # RFC 9110, section 9.2.2: POST is not idempotent by itself, so that a repeat does no harm must rest on a text
    ("house-effect-certainty", OPERATION, "      x-reissue-effect: sets\n", "      x-reissue-effect:"),
    ("house-effect-certainty", OPERATION, "      x-reissue-effect: reads\n", "      x-reissue-effect:"),
    ("house-extension", "certainty: documented}", "certainty: documented, effect: sure}", "      x-reissue-source:"),
    ("house-extension", "read: 2024-01-01", "read: last year", "      x-reissue-source:"),
    ("house-tag", "      tags: [things]", "      tags: [others]", "    post:"),
    ("house-tag", "      tags: [things]\n", "", "    post:"),
    ("house-example", "            example: {name: a, pin: '1'}\n", "", "          application/json:"),
    (
        "house-example",
        "              examples:\n                one:\n                  value: {id: '1', name: a}\n",
        "",
        "            application/json:",
    ),
    ("house-server", "    x-reissue-environment: {name: live, live: true}\n", "", "  - url:"),
    (
        "house-unused",
        "    Thing:\n      type: object\n      required",
        "    Other: {type: string}\n    Thing:\n      type: object\n      required",
        "    Other:",
    ),
    ("house-extension", OPERATION, f"{OPERATION}      x-reissue-efect: creates\n", "      x-reissue-efect:"),
    ("house-extension", OPERATION, "      x-reissue-effect: makes\n", "      x-reissue-effect:"),
    ("house-evidence", "      x-reissue-evidence: {present: [id]}\n", "", "    post:"),
    ("house-extension", "{present: [id]}", "{present: []}", "      x-reissue-evidence:"),
    # The runtime follows names and '*'; a path with a position in it would never lead anywhere.
    ("house-extension", "{present: [id]}", "{present: [items/0/id]}", "      x-reissue-evidence:"),
    ("house-extension", "{present: [id]}", "{none: 'no body', present: [id]}", "      x-reissue-evidence:"),
    ("house-extension", OPERATION, f"{OPERATION}      x-reissue-note: ''\n", "      x-reissue-note:"),
    ("house-extension", OPERATION, f"{OPERATION}      x-reissue-sensitive: true\n", "      x-reissue-sensitive:"),
    (
        "house-extension",
        "  - name: things",
        "  - name: things\n    x-reissue-effect: reads",
        "    x-reissue-effect: reads",
    ),
    ("house-since", OPERATION, f"{OPERATION}      x-reissue-since: '3'\n", "      x-reissue-since:"),
    ("house-extension", OPERATION, f"{OPERATION}      x-reissue-since: 3\n", "      x-reissue-since:"),
    ("house-api-version", OPERATION, f"{OPERATION}{versions(STRING)}", "          x-reissue-api-version:"),
    ("house-api-version", OPERATION, f"{OPERATION}{versions(KNOWN, OTHERS)}", "          x-reissue-api-version:"),
    ("house-since", OPERATION, f"{OPERATION}{versions(KNOWN)}      x-reissue-since: '3'\n", "      x-reissue-since:"),
    (
        "house-extension",
        "x-reissue-environment: {name: live, live: true}",
        "x-reissue-environment: {name: Live!, live: true}",
        "    x-reissue-environment:",
    ),
]


@pytest.mark.parametrize(("rule", "old", "new", "begins"), RULES)
def test_a_rule_that_is_broken_is_named_at_its_line(tmp_path: Path, rule: str, old: str, new: str, begins: str) -> None:
    text = changed(old, new)
    findings = [one for one in found(tmp_path, text) if one.rule == rule]
    assert len(findings) >= 1
    told = [text.splitlines()[one.place.line - 1] for one in findings]
    assert any(line.startswith(begins) for line in told), told
    assert all(one.place.column > 0 for one in findings)
    assert findings[0].hint or rule == "ref-missing"


PAGED = """      x-reissue-pagination: {style: page, items: rows, page: number, size: size}
      parameters:
        - {name: number, in: query, schema: {type: integer}}
        - {$ref: '#/components/parameters/Size'}
"""
SIZE = """components:
  parameters:
    Size: {name: size, in: query, schema: {type: integer}}
"""


@pytest.mark.parametrize(
    ("evidence", "data", "leads"),
    [
        ("{present: [id]}", "", True),
        ("{present: [idd]}", "", False),
        ("{present: [id, nothing]}", "", False),
        ("{values: {name: [a]}}", "", True),
        ("{values: {nmae: [a]}}", "", False),
        ("{addressed: id}", "", True),
        ("{addressed: id/x}", "", False),
        ("{present: ['*']}", "", True),
        ("{present: [inner/deep/key]}", "inner: {type: object, properties: {deep: {type: object}}}", True),
        ("{present: [inner/depe/key]}", "inner: {type: object, properties: {deep: {type: object}}}", False),
        ("{present: ['rows/*/key']}", "rows: {type: array, items: {type: object, properties: {key: {}}}}", True),
        ("{present: ['rows/*/kye']}", "rows: {type: array, items: {type: object, properties: {key: {}}}}", False),
        ("{present: ['map/*/key']}", "map: {type: object, additionalProperties: {properties: {key: {}}}}", True),
        ("{present: ['map/*/kye']}", "map: {type: object, additionalProperties: {properties: {key: {}}}}", False),
        ("{present: [u/b]}", "u: {oneOf: [{type: object, properties: {a: {}}}, {properties: {b: {}}}]}", True),
        ("{present: [u/c]}", "u: {anyOf: [{required: [a]}], properties: {a: {}}}", False),
    ],
)
def test_a_path_leads_to_what_is_documented(tmp_path: Path, evidence: str, data: str, leads: bool) -> None:
    text = changed("{present: [id]}", evidence)
    text = text.replace(
        "        name: {type: string}\n",
        f"        name: {{type: string}}\n        {data}\n" if data else "        name: {type: string}\n",
    )
    rules = [one.rule for one in found(tmp_path, text) if one.rule != "example"]
    assert rules == ([] if leads else ["house-path"])


@pytest.mark.parametrize(
    ("old", "new"), [("items: rows", "items: row"), ("page: number", "page: n"), ("size: size}", "size: siz}")]
)
def test_pages_are_walked_by_what_is_documented(tmp_path: Path, old: str, new: str) -> None:
    rows = "        name: {type: string}\n        rows: {type: array, items: {type: string}}\n"
    text = changed(OPERATION, OPERATION + PAGED).replace("        name: {type: string}\n", rows)
    text = text.replace("components:\n", SIZE)
    assert [one.rule for one in found(tmp_path, text)] == []
    assert [one.rule for one in found(tmp_path, text.replace(old, new))] == ["house-path"]


def test_a_path_leads_through_the_envelope_to_the_data(tmp_path: Path) -> None:
    text = GOOD.replace("servers:\n", "x-reissue-envelope: [{data: data}]\nservers:\n", 1)
    assert [one.rule for one in found(tmp_path, text)] == ["house-path"]
    text = text.replace(
        "        name: {type: string}\n",
        "        name: {type: string}\n        data: {$ref: '#/components/schemas/Thing'}\n",
    )
    assert [one.rule for one in found(tmp_path, text)] == []
    own = text.replace(OPERATION, f"{OPERATION}      x-reissue-envelope: []\n").replace("[id]}", "[data/id]}")
    assert [one.rule for one in found(tmp_path, own)] == []


@pytest.mark.parametrize(
    ("method", "effect", "certainty", "refused"),
    [
        ("post", "sets", "documented", False),
        ("post", "sets", "sibling", False),
        ("post", "sets", "inferred", True),
        ("post", "sets", "assumed", True),
        ("patch", "sets", "assumed", True),
        ("put", "sets", "assumed", False),
        ("post", "pays", "assumed", False),
    ],
)
def test_what_is_repeated_by_itself_rests_on_a_text(
    tmp_path: Path, method: str, effect: str, certainty: str, refused: bool
) -> None:
    text = changed("certainty: documented}", f"certainty: documented, effect: {certainty}}}")
    text = text.replace("    post:", f"    {method}:").replace("effect: creates", f"effect: {effect}")
    rules = [one.rule for one in found(tmp_path, text)]
    assert rules == (["house-effect-certainty"] if refused else [])


def test_a_copy_without_a_day_and_pages_of_the_whole_document(tmp_path: Path) -> None:
    about = "  x-reissue-source: {pages: [https://docs.acme.example/errors], read: unknown, certainty: documented}\n"
    assert found(tmp_path, changed("  version: '1'\n", f"  version: '1'\n{about}")) == []


def test_an_operation_id_that_stands_twice(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("    post:") : GOOD.index("components:")].replace("    post:", "    put:")
    text = GOOD.replace("components:", f"{again}components:")
    findings = found(tmp_path, text)
    assert [one.rule for one in findings] == ["house-operation-id"]
    assert "twice" in findings[0].message


def test_without_house_rules_only_openapi_counts(tmp_path: Path) -> None:
    text = changed(OPERATION, "      x-reissue-nonsense: 1\n").replace("summary: Make a thing", "summary: Long.")
    assert found(tmp_path, text, None) == []


def test_several_findings_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed("summary: Make a thing", "summary: Make.").replace("{id: '1', name: a}", "{id: 1}")
    lines = [one.place.line for one in found(tmp_path, text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


# --- dialects, other files, odd documents ------------------------------------------------------------------------

V30 = """\
openapi: 3.0.3
info: {title: Acme, version: '1'}
paths:
  /things:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
              example: EXAMPLE
components:
  schemas:
    Thing:
      type: object
      properties:
        a: {type: string, nullable: true}
        b: {allOf: [{$ref: '#/components/schemas/Name'}], nullable: true}
        c: {type: number, minimum: 1, exclusiveMinimum: true}
        d: {type: string, enum: [x], nullable: true}
    Name: {type: string}
"""


@pytest.mark.parametrize(
    ("example", "wrong"),
    [
        ("{a: null, c: 2}", 0),
        ("{a: x, b: y, d: x}", 0),
        ("{a: 1}", 1),
        ("{c: 0}", 1),
        ("{c: 1}", 1),
        ("{d: y}", 1),
    ],
)
def test_the_dialect_of_3_0(tmp_path: Path, example: str, wrong: int) -> None:
    text = V30.replace("EXAMPLE", example)
    findings = found(tmp_path, text, None)
    assert [one.rule for one in findings] == ["example"] * wrong
    assert all(one.place.line == line_of(text, "example:") for one in findings)


def test_schemas_and_examples_in_other_files(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/models.yaml").write_text(
        "Thing: {type: object, properties: {a: {$ref: '#/Name'}, n: {$ref: 'more.yaml'}}}\nName: {type: string}\n"
    )
    (tmp_path / "parts/more.yaml").write_text("type: integer\n")
    text = V30.split("components:")[0].replace("#/components/schemas/Thing", "parts/models.yaml#/Thing")
    assert found(tmp_path, text.replace("EXAMPLE", "{a: x, n: 1}"), None) == []
    findings = found(tmp_path, text.replace("EXAMPLE", "{a: 1, n: x}"), None)
    assert [one.rule for one in findings] == ["example", "example"]
    assert {one.place.file for one in findings} == {"acme.yaml"}


def test_a_recursive_schema_and_a_deep_example(tmp_path: Path) -> None:
    schema = "{type: object, properties: {next: {$ref: '#/components/schemas/Thing'}}}"
    text = V30.split("components:")[0] + f"components:\n  schemas:\n    Thing: {schema}\n"
    assert found(tmp_path, text.replace("EXAMPLE", "{next: {next: {next: {}}}}"), None) == []
    assert [one.rule for one in found(tmp_path, text.replace("EXAMPLE", "{next: {next: 5}}"), None)] == ["example"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "a: 1", "openapi: 3.1.0\n", "openapi: [1]\n", "openapi: 3.1.0\ninfo: 5\npaths: 5\n", "swagger: '2.0'\n"],
)
def test_what_is_no_document_is_found_and_no_crash(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) != []


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.reissue]\n")
    (tmp_path / "specs/extensions.schema.json").write_text(json.dumps(EXTENSIONS))
    (tmp_path / "specs/acme.yaml").write_text(GOOD)
    (tmp_path / "specs/bolt.yaml").write_text(changed("summary: Make a thing", "summary: Make."))
    (tmp_path / "other.yaml").write_text(V30.replace("EXAMPLE", "{a: 5}"))
    assert mini.run("lint", "acme").code == 0
    ran = mini.run("lint")
    assert ran.code == 1
    assert "[house-summary]" in ran.line(f"specs/bolt.yaml:{line_of(GOOD, 'summary:')}:7")
    assert mini.run("lint", "specs/acme.yaml").code == 0
    ran = mini.run("lint", "other.yaml", "--format", "json")
    assert (ran.code, [one["rule"] for one in json.loads(ran.out)["findings"]]) == (1, ["example"])
    assert mini.run("lint", "nobody").code == 3  # a document that cannot be used, as `generate --spec` says of it


# --- one policy for references ---------------------------------------------------------------------------------------

REFUND = """\
get:
  operationId: whatever
  summary: Refunds that a shop has asked for, told one after the other, from the oldest one to the newest.
  tags: [things]
  x-reissue-effect: reads
  x-reissue-signature: {header: X-Sign, algorithm: hmac-sha256, encoding: hex, signed: '{body}'}
  responses:
    '200':
      description: Refunds.
      content:
        application/json:
          schema: {type: object, properties: {total: {type: integer, x-reissue-money: {unit: cents, currency: RWF}}}}
"""
TOLD = [
    "an operation does not say where it was read",
    "an operation has no description",
    "a response 200 body has no example",
    "a summary is a few words, at most 60 characters, without a full stop",
    "operationId 'whatever' does not begin with its tag",
    "x-reissue-money: 'cents' is not one of ['minor', 'major']",
    "x-reissue-signature does not belong on a operation",
]


def indented(text: str, blanks: int) -> str:
    return "".join(f"{' ' * blanks}{line}" for line in text.splitlines(keepends=True))


def test_a_path_item_by_reference_obeys_the_house_rules(tmp_path: Path) -> None:
    """In place, by reference to a component, or to another file: the same rules, and keys are as welcome."""
    in_place = GOOD.replace("components:\n", f"  /refunds:\n{indented(REFUND, 4)}components:\n")
    to_component = GOOD.replace("components:\n", "  /refunds: {$ref: '#/components/pathItems/Refund'}\ncomponents:\n")
    to_component += f"  pathItems:\n    Refund:\n{indented(REFUND, 6)}"
    to_file = GOOD.replace("components:\n", "  /refunds: {$ref: refunds.yaml}\ncomponents:\n")
    (tmp_path / "refunds.yaml").write_text(REFUND, encoding="utf-8")
    for text in (in_place, to_component, to_file):
        assert sorted(one.message for one in found(tmp_path, text)) == sorted(TOLD)
    assert {one.place.file for one in found(tmp_path, to_file)} == {"refunds.yaml"}


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("{id: '1', name: a}", "{$ref: gone}", ""),  # the value of an example is data, whatever it looks like
        (
            "                one:\n                  value: {id: '1', name: a}",
            "                one: {$ref: '#/components/examples/Gone'}",
            "/paths/~1things/post/responses/200/content/application~1json/examples/one/$ref",
        ),
        ("      responses:\n", "      responses:\n        '404': {$ref: '#/components/responses/Gone'}\n", "/404/$ref"),
        (
            "      responses:\n",
            "      parameters: [{$ref: '#/components/parameters/Gone'}]\n      responses:\n",
            "/parameters/0/$ref",
        ),
        ("paths:\n", "paths:\n  /gone: {$ref: '#/components/pathItems/Gone'}\n", "/paths/~1gone/$ref"),
        ("paths:\n", "webhooks:\n  gone: {$ref: gone.yaml}\npaths:\n", "/webhooks/gone/$ref"),
        ("paths:\n", "paths:\n  /round: {$ref: '#/paths/~1round'}\n", ""),  # a cycle ends where it began
    ],
)
def test_references_of_every_kind_of_object_must_lead_somewhere(
    tmp_path: Path, old: str, new: str, pointer: str
) -> None:
    broken = [one for one in found(tmp_path, changed(old, new)) if one.rule in ("ref-missing", "unreadable")]
    assert len(broken) == bool(pointer)
    assert all(one.place.pointer.endswith(pointer) or one.place.file == "gone.yaml" for one in broken)
