"""`reissue ci`: the steps together, in repositories of git as CI services make them."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reissue_generator.gate.approvals import NAME, load
from reissue_generator.gate.base import base_of
from tests.generator.command_line import Ran
from tests.generator.mini_project import Mini

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


def approved(branch: Branch, until: str = LATER) -> str:
    fingerprints = [one["fingerprint"] for one in branch.failing()]
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


def test_the_key_is_another_one_where_anything_is(branch: Branch) -> None:
    def key() -> str:
        return branch.ci("--cache-key").out.strip()

    first = key()
    assert len(first) == 64 and key() == first
    found = {first}
    for path in ("specs/acme.yaml", "generated/clients/acme/models.py", "pyproject.toml"):
        (branch.root / path).write_text((branch.root / path).read_text() + "# more\n")
        found.add(key())
    branch.git("commit", "-qam", "more")
    found.add(branch.ci("--cache-key", "--against", "HEAD").out.strip())
    assert len(found) == 5
