"""`[[tool.reissue.clients]]`: the commands on a document of somebody else, and a table that is wrong."""

from __future__ import annotations

import hashlib
import importlib
import json
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from reissue_generator.cli.pinned import fetch_missing
from reissue_generator.errors import ConfigurationError
from reissue_generator.generate import generate_client
from reissue_generator.sources.fetch import Options
from reissue_generator.tree.client import Client
from reissue_generator.tree.pinned import Pinned
from reissue_generator.tree.project import find
from tests.generator.command_line import Ran, run
from tests.generator.mini_project import edit, inside
from tests.importing import import_folder

API = """\
openapi: 3.1.0
info: {title: Till, version: '1'}
servers: [{url: 'https://till.example'}]
paths:
  /bills/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: bills-get
      tags: [bills]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Bill'}}}}}
    delete: {operationId: bills-drop, tags: [bills], responses: {'204': {description: ok}}}
  /staff: {get: {operationId: staff-list, tags: [staff], responses: {'200': {description: ok}}}}
webhooks:
  billPaid: {post: {requestBody: {content: {application/json: {schema: {type: object}}}}}}
  staffLeft: {post: {requestBody: {content: {application/json: {schema: {type: object}}}}}}
components:
  schemas:
    Bill: {type: object, properties: {total: {type: number}, lines: {type: array, items: {$ref: '#/components/schemas/Line'}}}}
    Line: {type: object, properties: {text: {type: string}}}
    Unused: {type: object, properties: {text: {type: string}}}
"""
OVERLAY = """\
overlay: 1.1.0
info: {title: Corrections, version: '1'}
actions:
  - target: $.components.schemas.Bill.properties.total.type
    description: the vendor sends amounts as texts
    update: string
"""
TABLE = """\
[tool.reissue]

[[tool.reissue.clients]]
package = "till"
spec = "vendor/till.yaml"
overlays = ["vendor/till.overlay.yaml"]
out = "src"
runtime = "reissue_runtime"
"""


