"""What `reissue init ci` writes for the project at hand, and what its commands do when they are run there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue_generator import ci_files
from tests.generator.mini_project import Mini
from tests.generator.plants.folders import git

pytestmark = pytest.mark.slow

KINDS = ("github", "gitlab", "pre-commit")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    return Mini.make(tmp_path_factory.mktemp("init") / "clients")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory, clients: Mini) -> Mini:
    """A project that holds a copy of one client, and nothing else."""
    root = tmp_path_factory.mktemp("init") / "copies"
    root.mkdir()
    git(root, "init", "--quiet")
    shop = Mini(root)
    assert shop.run("vendor", "add", "acme", "--into", "src/vendor", "--from", str(clients.root)).code == 0
    return shop


def files(project: Mini) -> dict[str, Any]:
    needs = ci_files.needs_at(str(project.root))
    written = [one for kind in KINDS for one in ci_files.made(needs, project.root, kind)]
    return {path: yaml.safe_load(text) for path, text in written}


def commands(project: Mini) -> list[list[str]]:
    """The commands of reissue in all of the files, but for those of the weekly watch."""
    told = files(project)
    steps = told[".github/workflows/reissue.yml"]["jobs"]["reissue"]["steps"]
    lines = [step["run"] for step in steps if "run" in step]
    lines += told[".gitlab/reissue.yml"]["reissue"]["script"]
    lines += [hook["entry"] for hook in told[".pre-commit-config.yaml"]["repos"][0]["hooks"]]
    return [shlex.split(line.partition(" > ")[0])[1:] for line in lines if line.startswith("reissue ")]


def test_pages_are_watched_where_a_specification_names_one(clients: Mini, tmp_path: Path) -> None:
    mini = clients.copy(tmp_path / "project")
    assert not any("reissue-sources" in str(one) for one in files(mini).items())
    page = "x-reissue-source: {pages: ['https://acme.example/docs'], read: '2026-11-01'}"
    mini.edit("specs/acme.yaml", "operationId: things-list", f"operationId: things-list\n      {page}")
    assert ".github/workflows/reissue-sources.yml" in files(mini)
    assert "reissue-sources" in files(mini)[".gitlab/reissue.yml"]


def test_each_project_gets_what_it_needs(clients: Mini, copies: Mini) -> None:
    assert [words[0] for words in commands(clients)] == ["ci", "ci", "lint", "check"]
    assert ".github/workflows/reissue-sources.yml" not in files(copies)
    assert "reissue-sources" not in files(copies)[".gitlab/reissue.yml"]
    assert {tuple(words[:4]) for words in commands(copies)} == {("vendor", "check", "--full", "src/vendor")}
    installed = [one for one in str(files(copies)).split() if "reissue[" in one]
    assert installed == []  # the base install checks copies
    table = copies.root / "pyproject.toml"
    table.write_text('[tool.reissue]\nvendored = ["src/vendor"]\n')
    assert {" ".join(words) for words in commands(copies)} >= {"vendor check --full"}
    table.unlink()


SOURCE = "https://git.acme.example/team/clients"


def from_elsewhere(copies: Mini, folder: Path, source: str = SOURCE, more: str = "") -> Mini:
    """A project with a copy that comes from this address."""
    shop = copies.copy(folder)
    lock = shop.root / "src/vendor/reissue.lock"
    lock.write_text(re.sub(r"(?m)^source = .*$", f'source = "{source}"', lock.read_text()) + more)
    return shop


def look(project: Mini) -> str:
    """What the weekly look at the sources of copies runs, which is the same on each service."""
    told = files(project)
    steps = told[".github/workflows/reissue-copies.yml"]["jobs"]["look"]["steps"]
    (step,) = [one["run"] for one in steps if "code=0" in one.get("run", "")]
    assert told[".gitlab/reissue.yml"]["reissue-copies"]["script"] == [step]
    return step


def test_newer_clients_are_looked_for_where_copies_come_from(clients: Mini, copies: Mini, tmp_path: Path) -> None:
    """The step is run as it is written; git is told that the address is a folder."""
    there, shop = clients.copy(tmp_path / "source"), from_elsewhere(copies, tmp_path / "shop")
    git(there.root, "init", "--quiet")
    more = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{there.root}.insteadOf",
        "GIT_CONFIG_VALUE_0": SOURCE,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(tmp_path),
    }

    def looked() -> tuple[int, bool]:
        git(there.root, "add", "--all", ".")
        git(there.root, "commit", "--quiet", "--message", "x")
        words, env = ["sh", "-ec", look(shop)], {**os.environ, **more}
        done = subprocess.run(words, cwd=shop.root, env=env, capture_output=True, text=True, check=False)
        return done.returncode, "stale: its specification has changed" in done.stdout

    assert looked() == (0, False)
    there.edit("specs/acme.yaml", "summary: List things", "summary: All things")
    assert there.run("generate").code == 0
    assert looked() == (1, True)


@pytest.mark.parametrize("source", ["git.acme.example:team/clients", "ssh://git.acme.example:22/team/clients"])
def test_what_is_cloned_over_ssh_is_looked_at_over_https(copies: Mini, tmp_path: Path, source: str) -> None:
    assert f"look {SOURCE} src/vendor" in look(from_elsewhere(copies, tmp_path / "shop", source))


@pytest.mark.parametrize(
    ("source", "more"),
    [
        (SOURCE, '\n[provider.b]\nsource = "https://git.acme.example/others"\n'),  # of several: held against none
        (SOURCE, '\n[provider.b]\nsource = "clients"\n'),
        (SOURCE, "\n= broken"),
        ("clients", ""),  # a folder on somebody's machine
        ("reissue", ""),
        ("../clients", ""),
        ("http://git.acme.example/clients", ""),
        ("https://git.acme.example/$(id)", ""),
        ("https://git.acme.example/a b", ""),
    ],
)
def test_what_has_no_address_is_not_looked_for(copies: Mini, tmp_path: Path, source: str, more: str) -> None:
    shop = from_elsewhere(copies, tmp_path / "shop", source, more)
    assert not any("reissue-copies" in str(one) for one in files(shop).items())


def test_clients_of_the_same_repository_are_no_look_away(copies: Mini, tmp_path: Path) -> None:
    shop = from_elsewhere(copies, tmp_path / "shop")
    git(shop.root, "config", "remote.origin.url", "git@git.acme.example:team/clients")
    assert ci_files.needs_at(str(shop.root)).sources == {}


def test_what_is_written_runs(clients: Mini, copies: Mini, tmp_path: Path) -> None:
    """A copy of another repository, which is not there when the steps run: what the installed Reissue has says nothing of it."""
    for project, planted in ((clients, "generated/clients/acme/models.py"), (copies, "src/vendor/acme/models.py")):
        path = project.root / planted
        text = path.read_text()
        for clean in (True, False):
            path.write_text(text if clean else text + "# more\n")
            found = [
                project.run(*(word.replace("$GITHUB_STEP_SUMMARY", str(tmp_path / "page")) for word in words))
                for words in commands(project)
            ]
            told = [(words[0], ran.code) for words, ran in zip(commands(project), found, strict=True)]
            assert {code for name, code in told if name != "lint"} == {0 if clean else 1}, told
        path.write_text(text)
