"""The files of `reissue init ci`: a weekly watch of the vendors' pages, jobs for GitLab, hooks for pre-commit.

What a runner executes is pinned: actions by commit, Reissue by version. Nothing that a vendor wrote reaches a shell, and
the job that reads pages has no right to write.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from . import __version__
from .sources import cache as sources_cache
from .sources import lock as sources_lock
from .tree.atomic import replace_file
from .tree.project import Project

CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
SETUP_PYTHON = "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0"
CACHE = "actions/cache@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3"
UPLOAD = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2"
DOWNLOAD = "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0"

_GITHUB = """\
# Once a week: have the vendors' pages behind the specifications changed? Written by `reissue init ci --github`.
# A change becomes a draft pull request with a report. It updates @lock-name@, so merging it says: reviewed.
name: vendor documentation
on:
  schedule:
    - cron: "17 5 * * 1"
  workflow_dispatch:
permissions: {}
concurrency:
  group: reissue-sources
  cancel-in-progress: false
jobs:
  look:
    # Reads what vendors wrote, so it may write nothing.
    runs-on: ubuntu-24.04
    timeout-minutes: 45
    permissions:
      contents: read
    outputs:
      changed: ${{ steps.look.outputs.changed }}
    defaults:
      run:
        working-directory: @folder@
    steps:
      - uses: @checkout@
        with:
          persist-credentials: false
      - uses: @setup-python@
        with:
          python-version: "3.13"
      - run: python -m pip install --quiet @install@
      - uses: @cache@
        with:
          # Without the pages of the last run a change is still found, but not shown line by line.
          path: @cache-path@
          key: reissue-sources-${{ github.run_id }}
          restore-keys: reissue-sources-
      - id: look
        run: |
          code=0
          reissue sources check --fetch --cache @cache-folder@ --report reissue-sources.md --format github || code=$?
          test "$code" -le 1 || exit "$code"
          cat reissue-sources.md >> "$GITHUB_STEP_SUMMARY"
          cp @lock@ before.lock || touch before.lock
          reissue sources refresh --offline --accept --cache @cache-folder@ > /dev/null || test "$?" -eq 1
          if cmp -s before.lock @lock@; then
            echo "changed=false" >> "$GITHUB_OUTPUT"
          else
            echo "changed=true" >> "$GITHUB_OUTPUT"
            mkdir -p proposal && cp @lock@ proposal/@lock-name@ && cp reissue-sources.md proposal/report.md
          fi
          echo "code=$code" >> "$GITHUB_OUTPUT"
      - if: steps.look.outputs.changed == 'true'
        uses: @upload@
        with:
          name: proposal
          path: @proposal-path@
          retention-days: 7
      - name: Fail where pages could not be read and there is no pull request to say so
        if: steps.look.outputs.changed == 'false'
        env:
          CODE: ${{ steps.look.outputs.code }}
        run: exit "$CODE"
  propose:
    needs: look
    if: needs.look.outputs.changed == 'true'
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: write
      pull-requests: write
    steps:
      - uses: @checkout@
      - uses: @download@
        with:
          name: proposal
          path: ${{ runner.temp }}/proposal
      - env:
          GH_TOKEN: ${{ github.token }}
        run: |
          report="$RUNNER_TEMP/proposal/report.md"
          prefix=reissue/vendor-documentation-
          open="$(gh pr list --state open --json number,headRefName \\
            --jq "[.[] | select(.headRefName | startswith(\\"$prefix\\"))][0].number // empty")"
          if [ -n "$open" ]; then  # somebody may work on its branch: only the report is brought up to date
            gh pr edit "$open" --body-file "$report"
            exit 0
          fi
          cp "$RUNNER_TEMP/proposal/@lock-name@" @lock-from-root@
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git switch --create "$prefix$GITHUB_RUN_ID"
          git add -- @lock-from-root@
          git commit --message "Vendor documentation has changed"
          git push origin "$prefix$GITHUB_RUN_ID"
          gh pr create --draft --title "Vendor documentation has changed" --body-file "$report" \\
            --head "$prefix$GITHUB_RUN_ID"
"""

_GITLAB = """\
# Jobs of Reissue. Written by `reissue init ci --gitlab`; include it from .gitlab-ci.yml:
#
#     include:
#       - local: .gitlab/reissue.yml
.reissue:
  image: python:3.13-slim
  before_script:
    - cd @folder@
    - python -m pip install --quiet @install@

