"""`reissue ci`: the steps together, in repositories of git as CI services make them."""

from __future__ import annotations

import json
import marshal
import py_compile
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Self
from xml.etree import ElementTree

import pytest

from reissue_generator.gate.approvals import NAME, load
from reissue_generator.gate.base import base_of
from reissue_generator.tree.manifest import Manifest
from tests.generator.command_line import Ran
from tests.generator.mini_project import Mini

pytestmark = pytest.mark.slow

TODAY, LATER = date.today(), "2999-12-31"
SERVICES = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")


class Branch(Mini):
    """A project in a repository whose first commit is the branch `main`, and a branch of a change."""

    def git(self, *words: str) -> str:
        name = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", "-C", str(self.root), *name, *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def change(self, old: str, new: str) -> None:
        self.edit("specs/acme.yaml", old, new)
        assert self.run("generate").code == 0

    def ci(self, *words: str) -> Ran:
        return self.run("ci", *words)

    def steps(self, *words: str) -> dict[str, dict[str, object]]:
        return {step["name"]: step for step in json.loads(self.ci("--format", "json", *words).out)["steps"]}

    def failing(self, step: str = "diff") -> list[dict[str, str]]:
        return [one for one in self.steps()[step]["findings"] if one["fails"]]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    branch = Branch(Mini.make(tmp_path_factory.mktemp("gate") / "made").root)
    branch.git("init", "-q", "-b", "main")
    branch.git("add", ".")
    branch.git("commit", "-qm", "first")
    branch.git("update-ref", "refs/remotes/origin/main", "HEAD")
    branch.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    branch.git("switch", "-qc", "change")
    return branch


