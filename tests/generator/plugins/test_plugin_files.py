"""The files through which other tools call reissue: pinned, of least rights, and working."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue_generator import ci_files
from reissue_generator.tree.project import Project, find
from tests.generator import command_line

REPO = Path(__file__).resolve().parents[3]
USES = re.compile(r"uses: (\S+)(.*)")
BASH = shutil.which("bash")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "pay ments"
    inner.mkdir()
    (inner / "specs").mkdir()
    (inner / "specs/a.yaml").write_text("info: {x-reissue-source: {pages: ['https://a.example/docs']}}\n")
    (inner / "pyproject.toml").write_text("[tool.reissue]\n")
    monkeypatch.chdir(inner)
    return find(str(inner))


def run(*arguments: str) -> tuple[int, str]:
    ran = command_line.run(*arguments)
    return ran.code, ran.out + ran.error


def texts(project: Project) -> Iterator[tuple[str, str]]:
    for kind in ("github", "gitlab", "pre-commit"):
        yield from ci_files.made(ci_files.needs_at(project.root), ci_files.repository(Path(project.root)), kind)
    for name in ("action.yml", ".pre-commit-hooks.yaml"):
        yield name, (REPO / name).read_text()


def scripts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "run" and isinstance(one, str):
                yield one
            yield from scripts(one)
    elif isinstance(value, list):
        for one in value:
            yield from scripts(one)


def test_all_is_yaml_and_complete(project: Project) -> None:
    for name, text in texts(project):
        assert yaml.safe_load(text), name
        assert not re.search(r"@[a-z-]+@", text), name
        assert text.isascii() and "\r" not in text and text.endswith("\n"), name


def test_actions_are_pinned_by_commit_and_the_same_everywhere(project: Project) -> None:
    pins: dict[str, set[str]] = {}
    files = [*texts(project), *((path.name, path.read_text()) for path in (REPO / ".github").rglob("*.yml"))]
    for name, text in files:
        for reference, rest in USES.findall(text):
            action, _, commit = reference.partition("@")
            assert re.fullmatch(r"[0-9a-f]{40}", commit), f"{name}: {reference}"
            assert re.match(r" # v\d+\.\d+\.\d+$", rest), f"{name}: no version beside {reference}"
            pins.setdefault(action, set()).add(commit)
    assert all(len(commits) == 1 for commits in pins.values()), pins


def test_least_permissions(project: Project) -> None:
    workflow = yaml.safe_load(dict(texts(project))[".github/workflows/reissue-sources.yml"])
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["look"]["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["propose"]["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert workflow["jobs"]["look"]["steps"][0]["with"]["persist-credentials"] is False
    assert not any("reissue " in one for one in scripts(workflow["jobs"]["propose"]))  # it runs no code but git and gh
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}


def test_no_expression_reaches_a_shell(project: Project) -> None:
    for name, text in texts(project):
        for script in scripts(yaml.safe_load(text)):
            assert "${{" not in script, name


@pytest.mark.skipif(BASH is None, reason="no bash")
def test_scripts_are_bash(project: Project) -> None:
    for name, text in texts(project):
        for script in scripts(yaml.safe_load(text)):
            done = subprocess.run([str(BASH), "-n"], input=script, text=True, capture_output=True, check=False)
            assert done.returncode == 0, (name, done.stderr)


def test_hooks_have_the_dependencies_of_the_extra() -> None:
    hooks = yaml.safe_load((REPO / ".pre-commit-hooks.yaml").read_text())
    extra = tomllib.loads((REPO / "pyproject.toml").read_text())["project"]["optional-dependencies"]["generator"]
    assert [hook["id"] for hook in hooks] == ["reissue-check", "reissue-vendor-check", "reissue-lint"]
    for hook in hooks:
        assert hook["additional_dependencies"] == extra
        assert hook["pass_filenames"] is False
        assert hook["entry"].startswith("reissue ")


# --- reissue init ci -----------------------------------------------------------------------------------------


def test_init_writes_below_the_root_of_the_repository(project: Project, tmp_path: Path) -> None:
    code, out = run("init", "ci", "--github", "--gitlab", "--pre-commit")
    assert code == 0
    assert "allow GitHub Actions to create pull requests" in out
    workflow = (tmp_path / ".github" / "workflows" / "reissue-sources.yml").read_text()
    assert 'working-directory: "pay ments"' in workflow
    assert "git add -- 'pay ments/specs/sources.lock'" in workflow
    assert (tmp_path / ".gitlab" / "reissue.yml").is_file()
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
    assert re.match(hooks["repos"][0]["hooks"][0]["files"], "pay ments/specs/a.yaml")
    code, out = run("init", "ci")
    assert (code, "the same" in out) == (0, True)


def test_init_never_overwrites_unless_told(project: Project, tmp_path: Path) -> None:
    there = tmp_path / ".pre-commit-config.yaml"
    there.write_text("repos: []\n")
    code, out = run("init", "ci", "--pre-commit", "--github")
    assert code == 1
    assert "left alone" in out
    assert there.read_text() == "repos: []\n"
    assert (tmp_path / ".github" / "workflows" / "reissue-sources.yml").is_file()
    assert run("init", "ci", "--pre-commit", "--force")[0] == 0
    assert "reissue-check" in there.read_text()


def test_init_does_not_follow_links(project: Project, tmp_path: Path) -> None:
    (tmp_path / ".pre-commit-config.yaml").symlink_to(tmp_path / "elsewhere")
    assert run("init", "ci", "--pre-commit")[0] == 1
    assert run("init", "ci", "--pre-commit", "--force")[0] == 0
    assert not (tmp_path / "elsewhere").exists()


def test_init_outside_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "ci")[0] == 2


# --- the scripts, run ----------------------------------------------------------------------------------------


def stub(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def bash(script: str, folder: Path, path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}", **more}
    command = [str(BASH), "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


@pytest.mark.skipif(BASH is None, reason="no bash")
@pytest.mark.parametrize(
    ("found", "writes", "code", "changed"),
    [(0, False, 0, "false"), (1, True, 0, "true"), (1, False, 0, "false"), (2, False, 2, None)],
)
def test_the_weekly_look(
    project: Project, tmp_path: Path, found: int, writes: bool, code: int, changed: str | None
) -> None:
    """check says 0, 1 or 2; refresh writes the lock where something is new."""
    write = "echo new > specs/sources.lock; exit 1" if writes else "exit 0"
    stub(
        tmp_path / "bin",
        "reissue",
        f'#!/bin/sh\nif [ "$2" = check ]; then echo "# report" > reissue-sources.md; exit {found}; fi\n{write}\n',
    )
    (Path(project.root) / "specs" / "sources.lock").write_text("old\n")
    workflow = yaml.safe_load(dict(texts(project))[".github/workflows/reissue-sources.yml"])
    (script,) = [step["run"] for step in workflow["jobs"]["look"]["steps"] if step.get("id") == "look"]
    out, summary = tmp_path / "out", tmp_path / "summary"
    done = bash(script, Path(project.root), tmp_path / "bin", GITHUB_OUTPUT=str(out), GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == code, done.stderr
    if changed is not None:
        assert f"changed={changed}\ncode={found}\n" == out.read_text()
        assert (Path(project.root) / "proposal" / "report.md").is_file() is (changed == "true")


@pytest.mark.skipif(BASH is None, reason="no bash")
@pytest.mark.parametrize(
    ("inputs", "code", "calls"),
    [
        ({"RUN": "check"}, 0, ["check --full --format github"]),
        (
            {"RUN": "check vendor-check", "VENDORED": "a b"},
            0,
            ["check --full --format github", "vendor check --full a b --format github"],
        ),
        ({"RUN": "vendor-check"}, 0, ["vendor check --full --format github"]),
        ({"RUN": "lint check", "CODE": "1"}, 1, ["lint --format github", "check --full --format github"]),
        ({"RUN": "rm -rf"}, 2, []),
        (
            {"RUN": "check", "VENDORED": "$(touch pwned)", "FORMAT": "sarif", "OUTPUT": "o ut"},
            0,
            ["check --full --format sarif"],
        ),
    ],
)
def test_the_action(tmp_path: Path, inputs: dict[str, str], code: int, calls: list[str]) -> None:
    stub(tmp_path / "bin", "reissue", '#!/bin/sh\necho "$*" >> "$CALLS"\nexit ${CODE:-0}\n')
    action = yaml.safe_load((REPO / "action.yml").read_text())
    (script,) = [step["run"] for step in action["runs"]["steps"] if step.get("id") == "run"]
    given = {"DIRECTORY": ".", "VENDORED": "", "FORMAT": "github", "OUTPUT": "", **inputs}
    made = {"BIN": str(tmp_path / "bin"), "CALLS": str(tmp_path / "calls"), "GITHUB_OUTPUT": str(tmp_path / "out")}
    done = bash(script, tmp_path, tmp_path / "bin", **given, **made)
    assert done.returncode == code, done.stderr
    seen = (tmp_path / "calls").read_text().splitlines() if (tmp_path / "calls").is_file() else []
    assert seen == calls
    assert not (tmp_path / "pwned").exists()
    if "OUTPUT" in inputs:
        assert (tmp_path / "o ut" / "check.sarif").is_file()
