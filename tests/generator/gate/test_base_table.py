"""What a change of the pyproject.toml itself breaks: the base is what its own table said, and not what the table says today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reissue_generator.changes import Level
from reissue_generator.cli.ci_steps import Gate
from reissue_generator.gate.record import Step
from reissue_generator.tree.project import find
from tests.generator.gate.test_ci import Branch
from tests.generator.mini_project import Mini

SHOP = """\
openapi: 3.1.0
info: {title: shop, version: '1'}
servers: [{url: 'https://shop.example'}]
paths:
  /orders:
    get: {operationId: listOrders, tags: [orders], responses: {'200': {$ref: 'parts.yaml#/page'}}}
    post: {operationId: makeOrder, tags: [orders], responses: {'204': {description: made}}}
components: {schemas: {Order: {type: object, properties: {id: {type: string}}}}}
"""
PARTS = """\
page:
  description: ok
  content: {application/json: {schema: {$ref: 'shop.yaml#/components/schemas/Order'}}}
"""
OVERLAY = """\
overlay: 1.0.0
info: {title: corrections, version: '1'}
actions:
- {target: $.components.schemas.Order.properties, update: {fee: {type: integer}}}
"""
TABLE = """
[[tool.reissue.clients]]
package = "shop"
spec = "vendor/shop.yaml"
out = "src"
overlays = ["vendor/fixes.yaml"]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    branch = Branch(Mini.make(tmp_path_factory.mktemp("tables") / "made").root)
    (branch.root / "vendor").mkdir()
    for name, text in (("shop", SHOP), ("parts", PARTS), ("fixes", OVERLAY)):
        (branch.root / f"vendor/{name}.yaml").write_text(text)
    with (branch.root / "pyproject.toml").open("a") as table:
        table.write(TABLE)
    assert branch.run("generate").code == 0
    branch.git("init", "-q", "-b", "main")
    branch.git("add", ".")
    branch.git("commit", "-qm", "first")
    return branch


def table(old: str, new: str) -> Callable[[Branch], None]:
    return lambda branch: branch.edit("pyproject.toml", old, new)


def document_renamed(branch: Branch) -> None:
    branch.git("mv", "vendor", "theirs")
    branch.edit("pyproject.toml", '"vendor/', '"theirs/')
    branch.edit("theirs/shop.yaml", "makeOrder", "placeOrder")


def overlay_renamed(branch: Branch) -> None:
    branch.git("mv", "vendor/fixes.yaml", "vendor/corrections.yaml")
    branch.edit("pyproject.toml", "fixes.yaml", "corrections.yaml")
    branch.edit("vendor/corrections.yaml", "fee:", "charge:")


def specs_renamed(branch: Branch) -> None:
    branch.git("mv", "specs", "apis")
    branch.edit("pyproject.toml", "[tool.reissue]\n", '[tool.reissue]\nspecs = "apis"\n')
    branch.edit("apis/acme.yaml", "operationId: things-list", "operationId: things-all")


OVERLAYS, OUT = 'overlays = ["vendor/fixes.yaml"]\n', 'out = "src"\n'
CHANGES: dict[str, tuple[Callable[[Branch], None], str]] = {
    "a document is renamed, and changed": (document_renamed, "orders.make_order: is orders.place_order now"),
    "an overlay is no longer laid over": (table(OVERLAYS, ""), "response-property-removed Order: member 'fee' is gone"),
    "an overlay is renamed, and changed": (overlay_renamed, "response-property-removed Order: member 'fee' is gone"),
    "an operation is left out": (
        table(OUT, OUT + 'exclude = {operations = ["makeOrder"]}\n'),
        "operation-removed POST /orders",
    ),
    "only some operations are taken": (
        table(OUT, OUT + 'include = {operations = ["list*"]}\n'),
        "operation-removed POST /orders",
    ),
    "a model has another name": (table(OUT, OUT + 'names = {schemas = {Order = "Purchase"}}\n'), "Order: is Purchase"),
    "a package is made elsewhere": (table(OUT, 'out = "lib"\n'), "client-moved shop was made in src/shop"),
    "the specifications stand elsewhere": (specs_renamed, "things.list"),
    "all packages are made elsewhere": (table('"clients"', '"more"'), "client-moved acme was made in"),
}


def compared(branch: Branch) -> Step:
    """The step of `reissue ci` that compares."""
    return Gate(find(str(branch.root)), branch.git("rev-parse", "main"), Level.BREAKING, lambda _: None).step("diff")


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_table_breaks_keeps_the_gate_shut(made: Branch, tmp_path: Path, what: str) -> None:
    branch = Branch(made.copy(tmp_path / "copy").root)
    change, told = CHANGES[what]
    change(branch)
    assert told in "\n".join(f"{row.finding.rule} {row.finding.message}" for row in compared(branch).rows if row.fails)


def test_a_table_that_says_the_same_in_other_words_is_nothing(made: Branch, tmp_path: Path) -> None:
    branch = Branch(made.copy(tmp_path / "copy").root)
    branch.git("mv", "vendor", "theirs")
    branch.edit("pyproject.toml", '"vendor/', '"./theirs/')
    branch.edit("pyproject.toml", OUT, 'out = "./src/"\n')
    step = compared(branch)
    assert (step.rows, step.summary) == ([], "acme: none, bolt: none, shop: none")