@pytest.fixture
def branch(made: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Branch:
    for name in SERVICES:
        monkeypatch.delenv(name, raising=False)
    return Branch(made.copy(tmp_path / "copy").root)


REMOVED = ("{id: {type: string}, kind: {type: string, enum: [a, b]}}", "{id: {type: string}}")


def test_each_step_says_what_it_found_and_how_long_it_took(branch: Branch) -> None:
    assert branch.ci().code == 0
    steps = branch.steps()
    assert list(steps) == ["lint", "check", "diff", "vendor check"]
    assert steps["diff"]["clean"] and steps["check"]["clean"]
    assert steps["vendor check"]["skipped"] == "no `vendored` under [tool.reissue]"
    assert all(isinstance(step["seconds"], float) for step in steps.values())
    branch.change(*REMOVED)
    assert {one["rule"] for one in branch.failing()} >= {"response-property-removed"}
    assert branch.steps()["check"]["clean"]
    assert branch.ci().code == 1
    branch.edit("generated/clients/acme/models.py", "class Thing", "class  Thing")
    assert not branch.steps()["check"]["clean"] and branch.failing()


def test_what_main_has_got_since_is_no_change_of_the_branch(branch: Branch) -> None:
    """git merge-base: compared with the tip of main the addition there would be a removal here."""
    branch.git("switch", "-q", "main")
    branch.change("{id: {type: string}, ", "{id: {type: string}, more: {type: string}, ")
    branch.git("commit", "-qam", "more")
    branch.git("update-ref", "refs/remotes/origin/main", "HEAD")
    branch.git("switch", "-q", "change")
    assert branch.steps()["diff"]["findings"] == []
    assert branch.steps("--against", "main")["diff"]["findings"] == []


def test_a_provider_that_is_gone_is_told(branch: Branch) -> None:
    (branch.root / "specs/bolt.yaml").unlink()
    assert branch.run("generate").code == 0
    assert [(one["rule"], one["message"]) for one in branch.failing()] == [
        ("client-removed", "bolt is gone, and with it its client")
    ]


def test_a_broken_document_hides_nothing_of_the_others(branch: Branch) -> None:
    branch.change(*REMOVED)
    branch.edit("specs/bolt.yaml", "openapi: 3.1.0", "openapi: [")
    steps = branch.steps()
    assert branch.ci().code == 3
    assert steps["lint"]["unusable"] and steps["check"]["unusable"] and steps["diff"]["unusable"]
    assert {one["rule"] for one in branch.failing()} >= {"response-property-removed"}


# --- the base ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"), [("GITHUB_BASE_REF", "main"), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), (None, "")]
)
def test_the_base_is_the_branch_that_the_service_names(branch: Branch, name: str | None, value: str) -> None:
    """docs.github.com, "Default environment variables"; docs.gitlab.com, "Predefined CI/CD variables reference"."""
    branch.change(*REMOVED)
    branch.git("commit", "-qam", "change")
    first = branch.git("rev-parse", "main")
    assert base_of(branch.root, None, {name: value} if name else {}) == first
    assert base_of(branch.root, None, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": first}) == first


@pytest.mark.parametrize("reference", ["no-such", "--output=x", "origin/other"])
def test_a_base_that_is_not_here_is_an_error(branch: Branch, reference: str) -> None:
    ran = branch.ci(f"--against={reference}")
    assert ran.code == 2 and "is not in this clone: fetch it first" in ran.error


def test_without_a_repository_there_is_nothing_to_compare_with(tmp_path: Path, made: Branch) -> None:
    import shutil

    shutil.copytree(made.root, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    steps = Branch(tmp_path / "plain").steps()
    assert steps["diff"]["skipped"] == "no commit to compare with" and steps["check"]["clean"]


# --- approvals -----------------------------------------------------------------------------------------------


def approved(branch: Branch, until: str = LATER, step: str = "diff") -> str:
    fingerprints = [one["fingerprint"] for one in branch.failing(step)]
    for one in fingerprints:
        ran = branch.ci("--approve", one, "--reason", 'the "web" team\nknows', "--until", until)
        assert ran.code == 0, ran
    return fingerprints[0]


def test_a_finding_is_approved_with_a_reason_until_a_day(branch: Branch) -> None:
    branch.change(*REMOVED)
    fingerprint = approved(branch)
    text = (branch.root / NAME).read_text()
    assert f'fingerprint = "{fingerprint}"' in text and f"until = {LATER}" in text
    rows = [one for one in branch.steps()["diff"]["findings"] if one["fingerprint"] == fingerprint]  # type: ignore[attr-defined]
    assert rows[0]["approved"] == f'the "web" team knows (until {LATER})'
    assert branch.steps()["diff"]["clean"]
    assert len(load(branch.root / NAME)) == text.count("[[approved]]")


def test_after_its_day_it_fails_again(branch: Branch) -> None:
    branch.change(*REMOVED)
    approved(branch)
    path = branch.root / NAME
    path.write_text(path.read_text().replace(LATER, str(TODAY - timedelta(days=3))))
    ran = branch.ci()
    assert ran.code == 1 and "[approval-expired]" in ran.out and f"{NAME}:" in ran.out


def test_an_approval_that_matches_nothing_is_told_and_does_not_fail(branch: Branch) -> None:
    branch.change(*REMOVED)
    approved(branch)
    branch.change(*reversed(REMOVED))
    told = branch.steps()["approvals"]
    assert {one["rule"] for one in told["findings"]} == {"approval-dead"} and told["clean"]  # type: ignore[attr-defined]


def fails(branch: Branch, step: str = "diff") -> list[str]:
    """What keeps the gate shut."""
    return [one["rule"] for one in branch.failing(step) if not one["approved"]]


def of_page(schema: str) -> str:
    return f"name: page, in: query, schema: {schema}"


FEW, FEWER = (", ".join(map(str, range(100, 100 + count))) for count in (40, 39))
OTHERS = {
    "another type": ("id: {type: string}", "id: {type: integer}", "id: {type: boolean}"),
    "other values": tuple(of_page(f"{{type: integer{more}}}") for more in ("", ", enum: [1, 2, 3]", ", enum: [1, 2]")),
    "other values behind a cut": tuple(
        of_page(f"{{type: integer{more}}}") for more in ("", f", enum: [{FEW}]", f", enum: [{FEWER}]")
    ),
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_change_of_the_same_place_is_not_approved_with_the_first(branch: Branch, what: str) -> None:
    old, first, second = OTHERS[what]
    branch.change(old, first)
    approved(branch)
    assert fails(branch) == []
    branch.change(first, second)
    assert fails(branch) != []


def test_what_is_approved_of_one_client_is_not_approved_of_another(branch: Branch) -> None:
    branch.change(*REMOVED)
    approved(branch)
    assert fails(branch) == []
    branch.edit("specs/bolt.yaml", *REMOVED)
    assert branch.run("generate").code == 0
    assert "response-property-removed" in fails(branch)


@pytest.mark.parametrize("name", ["clients/acme/models.py", "clients/acme/more.py"])
def test_what_is_approved_of_a_file_is_approved_of_what_stands_in_it(branch: Branch, name: str) -> None:
    path = branch.generated / name
    with path.open("a") as file:
        file.write("# ours\n")
    approved(branch, step="check")
    assert fails(branch, "check") == []
    with path.open("a") as file:
        file.write("import os\n")
    assert fails(branch, "check") != []


def test_whatever_changes_fails_where_that_is_asked_for(branch: Branch) -> None:
    branch.change("Words about acme", "Other words about acme")
    assert branch.ci().code == 0
    assert branch.ci("--fail-on", "any").code == branch.run("diff", "--against", "main", "--fail-on", "any").code == 1


def test_only_what_fails_can_be_approved(branch: Branch) -> None:
    ran = branch.ci("--approve", "0" * 16, "--reason", "x", "--until", LATER)
    assert ran.code == 2 and "nothing that fails has the fingerprint" in ran.error
    assert not (branch.root / NAME).exists()
    branch.change(*REMOVED)
    one = branch.failing()[0]["fingerprint"]
    for more, words in (
        (("--until", LATER), "--reason"),
        (("--reason", "x"), "--until"),
        (("--reason", "x", "--until", "2001-01-01"), "is over"),
    ):
        ran = branch.ci("--approve", one, *more)
        assert ran.code == 2 and words in ran.error
    assert not (branch.root / NAME).exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[approved]]\n", "an entry has fingerprint, rule, reason, until"),
        ("x = 1\n", "and nothing else"),
        ("approved = [", "cannot be read"),
        (
            '\n[[approved]]\nfingerprint = "xyz"\nrule = "r"\nreason = "x"\nuntil = 2999-01-01\n',
            f"{NAME}:2: a fingerprint is 16",
        ),
        (
            '[[approved]]\nfingerprint = "0123456789abcdef"\nrule = "r"\nreason = " "\nuntil = 2999-01-01\n',
            "says in words why",
        ),
        (
            '[[approved]]\nfingerprint = "0123456789abcdef"\nrule = "r"\nreason = "x"\nuntil = "2999-01-01"\n',
            "until is a day",
        ),
    ],
)
def test_an_approval_that_cannot_be_read_is_an_error(branch: Branch, text: str, words: str) -> None:
    (branch.root / NAME).write_text(text)
    ran = branch.ci()
    assert ran.code == 2 and words in ran.error


