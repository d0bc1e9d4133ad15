"""What a change of the pyproject.toml itself breaks: the base is what its own table said, and not what the table says today."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reissue_generator.changes import OF_CLIENTS, Level
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


def with_a_client(root: Path) -> Branch:
    """A project with one client beside its providers, in no repository yet."""
    branch = Branch(Mini.make(root).root)
    (branch.root / "vendor").mkdir()
    for name, text in (("shop", SHOP), ("parts", PARTS), ("fixes", OVERLAY)):
        (branch.root / f"vendor/{name}.yaml").write_text(text)
    with (branch.root / "pyproject.toml").open("a") as table:
        table.write(TABLE)
    return branch


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    branch = with_a_client(tmp_path_factory.mktemp("tables") / "made")
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
    "a runtime is installed that was a copy": (
        table(OUT, OUT + 'runtime = "reissue_runtime"\n'),
        "client-runtime-changed shop had a copy of its own as its runtime, and has reissue_runtime now",
    ),
    "all packages have a runtime installed": (
        table('runtime = ".runtime"\n', ""),
        "client-runtime-changed bolt had a copy of its own as its runtime, and has reissue_runtime now",
    ),
    "a part of a runtime is left out": (
        table(OUT, OUT + 'without = ["webhooks"]\n'),
        "client-part-removed shop leaves out webhooks of its runtime now",
    ),
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


def test_a_module_that_is_made_no_more_is_told(made: Branch, tmp_path: Path) -> None:
    branch = Branch(made.copy(tmp_path / "copy").root)
    branch.edit("pyproject.toml", OUT, OUT + "typed-dicts = true\n")
    branch.git("commit", "-qam", "dicts")
    branch.edit("pyproject.toml", "typed-dicts = true\n", "")
    told = [(row.finding.rule, row.finding.message) for row in compared(branch).rows if row.fails]
    assert told == [("client-part-removed", "shop has no module params any more: who imports it finds none")]


# --- diff --against ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reference", ["no-such", "--output=x", "origin/main", "HEAD:specs"])
def test_diff_against_a_revision_that_is_not_here_is_an_error(made: Branch, reference: str) -> None:
    ran = made.run("diff", f"--against={reference}")
    assert (ran.code, ran.out) == (2, "") and "is not in this clone: fetch it first" in ran.error


def test_diff_tells_of_the_whole_project_what_is_gone_and_what_is_made_elsewhere(made: Branch, tmp_path: Path) -> None:
    branch = Branch(made.copy(tmp_path / "copy").root)
    branch.edit("pyproject.toml", 'package = "shop"', 'package = "stall"')
    branch.edit("pyproject.toml", '"clients"', '"more"')
    (branch.root / "specs/bolt.yaml").unlink()
    messages = [
        "acme was made in generated/clients/acme, and is made in generated/more/acme now: who imports it finds none",
        "bolt is gone, and with it its client",
        "shop is gone, and with it its client",
    ]
    rules = ["client-moved", "client-removed", "client-removed"]
    ran = {
        form: branch.run("diff", "--format", form) for form in ("text", "json", "github", "sarif", "junit", "markdown")
    }
    assert {form: one.code for form, one in ran.items()} == dict.fromkeys(ran, 1)
    told = json.loads(ran["json"].out)
    assert [(one["rule"], one["message"]) for one in told["clients"]] == list(zip(rules, messages, strict=True))
    assert len(told["comparisons"]) == 2
    assert all(message in ran[form].out for message in messages for form in ("text", "github", "markdown"))
    results = [one for run in json.loads(ran["sarif"].out)["runs"] for one in run["results"]]
    assert [one["ruleId"] for one in results] == rules
    failures = list(ElementTree.fromstring(ran["junit"].out).iter("failure"))
    assert [one.get("message") for one in failures] == messages
    assert branch.run("diff", "acme").code == 0, "who names one asks of its document"
    accepted = str(tmp_path / "accepted.txt")
    assert branch.run("diff", "--write-ignore", accepted).code == 1
    assert branch.run("diff", "--ignore", accepted, "--fail-on", "any").code == 0


def test_diff_prints_one_document_where_nothing_can_be_compared(made: Branch, tmp_path: Path) -> None:
    branch = Branch(made.copy(tmp_path / "copy").root)
    branch.git("mv", "specs/bolt.yaml", "specs/fresh.yaml")
    ran = branch.run("diff", "fresh", "--format", "json")
    told = json.loads(ran.out)
    assert (ran.code, told["comparisons"], told["clients"]) == (0, [], []) and "is not in HEAD" in ran.error
    assert json.loads(branch.run("diff", "fresh", "--format", "sarif").out)["runs"][0]["results"] == []


def test_diff_leaves_out_what_the_other_branch_has_got_since(made: Branch, tmp_path: Path) -> None:
    """git merge-base, as `ci`: compared with the tip of the other branch its addition would be a removal here."""
    branch = Branch(made.copy(tmp_path / "copy").root)
    branch.git("switch", "-qc", "other")
    branch.edit("specs/acme.yaml", "{id: {type: string}, ", "{id: {type: string}, more: {type: string}, ")
    branch.git("commit", "-qam", "more")
    branch.git("switch", "-q", "main")
    first = branch.git("rev-parse", "HEAD")
    assert (
        json.loads(branch.run("diff", "acme", "--against", "other", "--format", "json").out)["old"]
        == f"{first}:specs/acme.yaml"
    )
    assert branch.run("diff", "acme", "--against", "other", "--fail-on", "any").code == 0


@pytest.mark.parametrize("rule", OF_CLIENTS)
def test_what_is_told_of_clients_is_explained(made: Branch, rule: str) -> None:
    ran = made.run("explain", rule)
    assert (ran.code, ran.out) == (0, f"{rule} (breaking, of a whole project)\n{OF_CLIENTS[rule]}\n")
    assert json.loads(made.run("explain", rule, "--json").out)["id"] == rule
