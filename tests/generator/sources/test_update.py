"""`reissue update PROVIDER`: step by step, stoppable anywhere, and never a commit."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reissue_generator import releases
from reissue_generator.sources import check as sources
from reissue_generator.tree.version import version_source
from tests.generator import command_line
from tests.generator.sources.vendor_site import ARRAY, Workspace, page

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git")

SPEC = """openapi: 3.1.0
info: { title: PayPen, version: "1" }
servers: [{ url: https://paypen.ng/api/employer }]
paths:
  /invoice/details/{ppid}:
    get:
      operationId: invoices-get
      tags: [invoices]
      summary: Read an invoice
      x-reissue-source: { pages: ["PAGE"], read: "READ", certainty: documented }
      parameters:
        - { name: ppid, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: The invoice.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Invoice" }
components:
  schemas:
    Invoice:
      type: object
      properties:
        ppid: { type: string }
        bank_code: { type: string }
"""


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def house(workspace: Workspace) -> Workspace:
    """A project in git: fetched, generated, committed."""
    write(workspace, "2024-05-01", SPEC)
    (workspace.root / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "0.3.1"\n[tool.reissue]\n')
    workspace.refresh()
    git(workspace.root, "init", "-q")
    assert run("--yes")[0] == 0
    git(workspace.root, "add", "-A")
    git(workspace.root, "commit", "-qm", "first")
    return workspace


def write(workspace: Workspace, read: str, text: str) -> None:
    spec = workspace.root / "specs" / "paypen.yaml"
    spec.write_text(text.replace("PAGE", workspace.vendor.url("/docs/generate")).replace("READ", read))


def run(*arguments: str) -> tuple[int, str]:
    ran = command_line.run("update", "paypen", *arguments)
    return ran.code, ran.out + ran.error


def files(root: Path) -> Mapping[str, bytes]:
    kept = [
        path
        for path in root.rglob("*")
        if path.is_file() and ".git/" not in path.as_posix() and ".reissue" not in path.parts
    ]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in kept}


def test_nothing_to_do_does_nothing(house: Workspace) -> None:
    before = files(house.root)
    code, out = run("--yes")
    assert code == 0
    assert "1 unchanged" in out and "as in git's HEAD" in out and "0.3.1 stays" in out
    assert files(house.root) == before


def test_from_a_changed_page_to_a_proposal(house: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    house.vendor.pages["/docs/generate"] = page("Invoice generation", ARRAY)
    code, out = run("--yes", "--fetch", "--allow-local")
    assert code == 1  # it waits for the specification to be edited, whatever --yes says
    assert "source-changed" in out
    assert "edit specs/paypen.yaml" in out
    assert f'read: "{sources.today()}"' in out
    assert "lint" not in out.split("-> edit")[1]

    write(
        house,
        sources.today(),
        SPEC.replace("        bank_code: { type: string }\n", "        bank: { type: string }\n"),
    )
    before = files(house.root)
    code, out = run()
    assert code == 1  # nobody can answer: nothing is written, and the command is told
    assert files(house.root) == before
    assert "reissue sources refresh --offline paypen" in out

    code, out = run("--yes")
    assert code == 0
    assert "1 changes taken over as reviewed" in out
    assert "file(s) written" in out
    assert "proposed for CHANGELOG.md" in out
    assert "bank_code" in out.split("proposed for CHANGELOG.md")[1]
    assert "### Breaking" in out  # the headings of `reissue diff --format markdown`
    assert "0.3.1 raised to 0.4.0 in pyproject.toml" in out
    assert 'version = "0.4.0"\n' in (house.root / "pyproject.toml").read_text()
    assert "bank:" in (house.root / "generated/reissue_clients/paypen/models.py").read_text()
    assert git(house.root, "log", "--oneline").count("\n") == 1  # it never commits

    after = files(house.root)
    code, out = run("--yes")
    assert code == 0
    assert files(house.root) == after  # what is done is not done twice
    assert "the client is what the specification says" in out


def test_entry_and_version_that_are_there_already(house: Workspace) -> None:
    write(house, "2024-05-01", SPEC.replace("        bank_code", "        bank: { type: string }\n        bank_code"))
    _, out = run("--yes")
    lines = [line.strip() for line in out.split("under Unreleased:")[1].split("->")[0].splitlines()]
    (house.root / "CHANGELOG.md").write_text("\n".join(lines))
    project = house.root / "pyproject.toml"
    project.write_text(project.read_text().replace("0.3.1", "0.3.2"))
    _, out = run("--yes")
    assert "the entry is there" in out
    assert "raised to 0.3.2" in out


def with_members(*members: str) -> str:
    lines = "".join(f"        {member}\n" for member in members)
    return SPEC.replace("        bank_code", f"{lines}        bank_code")


def test_what_was_never_released_breaks_nobody(house: Workspace) -> None:
    """The version and the entry are by what changed since the last tag, not since the last commit."""
    (house.root / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n")
    project = house.root / "pyproject.toml"
    project.write_text(project.read_text().replace("0.3.1", "3.4.0"))
    git(house.root, "add", "-A")
    git(house.root, "commit", "-qam", "release")
    git(house.root, "tag", "v3.4.0")
    write(house, "2024-05-01", with_members("memo: { type: string }", "due: { type: string }"))
    _, out = run("--yes")
    assert "3.4.0 raised to 3.5.0" in out
    git(house.root, "commit", "-qam", "two members")

    write(
        house, "2024-05-01", with_members("memo: { type: string }", "due: { type: boolean }", "tax: { type: string }")
    )
    _, out = run("--yes")
    assert "3.4.0 at v3.4.0, raised to 3.5.0" in out
    text = (house.root / "CHANGELOG.md").read_text()
    assert "Breaking" not in text and [text.count(name) for name in ("memo", "due", "tax")] == [1, 1, 1]

    write(
        house, "2024-05-01", with_members("memo: { type: string }").replace("        bank_code: { type: string }\n", "")
    )
    _, out = run("--yes")
    assert "3.5.0 raised to 4.0.0" in out  # what was released is gone
    text = (house.root / "CHANGELOG.md").read_text()
    assert "bank_code" in text.split("### Breaking")[1].split("###")[0]


def test_a_specification_that_no_release_has_is_an_addition(house: Workspace) -> None:
    project, spec = house.root / "pyproject.toml", house.root / "specs/paypen.yaml"
    project.write_text(project.read_text().replace("0.3.1", "3.4.0"))
    spec.rename(house.root / "paypen.yaml")
    git(house.root, "add", "-A")
    git(house.root, "commit", "-qam", "release")
    git(house.root, "tag", "v3.4.0")
    (house.root / "paypen.yaml").rename(spec)
    git(house.root, "add", "-A")
    git(house.root, "commit", "-qam", "paypen")
    write(house, "2024-05-01", SPEC.replace("        bank_code: { type: string }\n", ""))
    _, out = run("--yes")
    assert "v3.4.0 has no paypen" in out and "3.4.0 raised to 3.5.0" in out


def test_a_dry_run_writes_nothing_and_shows_every_step(house: Workspace) -> None:
    """The changelog is written where it has a place for it."""
    write(house, "2024-05-01", SPEC.replace("        bank_code", "        bank: { type: string }\n        bank_code"))
    changelog = house.root / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## Unreleased\n")
    before = files(house.root)
    code, out = run("--dry-run", "--json")
    steps = {step["step"]: step for step in json.loads(out)}
    assert code == 1 and files(house.root) == before
    assert list(steps)[-2:] == ["tests", "the rest"] and steps["generate"]["waits"] is True
    assert run("--yes")[0] == 0 and "\n- paypen: " in changelog.read_text()
    written = changelog.read_text()
    assert "the entry is there" in run("--yes")[1] and changelog.read_text() == written


NEW = """  /invoice/{ppid}/it's "new":
    post:
      operationId: invoices-refund
      tags: [invoices]
      summary: Refund
      x-reissue-source: { pages: ["PAGE"], read: "READ", certainty: documented }
      parameters:
        - { name: ppid, in: path, required: true, schema: { type: string } }
      responses:
        "204": { description: Done. }
components:
"""


def test_a_new_operation_is_begun_and_fails_until_it_is_decided(house: Workspace) -> None:
    stand_in, tests = house.root / "sandbox/shop/providers/paypen", house.root / "tests"
    stand_in.mkdir(parents=True)
    tests.mkdir()
    (stand_in / "stand_in.py").write_text('@stand_in.on("GET /invoice/details/{id}")\n')
    write(house, "2024-05-01", SPEC.replace("components:\n", NEW))
    begun = [stand_in / "invoices_refund.py", tests / "test_paypen_invoices_refund.py"]
    said = {step["step"]: step["said"] for step in json.loads(run("--dry-run", "--json")[1])}
    assert "to be begun: sandbox/shop/providers/paypen/invoices_refund.py" in said["sandbox"]
    assert "to be begun: tests/test_paypen_invoices_refund.py" in said["tests"]
    assert not any(path.exists() for path in begun)
    assert "to be decided" in run("--yes")[1]
    names: dict[str, Any] = {}
    exec(compile(begun[1].read_text(), "x", "exec"), names)
    with pytest.raises(pytest.fail.Exception, match=r"^to be decided: what POST /invoice/"):
        names["test_paypen_invoices_refund"]()
    code = (
        begun[0].read_text().replace("from .stand_in import stand_in", "from reissue_sandbox.stand_in import StandIn")
    )
    names = {}
    exec(compile(code.replace("@stand_in", 'stand_in = StandIn("x")\n@stand_in'), "x", "exec"), names)
    ((_, handler),) = names["stand_in"].handlers.items()
    with pytest.raises(NotImplementedError, match="to be decided"):
        handler(None)
    begun[0].write_text("""stand_in.on('POST /invoice/{ppid}/it\\'s "new"')\n""")
    begun[1].write_text("# decided\n")
    out = run("--yes")[1]
    assert begun[1].read_text() == "# decided\n" and ": to be decided" not in out


@pytest.mark.parametrize(
    ("dynamic", "file", "text"),
    [
        ("", "pyproject.toml", ""),
        ('[tool.hatch.version]\npath = "src/version.py"\n', "src/version.py", '__version__: str = "1.2.3"  # one\n'),
    ],
)
def test_the_version_has_one_source(tmp_path: Path, dynamic: str, file: str, text: str) -> None:
    """PEP 621: `version`, or `dynamic` with a place that the build backend knows."""
    head = 'dynamic = ["version"]' if dynamic else '# no\nversion = "1.2.3"  # here'
    (tmp_path / "pyproject.toml").write_text(f'[tool.x]\nversion = "9"\n[project]\nname = "x"\n{head}\n{dynamic}')
    if text:
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text(text)
    before = (tmp_path / file).read_text()
    source = version_source(tmp_path)
    assert source is not None and source.version == "1.2.3"
    source.write("2.0.0")
    assert (tmp_path / file).read_text() == before.replace("1.2.3", "2.0.0")


def test_a_hand_edit_is_named_before_it_goes(house: Workspace) -> None:
    client = house.root / "generated/reissue_clients/paypen/client.py"
    client.write_text(client.read_text() + "# mine\n")
    code, out = run()
    assert code == 1
    assert "changed by hand, and would be overwritten: generated/reissue_clients/paypen/client.py" in out
    assert client.read_text().endswith("# mine\n")


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [("paths: [", 3, "syntax"), (SPEC.replace("type: string } }\n", "type: strin } }\n"), 1, "reissue lint paypen")],
)
def test_a_broken_specification_stops_the_walk(house: Workspace, text: str, code: int, word: str) -> None:
    write(house, "2024-05-01", text)
    before = files(house.root)
    result, out = run("--yes")
    assert result == code
    assert word in out
    assert "generate" not in [line.partition(". ")[2] for line in out.splitlines()]
    assert files(house.root) == before


def test_unknown_provider_is_told_before_anything_is_fetched(house: Workspace) -> None:
    house.vendor.asked.clear()
    ran = command_line.run("update", "nobody", "--fetch", "--allow-local")
    assert (ran.code, "No specification of 'nobody'" in ran.error) == (2, True)
    assert house.vendor.asked == []


def test_a_fault_of_the_comparer_is_told_as_a_fault(house: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        nothing: Any = None
        return nothing.at_all

    monkeypatch.setattr("reissue_generator.changes.comparison.compare", broken)
    code, out = run("--yes")
    assert code == 4
    assert "AttributeError" in out and "a fault of reissue itself" in out
    assert "cannot compare" not in out and "not installed" not in out


def test_without_a_version_to_compare_with_it_says_so_and_goes_on(house: Workspace) -> None:
    spec = house.root / "specs" / "paypen.yaml"
    good = spec.read_text()
    spec.write_text("openapi: 3.1.0\npaths: {\n")
    git(house.root, "commit", "-qam", "broken")
    spec.write_text(good)
    code, out = run("--yes")
    assert code == 0
    assert "the version in git's HEAD cannot be used" in out and "git diff HEAD -- specs/paypen.yaml" in out
    assert "no proposal without a comparison" in out


def test_the_repository_is_that_of_the_file_wherever_one_stands(
    house: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(house, "2024-05-01", SPEC.replace("        bank_code", "        bank: { type: string }\n        bank_code"))
    monkeypatch.chdir(tmp_path)
    spec = house.root / "specs" / "paypen.yaml"
    assert any("bank" in change.message for change in releases.compared(spec))
    assert b"bank: " not in (releases.at_head(spec) or b"bank: ")


def test_without_git(workspace: Workspace) -> None:
    write(workspace, "2024-05-01", SPEC)
    workspace.refresh()
    code, out = run("--yes")
    assert code == 0
    assert "no version in git's HEAD" in out