# --- the report ----------------------------------------------------------------------------------------------


def test_the_report_in_every_format(branch: Branch) -> None:
    branch.change(*REMOVED)
    page = branch.root / "page.md"
    text = branch.ci("--report", str(page)).out
    assert "fingerprint: " in text and text.splitlines()[-1].startswith("vendor check")
    assert "| diff |" in page.read_text() and "response-property-removed" in page.read_text()
    suites = {one.get("name"): one for one in ElementTree.fromstring(branch.ci("--format", "junit").out)}
    assert suites["diff"].get("failures") == str(text.count("fingerprint: ")) and suites["check"].get("failures") == "0"
    assert all(float(one.get("time", "x")) >= 0 for one in suites.values())
    assert "::error file=specs/acme.yaml," in branch.ci("--format", "github").out
    levels = {one["level"] for one in json.loads(branch.ci("--format", "sarif").out)["runs"][0]["results"]}
    assert "error" in levels


def key(branch: Branch, *words: str) -> str:
    return branch.ci("--cache-key", *words).out.strip()


def test_the_key_is_another_one_where_anything_is(branch: Branch) -> None:
    first = key(branch)
    assert len(first) == 64 and key(branch) == first
    found = {first, key(branch, "--fail-on", "any")}
    for path in ("specs/acme.yaml", "generated/clients/acme/models.py", "templates/client.py.jinja", "pyproject.toml"):
        (branch.root / path).write_text((branch.root / path).read_text() + "# more\n")
        found.add(key(branch))
    branch.git("commit", "-qam", "more")
    found.add(key(branch, "--against", "HEAD"))
    assert len(found) == 7