class Shop:
    """A project with one client of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "vendor").mkdir(parents=True)
        self.write("vendor/till.yaml", API)
        self.write("vendor/till.overlay.yaml", OVERLAY)
        self.write("pyproject.toml", TABLE)

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def say(self, text: str) -> None:
        """Add lines to the table."""
        self.write("pyproject.toml", TABLE + text)

    def run(self, *words: str) -> Ran:
        with inside(self.root):
            return run(*words)

    def text(self, path: str) -> str:
        return (self.root / "src/till" / path).read_text(encoding="utf-8")

    def write_client(self) -> None:
        """What `generate` does, without its words."""
        project = find(str(self.root))
        generate_client(project.clients["till"], project)

    def git(self, *words: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        subprocess.run(command, cwd=self.root, check=True, capture_output=True)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def test_generate_check_and_lint_all_or_by_name(shop: Shop) -> None:
    for names in ((), ("till",)):
        assert shop.run("generate", *names).code == 0
        assert shop.run("check", *names).code == shop.run("check", "--full", *names).code == 0
        assert shop.run("lint", *names).code == 0
    assert "total: str |" in shop.text("models.py")
    assert "run `reissue generate till`" in shop.text("client.py")
    assert shop.run("generate", "til").error.count("there are: till") == 1
    import_folder(shop.root / "src/till", "till_of_a_shop")


@pytest.mark.parametrize("what", ["vendor/till.yaml", "vendor/till.overlay.yaml", "pyproject.toml"])
def test_check_notices_whatever_the_package_was_made_from(shop: Shop, what: str) -> None:
    shop.write_client()
    old, new = {"pyproject.toml": ('out = "src"', 'out = "src"\nall-components = true')}.get(
        what, ("string", "integer")
    )
    edit(shop.root / what, old, new)
    ran = shop.run("check")
    assert ran.code == 1 and "generated-stale" in ran.out and "reissue generate till" in ran.out


@pytest.mark.parametrize("path", ["models.py", "resources/bills.py"])
def test_check_notices_hand_edits(shop: Shop, path: str) -> None:
    shop.write_client()
    file = shop.root / "src/till" / path
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    ran = shop.run("check", "till")
    assert ran.code == 1 and f"src/till/{path}" in ran.out


def test_the_next_edition_of_the_vendor_is_taken_and_the_dead_target_told(shop: Shop) -> None:
    shop.write_client()
    edit(shop.root / "vendor/till.yaml", "total: {", "amount: {")
    taken = shop.run("generate")
    assert taken.code == 0 and "amount: float |" in shop.text("models.py")
    for ran in (shop.run("check"), shop.run("check", "--format", "github"), shop.run("lint")):
        assert "overlay-dead-target" in ran.out and "vendor/till.overlay.yaml" in ran.out
        assert "has no 'total', it has: amount, lines" in ran.out.replace("%2C", ",")
    assert shop.run("check").code == 1  # nobody reads a green CI
    (row,) = json.loads(shop.run("check", "--format", "json").out)["findings"]
    assert (row["level"], row["place"]["line"]) == ("warning", 4)
    assert shop.run("generate", "--fail-on-warning").code == 1


def test_what_the_vendor_has_mended_is_told_and_nothing_fails(shop: Shop) -> None:
    edit(shop.root / "vendor/till.yaml", "total: {type: number}", "total: {type: string}")
    assert "overlay-no-change" in shop.run("generate").error
    ran = shop.run("check", "--full")
    assert ran.code == 0 and "overlay-no-change" in ran.out and "up to date" in ran.out


def methods(shop: Shop) -> list[str]:
    files = sorted((shop.root / "src/till/resources").glob("*.py"))
    lines = [line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return sorted({line.split("(")[0].removeprefix("def ") for line in lines if line.startswith("def ")})


@pytest.mark.parametrize(
    "more,expected",
    [
        ("", ["drop", "get", "list"]),
        ('include = { tags = ["bills"] }', ["drop", "get"]),
        ('include = { paths = ["/staff*"], operations = ["*-drop"] }', ["drop", "list"]),
        ('exclude = { operations = ["bills-*"] }', ["list"]),
        ('include = { paths = ["/bills/*"] }\nexclude = { operations = ["bills-drop"] }', ["get"]),
    ],
)
def test_operations_by_id_tag_and_path(shop: Shop, more: str, expected: list[str]) -> None:
    shop.say(more)
    assert shop.run("generate").code == 0
    assert (
        methods(shop) == [name.rstrip("_") if name == "list" else name for name in expected]
        or methods(shop) == expected
    )


def test_webhooks_are_kept_unless_they_are_named(shop: Shop) -> None:
    shop.say('include = { tags = ["bills"] }\nexclude = { webhooks = ["staff*"] }')
    shop.write_client()
    assert "billPaid" in shop.text("webhooks.py") and "staffLeft" not in shop.text("webhooks.py")


def test_a_pattern_that_fits_nothing_is_told_with_its_line(shop: Shop) -> None:
    shop.say('exclude = { tags = ["staf"] }\n')
    ran = shop.run("generate")
    assert "pyproject.toml:9:1: warning: 'staf' fits no tag of the document [client-matches-nothing]" in ran.error
    assert "is 'staff' meant?" in ran.error and shop.run("check").code == 1


def test_names_are_kept_when_the_vendor_renames(shop: Shop) -> None:
    shop.write_client()
    before = shop.text("resources/bills.py"), shop.text("models.py")
    edit(shop.root / "vendor/till.yaml", "Bill", "BillDto")
    edit(shop.root / "vendor/till.overlay.yaml", "Bill", "BillDto")
    edit(shop.root / "vendor/till.yaml", "bills-get", "retrieveBillById")
    shop.say(
        '[tool.reissue.clients.names]\noperations = { "GET /bills/{id}" = "bills-get" }\nschemas = { BillDto = "Bill" }\n'
    )
    assert shop.run("generate").code == 0
    assert (shop.text("resources/bills.py"), shop.text("models.py")) == before
    shop.say('[tool.reissue.clients.names]\nschemas = { Bil = "Bill" }\n')
    assert "the document has no schema 'Bil', whose name is kept" in shop.run("generate").error


def test_all_components_on_wish(shop: Shop) -> None:
    shop.write_client()
    assert "class Unused(" not in shop.text("models.py")
    shop.say("all-components = true\n")
    shop.write_client()
    assert "class Unused(" in shop.text("models.py") and shop.run("check").code == 0


def test_typed_dicts_on_wish(shop: Shop) -> None:
    put = "put: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Bill'}}}}}"
    edit(shop.root / "vendor/till.yaml", "  /staff:", f"    {put}\n  /staff:")
    shop.write_client()
    assert "Param" not in shop.text("resources/bills.py")
    shop.say("typed-dicts = true\n")
    assert shop.run("check", "till").code == 1
    assert shop.run("generate", "till").code == shop.run("check", "till").code == shop.run("check", "--full").code == 0
    assert "class BillParam(TypedDict)" in shop.text("params.py")
    assert "body: Bill | BillParam | UnsetType" in shop.text("resources/bills.py")
    shop.write("pyproject.toml", (TABLE + "typed-dicts = true\n").replace("reissue_runtime", ".runtime"))
    shop.write_client()
    assert shop.run("vendor", "add", "till", "--into", "app/_vendor").code == 0
    assert shop.run("vendor", "check", "app/_vendor").code == 0
    assert (shop.root / "app/_vendor/till/params.py").is_file()


def test_references_into_a_wider_folder(shop: Shop) -> None:
    shop.write("vendor/till.yaml", API.replace("$ref: '#/components/schemas/Bill'", "$ref: '../common.yaml#/Bill'"))
    shop.write("common.yaml", "Bill: {type: object, properties: {total: {type: string}}}\n")
    assert "[ref-outside]" in shop.run("generate").error
    shop.say('ref-root = "."\n')
    assert "[ref-outside]" not in shop.run("generate").error and "class Bill" in shop.text("models.py")
    edit(shop.root / "common.yaml", "string", "integer")
    assert shop.run("check").code == 1  # the quick answer looks at every file that was read


def test_diff_against_git_with_the_overlays_of_each_time(shop: Shop) -> None:
    shop.git("init", "-q")
    shop.git("add", ".")
    shop.git("commit", "-qm", "first")
    assert "0 breaking" in shop.run("diff").out
    edit(shop.root / "vendor/till.yaml", "total: {type: number}", "total: {type: integer}")
    assert "0 breaking, 0 deprecation, 0 addition" in shop.run("diff", "till").out  # the overlay says string in both
    edit(shop.root / "vendor/till.overlay.yaml", "update: string", "update: boolean")
    ran = shop.run("diff", "till", "--against", "HEAD")
    assert (
        ran.code == 1
        and "vendor/till.overlay.yaml:6:" in ran.out
        and "was: HEAD:./vendor/till.overlay.yaml:6:" in ran.out
    )
    assert [one["new"] for one in (json.loads(shop.run("diff", "--format", "json").out),)] == ["vendor/till.yaml"]


def test_diff_of_components_that_nothing_reaches(shop: Shop) -> None:
    shop.say("all-components = true\n")
    shop.git("init", "-q")
    shop.git("add", ".")
    shop.git("commit", "-qm", "first")
    edit(
        shop.root / "vendor/till.yaml",
        "Unused: {type: object, properties: {text: {type: string}}}",
        "Unused: {type: object}",
    )
    ran = shop.run("diff")
    assert ran.code == 1 and "Unused" in ran.out


def test_a_client_that_stands_alone_is_vendored_with_a_shared_runtime(shop: Shop) -> None:
    shop.write("pyproject.toml", TABLE.replace("reissue_runtime", ".runtime"))
    shop.write_client()
    added = shop.run("vendor", "add", "till", "--into", "app/_vendor")
    assert added.code == 0, added.error
    assert shop.run("vendor", "check", "app/_vendor").code == 0
    copy = shop.root / "app/_vendor"
    assert not (copy / "till/runtime").exists() and (copy / "runtime/client.py").is_file()
    assert "from ...runtime.operation import" in (copy / "till/resources/bills.py").read_text(encoding="utf-8")
    import_folder(copy, "copied_of_a_shop")
    assert importlib.import_module("copied_of_a_shop.till").Till
    edit(shop.root / "vendor/till.yaml", "text: {type: string}", "text: {type: integer}")
    shop.write_client()
    assert shop.run("vendor", "check", "app/_vendor").code == 1
    assert shop.run("vendor", "update", "app/_vendor").code == shop.run("vendor", "check", "app/_vendor").code == 0


def test_explain_by_name(shop: Shop) -> None:
    said = shop.run("explain", "till#/components/schemas/Bill/properties/total/type").out
    assert said.startswith("vendor/till.overlay.yaml:6:5 ") and "the member total of Bill" in said


@pytest.mark.parametrize(
    "line,said,number",
    [
        ('exlude = { tags = ["a"] }', "a client has no key 'exlude'", 9),
        ("all_components = true", "is 'all-components' meant?", 9),
        ('include = { tag = ["a"] }', "'include' has no key 'tag'", 9),
        ('include = { tags = "a" }', "'tags' is no list of texts", 9),
        ("include = 5", "'include' is no table", 9),
        ('typed-dicts = "yes"', "'typed-dicts' is neither true nor false", 9),
        ('all-components = "yes"', "'all-components' is neither true nor false", 9),
        ("without = [5]", "'without' is no list of texts", 9),
        ('ref-root = ["."]', "'ref-root' is no text", 9),
        ('[tool.reissue.clients.names]\noperations = { "/bills" = "x" }', "'/bills' is no operation", 10),
        ('[[tool.reissue.clients]]\npackage = "b"', "the client has no 'spec'", 9),
        ('[[tool.reissue.clients]]\nspec = "b"', "the client has no 'package'", 9),
        (
            '[[tool.reissue.clients]]\nspec = "b"\npackage = "Big-Till"',
            "'Big-Till' cannot be the name of a package",
            11,
        ),
        ('[[tool.reissue.clients]]\nspec = "b"\npackage = "till"', "there are two clients 'till'", 11),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_line(shop: Shop, line: str, said: str, number: int) -> None:
    shop.say(line + "\n")
    with pytest.raises(ConfigurationError) as caught:
        find(str(shop.root))
    said_in_all = "\n".join(caught.value.lines)
    assert caught.value.code == 2 and said in said_in_all
    assert f"pyproject.toml:{number}: " in said_in_all


def test_an_overlay_by_address_needs_its_digest_and_is_kept_by_it(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    address, digest = "https://overlays.example/till.yaml", hashlib.sha256(OVERLAY.encode()).hexdigest()
    spec = ("generate", "--spec", "vendor/till.yaml", "--out", "out", "--overlay")
    bare = shop.run(*spec, address)
    assert bare.code == 2 and "only taken with its digest" in bare.error
    assert shop.run(*spec, f"{address}#sha256=12").code == 2
    kept = tmp_path / f"cache/reissue/overlays/{digest}.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text(OVERLAY, encoding="utf-8")
    assert shop.run(*spec, f"{address}#sha256={digest}").code == 0
    assert "total: str" in (shop.root / "out/till/models.py").read_text(encoding="utf-8")
    assert shop.run("check", "out/till").code == 0
    kept.write_text(OVERLAY.replace("string", "integer"), encoding="utf-8")
    changed = shop.run(*spec, f"{address}#sha256={digest}", "--full")
    assert changed.code == 2 and "is not what was pinned" in changed.error


def test_a_pinned_file_that_has_changed_is_refused(shop: Shop) -> None:
    shop.write("pyproject.toml", TABLE.replace("till.overlay.yaml", f"till.overlay.yaml#sha256={'0' * 64}"))
    ran = shop.run("generate")
    assert ran.code == 2 and "is not what was pinned" in ran.error


class _Overlays(BaseHTTPRequestHandler):
    """A server with one overlay and no robots.txt."""

    def do_GET(self) -> None:
        body = OVERLAY.encode() if self.path == "/till.yaml" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/yaml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_an_overlay_by_address_is_fetched_once_and_only_as_it_was_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Overlays)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address, options = f"http://127.0.0.1:{server.server_port}/till.yaml", Options(allow_local=True, pause=0)
    digest = hashlib.sha256(OVERLAY.encode()).hexdigest()

    def client(of: str) -> Client:
        return Client("till", "api.yaml", "", overlays=[f"{address}#sha256={of}"])

    with pytest.raises(ConfigurationError, match="is not what was pinned"):
        fetch_missing(client("0" * 64), print, options)
    assert not list(tmp_path.rglob("*.yaml"))
    fetch_missing(client(digest), print, options)
    server.shutdown()
    server.server_close()
    fetch_missing(client(digest), print, options)  # nobody is asked again
    assert Pinned(client(digest).overlays[0]).data() == OVERLAY.encode()


SECOND = """
[[tool.reissue.clients]]
package = "desk"
spec = "vendor/till.yaml"
out = "lib"
"""


def test_a_package_that_no_table_names_any_more_is_told(shop: Shop) -> None:
    """Not so one of the command line, which no table ever named, nor one of a project within this one."""
    shop.say(SECOND)
    assert shop.run("generate").code == 0
    assert shop.run("generate", "--spec", "vendor/till.yaml", "--out", "lib", "--package", "alone").code == 0
    inner = shop.root / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text('[[tool.reissue.clients]]\npackage = "mine"\nspec = "../vendor/till.yaml"\n')
    with inside(inner):
        assert run("generate").code == 0
    assert [shop.run("check", *words).code for words in ([], ["--full"])] == [0, 0]
    shop.say("")
    for words in ([], ["--full"]):
        ran = shop.run("check", *words)
        told = "lib/desk: error: extra: is a package that `reissue generate desk` made, and no [[tool.reissue.clients]] names it"
        assert ran.code == 1 and ran.out.startswith(told) and ran.out.count("generated-") == 1
    assert shop.run("check", "till").code == 0
    shop.write("pyproject.toml", "[tool.reissue]\n")  # nothing is left that could be compared
    assert shop.run("check").out.count(": extra: is a package that") == 2
    subprocess.run(["git", "init", "--quiet"], cwd=shop.root, check=True)
    assert shop.run("ci").out.count(": extra: is a package that") == 2
    keys = [shop.run("ci", "--cache-key").out]
    (shop.root / "lib/desk/MANIFEST.sha256").unlink()
    keys.append(shop.run("ci", "--cache-key").out)
    assert len(keys[0]) > 60 and keys[0] != keys[1]