reissue-check:
  extends: .reissue
  script:
    - reissue check --full --format junit > reissue.xml
  artifacts:
    when: always
    reports:
      junit: @junit-path@

# For a pipeline schedule, once a week. The report is among the artifacts of the job.
reissue-sources:
  extends: .reissue
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - reissue sources check --fetch --cache @cache-folder@ --report reissue-sources.md
  cache:
    key: reissue-sources
    paths:
      - @cache-path@
  artifacts:
    when: always
    paths:
      - @report-path@
"""

_PRE_COMMIT = """\
# Hooks of Reissue. Written by `reissue init ci --pre-commit`.
repos:
  - repo: local
    hooks:
      - id: reissue-lint
        name: reissue lint
        entry: reissue lint
        language: python
        additional_dependencies: [@requirement@]
        files: @specs-pattern@
        pass_filenames: false
      - id: reissue-check
        name: reissue check
        entry: reissue check --full
        language: python
        additional_dependencies: [@requirement@]
        always_run: true
        pass_filenames: false
"""

_NEXT = {
    "github": [
        "commit it; then, once: Settings > Actions > General > allow GitHub Actions to create pull requests",
        "try it: gh workflow run reissue-sources.yml",
        "checks do not start by themselves on a pull request of the default token: close and reopen it, or give it an app token",
    ],
    "gitlab": ["include it from .gitlab-ci.yml (the first lines say how), and make a weekly pipeline schedule"],
    "pre-commit": ["run: pre-commit install"],
}


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    path: str
    what: str
    next: list[str] = field(default_factory=list[str])
    refused: bool = False


def write(project: Project, kinds: list[str], *, force: bool = False) -> list[FileResult]:
    """Write the files of some kinds (github, gitlab, pre-commit) below the root of the repository."""
    root = repository(Path(project.root))
    return [
        _write(root, path, text, _NEXT[kind], force) for kind in kinds for path, text in [made(project, root, kind)]
    ]


def made(project: Project, root: Path, kind: str) -> tuple[str, str]:
    """Path from the root of the repository, and text, of one kind of file."""
    path, text = {
        "github": (".github/workflows/reissue-sources.yml", _GITHUB),
        "gitlab": (".gitlab/reissue.yml", _GITLAB),
        "pre-commit": (".pre-commit-config.yaml", _PRE_COMMIT),
    }[kind]
    for key, value in _values(project, root).items():
        text = text.replace(f"@{key}@", value)
    return path, text


def _values(project: Project, root: Path) -> dict[str, str]:
    here, specs = Path(project.root), Path(project.specs)
    own = (here / "generator" / "reissue_generator").is_dir()  # the repository of Reissue itself

    def inside(*parts: str) -> str:
        return json.dumps(here.joinpath(*parts).relative_to(root).as_posix())

    lock = specs / sources_lock.NAME
    return {
        "checkout": CHECKOUT,
        "setup-python": SETUP_PYTHON,
        "cache": CACHE,
        "upload": UPLOAD,
        "download": DOWNLOAD,
        "folder": inside(),
        "install": "--editable '.[generator]'" if own else f"'reissue[generator]=={__version__}'",
        "requirement": json.dumps(f"reissue[generator]=={__version__}"),
        "lock": shlex.quote(project.show(str(lock))),
        "lock-from-root": shlex.quote(lock.relative_to(root).as_posix()),
        "cache-folder": "/".join(sources_cache.IN_PROJECT),
        "lock-name": sources_lock.NAME,
        "cache-path": inside(*sources_cache.IN_PROJECT),
        "proposal-path": inside("proposal"),
        "junit-path": inside("reissue.xml"),
        "report-path": inside("reissue-sources.md"),
        "specs-pattern": json.dumps(f"^{re.escape(specs.relative_to(root).as_posix())}/"),
    }


def repository(start: Path) -> Path:
    """The root of the repository around a folder; the folder itself where there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def _write(root: Path, path: str, text: str, following: list[str], force: bool) -> FileResult:
    target = root / path
    there = target.read_bytes() if target.is_file() else None
    if there == text.encode():
        return FileResult(path, "there already, and the same")
    if (there is not None or target.is_symlink() or target.exists()) and not force:
        return FileResult(
            path,
            "left alone: it is there and says something else",
            ["compare the two by hand, or overwrite it: --force"],
            True,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, text.encode())
    return FileResult(path, "overwritten" if there is not None else "written", following)