def byte_code(source: Path, tag: str = sys.implementation.cache_tag or "") -> Path:
    """Byte code of another text that Python runs for this source: unchecked, as PEP 552 has it."""
    path = source.parent / "__pycache__" / f"{source.stem}.{tag}.pyc"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(MAGIC_NUMBER + b"\1\0\0\0" + bytes(8) + marshal.dumps(compile("import os", "x", "exec")))
    return path


def test_the_key_is_another_one_with_each_plant_in_a_tree_or_in_a_copy(branch: Branch) -> None:
    """That these are told by the steps, `plants/` judges."""
    assert branch.run("vendor", "add", "acme", "--into", "shop").code == 0
    branch.edit("pyproject.toml", "[tool.reissue]\n", '[tool.reissue]\nvendored = "shop"\n')
    source = branch.root / "generated/clients/acme/models.py"
    found = [key(branch)]
    py_compile.compile(str(source))
    assert key(branch) == found[0]  # what Python leaves behind by itself is no plant
    of_another = byte_code(source, "cpython-38")
    of_another.write_bytes(b"U\r\r\n" + bytes(32))
    assert key(branch) == found[0]  # nor is what nobody else gets
    branch.git("add", "--force", str(of_another))
    found.append(key(branch))
    for folder in ("shop/acme", "generated/clients/acme"):
        models, client, package = (branch.root / folder / f"{name}.py" for name in ("models", "client", "__init__"))
        plants: list[Callable[[], object]] = [
            partial(models.chmod, 0o755),
            partial(byte_code, models),
            partial(client.rename, branch.root / "elsewhere.py"),
            partial(client.symlink_to, branch.root / "elsewhere.py"),
            partial(package.write_bytes, package.read_bytes().replace(b"\n", b"\r\n")),
        ]
        for plant in plants:
            plant()
            found.append(key(branch))
    assert len(set(found)) == len(found) == 12


def test_the_key_is_another_one_with_each_day_where_something_is_approved(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(days=1)

    approvals = branch.root / NAME
    for text in ("", "# nothing yet\n"):
        if text:
            approvals.write_text(text)
        today = key(branch)
        with monkeypatch.context() as patch:
            patch.setattr("reissue_generator.cli.ci.datetime", Tomorrow)
            assert (key(branch) == today) is not bool(text)


def test_the_key_is_another_one_with_every_file_that_a_client_was_read_from(branch: Branch) -> None:
    """Whatever a reference calls its file, and wherever below the folder it stands."""
    client = '[[tool.reissue.clients]]\npackage = "cave"\nspec = "vendor/cave.yaml"\nout = "src"\noverlays = ["more.overlay"]\n'
    (branch.root / "pyproject.toml").write_text((branch.root / "pyproject.toml").read_text() + client)
    files = (
        "vendor/cave.yaml",
        "vendor/other.json",
        "vendor/.parts/thing.schema",
        "more.overlay",
        "src/cave/models.py",
    )
    for name in files:
        (branch.root / name).parent.mkdir(parents=True, exist_ok=True)
        (branch.root / name).write_text("")
    made = '{"spec":"../../vendor/cave.yaml","named":true,"files":{"../../vendor/.parts/thing.schema":""}}'
    (branch.root / "src/cave/MANIFEST.sha256").write_text(Manifest.of({}, "", "", made).text())
    found = {key(branch)}
    for name in files:
        (branch.root / name).write_text("# more\n")
        found.add(key(branch))
    assert len(found) == 1 + len(files)
